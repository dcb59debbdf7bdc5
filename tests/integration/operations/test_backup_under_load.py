"""A backup taken while people save answers holds one moment, with everything that was confirmed before it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from elearning.extensions import db
from tests.support.answer_writers import wait_until, writers_of
from tests.support.backups import WRITERS, run, taken
from tests.support.rows import all_rows

pytestmark = pytest.mark.real_transactions


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
