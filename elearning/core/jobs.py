"""Background work: one worker, work found by scanning rows, a queue only to wake it early.

A feature registers due work: a function of `now` that scans its tables, commits, and changes nothing when run twice.
The worker runs all of it every minute; `wake(name)` runs one at once. The queue (huey on SQLite under instance/) may be
lost: the next scan finds the same work. How each kind fares is kept by `job_runs`.
"""

from __future__ import annotations

import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from huey import SqliteHuey, crontab
from sqlalchemy import String, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column

from elearning.core import clock, instance_lock, job_runs
from elearning.core.commands import CommandGroup, print_json
from elearning.core.dead_letters import mail_figures
from elearning.core.logs import log
from elearning.core.site_changes import site_changes
from elearning.core.types import Moment
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
        """Run one kind of due work in its own session, unless it pauses after failures; a failure is noted and logged.

        True when the work says by a number that it did something.
        """
        with self.app.app_context():
            try:
                if not job_runs.begin(name, now=clock.now()):
                    return False
                done = self.work[name](clock.now())
                job_runs.note_success(name, now=clock.now())
                db.session.commit()
            except Exception as error:  # noqa: BLE001 (the worker must outlive any one job)
                db.session.rollback()
                log.error("job failed", job=name, exc_info=error)
                self._note_failure(name, error)
                return False
        return isinstance(done, int) and done > 0

    def round(self) -> bool:
        """Run all due work, then note that the worker is alive. True when any of it did something."""
        with self.app.app_context():
            site_changes().refresh_sometimes()
        has_worked = [self.run(name) for name in self.work]
        self.beat()
        return any(has_worked)

    def beat(self) -> None:
        """Note that the worker is alive."""
        with self.app.app_context():
            _beat(clock.now())

    def _note_failure(self, name: str, error: Exception) -> None:
        try:
            job_runs.note_failure(name, error, now=clock.now())
        except DBAPIError as trouble:  # the database itself may be what failed
            db.session.rollback()
            log.error("failure not noted", job=name, error=type(trouble).__name__)


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


def worker_seen_at() -> datetime | None:
    """When a worker last began, or finished a round."""
    return db.session.scalar(select(WorkerHeartbeat.at).where(WorkerHeartbeat.name == "worker"))


def is_worker_alive(now: datetime) -> bool:
    """Whether a worker began, or finished a round, within the last 150 seconds."""
    at = worker_seen_at()
    return at is not None and now - at <= HEARTBEAT_LIMIT


@cli.command("work")
@click.option("--until-idle", is_flag=True, help="Kerjakan semua yang jatuh tempo, lalu berhenti.")
def work_command(*, until_idle: bool) -> None:
    """Jalankan pekerja sampai dihentikan (Ctrl-C atau SIGTERM): pekerjaan yang sedang berjalan diselesaikan dulu."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        with instance_lock.share(current_app.config["SETTINGS"].instance_dir):
            _work(jobs_of(current_app), stop, until_idle=until_idle)
    except instance_lock.InstanceInUseError as error:
        raise click.ClickException(
            "Folder instance sedang dipulihkan atau dipindahkan; pekerja tidak dimulai."
        ) from error


def _work(jobs: Jobs, stop: threading.Event, *, until_idle: bool) -> None:
    jobs.beat()  # the first round may take long, and /readyz asks for the worker from the start
    has_worked = jobs.round()
    if until_idle:
        rounds = 1
        while has_worked and rounds < MOST_ROUNDS and not stop.is_set():
            has_worked, rounds = jobs.round(), rounds + 1
        return
    with _consumer(jobs):
        stop.wait()


@cli.command("list")
@click.option("--json", "as_json", is_flag=True, help="Satu nilai JSON.")
def list_command(*, as_json: bool) -> None:
    """Tampilkan setiap pekerjaan: terakhir mulai, berhasil, gagal, dan yang menunggu."""
    found = job_runs.states(list(jobs_of(current_app).work))
    if as_json:
        seen_at = _iso(worker_seen_at())
        jobs = [_told(asdict(job)) for job in found]
        print_json({"worker_seen_at": seen_at, "jobs": jobs, "mail": asdict(mail_figures())})
        return
    for job in found:
        state = f"gagal {job.failures} kali: {job.last_error}" if job.is_failing else "baik"
        click.echo(f"{job.name}: {state}; terakhir berhasil {_iso(job.succeeded_at) or 'belum pernah'}")


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


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: _iso(value) if isinstance(value, datetime) else value for name, value in facts.items()}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def free_disk_bytes(directory: Path) -> int:
    """Free bytes on the disk that holds a directory."""
    return shutil.disk_usage(directory).free


def _beat(now: datetime) -> None:
    statement = insert(WorkerHeartbeat).values(name="worker", at=now)
    db.session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"at": now}))
    db.session.commit()
