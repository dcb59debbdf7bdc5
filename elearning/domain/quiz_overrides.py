"""The schedule of a quiz for one person: what their unit and they themselves were granted, over what the quiz says.

An accommodation (a longer time for every quiz) is no override: ``schedule.end_time`` applies it to the limit that
comes out here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from elearning.domain.schedule import UNLIMITED, QuizSchedule

NO_LIMIT = 0

T = TypeVar("T", int, datetime)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleOverride:
    """Other rules for some. None leaves a rule as it is; ``time_limit_minutes`` NO_LIMIT takes the limit away,
    ``attempts`` UNLIMITED the number.
    """

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    time_limit_minutes: int | None = None
    attempts: int | None = None


def effective_schedule(
    schedule: QuizSchedule, own: ScheduleOverride | None = None, units: Sequence[ScheduleOverride] = ()
) -> QuizSchedule:
    """Return the schedule that counts for a person. Rule by rule: their ``own`` override, else the most generous one of
    their ``units`` (earliest opening, latest closing, longest limit, most attempts), else the quiz's.

    Source: user and group overrides of Moodle's quiz module.
    """
    own = own or ScheduleOverride()
    limit = _chosen(own.time_limit_minutes, [each.time_limit_minutes for each in units], _longest)
    attempts = _chosen(own.attempts, [each.attempts for each in units], _longest)
    return replace(
        schedule,
        opens_at=_chosen(own.opens_at, [each.opens_at for each in units], min) or schedule.opens_at,
        closes_at=_chosen(own.closes_at, [each.closes_at for each in units], max) or schedule.closes_at,
        time_limit_minutes=schedule.time_limit_minutes if limit is None else (limit or None),
        attempts=schedule.attempts if attempts is None else attempts,
    )


def _chosen(own: T | None, units: Sequence[T | None], best: Callable[[list[T]], T]) -> T | None:
    if own is not None:
        return own
    granted = [each for each in units if each is not None]
    return best(granted) if granted else None


def _longest(granted: list[int]) -> int:
    """Return the largest number; NO_LIMIT and UNLIMITED, both 0, are larger than any."""
    return UNLIMITED if UNLIMITED in granted else max(granted)
