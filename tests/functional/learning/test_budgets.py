"""What the learner's pages cost: statements, bytes until the first paint, bytes and requests of the shell."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import pytest

from elearning.catalog.queries.outlines import keep
from elearning.catalog.services import NewAssignment, assign
from elearning.competency.models import RequiredLevel
from elearning.competency.queries import register
from elearning.core import clock as site_clock
from elearning.extensions import db
from elearning.organization.queries import affiliation_of
from tests.factories import give_position, make_person
from tests.support.weight import ENCODINGS, sheets_of, transferred

STATEMENTS = 8
FIRST_PAINT_BYTES = 14_000
SHELL_BYTES = 50_000
SHELL_REQUESTS = 5
PAGES = {
    "home": "/",
    "catalogue": "/katalog?q=surta&topik=layanan",
    "course": "/kursus/kursus-latihan",
    "lesson": "/kursus/kursus-latihan/langkah/tujuan-surat",
    "lesson that completes by reading": "/kursus/kursus-latihan/langkah/bentuk-surat",
    "module to print": "/kursus/kursus-latihan/modul/surat/cetak",
}


@pytest.fixture
def busy_reader(reader, join, course, plain_course, learner):
    """Somebody with two running courses, a due date and a gap."""
    give_position(learner)
    position_id = affiliation_of(learner.id, site_clock.now().date()).position_id
    db.session.add(RequiredLevel(position_id=position_id, competency_id=register()["M.3"].id, level=2))
    join(course)
    join(plain_course)
    now = site_clock.now()
    asked = NewAssignment(person_id=learner.id, course_id=course.id, due_on=now.date() + timedelta(days=10))
    assign(asked, actor_id=make_person("Contoh Atasan").id, today=now.date(), now=now)
    return reader


@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_few_statements_even_when_nothing_is_kept_in_memory(busy_reader, count_statements, page):
    keep().clear()
    with count_statements(at_most=STATEMENTS):
        assert busy_reader.get(PAGES[page]).status_code == 200


def test_a_lesson_read_again_costs_four_statements(busy_reader, count_statements):
    busy_reader.get(PAGES["lesson"])
    with count_statements(at_most=4):
        busy_reader.get(PAGES["lesson"])


def test_a_completed_course_costs_no_more(busy_reader, finish, course, count_statements):
    finish(course)
    with count_statements(at_most=STATEMENTS):
        busy_reader.get(PAGES["course"])


def test_marking_a_step_costs_few_statements(busy_reader, count_statements):
    busy_reader.get(PAGES["lesson"])
    with count_statements(at_most=10):
        busy_reader.post(f"{PAGES['lesson']}/selesai")


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("page", ["home", "catalogue", "course", "lesson"])
def test_the_first_paint_waits_for_little(busy_reader, page):
    response = busy_reader.get(PAGES[page], headers=ENCODINGS)
    html = gzip.decompress(response.data).decode()
    own_text = _lesson_text(html)
    shell = len(response.data) - len(gzip.compress(own_text.encode(), 6))
    sheets = sum(len(busy_reader.get(path, headers=ENCODINGS).data) for path in sheets_of(html))
    assert shell + sheets <= FIRST_PAINT_BYTES, f"{page}: {shell} HTML + {sheets} CSS"


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("page", ["home", "catalogue", "course", "lesson"])
def test_the_shell_is_light_and_comes_in_few_requests(busy_reader, page):
    weights = transferred(busy_reader, PAGES[page])
    assert len(weights) <= SHELL_REQUESTS, sorted(weights)
    assert sum(weights.values()) <= SHELL_BYTES, weights


def _lesson_text(html: str) -> str:
    match = re.search(r'<div class="rich-text">.*?</div>\s*<nav class="step-nav"', html, re.DOTALL)
    return match[0] if match else ""
