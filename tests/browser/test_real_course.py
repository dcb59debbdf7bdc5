"""KM-01 as it ships, in a browser: each lesson opens on a phone, each type of question is answered, first wrongly, then rightly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from config import PROJECT_DIR
from elearning.catalog.models import Course
from elearning.catalog.outline import Outline
from elearning.catalog.queries import outline_of
from elearning.catalog.services import enrol
from elearning.core import clock
from elearning.extensions import db
from tests.factories import make_person
from tests.support import databases
from tests.support.chromium import assert_accessible, assert_fits_width
from tests.support.courses import import_courses
from tests.support.live_server import LiveServer
from tests.support.walker import Walker

SLUG = "komunikasi-publik"
LEAST_LESSONS = 18
ASKED_TYPES = {
    "single_choice",
    "multiple_choice",
    "true_false",
    "short_answer",
    "numerical",
    "matching",
    "ordering",
}


@pytest.fixture(scope="module")
def server(sqlite_databases, make_app) -> Iterator[LiveServer]:
    """A server that shows the courses of the project."""
    app = make_app(sqlite_databases.create(f"real_{databases.next_name()}"), courses_dir=PROJECT_DIR / "courses")
    databases.migrate(app)
    import_courses(app)
    running = LiveServer(app)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def course(server) -> tuple[Outline, int, str]:
    """The outline, somebody who follows it, and their cookie."""
    with server.app.app_context():
        person = make_person()
        row = db.session.scalars(select(Course).where(Course.slug == SLUG)).one()
        enrol(person.id, row.id, row.current_revision_id or 0, now=clock.now())
        db.session.commit()
        client = server.app.test_client()
        client.sign_in(person)
        cookie = client.get_cookie("pelita_session")
        assert cookie is not None
        return outline_of(row.current_revision_id or 0), person.id, cookie.value


def signed_in(page: Page, server: LiveServer, cookie: str) -> Page:
    page.context.add_cookies([{"name": "pelita_session", "value": cookie, "url": server.url}])
    return page


def test_each_lesson_opens_on_a_phone(server, page, course):
    outline, _, cookie = course
    learner = Walker(server, signed_in(page, server, cookie), look)
    lessons = [step for step in outline.steps if step.kind == "lesson"]
    assert len(lessons) >= LEAST_LESSONS
    for step in lessons:
        learner.go(f"/kursus/{SLUG}/langkah/{step.key}")
        expect(page.get_by_role("heading", level=1)).to_have_text(step.title)


def look(page: Page) -> None:
    """A lesson on a phone in the light theme: fits, nothing for axe."""
    assert_fits_width(page)
    assert_accessible(page)


def test_each_type_of_question_is_answered_wrongly_and_rightly(server, page, course):
    outline, person_id, cookie = course
    learner = Walker(server, signed_in(page, server, cookie), assert_fits_width)
    quizzes = [step for step in outline.steps if step.kind == "quiz" and not step.requires]
    seen: set[str] = set()
    for step in quizzes:
        learner.go(f"/kursus/{SLUG}/kuis/{step.key}")
        learner.press("Mulai kuis", leads_to="**/percobaan/*")
        for slot, question in learner.questions(person_id, learner.attempt_id).items():
            if question.type_name in seen:
                continue
            seen.add(question.type_name)
            learner.answer(slot, question, rightly=False)
            learner.answer(slot, question)
        if seen == ASKED_TYPES:
            break
    assert seen == ASKED_TYPES
