"""Isolates a test by one transaction that is rolled back: commits inside become savepoints, nothing reaches the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from flask import Flask, has_app_context
from sqlalchemy import Connection, Engine

from elearning.extensions import db


@contextmanager
def rolled_back(app: Flask) -> Iterator[None]:
    """Bind every session of the application to one connection for a while and roll back at the end.

    Flask-SQLAlchemy picks the engine of a session from its table of engines; a connection in its place joins all sessions.
    """
    engines = db._app_engines[app]  # the library has no public way to put a connection here
    engine = engines[None]
    sessions = db.session.session_factory
    write_savepoints_as_text(engine)
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


def write_savepoints_as_text(engine: Engine) -> None:
    """Hand SAVEPOINT and its like to the driver as they are: SQLAlchemy compiles each anew, and every commit in a test is one."""

    def runs(verb: str) -> Callable[[Connection, str], None]:
        def run(connection: Connection, name: str) -> None:
            with closing(connection.connection.cursor()) as cursor:
                cursor.execute(f"{verb} {name}")

        return run

    dialect = engine.dialect
    dialect.do_savepoint = runs("SAVEPOINT")  # type: ignore[method-assign]
    dialect.do_release_savepoint = runs("RELEASE SAVEPOINT")  # type: ignore[method-assign]
    dialect.do_rollback_to_savepoint = runs("ROLLBACK TO SAVEPOINT")  # type: ignore[method-assign]
