"""Reads of one person's attempts at the quizzes of one course, and of what officers granted. Answers are never read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select

from elearning.accounts.models import Person
from elearning.authoring.queries.courses import Scope, reaches
from elearning.catalog.models import Activity, CourseRevision, RevisionActivity
from elearning.domain.attempts import AttemptState
from elearning.domain.names import full_name
from elearning.extensions import db
from elearning.quizzes.models import Attempt, AttemptExtension, AttemptGrant


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenAttempt:
    """One attempt at a quiz, on the revision it began on."""

    id: int
    number: int
    title: str
    revision_number: int
    rules: Mapping[str, Any]
    state: AttemptState
    started_at: datetime
    ends_at: datetime | None
    finished_at: datetime | None
    fraction: int | None
    is_passed: bool | None


@dataclass(frozen=True, slots=True)
class GivenAttempts:
    """More attempts that an officer granted."""

    quiz: str
    extra: int
    reason: str
    granted_at: datetime
    granted_by: str


@dataclass(frozen=True, slots=True)
class GivenMinutes:
    """More time that an officer gave to an attempt under way."""

    quiz: str
    number: int
    minutes: int
    reason: str
    given_at: datetime
    given_by: str


def attempts_in(course_id: int, person_id: int) -> list[TakenAttempt]:
    """A person's attempts at all quizzes of a course, newest first; one statement."""
    query = (
        select(
            Attempt.id,
            Attempt.number,
            RevisionActivity.title,
            CourseRevision.number.label("revision_number"),
            RevisionActivity.rules,
            Attempt.state,
            Attempt.started_at,
            Attempt.ends_at,
            Attempt.finished_at,
            Attempt.fraction,
            Attempt.is_passed,
        )
        .join(RevisionActivity, RevisionActivity.id == Attempt.revision_activity_id)
        .join(CourseRevision, CourseRevision.id == RevisionActivity.revision_id)
        .where(Attempt.person_id == person_id, CourseRevision.course_id == course_id)
        .order_by(Attempt.started_at.desc(), Attempt.id.desc())
    )
    rows = db.session.execute(query)
    return [TakenAttempt(**row._asdict() | {"state": AttemptState(row.state)}) for row in rows]


def grants_in(course_id: int, revision_id: int, person_id: int) -> list[GivenAttempts]:
    """What was granted to a person at the quizzes of a course, newest first; titles as a revision has them."""
    query = (
        select(
            RevisionActivity.title,
            Activity.key,
            AttemptGrant.extra,
            AttemptGrant.reason,
            AttemptGrant.granted_at,
            Person.name,
            Person.title_before,
            Person.title_after,
        )
        .join(Activity, Activity.id == AttemptGrant.activity_id)
        .join(Person, Person.id == AttemptGrant.granted_by_id)
        .outerjoin(
            RevisionActivity,
            and_(RevisionActivity.activity_id == Activity.id, RevisionActivity.revision_id == revision_id),
        )
        .where(AttemptGrant.person_id == person_id, Activity.course_id == course_id)
        .order_by(AttemptGrant.granted_at.desc(), AttemptGrant.id.desc())
    )
    return [
        GivenAttempts(row.title or row.key, row.extra, row.reason, row.granted_at, full_name(*row[5:]))
        for row in db.session.execute(query)
    ]


def extensions_in(course_id: int, person_id: int) -> list[GivenMinutes]:
    """The time that was added to a person's attempts at the quizzes of a course, newest first."""
    query = (
        select(
            RevisionActivity.title,
            Attempt.number,
            AttemptExtension.minutes,
            AttemptExtension.reason,
            AttemptExtension.extended_at,
            Person.name,
            Person.title_before,
            Person.title_after,
        )
        .join(Attempt, Attempt.id == AttemptExtension.attempt_id)
        .join(RevisionActivity, RevisionActivity.id == Attempt.revision_activity_id)
        .join(Activity, Activity.id == Attempt.activity_id)
        .join(Person, Person.id == AttemptExtension.extended_by_id)
        .where(Attempt.person_id == person_id, Activity.course_id == course_id)
        .order_by(AttemptExtension.id.desc())
    )
    return [GivenMinutes(*row[:5], full_name(*row[5:])) for row in db.session.execute(query)]


def reached_person(person_id: int, scope: Scope) -> Person | None:
    """Somebody whom a scope reaches."""
    return db.session.scalar(select(Person).where(Person.id == person_id, *reaches(scope)))
