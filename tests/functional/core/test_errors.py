"""Error pages: what they say, and that they need nothing that may be broken."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from elearning.core.errors import register
from elearning.core.permissions import public
from tests.support.client import Client


def test_an_unknown_page_says_what_to_do_next(client: Client) -> None:
    response = client.get("/tidak-ada")

    assert response.status_code == 404
    assert response.headers["X-Request-ID"] in response.text


def test_a_script_gets_the_error_as_json(client: Client) -> None:
    response = client.get("/tidak-ada", headers={"Accept": "application/json"})

    assert response.status_code == 404
    assert response.get_json()["error"]["request_id"] == response.headers["X-Request-ID"]


@pytest.fixture
def page_without_database(make_app: object) -> Flask:
    app: Flask = make_app("sqlite:////nonexistent/never-opened.sqlite")  # type: ignore[operator]
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    register(app)

    @app.get("/rusak")
    @public
    def broken() -> str:
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    return app


def test_a_broken_database_is_a_calm_503_page(page_without_database: Flask) -> None:
    client = page_without_database.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "somebody"

    response = client.get("/rusak")

    assert response.status_code == 503
    assert "<h1" in response.text
    assert "Traceback" not in response.text
