"""Reads of the inbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from elearning.core.pagination import Page, page_of
from elearning.extensions import db
from elearning.notifications.models import Notice

# Built once and of the table, not the model: every page asks it.
_notice = Notice.__table__
_UNREAD = select(func.count()).where(_notice.c.person_id == bindparam("person_id"), _notice.c.read_at.is_(None))


def unread_count(person_id: int) -> int:
    """How many notices a person has not read."""
    return db.session.scalar(_UNREAD, {"person_id": person_id}) or 0


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice in a list."""

    id: int
    kind: str
    params: dict[str, Any]
    path: str
    created_at: datetime
    is_read: bool


def inbox(person_id: int, page_number: int | None) -> tuple[list[NoticeLine], Page]:
    """One page of a person's notices, newest first."""
    total = db.session.scalar(select(func.count()).where(Notice.person_id == person_id)) or 0
    page = page_of(page_number, total)
    return _lines(_LINES.where(Notice.person_id == person_id).limit(page.size).offset(page.offset)), page


def newest_unread(person_id: int, limit: int) -> tuple[list[NoticeLine], int]:
    """The newest notices that a person has not read, and how many there are of them; one statement."""
    unread = _LINES.add_columns(func.count().over()).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    rows = db.session.execute(unread.limit(limit)).all()
    return [NoticeLine(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def notice_of(person_id: int, notice_id: int) -> Notice | None:
    """A notice, if it is this person's."""
    return db.session.scalar(select(Notice).where(Notice.person_id == person_id, Notice.id == notice_id))


_LINES = select(
    Notice.id, Notice.kind, Notice.params, Notice.path, Notice.created_at, Notice.read_at.is_not(None).label("is_read")
).order_by(Notice.id.desc())


def _lines(query: Select[*tuple[Any, ...]]) -> list[NoticeLine]:
    return [NoticeLine(*row) for row in db.session.execute(query)]
