"""Rows of many tables in memory, as tuples that a driver takes, with ids that are given here so that rows can name each other.

Knows no database: sheaves can be made side by side. Each has blocks of ids of its own, and what no block holds is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import JSON, Column, Date, Table

from elearning.core.audit import AuditEntry
from elearning.core.types import UtcDateTime
from elearning.extensions import Model, db
from elearning.notifications.models import Notice
from elearning.quizzes.models import Response

Row = tuple[Any, ...]
Written = dict[str, tuple[list[str], list[Row]]]
"""The columns and the rows of each table."""
TURN = "turn"
ORDERED_BY: dict[str, str] = {AuditEntry.__tablename__: "at", Notice.__tablename__: "created_at"}
"""Tables whose ids stand in the order of time over all people; their rows have a turn instead of an id."""
IDS_OF_A_PERSON = 200
_MORE_IDS = {Response.__tablename__: 2_000}


class JsonText(str):
    """JSON that is written out already."""

    __slots__ = ()


def json_text(value: Any) -> JsonText:
    """A value of a JSON column as it is stored, for values that stand in many rows."""
    return JsonText(json.dumps(value))


class Blocks:
    """Which ids a sheaf gives: the first of each table, and how many people its part of the crowd has at most."""

    def __init__(self, first_ids: Mapping[str, int], people: int) -> None:
        self._first_ids, self._people = first_ids, people

    def of(self, table: str, part: int) -> range:
        """The ids of a table for a part of the crowd. People are counted one by one, all else has room to spare."""
        size = self._people * (1 if table == "person" else _MORE_IDS.get(table, IDS_OF_A_PERSON))
        first = self._first_ids.get(table, 1) + part * size
        return range(first, first + size)


class Sheaf:
    """Collects the rows of one part of the crowd."""

    def __init__(self, blocks: Blocks, part: int, *, is_sqlite: bool) -> None:
        self._blocks, self._part, self._is_sqlite = blocks, part, is_sqlite
        self._kept: dict[str, _Kept] = {}

    def add(self, model: type[Model], values: Mapping[str, Any]) -> int:
        """Keep a row; columns that are not named have their defaults. Returns its id, or its turn."""
        kept = self._kept.get(model.__tablename__)
        return (kept or self._begin(model)).add(values)

    def add_alike(
        self, model: type[Model], alike: Mapping[str, Any], names: Sequence[str], rows: Iterable[Row]
    ) -> None:
        """Keep rows that differ only in the columns named; their values stand in that order, as the driver takes them."""
        kept = self._kept.get(model.__tablename__)
        (kept or self._begin(model)).add_alike(alike, names, rows)

    def take(self) -> Written:
        """The columns and rows of each table; nothing is kept any more."""
        found = {name: (kept.columns, kept.rows) for name, kept in self._kept.items() if kept.rows}
        for kept in self._kept.values():
            kept.rows = []
        return found

    def _begin(self, model: type[Model]) -> _Kept:
        table = db.metadata.tables[model.__tablename__]
        self._kept[table.name] = _Kept(table, self._blocks.of(table.name, self._part), is_sqlite=self._is_sqlite)
        return self._kept[table.name]


class _Kept:
    """The rows of one table."""

    def __init__(self, table: Table, block: range, *, is_sqlite: bool) -> None:
        self.rows: list[Row] = []
        self._ids = _given(block, table.name)
        own = [column for column in table.columns if column.name != "id"]
        self._plan = [(column.name, _default(column), _writer(column, is_sqlite=is_sqlite)) for column in own]
        self._is_numbered = "id" in table.c
        extra = [TURN if table.name in ORDERED_BY else "id"] if self._is_numbered else []
        self.columns = [*extra, *map(attrgetter("name"), own)]

    def add(self, values: Mapping[str, Any]) -> int:
        written = self._written(values)
        if not self._is_numbered:
            self.rows.append(tuple(written))
            return 0
        identity = next(self._ids)
        self.rows.append((identity, *written))
        return identity

    def add_alike(self, alike: Mapping[str, Any], names: Sequence[str], rows: Iterable[Row]) -> None:
        if not self.rows:  # the columns that differ come last, so that a row is one joining of tuples
            last = {name: place for place, name in enumerate(names, start=1)}
            self._plan.sort(key=lambda each: last.get(each[0], 0))
            self.columns = [self.columns[0], *(name for name, _, _ in self._plan)]
        shared = tuple(self._written(alike)[: -len(names)])
        ids, keep = self._ids, self.rows.append
        for row in rows:
            keep((next(ids), *shared, *row))

    def _written(self, values: Mapping[str, Any]) -> list[Any]:
        get = values.get
        return [
            value if (value := get(name, default)) is None or write is None else write(value)
            for name, default, write in self._plan
        ]


def _given(block: range, table: str) -> Iterator[int]:
    """The ids of a block. Raises: LookupError when it is used up: the next block belongs to others."""
    yield from block
    raise LookupError(f"a part of the crowd has more than {len(block)} rows of {table}")


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
        return moment_text
    return date.isoformat if is_sqlite and isinstance(column.type, Date) else None


def _json(value: Any) -> str:
    return value if type(value) is JsonText else json.dumps(value)


def moment_text(value: datetime) -> str:
    """As the type of the column writes it on SQLite. Raises: ValueError for a moment that is not in UTC."""
    if value.tzinfo is not UTC:
        raise ValueError("moments are written in UTC")
    return value.isoformat(" ", "microseconds")[:26]
