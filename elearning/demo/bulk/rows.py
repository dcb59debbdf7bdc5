"""Many rows of many tables, kept as tuples and written table by table: executemany on SQLite, COPY on PostgreSQL.

Ids are given here, so that rows can name each other before they are written; nobody else may write meanwhile. What must stand in the
order of time over all people (audit, notices) waits in a table of its own until `finish` sorts it in.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from operator import attrgetter
from typing import Any

from sqlalchemy import JSON, Column, Connection, Date, Table, func, select, text

from elearning.core.audit import AuditEntry
from elearning.core.types import UtcDateTime
from elearning.extensions import Model, db
from elearning.notifications.models import Notice

Row = tuple[Any, ...]
WAITING = "demo_waiting_"
SLICE = timedelta(days=120)
ORDERED_BY: dict[str, str] = {AuditEntry.__tablename__: "at", Notice.__tablename__: "created_at"}


class JsonText(str):
    """JSON that is written out already."""

    __slots__ = ()


def json_text(value: Any) -> JsonText:
    """A value of a JSON column as it is stored, for values that stand in many rows."""
    return JsonText(json.dumps(value))


class Rows:
    """Collects rows and writes them in the order in which tables name each other."""

    def __init__(self) -> None:
        self._connection: Connection = db.session.connection()
        self._is_sqlite = self._connection.dialect.name == "sqlite"
        self._order = {table.name: place for place, table in enumerate(db.metadata.sorted_tables)}
        self._tables: dict[type[Model], _Waiting] = {}
        self.written: defaultdict[str, int] = defaultdict(int)

    def add(self, model: type[Model], values: Mapping[str, Any]) -> int:
        """Keep a row; columns that are not named have their defaults. Returns its id, 0 where the table gives it."""
        waiting = self._tables.get(model)
        return (waiting or self._begin(model)).add(values)

    def add_alike(
        self, model: type[Model], alike: Mapping[str, Any], names: Sequence[str], rows: Iterable[Row]
    ) -> None:
        """Keep rows that differ only in the columns named; their values stand in that order, as the driver takes them."""
        waiting = self._tables.get(model)
        (waiting or self._begin(model)).add_alike(alike, names, rows)

    def flush(self) -> None:
        """Write what is kept, parents before those that name them."""
        for waiting in sorted(self._tables.values(), key=lambda each: self._order[each.table.name]):
            if waiting.rows:
                self._write(waiting)

    def finish(self) -> None:
        """Put what waited into its table in the order of time, and let the engine count on from the ids given."""
        self.flush()
        for waiting in self._tables.values():
            if waiting.table.name in ORDERED_BY:
                self._sort_in(waiting, ORDERED_BY[waiting.table.name])
            elif waiting.gives_ids and not self._is_sqlite:
                name = waiting.table.name
                following = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"  # noqa: S608
                self._connection.execute(text(following))

    def _begin(self, model: type[Model]) -> _Waiting:
        table = db.metadata.tables[model.__tablename__]
        waiting = _Waiting(table, is_sqlite=self._is_sqlite)
        if waiting.gives_ids:
            highest = self._connection.scalar(select(func.max(table.c.id))) or 0
            waiting.ids = count(highest + 1)
        elif table.name in ORDERED_BY:
            copy = f"CREATE TABLE {waiting.target} AS SELECT *, 0 AS turn FROM {table.name} WHERE 1 = 0"  # noqa: S608
            self._connection.execute(text(copy))
        self._tables[model] = waiting
        return waiting

    def _write(self, waiting: _Waiting) -> None:
        columns = ", ".join(f'"{name}"' for name in waiting.columns)
        if self._is_sqlite:
            places = ", ".join("?" * len(waiting.columns))
            statement = f"INSERT INTO {waiting.target} ({columns}) VALUES ({places})"  # noqa: S608 (our own names)
            self._connection.exec_driver_sql(statement, waiting.rows)
        else:
            driver: Any = self._connection.connection.dbapi_connection
            with driver.cursor() as cursor, cursor.copy(f"COPY {waiting.target} ({columns}) FROM STDIN") as copy:
                for row in waiting.rows:
                    copy.write_row(row)
        self.written[waiting.table.name] += len(waiting.rows)
        waiting.rows = []

    def _sort_in(self, waiting: _Waiting, moment: str) -> None:
        """A few months at a time: sorting all of it at once would need as much memory."""
        source = text(f"SELECT min({moment}), max({moment}) FROM {waiting.target}")  # noqa: S608 (our own names)
        first, last = (_aware(each) for each in self._connection.execute(source).one())
        columns = ", ".join(f'"{name}"' for name in waiting.columns if name != "turn")
        statement = text(
            f"INSERT INTO {waiting.table.name} ({columns}) SELECT {columns} FROM {waiting.target} "  # noqa: S608
            f"WHERE {moment} >= :begin AND {moment} < :until ORDER BY {moment}, turn"
        )
        bound = _moment_text if self._is_sqlite else _same
        while first <= last:
            self._connection.execute(statement, {"begin": bound(first), "until": bound(first + SLICE)})
            first += SLICE
        self._connection.execute(text(f"DROP TABLE {waiting.target}"))


class _Waiting:
    """The rows of one table that are not written yet."""

    def __init__(self, table: Table, *, is_sqlite: bool) -> None:
        self.table = table
        self.rows: list[Row] = []
        is_ordered = table.name in ORDERED_BY
        self.gives_ids = "id" in table.c and not is_ordered
        self.ids = count(1)
        self.target = WAITING + table.name if is_ordered else table.name
        own = [column for column in table.columns if column.name != "id"]
        self._plan = [(column.name, _default(column), _writer(column, is_sqlite=is_sqlite)) for column in own]
        extra = ["id"] if self.gives_ids else ["turn"] if is_ordered else []
        self.columns = [*extra, *map(attrgetter("name"), own)]
        self._has_extra = bool(extra)
        self._places = {column.name: place for place, column in enumerate(own)}

    def add(self, values: Mapping[str, Any]) -> int:
        written = self._written(values)
        if not self._has_extra:
            self.rows.append(tuple(written))
            return 0
        identity = next(self.ids)
        self.rows.append((identity, *written))
        return identity

    def add_alike(self, alike: Mapping[str, Any], names: Sequence[str], rows: Iterable[Row]) -> None:
        pattern = self._written(alike)
        places = [self._places[name] for name in names]
        for row in rows:
            for place, value in zip(places, row, strict=True):
                pattern[place] = value
            self.rows.append((next(self.ids), *pattern))

    def _written(self, values: Mapping[str, Any]) -> list[Any]:
        get = values.get
        return [
            value if (value := get(name, default)) is None or write is None else write(value)
            for name, default, write in self._plan
        ]


def _default(column: Column[Any]) -> Any:
    """What a column has that nobody names; only plain values and empty lists and objects are known."""
    default: Any = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg


def _writer(column: Column[Any], *, is_sqlite: bool) -> Callable[[Any], Any] | None:
    """How a value becomes what the driver takes."""
    if isinstance(column.type, JSON):
        return _json
    if is_sqlite and isinstance(column.type, UtcDateTime):
        return _moment_text
    return date.isoformat if is_sqlite and isinstance(column.type, Date) else None


def _json(value: Any) -> str:
    return value if type(value) is JsonText else json.dumps(value)


def _moment_text(value: datetime) -> str:
    """As the type of the column writes it on SQLite. Raises: ValueError for a moment that is not in UTC."""
    if value.tzinfo is not UTC:
        raise ValueError("moments are written in UTC")
    return value.isoformat(" ", "microseconds")[:26]


def _aware(value: datetime | str) -> datetime:
    return datetime.fromisoformat(f"{value}+00:00") if isinstance(value, str) else value.astimezone(UTC)


def _same(value: datetime) -> datetime:
    return value
