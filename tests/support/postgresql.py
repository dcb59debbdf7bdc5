"""A private PostgreSQL server in a directory of its own: started for one test run, stopped by that directory, never shared.

PostgreSQL refuses to run as root, so root starts it as a system user. A server whose test run was killed is stopped by the next run.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

NEEDED = ("initdb", "pg_ctl", "postgres")
PREFIX = "pelita-postgresql-"
SYSTEM_USERS = ("postgres", "pelita-test")
# Data of a test run need not survive a power cut.
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=120 -c shared_buffers=64MB"


class PostgresqlMissingError(Exception):
    """This machine has no PostgreSQL that can be started; the message says what is missing."""


class PostgresqlServer:
    """A running server on a free port of 127.0.0.1."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._user = system_user() if os.geteuid() == 0 else None
        self._directory = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        self._port = free_port()
        if self._user is not None:
            os.chown(self._directory, self._user.pw_uid, self._user.pw_gid)

    @property
    def url(self) -> str:
        """Address of the maintenance database; the name of another takes the place of "postgres"."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        data = str(self._directory / "data")
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        address = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._directory}"
        log = str(self._directory / "log")
        self._run("pg_ctl", "-w", "-D", data, "-l", log, "-o", f"{address} {OPTIONS}", "start")

    def stop(self) -> None:
        stop_directory(self._binaries, self._directory, self._user)

    def _run(self, name: str, *arguments: str) -> None:
        completed = run_as(self._user, [str(self._binaries / name), *arguments], self._directory)
        if completed.returncode != 0:
            log = self._directory / "log"
            told = completed.stderr + (log.read_text() if log.exists() else "")
            raise PostgresqlMissingError(f"{name} gagal: {told.strip()[-600:]}")


def find_binaries() -> Path | None:
    """The directory of PostgreSQL's server programs: the one in PATH, else Debian's newest version."""
    beside = shutil.which("pg_ctl")
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda path: [int(part) for part in path.parent.name.split(".") if part.isdigit()],
        reverse=True,
    )
    candidates = ([Path(beside).resolve().parent] if beside else []) + debian + [Path("/usr/local/pgsql/bin")]
    return next((path for path in candidates if all((path / name).exists() for name in NEEDED)), None)


def start_server() -> PostgresqlServer:
    """A started server; the caller stops it.

    Raises:
        PostgresqlMissingError: there are no programs, or they cannot start here.
    """
    binaries = find_binaries()
    if binaries is None:
        raise PostgresqlMissingError("PostgreSQL tidak ditemukan (Debian: apt-get install postgresql)")
    stop_orphans(binaries)
    server = PostgresqlServer(binaries)
    try:
        server.start()
    except BaseException:
        server.stop()
        raise
    return server


def stop_orphans(binaries: Path) -> None:
    """Stop and remove the servers of test runs that were killed."""
    for directory in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = directory.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists() and os.access(directory, os.W_OK):
            stop_directory(binaries, directory, system_user() if os.geteuid() == 0 else None)


def stop_directory(binaries: Path, directory: Path, user: pwd.struct_passwd | None) -> None:
    if (directory / "data" / "postmaster.pid").exists():
        run_as(
            user, [str(binaries / "pg_ctl"), "-w", "-D", str(directory / "data"), "-m", "immediate", "stop"], directory
        )
    shutil.rmtree(directory, ignore_errors=True)


def run_as(user: pwd.struct_passwd | None, command: list[str], directory: Path) -> subprocess.CompletedProcess[str]:
    """Run a program, as another user when one is given; its output goes to files, since a server keeps pipes open."""
    if user is not None:
        command = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", *command]
    with tempfile.TemporaryFile("w+") as told:
        completed = subprocess.run(
            command, cwd=directory, stdin=subprocess.DEVNULL, stdout=told, stderr=told, check=False, text=True
        )
        told.seek(0)
        return subprocess.CompletedProcess(command, completed.returncode, "", told.read())


def system_user() -> pwd.struct_passwd:
    """A user that is not root: PostgreSQL's own, else one made for the tests."""
    for name in SYSTEM_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    made = subprocess.run(["useradd", "--system", "--no-create-home", SYSTEM_USERS[-1]], check=False)
    if made.returncode != 0:
        raise PostgresqlMissingError(
            "PostgreSQL tidak mau berjalan sebagai root dan pengguna sistem tidak dapat dibuat"
        )
    return pwd.getpwnam(SYSTEM_USERS[-1])


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
