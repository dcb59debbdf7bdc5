"""The two kinds of database as a backup sees them: a consistent snapshot out of one at work, and a snapshot put into an empty one.

A snapshot never stops anybody: SQLite's online backup and PostgreSQL's exported snapshot read one moment while others write on.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool

from config import Settings
from elearning.core.database import prepare_engine
from elearning.core.job_queue import SCHEMA
from elearning.operations.archive import DUMPS
from elearning.operations.errors import (
    BackupPlaceError,
    DatabaseDamagedError,
    DatabaseNotEmptyError,
    DatabaseNotReadyError,
    ToolFailedError,
    ToolMissingError,
)

VERSION_TABLE = "alembic_version"
SIDE_FILES = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A database at one moment, in a file."""

    path: Path
    engine: str
    engine_version: str
    migration: str
    tables: dict[str, int]


class Store(Protocol):
    """One database of one engine."""

    engine_name: str

    def snapshot(self, folder: Path) -> Snapshot:
        """Write what the database holds now to a file in a folder. Raises: DatabaseNotReadyError and those of the engine."""

    def work_folder(self, instance_dir: Path) -> Path:
        """Where a dump is unpacked before `load`: on the disk that the database will lie on."""

    def demand_empty(self) -> None:
        """Raises: DatabaseNotEmptyError."""

    def load(self, dump: Path) -> Engine:
        """Put a snapshot in, where nobody sees it yet if the engine can; what to look at and migrate it by."""

    def publish(self) -> None:
        """Let the site see it."""

    def discard(self) -> None:
        """Take back what was loaded."""


def store_of(settings: Settings) -> Store:
    """The database of the settings."""
    url = make_url(settings.database_url)
    return SqliteStore(Path(str(url.database))) if settings.is_sqlite else PostgresqlStore(url)


def reader_of(settings: Settings) -> Engine:
    """Connections that only read, beside whoever writes, and make no database where there is none."""
    url = make_url(settings.database_url)
    if not settings.is_sqlite:
        return create_engine(url, poolclass=NullPool, execution_options={"postgresql_readonly": True})
    address = url.set(database=f"file:{quote(str(url.database))}", query={"mode": "rw", "uri": "true"})
    engine = create_engine(address, poolclass=NullPool)
    event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA query_only = ON"))
    return engine


def count_tables(connection: Connection) -> dict[str, int]:
    """Rows of each table that is there, whatever the code knows of it."""
    names = sorted(set(inspect(connection).get_table_names()) - {VERSION_TABLE})
    return {name: int(connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0) for name in names}


def migration_of(connection: Connection) -> str | None:
    """The migration that a database is at; None without one."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))
    return found


class SqliteStore:
    """A file. It is loaded beside its place and renamed into it."""

    engine_name = "sqlite"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._loaded: Path | None = None

    def snapshot(self, folder: Path) -> Snapshot:
        if not self._path.is_file():
            raise DatabaseNotReadyError
        target = folder / DUMPS[self.engine_name]
        with _damage_in_one_sentence(self._path):
            self._copy(target)
            return self._described(target)

    def work_folder(self, instance_dir: Path) -> Path:  # noqa: ARG002 (the other engine needs it)
        return self._path.parent

    def demand_empty(self) -> None:
        if not self._path.parent.is_dir():
            raise BackupPlaceError(path=str(self._path.parent), reason="folder tidak ada")
        present = [name for name in ("", *SIDE_FILES) if Path(f"{self._path}{name}").exists()]
        if present:
            raise DatabaseNotEmptyError(found=f"{self._path.name}{present[0]}")

    def load(self, dump: Path) -> Engine:
        self._loaded = dump
        engine = create_engine(f"sqlite:///{dump}", poolclass=NullPool)
        prepare_engine(engine)
        with _damage_in_one_sentence(dump), engine.connect() as connection:
            _demand_sound(connection)
        return engine

    def publish(self) -> None:
        if self._loaded is None:
            raise RuntimeError("nothing was loaded")
        with closing(sqlite3.connect(self._loaded)) as connection:
            # Back into one file, which alone is renamed; the site turns the log on again by itself.
            connection.execute("PRAGMA journal_mode = DELETE")
        os.rename(self._loaded, self._path)

    def discard(self) -> None:
        """The unpacked file goes with its folder."""

    def _copy(self, target: Path) -> None:
        source = sqlite3.connect(f"file:{quote(str(self._path))}?mode=rw", uri=True)
        with closing(source), closing(sqlite3.connect(target)) as copy:
            # All pages in one step: a reader that others may write beside, and no restart when they do.
            source.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode = DELETE")
        target.chmod(0o600)

    def _described(self, target: Path) -> Snapshot:
        engine = create_engine(f"sqlite:///{target}", poolclass=NullPool)
        with engine.connect() as connection:
            _demand_sound(connection)
            migration = migration_of(connection)
            if migration is None:
                raise DatabaseNotReadyError
            return Snapshot(target, self.engine_name, sqlite3.sqlite_version, migration, count_tables(connection))


class PostgresqlStore:
    """A database of a server, dumped and loaded by PostgreSQL's own programs."""

    engine_name = "postgresql"

    def __init__(self, url: URL) -> None:
        self._url = url

    def snapshot(self, folder: Path) -> Snapshot:
        target = folder / DUMPS[self.engine_name]
        connection = self._engine().connect().execution_options(isolation_level="REPEATABLE READ")
        with closing(connection):
            migration = migration_of(connection)
            if migration is None:
                raise DatabaseNotReadyError
            moment = connection.scalar(text("SELECT pg_export_snapshot()"))
            options = ["--format=custom", f"--snapshot={moment}", f"--file={target}", f"--exclude-schema={SCHEMA}"]
            self._run("pg_dump", *options, *self._OWNERLESS)
            version = str(connection.scalar(text("SHOW server_version")))
            return Snapshot(target, self.engine_name, version, migration, count_tables(connection))

    def work_folder(self, instance_dir: Path) -> Path:
        return instance_dir

    def demand_empty(self) -> None:
        with self._engine().connect() as connection:
            present = inspect(connection).get_table_names()
        if present:
            raise DatabaseNotEmptyError(found=f"tabel {present[0]}")

    def load(self, dump: Path) -> Engine:
        self._run("pg_restore", "--exit-on-error", "--single-transaction", *self._OWNERLESS, str(dump))
        engine = self._engine()
        prepare_engine(engine)
        return engine

    def publish(self) -> None:
        """It is in its place since it was loaded; nobody runs on it."""

    def discard(self) -> None:
        """Empty again, as it was found before."""
        with self._engine().begin() as connection:
            for name in inspect(connection).get_table_names():
                connection.execute(text(f'DROP TABLE IF EXISTS "{name}" CASCADE'))
            own = text(
                "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
            )
            for signature in connection.scalars(own).all():
                connection.execute(text(f"DROP FUNCTION IF EXISTS {signature} CASCADE"))

    _OWNERLESS = ("--no-owner", "--no-privileges")

    def _engine(self) -> Engine:
        return create_engine(self._url, poolclass=NullPool)

    def _run(self, tool: str, *arguments: str) -> None:
        """Raises: ToolMissingError, ToolFailedError."""
        program = shutil.which(tool)
        if program is None:
            raise ToolMissingError(tool=tool)
        # Not the password: arguments are for everybody on the machine to read.
        address = self._url.set(drivername="postgresql", password=None)
        with tempfile.TemporaryDirectory() as folder:
            if self._url.password:
                address = address.update_query_dict({"passfile": _password_file(Path(folder), str(self._url.password))})
            target = f"--dbname={address.render_as_string()}"
            command = [program, target, "--no-password", *arguments]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            reason = " ".join(done.stderr.split())[-400:] or f"keluar dengan kode {done.returncode}"
            raise ToolFailedError(tool=tool, reason=reason)


def _password_file(folder: Path, password: str) -> str:
    """A file in libpq's format, for its owner alone; the folder that it is put into already is."""
    path = folder / "pgpass"
    path.touch(mode=0o600)
    escaped = password.replace("\\", "\\\\").replace(":", "\\:")
    path.write_text(f"*:*:*:*:{escaped}\n", encoding="utf-8")
    return str(path)


@contextmanager
def _damage_in_one_sentence(path: Path) -> Iterator[None]:
    """Raises: DatabaseDamagedError, BackupPlaceError (no space, no permission)."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise BackupPlaceError(path=str(path), reason=str(error)) from error
    except OperationalError:
        raise
    except (sqlite3.DatabaseError, DatabaseError) as error:
        raise DatabaseDamagedError(reason=str(getattr(error, "orig", error))[:200]) from error


def _demand_sound(connection: Connection) -> None:
    """Raises: DatabaseDamagedError."""
    told = connection.scalar(text("PRAGMA integrity_check"))
    if told != "ok":
        raise DatabaseDamagedError(reason=str(told)[:200])
