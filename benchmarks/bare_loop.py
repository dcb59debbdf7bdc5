"""The floor of saving an answer: the very statements of one request, again and again with a commit each, and no web around them.

Twice: through SQLAlchemy's session, which a page that uses it cannot beat, and straight through the driver. Both on a copy of the
database with synchronous=FULL, one connection, one process.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

from benchmarks.load import SEQUENCE_MARK
from benchmarks.site import Site
from elearning import create_app
from elearning.extensions import db

SEEN_SEQUENCE = int(SEQUENCE_MARK) + 1
BEYOND_ALL = 10**12  # higher than any number the server has saved: a lower one would be no write, and cost no disk


@dataclass(frozen=True)
class Save:
    """What one request executes, as SQLAlchemy was given it and as the driver was."""

    by_session: list[tuple[Any, Any]]
    by_driver: list[tuple[str, Any]]


def statements_of_a_save(site: Site, request: str) -> Save:
    """Send one request to an application of this process and listen."""
    app = create_app(site.settings)
    save = Save([], [])

    def note_session(state: Any) -> None:
        save.by_session.append((state.statement, state.parameters))

    def note_driver(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        save.by_driver.append((statement, parameters))

    _send(app, request)  # the first request of a process asks what later ones know
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note_driver)
    event.listen(db.session, "do_orm_execute", note_session)
    _send(app, request.replace(SEQUENCE_MARK.decode(), str(SEEN_SEQUENCE)))
    event.remove(db.session, "do_orm_execute", note_session)
    engine.dispose()
    return save


def session_rate(site: Site, save: Save, seconds: float, folder: Path) -> float:
    """Rounds a second through SQLAlchemy's session, prepared as Pelita prepares it."""
    copy = _copy(site, folder)
    app = create_app(replace(site.settings, database_url=f"sqlite:///{copy}"))

    def once(number: int) -> None:
        for statement, parameters in save.by_session:
            db.session.execute(statement, _risen_by_name(parameters, number)).all()
        db.session.commit()

    with app.app_context():
        found = _rate(once, seconds)
        db.session.remove()
        db.engine.dispose()
    _remove(copy)
    return found


def driver_rate(site: Site, save: Save, seconds: float, folder: Path) -> float:
    """Rounds a second through the driver alone."""
    copy = _copy(site, folder)
    target = sqlite3.connect(copy, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        target.execute(f"PRAGMA {pragma}")

    def once(number: int) -> None:
        for statement, parameters in save.by_driver:
            target.execute(statement, tuple(_risen(value, number) for value in parameters)).fetchall()
        target.execute("COMMIT")

    found = _rate(once, seconds)
    target.close()
    _remove(copy)
    return found


def _rate(once: Callable[[int], None], seconds: float) -> float:
    rounds, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < seconds:
        rounds += 1
        once(rounds)
    return rounds / (time.perf_counter() - begun)


def _copy(site: Site, folder: Path) -> Path:
    copy = folder / "loop.sqlite"
    source, target = sqlite3.connect(site.settings.instance_dir / "pelita.sqlite"), sqlite3.connect(copy)
    source.backup(target)
    source.close()
    target.close()
    return copy


def _remove(copy: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        copy.with_name(copy.name + suffix).unlink(missing_ok=True)


def _risen_by_name(parameters: Any, by: int) -> Any:
    if isinstance(parameters, list):
        return [_risen_by_name(each, by) for each in parameters]
    return {name: _risen(value, by) for name, value in (parameters or {}).items()}


def _risen(value: Any, by: int) -> Any:
    """The same value; the answer's number is raised, so that every round writes."""
    return BEYOND_ALL + by if value == SEEN_SEQUENCE else value


def _send(app: Flask, request: str) -> None:
    head, _, body = request.partition("\r\n\r\n")
    line, *headers = head.split("\r\n")
    method, path, _ = line.split(" ")
    given = dict(header.split(": ", 1) for header in headers)
    response = app.test_client(use_cookies=False).open(path, method=method, headers=given, data=body)
    if response.status_code != 200:
        words = response.get_data(as_text=True)[:300]
        raise RuntimeError(f"saving an answer was refused: {response.status_code} {words}")
