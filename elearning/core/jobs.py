"""Background work: one worker, work found by scanning rows, a queue only to wake it early.

A feature registers due work: a function of `now` that scans its tables, commits, and changes nothing when run twice.
The worker runs all of it every minute by its own watch; `wake(name)` has it run one at once, through `job_queue`, which may be
lost or away: the next scan finds the same work. How each kind fares is kept by `job_runs`.
"""

from __future__ import annotations

import shutil
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from sqlalchemy import String, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column

from elearning.core import clock, instance_lock, job_runs
from elearning.core.commands import CommandGroup, print_json
from elearning.core.dead_letters import mail_figures
from elearning.core.job_queue import JobQueue
from elearning.core.logs import log
from elearning.core.site_changes import site_changes
from elearning.core.types import Moment
from elearning.core.upsert import insert
from elearning.extensions import Model, db

DueWork = Callable[[datetime], object]
HEARTBEAT_LIMIT = timedelta(seconds=150)
ROUND_SECONDS = 60
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

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.work: dict[str, DueWork] = {}
        self.queue = JobQueue(app.config["SETTINGS"], self.run)
        self._one_at_a_time = threading.Lock()  # the round, and what the queue asks for beside it

    def add(self, name: str, work: DueWork) -> None:
        """Register due work under a name used in logs and by `wake`."""
        self.work[name] = work

    def wake(self, name: str) -> None:
        """Ask the worker to run one kind of work now; call after the commit. Without the queue it runs within a minute."""
        self.queue.put(name)

    def run(self, name: str) -> bool:
        """Run one kind of due work in its own session, unless it pauses after failures; a failure is noted and logged.

        True when the work says by a number that it did something.
        """
        with self._one_at_a_time, self.app.app_context():
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
    """Create the application's jobs; nothing runs here, work runs in the worker or when a test calls `run`."""
    jobs = Jobs(app)
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
    with jobs.queue.consuming():
        _keep_rounds(jobs, stop)


def _keep_rounds(jobs: Jobs, stop: threading.Event) -> None:
    """A round a minute until told to stop; one that takes longer is followed by the next at once."""
    next_at = time.monotonic() + ROUND_SECONDS
    while not stop.wait(max(0.0, next_at - time.monotonic())):
        next_at = max(next_at + ROUND_SECONDS, time.monotonic())
        jobs.queue.state()
        jobs.round()


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
