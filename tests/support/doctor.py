"""Asking the doctor, and breaking what it looks at."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from elearning.extensions import db

Checks = dict[str, dict[str, str]]
UNGUARD = {
    "sqlite": ("DROP TRIGGER {table}_no_delete", "DROP TRIGGER {table}_no_update"),
    "postgresql": ("ALTER TABLE {table} DISABLE TRIGGER {table}_append_only",),
}


def folder(app: Flask) -> Path:
    return app.config["SETTINGS"].instance_dir


def examined(app: Flask) -> tuple[int, Checks]:
    result = app.test_cli_runner().invoke(args=["doctor", "--json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, {check["name"]: check for check in json.loads(result.stdout)["checks"]}


def change(app: Flask, deed: Callable[[], object]) -> None:
    with app.app_context():
        deed()
        db.session.commit()
        db.session.remove()


def lift_guard(table: str) -> None:
    """Let rows of an append-only table be changed, as somebody with the database's password could."""
    for statement in UNGUARD[db.engine.dialect.name]:
        db.session.execute(text(statement.format(table=table)))


def assert_wrong(app: Flask, name: str, *words: str) -> None:
    code, checks = examined(app)
    assert (code, checks[name]["state"]) == (1, "salah"), checks[name]
    assert checks[name]["remedy"]
    assert all(word in checks[name]["seen"] for word in words), checks[name]["seen"]
