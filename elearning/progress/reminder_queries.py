"""Who is to be reminded of a course: assignments near or past their day, and courses that were left lying.

Each statement leaves out who was told already, so that a scan every minute reads almost nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from elearning.accounts.models import Person
from elearning.catalog.models import Activity, Assignment, Course, CourseRevision, Enrolment
from elearning.core import clock
from elearning.core.site import settings
from elearning.extensions import db
from elearning.notifications.models import Notice, NoticeWish
from elearning.organization.models import Agency
from elearning.progress.models import ActivityProgress, CourseCompletion

AGENCY_ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
OLDEST_TOUCH = timedelta(days=90)
"""A course that nobody touched for a quarter is left in peace."""


@dataclass(frozen=True, slots=True)
class DueStage:
    """Assignments whose day is `first` to `last` days away; told once under `name` for each day that is set."""

    name: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Due:
    """One assignment to remind of."""

    assignment_id: int
    person_id: int
    due_on: date
    assigned_on: date
    course: str
    slug: str


@dataclass(frozen=True, slots=True)
class Untouched:
    """A course that somebody began and left lying."""

    person_id: int
    course_id: int
    course: str
    slug: str


def assignments_due(stage: DueStage, kind: str, now: datetime) -> Iterator[Due]:
    """Open assignments in a stage, in the zone of the learner's agency, whose notice was not yet written."""
    zone = func.coalesce(Agency.time_zone, settings().default_time_zone)
    query = (
        select(
            Assignment.id,
            Assignment.person_id,
            Assignment.due_on,
            Assignment.assigned_at,
            CourseRevision.title,
            Course.slug,
            zone.label("zone"),
        )
        .join(Person, and_(Person.id == Assignment.person_id, Person.is_active))
        .outerjoin(Agency, Agency.id == Person.agency_id)
        .join(Course, Course.id == Assignment.course_id)
        .join(CourseRevision, CourseRevision.id == Course.current_revision_id)
        .where(
            Assignment.cancelled_at.is_(None),
            or_(*(_is_in(stage, zone, each, now) for each in _zones())),
            ~_is_completed(Assignment.person_id, Assignment.course_id),
            ~_is_told(Assignment.person_id, _key(kind, stage)),
        )
        .order_by(Assignment.due_on, Assignment.id)
    )
    for row in db.session.execute(query):
        assigned_on = clock.local_date(row.assigned_at, row.zone)
        yield Due(row.id, row.person_id, row.due_on, assigned_on, row.title, row.slug)


def due_key(stage: DueStage, due: Due) -> str:
    """The key of the notice of an assignment in a stage; another day is another notice."""
    return f"{due.assignment_id}:{due.due_on.isoformat()}:{stage.name}"


def courses_untouched(since: datetime, told_since: datetime, kind: str, limit: int) -> list[Untouched]:
    """Courses under way that nobody touched `since`, of people who want reminders and got none after `told_since`."""
    query = (
        select(Enrolment.person_id, Enrolment.course_id, CourseRevision.title, Course.slug)
        .join(Person, and_(Person.id == Enrolment.person_id, Person.is_active))
        .outerjoin(NoticeWish, NoticeWish.person_id == Enrolment.person_id)
        .join(Course, Course.id == Enrolment.course_id)
        .join(CourseRevision, CourseRevision.id == Course.current_revision_id)
        .where(
            Enrolment.left_at.is_(None),
            Enrolment.enrolled_at < since,
            func.coalesce(NoticeWish.wants_reminders, True),
            ~_is_completed(Enrolment.person_id, Enrolment.course_id),
            ~_is_touched(since),
            or_(Enrolment.enrolled_at >= since - OLDEST_TOUCH, _is_touched(since - OLDEST_TOUCH)),
            ~exists().where(
                Notice.person_id == Enrolment.person_id, Notice.kind == kind, Notice.created_at > told_since
            ),
        )
        .order_by(Enrolment.person_id, Enrolment.enrolled_at.desc(), Enrolment.id)
        .limit(limit)
    )
    return [Untouched(*row) for row in db.session.execute(query)]


def _zones() -> set[str]:
    return {*AGENCY_ZONES, settings().default_time_zone}


def _is_in(stage: DueStage, zone: ColumnElement[str], named: str, now: datetime) -> ColumnElement[bool]:
    today = clock.local_date(now, named)
    days = Assignment.due_on.between(today + timedelta(days=stage.first), today + timedelta(days=stage.last))
    return and_(zone == named, days)


def _key(kind: str, stage: DueStage) -> ColumnElement[str]:
    """`due_key` with the kind before it, as SQL."""
    number, day = cast(Assignment.id, String), cast(Assignment.due_on, String)
    return literal(f"{kind}:") + number + ":" + day + f":{stage.name}"


def _is_told(person_id: InstrumentedAttribute[int], key: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(Notice.person_id == person_id, Notice.key == key)


def _is_completed(person_id: InstrumentedAttribute[int], course_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return exists().where(CourseCompletion.person_id == person_id, CourseCompletion.course_id == course_id)


def _is_touched(since: datetime) -> ColumnElement[bool]:
    return exists().where(
        ActivityProgress.person_id == Enrolment.person_id,
        ActivityProgress.activity_id == Activity.id,
        Activity.course_id == Enrolment.course_id,
        ActivityProgress.last_seen_at >= since,
    )
