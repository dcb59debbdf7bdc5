"""Reads of the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, or_, select

from elearning.accounts.models import Person
from elearning.core.pagination import Page, page_of
from elearning.extensions import db
from elearning.notifications.models import Notice, NoticeWish

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


def inbox(person_id: int, page_number: int | None, *, only_unread: bool = False) -> tuple[list[NoticeLine], Page]:
    """One page of a person's notices, newest first."""
    wanted = [Notice.person_id == person_id, *([Notice.read_at.is_(None)] if only_unread else [])]
    total = db.session.scalar(select(func.count()).select_from(Notice).where(*wanted)) or 0
    page = page_of(page_number, total)
    return _lines(_LINES.where(*wanted).limit(page.size).offset(page.offset)), page


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wants to be told besides what concerns their duties."""

    wants_reminders: bool = True
    wants_digest: bool = False


def wishes_of(person_id: int) -> Wishes:
    """The wishes of a person; the usual ones of who never chose."""
    row = db.session.execute(
        select(NoticeWish.wants_reminders, NoticeWish.wants_digest).where(NoticeWish.person_id == person_id)
    ).one_or_none()
    return Wishes(*row) if row else Wishes()


@dataclass(frozen=True, slots=True)
class Digest:
    """A letter to write: to whom, how many notices it counts and the newest of them."""

    person_id: int
    email: str
    locale: str | None
    count: int
    newest_id: int


def digests_due(today: date, limit: int) -> list[Digest]:
    """Who wishes for a letter, had none today and has unread notices that no letter has counted."""
    query = (
        select(Person.id, Person.email, Person.locale, func.count(), func.max(Notice.id))
        .join(NoticeWish, NoticeWish.person_id == Person.id)
        .join(Notice, Notice.person_id == Person.id)
        .where(
            NoticeWish.wants_digest,
            or_(NoticeWish.digest_on.is_(None), NoticeWish.digest_on < today),
            Notice.id > NoticeWish.told_up_to_id,
            Notice.read_at.is_(None),
            Person.is_active,
            Person.email.is_not(None),
        )
        .group_by(Person.id, Person.email, Person.locale)
        .order_by(Person.id)
        .limit(limit)
    )
    rows: Sequence[Row[*tuple[Any, ...]]] = db.session.execute(query).all()
    return [Digest(*row) for row in rows]


def newest_unread(person_id: int, limit: int) -> tuple[list[NoticeLine], int]:
    """The newest notices that a person has not read, and how many there are of them; one statement."""
    unread = _LINES.add_columns(func.count().over()).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    rows = db.session.execute(unread.limit(limit)).all()
    return [NoticeLine(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def newest_id(person_id: int) -> int:
    """The number of a person's newest notice, 0 without one."""
    return db.session.scalar(select(func.max(Notice.id)).where(Notice.person_id == person_id)) or 0


def notice_of(person_id: int, notice_id: int) -> Notice | None:
    """A notice, if it is this person's."""
    return db.session.scalar(select(Notice).where(Notice.person_id == person_id, Notice.id == notice_id))


_LINES = select(
    Notice.id, Notice.kind, Notice.params, Notice.path, Notice.created_at, Notice.read_at.is_not(None).label("is_read")
).order_by(Notice.id.desc())


def _lines(query: Select[*tuple[Any, ...]]) -> list[NoticeLine]:
    return [NoticeLine(*row) for row in db.session.execute(query)]
