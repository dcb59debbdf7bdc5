"""`make run` as a person meets it: it starts, says where, stops when asked, and names in one sentence what keeps it from starting."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from config import PROJECT_DIR
from tests.support.postgresql import free_port


@pytest.fixture
def settings(tmp_path) -> dict[str, str]:
    courses = tmp_path / "courses"
    courses.mkdir()
    given = {
        "INSTANCE_DIR": str(tmp_path / "instance"),
        "COURSES_DIR": str(courses),
        "DEMO": "0",
        "PORT": str(free_port()),
    }
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **given}


@pytest.fixture
def start():
    started = []

    def start(settings: dict[str, str]) -> subprocess.Popen[str]:
        command = [sys.executable, "scripts/run.py"]
        started.append(subprocess.Popen(command, cwd=PROJECT_DIR, env=settings, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.terminate()
        process.communicate(timeout=30)


def read_until(process: subprocess.Popen[str], words: str) -> str:
    told = ""
    while words not in told:
        line = process.stderr.readline()
        assert line, f"ended without saying {words!r}:\n{told}"
        told += line
    return told


def children(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(child) for child in file.read().split()]


def ends(pid: int) -> bool:
    deadline = time.monotonic() + 20
    while os.path.exists(f"/proc/{pid}") and time.monotonic() < deadline:
        time.sleep(0.05)
    return not os.path.exists(f"/proc/{pid}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_runs_and_stops_with_all_its_children(start, settings, number):
    process = start(settings)
    told = read_until(process, "Pelita berjalan di")
    assert f"http://127.0.0.1:{settings['PORT']}" in told
    with urllib.request.urlopen(f"http://127.0.0.1:{settings['PORT']}/healthz", timeout=10) as answer:
        assert answer.status == 200
    running = children(process.pid)
    process.send_signal(number)
    _, rest = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Pelita berhenti." in rest
    assert running
    assert all(ends(pid) for pid in running)


def test_a_dying_server_takes_the_rest_along(start, settings):
    process = start(settings)
    read_until(process, "Pelita berjalan di")
    running = children(process.pid)
    os.kill(running[0], signal.SIGKILL)
    _, rest = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "server berhenti sendiri" in rest
    assert all(ends(pid) for pid in running)


def test_a_taken_port_is_one_sentence(start, settings):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", int(settings["PORT"])))
        holder.listen()
        process = start(settings)
        _, told = process.communicate(timeout=30)
    assert process.returncode == 1
    assert len(told.splitlines()) == 1
    assert "make run PORT=" in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "delapan ribu"),
        ("PORT", "0"),
        ("HOST", "bukan.mesin.invalid"),
        ("PELITA_ENV", "staging"),
        ("DATABASE_URL", "mysql://x/y"),
        ("DEMO", "ya"),
        ("TRUSTED_PROXIES", "-1"),
    ],
)
def test_a_bad_setting_is_one_sentence_that_names_it(start, settings, name, value):
    process = start(settings | {name: value})
    _, told = process.communicate(timeout=30)
    assert process.returncode == 1
    assert len(told.splitlines()) == 1
    assert name in told


def test_production_does_not_start_without_a_secret(start, settings):
    process = start(settings | {"PELITA_ENV": "production", "PUBLIC_URL": "https://pelita.contoh.go.id"})
    _, told = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "SECRET_KEY" in told


def test_production_does_not_start_without_the_address_on_its_certificates(start, settings):
    process = start(settings | {"PELITA_ENV": "production", "SECRET_KEY": "a1b2c3d4e5f6g7h8i9j0" * 2})
    _, told = process.communicate(timeout=30)
    assert process.returncode == 1
    assert len(told.splitlines()) == 1
    assert "PUBLIC_URL" in told
