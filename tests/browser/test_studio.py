"""An officer's way in a real browser: from the courses to one person, and an assignment for those ticked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from elearning.core import clock
from elearning.core.permissions import Role
from elearning.extensions import db
from tests.factories import give_position, make_person
from tests.support.chromium import assert_accessible, assert_fits_width
from tests.support.small_course import enrol, make_course


@pytest.fixture
def open_studio(live_server, open_page) -> Callable[..., Page]:
    """Opens the participants of a course, two people of the officer's agency."""
    with live_server.app.app_context():
        course = make_course(f"KS-{clock.now():%H%M%S%f}")
        officer = make_person("Contoh Pengelola", roles=(Role.LEARNER, Role.TRAINING_OFFICER))
        for person in (make_person("Adi Contoh"), make_person("Budi Contoh")):
            give_position(person)
            enrol(person, course)
        db.session.commit()
        client = live_server.app.test_client()
        client.sign_in(officer)
        cookie = {"name": "pelita_session", "value": client.get_cookie("pelita_session").value, "url": live_server.url}
        path = f"/studio/kursus/{course.slug}"

    def open_studio(**options) -> Page:
        page = open_page(**options)
        page.context.add_cookies([cookie])
        page.goto(f"{live_server.url}{path}")
        return page

    return open_studio


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_the_pages_of_an_officer_are_accessible(open_studio, width, scheme):
    page = open_studio(width=width, color_scheme=scheme)
    person = page.locator("a[href*='/peserta/']").first.get_attribute("href")
    for place in (page.url, "/studio", person, f"{page.url}/penugasan"):
        page.goto(page.evaluate("place => new URL(place, location).href", place))
        assert_accessible(page)
        assert_fits_width(page)


def test_ticked_people_are_assigned_after_a_summary_without_a_script(open_studio):
    page = open_studio(java_script_enabled=False)
    for name in ("Adi Contoh", "Budi Contoh"):
        page.locator("tr", has_text=name).locator("input[type=checkbox]").check()
    page.get_by_role("button", name="Atur penugasan yang dipilih").click()
    day = date.today() + timedelta(days=40)  # noqa: DTZ011
    page.locator("#due_on").fill(f"{day:%d-%m-%Y}")
    page.get_by_role("button", name="Lihat ringkasan").click()
    expect(page.get_by_text("Baru ditugasi: 2")).to_be_visible()
    page.get_by_role("button", name="Lakukan untuk 2 orang").click()
    expect(page.get_by_text("Baru ditugasi: 2")).to_be_visible()
    expect(page.get_by_role("link", name="Belum mulai (2)")).to_be_visible()
