"""Databases for tests on both engines: one migrated template a worker process, copies of it for those who really commit."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path
from typing import Protocol

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from elearning.extensions import db

ENGINES = ("sqlite", "postgresql")
MIGRATED = "migrated"  # the name of the one that has all tables and no rows


class Databases(Protocol):
    """Makes and removes databases of one engine."""

    def create(self, name: str) -> str:
        """An empty database; returns its URL."""

    def copy(self, template: str, name: str) -> str:
        """A database with the tables and rows of another that nobody is using; returns its URL."""

    def drop(self, name: str) -> None:
        """Remove a database."""


class SqliteDatabases:
    """Files of one directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def create(self, name: str) -> str:
        return f"sqlite:///{self._file(name)}"

    def copy(self, template: str, name: str) -> str:
        shutil.copyfile(self._file(template), self._file(name))
        return self.create(name)

    def drop(self, name: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            self._file(name, suffix).unlink(missing_ok=True)

    def _file(self, name: str, suffix: str = "") -> Path:
        return self._directory / f"{name}.sqlite{suffix}"


class PostgresqlDatabases:
    """Databases of one server. Names carry the worker's, so that several test processes share a server."""

    def __init__(self, server_url: str, worker: str) -> None:
        self._url = make_url(server_url)
        self._worker = worker
        self._engine = create_engine(self._url, isolation_level="AUTOCOMMIT")

    def create(self, name: str) -> str:
        self._execute(f'CREATE DATABASE "{self._name(name)}"')
        return self._address(name)

    def copy(self, template: str, name: str) -> str:
        self._execute(f'CREATE DATABASE "{self._name(name)}" TEMPLATE "{self._name(template)}"')
        return self._address(name)

    def drop(self, name: str) -> None:
        self._execute(f'DROP DATABASE IF EXISTS "{self._name(name)}" WITH (FORCE)')

    def close(self) -> None:
        self.drop(MIGRATED)
        self._engine.dispose()

    def _execute(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(statement))

    def _name(self, name: str) -> str:
        return f"pelita_{self._worker}_{name}"

    def _address(self, name: str) -> str:
        return self._url.set(database=self._name(name)).render_as_string(hide_password=False)


_numbers = itertools.count(1)


def next_name() -> str:
    """A name that no other database of this process has."""
    return f"own{next(_numbers)}"


def migrate(app: Flask) -> None:
    """Bring the database of an application to the newest migration and let go of it."""
    with app.app_context():
        upgrade()
        db.engine.dispose()
