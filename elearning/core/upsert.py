"""INSERT … ON CONFLICT for both engines: the one statement that settles a race."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
