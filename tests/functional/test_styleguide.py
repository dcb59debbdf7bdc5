"""The style guide, the frame of every page, the page "Tampilan" and the error pages."""

from __future__ import annotations

import gzip
import re

import pytest
from flask import Flask

from config import Environment
from elearning.core.error_words import error_words
from elearning.core.jinja import render_alone
from tests.conftest import WITHOUT_DATABASE
from tests.support.chromium import assert_accessible, assert_fits_width
from tests.support.page_rules import assert_page_rules

STATUSES = (400, 403, 404, 405, 409, 413, 422, 429, 500, 503)


@pytest.fixture(scope="module")
def bare_app(make_app) -> Flask:
    """An application whose database is never opened."""
    return make_app(WITHOUT_DATABASE)


@pytest.fixture
def stranger(bare_app):
    return bare_app.test_client()


def test_the_style_guide_keeps_the_rules_of_every_page(stranger):
    response = stranger.get("/styleguide")

    assert response.status_code == 200
    assert_page_rules(response.text)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_style_guide_shows_a_theme_on_request(stranger, theme):
    assert f'<html lang="id" data-theme="{theme}">' in stranger.get(f"/styleguide?theme={theme}").text


def test_the_style_guide_ignores_an_unknown_theme(stranger):
    assert '<html lang="id">' in stranger.get('/styleguide?theme="><script>').text


def test_the_style_guide_does_not_exist_in_production(make_app):
    app = make_app(WITHOUT_DATABASE, testing=False, environment=Environment.PRODUCTION)

    assert "styleguide.show" not in app.view_functions


def test_every_component_stands_in_the_style_guide(stranger, bare_app):
    page = stranger.get("/styleguide").text
    macros = {name.split("/")[1][:-5] for name in bare_app.jinja_env.list_templates() if name.startswith("components/")}
    elsewhere = {"icon", "section", "lesson_head", "quiz_bar", "places"}  # no block of their own, or another h1

    missing = {
        name for name in macros - elsewhere if not re.search(rf'class="(?:[^"]* )?{name.replace("_", "-")}[" _]', page)
    }

    assert not missing


def test_every_class_of_the_style_guide_has_a_rule(stranger):
    page = stranger.get("/styleguide").text
    sheet = re.search(r'href="(/assets/styleguide\.[^"]+)"', page)
    assert sheet
    known = set(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", stranger.get(sheet.group(1)).text))
    known |= {name.split("__")[0] for name in known}

    used = {word for value in re.findall(r'class="([^"]*)"', page) for word in value.split()}

    assert not used - known


def test_every_icon_is_in_the_sprite(stranger):
    page = stranger.get("/styleguide").text
    used = set(re.findall(r'<use href="([^"#]+)#([^"]+)"', page))
    address = next(iter(used))[0]
    symbols = set(re.findall(r'<symbol id="([^"]+)"', stranger.get(address).text))

    assert {name for _, name in used} <= symbols


def test_nothing_but_one_style_sheet_blocks_the_first_paint(stranger):
    head = stranger.get("/display").text.split("</head>")[0]

    assert len(re.findall(r'rel="stylesheet"', head)) == 1
    assert all("module" in script for script in re.findall(r"<script[^>]*>", head))
    assert not re.search(r'(?:src|href)="(?:https?:)?//', head)


def test_the_frame_of_a_page_leaves_room_for_its_content(stranger):
    page = stranger.get("/display").data
    sheet = re.search(rb'rel="stylesheet" href="([^"]+)"', page)
    assert sheet
    css = stranger.get(sheet.group(1).decode(), headers={"Accept-Encoding": "br"}).data

    assert len(css) + len(gzip.compress(page, 6)) <= 11_000


def test_wishes_about_reading_are_kept_on_the_device(stranger):
    answer = stranger.post("/display", data={"theme": "dark", "text": "large", "next": "/styleguide"})

    assert answer.status_code == 303
    assert answer.location == "/styleguide"
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert '<html lang="id" data-theme="dark" data-text="large">' in stranger.get("/display").text


@pytest.mark.parametrize(
    "elsewhere", ["https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)", ""]
)
def test_the_way_back_stays_on_this_site(stranger, elsewhere):
    assert stranger.post("/display", data={"next": elsewhere}).location == "/display"


@pytest.mark.parametrize("cookie", ["theme=purple", "theme=dark" * 100, "%00=%ff", '"><b>', "theme"])
def test_a_spoilt_cookie_changes_nothing(bare_app, cookie):
    page = bare_app.test_client().get("/display", headers={"Cookie": f"pelita_display={cookie}"})

    assert '<html lang="id">' in page.text


@pytest.mark.parametrize("status", STATUSES)
def test_an_error_page_comes_without_the_database(bare_app, status):
    with bare_app.test_request_context("/"):
        page = render_alone(bare_app, "errors/error.html", status=status, message=None, request_id="abc123")
        words = error_words(status)

    assert words.title in page
    assert words.next_step in page
    assert "abc123" in page
    assert_page_rules(page)


def test_words_of_an_unknown_status_are_those_of_its_kind(bare_app):
    with bare_app.test_request_context("/"):
        assert error_words(418) == error_words(400)
        assert error_words(507) == error_words(500)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_style_guide_is_accessible(live_server, open_page, width, theme):
    page = open_page(width=width, color_scheme=theme)

    page.goto(f"{live_server.url}/styleguide")

    assert_fits_width(page)
    assert_accessible(page)


def test_the_account_menu_closes_by_escape(live_server, page):
    page.goto(f"{live_server.url}/styleguide")
    page.locator(".menu summary").click()

    page.keyboard.press("Escape")

    assert page.locator(".menu").get_attribute("open") is None


def test_a_dialog_opens_from_its_link_and_closes(live_server, page):
    page.goto(f"{live_server.url}/styleguide")

    page.get_by_role("link", name="Buka dialog").click()
    assert page.get_by_role("dialog", name="Perpanjang tenggat?").is_visible()
    page.get_by_role("dialog", name="Perpanjang tenggat?").get_by_role("button", name="Batal").click()

    assert page.get_by_role("dialog", name="Perpanjang tenggat?").count() == 0


def test_a_wish_takes_effect_at_once(live_server, page):
    page.goto(f"{live_server.url}/display")

    page.get_by_label("Gelap").check()
    page.get_by_text("Tersimpan di perangkat ini").wait_for()

    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
