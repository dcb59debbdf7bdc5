"""Sites of a given size on either engine, filled by the project's own command, and the PostgreSQL server that holds half of them.

A site that stands in the folder already is brought to the newest tables and used again.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from config import PROJECT_DIR, Settings
from tests.support.postgresql import PostgresqlMissingError, find_binaries, free_port, run_as, system_user

SECRET = "benchmark only 0123456789 abcdefghijklm"  # noqa: S105
SEED = 1
FILLED = "filled"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
SEED_SECONDS = 3 * 3_600
SERVER_OPTIONS = "-c shared_buffers=256MB -c effective_cache_size=1GB -c random_page_cost=1.1"


@dataclass(frozen=True)
class Place:
    """Where a site of a size lies."""

    engine: str
    size: int
    settings: Settings


@contextmanager
def places(folder: Path, engines: list[str], sizes: list[int]) -> Iterator[list[Place]]:
    """Every wanted site, filled; the server runs only meanwhile."""
    found = []
    if SQLITE in engines:
        found += [_place(folder, SQLITE, size, "") for size in sizes]
    if POSTGRESQL not in engines:
        yield [_filled(place) for place in found]
        return
    with _server(folder / "postgresql") as address:
        found += [_place(folder, POSTGRESQL, size, f"{address}/pelita_{size}") for size in sizes]
        for size in sizes:
            _make_database(address, f"pelita_{size}")
        yield [_filled(place) for place in found]


def _place(folder: Path, engine: str, size: int, url: str) -> Place:
    instance = folder / f"{engine}-{size}"
    instance.mkdir(parents=True, exist_ok=True)
    settings = Settings(
        instance_dir=instance,
        database_url=url or f"sqlite:///{instance / 'pelita.sqlite'}",
        secret_key=SECRET,
        public_url="http://localhost",
        log_level="WARNING",
    )
    return Place(engine, size, settings)


def _filled(place: Place) -> Place:
    _flask(place, "db", "upgrade")
    if (place.settings.instance_dir / FILLED).exists():
        return place
    print(f"filling {place.engine} with {place.size} people …", file=sys.stderr, flush=True)
    _flask(place, "courses", "sync")
    _flask(place, "demo", "seed", "--if-empty", "--people", str(place.size), "--seed", str(SEED))
    if place.engine == POSTGRESQL:  # what autovacuum does on a site within minutes
        with psycopg.connect(_plain(place.settings.database_url), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    (place.settings.instance_dir / FILLED).touch()
    return place


def _flask(place: Place, *words: str) -> None:
    environment = {
        **os.environ,
        "PELITA_ENV": "development",
        "DEMO": "1",
        "INSTANCE_DIR": str(place.settings.instance_dir),
        "DATABASE_URL": place.settings.database_url,
        "SECRET_KEY": SECRET,
        "LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    completed = subprocess.run(
        command, cwd=PROJECT_DIR, env=environment, capture_output=True, text=True, timeout=SEED_SECONDS, check=False
    )
    if completed.returncode:
        raise RuntimeError(f"flask {' '.join(words)}: {completed.stderr[-2_000:]}")


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """The address of a server whose data lies in the folder; stopped at the end."""
    binaries = find_binaries()
    if binaries is None:
        raise PostgresqlMissingError("PostgreSQL is not installed here; measure with --engine sqlite")
    user = system_user() if os.geteuid() == 0 else None
    folder.mkdir(parents=True, exist_ok=True)
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    data, port = folder / "data", free_port()

    def run(name: str, *arguments: str) -> None:
        completed = run_as(user, [str(binaries / name), *arguments], folder)
        if completed.returncode:
            raise PostgresqlMissingError(f"{name}: {completed.stderr.strip()[-600:]}")

    if not data.exists():
        run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} {SERVER_OPTIONS}"
    run("pg_ctl", "-w", "-D", str(data), "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}"
    finally:
        run("pg_ctl", "-w", "-D", str(data), "-m", "fast", "stop")


def _make_database(address: str, name: str) -> None:
    with psycopg.connect(_plain(f"{address}/postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
            connection.execute(f'CREATE DATABASE "{name}"')


def _plain(url: str) -> str:
    """The address as the driver itself takes it."""
    return url.replace("+psycopg", "", 1)
