"""Reads that only the learner's pages need: all courses of one person at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from elearning.accounts.models import Person
from elearning.catalog.models import Assignment, Course, CourseRevision, Enrolment
from elearning.certificates.models import Certificate
from elearning.competency.models import Competency
from elearning.domain.names import full_name
from elearning.extensions import db
from elearning.progress.models import CourseCompletion


@dataclass(frozen=True, slots=True)
class MyCourse:
    """A course that somebody follows, followed, completed or is asked to complete, at the revision they see.

    `assigned_by` is empty when whoever asked is in another agency by now: they can change nothing about it.
    """

    course_id: int
    slug: str
    code: str
    revision_id: int
    title: str
    jp_halves: int
    minutes: int
    enrolled_at: datetime | None
    left_at: datetime | None
    completed_at: datetime | None
    due_on: date | None
    assigned_by: str

    @property
    def is_running(self) -> bool:
        """Followed now and not complete."""
        return self.enrolled_at is not None and self.left_at is None and self.completed_at is None

    @property
    def is_due(self) -> bool:
        """Asked for by a date and not complete."""
        return self.due_on is not None and self.completed_at is None


# Built once: home asks it every time, and building took longer than the answer.
_PERSON: BindParameter[int] = bindparam("person_id")
_learner = aliased(Person)
_own_agency = select(_learner.agency_id).where(_learner.id == _PERSON).scalar_subquery()
_MY_COURSES = (
    select(
        Course.id,
        Course.slug,
        Course.code,
        CourseRevision.id,
        CourseRevision.title,
        CourseRevision.jp_halves,
        CourseRevision.minutes,
        Enrolment.enrolled_at,
        Enrolment.left_at,
        CourseCompletion.completed_at,
        Assignment.due_on,
        case((Person.agency_id != _own_agency, None), else_=Person.name),
        Person.title_before,
        Person.title_after,
    )
    .select_from(Course)
    .outerjoin(Enrolment, and_(Enrolment.course_id == Course.id, Enrolment.person_id == _PERSON))
    .outerjoin(CourseCompletion, and_(CourseCompletion.course_id == Course.id, CourseCompletion.person_id == _PERSON))
    .outerjoin(
        Assignment,
        and_(
            Assignment.course_id == Course.id,
            Assignment.person_id == _PERSON,
            Assignment.cancelled_at.is_(None),
        ),
    )
    .outerjoin(Person, Person.id == Assignment.assigned_by_id)
    .join(CourseRevision, CourseRevision.id == func.coalesce(Enrolment.revision_id, Course.current_revision_id))
    .where(or_(Enrolment.id.is_not(None), CourseCompletion.id.is_not(None), Assignment.id.is_not(None)))
    .order_by(Assignment.due_on.is_(None), Assignment.due_on, Course.code)
)


def my_courses(person_id: int) -> list[MyCourse]:
    """Every course that concerns a person, the nearest due date first, then by code; one statement."""
    rows = db.session.execute(_MY_COURSES, {"person_id": person_id})
    return [_my_course(tuple(row)) for row in rows]


def certificate_id_of(person_id: int, course_id: int) -> int | None:
    """The newest certificate of a person for a course."""
    query = (
        select(Certificate.id)
        .where(Certificate.person_id == person_id, Certificate.course_id == course_id)
        .order_by(Certificate.revision.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def competency_names() -> dict[str, str]:
    """Names of all competencies by code."""
    return {row.code: row.name for row in db.session.execute(select(Competency.code, Competency.name))}


def _my_course(row: tuple[Any, ...]) -> MyCourse:
    facts: list[Any] = [*row[:11], _name(*row[11:])]
    return MyCourse(*facts)


def _name(name: str | None, title_before: str | None, title_after: str | None) -> str:
    return full_name(name, title_before or "", title_after or "") if name else ""
