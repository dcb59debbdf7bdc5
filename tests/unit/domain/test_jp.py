"""Learning hours: years, floors, ceilings and halves."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain import jp
from elearning.domain.jp import JpCounting, JpEntry, JpRules, Period, PeriodBasis
from elearning.domain.nip import NipKind

JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")


def _entry(number: int, course: str, halves: int, day: date) -> JpEntry:
    return JpEntry(number, course, halves, day)


@pytest.mark.parametrize(
    ("value", "halves"), [(6, 12), (1.5, 3), ("1,5", 3), ("0.5", 1), (Decimal("2.0"), 4), (1000, 2000)]
)
def test_jp_is_kept_in_halves(value: object, halves: int) -> None:
    assert jp.parse_jp(value) == halves


@pytest.mark.parametrize("value", [0, -1, 0.25, "1,3", "enam", None, True, 1000.5, float("nan")])
def test_what_is_no_half_is_refused(value: object) -> None:
    with pytest.raises(jp.JpValueError):
        jp.parse_jp(value)


def test_halves_are_shown_as_jp_minutes_and_whole_hours() -> None:
    assert [str(jp.jp_decimal(halves)) for halves in (0, 1, 2, 3, 12)] == ["0", "0.5", "1", "1.5", "6"]
    assert [jp.whole_jp(halves) for halves in (0, 1, 2, 3, 12)] == [0, 0, 1, 1, 6]
    assert (jp.jp_minutes(1), jp.jp_minutes(12)) == (Fraction(45, 2), 270)


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        (datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC), JAKARTA, date(2026, 12, 31)),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), JAKARTA, date(2027, 1, 1)),
        (datetime(2026, 12, 31, 14, 59, 59, tzinfo=UTC), JAYAPURA, date(2026, 12, 31)),
        (datetime(2026, 12, 31, 15, 0, tzinfo=UTC), JAYAPURA, date(2027, 1, 1)),
    ],
)
def test_the_year_of_an_entry_is_the_agencys_own(moment: datetime, zone: ZoneInfo, day: date) -> None:
    assert jp.local_date(moment, zone) == day


def test_a_moment_without_a_zone_has_no_local_date() -> None:
    with pytest.raises(ValueError, match="aware"):
        jp.local_date(datetime(2026, 1, 1), JAKARTA)  # noqa: DTZ001 - that is the case


@pytest.mark.parametrize(
    ("starts", "day", "expected"),
    [
        ([date(2024, 3, 1)], date(2024, 2, 29), None),
        ([], date(2024, 3, 1), None),
        ([date(2024, 3, 1)], date(2024, 3, 1), Period(date(2024, 3, 1), date(2025, 2, 28))),
        ([date(2024, 3, 1)], date(2025, 2, 28), Period(date(2024, 3, 1), date(2025, 2, 28))),
        ([date(2024, 3, 1)], date(2025, 3, 1), Period(date(2025, 3, 1), date(2026, 2, 28))),
        ([date(2024, 2, 29)], date(2025, 2, 28), Period(date(2024, 2, 29), date(2025, 2, 28))),
        ([date(2024, 2, 29)], date(2025, 3, 1), Period(date(2025, 3, 1), date(2026, 2, 28))),
        ([date(2024, 2, 29)], date(2028, 2, 28), Period(date(2027, 3, 1), date(2028, 2, 28))),
        ([date(2024, 2, 29)], date(2028, 2, 29), Period(date(2028, 2, 29), date(2029, 2, 28))),
        ([date(2024, 1, 1), date(2025, 7, 1)], date(2025, 6, 30), Period(date(2025, 1, 1), date(2025, 6, 30))),
        ([date(2025, 7, 1), date(2024, 1, 1)], date(2025, 7, 1), Period(date(2025, 7, 1), date(2026, 6, 30))),
    ],
)
def test_contract_years_run_between_anniversaries(starts: list[date], day: date, expected: Period | None) -> None:
    assert jp.contract_year(starts, day) == expected


@pytest.mark.parametrize(("halves", "short"), [(0, 40), (39, 1), (40, 0), (41, 0)])
def test_permanent_staff_have_a_floor_in_the_calendar_year(halves: int, short: int) -> None:
    entries = [_entry(1, "A", halves, date(2026, 5, 1))] if halves else []
    found = jp.statement(entries, NipKind.PNS, date(2026, 8, 1))
    assert (found.counted_halves, found.short_halves, found.is_met) == (halves, short, short == 0)
    assert (found.target_halves, found.ceiling_halves, found.basis) == (40, None, PeriodBasis.CALENDAR)


def test_who_is_in_neither_service_has_neither_floor_nor_ceiling() -> None:
    found = jp.statement([_entry(1, "A", 90, date(2026, 5, 1))], None, date(2026, 8, 1), [date(2024, 3, 1)])
    assert (found.target_halves, found.ceiling_halves, found.basis) == (None, None, PeriodBasis.CALENDAR)
    assert (found.counted_halves, found.uncounted_halves, found.short_halves) == (90, 0, 0)
    assert jp.statement([], None, date(2026, 8, 1)).is_met


def test_entries_of_other_years_are_left_out() -> None:
    entries = [
        _entry(1, "A", 2, date(2025, 12, 31)),
        _entry(2, "B", 4, date(2026, 1, 1)),
        _entry(3, "C", 8, date(2026, 12, 31)),
        _entry(4, "D", 16, date(2027, 1, 1)),
    ]
    assert jp.statement(entries, NipKind.PNS, date(2026, 6, 1)).counted_halves == 12


def test_the_same_course_counts_once_in_a_year_and_again_in_the_next() -> None:
    entries = [
        _entry(2, "A", 12, date(2026, 9, 1)),
        _entry(1, "A", 12, date(2026, 2, 1)),
        _entry(3, "A", 12, date(2027, 2, 1)),
    ]
    found = jp.statement(entries, NipKind.PNS, date(2026, 6, 1))
    assert [(line.entry.id, line.counting, line.counted_halves) for line in found.lines] == [
        (1, JpCounting.COUNTED, 12),
        (2, JpCounting.REPEATED, 0),
    ]
    assert (found.counted_halves, found.uncounted_halves) == (12, 0)
    assert jp.statement(entries, NipKind.PNS, date(2027, 6, 1)).counted_halves == 12


def test_contract_staff_have_a_ceiling_in_the_contract_year_and_are_never_short() -> None:
    entries = [
        _entry(1, "A", 30, date(2026, 4, 1)),
        _entry(2, "B", 17, date(2026, 5, 1)),
        _entry(3, "C", 3, date(2026, 6, 1)),
        _entry(4, "D", 2, date(2026, 7, 1)),
    ]
    found = jp.statement(entries, NipKind.PPPK, date(2026, 8, 1), [date(2026, 3, 1)])
    assert [(line.counting, line.counted_halves) for line in found.lines] == [
        (JpCounting.COUNTED, 30),
        (JpCounting.COUNTED, 17),
        (JpCounting.PARTLY_COUNTED, 1),
        (JpCounting.ABOVE_CEILING, 0),
    ]
    assert (found.counted_halves, found.uncounted_halves, found.short_halves) == (48, 4, 0)
    assert (found.target_halves, found.ceiling_halves, found.basis) == (None, 48, PeriodBasis.CONTRACT)
    assert not found.contract_start_missing


@pytest.mark.parametrize("starts", [[], [date(2026, 9, 1)]])
def test_contract_staff_without_a_begun_contract_see_the_calendar_year_and_why(starts: list[date]) -> None:
    found = jp.statement([_entry(1, "A", 12, date(2026, 1, 1))], NipKind.PPPK, date(2026, 8, 1), starts)
    assert found.contract_start_missing
    assert (found.period, found.counted_halves) == (Period(date(2026, 1, 1), date(2026, 12, 31)), 12)
    assert (found.short_halves, found.target_halves) == (0, None)


def test_floor_and_ceiling_are_data() -> None:
    rules = JpRules(floor_halves=10, ceiling_halves=6)
    entries = [_entry(1, "A", 8, date(2026, 1, 1))]
    assert jp.statement(entries, NipKind.PNS, date(2026, 2, 1), rules=rules).short_halves == 2
    assert jp.statement(entries, NipKind.PPPK, date(2026, 2, 1), [date(2026, 1, 1)], rules).counted_halves == 6


DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2032, 12, 31))
ENTRIES = st.lists(
    st.builds(JpEntry, st.integers(1, 99), st.sampled_from("ABCDEFGH"), st.integers(1, 40), DAYS), max_size=25
)


@given(ENTRIES, DAYS, st.sets(DAYS, max_size=3), st.sampled_from([*NipKind, None]))
@settings(max_examples=100, deadline=None)
def test_nothing_counts_above_the_ceiling_and_only_a_floor_can_be_missed(
    entries: list[JpEntry], day: date, starts: set[date], kind: NipKind | None
) -> None:
    found = jp.statement(entries, kind, day, starts)
    assert found.period.holds(day)
    assert all(found.period.holds(line.entry.earned_on) for line in found.lines)
    assert found.counted_halves == sum(line.counted_halves for line in found.lines)
    if kind is NipKind.PPPK:
        assert found.counted_halves <= 48
        assert found.short_halves == 0
    else:
        assert found.uncounted_halves == 0
        assert found.short_halves == (max(0, 40 - found.counted_halves) if kind else 0)


@given(st.sets(DAYS, min_size=1, max_size=3), DAYS)
@settings(max_examples=100, deadline=None)
def test_contract_years_touch_without_gap_or_overlap(starts: set[date], day: date) -> None:
    year = jp.contract_year(starts, day)
    if year is None:
        assert day < min(starts)
        return
    assert year.holds(day)
    following = jp.contract_year(starts, year.last + timedelta(days=1))
    assert following is not None
    assert following.first == year.last + timedelta(days=1)
    assert (year.last - year.first).days <= 365


def _year(*entries: tuple[str, int, date], kind: NipKind | None = NipKind.PNS, on: date) -> int | None:
    account = jp.statement([_entry(number, *each) for number, each in enumerate(entries, 1)], kind, on)
    return jp.forecast(account, on)


JANUARY, FEBRUARY = date(2026, 1, 20), date(2026, 2, 10)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 3, 31), None),  # day 90
        (date(2026, 4, 1), 48),  # 6 JP in 91 of 365 days: 24.06
        (date(2026, 7, 2), 22),  # day 183: 11.96 is cut to 11
        (date(2026, 12, 30), 12),
        (date(2026, 12, 31), None),
    ],
)
def test_the_pace_of_two_courses_is_foretold_after_ninety_days_and_cut_to_whole_jp(
    on: date, expected: int | None
) -> None:
    assert _year(("A", 6, JANUARY), ("B", 6, FEBRUARY), on=on) == expected


def test_nothing_is_foretold_from_one_course_or_a_repeated_one() -> None:
    summer = date(2026, 7, 1)
    assert _year(("A", 12, JANUARY), on=summer) is None
    assert _year(("A", 12, JANUARY), ("A", 12, FEBRUARY), on=summer) is None
    assert _year(on=summer) is None


def test_nothing_is_foretold_to_who_has_reached_the_floor_or_has_none() -> None:
    summer = date(2026, 7, 1)
    assert _year(("A", 20, JANUARY), ("B", 20, FEBRUARY), on=summer) is None
    assert _year(("A", 20, JANUARY), ("B", 19, FEBRUARY), on=summer) == 2 * 39
    assert _year(("A", 6, JANUARY), ("B", 6, FEBRUARY), kind=NipKind.PPPK, on=summer) is None
    assert _year(("A", 6, JANUARY), ("B", 6, FEBRUARY), kind=None, on=summer) is None


def test_no_forecast_for_a_day_outside_the_year_of_the_account() -> None:
    account = jp.statement([_entry(1, "A", 6, JANUARY), _entry(2, "B", 6, FEBRUARY)], NipKind.PNS, FEBRUARY)
    assert jp.forecast(account, date(2025, 12, 31)) is None
    assert jp.forecast(account, date(2027, 1, 1)) is None


@given(ENTRIES, DAYS)
@settings(max_examples=100, deadline=None)
def test_a_forecast_is_never_less_than_what_counts_nor_more_than_the_pace(entries: list[JpEntry], day: date) -> None:
    until_today = [each for each in entries if each.earned_on <= day]
    account = jp.statement(until_today, NipKind.PNS, day)
    found = jp.forecast(account, day)
    if found is not None:
        gone = (day - account.period.first).days + 1
        assert account.counted_halves <= found <= Fraction(account.counted_halves * 366, gone)
