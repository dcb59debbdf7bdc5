"""A learner who is signed in, and their way into the fixture course."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from elearning.accounts.models import Person
from elearning.catalog.models import Course
from elearning.catalog.services import enrol
from elearning.core import clock as site_clock
from elearning.outcomes import Result, ResultKind, record_result
from elearning.progress.services import Grade
from tests.factories import make_person
from tests.support.client import Client


@pytest.fixture
def learner(app: Any) -> Person:
    return make_person("Contoh Sari Pembelajar")


@pytest.fixture
def reader(learner: Person, sign_in: Callable[[Person], Client]) -> Client:
    """A client on which the learner is signed in."""
    return sign_in(learner)


@pytest.fixture
def join(learner: Person) -> Callable[[Course], None]:
    """Enrols the learner."""

    def join(course: Course) -> None:
        enrol(learner.id, course.id, course.current_revision_id or 0, now=site_clock.now())

    return join


@pytest.fixture
def finish(learner: Person) -> Callable[[Course], None]:
    """Completes every step of KL-01 for the learner."""

    def finish(course: Course) -> None:
        for key, kind in (
            ("tujuan-surat", ResultKind.MARKED),
            ("bentuk-surat", ResultKind.VIEWED),
            ("kuis-surat", ResultKind.GRADED),
        ):
            grade = Grade(9_000_000, is_passed=True) if kind is ResultKind.GRADED else None
            result = Result(person_id=learner.id, course_id=course.id, activity_key=key, kind=kind, grade=grade)
            record_result(result, now=site_clock.now())

    return finish
