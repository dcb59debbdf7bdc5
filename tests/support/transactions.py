"""Isolates a test by one transaction that is rolled back: commits inside become savepoints, nothing reaches the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, has_app_context

from elearning.extensions import db


@contextmanager
def rolled_back(app: Flask) -> Iterator[None]:
    """Bind every session of the application to one connection for a while and roll back at the end.

    Flask-SQLAlchemy picks the engine of a session from its table of engines; a connection in its place joins all sessions.
    """
    engines = db._app_engines[app]  # the library has no public way to put a connection here
    engine = engines[None]
    sessions = db.session.session_factory
    connection = engine.connect()
    transaction = connection.begin()
    engines[None] = connection
    sessions.configure(join_transaction_mode="create_savepoint")
    try:
        yield
    finally:
        if has_app_context():
            db.session.remove()
        sessions.configure(join_transaction_mode="conditional_savepoint")
        engines[None] = engine
        transaction.rollback()
        connection.close()
