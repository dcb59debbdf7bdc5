"""A supervisor's way in a real browser: from what is late to a new day, from the matrix to an assignment, to a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from elearning.catalog.services import NewAssignment, assign
from elearning.core import clock
from elearning.extensions import db
from elearning.organization.queries import time_zone_of
from tests.factories import make_team
from tests.support.chromium import assert_accessible, assert_fits_width
from tests.support.small_course import make_course


@pytest.fixture
def open_team(live_server, open_page) -> Callable[..., Page]:
    """Opens "Tim saya" of a supervisor of three people of whom the first is one day late."""
    with live_server.app.app_context():
        course = make_course(f"KB-{clock.now():%H%M%S%f}")
        supervisor, people = make_team(3)
        today = clock.local_date(clock.now(), time_zone_of(supervisor.agency_id))
        yesterday = today - timedelta(days=1)
        late = NewAssignment(person_id=people[0].id, course_id=course.id, due_on=yesterday)
        assign(late, actor_id=supervisor.id, today=yesterday, now=clock.now())
        db.session.commit()
        client = live_server.app.test_client()
        client.sign_in(supervisor)
        cookie = {"name": "pelita_session", "value": client.get_cookie("pelita_session").value, "url": live_server.url}

    def open_team(**options) -> Page:
        page = open_page(**options)
        page.context.add_cookies([cookie])
        page.goto(f"{live_server.url}/tim")
        return page

    return open_team


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_supervisor_are_accessible(open_team, width, scheme):
    page = open_team(width=width, color_scheme=scheme)
    places = [page.url, page.locator("a[href^='/tim/']").first.get_attribute("href"), "/tim/penugasan"]
    for place in places:
        page.goto(page.evaluate("place => new URL(place, location).href", place))
        assert_accessible(page)
        assert_fits_width(page)


def test_the_calendar_fills_the_field_that_takes_typed_days(open_team):
    page = open_team()
    page.get_by_role("link", name="Perpanjang tenggat").first.click()
    field = page.get_by_label("Tenggat baru")
    expect(page.get_by_role("button", name="Pilih di kalender")).to_be_visible()
    due = date.today() + timedelta(days=40)  # noqa: DTZ011
    page.evaluate(
        """day => {
            const calendar = document.querySelector('input[type=date]');
            calendar.value = day;
            calendar.dispatchEvent(new Event('change'));
        }""",
        due.isoformat(),
    )
    expect(field).to_have_value(f"{due:%d-%m-%Y}")
    page.get_by_role("button", name="Simpan tenggat").click()
    expect(page.get_by_role("status")).to_contain_text("Tenggat menjadi")


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_people_are_chosen_in_the_matrix_and_assigned(open_team, java_script_enabled):
    page = open_team(java_script_enabled=java_script_enabled)
    boxes = page.locator("#matriks ~ * input[type=checkbox], table input[type=checkbox]")
    boxes.nth(1).check()
    boxes.nth(2).check()
    page.get_by_role("button", name="Tugaskan kursus kepada yang dipilih").click()
    page.get_by_label("Kursus").select_option(index=1)
    due = date.today() + timedelta(days=30)  # noqa: DTZ011
    page.get_by_label("Tenggat").fill(f"{due:%d-%m-%Y}")
    page.get_by_role("button", name="Tugaskan", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("ditugaskan sampai")
    assert_fits_width(page)


def test_the_file_is_downloaded_under_its_name(open_team):
    page = open_team(width=1280)
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh XLSX").click()
    assert download.value.suggested_filename.endswith(".xlsx")


@pytest.mark.parametrize("width", [320, 360])
def test_the_places_stay_in_one_line_and_the_current_one_is_seen(open_team, width):
    page = open_team(width=width, java_script_enabled=False)
    places = page.get_by_role("navigation", name="Utama").get_by_role("link").all()
    boxes = [place.bounding_box() for place in places]
    assert len({box["y"] for box in boxes}) == 1
    assert all(box["height"] >= 44 for box in boxes)
    current = boxes[-1]
    assert current["x"] >= 0
    assert current["x"] + current["width"] <= width
    assert_fits_width(page)


def test_a_supervisors_pages_hold_doubled_letters_on_a_phone(open_team):
    page = open_team()
    for place in ("/", "/tim", "/tim/penugasan", "/katalog", "/kompetensi"):
        page.goto(page.evaluate("place => new URL(place, location).href", place))
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert_fits_width(page)
