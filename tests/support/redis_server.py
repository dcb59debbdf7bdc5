"""A private Redis server on a free port of 127.0.0.1, with a password, that keeps nothing: started and stopped by who makes it."""

from __future__ import annotations

import shutil
import subprocess
import time

from redis import Redis, RedisError

from tests.support.postgresql import free_port

PASSWORD = "hanya-untuk-tes"
PATIENCE_SECONDS = 10


def find_server() -> str | None:
    """The server program in PATH."""
    return shutil.which("redis-server")


class RedisServer:
    """A server that can be stopped and started again on the same port."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Returns when it answers."""
        limits = ["--save", "", "--appendonly", "no", "--dir", "/", "--requirepass", PASSWORD]
        command = [self._program, "--bind", "127.0.0.1", "--port", str(self.port), *limits]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"redis-server did not start (exit {self._process.poll()})")
            time.sleep(0.02)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE_SECONDS)
            self._process = None

    def _answers(self) -> bool:
        with Redis.from_url(self.url) as client:
            try:
                return bool(client.ping())
            except RedisError:
                return False
