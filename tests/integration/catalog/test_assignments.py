"""Assignments: one open a person and course, changed by assigning again, audited and told."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from elearning.catalog import services as catalog
from elearning.catalog.models import Assignment
from elearning.catalog.queries import due_courses, open_assignment
from elearning.catalog.services import AssignmentClosedError, AssignmentOutcome, DueDateError, NewAssignment
from elearning.core import clock
from elearning.core.audit import AuditEntry
from elearning.extensions import db
from elearning.notifications.models import Notice
from tests.factories import make_person
from tests.support.courses import course as course_named

TODAY = date(2026, 5, 14)
LATER = TODAY + timedelta(days=30)


@pytest.fixture
def people(app):
    return make_person("Contoh Pegawai"), make_person("Contoh Atasan")


def assign(people, course, due_on=LATER, note="") -> AssignmentOutcome:
    learner, supervisor = people
    asked = NewAssignment(person_id=learner.id, course_id=course.id, due_on=due_on, note=note)
    return catalog.assign(asked, actor_id=supervisor.id, today=TODAY, now=clock.now())


def kinds() -> list[str]:
    return list(db.session.scalars(select(Notice.kind).order_by(Notice.id)))


def deeds() -> list[str]:
    query = select(AuditEntry.action).where(AuditEntry.action.startswith("assignment")).order_by(AuditEntry.id)
    return list(db.session.scalars(query))


def test_assigning_is_audited_and_told_once(people, course):
    assert assign(people, course) is AssignmentOutcome.ASSIGNED
    assert assign(people, course) is AssignmentOutcome.UNCHANGED
    assert (kinds(), deeds()) == (["course_assigned"], ["assignment.created"])
    notice = db.session.scalars(select(Notice)).one()
    assert notice.params == {"course": "Kursus latihan surat", "due": LATER.isoformat(), "by": "Contoh Atasan"}
    assert notice.path == "/kursus/kursus-latihan"


def test_assigning_again_changes_the_open_assignment(people, course):
    assign(people, course)
    assert assign(people, course, LATER + timedelta(days=1)) is AssignmentOutcome.CHANGED
    assert assign(people, course, LATER + timedelta(days=1), "Untuk loket baru") is AssignmentOutcome.CHANGED
    assert db.session.scalar(select(func.count()).select_from(Assignment)) == 1
    assert kinds() == ["course_assigned", "due_date_changed"]
    (due,) = due_courses([people[0].id])
    assert (due.due_on, due.note, due.assigned_by) == (LATER + timedelta(days=1), "Untuk loket baru", "Contoh Atasan")


def test_extending_is_audited_and_told(people, course):
    assign(people, course)
    assignment = open_assignment(people[0].id, course.id)
    catalog.extend(assignment, LATER + timedelta(days=7), actor_id=people[1].id, today=TODAY, now=clock.now())
    assert assignment.due_on == LATER + timedelta(days=7)
    assert kinds() == ["course_assigned", "due_date_changed"]
    assert deeds() == ["assignment.created", "assignment.extended"]


def test_cancelling_leaves_room_for_another(people, course):
    assign(people, course)
    catalog.cancel(open_assignment(people[0].id, course.id), actor_id=people[1].id, now=clock.now())
    assert open_assignment(people[0].id, course.id) is None
    assert assign(people, course) is AssignmentOutcome.ASSIGNED
    assert kinds() == ["course_assigned", "assignment_cancelled", "course_assigned"]


def test_what_was_cancelled_in_between_can_be_neither_extended_nor_cancelled_again(people, course):
    assign(people, course)
    assignment = open_assignment(people[0].id, course.id)
    catalog.cancel(assignment, actor_id=people[1].id, now=clock.now())
    with pytest.raises(AssignmentClosedError):
        catalog.cancel(assignment, actor_id=people[1].id, now=clock.now())
    with pytest.raises(AssignmentClosedError):
        catalog.extend(assignment, LATER, actor_id=people[1].id, today=TODAY, now=clock.now())
    assert kinds() == ["course_assigned", "assignment_cancelled"]


@pytest.mark.parametrize(
    ("due_on", "is_taken"),
    [(TODAY, True), (TODAY - timedelta(days=1), False), (date(2031, 12, 31), True), (date(2032, 1, 1), False)],
)
def test_a_due_date_lies_between_today_and_five_years(people, course, due_on, is_taken):
    if is_taken:
        assert assign(people, course, due_on) is AssignmentOutcome.ASSIGNED
        return
    with pytest.raises(DueDateError):
        assign(people, course, due_on)
    assert kinds() == []


@pytest.mark.real_transactions
def test_two_supervisors_at_once_leave_one_assignment(app):
    with app.app_context():
        learner, *supervisors = (make_person().id for _ in range(5))
        course_id = course_named("kursus-latihan").id
        db.session.commit()
    barrier = threading.Barrier(len(supervisors))

    def run(supervisor: int, days: int) -> None:
        with app.app_context():
            barrier.wait()
            asked = NewAssignment(person_id=learner, course_id=course_id, due_on=LATER + timedelta(days=days))
            catalog.assign(asked, actor_id=supervisor, today=TODAY, now=clock.now())
            db.session.commit()

    threads = [threading.Thread(target=run, args=(each, days)) for days, each in enumerate(supervisors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Assignment)) == 1
