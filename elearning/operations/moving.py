"""Copies all rows into an empty database of the other (or the same) engine: in batches, in one transaction, read back before it counts.

Rows are only inserted, so the triggers that guard history stay on all the while. The files of the instance are not touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    MetaData,
    Table,
    create_engine,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.pool import NullPool

from config import Settings
from elearning.core import instance_lock
from elearning.core.audit import AuditEntry
from elearning.core.database import prepare_engine
from elearning.extensions import db
from elearning.operations import schema
from elearning.operations.errors import (
    DatabaseNotEmptyError,
    RowRefusedError,
    SameDatabaseError,
    SiteRunningError,
    TargetNotMigratedError,
    UnlikeSourceError,
)
from elearning.operations.fingerprints import Fingerprint
from elearning.operations.stores import migration_of, reader_of

BATCH = 500


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """A table that reads alike on both sides."""

    name: str
    rows: int
    sha256: str


def copy_database(settings: Settings, target_url: str, *, now: datetime) -> list[CopiedTable]:
    """Copy the site's database into the empty, migrated one of a checked URL; the site itself stays as it is.

    Raises:
        SiteRunningError, SameDatabaseError, TargetNotMigratedError, DatabaseNotEmptyError: it cannot begin.
        RowRefusedError, UnlikeSourceError: a row does not fit; nothing was kept.
    """
    if make_url(settings.database_url) == make_url(target_url):
        raise SameDatabaseError
    target = create_engine(target_url, poolclass=NullPool)
    prepare_engine(target)
    try:
        with instance_lock.alone(settings.instance_dir):
            return _copy(_source(settings), target, now)
    except instance_lock.InstanceInUseError as error:
        raise SiteRunningError(path=str(settings.instance_dir)) from error


def _source(settings: Settings) -> Engine:
    engine = reader_of(settings)
    return engine if settings.is_sqlite else engine.execution_options(isolation_level="REPEATABLE READ")


def _copy(source: Engine, target: Engine, now: datetime) -> list[CopiedTable]:
    with source.connect() as reading, target.begin() as writing:
        if source.dialect.name == "sqlite":
            reading.exec_driver_sql("BEGIN")  # one moment for all tables, whoever else types a command
        _demand_migrated(reading, "asal")
        _demand_migrated(writing, "tujuan")
        _demand_empty(writing)
        copied = [_copy_table(reading, writing, table) for table in db.metadata.sorted_tables]
        entry = insert(AuditEntry).values(
            at=now, action="site.database_copied", subject_type="", detail={"from": source.dialect.name}, request_id="-"
        )
        _set_sequences(writing)
        writing.execute(entry)
    return copied


def _demand_migrated(connection: Connection, which: str) -> None:
    if migration_of(connection) != schema.head():
        raise TargetNotMigratedError(which=which, head=schema.head())


def _demand_empty(connection: Connection) -> None:
    for table in db.metadata.sorted_tables:
        if connection.execute(select(1).select_from(table).limit(1)).first() is not None:
            raise DatabaseNotEmptyError(found=f"baris di tabel {table.name}")


def _copy_table(reading: Connection, writing: Connection, table: Table) -> CopiedTable:
    stored = _Inserts(writing, table)
    fingerprint = Fingerprint()
    for rows in _batches(reading, table):
        fingerprint = fingerprint.with_rows(rows)
        stored.add(rows)
    stored.finish()
    if _read_back(writing, table) != fingerprint:
        raise UnlikeSourceError(table=table.name)
    return CopiedTable(table.name, fingerprint.rows, fingerprint.sha256)


def _read_back(writing: Connection, table: Table) -> Fingerprint:
    found = Fingerprint()
    for rows in _batches(writing, table):
        found = found.with_rows(rows)
    return found


def _batches(connection: Connection, table: Table) -> Iterator[Sequence[Any]]:
    """The rows of a table in the order of their keys, never more than a batch at once."""
    query = select(table).order_by(*table.primary_key.columns)
    with connection.execute(query, execution_options={"yield_per": BATCH}) as result:
        yield from result.partitions()


class _Inserts:
    """Puts the rows of one table in. A row that names a later row of its own table is joined to it at the end."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self._connection = connection
        self._table = _with_sql_nulls(table)
        self._own = next((column for column in table.columns if _points_to_own(column)), None)
        self._later: list[tuple[int, int]] = []

    def add(self, rows: Sequence[Any]) -> None:
        """Put a batch in. Raises: RowRefusedError."""
        self._execute(insert(self._table), [self._detached(dict(row._mapping)) for row in rows])

    def finish(self) -> None:
        """Join the rows that had to wait."""
        if self._own is not None:
            for row_id, other_id in self._later:
                joined = update(self._table).where(self._table.c.id == row_id).values({self._own.name: other_id})
                self._execute(joined, None)

    def _detached(self, row: dict[str, Any]) -> dict[str, Any]:
        if self._own is not None and (row[self._own.name] or 0) > row["id"]:
            self._later.append((row["id"], row[self._own.name]))
            return row | {self._own.name: None}
        return row

    def _execute(self, statement: Any, rows: list[dict[str, Any]] | None) -> None:
        try:
            self._connection.execute(statement, rows)
        except (DataError, IntegrityError) as error:
            reason = str(error.orig).partition("\n")[0][:200]
            raise RowRefusedError(table=self._table.name, reason=reason) from error


def _points_to_own(column: Column[Any]) -> bool:
    return any(key.column.table is column.table for key in column.foreign_keys)


def _with_sql_nulls(table: Table) -> Table:
    """The table with JSON columns that write None as NULL where they may be NULL, not as the JSON word null."""
    copy = table.to_metadata(MetaData())
    for column in copy.columns:
        if column.nullable and isinstance(column.type, JSON):
            column.type = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    return copy


def _set_sequences(writing: Connection) -> None:
    """Let PostgreSQL go on counting after the highest key; SQLite does by itself."""
    if writing.dialect.name != "postgresql":
        return
    for table in db.metadata.sorted_tables:
        counted = table.autoincrement_column
        highest = writing.scalar(select(func.max(counted))) if counted is not None else None
        if counted is not None and highest is not None:
            facts = {"table": table.name, "column": counted.name, "highest": highest}
            writing.execute(text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)"), facts)
