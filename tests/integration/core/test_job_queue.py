"""The queue in a file, in PostgreSQL and in Redis: it wakes the worker at once, and when it is away nothing breaks and no work is lost."""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog
from redis import Redis
from sqlalchemy import inspect

from config import Settings
from elearning.core import clock as site_clock
from elearning.core import job_queue, jobs
from elearning.core.job_queue import SCHEMA, JobQueue, QueueUnreachableError
from elearning.core.jobs import is_worker_alive, jobs_of
from elearning.extensions import db
from tests.support import databases

SECRET = "only-for-tests-0123456789-abcdefghij"
NOBODY_LISTENS = "127.0.0.1:1"
PATIENCE_SECONDS = 20


@pytest.fixture
def postgresql_url(postgresql_databases: databases.PostgresqlDatabases) -> Iterator[str]:
    name = databases.next_name()
    yield postgresql_databases.create(name).replace("+psycopg", "")
    postgresql_databases.drop(name)


@pytest.fixture(params=["file", "postgresql", "redis"])
def url(request: pytest.FixtureRequest) -> str:
    """A queue of each kind that answers."""
    if request.param == "redis":
        return str(request.getfixturevalue("redis").url)
    return "file:" if request.param == "file" else str(request.getfixturevalue("postgresql_url"))


@pytest.fixture
def queue_of(tmp_path: Path) -> Iterator[Callable[..., JobQueue]]:
    """Makes queues that share a folder and a key, as web server and worker do; closes them."""
    made: list[JobQueue] = []

    def make(url: str, run: Any = print, secret: str = SECRET) -> JobQueue:
        made.append(JobQueue(Settings(job_queue_url=url, instance_dir=tmp_path, secret_key=secret), run))
        return made[-1]

    yield make
    for queue in made:
        queue.close()


@pytest.fixture
def log_lines() -> Iterator[list[Any]]:
    """What is logged, whatever level an application of another test has set."""
    usual = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    with structlog.testing.capture_logs() as entries:
        yield entries
    structlog.configure(**usual)


def wait_until(question: Any) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not question():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def test_a_name_put_in_by_one_process_is_taken_out_and_run_by_another(url, queue_of):
    ran: list[str] = []
    web, worker = queue_of(url), queue_of(url, ran.append)
    assert web.put("mail")
    assert worker.reach() == 1

    with worker.consuming():
        wait_until(lambda: ran == ["mail"])
        assert web.put("digests")
        wait_until(lambda: ran == ["mail", "digests"])

    assert worker.reach() == 0


def test_what_runs_when_the_worker_stops_is_finished_first(url, queue_of):
    begun, ended = threading.Event(), threading.Event()

    def run(_name: str) -> None:
        begun.set()
        time.sleep(0.5)
        ended.set()

    worker = queue_of(url, run)
    with worker.consuming():
        worker.put("mail")
        assert begun.wait(PATIENCE_SECONDS)

    assert ended.is_set()


def test_a_message_that_another_key_signed_is_not_unpickled(url, queue_of, log_lines):
    ran: list[str] = []
    stranger, worker = queue_of(url, secret=SECRET[::-1]), queue_of(url, ran.append)
    stranger.put("mail")

    with worker.consuming():
        worker.put("digests")
        wait_until(lambda: ran)

    assert ran == ["digests"]
    assert any("Signature" in (line.get("reason") or "") for line in log_lines)


def test_a_pickle_that_somebody_else_left_there_runs_nothing(redis, tmp_path, queue_of):
    class Trap:
        def __reduce__(self) -> tuple[Any, tuple[str]]:
            return (os.mkdir, (str(tmp_path / "trap"),))

    ran: list[str] = []
    worker = queue_of(redis.url, ran.append)
    with Redis.from_url(redis.url) as client:
        client.lpush("huey.redis.pelita", pickle.dumps(Trap()))
    with worker.consuming():
        worker.put("mail")
        wait_until(lambda: ran)

    assert not (tmp_path / "trap").exists()


@pytest.mark.parametrize("address", [f"redis://{NOBODY_LISTENS}", f"postgresql://pelita:rahasia@{NOBODY_LISTENS}/x"])
def test_a_queue_that_is_away_is_told_of_once_and_rests(address, monkeypatch, queue_of, log_lines):
    queue = queue_of(address)

    assert [queue.put("mail") for _ in range(3)] == [False] * 3
    with pytest.raises(QueueUnreachableError):
        queue.reach()
    assert [line["event"] for line in log_lines] == ["job queue unreachable"]
    assert "rahasia" not in str(log_lines)

    asked: list[float] = []
    monkeypatch.setattr(queue, "_ask", asked.append)
    queue.put("mail")
    assert not asked


def test_a_damaged_file_is_told_of_and_breaks_nothing(tmp_path, queue_of):
    (tmp_path / "jobs.sqlite").write_bytes(
        b"bukan basis data, tetapi cukup panjang untuk dibaca sebagai kepala berkas" * 20
    )
    queue = queue_of("file:")

    assert not queue.put("mail")
    with pytest.raises(QueueUnreachableError, match="not a database"):
        queue.reach()


def test_redis_that_went_away_and_came_back_is_used_again(redis, monkeypatch, queue_of, log_lines):
    monkeypatch.setattr(job_queue, "REST_SECONDS", 0)
    ran: list[str] = []
    web, worker = queue_of(redis.url), queue_of(redis.url, ran.append)
    with worker.consuming():
        assert web.put("mail")
        wait_until(lambda: ran == ["mail"])
        redis.stop()
        assert not web.put("mail")
        worker.state()
        redis.start()
        assert web.put("digests")
        wait_until(lambda: ran == ["mail", "digests"])
        worker.state()

    events = [line["event"] for line in log_lines]
    assert events.count("job queue unreachable") == 2  # once for each of the two
    assert events.count("job queue answers again") == 2


def test_a_connection_that_postgresql_closed_is_made_anew(postgresql_url, queue_of):
    queue = queue_of(postgresql_url)
    assert queue.put("mail")
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(postgresql_url, autocommit=True) as other:
        other.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")

    assert queue.put("mail")
    assert queue.reach() == 2


def test_two_that_make_the_tables_at_once_do_not_collide(postgresql_url, queue_of):
    queues = [queue_of(postgresql_url) for _ in range(6)]
    answers: list[bool] = []
    threads = [threading.Thread(target=lambda queue=queue: answers.append(queue.put("mail"))) for queue in queues]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [True] * 6
    assert queues[0].reach() == 6


@pytest.mark.real_transactions
@pytest.mark.engines("postgresql")
def test_a_queue_in_the_site_s_database_stays_out_of_its_schema_and_its_backup(own_app, tmp_path, engine, queue_of):
    settings = own_app.config["SETTINGS"]
    queue = queue_of(settings.database_url.replace("+psycopg", ""))
    assert queue.put("mail")
    with own_app.app_context():
        assert not [name for name in inspect(db.engine).get_table_names() if name.startswith("huey")]
    result = own_app.test_cli_runner().invoke(args=["backup", str(tmp_path / "a.zip")])
    assert result.exit_code == 0, result.stderr
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extract("database.pgdump", tmp_path)
    listed = subprocess.run(
        ["pg_restore", "--list", "database.pgdump"], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    assert "job_run" in listed
    assert SCHEMA not in listed


def test_rounds_go_on_while_the_queue_is_away(make_app, sqlite_databases, monkeypatch):
    app = make_app(sqlite_databases.create(databases.next_name()), job_queue_url=f"redis://{NOBODY_LISTENS}")
    databases.migrate(app)
    found, stop, rounds = jobs_of(app), threading.Event(), []

    def count(_now: Any) -> None:
        rounds.append(1)
        if len(rounds) == 3:
            stop.set()

    monkeypatch.setattr(jobs, "ROUND_SECONDS", 0.05)
    monkeypatch.setattr(found, "work", {"hitung": count})
    jobs._work(found, stop, until_idle=False)

    assert len(rounds) == 3
    with app.app_context():
        assert is_worker_alive(site_clock.now())
        db.engine.dispose()
