"""Reads of withdrawals: which courses are closed to newcomers, since when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import aliased

from elearning.accounts.models import Person
from elearning.catalog.models import Course, CourseRevision, CourseWithdrawal
from elearning.domain.names import full_name
from elearning.extensions import db


@dataclass(frozen=True, slots=True)
class CourseName:
    """A course by its code and title."""

    slug: str
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class PastWithdrawal:
    """A withdrawal as its course remembers it; names are empty where the command line did it."""

    from_at: datetime
    reason: str
    withdrawn_at: datetime
    withdrawn_by: str
    ended_at: datetime | None
    ended_by: str


def is_withdrawal_of_course() -> ColumnElement[bool]:
    """The condition that joins a course with its open withdrawal, of which there is one at most."""
    return and_(CourseWithdrawal.course_id == Course.id, CourseWithdrawal.ended_at.is_(None))


def withdrawn_from(course_id: int) -> datetime | None:
    """From when on a course is withdrawn, perhaps only later; None while it has no withdrawal."""
    return db.session.scalar(_open(course_id).with_only_columns(CourseWithdrawal.from_at))


def open_withdrawal(course_id: int) -> CourseWithdrawal | None:
    """The withdrawal that stands, locked against another officer until the transaction ends."""
    return db.session.scalar(_open(course_id).with_for_update())


def withdrawals_of(course_id: int) -> list[PastWithdrawal]:
    """Every withdrawal of a course, the newest first; one statement."""
    by, ender = aliased(Person), aliased(Person)
    query = (
        select(
            CourseWithdrawal.from_at,
            CourseWithdrawal.reason,
            CourseWithdrawal.withdrawn_at,
            CourseWithdrawal.ended_at,
            *(column for who in (by, ender) for column in (who.name, who.title_before, who.title_after)),
        )
        .outerjoin(by, by.id == CourseWithdrawal.withdrawn_by_id)
        .outerjoin(ender, ender.id == CourseWithdrawal.ended_by_id)
        .where(CourseWithdrawal.course_id == course_id)
        .order_by(CourseWithdrawal.id.desc())
    )
    return [
        PastWithdrawal(row[0], row[1], row[2], _name(row[4], row[5], row[6]), row[3], _name(row[7], row[8], row[9]))
        for row in db.session.execute(query)
    ]


def courses_requiring(code: str) -> list[CourseName]:
    """The courses whose current revision asks for this one first, by title."""
    query = select(Course.slug, Course.code, CourseRevision.title, CourseRevision.prerequisites).join(
        CourseRevision, CourseRevision.id == Course.current_revision_id
    )
    rows = db.session.execute(query.order_by(CourseRevision.title))
    return [CourseName(row.slug, row.code, row.title) for row in rows if code in row.prerequisites]


def _open(course_id: int) -> Select[*tuple[CourseWithdrawal]]:
    return select(CourseWithdrawal).where(CourseWithdrawal.course_id == course_id, CourseWithdrawal.ended_at.is_(None))


def _name(name: str | None, title_before: str | None, title_after: str | None) -> str:
    return full_name(name, title_before or "", title_after or "") if name else ""
