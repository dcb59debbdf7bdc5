"""Writes sheaves of rows table by table: executemany on SQLite, COPY on PostgreSQL.

What must stand in the order of time over all people (audit, notices) waits in a table of its own until `finish` sorts it in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, text

from elearning.demo.bulk.sheaf import ORDERED_BY, TURN, Row, Written, moment_text
from elearning.extensions import db

WAITING = "demo_waiting_"
SLICE = timedelta(days=120)


class Rows:
    """Writes into the running transaction, in the order in which tables name each other."""

    def __init__(self) -> None:
        self._connection: Connection = db.session.connection()
        self.is_sqlite = self._connection.dialect.name == "sqlite"
        self._order = {table.name: place for place, table in enumerate(db.metadata.sorted_tables)}
        self._columns: dict[str, Sequence[str]] = {}
        self.written: defaultdict[str, int] = defaultdict(int)

    def first_ids(self) -> dict[str, int]:
        """The next free id of each table."""
        return {
            table.name: (self._connection.scalar(select(func.max(table.c.id))) or 0) + 1
            for table in db.metadata.sorted_tables
            if "id" in table.c
        }

    def write(self, sheaf: Written) -> None:
        """Write a sheaf, parents before those that name them."""
        for name in sorted(sheaf, key=self._order.__getitem__):
            columns, rows = sheaf[name]
            if name not in self._columns and name in ORDERED_BY:
                copy = f"CREATE TABLE {_target(name)} AS SELECT *, 0 AS {TURN} FROM {name} WHERE 1 = 0"  # noqa: S608
                self._connection.execute(text(copy))
            self._columns[name] = columns
            self._insert(name, columns, rows)
            self.written[name] += len(rows)

    def finish(self) -> None:
        """Put what waited into its table in the order of time, and let the engine count on from the ids given."""
        for name, columns in self._columns.items():
            if name in ORDERED_BY:
                self._sort_in(name, columns, ORDERED_BY[name])
            elif "id" in columns and not self.is_sqlite:
                following = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"  # noqa: S608
                self._connection.execute(text(following))

    def _insert(self, name: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        target, named = _target(name), _named(columns)
        if self.is_sqlite:
            places = ", ".join("?" * len(columns))
            statement = f"INSERT INTO {target} ({named}) VALUES ({places})"  # noqa: S608 (our own names)
            self._connection.exec_driver_sql(statement, list(rows))
            return
        driver: Any = self._connection.connection.dbapi_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {target} ({named}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def _sort_in(self, name: str, columns: Sequence[str], moment: str) -> None:
        """A few months at a time: sorting all of it at once would need as much memory."""
        source = text(f"SELECT min({moment}), max({moment}) FROM {_target(name)}")  # noqa: S608 (our own names)
        first, last = (_aware(each) for each in self._connection.execute(source).one())
        own = _named([column for column in columns if column != TURN])
        statement = text(
            f"INSERT INTO {name} ({own}) SELECT {own} FROM {_target(name)} "  # noqa: S608 (our own names)
            f"WHERE {moment} >= :begin AND {moment} < :until ORDER BY {moment}, {TURN}"
        )
        bound = moment_text if self.is_sqlite else _same
        while first <= last:
            self._connection.execute(statement, {"begin": bound(first), "until": bound(first + SLICE)})
            first += SLICE
        self._connection.execute(text(f"DROP TABLE {_target(name)}"))


def _target(name: str) -> str:
    return WAITING + name if name in ORDERED_BY else name


def _named(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _aware(value: datetime | str) -> datetime:
    return datetime.fromisoformat(f"{value}+00:00") if isinstance(value, str) else value.astimezone(UTC)


def _same(value: datetime) -> datetime:
    return value
