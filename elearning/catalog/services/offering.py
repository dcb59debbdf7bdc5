"""Writes of withdrawals: a course leaves the catalogue, and comes back. Learners, certificates and evidence stay as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from elearning.catalog.models import Course, CourseWithdrawal
from elearning.catalog.queries.offering import open_withdrawal
from elearning.core import audit, clock
from elearning.core.upsert import insert
from elearning.domain.offering import AlreadyWithdrawnError, NotWithdrawnError, check_withdrawal
from elearning.extensions import db


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawing:
    """Why a course is withdrawn, and from which day on in the site's time zone; None means at once."""

    reason: str
    first_day: date | None = None


def withdraw_course(
    course: Course, wish: Withdrawing, *, time_zone: str, actor_id: int | None, now: datetime
) -> datetime:
    """Close a course to newcomers; returns from when on. Days are of `time_zone`.

    Raises:
        WithdrawalReasonError, WithdrawalDayError: what was given cannot be recorded.
        AlreadyWithdrawnError: somebody did it before.
    """
    today = clock.local_date(now, time_zone)
    check_withdrawal(wish.reason, wish.first_day, today)
    is_later = wish.first_day is not None and wish.first_day > today
    from_at = datetime.combine(wish.first_day, time(), ZoneInfo(time_zone)) if is_later and wish.first_day else now
    statement = insert(CourseWithdrawal).values(
        course_id=course.id,
        from_at=from_at,
        reason=wish.reason.strip(),
        withdrawn_by_id=actor_id,
        withdrawn_at=now,
    )
    statement = statement.on_conflict_do_nothing(index_elements=["course_id"], index_where=text("ended_at IS NULL"))
    if db.session.execute(statement.returning(CourseWithdrawal.id)).scalar() is None:
        raise AlreadyWithdrawnError
    facts: dict[str, Any] = {"course": course.slug, "from": from_at.isoformat(), "reason": wish.reason.strip()}
    audit.record("course.withdrawn", course, actor_id=actor_id, now=now, **facts)
    return from_at


def offer_course_again(course: Course, *, actor_id: int | None, now: datetime) -> None:
    """End the withdrawal of a course; it stays on record.

    Raises:
        NotWithdrawnError: there is none, or somebody ended it before.
    """
    standing = open_withdrawal(course.id)
    if standing is None:
        raise NotWithdrawnError
    standing.ended_at, standing.ended_by_id = now, actor_id
    db.session.flush()
    audit.record("course.offered", course, actor_id=actor_id, now=now, course=course.slug)
