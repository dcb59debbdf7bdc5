"""Reads of what people did: facts for the evaluation, for one person or for many, in a constant number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Result, Row, bindparam, literal, null, select, union_all

from elearning.catalog.models import Course, RevisionActivity
from elearning.catalog.outline import Outline, Step
from elearning.domain.completion import ActivityFacts, CourseFacts
from elearning.extensions import db
from elearning.progress.models import ActivityProgress, CourseCompletion

_FACTS = (
    "first_viewed_at",
    "last_seen_at",
    "marked_at",
    "passed_at",
    "completed_at",
    "best_fraction",
    "finished_attempts",
    "granted_attempts",
    "has_open_attempt",
    "reading_place",
)
# Tables instead of models: the statement that every page of a learner asks needs no mapper.
_progress, _completion, _course = ActivityProgress.__table__, CourseCompletion.__table__, Course.__table__
_step = RevisionActivity.__table__

CompletedCourses = dict[str, datetime]
_Rows = dict[int, Row[*tuple[Any, ...]]]
_NOTHING = CourseFacts()
_Test = Callable[[ColumnElement[int]], ColumnElement[bool]]


def _facts_query(people: _Test, activities: _Test) -> CompoundSelect[Any]:
    """Steps and completed courses in one statement: a row with a code is a completed course."""
    steps = select(
        _progress.c.person_id,
        _progress.c.activity_id,
        literal("").label("code"),
        *(_progress.c[name] for name in _FACTS),
    ).where(people(_progress.c.person_id), activities(_progress.c.activity_id))
    facts: list[Any] = [null().label(name) for name in _FACTS]
    facts[_FACTS.index("completed_at")] = _completion.c.completed_at
    courses = (
        select(_completion.c.person_id, null().label("activity_id"), _course.c.code, *facts)
        .join(_course, _course.c.id == _completion.c.course_id)
        .where(people(_completion.c.person_id))
    )
    return union_all(steps, courses)


# Built once: every page of a learner asks the first. Lists in the second are written out anew each time, which costs more
# than the answer.
_FACTS_OF_ONE = _facts_query(
    lambda person_id: person_id == bindparam("person"),
    lambda activity_id: activity_id.in_(
        select(_step.c.activity_id).where(_step.c.revision_id == bindparam("revision"))
    ),
)
_FACTS_OF_MANY = _facts_query(
    lambda person_id: person_id.in_(bindparam("people", expanding=True)),
    lambda activity_id: activity_id.in_(bindparam("activities", expanding=True)),
)


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a person stopped in a step, and when they were last there."""

    reading_place: str
    last_seen_at: datetime | None


def facts_of(person_id: int, outline: Outline) -> CourseFacts:
    """What is recorded about one person in one course; one statement."""
    return facts_of_people([person_id], [outline])[person_id, outline.revision_id]


def facts_and_place(person_id: int, outline: Outline, here: Step) -> tuple[CourseFacts, str]:
    """The same with the place at which they stopped reading one step, empty when unknown: what a lesson asks for."""
    activities: dict[str, ActivityFacts] = {}
    completed: CompletedCourses = {}
    place = ""
    for row in _fact_rows([person_id], [outline]):
        if row.code:
            completed[row.code] = row.completed_at
            continue
        step = outline.step_by_activity[row.activity_id]
        activities[step.key] = activity_facts(row, step)
        if step is here:
            place = row.reading_place
    facts = CourseFacts(activities=activities, courses_completed=completed, completed_at=completed.get(outline.code))
    return facts, place


def facts_of_people(person_ids: Collection[int], outlines: Collection[Outline]) -> dict[tuple[int, int], CourseFacts]:
    """Facts by (person, revision) for every pair; one statement however many there are."""
    return facts_and_traces(person_ids, outlines)[0]


def facts_and_traces(
    person_ids: Collection[int], outlines: Collection[Outline]
) -> tuple[dict[tuple[int, int], CourseFacts], dict[tuple[int, int], Trace]]:
    """The same with the traces by (person, activity id)."""
    rows: defaultdict[int, _Rows] = defaultdict(dict)
    completed: defaultdict[int, CompletedCourses] = defaultdict(dict)
    for row in _fact_rows(list(person_ids), list(outlines)):
        if row.code:
            completed[row.person_id][row.code] = row.completed_at
        else:
            rows[row.person_id][row.activity_id] = row
    facts: dict[tuple[int, int], CourseFacts] = {}
    for person_id in person_ids:
        own, courses = rows.get(person_id), completed.get(person_id)
        for outline in outlines:
            is_blank = own is None and courses is None
            facts[person_id, outline.revision_id] = _NOTHING if is_blank else _facts(outline, own or {}, courses or {})
    traces = {
        (person_id, activity_id): Trace(row.reading_place, row.last_seen_at)
        for person_id, own in rows.items()
        for activity_id, row in own.items()
    }
    return facts, traces


def completed_courses(person_ids: Collection[int]) -> dict[int, CompletedCourses]:
    """For each person the codes of completed courses and when; people without any have an empty mapping."""
    query = (
        select(CourseCompletion.person_id, Course.code, CourseCompletion.completed_at)
        .join(Course, Course.id == CourseCompletion.course_id)
        .where(CourseCompletion.person_id.in_(person_ids))
    )
    found: defaultdict[int, CompletedCourses] = defaultdict(dict)
    for row in db.session.execute(query):
        found[row.person_id][row.code] = row.completed_at
    return found


def reading_place(person_id: int, activity_id: int) -> str:
    """Where the person stopped reading a lesson: the id of a heading or paragraph, empty when unknown."""
    query = select(ActivityProgress.reading_place).where(
        ActivityProgress.person_id == person_id, ActivityProgress.activity_id == activity_id
    )
    return db.session.scalar(query) or ""


def completion_of(person_id: int, course_id: int) -> CourseCompletion | None:
    """The person's completion of a course."""
    query = select(CourseCompletion).where(
        CourseCompletion.person_id == person_id, CourseCompletion.course_id == course_id
    )
    return db.session.scalar(query)


def _fact_rows(person_ids: list[int], outlines: list[Outline]) -> Result[*tuple[Any, ...]]:
    if len(person_ids) == len(outlines) == 1:
        return db.session.execute(_FACTS_OF_ONE, {"person": person_ids[0], "revision": outlines[0].revision_id})
    activity_ids = {step.activity_id for outline in outlines for step in outline.steps}
    return db.session.execute(_FACTS_OF_MANY, {"people": person_ids, "activities": list(activity_ids)})


def _facts(outline: Outline, rows: _Rows, completed: CompletedCourses) -> CourseFacts:
    """Facts of one person in one course; reads their rows, not the steps, of which most have none."""
    steps = outline.step_by_activity
    return CourseFacts(
        activities={
            step.key: activity_facts(row, step) for key, row in rows.items() if (step := steps.get(key)) is not None
        },
        courses_completed=completed,
        completed_at=completed.get(outline.code),
    )


def activity_facts(row: Any, step: Step) -> ActivityFacts:
    """What the rules ask of a row of progress; `row` has its columns as attributes."""
    limit = int(step.rules.get("attempts", 0))
    return ActivityFacts(
        viewed_at=row.first_viewed_at,
        marked_at=row.marked_at,
        passed_at=row.passed_at,
        completed_at=row.completed_at,
        best_fraction=row.best_fraction,
        attempts_used=row.finished_attempts,
        attempts_allowed=limit + row.granted_attempts if limit else None,
        has_open_attempt=row.has_open_attempt,
    )
