"""A supervisor's team in every state, on 14 Mei 2026."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from elearning.accounts.models import Person
from elearning.catalog.models import Assignment, Course
from elearning.catalog.queries import open_assignment
from elearning.catalog.services import NewAssignment, assign
from elearning.core import clock as core_clock
from tests.factories import make_team
from tests.support.small_course import complete, enrol, make_course, mark

TODAY = date(2026, 5, 14)
DAY = timedelta(days=1)


@dataclass
class Team:
    """One person late, one due soon and begun, one assigned and not begun, one complete, one without any course."""

    supervisor: Person
    late: Person
    soon: Person
    idle: Person
    done: Person
    free: Person
    course: Course


def give_course(supervisor: Person, person: Person, course: Course, due_on: date) -> Assignment:
    """Assign a course, also with a date that has passed since."""
    new = NewAssignment(person_id=person.id, course_id=course.id, due_on=due_on)
    assign(new, actor_id=supervisor.id, today=min(due_on, TODAY), now=core_clock.now())
    given = open_assignment(person.id, course.id)
    assert given is not None
    return given


@pytest.fixture
def give() -> Callable[..., Assignment]:
    return give_course


@pytest.fixture
def small(app, clock) -> Course:
    """KC-01: a lesson to mark and a quiz to pass; 3 JP."""
    return make_course("KC-01")


@pytest.fixture
def team(small) -> Team:
    supervisor, people = make_team(5)
    team = Team(supervisor, *people, course=small)
    give_course(supervisor, team.late, small, TODAY - 3 * DAY)
    give_course(supervisor, team.soon, small, TODAY + 14 * DAY)
    give_course(supervisor, team.idle, small, TODAY + 15 * DAY)
    give_course(supervisor, team.done, small, TODAY - DAY)
    enrol(team.soon, small)
    mark(team.soon.id, small.id)
    complete(team.done, small)
    return team
