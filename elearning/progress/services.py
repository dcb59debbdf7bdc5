"""Writes of what people did. Every fact is one conditional statement: times are set once, the best fraction only rises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, literal, update

from elearning.catalog.outline import Outline, Step
from elearning.core.types import UtcDateTime
from elearning.core.upsert import insert
from elearning.domain.completion import CompletionRule
from elearning.extensions import db
from elearning.progress.models import ActivityProgress, CourseCompletion

_KEYS = ("person_id", "activity_id")


@dataclass(frozen=True, slots=True)
class Grade:
    """The result of one finished attempt; `fraction` in ten-millionths."""

    fraction: int
    is_passed: bool


def record_view(person_id: int, step: Step, *, now: datetime) -> bool:
    """Record that a step was opened; True when its own rule is completed by it for the first time."""
    seen = {"first_viewed_at": now, "last_seen_at": now}
    return _record(person_id, step, seen, {"last_seen_at": now}, completes=step.completion == CompletionRule.VIEWED)


def record_mark(person_id: int, step: Step, *, now: datetime) -> bool:
    """Record "tandai selesai"; True when it completes the step for the first time."""
    values = {"first_viewed_at": now, "last_seen_at": now, "marked_at": now}
    return _record(person_id, step, values, {"last_seen_at": now}, completes=step.completion == CompletionRule.MARKED)


def record_grade(person_id: int, step: Step, grade: Grade, *, now: datetime) -> bool:
    """Record a finished attempt (call once an attempt); True when it completes the step for the first time."""
    best = ActivityProgress.best_fraction
    values: dict[str, Any] = {"first_viewed_at": now, "last_seen_at": now}
    if grade.is_passed:
        values["passed_at"] = now
    always = {
        "last_seen_at": now,
        "best_fraction": case((best > grade.fraction, best), else_=grade.fraction),
        "finished_attempts": ActivityProgress.finished_attempts + 1,
        "has_open_attempt": False,
    }
    first = values | {"best_fraction": grade.fraction, "finished_attempts": 1}
    return _record(person_id, step, first, always, completes=grade.is_passed)


def record_attempt_opened(person_id: int, step: Step, *, now: datetime) -> None:
    """Record that an attempt is open."""
    values = {"first_viewed_at": now, "last_seen_at": now, "has_open_attempt": True}
    _record(person_id, step, values, {"has_open_attempt": True, "last_seen_at": now}, completes=False)


def record_attempt_abandoned(person_id: int, step: Step, *, now: datetime) -> None:
    """Record that an attempt ended without a grade; it counts as used."""
    used = {"has_open_attempt": False, "finished_attempts": ActivityProgress.finished_attempts + 1}
    first = {"first_viewed_at": now, "last_seen_at": now, "finished_attempts": 1}
    _record(person_id, step, first, used, completes=False)


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
    values = {
        "person_id": person_id,
        "course_id": outline.course_id,
        "revision_id": outline.revision_id,
        "agency_id": agency_id,
        "started_at": started_at,
        "completed_at": now,
    }
    statement = (
        insert(CourseCompletion).values(**values).on_conflict_do_nothing(index_elements=["person_id", "course_id"])
    )
    completion: CourseCompletion | None = db.session.scalar(statement.returning(CourseCompletion))
    return completion


def _record(person_id: int, step: Step, first: dict[str, Any], always: dict[str, Any], *, completes: bool) -> bool:
    """Insert or update the row; times already there stay. True when `completed_at` is set by this call."""
    if completes:
        first = first | {"completed_at": first["last_seen_at"]}
    kept = {
        name: func.coalesce(getattr(ActivityProgress, name), literal(value, UtcDateTime()))
        for name, value in first.items()
        if name.endswith("_at") and name not in always
    }
    statement = insert(ActivityProgress).values(person_id=person_id, activity_id=step.activity_id, **first)
    statement = statement.on_conflict_do_update(index_elements=_KEYS, set_=kept | always)
    completed_at = db.session.execute(statement.returning(ActivityProgress.completed_at)).scalar()
    return completes and completed_at == first["last_seen_at"]
