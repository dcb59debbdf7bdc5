"""Writes of assignments: a course that people are asked to complete by a date, one open at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import select, text, update

from elearning.accounts.models import Person
from elearning.catalog.models import Assignment, Course, CourseRevision
from elearning.catalog.queries.offering import withdrawn_from
from elearning.catalog.queries.outlines import enrolment_of
from elearning.core import audit
from elearning.core.upsert import insert
from elearning.domain.errors import N_, DomainError, ErrorKind
from elearning.domain.names import full_name
from elearning.domain.offering import CourseWithdrawnError, is_offered
from elearning.extensions import db
from elearning.notifications.kinds import NoticeKind
from elearning.notifications.services import News, notify

FARTHEST_YEARS = 5
LONGEST_NOTE = 500


class DueDateError(DomainError):
    """A due date that has passed, or lies beyond planning."""

    code: ClassVar[str] = "due_date_invalid"
    message_template: ClassVar[str] = N_("Tenggat harus hari ini atau sesudahnya, paling jauh %(years)s tahun.")


class AssignmentClosedError(DomainError):
    """The assignment was cancelled by somebody else in between."""

    code: ClassVar[str] = "assignment_closed"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_("Penugasan ini sudah dibatalkan. Muat ulang halaman, lalu tugaskan lagi.")


class AssignmentOutcome(StrEnum):
    """What assigning did."""

    ASSIGNED = "assigned"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAssignment:
    """What is asked of one person."""

    person_id: int
    course_id: int
    due_on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What notices and audit say of an assignment."""

    title: str
    slug: str
    agency_id: int | None


def assign(new: NewAssignment, *, actor_id: int, today: date, now: datetime) -> AssignmentOutcome:
    """Ask a person to complete a course; an assignment already open gets the new date and note. `today` is local.

    Raises:
        DueDateError: the date has passed or lies more than five years ahead.
        CourseWithdrawnError: the course is not offered any more, and the person does not follow it.
        AssignmentClosedError: somebody else assigned and cancelled it at this very moment.
    """
    check_due(new.due_on, today)
    note = new.note.strip()[:LONGEST_NOTE]
    standing = _locked(new.person_id, new.course_id)
    if standing is None:
        _check_offered(new, now)
        if _assign_first(new, note, actor_id, now):
            return AssignmentOutcome.ASSIGNED
        standing = _locked(new.person_id, new.course_id)
    if standing is None:
        raise AssignmentClosedError
    return _assign_again(standing, new, note, actor_id, now)


def extend(assignment: Assignment, due_on: date, *, actor_id: int, today: date, now: datetime) -> None:
    """Give an open assignment another date.

    Raises:
        DueDateError: the date has passed or lies more than five years ahead.
        AssignmentClosedError: it was cancelled in between.
    """
    check_due(due_on, today)
    before = assignment.due_on
    _change(assignment, {"due_on": due_on})
    facts = _facts_of(assignment)
    dates = {"before": before.isoformat(), "due_on": due_on.isoformat()}
    audit.record("assignment.extended", assignment, actor_id=actor_id, now=now, agency_id=facts.agency_id, **dates)
    if before != due_on:
        _tell(assignment, facts, NoticeKind.DUE_DATE_CHANGED, "", now)


def cancel(assignment: Assignment, *, actor_id: int, now: datetime) -> None:
    """Take an assignment back; what was learned stays.

    Raises:
        AssignmentClosedError: it was cancelled in between.
    """
    _change(assignment, {"cancelled_at": now})
    facts = _facts_of(assignment)
    audit.record("assignment.cancelled", assignment, actor_id=actor_id, now=now, agency_id=facts.agency_id)
    _tell(assignment, facts, NoticeKind.ASSIGNMENT_CANCELLED, "", now)


def check_due(due_on: date, today: date) -> None:
    """Raises: DueDateError, when the date has passed or lies more than five years ahead."""
    if due_on < today or due_on.year - today.year > FARTHEST_YEARS:
        raise DueDateError(years=FARTHEST_YEARS)


def _check_offered(new: NewAssignment, now: datetime) -> None:
    """Who follows a withdrawn course may still be given a date for it."""
    if is_offered(withdrawn_from(new.course_id), now):
        return
    enrolment = enrolment_of(new.person_id, new.course_id)
    if enrolment is None or enrolment.left_at is not None:
        raise CourseWithdrawnError


def _locked(person_id: int, course_id: int) -> Assignment | None:
    query = select(Assignment).where(
        Assignment.person_id == person_id, Assignment.course_id == course_id, Assignment.cancelled_at.is_(None)
    )
    return db.session.scalar(query.with_for_update().execution_options(populate_existing=True))


def _assign_first(new: NewAssignment, note: str, actor_id: int, now: datetime) -> bool:
    """Assign what nobody has; False when somebody was faster, whose word it is then to tell the person."""
    values = {"assigned_by_id": actor_id, "assigned_at": now, "due_on": new.due_on, "note": note}
    statement = insert(Assignment).values(person_id=new.person_id, course_id=new.course_id, **values)
    statement = statement.on_conflict_do_nothing(
        index_elements=["person_id", "course_id"], index_where=text("cancelled_at IS NULL")
    )
    assignment = db.session.scalars(statement.returning(Assignment)).one_or_none()
    if assignment is None:
        return False
    facts = _facts_of(assignment)
    audit.record(
        "assignment.created", assignment, actor_id=actor_id, now=now, agency_id=facts.agency_id, **_detail(new)
    )
    _tell(assignment, facts, NoticeKind.COURSE_ASSIGNED, _name_of(actor_id), now)
    return True


def _assign_again(
    standing: Assignment, new: NewAssignment, note: str, actor_id: int, now: datetime
) -> AssignmentOutcome:
    """Give what stands, whose row is locked, the new date and note."""
    if (standing.due_on, standing.note) == (new.due_on, note):
        return AssignmentOutcome.UNCHANGED
    due_before = standing.due_on
    values = {"assigned_by_id": actor_id, "assigned_at": now, "due_on": new.due_on, "note": note}
    _change(standing, values)
    facts = _facts_of(standing)
    audit.record("assignment.changed", standing, actor_id=actor_id, now=now, agency_id=facts.agency_id, **_detail(new))
    if due_before != new.due_on:
        _tell(standing, facts, NoticeKind.DUE_DATE_CHANGED, "", now)
    return AssignmentOutcome.CHANGED


def _change(assignment: Assignment, values: Mapping[str, object]) -> None:
    statement = (
        update(Assignment)
        .where(Assignment.id == assignment.id, Assignment.cancelled_at.is_(None))
        .values(**values)
        .returning(Assignment.id)
    )
    if db.session.execute(statement, execution_options={"synchronize_session": False}).scalar() is None:
        raise AssignmentClosedError
    db.session.refresh(assignment)


def _facts_of(assignment: Assignment) -> _Facts:
    query = (
        select(CourseRevision.title, Course.slug, Person.agency_id)
        .select_from(Course)
        .join(CourseRevision, CourseRevision.id == Course.current_revision_id)
        .join(Person, Person.id == assignment.person_id)
        .where(Course.id == assignment.course_id)
    )
    return _Facts(*db.session.execute(query).one())


def _name_of(person_id: int) -> str:
    row = db.session.execute(
        select(Person.name, Person.title_before, Person.title_after).where(Person.id == person_id)
    ).one()
    return full_name(*row)


def _detail(new: NewAssignment) -> dict[str, str | int]:
    return {"person_id": new.person_id, "course_id": new.course_id, "due_on": new.due_on.isoformat()}


def _tell(assignment: Assignment, facts: _Facts, kind: NoticeKind, by: str, now: datetime) -> None:
    params = {"course": facts.title, "due": assignment.due_on.isoformat(), "by": by}
    key = f"assignment:{assignment.id}:{now.isoformat()}"
    notify(assignment.person_id, News(kind, key, params, f"/kursus/{facts.slug}"), now=now)
