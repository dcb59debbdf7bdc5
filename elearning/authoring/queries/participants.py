"""Reads of one course's participants: who they are, where they stand, filtered, ordered and cut into pages by the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Row, Select, and_, case, extract, func, or_, select, union
from sqlalchemy.orm import aliased

from elearning.accounts.models import Person, PersonNip
from elearning.authoring.listing import ParticipantFilter, ParticipantOrder, ParticipantState, QuizResult
from elearning.authoring.queries.courses import PublishedCourse, Scope, reaches
from elearning.catalog.models import Activity, Assignment, CourseRevision, Enrolment, RevisionActivity
from elearning.core import clock
from elearning.core.pagination import Page
from elearning.core.site import settings
from elearning.domain.names import full_name
from elearning.domain.nip import strip_nip
from elearning.extensions import db
from elearning.organization.models import Agency, PositionHolding, Unit
from elearning.organization.queries import LARGEST_ID
from elearning.progress.models import ActivityProgress, CourseCompletion

MOST_UNITS = 300
PORTION = 500
"""How many people one statement asks for."""
TIME_ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")


@dataclass(frozen=True, slots=True)
class Field:
    """Which course is looked at, whose people, and when: what every read here starts from."""

    course: PublishedCourse
    scope: Scope
    now: datetime
    today: date
    """The day of whoever looks, for positions and units; due dates follow each person's own zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One person at a course. `revision_id` is theirs, the current one before they enrol; fractions in ten-millionths."""

    person_id: int
    full_name: str
    nip: str
    agency_id: int | None
    unit_id: int | None
    unit: str
    time_zone: str
    is_following: bool
    enrolled_at: datetime | None
    revision_id: int
    revision_number: int
    assignment_id: int | None
    due_on: date | None
    note: str
    started_at: datetime | None
    completed_at: datetime | None
    last_seen_at: datetime | None
    best_fraction: int | None
    is_passed: bool
    state: ParticipantState


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit of the tree as a filter offers it."""

    id: int
    agency_id: int
    agency: str
    path: str


def state_counts(where: Field, wanted: ParticipantFilter) -> dict[ParticipantState, int]:
    """How many participants a filter finds in each state, its own state aside; one statement."""
    state = _state(where).label("state")
    inner = _filtered(where, wanted, aside_state=True).with_only_columns(state).subquery()
    rows = db.session.execute(select(inner.c.state, func.count()).group_by(inner.c.state))
    return {ParticipantState(row[0]): int(row[1]) for row in rows}


def participants(where: Field, wanted: ParticipantFilter, page: Page) -> list[Participant]:
    """One page of the participants that a filter finds, in its order; two statements.

    First who they are, then what is shown of them: asked for at once, it is worked out of everybody before the page is cut.
    """
    query = _filtered(where, wanted).order_by(*_order(where, wanted.order)).with_only_columns(Person.id)
    return participants_of(where, list(db.session.scalars(query.limit(page.size).offset(page.offset))))


def participant_ids(where: Field, wanted: ParticipantFilter) -> list[int]:
    """The ids of all participants that a filter finds, in its order; one statement."""
    query = _filtered(where, wanted).order_by(*_order(where, wanted.order))
    return list(db.session.scalars(query.with_only_columns(Person.id)))


def participants_of(where: Field, person_ids: Collection[int]) -> list[Participant]:
    """Those of these people whom the scope reaches, in the order of the ids, participants or not; one
    statement a portion of ids.
    """
    asked = list(dict.fromkeys(each for each in person_ids if 0 < each <= LARGEST_ID))
    found: dict[int, Participant] = {}
    for start in range(0, len(asked), PORTION):
        rows = db.session.execute(_people(where).where(Person.id.in_(asked[start : start + PORTION])))
        found |= {row.person_id: _participant(row) for row in rows}
    return [found[each] for each in asked if each in found]


def people_of_unit(where: Field, unit_id: int) -> list[int]:
    """Ids of the people whom the scope reaches with a position in a unit or below it today, in order."""
    held = select(PositionHolding.person_id).join(Unit, Unit.id == PositionHolding.unit_id)
    held = held.where(_holds_on(where.today), _in_unit(unit_id))
    query = select(Person.id).where(Person.id.in_(held), *reaches(where.scope))
    return list(db.session.scalars(query.order_by(Person.id)))


def units_in(scope: Scope, *, also: int | None = None) -> list[UnitName]:
    """The units of a scope by agency and path, as many as a list can hold, and the one asked for beside."""
    query = select(Unit.id, Unit.agency_id, Agency.name, Unit.path).join(Agency, Agency.id == Unit.agency_id)
    if scope is not None:
        query = query.where(Unit.agency_id.in_(scope))
    query = query.order_by(Agency.name, Unit.path)
    found = [UnitName(*row) for row in db.session.execute(query.limit(MOST_UNITS))]
    if also is not None and len(found) == MOST_UNITS and also not in {each.id for each in found}:
        found += [UnitName(*row) for row in db.session.execute(query.where(Unit.id == also))]
    return found


def revision_numbers(course: PublishedCourse) -> list[int]:
    """The numbers of all revisions of a course, newest first."""
    query = select(CourseRevision.number).where(CourseRevision.course_id == course.id)
    return list(db.session.scalars(query.order_by(CourseRevision.number.desc())))


def _people(where: Field) -> Select[*tuple[Any, ...]]:
    """Everybody whom the scope reaches, with what is recorded of them at the course."""
    return _joined(_columns(where), where).where(*reaches(where.scope))


def _columns(where: Field) -> Select[*tuple[Any, ...]]:
    return select(
        Person.id.label("person_id"),
        Person.name,
        Person.title_before,
        Person.title_after,
        Person.agency_id,
        PersonNip.nip,
        Unit.id.label("unit_id"),
        Unit.name.label("unit"),
        Agency.time_zone,
        Enrolment.id.label("enrolment_id"),
        Enrolment.left_at,
        Enrolment.enrolled_at,
        _revision_id(where).label("revision_id"),
        CourseRevision.number.label("revision_number"),
        Assignment.id.label("assignment_id"),
        Assignment.due_on,
        Assignment.note,
        CourseCompletion.started_at,
        CourseCompletion.completed_at,
        _last_seen(where).label("last_seen_at"),
        ActivityProgress.best_fraction,
        ActivityProgress.passed_at,
        _state(where).label("state"),
    )


def _joined(query: Select[*tuple[Any, ...]], where: Field) -> Select[*tuple[Any, ...]]:
    """Each row one person: whatever may be there more than once is narrowed to one."""
    course_id = where.course.id
    return (
        query.select_from(Person)
        .outerjoin(Agency, Agency.id == Person.agency_id)
        .outerjoin(PersonNip, and_(PersonNip.person_id == Person.id, PersonNip.valid_until.is_(None)))
        .outerjoin(PositionHolding, PositionHolding.id == _present_holding(where.today))
        .outerjoin(Unit, Unit.id == PositionHolding.unit_id)
        .outerjoin(Enrolment, and_(Enrolment.person_id == Person.id, Enrolment.course_id == course_id))
        .outerjoin(CourseRevision, CourseRevision.id == _revision_id(where))
        .outerjoin(
            Assignment,
            and_(
                Assignment.person_id == Person.id,
                Assignment.course_id == course_id,
                Assignment.cancelled_at.is_(None),
            ),
        )
        .outerjoin(
            CourseCompletion,
            and_(CourseCompletion.person_id == Person.id, CourseCompletion.course_id == course_id),
        )
        .outerjoin(
            ActivityProgress,
            and_(
                ActivityProgress.person_id == Person.id,
                ActivityProgress.activity_id == (where.course.final_quiz_id or 0),
            ),
        )
    )


def _filtered(where: Field, wanted: ParticipantFilter, *, aside_state: bool = False) -> Select[*tuple[Any, ...]]:
    query = _people(where).where(Person.id.in_(_at_course(where.course.id)))
    for word in wanted.words.split():
        digits = strip_nip(word)
        is_named = Person.name.icontains(word, autoescape=True)
        query = query.where(or_(is_named, PersonNip.nip.contains(digits, autoescape=True)) if digits else is_named)
    if wanted.unit is not None:
        query = query.where(_in_unit(wanted.unit))
    if wanted.revision is not None:
        query = query.where(CourseRevision.number == wanted.revision)
    if wanted.result is not None:
        query = query.where(_has_result(wanted.result))
    if wanted.state is not None and not aside_state:
        query = query.where(_state(where) == wanted.state.value)
    return query


def _at_course(course_id: int) -> CompoundSelect[int]:
    """Ids of who follows a course, was given it or completed it; the database begins with them, not with everybody."""
    following = select(Enrolment.person_id).where(Enrolment.course_id == course_id, Enrolment.left_at.is_(None))
    given = select(Assignment.person_id).where(Assignment.course_id == course_id, Assignment.cancelled_at.is_(None))
    done = select(CourseCompletion.person_id).where(CourseCompletion.course_id == course_id)
    return union(following, given, done)


def _in_unit(unit_id: int) -> ColumnElement[bool]:
    """In the unit of this id or below it; an unknown one holds nobody."""
    top = select(Unit.agency_id, Unit.path).where(Unit.id == unit_id).subquery()
    branch = top.c.path + "/"
    is_below = or_(Unit.path == top.c.path, func.substr(Unit.path, 1, func.length(branch)) == branch)
    return select(top.c.path).where(top.c.agency_id == Unit.agency_id, is_below).correlate(Unit).exists()


def _has_result(result: QuizResult) -> ColumnElement[bool]:
    is_graded, is_passed = ActivityProgress.best_fraction.is_not(None), ActivityProgress.passed_at.is_not(None)
    if result is QuizResult.GRADED:
        return is_graded
    return and_(is_graded, is_passed if result is QuizResult.PASSED else ~is_passed)


def _order(where: Field, order: str) -> Sequence[ColumnElement[Any]]:
    """Ties fall back to the name; what is not there stands last either way."""
    keys: dict[str, ColumnElement[Any]] = {
        ParticipantOrder.UNIT: Unit.path.expression,
        ParticipantOrder.DUE: Assignment.due_on.expression,
        ParticipantOrder.SEEN: _last_seen(where),
        ParticipantOrder.RESULT: ActivityProgress.best_fraction.expression,
        ParticipantOrder.DAYS: _seconds_taken(),
    }
    name = order.removeprefix("-")
    key = keys.get(name, Person.name.expression)
    turned = key.desc() if order.startswith("-") else key.asc()
    return (turned.nulls_last(), Person.name.asc(), Person.id.asc())


def _revision_id(where: Field) -> ColumnElement[int]:
    return func.coalesce(Enrolment.revision_id, where.course.revision_id)


def _state(where: Field) -> ColumnElement[str]:
    """The states of `ParticipantState` in their order. Completion is the one that the chain of results recorded."""
    return case(
        (CourseCompletion.id.is_not(None), ParticipantState.COMPLETE.value),
        (Assignment.due_on < _their_today(where.now), ParticipantState.LATE.value),
        (_is_started(where), ParticipantState.IN_PROGRESS.value),
        else_=ParticipantState.NOT_STARTED.value,
    )


def _their_today(now: datetime) -> ColumnElement[date]:
    """The date in the zone of each person's agency, the site's for people without one."""
    usual = settings().default_time_zone
    days = {zone: clock.local_date(now, zone) for zone in TIME_ZONES}
    return case(days, value=Agency.time_zone, else_=clock.local_date(now, usual))


def _is_started(where: Field) -> ColumnElement[bool]:
    """Whether any step of the person's own revision was opened: what the evaluation calls begun."""
    seen = aliased(ActivityProgress)
    return (
        select(seen.id)
        .join(RevisionActivity, RevisionActivity.activity_id == seen.activity_id)
        .where(
            seen.person_id == Person.id,
            seen.first_viewed_at.is_not(None),
            RevisionActivity.revision_id == _revision_id(where),
        )
        .correlate(Person, Enrolment)
        .exists()
    )


def _last_seen(where: Field) -> ColumnElement[datetime | None]:
    """When the person was last at any step of the course, whatever its revision."""
    seen = aliased(ActivityProgress)
    return (
        select(func.max(seen.last_seen_at))
        .join(Activity, Activity.id == seen.activity_id)
        .where(seen.person_id == Person.id, Activity.course_id == where.course.id)
        .correlate(Person)
        .scalar_subquery()
    )


def _seconds_taken() -> ColumnElement[Any]:
    return extract("epoch", CourseCompletion.completed_at) - extract("epoch", CourseCompletion.started_at)


def _present_holding(on: date) -> ColumnElement[int]:
    """The holding of a person on a day, the latest where two meet."""
    held = aliased(PositionHolding)
    return (
        select(held.id)
        .where(held.person_id == Person.id, held.starts_on <= on, or_(held.ends_on.is_(None), held.ends_on >= on))
        .order_by(held.starts_on.desc(), held.id.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )


def _holds_on(on: date) -> ColumnElement[bool]:
    return and_(PositionHolding.starts_on <= on, or_(PositionHolding.ends_on.is_(None), PositionHolding.ends_on >= on))


def _participant(row: Row[*tuple[Any, ...]]) -> Participant:
    return Participant(
        person_id=row.person_id,
        full_name=full_name(row.name, row.title_before, row.title_after),
        nip=row.nip or "",
        agency_id=row.agency_id,
        unit_id=row.unit_id,
        unit=row.unit or "",
        time_zone=row.time_zone or settings().default_time_zone,
        is_following=row.enrolment_id is not None and row.left_at is None,
        enrolled_at=row.enrolled_at,
        revision_id=row.revision_id,
        revision_number=row.revision_number,
        assignment_id=row.assignment_id,
        due_on=row.due_on,
        note=row.note or "",
        started_at=row.started_at,
        completed_at=row.completed_at,
        last_seen_at=row.last_seen_at,
        best_fraction=row.best_fraction,
        is_passed=row.passed_at is not None,
        state=ParticipantState(row.state),
    )
