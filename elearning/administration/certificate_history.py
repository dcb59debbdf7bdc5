"""What was changed lately about an agency's certificates, from the audit log. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select

from elearning.accounts.models import Person
from elearning.core.audit import AuditEntry
from elearning.domain.names import full_name
from elearning.extensions import db

MOST = 20
ACTIONS = ("signatory.added", "signatory.changed", "certificate_look.changed")


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what, when, by whom ("" for the command line)."""

    what: str
    at: datetime
    by: str


def changes_of(agency_id: int) -> list[Change]:
    """The latest changes, newest first; one statement."""
    query = (
        select(AuditEntry.action, AuditEntry.at, AuditEntry.detail)
        .add_columns(Person.name, Person.title_before, Person.title_after)
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .where(AuditEntry.agency_id == agency_id, AuditEntry.action.in_(ACTIONS))
        .order_by(AuditEntry.id.desc())
        .limit(MOST)
    )
    return [
        Change(
            _what(row.action, row.detail),
            row.at,
            full_name(row.name, row.title_before, row.title_after) if row.name else "",
        )
        for row in db.session.execute(query)
    ]


def _what(action: str, detail: dict[str, object]) -> str:
    match action:
        case "signatory.added":
            return str(gettext("Penanda tangan dicatat: %(name)s", name=detail.get("name", "")))
        case "signatory.changed":
            after = detail.get("new")
            name = after.get("name", "") if isinstance(after, dict) else ""
            return str(gettext("Penanda tangan diubah: %(name)s", name=name))
        case _:
            return str(gettext("Kalimat atau logo diubah"))
