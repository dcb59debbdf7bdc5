"""The one place that asks the machine for the time. Services and rules receive `now`; only routes, jobs and commands
call this.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, aware, in UTC, to the microsecond."""
    return datetime.now(UTC)


def local_date(moment: datetime, time_zone: str) -> date:
    """The calendar date of a moment in a named zone (WIB, WITA, WIT are Asia/Jakarta, Asia/Makassar, Asia/Jayapura)."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def local_time(moment: datetime, time_zone: str) -> datetime:
    """A moment as the clocks of a zone show it."""
    return moment.astimezone(ZoneInfo(time_zone))
