"""A database that is empty, or gone: commands end with one sentence, /readyz says which part is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from elearning.extensions import db
from tests.support import databases

COMMANDS = [
    ["organization", "list", "--json"],
    ["accounts", "activation-link", "nama@contoh.go.id", "--json"],
    ["courses", "sync", "--json"],
    ["competency", "import-required", __file__, "--json"],
    ["quizzes", "grant-attempt", "kursus", "kuis", "--person", "a@b", "--by", "c@d", "--json"],
    ["demo", "seed", "--json"],
]


@pytest.fixture
def empty_app(engine_databases: databases.Databases, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    name = databases.next_name()
    app = make_app(engine_databases.create(name), demo=True)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    engine_databases.drop(name)


@pytest.fixture
def lost_app(make_app: Callable[..., Flask]) -> Flask:
    return make_app("sqlite:////nonexistent/never-opened.sqlite", demo=True)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_command_before_the_migrations_says_what_to_run(empty_app: Flask, command: list[str]) -> None:
    result = empty_app.test_cli_runner().invoke(args=command)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "db upgrade" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", [*COMMANDS, ["db", "upgrade"]], ids=lambda command: command[0])
def test_a_command_without_a_database_says_so(lost_app: Flask, command: list[str]) -> None:
    result = lost_app.test_cli_runner().invoke(args=command)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "DATABASE_URL" in result.stderr


def test_an_empty_database_is_there_but_not_migrated(empty_app: Flask) -> None:
    answer = empty_app.test_client().get("/readyz")

    assert answer.status_code == 503
    checks = answer.get_json()["checks"]
    assert (checks["database"], checks["migrations"], checks["worker"]) == (True, False, False)


def test_a_lost_database_fails_readiness_and_leaves_the_process_alive(lost_app: Flask) -> None:
    client = lost_app.test_client()

    assert client.get("/readyz").get_json()["checks"]["database"] is False
    assert client.get("/healthz").status_code == 200
