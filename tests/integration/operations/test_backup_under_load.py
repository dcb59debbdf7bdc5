"""A backup taken while people save answers holds one moment, with everything that was confirmed before it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from elearning.core import clock as site_clock
from elearning.extensions import db
from elearning.quizzes import queries
from elearning.quizzes.services import save_answer
from elearning.quizzes.values import GivenAnswer
from tests.support.backups import QUESTIONS, WRITERS, run, taken
from tests.support.rows import all_rows

pytestmark = pytest.mark.real_transactions


class Writer(threading.Thread):
    """Saves answers to one attempt, one after the other, until told to stop; knows which were confirmed when."""

    def __init__(self, app: Flask, attempt_id: int, person_id: int) -> None:
        super().__init__(daemon=True)
        self._app, self._attempt_id, self._person_id = app, attempt_id, person_id
        self.confirmed = 0
        self.begun = 0
        self.is_stopped = threading.Event()
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.is_stopped.is_set():
                self.begun += 1
                self._save(self.begun)
                self.confirmed = self.begun
        except BaseException as error:  # noqa: BLE001 (told by the test)
            self.error = error

    def _save(self, sequence: int) -> None:
        with self._app.app_context():
            attempt = queries.attempt_of(self._person_id, self._attempt_id)
            slot = sequence % QUESTIONS + 1
            fields = GivenAnswer({f"q{slot}": ["abc"[sequence % 3]]}, sequence % 2 == 0)
            save_answer(attempt, slot, fields, sequence, now=site_clock.now())
            db.session.commit()


def writers_of(app: Flask) -> list[Writer]:
    with app.app_context():
        found = db.session.execute(text("SELECT id, person_id FROM attempt ORDER BY id")).all()
    return [Writer(app, attempt_id, person_id) for attempt_id, person_id in found]


def newest(app: Flask) -> dict[int, int]:
    """The newest saved sequence of each attempt."""
    with app.app_context():
        query = text("SELECT attempt_id, max(sequence) FROM response GROUP BY attempt_id ORDER BY attempt_id")
        found = {attempt: int(sequence) for attempt, sequence in db.session.execute(query)}
        db.session.remove()
        db.engine.dispose()
    return found


def test_a_backup_under_load_holds_one_moment_and_nothing_confirmed_is_missing(site, empty_site, tmp_path):
    writers = writers_of(site)
    for writer in writers:
        writer.start()
    wait_until(lambda: all(writer.confirmed >= 3 for writer in writers))
    confirmed_before = [writer.confirmed for writer in writers]

    path = taken(site, tmp_path)

    begun_after = [writer.begun for writer in writers]
    wait_until(lambda: all(writer.confirmed > begun for writer, begun in zip(writers, begun_after, strict=True)))
    for writer in writers:
        writer.is_stopped.set()
    for writer in writers:
        writer.join(30)
    assert [writer.error for writer in writers] == [None] * WRITERS

    new = empty_site()
    assert run(new, "restore", path).exit_code == 0
    kept = list(newest(new).values())
    assert all(low <= held <= high for low, held, high in zip(confirmed_before, kept, begun_after, strict=True)), (
        confirmed_before,
        kept,
        begun_after,
    )
    live, restored = all_rows(site), all_rows(new)
    moving = {"response", "attempt", "audit_entry"}
    assert {name: rows for name, rows in restored.items() if name not in moving} == {
        name: rows for name, rows in live.items() if name not in moving
    }

    assert run(second := empty_site(), "restore", retaken(site, tmp_path)).exit_code == 0
    still = all_rows(second)
    still["audit_entry"].pop()
    assert still == live


def retaken(app: Flask, tmp_path: Path) -> Path:
    (tmp_path / "kedua").mkdir()
    return taken(app, tmp_path / "kedua")


def wait_until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    waiting = threading.Event()
    deadline = datetime.now(UTC).timestamp() + seconds
    while not is_so():
        assert datetime.now(UTC).timestamp() < deadline, "it took too long"
        waiting.wait(0.01)
