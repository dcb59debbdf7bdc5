"""Reads for the analysis of a quiz: its revisions, the finished attempts that count, and what was answered in them.

Attempts carry no person: who answered what is not the matter of an analysis. Only learners make attempts, so there is
no preview to leave out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, Subquery, func, select

from elearning.accounts.models import Person
from elearning.authoring.queries.courses import Scope
from elearning.catalog.models import Activity, CourseRevision, QuestionVersion, QuizQuestion, RevisionActivity
from elearning.domain.attempts import AttemptState
from elearning.domain.completion import ActivityKind
from elearning.domain.questions.description import Description
from elearning.extensions import db
from elearning.quizzes.models import Attempt, Response

ATTEMPTS_A_PORTION = 200


class Counted(StrEnum):
    """Which attempts of a person count; the words stand in the address."""

    FIRST = "pertama"
    HIGHEST = "tertinggi"
    LAST = "terakhir"
    ALL = "semua"


@dataclass(frozen=True, slots=True)
class QuizRevision:
    """A quiz as one revision of the course has it."""

    activity_id: int
    key: str
    title: str
    revision_number: int
    revision_activity_id: int


@dataclass(frozen=True, slots=True)
class Sample:
    """The attempts an analysis is made of. `revision_activity_id` None means those on every revision."""

    activity_id: int
    revision_activity_id: int | None
    counted: Counted
    scope: Scope


@dataclass(frozen=True, slots=True)
class NamedItem:
    """A version of a question with its mark in ten-millionths; the name tells versions of the same question apart."""

    version_id: int
    mark: int
    name: str


@dataclass(frozen=True, slots=True)
class AnsweredAttempt:
    """An attempt: its slots in order (version, mark), and by slot the stored answer with the fraction it earned."""

    id: int
    layout: Sequence[Mapping[str, Any]]
    answers: Mapping[int, tuple[Any, int | None]]


def quizzes_of(course_id: int) -> list[QuizRevision]:
    """Every quiz of every revision, the newest revision first, in the order of the course; one statement."""
    query = (
        select(
            RevisionActivity.activity_id,
            Activity.key,
            RevisionActivity.title,
            CourseRevision.number,
            RevisionActivity.id,
        )
        .join(Activity, Activity.id == RevisionActivity.activity_id)
        .join(CourseRevision, CourseRevision.id == RevisionActivity.revision_id)
        .where(CourseRevision.course_id == course_id, RevisionActivity.kind == ActivityKind.QUIZ)
        .order_by(CourseRevision.number.desc(), RevisionActivity.position)
    )
    return [QuizRevision(*row) for row in db.session.execute(query)]


def items_of(sample: Sample) -> list[NamedItem]:
    """Every version of a question that the sampled revisions may ask, as they were written; one statement."""
    query = (
        select(QuestionVersion.id, QuizQuestion.mark, QuestionVersion.key)
        .distinct()
        .join(QuizQuestion, QuizQuestion.question_version_id == QuestionVersion.id)
        .join(RevisionActivity, RevisionActivity.id == QuizQuestion.revision_activity_id)
        .where(RevisionActivity.activity_id == sample.activity_id, QuestionVersion.type != Description.type_name)
        .order_by(QuestionVersion.id, QuizQuestion.mark)
    )
    if sample.revision_activity_id is not None:
        query = query.where(RevisionActivity.id == sample.revision_activity_id)
    rows = list(db.session.execute(query))
    uses = Counter(row.key for row in rows)
    return [
        NamedItem(row.id, row.mark, row.key if uses[row.key] == 1 else f"{row.key}-{row.id}-{row.mark}") for row in rows
    ]


def answered_attempts(sample: Sample) -> list[AnsweredAttempt]:
    """All attempts of a sample with their answers; two statements."""
    chosen = _chosen(sample)
    layouts = select(Attempt.id, Attempt.layout).join(chosen, chosen.c.id == Attempt.id).order_by(Attempt.id)
    return _with_answers(layouts, _answers().join(chosen, chosen.c.id == Response.attempt_id))


def attempts_in_portions(sample: Sample) -> Iterator[AnsweredAttempt]:
    """The same in the same order, two statements a portion: memory does not grow with their number."""
    last = 0
    while True:
        chosen = _chosen(sample)
        query = select(chosen.c.id).where(chosen.c.id > last).order_by(chosen.c.id).limit(ATTEMPTS_A_PORTION)
        ids = list(db.session.scalars(query))
        if not ids:
            return
        layouts = select(Attempt.id, Attempt.layout).where(Attempt.id.in_(ids)).order_by(Attempt.id)
        yield from _with_answers(layouts, _answers().where(Response.attempt_id.in_(ids)))
        last = ids[-1]


def _answers() -> Select[*tuple[Any, ...]]:
    return select(Response.attempt_id, Response.slot, Response.answer, Response.fraction)


def _with_answers(layouts: Select[*tuple[Any, ...]], answers: Select[*tuple[Any, ...]]) -> list[AnsweredAttempt]:
    found = {row.id: AnsweredAttempt(row.id, row.layout, {}) for row in db.session.execute(layouts)}
    kept: dict[int, dict[int, tuple[Any, int | None]]] = {attempt_id: {} for attempt_id in found}
    for attempt_id, slot, answer, fraction in db.session.execute(answers):
        kept[attempt_id][slot] = (answer, fraction)
    return [AnsweredAttempt(each.id, each.layout, kept[each.id]) for each in found.values()]


def _chosen(sample: Sample) -> Subquery:
    """The ids of the attempts that count. Of a person's equal ones the earlier is the highest."""
    orders = {
        Counted.FIRST: (Attempt.number,),
        Counted.HIGHEST: (Attempt.fraction.desc(), Attempt.number),
        Counted.LAST: (Attempt.number.desc(),),
        Counted.ALL: (Attempt.number,),
    }
    place = func.row_number().over(partition_by=Attempt.person_id, order_by=orders[sample.counted]).label("place")
    query = select(Attempt.id, place).where(
        Attempt.activity_id == sample.activity_id, Attempt.state == AttemptState.FINISHED
    )
    if sample.revision_activity_id is not None:
        query = query.where(Attempt.revision_activity_id == sample.revision_activity_id)
    if sample.scope is not None:
        query = query.join(Person, Person.id == Attempt.person_id).where(Person.agency_id.in_(sample.scope))
    ranked = query.subquery()
    picked = select(ranked.c.id)
    return (picked if sample.counted is Counted.ALL else picked.where(ranked.c.place == 1)).subquery()
