"""The audit of many deeds of one kind of work (an import, its undoing): the rows of `core.audit`, in few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from elearning.core.audit import AuditEntry
from elearning.core.logs import request_id
from elearning.core.upsert import insert_many
from elearning.extensions import db


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed; the subject is named by its table and id."""

    action: str
    subject_type: str
    subject_id: int | None
    agency_id: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def record_all(deeds: Sequence[Deed], *, actor_id: int | None, now: datetime) -> None:
    """Add the rows to the running transaction, in the order given."""
    db.session.flush()
    if not deeds:
        return
    db.session.execute(insert_many(AuditEntry), [audit_row(deed, actor_id, now) for deed in deeds])


def audit_row(deed: Deed, actor_id: int | None, now: datetime) -> dict[str, Any]:
    """The columns of the row of a deed."""
    return {
        "at": now,
        "actor_id": actor_id,
        "request_id": request_id(),
        "action": deed.action,
        "subject_type": deed.subject_type,
        "subject_id": deed.subject_id,
        "about_id": _person_of(deed),
        "agency_id": deed.agency_id,
        "detail": deed.detail,
    }


def _person_of(deed: Deed) -> int | None:
    """Whom a deed is about: the subject itself, or who is named beside it."""
    found = deed.subject_id if deed.subject_type == "person" else deed.detail.get("person_id")
    return found if isinstance(found, int) else None
