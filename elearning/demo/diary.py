"""Working hours of one person: moments at which somebody learns, on working days between half past seven and half past three."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

FIRST_MINUTE, LAST_MINUTE = 7 * 60 + 30, 15 * 60 + 30
FRIDAY = 4
_SAME_DAY_SHARE = 0.45


class Diary:
    """Moves forward through the days; `now` is where it stands."""

    def __init__(self, random: Random, zone: ZoneInfo, start: datetime) -> None:
        self._random, self._zone = random, zone
        self.now = start
        self.now = self.later(days=0)

    def visit(self, minutes: int) -> datetime:
        """When a step of so many minutes is done: soon after the one before, or one to three days later."""
        next_one = self.now + timedelta(minutes=minutes + self._random.randint(2, 12))
        local = next_one.astimezone(self._zone)
        fits = local.hour * 60 + local.minute <= LAST_MINUTE
        is_soon = fits and self._random.random() < _SAME_DAY_SHARE
        self.now = next_one if is_soon else self.later(days=self._random.randint(1, 3))
        return self.now

    def later(self, *, days: int) -> datetime:
        """A working hour that many days on, never on a weekend; does not move the diary."""
        local = (self.now + timedelta(days=days)).astimezone(self._zone)
        while local.weekday() > FRIDAY:
            local += timedelta(days=1)
        minute = self._random.randint(FIRST_MINUTE, LAST_MINUTE)
        second = self._random.randint(0, 59)
        found = local.replace(hour=minute // 60, minute=minute % 60, second=second, microsecond=0)
        return found.astimezone(self.now.tzinfo)

    def score(self, low: int, high: int) -> int:
        """A result in per cent."""
        return self._random.randint(low, high)
