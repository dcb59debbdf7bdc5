"""Reads for the team pages, for many people at once: which courses they follow or were given.

Whether somebody is under the supervisor is decided by the caller through `organization.queries`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import CompoundSelect, Date, Integer, cast, literal, null, select, union_all

from elearning.accounts.models import Person
from elearning.catalog.models import Assignment, Course, CourseRevision, CourseWithdrawal, Enrolment
from elearning.catalog.queries.offering import is_withdrawal_of_course
from elearning.core.site import settings
from elearning.core.types import UtcDateTime
from elearning.domain.offering import is_offered
from elearning.extensions import db
from elearning.organization.models import Agency
from elearning.organization.queries import LARGEST_ID


@dataclass(frozen=True, slots=True)
class OpenAssignment:
    """An assignment that stands."""

    id: int
    due_on: date
    assigned_at: datetime


@dataclass(frozen=True, slots=True)
class CourseLink:
    """A course that a person follows or was given; `revision_id` is theirs, the current one before they enrol.

    `time_zone` is that of the person's agency, whose calendar decides their due dates.
    """

    person_id: int
    course_id: int
    revision_id: int
    time_zone: str
    is_following: bool
    enrolled_at: datetime | None
    assignment: OpenAssignment | None


@dataclass(frozen=True, slots=True)
class AssignableCourse:
    """A course in the list from which a supervisor chooses."""

    id: int
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class GivenCourse:
    """An assignment with what the pages that change it show."""

    assignment: Assignment
    course_code: str
    course_title: str


def course_links(person_ids: Collection[int]) -> list[CourseLink]:
    """Every course that these people follow, followed or were given, once a person and course; one statement."""
    followed = (
        select(
            Enrolment.person_id,
            Enrolment.course_id,
            Enrolment.revision_id,
            Enrolment.left_at.is_(None).label("is_following"),
            Enrolment.enrolled_at,
            Agency.time_zone,
            cast(null(), Integer).label("assignment_id"),
            cast(null(), Date).label("due_on"),
            cast(null(), UtcDateTime).label("assigned_at"),
        )
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Agency, Agency.id == Person.agency_id)
        .where(Enrolment.person_id.in_(person_ids))
    )
    given = (
        select(
            Assignment.person_id,
            Assignment.course_id,
            Course.current_revision_id,
            literal(value=False),
            cast(null(), UtcDateTime),
            Agency.time_zone,
            Assignment.id,
            Assignment.due_on,
            Assignment.assigned_at,
        )
        .join(Course, Course.id == Assignment.course_id)
        .join(Person, Person.id == Assignment.person_id)
        .outerjoin(Agency, Agency.id == Person.agency_id)
        .where(Assignment.person_id.in_(person_ids), Assignment.cancelled_at.is_(None))
    )
    query: CompoundSelect[Any] = union_all(followed, given)
    rows = db.session.execute(query).all()
    enrolled = {(row.person_id, row.course_id): row for row in rows if row.assignment_id is None}
    assigned = {(row.person_id, row.course_id): row for row in rows if row.assignment_id is not None}
    links: list[CourseLink] = []
    for pair, row in sorted((assigned | enrolled).items(), key=itemgetter(0)):
        task = assigned.get(pair)
        assignment = OpenAssignment(task.assignment_id, task.due_on, task.assigned_at) if task else None
        zone = row.time_zone or settings().default_time_zone
        links.append(CourseLink(*pair, row.revision_id, zone, bool(row.is_following), row.enrolled_at, assignment))
    return links


def assignable_courses(now: datetime) -> list[AssignableCourse]:
    """Every course on offer by title."""
    query = (
        select(Course.id, Course.code, CourseRevision.title, CourseWithdrawal.from_at)
        .join(CourseRevision, CourseRevision.id == Course.current_revision_id)
        .outerjoin(CourseWithdrawal, is_withdrawal_of_course())
        .order_by(CourseRevision.title, Course.id)
    )
    return [AssignableCourse(*row[:3]) for row in db.session.execute(query) if is_offered(row.from_at, now)]


def assigned_people(assignment_ids: Collection[int]) -> set[int]:
    """Whose the assignments of these ids are."""
    query = select(Assignment.person_id).where(Assignment.id.in_(_possible(assignment_ids)))
    return set(db.session.scalars(query))


def given_courses(assignment_ids: Collection[int], person_ids: Collection[int]) -> list[GivenCourse]:
    """The assignments of these ids that belong to these people, cancelled ones too, the nearest date first."""
    query = (
        select(Assignment, Course.code, CourseRevision.title)
        .join(Course, Course.id == Assignment.course_id)
        .join(CourseRevision, CourseRevision.id == Course.current_revision_id)
        .where(
            Assignment.id.in_(_possible(assignment_ids)),
            Assignment.person_id.in_(person_ids),
        )
        .order_by(Assignment.due_on, Assignment.id)
    )
    return [GivenCourse(*row) for row in db.session.execute(query)]


def _possible(ids: Collection[int]) -> list[int]:
    """Those that the database can hold at all."""
    return [each for each in ids if 0 < each <= LARGEST_ID]
