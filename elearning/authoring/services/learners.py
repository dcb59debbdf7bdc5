"""Moves running enrolments to the current revision of a course.

A move changes which revision an enrolment names and nothing else: completions hang on activity ids and stay. Where
the new revision asks for less, the move itself may complete the course, and then the whole chain runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import update

from elearning.authoring.queries import StoredCourse, earlier_revisions_followed, learners_at
from elearning.catalog.models import Enrolment
from elearning.catalog.outline import Outline, Step
from elearning.catalog.queries import outlines_of
from elearning.domain.completion import ActivityKind
from elearning.domain.revisions import ActivityDescription, RevisionDescription, compare
from elearning.extensions import db
from elearning.outcomes import complete_if_due
from elearning.progress.evaluation import standing
from elearning.progress.queries import facts_of_people

QUIZ_RULES: Mapping[str, object] = {
    "attempts": None,
    "time_limit_minutes": None,
    "grace_minutes": None,
    "draw": None,
    "overdue": "submit",
    "wait_minutes": 0,
}
"""The rules of a quiz that ask something of learners, with what holds for a revision that does not name them."""
PEOPLE_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Moved:
    """How many enrolments moved, how many stay behind, and how many people the move made complete."""

    moved: int = 0
    staying: int = 0
    completed: int = 0


def move_learners_to(course: StoredCourse, *, everybody: bool, now: datetime) -> Moved:
    """Move those whose own revision differs from the current one by corrections only; everybody when told."""
    followed = earlier_revisions_followed(course)
    outlines = outlines_of([course.revision_id, *followed])
    current = outlines[course.revision_id]
    moved = staying = completed = 0
    for revision_id, count in followed.items():
        is_correction = is_only_correction(outlines[revision_id], current)
        if not (is_correction or everybody):
            staying += count
            continue
        moved += count
        people = () if is_correction else learners_at(revision_id)
        _move(course, revision_id, with_those_who_left=is_correction)
        completed += _complete(people, current, now)
    return Moved(moved, staying, completed)


def is_only_correction(old: Outline, new: Outline) -> bool:
    """Whether nothing that is asked of a learner differs between two revisions."""
    return compare(describe(old), describe(new)).is_correction


def describe(outline: Outline) -> RevisionDescription:
    """A revision as far as obligations go, conditions written canonically."""
    return RevisionDescription(
        activities=tuple(_describe_step(step) for step in outline.steps),
        jp_halves=outline.jp_halves,
        condition=_canonical(outline.completion),
        module_jp_halves={module.key: module.jp_halves for module in outline.modules},
    )


def _describe_step(step: Step) -> ActivityDescription:
    is_quiz = step.kind == ActivityKind.QUIZ
    return ActivityDescription(
        id=step.key,
        kind=step.kind,
        rule=step.completion,
        pass_mark=str(step.rules["pass_mark"]) if is_quiz else "",
        requires=_canonical(step.requires),
        quiz_rules={name: str(step.rules.get(name, usual)) for name, usual in QUIZ_RULES.items()} if is_quiz else {},
    )


def _canonical(condition: Mapping[str, Any]) -> str:
    return json.dumps(condition, sort_keys=True) if condition else ""


def _move(course: StoredCourse, revision_id: int, *, with_those_who_left: bool) -> None:
    """Who left takes a correction along, so that coming back shows the corrected text; any other move passes them by."""
    statement = update(Enrolment).where(Enrolment.course_id == course.id, Enrolment.revision_id == revision_id)
    if not with_those_who_left:
        statement = statement.where(Enrolment.left_at.is_(None))
    db.session.execute(statement.values(revision_id=course.revision_id), execution_options=_UNSYNCHRONISED)
    db.session.expire_all()


def _complete(people: Sequence[int], outline: Outline, now: datetime) -> int:
    completed = 0
    for some in _portions(people):
        for (person_id, _), facts in facts_of_people(some, [outline]).items():
            if facts.completed_at is None and standing(outline, facts).is_complete:
                completed += complete_if_due(person_id, outline.course_id, now=now).course_completed
    return completed


def _portions(people: Iterable[int]) -> Iterable[list[int]]:
    waiting = iter(people)
    while portion := list(islice(waiting, PEOPLE_AT_ONCE)):
        yield portion


_UNSYNCHRONISED = {"synchronize_session": False}
