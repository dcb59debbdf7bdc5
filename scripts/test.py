"""What `make test` starts: makes sure that a database server and a browser are there, then runs the tests.

Arguments go to pytest. Its exit code is the one of this program. A missing service is installed where that can be done
(root and apt-get); where it cannot, the tests that need it are skipped and this program says so plainly; with CI=true that fails.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT_DIR))

from tests.support import chromium, postgresql, redis_server  # noqa: E402 (found only after the line above)

WORKERS = "2"
IS_CI = os.environ.get("CI", "").lower() in ("1", "true")


@dataclass(frozen=True)
class Service:
    """Something outside of Python that a part of the tests needs."""

    name: str
    package: str
    needed_for: str
    is_here: Callable[[], bool]


SERVICES = (
    Service(
        "PostgreSQL", "postgresql", "tes basis data pada PostgreSQL", lambda: postgresql.find_binaries() is not None
    ),
    Service("Redis", "redis-server", "tes antrean pekerjaan di Redis", lambda: redis_server.find_server() is not None),
    Service("Chromium", "chromium", "tes di peramban", lambda: chromium.find_installed() is not None),
)


def main(arguments: list[str]) -> int:
    missing = [service for service in SERVICES if not service.is_here()]
    if missing and may_use_apt():
        install([service.package for service in missing])
        missing = [service for service in SERVICES if not service.is_here()]
    for service in missing:
        say(f"tes: {service.name} tidak ada dan tidak dapat dipasang di sini; yang dilewati: {service.needed_for}.")
    if missing and IS_CI:
        say("tes: CI=true, melewatkan tes berarti gagal.")
        return 1
    code = run_pytest(arguments)
    for service in missing:
        say(f"tes: DILEWATI tanpa {service.name}: {service.needed_for} (Debian: apt-get install {service.package}).")
    return code


def may_use_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str]) -> None:
    """Install system packages; a failure is not the end, the caller looks again."""
    say(f"tes: memasang {' dan '.join(packages)} dengan apt-get")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        completed = subprocess.run(
            ["apt-get", "-q", *command], env=environment, capture_output=True, text=True, check=False
        )
        if completed.returncode != 0:
            say(f"tes: apt-get {command[0]} gagal: {completed.stderr.strip()[-400:]}")


def run_pytest(arguments: list[str]) -> int:
    """Run pytest; Ctrl-C and SIGTERM reach it as SIGTERM (a shell in the background hides Ctrl-C), so it stops what it started."""
    command = [sys.executable, "-m", "pytest", *arguments]
    if not any(argument.startswith("-n") for argument in arguments):
        command += ["-n", WORKERS, "--dist", "worksteal"]
    process = subprocess.Popen(command, cwd=PROJECT_DIR, start_new_session=True)

    def interrupt(_number: int, _frame: object) -> None:
        process.send_signal(signal.SIGTERM)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    return process.wait()


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
