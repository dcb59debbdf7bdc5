"""Writes of the learner's pages: joining and leaving a course, reading a step, marking it as done."""

from __future__ import annotations

from datetime import datetime

from elearning.catalog import services as catalog
from elearning.catalog.outline import Outline, Step
from elearning.catalog.queries import CourseSheet, enrolment_of, open_assignment
from elearning.core import audit
from elearning.domain.access import check_activity_access, check_enrolment_access
from elearning.domain.completion import CompletionRule, LeafKind
from elearning.domain.conditions import leaves
from elearning.domain.offering import check_may_join
from elearning.outcomes import Chain, Result, ResultKind, record_result
from elearning.progress import services as progress
from elearning.progress.evaluation import rules_of, standing
from elearning.progress.queries import completed_courses, facts_of


def join_course(person_id: int, sheet: CourseSheet, *, now: datetime) -> bool:
    """Follow a course, or come back to it where it was left; False when the person follows it already.

    Raises:
        CourseWithdrawnError: the course is not offered any more, and the person was not asked to complete it.
        PrerequisiteMissingError: other courses must be completed first.

    Who comes back is asked neither.
    """
    if sheet.enrolled_at is None:
        is_assigned = open_assignment(person_id, sheet.course_id) is not None
        check_may_join(sheet.withdrawn_from, now, has_followed=False, is_assigned=is_assigned)
        check_enrolment_access(sheet.prerequisites, completed_courses([person_id])[person_id])
    has_joined = catalog.enrol(person_id, sheet.course_id, sheet.revision_id, now=now)
    if has_joined:
        enrolment = enrolment_of(person_id, sheet.course_id)
        audit.record("enrolment.begun", enrolment, actor_id=person_id, now=now, course_id=sheet.course_id)
    return has_joined


def leave_course(person_id: int, course_id: int, *, now: datetime) -> None:
    """Stop following a course; everything done in it stays."""
    enrolment = enrolment_of(person_id, course_id)
    if enrolment is None or enrolment.left_at is not None:
        return
    catalog.leave(person_id, course_id, now=now)
    audit.record("enrolment.left", enrolment, actor_id=person_id, now=now, course_id=course_id)


def record_first_view(person_id: int, outline: Outline, step: Step, *, now: datetime) -> Chain:
    """Record that a step was opened for the first time. The chain runs only where opening something can complete it."""
    if not view_counts(outline, step):
        progress.record_view(person_id, step, now=now)
        return Chain()
    result = Result(person_id=person_id, course_id=outline.course_id, activity_key=step.key, kind=ResultKind.VIEWED)
    return record_result(result, now=now)


def mark_done(person_id: int, outline: Outline, step: Step, *, now: datetime) -> Chain:
    """Record "tandai selesai" of a lesson that is open to the person.

    Raises:
        ActivityLockedError: the step opens only after others.
        NotEnrolledError: the person does not follow the course (any more).
    """
    check_activity_access(standing(outline, facts_of(person_id, outline)), step.key)
    result = Result(person_id=person_id, course_id=outline.course_id, activity_key=step.key, kind=ResultKind.MARKED)
    return record_result(result, now=now)


def view_counts(outline: Outline, step: Step) -> bool:
    """Whether opening this step can meet a rule: its own, or a condition of the course that asks for a view."""
    if step.completion == CompletionRule.VIEWED:
        return True
    condition = rules_of(outline).condition
    return any(leaf.kind is LeafKind.VIEWED and leaf.target == step.key for leaf in leaves(condition))
