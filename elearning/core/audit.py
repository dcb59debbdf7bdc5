"""Who did what to whom and when: rows written in the same transaction as the deed, never changed (the database
refuses it).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from elearning.core.logs import request_id
from elearning.core.types import JsonObject, Moment, PrimaryKey
from elearning.extensions import Model, db


class AuditEntry(Model):
    """One deed. `actor_id` is None for the machine itself (worker, command line); `detail` holds ids and values,
    never secrets; `about_id` is the person whom the deed concerns, where it concerns one.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject_type", "subject_id"),)

    id: Mapped[PrimaryKey]
    at: Mapped[Moment] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    action: Mapped[str] = mapped_column(String(80), index=True)
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    about_id: Mapped[int | None] = mapped_column(index=True)
    detail: Mapped[JsonObject]
    request_id: Mapped[str] = mapped_column(String(64))


def record(
    action: str,
    subject: Model | None,
    *,
    actor_id: int | None,
    now: datetime,
    agency_id: int | None = None,
    **detail: Any,
) -> None:
    """Add the row of a deed to the running transaction; `action` is "noun.verb" ("person.created")."""
    db.session.flush()
    db.session.add(
        AuditEntry(
            at=now,
            actor_id=actor_id,
            agency_id=agency_id,
            action=action,
            subject_type=subject.__tablename__ if subject is not None else "",
            subject_id=getattr(subject, "id", None),
            about_id=_person_of(subject, detail),
            detail=detail,
            request_id=request_id(),
        )
    )


def _person_of(subject: Model | None, detail: Mapping[str, Any]) -> int | None:
    """Whom a deed is about: the subject itself, whose it is, or who is named beside it."""
    if subject is not None and subject.__tablename__ == "person":
        return getattr(subject, "id", None)
    found = detail.get("person_id", getattr(subject, "person_id", None))
    return found if isinstance(found, int) else None
