"""The worker: runs what is due, outlives a failing job, says that it is alive, stops cleanly when told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from config import PROJECT_DIR
from elearning.core import clock as site_clock
from elearning.core import mail, throttle
from elearning.core.jobs import HEARTBEAT_LIMIT, is_worker_alive, jobs_of
from elearning.core.mail import MailMessage
from elearning.core.throttle import Limit, ThrottleCount
from elearning.extensions import db


@pytest.fixture
def jobs(app, monkeypatch):
    found = jobs_of(app)
    monkeypatch.setattr(found, "work", dict(found.work))
    return found


def test_a_round_runs_everything_and_says_that_the_worker_lives(jobs):
    ran = []
    jobs.add("contoh", ran.append)
    jobs.round()
    assert len(ran) == 1
    assert is_worker_alive(site_clock.now())
    assert not is_worker_alive(site_clock.now() + HEARTBEAT_LIMIT + timedelta(seconds=2))


def test_a_failing_job_does_not_stop_the_others(jobs):
    def fail(_now) -> None:
        db.session.add(MailMessage(recipient="x", subject="x", body="x", created_at=site_clock.now()))
        db.session.flush()
        raise RuntimeError("contoh")

    ran = []
    jobs.work = {"gagal": fail, "sesudahnya": ran.append}
    jobs.round()
    assert len(ran) == 1
    assert db.session.scalar(select(func.count()).select_from(MailMessage)) == 0


def test_counts_of_past_windows_are_swept(jobs, clock):
    throttle.hit(Limit("contoh", 1, timedelta(minutes=15)), "siapa", now=site_clock.now())
    db.session.commit()
    clock.shift(timedelta(minutes=16))
    jobs.run("throttle")
    assert db.session.scalar(select(func.count()).select_from(ThrottleCount)) == 0


def test_the_worker_is_alive_from_its_start_on_not_only_after_its_first_round(app, clock, jobs, runner):
    seen = []
    jobs.work.clear()
    jobs.add("looks around", lambda now: seen.append(is_worker_alive(now)))
    assert not is_worker_alive(site_clock.now())
    runner.invoke(args=["jobs", "work", "--until-idle"])
    assert seen == [True]


def test_until_idle_does_all_that_is_due(app, runner, jobs, monkeypatch):
    monkeypatch.setattr(mail.deliver_due, "__kwdefaults__", {"limit": 2})
    for number in range(5):
        mail.post(f"{number}@contoh.example", "Perihal", "Isi", now=site_clock.now())
    result = runner.invoke(args=["jobs", "work", "--until-idle"])
    assert result.exit_code == 0, result.stderr
    query = select(func.count()).select_from(MailMessage).where(MailMessage.sent_at.is_(None))
    assert db.session.scalar(query) == 0


@pytest.mark.real_transactions
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_stops_cleanly_when_told_to(app, number):
    settings = app.config["SETTINGS"]
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        "INSTANCE_DIR": str(settings.instance_dir),
        "SECRET_KEY": settings.secret_key,
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work"]
    worker = subprocess.Popen(command, cwd=PROJECT_DIR, env=environment, stderr=subprocess.PIPE)
    try:
        wait_for_life(app, worker)
        worker.send_signal(number)
        _, errors = worker.communicate(timeout=20)
    finally:
        worker.kill()
    assert worker.returncode == 0, errors.decode()
    assert b"Traceback" not in errors


def wait_for_life(app, worker) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and worker.poll() is None:
        with app.app_context():
            if is_worker_alive(site_clock.now()):
                return
        time.sleep(0.1)
    raise AssertionError("the worker never came to life")
