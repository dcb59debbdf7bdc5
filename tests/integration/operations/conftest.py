"""Sites to back up, and empty ones to restore into."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from elearning.core import storage
from elearning.extensions import db
from tests.factories import make_person
from tests.quiz_factories import begin, choice_questions, make_quiz
from tests.support import databases
from tests.support.backups import PHOTOGRAPH, QUESTIONS, WRITERS
from tests.support.small_course import complete, make_course


@pytest.fixture
def site(own_app: Flask) -> Flask:
    """A site where somebody has completed a course and several are in the middle of a quiz; one photograph is stored."""
    with own_app.app_context():
        course = make_course("KC-77")
        complete(make_person(), course)
        storage.put(PHOTOGRAPH)
        made = make_quiz(choice_questions(QUESTIONS))
        for _ in range(WRITERS):
            begin(make_person(), made)
        db.session.commit()
        db.session.remove()
    return own_app


@pytest.fixture
def empty_site(engine_databases: databases.Databases, make_app: Callable[..., Flask]) -> Iterator[Callable[..., Flask]]:
    """Makes sites without any table, in an instance folder of their own."""
    made: list[tuple[str, Flask]] = []

    def make(**changes: object) -> Flask:
        name = databases.next_name()
        app = make_app(engine_databases.create(name), **changes)
        made.append((name, app))
        return app

    yield make
    for name, app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        engine_databases.drop(name)
