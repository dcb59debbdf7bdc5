"""Alembic environment: the application's own engine, one transaction a migration run, batch mode for SQLite."""

import click
from alembic import context
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from elearning.core.commands import database_sentence
from elearning.extensions import db

target_metadata = db.metadata


def run_migrations() -> None:
    """Run on the bound engine, or on the connection that a caller gave."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    try:
        with current_app.extensions["migrate"].db.engine.connect() as connection:
            _run(connection)
    except (OperationalError, InterfaceError) as error:
        raise click.ClickException(database_sentence(error)) from error


def _run(connection: Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=target_metadata,
        render_as_batch=is_sqlite,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run_migrations()
