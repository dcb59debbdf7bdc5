"""Servers of a measurement: gunicorn as `make run` starts it, on a free port of the loopback, stopped by its own process id."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from benchmarks.load import Job, Outcome
from config import PROJECT_DIR

START_SECONDS = 60


@contextmanager
def gunicorn(module: str, folder: Path, environment: Mapping[str, str]) -> Iterator[int]:
    """Serve an application; yields its port."""
    port = free_port()
    log = folder / f"{module.replace(':', '.')}.log"
    command = [sys.executable, "-m", "gunicorn", "--preload", "--bind", f"127.0.0.1:{port}", module]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=PROJECT_DIR, env={**os.environ, **environment}, stdout=output, stderr=output
        )
        try:
            _wait(process, port, log)
            yield port
        finally:
            process.terminate()
            process.wait(20)


@contextmanager
def mute_responder() -> Iterator[int]:
    """Answers every request with the same bytes and does nothing else: what the client itself can do at most."""
    listener = socket.create_server(("127.0.0.1", 0))
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    def serve(connection: socket.socket) -> None:
        with connection:
            while connection.recv(65_536):
                connection.sendall(answer)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield int(listener.getsockname()[1])
    listener.close()


def measure(job: Job) -> Outcome:
    """Let the client do a job in a process of its own."""
    completed = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=json.dumps(asdict(job)),
        capture_output=True,
        text=True,
        cwd=PROJECT_DIR,
        timeout=120,
        check=False,
    )
    if completed.returncode:
        raise RuntimeError(f"the client failed:\n{completed.stderr[-2000:]}")
    return Outcome(**json.loads(completed.stdout))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")
