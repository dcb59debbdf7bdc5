"""One course given to many people by several officers at the same moment: each person is told once of what stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from elearning.catalog.models import Assignment
from elearning.catalog.services import NewAssignment, assign, cancel
from elearning.catalog.services.many_assignments import ManyAssignments, Target, assign_many
from elearning.core.audit import AuditEntry
from elearning.extensions import db
from elearning.notifications.models import Notice
from tests.conftest import NOON
from tests.factories import make_person
from tests.support import courses
from tests.support.together import together

pytestmark = [pytest.mark.real_transactions, pytest.mark.usefixtures("clock")]
TODAY, JUNE, JULY = NOON.date(), date(2026, 6, 30), date(2026, 7, 31)
PEOPLE, TIMES = 20, 4


@dataclass(frozen=True)
class Wish:
    """A course, the people it is for as an officer saw them, and the officer."""

    new: ManyAssignments
    targets: tuple[Target, ...]
    officer: int

    def sent(self, number: int = 0, *, backwards: bool = False) -> Callable[[], object]:
        """The form sent, perhaps a moment later."""
        targets = self.targets[::-1] if backwards else self.targets
        moment = NOON + timedelta(milliseconds=number)
        return lambda: assign_many(self.new, targets, actor_id=self.officer, now=moment)

    def alone(self, due_on: date, number: int = 0) -> Callable[[], object]:
        """The same course given to the first of them alone."""
        asked = NewAssignment(person_id=self.targets[0].person_id, course_id=self.new.course_id, due_on=due_on)
        moment = NOON + timedelta(milliseconds=number)
        return lambda: assign(asked, actor_id=self.officer, today=TODAY, now=moment)


@pytest.fixture
def wish(app) -> Wish:
    with app.app_context():
        course = courses.course("kursus-latihan")
        people = [make_person() for _ in range(PEOPLE)]
        targets = tuple(
            Target(person_id=each.id, agency_id=None, assignment_id=None, due_before=None) for each in people
        )
        new = ManyAssignments(
            course_id=course.id, slug=course.slug, title="Kursus latihan", due_on=JUNE, note="", by="Contoh"
        )
        found = Wish(new, targets, make_person().id)
        db.session.commit()
    return found


def count(model: type, *where: object) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def written(action: str) -> int:
    return count(AuditEntry, AuditEntry.action == action)


def test_one_form_sent_several_times_at_once_assigns_and_tells_each_once(app, wish):
    together(app, *[wish.sent(number, backwards=bool(number % 2)) for number in range(TIMES)])
    with app.app_context():
        assert count(Assignment) == count(Notice) == PEOPLE
        assert (written("assignment.created"), written("assignment.changed")) == (PEOPLE, 0)


def test_two_dates_at_once_are_told_as_one_assignment_and_one_change(app, wish):
    later = replace(wish, new=replace(wish.new, due_on=JULY))
    together(app, wish.sent(), later.sent(1, backwards=True))
    with app.app_context():
        assert count(Assignment) == PEOPLE
        assert (written("assignment.created"), written("assignment.changed")) == (PEOPLE, PEOPLE)
        assert count(Notice, Notice.kind == "course_assigned") == PEOPLE
        assert count(Notice, Notice.kind == "due_date_changed") == PEOPLE
        assert len(set(db.session.scalars(select(Assignment.due_on)))) == 1


def test_who_is_asked_alone_and_among_many_at_once_is_told_once(app, wish):
    together(app, wish.sent(), wish.alone(JUNE, 1))
    with app.app_context():
        assert count(Assignment) == count(Notice) == written("assignment.created") == PEOPLE
        assert written("assignment.changed") == 0


def test_what_is_cancelled_while_a_date_changes_is_assigned_anew_or_changed_before(app, wish):
    with app.app_context():
        wish.alone(JUNE)()
        standing = db.session.scalars(select(Assignment.id)).one()
        db.session.commit()
    known = replace(wish.targets[0], assignment_id=standing, due_before=JUNE)
    later = replace(wish, new=replace(wish.new, due_on=JULY), targets=(known,))

    def taking_back() -> None:
        cancel(db.session.get_one(Assignment, standing), actor_id=wish.officer, now=NOON)

    together(app, taking_back, later.sent(1))
    with app.app_context():
        is_anew = written("assignment.created") == 2
        assert count(Assignment, Assignment.cancelled_at.is_(None)) == int(is_anew)
        assert written("assignment.changed") == int(not is_anew)
        assert count(Notice, Notice.kind == "course_assigned") == 1 + int(is_anew)


def test_what_stands_already_is_not_told_again(app, wish):
    for _ in range(2):
        together(app, wish.sent())
    with app.app_context():
        assert (count(Notice), written("assignment.created"), written("assignment.changed")) == (PEOPLE, PEOPLE, 0)
