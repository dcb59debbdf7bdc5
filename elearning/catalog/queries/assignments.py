"""Reads of assignments: courses that people are asked to complete by a date."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from elearning.accounts.models import Person
from elearning.catalog.models import Assignment, Course, CourseRevision
from elearning.domain.names import full_name
from elearning.extensions import db


@dataclass(frozen=True, slots=True)
class DueCourse:
    """An open assignment with what lists show of it; `title` is the current one."""

    assignment_id: int
    person_id: int
    course_id: int
    slug: str
    code: str
    title: str
    jp_halves: int
    minutes: int
    due_on: date
    note: str
    assigned_by: str


def due_courses(person_ids: Collection[int]) -> list[DueCourse]:
    """The open assignments of some people, the nearest date first; one statement. Completed courses are among them."""
    query = (
        select(
            Assignment.id,
            Assignment.person_id,
            Assignment.course_id,
            Course.slug,
            Course.code,
            CourseRevision.title,
            CourseRevision.jp_halves,
            CourseRevision.minutes,
            Assignment.due_on,
            Assignment.note,
            Person.name,
            Person.title_before,
            Person.title_after,
        )
        .join(Course, Course.id == Assignment.course_id)
        .join(CourseRevision, CourseRevision.id == Course.current_revision_id)
        .join(Person, Person.id == Assignment.assigned_by_id)
        .where(Assignment.person_id.in_(person_ids), Assignment.cancelled_at.is_(None))
        .order_by(Assignment.due_on, Assignment.id)
    )
    return [DueCourse(*row[:10], full_name(*row[10:])) for row in db.session.execute(query)]


def assignment_of(assignment_id: int) -> Assignment | None:
    """An assignment by id; whoever asks must check whose it is."""
    return db.session.get(Assignment, assignment_id)


def open_assignment(person_id: int, course_id: int) -> Assignment | None:
    """The open assignment of a person in a course."""
    query = select(Assignment).where(
        Assignment.person_id == person_id, Assignment.course_id == course_id, Assignment.cancelled_at.is_(None)
    )
    return db.session.scalar(query)
