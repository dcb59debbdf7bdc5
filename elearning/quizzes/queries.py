"""Reads of attempts, their questions and answers. Every read of an attempt names its person: others' do not exist."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Row, Select, String, and_, bindparam, cast, exists, func, literal, select

from elearning.accounts.models import Person, RoleGrant
from elearning.catalog.models import (
    Activity,
    Course,
    CourseRevision,
    Enrolment,
    QuestionVersion,
    QuizQuestion,
    RevisionActivity,
)
from elearning.core.permissions import Grant, Role
from elearning.domain.attempts import OPEN_STATES, AttemptState
from elearning.domain.questions import Question, load
from elearning.domain.questions.description import Description
from elearning.domain.quiz_layout import PoolQuestion
from elearning.extensions import db
from elearning.notifications.models import Notice
from elearning.quizzes.models import Attempt, Response
from elearning.quizzes.values import AttemptFacts, HeldAttempt, PastAttempt, SavedAnswer

MOST_KEPT = 5_000
_kept: WeakKeyDictionary[object, dict[int, Question]] = WeakKeyDictionary()

_ATTEMPT_COLUMNS = (
    Attempt.id,
    Attempt.person_id,
    Attempt.activity_id,
    Activity.key.label("activity_key"),
    Activity.course_id,
    Course.slug,
    CourseRevision.title.label("course_title"),
    CourseRevision.sources,
    RevisionActivity.title,
    RevisionActivity.rules.label("stored_rules"),
    RevisionActivity.revision_id,
    CourseRevision.number.label("revision_number"),
    Enrolment.revision_id.label("enrolled_revision_id"),
    Attempt.number,
    Attempt.state,
    Attempt.layout.label("stored_layout"),
    Attempt.started_at,
    Attempt.ends_at,
    Attempt.finished_at,
    Attempt.fraction,
    Attempt.is_passed,
)
# Statements of the busiest path, an answer saved, are built once, on tables: they need no mapper.
_attempt, _step = Attempt.__table__, RevisionActivity.__table__
_FOR_SAVING = (
    select(
        _attempt.c.id,
        _attempt.c.number,
        _attempt.c.state,
        _step.c.rules.label("stored_rules"),
        _attempt.c.layout.label("stored_layout"),
        _attempt.c.started_at,
        _attempt.c.ends_at,
    )
    .join(_step, _step.c.id == _attempt.c.revision_activity_id)
    .where(_attempt.c.id == bindparam("attempt_id"), _attempt.c.person_id == bindparam("person_id"))
)
_HELD = _FOR_SAVING.with_for_update(of=_attempt, read=True)
_QUESTIONS = select(QuestionVersion.id, QuestionVersion.content).where(
    QuestionVersion.id.in_(bindparam("version_ids", expanding=True))
)
_PAST_COLUMNS = (
    Attempt.id,
    Attempt.number,
    Attempt.state,
    Attempt.started_at,
    Attempt.ends_at,
    Attempt.finished_at,
    Attempt.fraction,
    Attempt.is_passed,
)
_HAS_ENROLMENT = and_(
    Enrolment.person_id == Attempt.person_id,
    Enrolment.course_id == Activity.course_id,
    Enrolment.left_at.is_(None),
)


@dataclass(frozen=True, slots=True)
class QuizPlace:
    """A quiz as an enrolled person reaches it. `pool` counts the questions that may be asked."""

    course_id: int
    revision_id: int
    pool: int


def quiz_place(person_id: int, slug: str, key: str) -> QuizPlace | None:
    """Where a quiz stands in the revision that a person follows; None for who is not enrolled. `pool` is 0 for none."""
    pool = (
        select(func.count(QuizQuestion.id))
        .join(RevisionActivity, RevisionActivity.id == QuizQuestion.revision_activity_id)
        .join(Activity, Activity.id == RevisionActivity.activity_id)
        .join(QuestionVersion, QuestionVersion.id == QuizQuestion.question_version_id)
        .where(
            RevisionActivity.revision_id == Enrolment.revision_id,
            Activity.key == key,
            QuestionVersion.type != Description.type_name,
        )
        .correlate(Enrolment)
        .scalar_subquery()
    )
    row = db.session.execute(_enrolled(person_id, slug).add_columns(pool)).one_or_none()
    return QuizPlace(*row) if row else None


def lock_place(person_id: int, slug: str) -> tuple[int, int] | None:
    """(course, revision) that a person follows, the enrolment locked until the transaction ends; None without one."""
    row = db.session.execute(_enrolled(person_id, slug).with_for_update(of=Enrolment)).one_or_none()
    return (row.course_id, row.revision_id) if row else None


def course_exists(slug: str) -> bool:
    """Whether there is such a course."""
    return db.session.scalar(select(Course.id).where(Course.slug == slug)) is not None


def attempt_of(person_id: int, attempt_id: int) -> AttemptFacts | None:
    """An attempt, if it is this person's."""
    query = _attempts().outerjoin(Enrolment, _HAS_ENROLMENT)
    return _one(query.where(Attempt.id == attempt_id, Attempt.person_id == person_id))


def attempt_for_saving(person_id: int, attempt_id: int) -> HeldAttempt | None:
    """A person's attempt as it is, held by nothing: what saves one answer asks again whether it is open."""
    return _held(_FOR_SAVING, person_id, attempt_id)


def lock_for_saving(person_id: int, attempt_id: int) -> HeldAttempt | None:
    """A person's attempt, kept from being closed until the transaction ends; other answers may be saved beside."""
    return _held(_HELD, person_id, attempt_id)


def is_still_open(attempt_id: int) -> bool:
    """Whether an attempt is open in the database, whatever time has done to it."""
    query = select(Attempt.id).where(Attempt.id == attempt_id, Attempt.state.in_(OPEN_STATES))
    return db.session.scalar(query) is not None


def lock_for_closing(person_id: int, attempt_id: int) -> AttemptFacts | None:
    """An attempt of somebody enrolled, locked together with the enrolment; None when not theirs or they have left.

    Both rows in one statement, the enrolment before anything is changed: whoever starts an attempt holds it as well,
    so the two wait for one another in one order.
    """
    query = _attempts().join(Enrolment, _HAS_ENROLMENT)
    query = query.where(Attempt.id == attempt_id, Attempt.person_id == person_id)
    return _one(query.with_for_update(of=(Enrolment, Attempt)))


def open_attempt_id(person_id: int, activity_id: int) -> int | None:
    """The person's open attempt at a quiz, whatever time has done to it."""
    query = select(Attempt.id).where(
        Attempt.person_id == person_id, Attempt.activity_id == activity_id, Attempt.state.in_(OPEN_STATES)
    )
    return db.session.scalar(query)


def attempts_at(person_id: int, activity_id: int) -> list[PastAttempt]:
    """A person's attempts at a quiz, newest first."""
    query = select(*_PAST_COLUMNS).where(Attempt.person_id == person_id, Attempt.activity_id == activity_id)
    rows = db.session.execute(query.order_by(Attempt.number.desc()))
    return [PastAttempt(**row._asdict() | {"state": AttemptState(row.state)}) for row in rows]


def last_finished_at(person_id: int, activity_id: int) -> datetime | None:
    """When the person's last attempt at a quiz ended."""
    query = select(func.max(Attempt.finished_at)).where(
        Attempt.person_id == person_id, Attempt.activity_id == activity_id
    )
    return db.session.scalar(query)


def pool_of(revision_activity_id: int) -> list[PoolQuestion]:
    """The questions that a quiz of a revision may ask, in written order."""
    query = (
        select(QuizQuestion.question_version_id, QuizQuestion.mark, QuestionVersion.content)
        .join(QuestionVersion, QuestionVersion.id == QuizQuestion.question_version_id)
        .where(QuizQuestion.revision_activity_id == revision_activity_id)
        .order_by(QuizQuestion.position)
    )
    rows = db.session.execute(query)
    return [PoolQuestion(row.question_version_id, row.mark, load(row.content)) for row in rows]


def questions_of(version_ids: Collection[int]) -> dict[int, Question]:
    """Question versions by id."""
    rows = db.session.execute(_QUESTIONS, {"version_ids": sorted(version_ids)})
    return {row.id: load(row.content) for row in rows}


def kept_questions(version_ids: Collection[int]) -> dict[int, Question]:
    """The same of committed versions, which never change; a statement only for those this process has not met.

    For the path of a saved answer: its attempt, and so its questions, were committed by an earlier request.
    """
    kept = keep()
    missing = [version_id for version_id in version_ids if version_id not in kept]
    if missing:
        if len(kept) + len(missing) > MOST_KEPT:
            kept.clear()
            missing = list(version_ids)
        kept.update(questions_of(missing))
    return {version_id: kept[version_id] for version_id in version_ids}


def keep() -> dict[int, Question]:
    """The questions that this process keeps for its database."""
    kept: dict[int, Question] = _kept.setdefault(db.engine, {})
    return kept


def answers_of(attempt_id: int, slots: Collection[int] | None = None) -> dict[int, SavedAnswer]:
    """What is saved of an attempt (or of some of its slots), by slot; slots never touched are missing."""
    query = select(
        Response.slot,
        Response.answer,
        Response.is_flagged,
        Response.sequence,
        Response.saved_at,
        Response.fraction,
    ).where(Response.attempt_id == attempt_id)
    if slots is not None:
        query = query.where(Response.slot.in_(slots))
    return {row.slot: _saved(row) for row in db.session.execute(query)}


@dataclass(frozen=True, slots=True)
class DueAttempt:
    """An open attempt whose time is over."""

    id: int
    person_id: int


def attempts_past_end(now: datetime, limit: int) -> list[DueAttempt]:
    """Open attempts of enrolled people after end, grace and allowance, the longest past first."""
    query = (
        select(Attempt.id, Attempt.person_id)
        .join(Activity, Activity.id == Attempt.activity_id)
        .join(Enrolment, _HAS_ENROLMENT)
        .where(Attempt.state.in_(OPEN_STATES), Attempt.ends_at < now, Attempt.grace_until < now)
        .order_by(Attempt.ends_at, Attempt.id)
        .limit(limit)
    )
    return [DueAttempt(row.id, row.person_id) for row in db.session.execute(query)]


def attempts_in_grace(now: datetime) -> list[AttemptFacts]:
    """Attempts still called in progress whose limit has passed while late answers are taken."""
    query = _attempts().outerjoin(Enrolment, _HAS_ENROLMENT)
    query = query.where(Attempt.state == AttemptState.IN_PROGRESS, Attempt.ends_at <= now, Attempt.grace_until >= now)
    return [_facts(row) for row in db.session.execute(query)]


@dataclass(frozen=True, slots=True)
class EndingAttempt:
    """An attempt that ends soon."""

    id: int
    person_id: int
    title: str


def attempts_ending(kind: str, now: datetime, *, within: timedelta, longer_than: timedelta) -> list[EndingAttempt]:
    """Attempts under way that end within a time, of those that last longer than another, not yet told of."""
    key = literal(f"{kind}:attempt:") + cast(Attempt.id, String)
    is_told = exists().where(Notice.person_id == Attempt.person_id, Notice.key == key)
    query = (
        select(Attempt.id, Attempt.person_id, RevisionActivity.title, Attempt.started_at, Attempt.ends_at)
        .join(RevisionActivity, RevisionActivity.id == Attempt.revision_activity_id)
        .where(
            Attempt.state == AttemptState.IN_PROGRESS, Attempt.ends_at > now, Attempt.ends_at <= now + within, ~is_told
        )
        .order_by(Attempt.ends_at)
    )
    return [
        EndingAttempt(row.id, row.person_id, row.title)
        for row in db.session.execute(query)
        if row.ends_at and row.ends_at - row.started_at > longer_than
    ]


@dataclass(frozen=True, slots=True)
class QuizStep:
    """A quiz of a course's newest revision, as somebody who manages it names it."""

    activity_id: int
    title: str
    attempts: int


def quiz_step(slug: str, key: str) -> QuizStep | None:
    """A quiz by course and id, in the newest revision."""
    query = (
        select(Activity.id, RevisionActivity.title, RevisionActivity.rules)
        .join(RevisionActivity, RevisionActivity.activity_id == Activity.id)
        .join(Course, and_(Course.id == Activity.course_id, Course.current_revision_id == RevisionActivity.revision_id))
        .where(Course.slug == slug, Activity.key == key, RevisionActivity.kind == "quiz")
    )
    row = db.session.execute(query).one_or_none()
    return QuizStep(row.id, row.title, int(row.rules.get("attempts") or 0)) if row else None


def grants_held(person_id: int) -> frozenset[Grant]:
    """The roles of an active person; nobody else has any."""
    query = (
        select(RoleGrant.role, RoleGrant.agency_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.person_id == person_id, Person.is_active)
    )
    return frozenset(Grant(Role(row.role), row.agency_id) for row in db.session.execute(query))


def _held(query: Select[*tuple[Any, ...]], person_id: int, attempt_id: int) -> HeldAttempt | None:
    row = db.session.execute(query, {"attempt_id": attempt_id, "person_id": person_id}).one_or_none()
    return HeldAttempt(**row._asdict() | {"state": AttemptState(row.state)}) if row else None


def _enrolled(person_id: int, slug: str) -> Select[int, int]:
    return (
        select(Enrolment.course_id, Enrolment.revision_id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Enrolment.person_id == person_id, Course.slug == slug, Enrolment.left_at.is_(None))
    )


def _attempts() -> Select[*tuple[Any, ...]]:
    return (
        select(*_ATTEMPT_COLUMNS)
        .select_from(Attempt)
        .join(Activity, Activity.id == Attempt.activity_id)
        .join(Course, Course.id == Activity.course_id)
        .join(RevisionActivity, RevisionActivity.id == Attempt.revision_activity_id)
        .join(CourseRevision, CourseRevision.id == RevisionActivity.revision_id)
    )


def _one(query: Select[*tuple[Any, ...]]) -> AttemptFacts | None:
    row = db.session.execute(query).one_or_none()
    return _facts(row) if row else None


def _facts(row: Row[*tuple[Any, ...]]) -> AttemptFacts:
    return AttemptFacts(**row._asdict() | {"state": AttemptState(row.state)})


def _saved(row: Row[*tuple[Any, ...]]) -> SavedAnswer:
    return SavedAnswer(row.slot, row.answer.get("given", []), row.is_flagged, row.sequence, row.saved_at, row.fraction)
