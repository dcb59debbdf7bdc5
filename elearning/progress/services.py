"""Writes of what people did. Every fact is one conditional statement: times are set once, the best fraction only rises."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import case, func, literal, update

from elearning.catalog.outline import Outline, Step
from elearning.core.types import UtcDateTime
from elearning.core.upsert import insert
from elearning.extensions import db
from elearning.progress import changes
from elearning.progress.changes import Change, Grade
from elearning.progress.models import ActivityProgress, CourseCompletion

__all__ = [
    "Grade",
    "complete_course",
    "completion_values",
    "record_attempt_abandoned",
    "record_attempt_opened",
    "record_grade",
    "record_granted_attempts",
    "record_mark",
    "record_reading_place",
    "record_view",
]

_KEYS = ("person_id", "activity_id")


def record_view(person_id: int, step: Step, *, now: datetime) -> bool:
    """Record that a step was opened; True when its own rule is completed by it for the first time."""
    return _record(person_id, step, changes.viewed(step, now))


def record_mark(person_id: int, step: Step, *, now: datetime) -> bool:
    """Record "tandai selesai"; True when it completes the step for the first time."""
    return _record(person_id, step, changes.marked(step, now))


def record_grade(person_id: int, step: Step, grade: Grade, *, now: datetime) -> bool:
    """Record a finished attempt (call once an attempt); True when it completes the step for the first time."""
    return _record(person_id, step, changes.graded(grade, now))


def record_attempt_opened(person_id: int, step: Step, *, now: datetime) -> None:
    """Record that an attempt is open."""
    _record(person_id, step, changes.opened(now))


def record_attempt_abandoned(person_id: int, step: Step, *, now: datetime) -> None:
    """Record that an attempt ended without a grade; it counts as used."""
    _record(person_id, step, changes.abandoned(now))


def record_granted_attempts(person_id: int, activity_id: int, extra: int) -> None:
    """Record that an officer granted more attempts."""
    statement = insert(ActivityProgress).values(person_id=person_id, activity_id=activity_id, granted_attempts=extra)
    granted = ActivityProgress.granted_attempts + extra
    db.session.execute(statement.on_conflict_do_update(index_elements=_KEYS, set_={"granted_attempts": granted}))


def record_reading_place(person_id: int, activity_id: int, place: str, *, now: datetime) -> None:
    """Keep where the person stopped reading, for their other devices."""
    statement = update(ActivityProgress).where(
        ActivityProgress.person_id == person_id, ActivityProgress.activity_id == activity_id
    )
    db.session.execute(statement.values(reading_place=place[:80], last_seen_at=now))


def complete_course(
    person_id: int, outline: Outline, *, agency_id: int | None, started_at: datetime, now: datetime
) -> CourseCompletion | None:
    """Record the completion of a course; None when it was completed before (also by a request that won the race)."""
    values = completion_values(person_id, outline, agency_id=agency_id, started_at=started_at, now=now)
    statement = (
        insert(CourseCompletion).values(**values).on_conflict_do_nothing(index_elements=["person_id", "course_id"])
    )
    completion: CourseCompletion | None = db.session.scalar(statement.returning(CourseCompletion))
    return completion


def completion_values(
    person_id: int, outline: Outline, *, agency_id: int | None, started_at: datetime, now: datetime
) -> dict[str, Any]:
    """The columns of a completion."""
    return {
        "person_id": person_id,
        "course_id": outline.course_id,
        "revision_id": outline.revision_id,
        "agency_id": agency_id,
        "started_at": started_at,
        "completed_at": now,
    }


def _record(person_id: int, step: Step, change: Change) -> bool:
    """Insert or update the row; True when `completed_at` is set by this call."""
    kept = {
        name: func.coalesce(getattr(ActivityProgress, name), literal(value, UtcDateTime()))
        for name, value in change.once.items()
    }
    counted = {name: getattr(ActivityProgress, name) + more for name, more in change.adds.items()}
    statement = insert(ActivityProgress).values(
        person_id=person_id, activity_id=step.activity_id, **change.first_values()
    )
    best = ActivityProgress.best_fraction
    risen = {} if change.best is None else {best.key: case((best > change.best, best), else_=change.best)}
    statement = statement.on_conflict_do_update(
        index_elements=_KEYS, set_={**kept, **change.always, **counted, **risen}
    )
    completed_at = db.session.execute(statement.returning(ActivityProgress.completed_at)).scalar()
    return change.completes and completed_at == change.at
