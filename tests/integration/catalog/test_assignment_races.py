"""Two deeds about one assignment at the same moment: each is told once, and what is cancelled stays cancelled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from elearning.catalog.models import Assignment
from elearning.catalog.services import (
    AssignmentClosedError,
    AssignmentOutcome,
    NewAssignment,
    assign,
    cancel,
    extend,
)
from elearning.core.audit import AuditEntry
from elearning.extensions import db
from elearning.notifications.models import Notice
from tests.conftest import NOON
from tests.factories import make_person
from tests.support import courses
from tests.support.together import together

pytestmark = [pytest.mark.real_transactions, pytest.mark.usefixtures("clock")]
TODAY, JUNE, JULY = NOON.date(), date(2026, 6, 30), date(2026, 7, 31)
TIMES = 4


@pytest.fixture
def asked(app) -> tuple[NewAssignment, int]:
    """What is asked of somebody, and who asks."""
    with app.app_context():
        person, supervisor = make_person(), make_person()
        new = NewAssignment(person_id=person.id, course_id=courses.course("kursus-latihan").id, due_on=JUNE)
        found = new, supervisor.id
        db.session.commit()
    return found


@pytest.fixture
def assigned(app, asked) -> tuple[int, int]:
    """An assignment that stands, and whose it is to change."""
    with app.app_context():
        assign(asked[0], actor_id=asked[1], today=TODAY, now=NOON)
        found = db.session.scalars(select(Assignment.id)).one(), asked[1]
        db.session.commit()
    return found


def sent(asked: tuple[NewAssignment, int], number: int) -> Callable[[], object]:
    """The same form sent again a moment later."""
    moment = NOON + timedelta(milliseconds=number)
    return lambda: assign(asked[0], actor_id=asked[1], today=TODAY, now=moment)


def taking_back(assigned: tuple[int, int]) -> Callable[[], object]:
    return lambda: cancel(db.session.get_one(Assignment, assigned[0]), actor_id=assigned[1], now=NOON)


def extending(assigned: tuple[int, int]) -> Callable[[], object]:
    assignment_id, actor_id = assigned
    return lambda: extend(db.session.get_one(Assignment, assignment_id), JULY, actor_id=actor_id, today=TODAY, now=NOON)


def count(model: type, *where: object) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def refusals(results: list[object]) -> list[object]:
    return [each for each in results if isinstance(each, AssignmentClosedError)]


def test_one_form_sent_several_times_at_once_assigns_and_tells_once(app, asked):
    results = together(app, *[sent(asked, number) for number in range(TIMES)])
    assert sorted(results) == [AssignmentOutcome.ASSIGNED] + [AssignmentOutcome.UNCHANGED] * (TIMES - 1)
    with app.app_context():
        assert count(Assignment) == count(Notice) == 1
        assert count(AuditEntry, AuditEntry.action == "assignment.created") == 1
        assert count(AuditEntry, AuditEntry.action == "assignment.changed") == 0


def test_an_assignment_cancelled_by_several_at_once_is_cancelled_once(app, assigned):
    results = together(app, *[taking_back(assigned)] * TIMES)
    assert len(refusals(results)) == TIMES - 1
    with app.app_context():
        assert count(AuditEntry, AuditEntry.action == "assignment.cancelled") == 1
        assert count(Notice, Notice.kind == "assignment_cancelled") == 1


def test_extending_at_the_moment_of_cancelling_never_brings_it_back(app, assigned):
    cancelled, extended = together(app, taking_back(assigned), extending(assigned))
    assert cancelled is None
    is_extended = extended is None
    with app.app_context():
        row = db.session.get_one(Assignment, assigned[0])
        assert row.cancelled_at == NOON
        assert row.due_on == (JULY if is_extended else JUNE)
        assert count(AuditEntry, AuditEntry.action == "assignment.extended") == int(is_extended)
        assert count(Notice, Notice.kind == "due_date_changed") == int(is_extended)
    assert is_extended or isinstance(extended, AssignmentClosedError)


def test_assigning_at_the_moment_of_cancelling_leaves_one_open_or_none(app, asked, assigned):
    later = NewAssignment(person_id=asked[0].person_id, course_id=asked[0].course_id, due_on=JULY)
    cancelled, outcome = together(app, taking_back(assigned), sent((later, asked[1]), 1))
    assert cancelled is None
    with app.app_context():
        standing = count(Assignment, Assignment.cancelled_at.is_(None))
        assert standing == int(outcome == AssignmentOutcome.ASSIGNED), outcome
        assert outcome in (AssignmentOutcome.ASSIGNED, AssignmentOutcome.CHANGED)
