"""An officer of one agency and the participants of a small course in every state, on 14 Mei 2026."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from elearning.accounts.models import Person
from elearning.accounts.services import grant_role
from elearning.catalog.models import Course
from elearning.catalog.services import NewAssignment, assign
from elearning.core import clock as core_clock
from elearning.core.permissions import Role
from tests.factories import give_position, make_agency, make_person
from tests.support.small_course import complete, enrol, grade, make_course, mark

TODAY = date(2026, 5, 14)
DAY = timedelta(days=1)
STAFF = (Role.LEARNER, Role.TRAINING_OFFICER)


@dataclass
class Class:
    """One person complete, one late, one under way who failed the quiz, one given the course and not begun; a stranger
    of another agency who is complete as well.
    """

    officer: Person
    done: Person
    late: Person
    running: Person
    idle: Person
    stranger: Person
    course: Course

    @property
    def own(self) -> dict[str, Person]:
        return {name: getattr(self, name) for name in ("done", "late", "running", "idle")}


def give_course(officer: Person, person: Person, course: Course, due_on: date) -> None:
    """Assign a course, also with a date that has passed since."""
    new = NewAssignment(person_id=person.id, course_id=course.id, due_on=due_on)
    assign(new, actor_id=officer.id, today=min(due_on, TODAY), now=core_clock.now())


@pytest.fixture
def small(app, clock) -> Course:
    """KC-01: a lesson to mark and a quiz to pass; 3 JP."""
    return make_course("KC-01")


@pytest.fixture
def officer(app, clock) -> Person:
    return make_person("Contoh Pengelola", roles=STAFF)


@pytest.fixture
def group(officer, small) -> Class:
    names = ("Adi Contoh", "Budi Contoh", "Citra Contoh", "Dewi Contoh")
    done, late, running, idle = (make_person(name) for name in names)
    stranger = make_person("Eka Contoh", agency=make_agency())
    found = Class(officer, done, late, running, idle, stranger, small)
    for person, unit in ((done, "Dinas A"), (late, "Dinas A/Bidang 1"), (running, "Dinas B"), (idle, "Dinas A")):
        give_position(person, unit=unit)
    now = core_clock.now()
    enrol(done, small, at=now - 4 * DAY)
    mark(done.id, small.id)
    grade(done.id, small.id)
    give_course(officer, late, small, TODAY - 3 * DAY)
    enrol(running, small)
    mark(running.id, small.id)
    grade(running.id, small.id, 6_000_000)
    give_course(officer, idle, small, TODAY + 20 * DAY)
    complete(stranger, small)
    return found


@pytest.fixture
def site_officer(app, clock) -> Person:
    """An officer of the whole site."""
    person = make_person("Contoh Pusat")
    grant_role(person, Role.TRAINING_OFFICER, None, actor_id=None, now=core_clock.now())
    return person
