"""Begins an attempt: its questions, orders and end are fixed here and never again."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from elearning.catalog.outline import Step
from elearning.catalog.queries import outline_of
from elearning.catalog.services import NotEnrolledError
from elearning.core.upsert import insert
from elearning.domain.access import ActivityUnknownError, check_activity_access
from elearning.domain.attempts import AttemptState
from elearning.domain.completion import CourseFacts
from elearning.domain.quiz_layout import lay_out
from elearning.domain.schedule import AttemptHistory, QuizSchedule, check_may_start, end_time, last_moment
from elearning.extensions import db
from elearning.progress import queries as progress_queries
from elearning.progress import services as progress
from elearning.progress.evaluation import standing
from elearning.quizzes import queries
from elearning.quizzes.gateway import attempts_so_far, quiz_in
from elearning.quizzes.models import Attempt
from elearning.quizzes.rules import QuizRules, rules_of
from elearning.quizzes.services.finishing import settle_attempt
from elearning.quizzes.values import stored_slot

SEED_BITS = 53


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Who begins which quiz; 125 per cent gives a quarter more time. `seed` only where a layout must come again (demo)."""

    person_id: int
    slug: str
    key: str
    time_multiplier_percent: int = 100
    seed: int | None = None


def start_attempt(start: Start, *, now: datetime) -> int:
    """Begin an attempt and return its id; where one is open already (double click, two tabs), return that one's.

    Raises:
        NotEnrolledError: the person does not follow the course.
        ActivityUnknownError: no such course, or no such quiz in it.
        ActivityLockedError: other steps come first.
        QuizClosedError, NoAttemptsLeftError, AttemptWaitError: the quiz takes no further attempt now.
    """
    place = queries.lock_place(start.person_id, start.slug)
    if place is None:
        raise NotEnrolledError if queries.course_exists(start.slug) else ActivityUnknownError
    outline = outline_of(place[1])
    step = quiz_in(outline, start.key)
    facts = progress_queries.facts_of(start.person_id, outline)
    if facts.of(step.key).has_open_attempt:
        running = _running_attempt(start.person_id, step, now)
        if running is not None:
            return running
        facts = progress_queries.facts_of(start.person_id, outline)
    check_activity_access(standing(outline, facts), step.key)
    rules = rules_of(step.rules)
    check_may_start(rules.schedule, _history(start.person_id, step, rules, facts), now)
    return _begin(start, step, rules, now)


def _running_attempt(person_id: int, step: Step, now: datetime) -> int | None:
    """The open attempt, unless its time is over: then that is written first, and another may begin."""
    attempt_id = queries.open_attempt_id(person_id, step.activity_id)
    if attempt_id is None or settle_attempt(person_id, attempt_id, now=now):
        return None
    return attempt_id


def _history(person_id: int, step: Step, rules: QuizRules, facts: CourseFacts) -> AttemptHistory:
    waits = bool(rules.schedule.wait_minutes)
    last = queries.last_finished_at(person_id, step.activity_id) if waits else None
    return attempts_so_far(facts.of(step.key), rules, last)


def attempt_values(start: Start, step: Step, schedule: QuizSchedule, seed: int, now: datetime) -> dict[str, Any]:
    """The columns of an attempt that begins, but for its number and layout: from which seed, and when it ends."""
    ends_at = end_time(schedule, now, start.time_multiplier_percent)
    return {
        "person_id": start.person_id,
        "activity_id": step.activity_id,
        "revision_activity_id": step.id,
        "state": AttemptState.IN_PROGRESS.value,
        "seed": seed,
        "started_at": now,
        "ends_at": ends_at,
        "grace_until": last_moment(schedule, ends_at),
    }


def _begin(start: Start, step: Step, rules: QuizRules, now: datetime) -> int:
    seed = secrets.randbits(SEED_BITS) if start.seed is None else start.seed
    highest = select(func.coalesce(func.max(Attempt.number), 0) + 1).where(
        Attempt.person_id == start.person_id, Attempt.activity_id == step.activity_id
    )
    slots = lay_out(queries.pool_of(step.id), rules.layout, seed)
    values = attempt_values(start, step, rules.schedule, seed, now) | {
        "number": highest.scalar_subquery(),
        "layout": [stored_slot(slot) for slot in slots],
    }
    # No index is named: the open attempt's partial key and the number's key may both be the one in the way.
    statement = insert(Attempt).values(**values).on_conflict_do_nothing().returning(Attempt.id)
    attempt_id: int | None = db.session.execute(statement).scalar()
    if attempt_id is None:
        attempt_id = queries.open_attempt_id(start.person_id, step.activity_id)
    if attempt_id is None:
        raise LookupError("an attempt was neither begun nor found open")
    progress.record_attempt_opened(start.person_id, step, now=now)
    return attempt_id
