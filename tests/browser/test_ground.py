"""The browser tests' own ground: a real server, a real browser, and checks that do find what is wrong."""

from __future__ import annotations

import pytest

from elearning.core import clock
from elearning.core.jobs import is_worker_alive
from tests.support.chromium import assert_accessible, assert_fits_width, axe_violations


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_that_is_not_there_is_accessible(live_server, open_page, width, scheme):
    page = open_page(width=width, color_scheme=scheme)
    answer = page.goto(f"{live_server.url}/tidak-ada")
    assert answer is not None
    assert answer.status == 404
    assert_accessible(page)
    assert_fits_width(page)


def test_axe_finds_a_picture_without_words(page):
    page.set_content('<html lang="id"><title>Uji</title><main><h1>Uji</h1><img src="data:,"></main></html>')
    assert any(violation.startswith("image-alt") for violation in axe_violations(page))


def test_a_server_that_was_killed_starts_again_on_the_same_data(live_server, page):
    live_server.kill()
    live_server.start()
    answer = page.goto(f"{live_server.url}/healthz")
    assert answer is not None
    assert answer.status == 200


def test_the_server_on_postgresql_answers(live_server_on_postgresql, page):
    page.goto(f"{live_server_on_postgresql.url}/readyz")
    with live_server_on_postgresql.app.app_context():
        assert not is_worker_alive(clock.now())
    assert '"migrations":true' in page.content()
