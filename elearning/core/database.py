"""How the engine is opened and how transactions begin, on SQLite and PostgreSQL.

SQLite runs in WAL mode with foreign keys on, synchronous=FULL (an acknowledged answer survives a power cut) and a
busy timeout.
A transaction that will write must begin with BEGIN IMMEDIATE: a deferred one that upgrades later fails under load with
"database is locked" no matter how long the timeout. Reading requests (GET, HEAD) begin deferred and so never queue
behind writers; so does finding out who is asking (session, permission) in front of every view, in a transaction of its
own: whoever writes holds up all others from its first statement on.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from flask import Flask, current_app, request
from sqlalchemy import Connection, Engine, event

from elearning.extensions import db

READ_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BUSY_TIMEOUT_MILLISECONDS = 15_000
PAUSE_SECONDS = 0.000_2
View = TypeVar("View", bound=Callable[..., Any])
_READS_FIRST = "pelita_reads_first"

_turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
"""For each database file the one turn to write that the threads of this process hand on."""

_reads_only: ContextVar[bool] = ContextVar("reads_only", default=False)


class QueuedConnection(sqlite3.Connection):
    """A connection whose writes queue up: the threads of a process hand on one turn, and between processes the next
    look is a moment away.

    Left to itself SQLite lets who must wait sleep longer before each look, up to a tenth of a second: under eight
    writers some waited a second while others went first.
    """

    def __init__(self, database: str, *arguments: Any, **options: Any) -> None:
        super().__init__(database, *arguments, **options)
        self._next = threading.Lock() if database == ":memory:" else _turns[database]
        self._holds_turn = False

    def begin_immediate(self) -> None:
        """Begin a transaction that writes. Raises: sqlite3.OperationalError when the turn does not come in time."""
        deadline = time.monotonic() + BUSY_TIMEOUT_MILLISECONDS / 1_000
        if not self._next.acquire(timeout=BUSY_TIMEOUT_MILLISECONDS / 1_000):
            raise sqlite3.OperationalError("database is locked")
        self._holds_turn = True
        self.execute("PRAGMA busy_timeout = 0")
        try:
            self._begin_by(deadline)
        except sqlite3.Error:
            self._hand_on()
            raise
        finally:
            self.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MILLISECONDS}")

    def commit(self) -> None:
        """Commit and let the next one write; a commit that fails keeps the turn for the rollback that follows."""
        super().commit()
        self._hand_on()

    def rollback(self) -> None:
        """Roll back and let the next one write."""
        try:
            super().rollback()
        finally:
            self._hand_on()

    def close(self) -> None:
        """Close, and let the next one write."""
        try:
            super().close()
        finally:
            self._hand_on()

    def _begin_by(self, deadline: float) -> None:
        while True:
            try:
                self.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(PAUSE_SECONDS)
            else:
                return

    def _hand_on(self) -> None:
        if self._holds_turn:
            self._holds_turn = False
            self._next.release()


def register(app: Flask) -> None:
    """Prepare the application's engine; each request begins by reading."""
    with app.app_context():
        prepare_engine(db.engine)
    app.before_request(_announce)


def engine_options(*, is_sqlite: bool) -> dict[str, Any]:
    """How the engine opens its connections."""
    return {"connect_args": {"factory": QueuedConnection}} if is_sqlite else {"pool_pre_ping": True}


def prepare_engine(engine: Engine) -> None:
    """Attach the pragmas and the BEGIN of this module to a SQLite engine; keep values out of what either logs."""
    # A failed statement is logged with its traceback; its values may be a one-time link, a password's hash, a NIP.
    engine.hide_parameters = True
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)


def register_writes(app: Flask) -> None:
    """Let the view of a writing request begin its own transaction; call after everything that only asks who is there."""
    app.before_request(_let_write)


def begin_write() -> None:
    """Turn the session of a reading request into a writing one: ends its read transaction, the next statement begins
    a write.

    For the few recorded facts that reading is (first view of a lesson). Rows read before stay usable.
    """
    if _reads_only.get():
        db.session.commit()
        _reads_only.set(False)


@contextmanager
def reading() -> Iterator[None]:
    """A read of a command that holds up nobody who writes; what was read is detached when the block ends."""
    db.session.rollback()
    token = _reads_only.set(True)
    try:
        yield
    finally:
        db.session.rollback()
        _reads_only.reset(token)


def is_writing() -> bool:
    """Whether the session's transaction writes, so that what was read before may have changed by this very request."""
    return not _reads_only.get()


def _announce() -> None:
    _reads_only.set(True)


def reads_first(view: View) -> View:
    """Let a view that writes look and compute first, holding up nobody; it calls `begin_write` itself."""
    setattr(view, _READS_FIRST, True)
    return view


def _let_write() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method not in READ_METHODS and not getattr(view, _READS_FIRST, False):
        begin_write()


def _set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # Else INSERT OR REPLACE would pass by the triggers that keep history from being deleted.
    cursor.execute("PRAGMA recursive_triggers = ON")
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.close()


def _begin(connection: Connection) -> None:
    driver = connection.connection.dbapi_connection
    if _reads_only.get():
        connection.exec_driver_sql("BEGIN")
    elif isinstance(driver, QueuedConnection):
        driver.begin_immediate()
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
