"""Reads of changed settings: who changed what, when, from which value to which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from elearning.accounts.models import Person
from elearning.core.site_changes import SiteSettingChange
from elearning.extensions import db

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class PastChange:
    """A change. `new_value` None: the environment's value counted again; `actor` None: the command line."""

    id: int
    at: datetime
    name: str
    old_value: str | None
    new_value: str | None
    actor: str | None


def past_changes() -> list[PastChange]:
    """The newest changes."""
    rows = db.session.execute(_CHANGES.order_by(SiteSettingChange.id.desc()).limit(MOST_SHOWN))
    return [PastChange(*row) for row in rows]


def past_change(change_id: int) -> PastChange | None:
    """One change."""
    row = db.session.execute(_CHANGES.where(SiteSettingChange.id == change_id)).one_or_none()
    return PastChange(*row) if row else None


_CHANGES = select(
    SiteSettingChange.id,
    SiteSettingChange.at,
    SiteSettingChange.name,
    SiteSettingChange.old_value,
    SiteSettingChange.new_value,
    Person.name,
).outerjoin(Person, Person.id == SiteSettingChange.actor_id)
