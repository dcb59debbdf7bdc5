"""Every row of every table, to compare two databases row by row, or one with itself before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from sqlalchemy import MetaData, select

from elearning.extensions import db

Rows = dict[str, list[tuple[Any, ...]]]


def all_rows(app: Flask) -> Rows:
    """The rows of each table as the models read them, in the order of their keys."""
    with app.app_context():
        db.session.rollback()
        found = {
            table.name: [tuple(row) for row in db.session.execute(select(table).order_by(*table.primary_key.columns))]
            for table in db.metadata.sorted_tables
        }
        db.session.remove()
        db.engine.dispose()
    return found


def reflected(connection: Any) -> MetaData:
    """The tables as they stand in the database, whatever the models say."""
    metadata = MetaData()
    metadata.reflect(connection)
    return metadata


def rows(*, aside: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """All rows of all tables as this session sees them, but counts of guesses."""
    return {
        name: sorted(map(repr, db.session.execute(select(table))))
        for name, table in db.metadata.tables.items()
        if name != "throttle_count" and name not in aside
    }


def changed(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> list[str]:
    """The tables whose rows are not what they were."""
    return [name for name in before if before[name] != after[name]]
