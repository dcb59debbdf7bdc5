"""Learning hours (JP): halves as whole numbers, the year they belong to, and the yearly statement.

One JP is 45 minutes. Permanent staff (PNS) have a floor per calendar year; contract staff (PPPK) a ceiling per year
of their contract: what lies above it is listed and not counted, and nobody under a ceiling is ever "short". Who is in
neither service (no NIP) has neither figure: everything counts and nothing is asked. Which
year an entry belongs to is decided by the local date in the agency's time zone.

Source: PP 11/2017 with PP 17/2020 (at least 20 JP a year); the ceiling of 24 JP in a year of the contract for PPPK.
Both figures are data (``JpRules``), not law written into code.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar
from zoneinfo import ZoneInfo

from elearning.domain.errors import N_, DomainError
from elearning.domain.nip import NipKind
from elearning.domain.scores import exact_number

MINUTES_PER_JP = 45
MOST_HALVES = 2_000
FORECAST_DAYS = 90
FORECAST_COURSES = 2


class JpValueError(DomainError):
    """An amount of JP that is no multiple of one half."""

    code: ClassVar[str] = "jp_invalid"
    message_template: ClassVar[str] = N_("JP harus kelipatan setengah, lebih dari 0, misalnya 1 atau 1,5.")


@dataclass(frozen=True, slots=True)
class JpRules:
    """The yearly figures in halves: 40 halves are 20 JP."""

    floor_halves: int = 40
    ceiling_halves: int = 48


@dataclass(frozen=True, slots=True)
class JpEntry:
    """JP earned once. ``earned_on`` is the local date in the agency's zone; ``course`` is the same for every
    retaking.
    """

    id: int
    course: str
    halves: int
    earned_on: date


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Return whether ``day`` lies in the period."""
        return self.first <= day <= self.last


class PeriodBasis(StrEnum):
    """Which year a statement is about."""

    CALENDAR = "calendar"
    CONTRACT = "contract"
    CONTRACT_START_MISSING = "contract_start_missing"
    """A PPPK without a (begun) contract: the calendar year is shown with the sentence that the start is missing."""


class JpCounting(StrEnum):
    """What became of an entry."""

    COUNTED = "counted"
    PARTLY_COUNTED = "partly_counted"
    """It crosses the ceiling; ``counted_halves`` says how much of it counts."""
    ABOVE_CEILING = "above_ceiling"
    REPEATED = "repeated"
    """The same course was counted earlier in the period."""


@dataclass(frozen=True, slots=True)
class JpLine:
    """One entry of a statement."""

    entry: JpEntry
    counting: JpCounting
    counted_halves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JpStatement:
    """A year's account in halves.

    ``target_halves`` is the floor, None where there is none (PPPK); ``ceiling_halves`` is the ceiling, None where
    there is none (PNS); both are None for who is in neither service. ``short_halves`` is what the floor still asks
    for; it is 0 for everybody without a floor.
    """

    period: Period
    basis: PeriodBasis
    lines: tuple[JpLine, ...]
    counted_halves: int
    uncounted_halves: int
    target_halves: int | None
    ceiling_halves: int | None
    short_halves: int

    @property
    def is_met(self) -> bool:
        """Whether the floor is reached; true where there is no floor."""
        return self.short_halves == 0

    @property
    def contract_start_missing(self) -> bool:
        """Whether the page must say that the contract's start is missing."""
        return self.basis is PeriodBasis.CONTRACT_START_MISSING


def parse_jp(value: object) -> int:
    """Return halves for an amount as written in a course file or form: ``1.5`` and ``"1,5"`` give 3.

    Raises: JpValueError when it is no positive multiple of a half or more than 1,000 JP.
    """
    number = exact_number(value)
    halves = None if number is None else number * 2
    if halves is None or halves.denominator != 1 or not 0 < halves <= MOST_HALVES:
        raise JpValueError
    return halves.numerator


def jp_decimal(halves: int) -> Decimal:
    """Return halves as JP: 12 gives 6, 3 gives 1.5. The decimal comma is the page's business."""
    whole, half = divmod(halves, 2)
    return Decimal(whole) + Decimal("0.5") if half else Decimal(whole)


def whole_jp(halves: int) -> int:
    """Return the whole JP that a national record can take: the half that remains is cut, never rounded up."""
    return halves // 2


def jp_minutes(halves: int) -> Fraction:
    """Return the minutes that halves stand for, exactly: one half is 22 1/2."""
    return Fraction(halves * MINUTES_PER_JP, 2)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """Return the date in the agency's calendar at ``moment``. Raises: ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("moment must be aware")
    return moment.astimezone(zone).date()


def calendar_year(day: date) -> Period:
    """Return the calendar year that holds ``day``."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def contract_year(starts: Iterable[date], day: date) -> Period | None:
    """Return the year of the contract that holds ``day``; None when no contract has begun by then.

    Years run from the latest start on or before ``day`` to the day before its anniversary, and end early when the
    next contract begins. A contract begun on 29 February has its anniversary on 1 March in years without that day, so
    its years neither overlap nor leave a gap.
    """
    ordered = sorted(set(starts))
    begun = [start for start in ordered if start <= day]
    if not begun:
        return None
    start = begun[-1]
    years = day.year - start.year
    first = _anniversary(start, years)
    if first > day:
        years -= 1
        first = _anniversary(start, years)
    last = _anniversary(start, years + 1) - timedelta(days=1)
    following = next((other for other in ordered if other > start), None)
    return Period(first, last if following is None else min(last, following - timedelta(days=1)))


def statement(
    entries: Sequence[JpEntry],
    kind: NipKind | None,
    on: date,
    contract_starts: Iterable[date] = (),
    rules: JpRules | None = None,
) -> JpStatement:
    """Return the account of the year that holds ``on``.

    Entries outside the year are left out. In order of date, the same course counts once (its first entry). For PPPK
    entries count up to the ceiling; an entry that crosses it counts in part. A PPPK whose contract start is missing
    sees the calendar year, under the same ceiling, and the statement says so. Without a ``kind`` (no NIP) the calendar
    year has neither floor nor ceiling.
    """
    rules = rules or JpRules()
    if kind is not NipKind.PPPK:
        floor = rules.floor_halves if kind is NipKind.PNS else None
        return _without_ceiling(_lines(entries, calendar_year(on), None), calendar_year(on), floor)
    period = contract_year(contract_starts, on)
    basis = PeriodBasis.CONTRACT if period else PeriodBasis.CONTRACT_START_MISSING
    return _with_ceiling(entries, period or calendar_year(on), basis, rules)


def forecast(account: JpStatement, on: date) -> int | None:
    """Return the halves that the year ends with at the pace so far, cut to whole JP; None where that would be a guess.

    The pace is what counts by ``on`` over the days of the year gone by, ``on`` included. Nothing is foretold in the
    first 90 days, from fewer than two courses that count (one course is no pace), for who has no floor or has reached
    it, and on the last day. What is foretold is never less than what counts already.
    """
    counting = sum(line.counted_halves > 0 for line in account.lines)
    if not account.short_halves or counting < FORECAST_COURSES or not account.period.first <= on < account.period.last:
        return None
    gone = (on - account.period.first).days + 1
    days = (account.period.last - account.period.first).days + 1
    if gone <= FORECAST_DAYS:
        return None
    whole = account.counted_halves * days // (gone * 2)
    return max(whole * 2, account.counted_halves)


def _without_ceiling(lines: tuple[JpLine, ...], period: Period, floor: int | None) -> JpStatement:
    counted = sum(line.counted_halves for line in lines)
    return JpStatement(
        period=period,
        basis=PeriodBasis.CALENDAR,
        lines=lines,
        counted_halves=counted,
        uncounted_halves=_uncounted(lines),
        target_halves=floor,
        ceiling_halves=None,
        short_halves=max(0, (floor or 0) - counted),
    )


def _with_ceiling(entries: Sequence[JpEntry], period: Period, basis: PeriodBasis, rules: JpRules) -> JpStatement:
    lines = _lines(entries, period, rules.ceiling_halves)
    return JpStatement(
        period=period,
        basis=basis,
        lines=lines,
        counted_halves=sum(line.counted_halves for line in lines),
        uncounted_halves=_uncounted(lines),
        target_halves=None,
        ceiling_halves=rules.ceiling_halves,
        short_halves=0,
    )


def _lines(entries: Sequence[JpEntry], period: Period, ceiling: int | None) -> tuple[JpLine, ...]:
    lines: list[JpLine] = []
    courses: set[str] = set()
    counted = 0
    for entry in sorted(entries, key=lambda each: (each.earned_on, each.id)):
        if not period.holds(entry.earned_on):
            continue
        if entry.course in courses:
            lines.append(JpLine(entry, JpCounting.REPEATED, 0))
            continue
        courses.add(entry.course)
        room = entry.halves if ceiling is None else min(entry.halves, ceiling - counted)
        counted += room
        lines.append(JpLine(entry, _counting(entry.halves, room), room))
    return tuple(lines)


def _counting(halves: int, counted: int) -> JpCounting:
    if counted == halves:
        return JpCounting.COUNTED
    return JpCounting.PARTLY_COUNTED if counted else JpCounting.ABOVE_CEILING


def _uncounted(lines: tuple[JpLine, ...]) -> int:
    """Return the halves that are listed without counting, repeated courses aside."""
    return sum(line.entry.halves - line.counted_halves for line in lines if line.counting is not JpCounting.REPEATED)


def _anniversary(start: date, years: int) -> date:
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 3, 1)
