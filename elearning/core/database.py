"""How the engine is opened and how transactions begin, on SQLite and PostgreSQL.

SQLite runs in WAL mode with foreign keys on, synchronous=FULL (an acknowledged answer survives a power cut) and a
busy timeout.
A transaction that will write must begin with BEGIN IMMEDIATE: a deferred one that upgrades later fails under load with
"database is locked" no matter how long the timeout. Reading requests (GET, HEAD) begin deferred and so never queue
behind writers.
"""

from __future__ import annotations

import sqlite3
from contextvars import ContextVar
from typing import Any

from flask import Flask, request
from sqlalchemy import Connection, Engine, event

from elearning.extensions import db

READ_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BUSY_TIMEOUT_MILLISECONDS = 15_000

_reads_only: ContextVar[bool] = ContextVar("reads_only", default=False)


def register(app: Flask) -> None:
    """Prepare the application's engine and let each request announce whether it writes."""
    with app.app_context():
        prepare_engine(db.engine)
    app.before_request(_announce)


def prepare_engine(engine: Engine) -> None:
    """Attach the pragmas and the BEGIN of this module to a SQLite engine; keep values out of what either logs."""
    # A failed statement is logged with its traceback; its values may be a one-time link, a password's hash, a NIP.
    engine.hide_parameters = True
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)


def begin_write() -> None:
    """Turn the session of a reading request into a writing one: ends its read transaction, the next statement begins
    a write.

    For the few recorded facts that reading is (first view of a lesson). Rows read before stay usable.
    """
    if _reads_only.get():
        db.session.commit()
        _reads_only.set(False)


def _announce() -> None:
    _reads_only.set(request.method in READ_METHODS)


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
    connection.exec_driver_sql("BEGIN" if _reads_only.get() else "BEGIN IMMEDIATE")
