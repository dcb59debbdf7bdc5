"""What `make run` starts: the web server, which first brings the site up to date, and one job worker; keeps both running together.

Standard library and `config` only. Ctrl-C and SIGTERM stop both children cleanly; when one of them dies, the other is stopped
and the exit code is 1. Both also die with this process, however it ends.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT_DIR))

from config import Settings, SettingsError, load_settings  # noqa: E402 (found only after the line above)

STOP_SECONDS = 15
PR_SET_PDEATHSIG = 1
WILDCARD_HOSTS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}


class RunError(Exception):
    """Pelita cannot start; the message is one sentence that says why and what helps."""


class StopRequested(BaseException):
    """Ctrl-C or SIGTERM arrived. Not an `Exception`: nothing on the way may take it for an error."""


class Supervisor:
    """The running children by name, and their common end."""

    def __init__(self) -> None:
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: list[str], *, pass_fds: tuple[int, ...] = ()) -> None:
        # A session of its own: the terminal's Ctrl-C reaches only this process, which stops the children in order.
        self._children[name] = subprocess.Popen(
            command, cwd=PROJECT_DIR, pass_fds=pass_fds, start_new_session=True, preexec_fn=_die_with_parent()
        )

    def dead_child(self) -> str | None:
        """The name of a child that has ended by itself."""
        return next((name for name, child in self._children.items() if child.poll() is not None), None)

    def stop(self) -> None:
        """Ask all children to finish what they are doing; kill who does not within `STOP_SECONDS`."""
        for child in self._children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for name, child in self._children.items():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                say(f"{name} tidak berhenti dalam {STOP_SECONDS} detik dan dimatikan.")
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _request_stop)
    supervisor = Supervisor()
    try:
        settings = load_settings()
        with bound_socket(settings) as listener:
            start_server(supervisor, listener)
        wait_until_ready(supervisor, settings)
        # Only now: the worker needs the tables, and at the start the server needs the processor.
        supervisor.start("pekerja", [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work"])
        say(f"Pelita berjalan di {address(settings)} (Ctrl-C menghentikannya).")
        wait_for_end(supervisor)
    except (SettingsError, RunError) as error:
        ignore_signals()
        supervisor.stop()
        say(f"Pelita tidak berjalan: {error}")
        return 1
    except StopRequested:
        ignore_signals()
        supervisor.stop()
        say("Pelita berhenti.")
    return 0


def bound_socket(settings: Settings) -> socket.socket:
    """The address of the settings, taken now and handed to the server later, so that nobody takes it in between."""
    try:
        family, kind, _, _, target = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(target)
    except socket.gaierror as error:
        raise RunError(f"HOST={settings.host!r} bukan alamat mesin ini ({error.strerror}).") from error
    except OSError as error:
        raise RunError(
            f"alamat {settings.host}:{settings.port} tidak dapat dipakai ({error.strerror}); hentikan yang memakainya "
            f"atau pilih port lain: make run PORT={settings.port % 65535 + 1}"
        ) from error
    # Bound but silent: a taken port that nobody listens on yet would let a second start pass until it listens.
    return listener


def start_server(supervisor: Supervisor, listener: socket.socket) -> None:
    descriptor = listener.fileno()
    command = ["gunicorn", "--preload", "--bind", f"fd://{descriptor}", "scripts.prepared:app"]
    supervisor.start("server", [sys.executable, "-m", *command], pass_fds=(descriptor,))


def wait_until_ready(supervisor: Supervisor, settings: Settings) -> None:
    """Returns when the server answers. The first start imports all courses: it may take as long as it works."""
    while not answers(settings):
        fail_on_dead_child(supervisor)
        time.sleep(0.05)


def answers(settings: Settings) -> bool:
    try:
        with urllib.request.urlopen(f"{address(settings)}/healthz", timeout=5) as response:
            return bool(response.status == 200)
    except urllib.error.HTTPError as error:
        raise RunError(f"/healthz menjawab {error.code}.") from error
    except OSError:
        return False


def address(settings: Settings) -> str:
    host = WILDCARD_HOSTS.get(settings.host, f"[{settings.host}]" if ":" in settings.host else settings.host)
    return f"http://{host}:{settings.port}"


def wait_for_end(supervisor: Supervisor) -> None:
    """Returns never: ends by `StopRequested` or by the death of a child."""
    while True:
        fail_on_dead_child(supervisor)
        time.sleep(0.2)


def fail_on_dead_child(supervisor: Supervisor) -> None:
    name = supervisor.dead_child()
    if name is not None:
        raise RunError(f"{name} berhenti sendiri; baris di atas menyebut sebabnya.")


def ignore_signals() -> None:
    """While stopping, a second Ctrl-C must not leave a child behind."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _request_stop(_number: int, _frame: object) -> None:
    raise StopRequested


def _die_with_parent() -> Callable[[], None] | None:
    """For a child to run before it starts: the kernel ends it when this process dies, even by kill -9 (Linux only)."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
