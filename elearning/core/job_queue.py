"""The queue that wakes the worker early: huey's, in a file, in PostgreSQL or in Redis, as JOB_QUEUE_URL says.

It carries names of kinds of work and nothing else, and work is found without it (`jobs`): a queue that cannot be reached is
told of once, left alone for a while, and breaks no page. Messages are signed with the site's key: huey unpickles what it
reads, and a server on the network may hold what others wrote.
"""

from __future__ import annotations

import logging
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.serializer import SignedSerializer
from redis import ConnectionPool, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from config import Settings
from elearning.core.logs import log

NAME = "pelita"
SCHEMA = "pelita_queue"
"""Where the queue's tables lie in PostgreSQL: a backup, a move or a migration of the site never meets them."""
UNREACHABLE = (RedisError, psycopg.Error, sqlite3.Error, OSError)
REST_SECONDS = 30
CONNECT_SECONDS = 2
ANSWER_SECONDS = 4
LONGEST_SLEEP_SECONDS = 2
LONGEST_REASON = 200
OWN_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_TABLE_LOCK = 5_047_316


class QueueKind(StrEnum):
    FILE = "file"
    POSTGRESQL = "postgresql"
    REDIS = "redis"


class QueueUnreachableError(Exception):
    """The queue does not answer; the message is what its server or library said, which never holds a password."""


@dataclass(frozen=True, slots=True)
class QueueState:
    """How a queue fares: how many messages wait, or why it does not answer (then `waiting` is None)."""

    kind: QueueKind
    waiting: int | None
    trouble: str = ""


class JobQueue:
    """The queue of one application. `run` is what the worker does with a name that it takes out."""

    def __init__(self, settings: Settings, run: Callable[[str], object]) -> None:
        self.kind = kind_of(settings.job_queue_url)
        self._huey = _huey(self.kind, settings)
        self._task = self._huey.task(name="run")(_named(run))
        # In its own thread: there lies the connection by which it listens to PostgreSQL.
        self._huey.on_shutdown()(self._huey.storage.close)
        self._has_tables = False
        self._is_silent = False
        self._rests_until = 0.0

    def put(self, name: str) -> bool:
        """Ask the worker for one kind of work; False when the queue cannot be reached, which costs at most a minute."""
        if time.monotonic() < self._rests_until:
            return False
        try:
            self._ask(lambda: self._task(name))
        except QueueUnreachableError:
            return False
        return True

    def reach(self) -> int:
        """How many messages wait. Raises: QueueUnreachableError."""
        return int(self._ask(self._huey.storage.queue_size))

    def state(self) -> QueueState:
        """Reach for the queue; its going and its coming back are each logged once."""
        try:
            return QueueState(self.kind, self.reach())
        except QueueUnreachableError as error:
            return QueueState(self.kind, None, str(error))

    def close(self) -> None:
        """Let go of the connection, before a fork."""
        self._huey.storage.close()

    @contextmanager
    def consuming(self) -> Iterator[None]:
        """Take names out and run them, in one thread beside, until the block ends; what runs then is finished first.

        huey sets signal handlers of its own; ours come back before any signal is let in again, so that none is lost.
        """
        consumer = self._huey.create_consumer(
            workers=1, worker_type="thread", periodic=False, scheduler_interval=60, max_delay=LONGEST_SLEEP_SECONDS
        )
        handlers = {number: signal.getsignal(number) for number in OWN_SIGNALS}
        self.state()  # makes the tables, before anything is looked for in them
        with self._told_troubles():
            signal.pthread_sigmask(signal.SIG_BLOCK, OWN_SIGNALS)
            consumer.start()
            for number, handler in handlers.items():
                signal.signal(number, handler)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, OWN_SIGNALS)
            try:
                yield
            finally:
                consumer.stop(graceful=True)

    def _ask(self, question: Callable[[], Any]) -> Any:
        """Raises: QueueUnreachableError."""
        try:
            answer = self._asked_twice(question)
        except UNREACHABLE as error:
            self._note_trouble(error)
            raise QueueUnreachableError(reason_of(error)) from error
        if self._is_silent:
            log.info("job queue answers again", kind=self.kind.value)
        self._is_silent, self._rests_until = False, 0.0
        return answer

    def _asked_twice(self, question: Callable[[], Any]) -> Any:
        """A connection that was kept may have died unnoticed: the second try makes a new one."""
        try:
            return self._asked(question)
        except UNREACHABLE:
            if self._is_silent or not self._has_tables:
                raise
            return self._asked(question)

    def _asked(self, question: Callable[[], Any]) -> Any:
        if not self._has_tables:
            _make_tables(self._huey)
            self._has_tables = True
        return question()

    def _note_trouble(self, error: BaseException) -> None:
        self._rests_until = time.monotonic() + REST_SECONDS
        if not self._is_silent:
            self._is_silent = True
            log.warning("job queue unreachable", kind=self.kind.value, reason=reason_of(error))

    @contextmanager
    def _told_troubles(self) -> Iterator[None]:
        """huey logs a trace every few seconds while a queue is away; here it becomes one line."""
        logger, handler = logging.getLogger("huey"), _Troubles(self._note_trouble)
        logger.addHandler(handler)
        has_propagated, logger.propagate = logger.propagate, False
        try:
            yield
        finally:
            logger.removeHandler(handler)
            logger.propagate = has_propagated


class _Troubles(logging.Handler):
    """Hands what huey could not reach to the queue, and all else that is wrong to the site's log."""

    def __init__(self, note_trouble: Callable[[BaseException], None]) -> None:
        super().__init__(logging.WARNING)
        self._note_trouble = note_trouble

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, UNREACHABLE):
            self._note_trouble(error)
        else:
            log.warning("job queue", message=record.getMessage(), reason=reason_of(error) if error else None)


def kind_of(url: str) -> QueueKind:
    """The kind of queue that a checked JOB_QUEUE_URL names."""
    scheme = urlsplit(url).scheme
    return QueueKind.REDIS if scheme == "rediss" else QueueKind(scheme)


def reason_of(error: BaseException) -> str:
    """One line of what went wrong."""
    return (" ".join(str(error).split()) or type(error).__name__)[:LONGEST_REASON]


def _named(run: Callable[[str], object]) -> Callable[[str], object]:
    """The same under a name of this module: huey writes a message's module and name into the queue."""

    def run_one(name: str) -> object:
        return run(name)

    return run_one


def _huey(kind: QueueKind, settings: Settings) -> Huey:
    """huey on its storage, which nothing has been asked of yet."""
    serializer = SignedSerializer(secret=settings.secret_key, salt="pelita.job_queue")
    common = {"name": NAME, "results": False, "serializer": serializer}
    if kind is QueueKind.REDIS:
        return RedisHuey(connection_pool=_redis_connections(settings.job_queue_url), **common)
    if kind is QueueKind.POSTGRESQL:
        options = f"-c search_path={SCHEMA} -c statement_timeout={ANSWER_SECONDS}s"
        limits = {"connect_timeout": CONNECT_SECONDS, "tcp_user_timeout": ANSWER_SECONDS * 1000, "options": options}
        return PostgresHuey(dsn=settings.job_queue_url, create_tables=False, **common, **limits)
    return SqliteHuey(filename=str(_file(settings.instance_dir)), create_tables=False, **common)


def _file(instance_dir: Path) -> Path:
    return instance_dir / "jobs.sqlite"


def _redis_connections(url: str) -> ConnectionPool:
    # Longer than the second that huey's worker lies in wait for a message.
    limits = {"socket_connect_timeout": CONNECT_SECONDS, "socket_timeout": ANSWER_SECONDS}
    return ConnectionPool.from_url(url, retry=Retry(NoBackoff(), 1), **limits)


def _make_tables(huey: Huey) -> None:
    """Make what the storage needs, where it is missing; Redis needs nothing."""
    storage = huey.storage
    if isinstance(huey, SqliteHuey):
        storage.initialize_schema()
    elif isinstance(huey, PostgresHuey):
        [[last_table]] = storage.sql(f"SELECT to_regclass('{SCHEMA}.{storage.table_counter}')", results=True)
        if last_table is None:
            # IF NOT EXISTS is no guard against two at once; the lock goes with the transaction.
            first = [f"SELECT pg_advisory_xact_lock({_TABLE_LOCK})", f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"]
            storage.ddl = first + [each for each in storage.ddl if each not in first]
            storage.initialize_schema()
