"""INSERT … ON CONFLICT for both engines: the one statement that settles a race; and INSERT of many rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert as insert_into
from sqlalchemy.dialects import postgresql, sqlite

from elearning.extensions import Model, db


def insert(model: type[Model]) -> Any:
    """The engine's own insert construct, which knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return postgresql.insert(model) if db.engine.dialect.name == "postgresql" else sqlite.insert(model)


def insert_once(model: type[Model], keys: Sequence[str], values: dict[str, Any]) -> int | None:
    """Insert a row unless its unique keys exist; returns the new row's id, or None when somebody was first."""
    statement = insert(model).values(**values).on_conflict_do_nothing(index_elements=list(keys))
    identity: int | None = db.session.execute(statement.returning(model.__table__.c.id)).scalar()
    return identity


def insert_many(model: type[Model]) -> Any:
    """An insert for rows that are executed together, all naming the same columns.

    Of the table, not the class: the class leaves out what is None, and rows of unlike columns go one by one.
    """
    table: Any = model.__table__
    return insert_into(table)
