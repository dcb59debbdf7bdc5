"""Pelita as people meet it: gunicorn in a process of its own, on a free port, with its own database and instance folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from flask import Flask

from config import PROJECT_DIR
from tests.support.postgresql import free_port

START_SECONDS = 30


class LiveServer:
    """A server that tests may also kill and start again. `app` reaches the same database from inside the test."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._log = Path(app.config["SETTINGS"].instance_dir) / "server.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def log(self) -> str:
        """What the server has written so far."""
        return self._log.read_text(encoding="utf-8") if self._log.exists() else ""

    def start(self) -> None:
        settings = self.app.config["SETTINGS"]
        environment = {
            **os.environ,
            "PELITA_ENV": "development",
            "DEMO": "0",
            "HOST": "127.0.0.1",
            "PORT": str(self._port),
            "DATABASE_URL": settings.database_url,
            "INSTANCE_DIR": str(settings.instance_dir),
            "COURSES_DIR": str(settings.courses_dir),
            "SECRET_KEY": settings.secret_key,
        }
        command = [sys.executable, "-m", "gunicorn", "--workers", "1", "wsgi:app"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=PROJECT_DIR, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Stop politely."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def kill(self) -> None:
        """Stop as a power cut does: the whole process group at once, nothing is finished."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(20)
            self._process = None

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process is None or self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"the server did not start:\n{self.log[-3000:]}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as response:
                return bool(response.status == 200)
        except OSError:
            return False
