"""The chain of a result: result → activity → course → certificate → evidence and JP → notice, in the caller's transaction.

It calls and never decides. The enrolment row is locked first: of two results at once in one course the later sees the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from elearning.accounts.models import Person
from elearning.catalog.models import CourseRevision, Enrolment
from elearning.catalog.outline import Outline
from elearning.catalog.queries import courses_waiting_for, outline_of
from elearning.catalog.services import lock_enrolment
from elearning.certificates import services as certificates
from elearning.competency import services as competency
from elearning.competency.queries import levels_of
from elearning.domain.access import ActivityUnknownError
from elearning.extensions import db
from elearning.notifications.kinds import NoticeKind
from elearning.notifications.services import News, notify
from elearning.progress import queries as progress_queries
from elearning.progress import services as progress
from elearning.progress.evaluation import standing


class ResultKind(StrEnum):
    """What happened in an activity."""

    VIEWED = "viewed"
    MARKED = "marked"
    GRADED = "graded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One result. `grade` and `attempt_id` belong to GRADED; `at`: when it happened, if before it is recorded."""

    person_id: int
    course_id: int
    activity_key: str
    kind: ResultKind
    grade: progress.Grade | None = None
    attempt_id: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What followed from a result."""

    activity_completed: bool = False
    course_completed: bool = False
    certificate_id: int | None = None


def record_result(result: Result, *, now: datetime) -> Chain:
    """Record a result and all that follows from it; the caller commits once.

    Raises:
        NotEnrolledError: the person is not (or no longer) enrolled.
        ActivityUnknownError: the person's revision has no such activity.
    """
    enrolment = lock_enrolment(result.person_id, result.course_id)
    outline = outline_of(enrolment.revision_id)
    activity_completed = _record(result, outline, result.at or now)
    chain = _complete_course(enrolment, outline, result.attempt_id, result.at or now, now)
    return replace(chain, activity_completed=activity_completed)


def complete_if_due(person_id: int, course_id: int, *, now: datetime) -> Chain:
    """Complete a course whose rule is met without a result in it: after a move or the completion of another course."""
    enrolment = lock_enrolment(person_id, course_id)
    return _complete_course(enrolment, outline_of(enrolment.revision_id), None, now, now)


def _record(result: Result, outline: Outline, at: datetime) -> bool:
    step = outline.step_by_key.get(result.activity_key)
    if step is None:
        raise ActivityUnknownError
    if result.kind is ResultKind.VIEWED:
        return progress.record_view(result.person_id, step, now=at)
    if result.kind is ResultKind.MARKED:
        return progress.record_mark(result.person_id, step, now=at)
    if result.grade is None:
        raise ValueError("a graded result carries its grade")
    return progress.record_grade(result.person_id, step, result.grade, now=at)


def _complete_course(
    enrolment: Enrolment, outline: Outline, attempt_id: int | None, at: datetime, now: datetime
) -> Chain:
    facts = progress_queries.facts_of(enrolment.person_id, outline)
    if facts.completed_at is not None or not standing(outline, facts).is_complete:
        return Chain()
    person = db.session.get_one(Person, enrolment.person_id)
    completion = progress.complete_course(
        person.id, outline, agency_id=person.agency_id, started_at=enrolment.enrolled_at, now=at
    )
    if completion is None:
        return Chain()
    revision = db.session.get_one(CourseRevision, outline.revision_id)
    levels = levels_of(revision.outcomes)
    certificate = certificates.issue(completion, outline, levels, now=now)
    competency.record_course(completion, outline, levels, attempt_id=attempt_id, now=now)
    news = completion_news(revision.course_id, revision.title, certificate.number if certificate else None)
    notify(completion.person_id, news, now=now)
    for waiting in courses_waiting_for(completion.person_id, outline.code):
        complete_if_due(completion.person_id, waiting, now=now)
    return Chain(course_completed=True, certificate_id=certificate.id if certificate else None)


def completion_news(course_id: int, title: str, number: str | None) -> News:
    """What somebody is told of a completed course; `number` is that of the certificate, None without one."""
    key, params = f"course:{course_id}", {"course": title}
    if number is None:
        return News(NoticeKind.COURSE_COMPLETED, key, params, "/kompetensi")
    return News(NoticeKind.CERTIFICATE_ISSUED, key, params | {"number": number}, "/sertifikat")
