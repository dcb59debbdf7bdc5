"""What a post, a reopening and a broken line mean, to the second."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.domain.attempt_clock import (
    Outage,
    PostVerdict,
    credited_offline,
    end_with_credit,
    reopened,
    verdict_of_post,
)
from elearning.domain.attempts import AttemptEventRefusedError, AttemptState
from elearning.domain.schedule import AttemptTimes, DerivedState, OverdueHandling, QuizSchedule

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
END = START + timedelta(minutes=20)
LIMITED = QuizSchedule(time_limit_minutes=20)
GRACE = QuizSchedule(time_limit_minutes=20, grace_minutes=5)
STRICT = QuizSchedule(time_limit_minutes=20, grace_minutes=5, handling=OverdueHandling.GRACE)
OPEN = AttemptTimes(AttemptState.IN_PROGRESS, START, END)
MINUTE = timedelta(minutes=1)
GOES_ON, OVERDUE = AttemptState.IN_PROGRESS, AttemptState.OVERDUE
SENT, LOST = AttemptState.SUBMITTED, AttemptState.ABANDONED


def at(seconds: float) -> datetime:
    return END + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("schedule", "seconds", "is_sending", "takes", "state", "finish"),
    [
        (LIMITED, -600, False, True, GOES_ON, None),
        (LIMITED, -2, False, True, GOES_ON, None),
        (LIMITED, -1.999, False, True, SENT, -1.999),
        (LIMITED, 60, False, True, SENT, 60),
        (LIMITED, 60.001, False, False, SENT, 0),
        (LIMITED, -600, True, True, SENT, -600),
        (LIMITED, 60, True, True, SENT, 60),
        (LIMITED, 60.001, True, False, SENT, 0),
        (GRACE, -2, False, True, GOES_ON, None),
        (GRACE, -1.999, False, True, OVERDUE, None),
        (GRACE, 360, False, True, OVERDUE, None),
        (GRACE, 360, True, True, SENT, 360),
        (GRACE, 360.001, True, False, SENT, 0),
        (STRICT, 360, False, True, OVERDUE, None),
        (STRICT, 360, True, True, SENT, 360),
        (STRICT, 360.001, True, False, LOST, 0),
    ],
)
def test_a_post_is_judged_by_when_it_came(schedule, seconds, is_sending, takes, state, finish):
    finished_at = None if finish is None else at(finish)
    found = verdict_of_post(schedule, OPEN, at(seconds), is_sending=is_sending)
    assert found == PostVerdict(takes_answers=takes, state=state, finished_at=finished_at)


@pytest.mark.parametrize("state", [SENT, LOST, AttemptState.FINISHED])
def test_a_post_changes_nothing_about_a_closed_attempt(state):
    found = verdict_of_post(LIMITED, AttemptTimes(state, START, END), at(-600), is_sending=True)
    assert found == PostVerdict(takes_answers=False, state=state)


def test_more_time_moves_every_moment():
    longer = AttemptTimes(GOES_ON, START, END + 10 * MINUTE)
    assert verdict_of_post(LIMITED, longer, at(61), is_sending=False).state is GOES_ON
    assert verdict_of_post(LIMITED, AttemptTimes(OVERDUE, START, None), at(10**6), is_sending=False).takes_answers


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(-1, DerivedState(GOES_ON)), (0, DerivedState(SENT, END)), (86_400, DerivedState(SENT, END))],
)
def test_a_reopened_attempt_goes_on_or_is_handed_in_at_its_true_end(seconds, expected):
    assert reopened(AttemptTimes(LOST, START, END), at(seconds)) == expected


def test_a_reopened_attempt_without_an_end_goes_on():
    assert reopened(AttemptTimes(LOST, START, None), at(0)) == DerivedState(GOES_ON)


@pytest.mark.parametrize("state", [each for each in AttemptState if each is not LOST])
def test_only_an_abandoned_attempt_is_reopened(state):
    with pytest.raises(AttemptEventRefusedError):
        reopened(AttemptTimes(state, START, END), at(-60))


def outage(begin: float, end: float, down: float) -> Outage:
    """Minutes after the start; how long the line was down, as the page says."""
    return Outage(START + begin * MINUTE, START + end * MINUTE, down * MINUTE)


@pytest.mark.parametrize(
    ("outages", "most", "minutes"),
    [
        ([], 10, 0),
        ([outage(2, 5, 2)], 10, 2),
        ([outage(2, 5, 3)], 10, 3),
        ([outage(2, 5, 90)], 10, 3),
        ([outage(2, 5, -4)], 10, 0),
        ([outage(2, 5, 3), outage(6, 9, 2)], 10, 5),
        ([outage(2, 5, 3), outage(4, 7, 3)], 10, 5),
        ([outage(2, 9, 7), outage(3, 4, 1)], 10, 7),
        ([outage(1, 12, 11)], 10, 10),
        ([outage(18, 25, 7)], 10, 2),
        ([outage(-9, 2, 11)], 10, 2),
        ([outage(21, 25, 4)], 10, 0),
        ([outage(5, 2, 3)], 10, 0),
        ([outage(2, 5, 3)], 0, 0),
    ],
)
def test_time_without_a_line_is_given_back_up_to_what_was_seen_and_set(outages, most, minutes):
    assert credited_offline(OPEN, outages, most * MINUTE) == minutes * MINUTE


OUTAGES = st.lists(st.builds(outage, st.integers(0, 30), st.integers(0, 30), st.integers(-5, 40)), max_size=6)


@given(outages=OUTAGES, most=st.integers(0, 30))
def test_never_more_is_given_back_than_the_setting_and_the_attempt_hold(outages, most):
    credit = credited_offline(OPEN, outages, most * MINUTE)
    assert timedelta(0) <= credit <= min(most * MINUTE, END - START)


@pytest.mark.parametrize(
    ("closes", "ends", "expected"),
    [(None, 20, 25), (30, 20, 25), (25, 20, 25), (23, 20, 23), (20, 20, 20), (15, 20, 20)],
)
def test_the_closing_time_cuts_what_is_given_back_but_not_what_was_given(closes, ends, expected):
    schedule = QuizSchedule(closes_at=None if closes is None else START + closes * MINUTE)
    assert end_with_credit(schedule, START + ends * MINUTE, 5 * MINUTE) == START + expected * MINUTE


def test_what_has_no_end_gets_none():
    assert end_with_credit(LIMITED, None, MINUTE) is None
