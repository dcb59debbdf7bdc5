"""Writers of one SQLite file queue up: within a process by handing on a turn, between processes by looking again at once."""

from __future__ import annotations

import sqlite3
import threading
import time

import pytest

from elearning.core import database
from elearning.extensions import db
from tests.factories import make_person


@pytest.fixture
def path(tmp_path):
    file = str(tmp_path / "giliran.sqlite")
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE tally (thread INTEGER, number INTEGER)")
    connection.close()
    return file


def opened(path: str) -> database.QueuedConnection:
    connection = sqlite3.connect(path, factory=database.QueuedConnection, check_same_thread=False)
    connection.isolation_level = None
    return connection


def test_a_writer_waits_for_the_one_before_it(path):
    first, second = opened(path), opened(path)
    first.begin_immediate()
    begun = threading.Event()

    def wait_and_begin():
        second.begin_immediate()
        begun.set()

    waiting = threading.Thread(target=wait_and_begin)
    waiting.start()
    assert not begun.wait(0.1)
    first.commit()
    assert begun.wait(5)
    waiting.join()
    second.rollback()
    first.close()
    second.close()


def test_the_turn_is_handed_on_after_a_rollback_and_a_close(path):
    for leave in ("rollback", "close"):
        first, second = opened(path), opened(path)
        first.begin_immediate()
        getattr(first, leave)()
        second.begin_immediate()
        second.rollback()
        first.close()
        second.close()


def test_who_waits_in_vain_is_told_and_holds_up_nobody(path, monkeypatch):
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MILLISECONDS", 50)
    other_process = sqlite3.connect(path, isolation_level=None)
    other_process.execute("BEGIN IMMEDIATE")
    late, next_one = opened(path), opened(path)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        late.begin_immediate()
    other_process.execute("ROLLBACK")
    next_one.begin_immediate()
    next_one.commit()
    for connection in (other_process, late, next_one):
        connection.close()


def test_eight_writers_lose_nothing_and_none_waits_long(path):
    waits: list[float] = []

    def write(thread: int) -> None:
        connection = opened(path)
        for number in range(25):
            asked = time.perf_counter()
            connection.begin_immediate()
            waits.append(time.perf_counter() - asked)
            connection.execute("INSERT INTO tally VALUES (?, ?)", (thread, number))
            connection.commit()
        connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*), count(DISTINCT thread) FROM tally").fetchone() == (200, 8)
    connection.close()
    assert len(waits) == 200


@pytest.mark.engines("sqlite")
@pytest.mark.real_transactions
def test_who_may_not_write_is_told_so_while_another_writes(app, client):
    """Session and permission are read in a transaction of their own that waits for nobody."""
    with app.app_context():
        client.sign_in(make_person())
        file = db.engine.url.database
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    response = client.post("/tim/penugasan")
    writer.execute("ROLLBACK")
    writer.close()
    assert response.status_code == 403
