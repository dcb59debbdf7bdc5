"""Learners who save answers to their attempts one after the other, beside whatever else a test does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import text

from elearning.core import clock as site_clock
from elearning.extensions import db
from elearning.quizzes import queries
from elearning.quizzes.services import save_answer
from elearning.quizzes.values import GivenAnswer
from tests.support.backups import QUESTIONS


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


def wait_until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    waiting = threading.Event()
    deadline = datetime.now(UTC).timestamp() + seconds
    while not is_so():
        assert datetime.now(UTC).timestamp() < deadline, "it took too long"
        waiting.wait(0.01)
