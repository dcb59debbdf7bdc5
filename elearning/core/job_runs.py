"""How each kind of due work fares: last start, success, error, failures in a row, and the pause that they bring.

The first failure is tried again in the next round; each further one doubles the pause, up to an hour. Success sets
everything back, so does an administrator who asks for another try.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from elearning.core.types import Moment, MomentOrNone
from elearning.core.upsert import insert
from elearning.extensions import Model, db

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
LONGEST_ERROR = 300


class JobRun(Model):
    """The state of one kind of due work."""

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    started_at: Mapped[Moment]
    succeeded_at: Mapped[MomentOrNone]
    failed_at: Mapped[MomentOrNone]
    last_error: Mapped[str | None] = mapped_column(String(LONGEST_ERROR))
    failures: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[MomentOrNone]


@dataclass(frozen=True, slots=True)
class JobState:
    """What is known of one kind of work; all None before its first run."""

    name: str
    started_at: datetime | None = None
    succeeded_at: datetime | None = None
    failed_at: datetime | None = None
    last_error: str | None = None
    failures: int = 0
    next_try_at: datetime | None = None

    @property
    def is_failing(self) -> bool:
        """Whether its last run failed."""
        return self.failures > 0


def begin(name: str, *, now: datetime) -> bool:
    """Note and commit a start; False while the work pauses after failures."""
    start = insert(JobRun).values(name=name, started_at=now, failures=0)
    noted = start.on_conflict_do_update(
        index_elements=["name"],
        set_={"started_at": now},
        where=or_(JobRun.next_try_at.is_(None), JobRun.next_try_at <= now),
    ).returning(JobRun.name)
    has_begun = db.session.execute(noted).scalar() is not None
    db.session.commit()
    return has_begun


def note_success(name: str, *, now: datetime) -> None:
    """Set everything back, in the running transaction; the error stays to be read."""
    values = {"succeeded_at": now, "failures": 0, "next_try_at": None}
    db.session.execute(update(JobRun).where(JobRun.name == name).values(**values))


def note_failure(name: str, error: Exception, *, now: datetime) -> None:
    """Note and commit a failure and when to try again."""
    failures = (db.session.scalar(select(JobRun.failures).where(JobRun.name == name)) or 0) + 1
    values = {
        "failed_at": now,
        "last_error": f"{type(error).__name__}: {error}"[:LONGEST_ERROR],
        "failures": failures,
        "next_try_at": now + pause_after(failures),
    }
    db.session.execute(update(JobRun).where(JobRun.name == name).values(**values))
    db.session.commit()


def pause_after(failures: int) -> timedelta:
    """The pause after so many failures in a row: none after the first, then 1, 2, 4 … minutes, at most an hour."""
    if failures <= 1:
        return timedelta()
    pause: timedelta = FIRST_PAUSE * 2 ** min(failures - 2, 10)
    return min(LONGEST_PAUSE, pause)


def try_again(name: str) -> bool:
    """End the pause of a kind of work that failed; False when it did not, or was asked for already."""
    ended = update(JobRun).where(JobRun.name == name, JobRun.next_try_at.is_not(None)).values(next_try_at=None)
    return db.session.execute(ended.returning(JobRun.name)).scalar() is not None


def states(names: list[str]) -> list[JobState]:
    """The states of the kinds of work named, in their order."""
    rows = {row.name: row for row in db.session.scalars(select(JobRun).where(JobRun.name.in_(names)))}
    return [_state(name, rows.get(name)) for name in names]


def _state(name: str, row: JobRun | None) -> JobState:
    if row is None:
        return JobState(name)
    return JobState(
        name, row.started_at, row.succeeded_at, row.failed_at, row.last_error, row.failures, row.next_try_at
    )
