"""Reads of courses as an officer sees them: what is published, and figures over the people of the officer's agencies.

A participant of a course is an active person who follows it, has an open assignment, or has completed it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, Subquery, and_, case, extract, func, select, union

from elearning.accounts.models import Person
from elearning.catalog.models import (
    Assignment,
    Course,
    CourseRevision,
    CourseWithdrawal,
    Enrolment,
    RevisionActivity,
)
from elearning.catalog.queries.offering import is_withdrawal_of_course
from elearning.domain.completion import ActivityKind
from elearning.domain.offering import is_offered
from elearning.extensions import db
from elearning.progress.models import ActivityProgress, CourseCompletion

Scope = frozenset[int] | None
"""The agencies whose people somebody reaches; None means all people, also those of no agency."""

SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class PublishedCourse:
    """A course at its current revision. `final_quiz_id` is the activity of its last quiz, None where it has none;
    `withdrawn_from` is when it leaves or left the catalogue.
    """

    id: int
    slug: str
    code: str
    title: str
    revision_id: int
    revision_number: int
    published_at: datetime
    final_quiz_id: int | None
    withdrawn_from: datetime | None = None

    def is_offered(self, now: datetime) -> bool:
        """Whether newcomers may begin it."""
        return is_offered(self.withdrawn_from, now)


@dataclass(frozen=True, slots=True)
class Concerned:
    """How many people follow a course and have not completed it, and how many were given it and have not joined."""

    following: int
    assigned: int


@dataclass(frozen=True, slots=True)
class CourseFigures:
    """Counts of people at one course. `days_to_finish` is the mean from enrolment to completion, None without any.

    `graded` are participants with at least one graded attempt at the final quiz, `passed` those of them who passed it:
    the pass rate is the people who passed by the people with a graded attempt, however many attempts each made.
    """

    participants: int = 0
    completed: int = 0
    graded: int = 0
    passed: int = 0
    days_to_finish: Decimal | None = None

    @property
    def pass_rate(self) -> Decimal | None:
        """Per cent of the people with a graded attempt who passed; None while nobody has one."""
        return Decimal(self.passed * 100) / self.graded if self.graded else None


def published_courses() -> list[PublishedCourse]:
    """Every course by code; one statement."""
    return [PublishedCourse(*row) for row in db.session.execute(_published().order_by(Course.code))]


def published_course(slug: str) -> PublishedCourse | None:
    """A course by the name of its folder."""
    row = db.session.execute(_published().where(Course.slug == slug)).one_or_none()
    return PublishedCourse(*row) if row else None


def course_row(slug: str) -> Course | None:
    """The row of a published course, for what changes it."""
    return db.session.scalar(select(Course).where(Course.slug == slug, Course.current_revision_id.is_not(None)))


def figures_of_courses(scope: Scope) -> dict[int, CourseFigures]:
    """Figures by course id over the people of a scope; one statement. A course without participants is missing."""
    taking, final = _participations(scope), _final_quizzes()
    is_graded = ActivityProgress.best_fraction.is_not(None)
    seconds = extract("epoch", CourseCompletion.completed_at) - extract("epoch", CourseCompletion.started_at)
    query = (
        select(
            taking.c.course_id,
            func.count(),
            func.count(CourseCompletion.id),
            func.sum(case((is_graded, 1), else_=0)),
            func.sum(case((and_(is_graded, ActivityProgress.passed_at.is_not(None)), 1), else_=0)),
            func.avg(seconds),
        )
        .select_from(taking)
        .join(final, final.c.course_id == taking.c.course_id)
        .outerjoin(
            CourseCompletion,
            and_(
                CourseCompletion.person_id == taking.c.person_id,
                CourseCompletion.course_id == taking.c.course_id,
            ),
        )
        .outerjoin(
            ActivityProgress,
            and_(ActivityProgress.person_id == taking.c.person_id, ActivityProgress.activity_id == final.c.activity_id),
        )
        .group_by(taking.c.course_id)
    )
    rows = db.session.execute(query)
    return {row[0]: CourseFigures(int(row[1]), int(row[2]), int(row[3]), int(row[4]), _days(row[5])) for row in rows}


def people_at(course_id: int) -> Concerned:
    """Whom a withdrawal of the course concerns, on the whole site; one statement."""
    is_here = and_(Enrolment.person_id == Person.id, Enrolment.course_id == course_id, Enrolment.left_at.is_(None))
    is_given = and_(
        Assignment.person_id == Person.id, Assignment.course_id == course_id, Assignment.cancelled_at.is_(None)
    )
    is_done = and_(CourseCompletion.person_id == Person.id, CourseCompletion.course_id == course_id)
    query = (
        select(func.count(Enrolment.id), func.count(case((Enrolment.id.is_(None), Assignment.id))))
        .select_from(Person)
        .outerjoin(Enrolment, is_here)
        .outerjoin(Assignment, is_given)
        .outerjoin(CourseCompletion, is_done)
        .where(CourseCompletion.id.is_(None), *reaches(None))
    )
    return Concerned(*db.session.execute(query).one())


def reaches(scope: Scope) -> list[ColumnElement[bool]]:
    """The conditions under which a person is one that a scope reaches."""
    is_active = Person.is_active.is_(True)
    return [is_active] if scope is None else [is_active, Person.agency_id.in_(scope)]


def _published() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Course.id,
            Course.slug,
            Course.code,
            CourseRevision.title,
            CourseRevision.id,
            CourseRevision.number,
            CourseRevision.published_at,
            _final_quiz(),
            CourseWithdrawal.from_at,
        )
        .join(CourseRevision, CourseRevision.id == Course.current_revision_id)
        .outerjoin(CourseWithdrawal, is_withdrawal_of_course())
    )


def _final_quiz() -> ScalarSelect[int]:
    """The last quiz of the current revision: its activity, which is the same in every revision."""
    return (
        select(RevisionActivity.activity_id)
        .where(RevisionActivity.revision_id == Course.current_revision_id, RevisionActivity.kind == ActivityKind.QUIZ)
        .order_by(RevisionActivity.position.desc())
        .limit(1)
        .correlate(Course)
        .scalar_subquery()
    )


def _final_quizzes() -> Subquery:
    return select(Course.id.label("course_id"), _final_quiz().label("activity_id")).subquery()


def _participations(scope: Scope) -> Subquery:
    """Each participant of each course once."""
    following = select(Enrolment.person_id, Enrolment.course_id).where(Enrolment.left_at.is_(None))
    given = select(Assignment.person_id, Assignment.course_id).where(Assignment.cancelled_at.is_(None))
    done = select(CourseCompletion.person_id, CourseCompletion.course_id)
    link = union(following, given, done).subquery()
    query = select(link.c.person_id, link.c.course_id).join(Person, Person.id == link.c.person_id)
    return query.where(*reaches(scope)).subquery()


def _days(seconds: Any) -> Decimal | None:
    return None if seconds is None else Decimal(str(seconds)) / SECONDS_A_DAY
