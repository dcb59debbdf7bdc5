"""Whose rule counts: a person's, their units', the quiz's."""

from datetime import UTC, datetime, timedelta

import pytest

from elearning.domain.quiz_overrides import NO_LIMIT, ScheduleOverride, effective_schedule
from elearning.domain.schedule import UNLIMITED, OverdueHandling, QuizSchedule, end_time

OPENS = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=1)
QUIZ = QuizSchedule(
    time_limit_minutes=20, grace_minutes=5, handling=OverdueHandling.GRACE, opens_at=OPENS, closes_at=CLOSES, attempts=2
)
HOUR = timedelta(hours=1)


def limit(*minutes: int | None) -> list[ScheduleOverride]:
    return [ScheduleOverride(time_limit_minutes=each) for each in minutes]


def test_without_an_override_nothing_changes():
    assert effective_schedule(QUIZ) == effective_schedule(QUIZ, ScheduleOverride(), [ScheduleOverride()]) == QUIZ


@pytest.mark.parametrize(
    ("own", "units", "minutes"),
    [
        (30, [45], 30),
        (10, [45], 10),
        (None, [45], 45),
        (None, [25, 45, None, 30], 45),
        (None, [5], 5),
        (None, [45, NO_LIMIT], None),
        (NO_LIMIT, [45], None),
        (None, [None], 20),
    ],
)
def test_a_persons_limit_wins_then_the_longest_of_their_units(own, units, minutes):
    assert effective_schedule(QUIZ, limit(own)[0], limit(*units)).time_limit_minutes == minutes


@pytest.mark.parametrize(
    ("own", "units", "attempts"),
    [(1, [5], 1), (None, [3, 5], 5), (None, [5, UNLIMITED], UNLIMITED), (UNLIMITED, [], UNLIMITED), (None, [], 2)],
)
def test_attempts_follow_the_same_order_and_unlimited_is_the_most(own, units, attempts):
    overrides = [ScheduleOverride(attempts=each) for each in units]
    assert effective_schedule(QUIZ, ScheduleOverride(attempts=own), overrides).attempts == attempts


def test_of_several_units_the_earliest_opening_and_the_latest_closing_count():
    units = [
        ScheduleOverride(opens_at=OPENS - HOUR, closes_at=CLOSES + HOUR),
        ScheduleOverride(opens_at=OPENS - 2 * HOUR, closes_at=CLOSES - HOUR),
    ]
    found = effective_schedule(QUIZ, None, units)
    assert (found.opens_at, found.closes_at) == (OPENS - 2 * HOUR, CLOSES + HOUR)
    own = ScheduleOverride(opens_at=OPENS + HOUR)
    assert effective_schedule(QUIZ, own, units).opens_at == OPENS + HOUR


def test_what_no_override_speaks_of_stays():
    found = effective_schedule(QUIZ, ScheduleOverride(time_limit_minutes=30))
    assert (found.grace_minutes, found.handling, found.closes_at) == (5, OverdueHandling.GRACE, CLOSES)


@pytest.mark.parametrize(("percent", "minutes"), [(100, 40), (150, 60), (200, 70), (None, 70)])
def test_an_accommodation_stretches_the_overridden_limit_up_to_the_overridden_close(percent, minutes):
    own = ScheduleOverride(time_limit_minutes=40, closes_at=OPENS + timedelta(minutes=70))
    assert end_time(effective_schedule(QUIZ, own), OPENS, percent) == OPENS + timedelta(minutes=minutes)
