"""Background work: one worker, work found by scanning rows, a queue only to wake it early.

A feature registers due work: a function of `now` that scans its tables, commits, and changes nothing when run twice.
The worker runs all of it every minute; `wake(name)` runs one at once. The queue (huey on SQLite under instance/) may be
lost: the next scan finds the same work.
"""

from __future__ import annotations

import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import click
from flask import Flask, current_app
from huey import SqliteHuey, crontab
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from elearning.core import clock
from elearning.core.commands import CommandGroup
from elearning.core.logs import log
from elearning.core.types import Moment, MomentOrNone
from elearning.core.upsert import insert
from elearning.extensions import Model, db

DueWork = Callable[[datetime], object]
HEARTBEAT_LIMIT = timedelta(seconds=150)
OWN_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
MOST_ROUNDS = 1_000
_EXTENSION = "pelita_jobs"

cli = CommandGroup("jobs", help="Pekerjaan latar: menjalankan pekerja.")


class WorkerHeartbeat(Model):
    """When the worker began or last ended a round."""

    __tablename__ = "worker_heartbeat"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[Moment]


class JobRun(Model):
    """How one kind of due work fares. After a failure it pauses, longer each time; success sets everything back."""

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    started_at: Mapped[Moment]
    succeeded_at: Mapped[MomentOrNone]
    failed_at: Mapped[MomentOrNone]
    last_error: Mapped[str | None] = mapped_column(String(300))
    failures: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[MomentOrNone]


class Jobs:
    """The registered due work of one application, and its queue."""

    def __init__(self, app: Flask, directory: Path, *, immediate: bool) -> None:
        self.app = app
        self.work: dict[str, DueWork] = {}
        self.huey = SqliteHuey("pelita", filename=str(directory / "jobs.sqlite"), immediate=immediate, results=False)
        self._run_one = self.huey.task()(self.run)
        self.huey.periodic_task(crontab(minute="*"), name="round")(self.round)

    def add(self, name: str, work: DueWork) -> None:
        """Register due work under a name used in logs and by `wake`."""
        self.work[name] = work

    def wake(self, name: str) -> None:
        """Ask the worker to run one kind of work now; call after the commit."""
        self._run_one(name)

    def run(self, name: str) -> bool:
        """Run one kind of due work in its own session; a failure is logged and the next round tries again.

        True when the work says by a number that it did something.
        """
        with self.app.app_context():
            try:
                done = self.work[name](clock.now())
                db.session.commit()
            except Exception as error:  # noqa: BLE001 (the worker must outlive any one job)
                db.session.rollback()
                log.error("job failed", job=name, exc_info=error)
                return False
        return isinstance(done, int) and done > 0

    def round(self) -> bool:
        """Run all due work, then note that the worker is alive. True when any of it did something."""
        has_worked = [self.run(name) for name in self.work]
        self.beat()
        return any(has_worked)

    def beat(self) -> None:
        """Note that the worker is alive."""
        with self.app.app_context():
            _beat(clock.now())


def register(app: Flask) -> Jobs:
    """Create the application's jobs; in tests nothing is queued, work runs when a test calls `run`."""
    settings = app.config["SETTINGS"]
    jobs = Jobs(app, settings.instance_dir, immediate=False)
    app.extensions[_EXTENSION] = jobs
    return jobs


def jobs_of(app: Flask) -> Jobs:
    """The jobs of an application."""
    found: Jobs = app.extensions[_EXTENSION]
    return found


def is_worker_alive(now: datetime) -> bool:
    """Whether a worker began, or finished a round, within the last 150 seconds."""
    at = db.session.scalar(select(WorkerHeartbeat.at).where(WorkerHeartbeat.name == "worker"))
    return at is not None and now - at <= HEARTBEAT_LIMIT


@cli.command("work")
@click.option("--until-idle", is_flag=True, help="Kerjakan semua yang jatuh tempo, lalu berhenti.")
def work_command(*, until_idle: bool) -> None:
    """Jalankan pekerja sampai dihentikan (Ctrl-C atau SIGTERM): pekerjaan yang sedang berjalan diselesaikan dulu."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    jobs = jobs_of(current_app)
    jobs.beat()  # the first round may take long, and /readyz asks for the worker from the start
    has_worked = jobs.round()
    if until_idle:
        rounds = 1
        while has_worked and rounds < MOST_ROUNDS and not stop.is_set():
            has_worked, rounds = jobs.round(), rounds + 1
        return
    with _consumer(jobs):
        stop.wait()


@contextmanager
def _consumer(jobs: Jobs) -> Iterator[None]:
    """huey's scheduler and its one worker thread, at work until the block ends.

    huey sets signal handlers of its own; ours come back before any signal is let in again, so that none is lost.
    """
    consumer = jobs.huey.create_consumer(workers=1, periodic=True, check_worker_health=True, worker_type="thread")
    handlers = {number: signal.getsignal(number) for number in OWN_SIGNALS}
    signal.pthread_sigmask(signal.SIG_BLOCK, OWN_SIGNALS)
    consumer.start()
    for number, handler in handlers.items():
        signal.signal(number, handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, OWN_SIGNALS)
    try:
        yield
    finally:
        consumer.stop(graceful=True)


def free_disk_bytes(directory: Path) -> int:
    """Free bytes on the disk that holds a directory."""
    return shutil.disk_usage(directory).free


def _beat(now: datetime) -> None:
    statement = insert(WorkerHeartbeat).values(name="worker", at=now)
    db.session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"at": now}))
    db.session.commit()
