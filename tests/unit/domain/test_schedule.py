"""Time limits, allowances and attempts, to the second."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain import schedule as rules
from elearning.domain.attempts import AttemptClosedError, AttemptState
from elearning.domain.schedule import AttemptHistory, AttemptTimes, DerivedState, OverdueHandling, QuizSchedule

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
END = START + timedelta(minutes=20)
LIMITED = QuizSchedule(time_limit_minutes=20)
WITH_GRACE = QuizSchedule(time_limit_minutes=20, grace_minutes=5)
STRICT_GRACE = QuizSchedule(time_limit_minutes=20, grace_minutes=5, handling=OverdueHandling.GRACE)
OPEN = AttemptTimes(AttemptState.IN_PROGRESS, START, END)


def _at(seconds: float) -> datetime:
    return END + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("schedule", "percent", "minutes"),
    [
        (LIMITED, 100, 20),
        (LIMITED, 125, 25),
        (LIMITED, 150, 30),
        (LIMITED, None, None),
        (QuizSchedule(), 100, None),
        (QuizSchedule(closes_at=START + timedelta(minutes=7)), 100, 7),
        (QuizSchedule(time_limit_minutes=20, closes_at=START + timedelta(minutes=22)), 100, 20),
        (QuizSchedule(time_limit_minutes=20, closes_at=START + timedelta(minutes=22)), 125, 22),
        (QuizSchedule(time_limit_minutes=20, closes_at=START + timedelta(minutes=22)), None, 22),
    ],
)
def test_an_attempt_ends_after_its_stretched_limit_or_when_the_quiz_closes(
    schedule: QuizSchedule, percent: int | None, minutes: int | None
) -> None:
    expected = None if minutes is None else START + timedelta(minutes=minutes)
    assert rules.end_time(schedule, START, percent) == expected


def test_a_stretched_limit_is_rounded_up_to_whole_seconds() -> None:
    assert rules.end_time(QuizSchedule(time_limit_minutes=1), START, 101) == START + timedelta(seconds=61)


def test_an_accommodation_never_takes_time_away() -> None:
    with pytest.raises(ValueError, match="at least 100"):
        rules.end_time(LIMITED, START, 99)


@pytest.mark.parametrize(("seconds", "is_up"), [(-2.001, False), (-2, False), (-1.999, True), (0, True), (5, True)])
def test_with_less_than_two_seconds_left_the_time_is_up(seconds: float, is_up: bool) -> None:
    assert rules.is_time_up(END, _at(seconds)) is is_up


def test_without_an_end_the_time_is_never_up() -> None:
    assert not rules.is_time_up(None, START)
    assert rules.last_moment(LIMITED, None) is None


@pytest.mark.parametrize(
    ("schedule", "seconds", "expected"),
    [
        (LIMITED, -1, DerivedState(AttemptState.IN_PROGRESS)),
        (LIMITED, 0, DerivedState(AttemptState.IN_PROGRESS)),
        (LIMITED, 60, DerivedState(AttemptState.IN_PROGRESS)),
        (LIMITED, 60.001, DerivedState(AttemptState.SUBMITTED, END)),
        (WITH_GRACE, -0.001, DerivedState(AttemptState.IN_PROGRESS)),
        (WITH_GRACE, 0, DerivedState(AttemptState.OVERDUE)),
        (WITH_GRACE, 360, DerivedState(AttemptState.OVERDUE)),
        (WITH_GRACE, 360.001, DerivedState(AttemptState.SUBMITTED, END)),
        (STRICT_GRACE, 360, DerivedState(AttemptState.OVERDUE)),
        (STRICT_GRACE, 361, DerivedState(AttemptState.ABANDONED, END)),
        (STRICT_GRACE, 86_400, DerivedState(AttemptState.ABANDONED, END)),
        (
            QuizSchedule(time_limit_minutes=20, handling=OverdueHandling.GRACE),
            61,
            DerivedState(AttemptState.SUBMITTED, END),
        ),
    ],
)
def test_time_alone_moves_an_attempt(schedule: QuizSchedule, seconds: float, expected: DerivedState) -> None:
    assert rules.derived_state(schedule, OPEN, _at(seconds)) == expected


@pytest.mark.parametrize("state", [AttemptState.SUBMITTED, AttemptState.FINISHED, AttemptState.ABANDONED])
def test_time_changes_nothing_about_a_closed_attempt(state: AttemptState) -> None:
    times = AttemptTimes(state, START, END)
    assert rules.derived_state(LIMITED, times, _at(999)) == DerivedState(state)


def test_an_attempt_without_an_end_stays_as_it_is() -> None:
    times = AttemptTimes(AttemptState.IN_PROGRESS, START, None)
    assert rules.derived_state(QuizSchedule(), times, START + timedelta(days=400)) == DerivedState(
        AttemptState.IN_PROGRESS
    )


def test_an_overdue_attempt_that_got_more_time_is_in_progress_again() -> None:
    times = AttemptTimes(AttemptState.OVERDUE, START, END + timedelta(minutes=10))
    assert rules.derived_state(WITH_GRACE, times, _at(30)).state is AttemptState.IN_PROGRESS


@pytest.mark.parametrize(
    ("schedule", "seconds", "accepted"),
    [(LIMITED, 60, True), (LIMITED, 61, False), (WITH_GRACE, 360, True), (WITH_GRACE, 361, False)],
)
def test_answers_are_taken_until_grace_and_allowance_have_passed(
    schedule: QuizSchedule, seconds: int, accepted: bool
) -> None:
    assert rules.accepts_answer(schedule, OPEN, _at(seconds)) is accepted
    if accepted:
        rules.check_accepts_answer(schedule, OPEN, _at(seconds))
        return
    with pytest.raises(rules.AnswerTooLateError):
        rules.check_accepts_answer(schedule, OPEN, _at(seconds))


def test_an_answer_to_a_sent_attempt_is_refused_as_closed() -> None:
    times = AttemptTimes(AttemptState.FINISHED, START, END)
    with pytest.raises(AttemptClosedError) as raised:
        rules.check_accepts_answer(LIMITED, times, START)
    assert type(raised.value) is AttemptClosedError


@pytest.mark.parametrize(("seconds", "finish"), [(-300, -300), (0, 0), (59, 59), (60, 60), (61, 0), (86_400, 0)])
def test_the_finish_is_the_sending_or_the_end_when_time_alone_ended_it(seconds: int, finish: int) -> None:
    assert rules.finish_time(LIMITED, OPEN, _at(seconds)) == _at(finish)


@pytest.mark.parametrize(("seconds", "left"), [(-90, 90), (-0.5, 0), (0, 0), (30, 0)])
def test_a_timer_never_runs_below_zero(seconds: float, left: int) -> None:
    assert rules.seconds_left(END, _at(seconds)) == left
    assert rules.seconds_left(None, END) is None


@pytest.mark.parametrize(
    ("attempts", "used", "granted", "left"),
    [(0, 50, 0, None), (2, 0, 0, 2), (2, 1, 0, 1), (2, 2, 0, 0), (2, 2, 1, 1), (2, 5, 1, 0)],
)
def test_granted_attempts_come_on_top(attempts: int, used: int, granted: int, left: int | None) -> None:
    schedule = QuizSchedule(attempts=attempts)
    assert rules.attempts_left(schedule, AttemptHistory(used=used, granted=granted)) == left


def test_a_second_attempt_waits_for_the_open_one() -> None:
    with pytest.raises(rules.AttemptAlreadyOpenError):
        rules.check_may_start(QuizSchedule(), AttemptHistory(used=1, has_open=True), START)


def test_no_attempt_begins_when_all_are_used_and_the_number_is_named() -> None:
    with pytest.raises(rules.NoAttemptsLeftError) as raised:
        rules.check_may_start(QuizSchedule(attempts=2), AttemptHistory(used=3, granted=1), START)
    assert "Semua 3 kesempatan" in raised.value.message


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 10), (1, 10), (60, 9), (599, 1)])
def test_the_wait_between_attempts_is_told_in_minutes(seconds: int, minutes: int) -> None:
    history = AttemptHistory(used=1, last_finished_at=START)
    with pytest.raises(rules.AttemptWaitError) as raised:
        rules.check_may_start(QuizSchedule(wait_minutes=10), history, START + timedelta(seconds=seconds))
    assert raised.value.params == {"minutes": minutes}
    assert raised.value.until == START + timedelta(minutes=10)


def test_after_the_wait_an_attempt_begins() -> None:
    history = AttemptHistory(used=1, last_finished_at=START)
    rules.check_may_start(QuizSchedule(wait_minutes=10), history, START + timedelta(minutes=10))
    rules.check_may_start(QuizSchedule(wait_minutes=10), AttemptHistory(), START)


@pytest.mark.parametrize(("seconds", "closed"), [(-3, False), (-2, False), (-1, True), (0, True)])
def test_a_closing_quiz_takes_no_attempt_in_its_last_two_seconds(seconds: int, closed: bool) -> None:
    schedule = QuizSchedule(closes_at=END)
    if not closed:
        rules.check_may_start(schedule, AttemptHistory(), _at(seconds))
        return
    with pytest.raises(rules.QuizClosedError):
        rules.check_may_start(schedule, AttemptHistory(), _at(seconds))


@given(
    limit=st.integers(1, 300),
    grace=st.integers(0, 60),
    percent=st.integers(100, 400),
    handling=st.sampled_from(OverdueHandling),
    offset=st.integers(0, 200_000),
)
@settings(max_examples=100, deadline=None)
def test_a_finish_time_never_lies_after_the_last_moment(
    limit: int, grace: int, percent: int, handling: OverdueHandling, offset: int
) -> None:
    schedule = QuizSchedule(time_limit_minutes=limit, grace_minutes=grace, handling=handling)
    ends_at = rules.end_time(schedule, START, percent)
    times = AttemptTimes(AttemptState.IN_PROGRESS, START, ends_at)
    now = START + timedelta(seconds=offset)
    last = rules.last_moment(schedule, ends_at)
    assert ends_at is not None
    assert last is not None
    assert ends_at >= START + timedelta(minutes=limit)
    assert rules.finish_time(schedule, times, now) <= last
    assert rules.accepts_answer(schedule, times, now) == (now <= last)


@pytest.mark.parametrize(("seconds", "is_lost"), [(360, False), (360.001, True)])
def test_an_attempt_that_had_to_be_sent_says_that_it_is_lost(seconds: float, is_lost: bool) -> None:
    if not is_lost:
        rules.check_accepts_answer(STRICT_GRACE, OPEN, _at(seconds))
        return
    with pytest.raises(rules.AttemptLostError):
        rules.check_accepts_answer(STRICT_GRACE, OPEN, _at(seconds))


def test_answers_for_an_abandoned_attempt_are_told_that_it_has_no_grade() -> None:
    with pytest.raises(rules.AttemptLostError):
        rules.check_accepts_answer(LIMITED, AttemptTimes(AttemptState.ABANDONED, START, END), _at(-60))


@pytest.mark.parametrize(
    ("schedule", "given_at", "expected"),
    [
        (LIMITED, -600, 600),
        (LIMITED, 0, 600),
        (LIMITED, 30, 630),
        (WITH_GRACE, 240, 840),
        (STRICT_GRACE, 360, 960),
    ],
)
def test_more_minutes_count_from_the_end_or_from_now_when_it_has_passed(
    schedule: QuizSchedule, given_at: float, expected: float
) -> None:
    assert rules.extended_end(schedule, OPEN, 10, _at(given_at)) == _at(expected)


@pytest.mark.parametrize("minutes", [1, 120])
def test_the_least_and_the_most_minutes_are_given(minutes: int) -> None:
    assert rules.extended_end(LIMITED, OPEN, minutes, START) == END + timedelta(minutes=minutes)


@pytest.mark.parametrize("minutes", [-5, 0, 121])
def test_fewer_or_more_minutes_are_refused(minutes: int) -> None:
    with pytest.raises(rules.ExtraMinutesError, match="1 sampai 120"):
        rules.extended_end(LIMITED, OPEN, minutes, START)


@pytest.mark.parametrize(
    ("schedule", "state", "given_at"),
    [
        (LIMITED, AttemptState.IN_PROGRESS, 60.000001),
        (STRICT_GRACE, AttemptState.OVERDUE, 360.000001),
        (LIMITED, AttemptState.SUBMITTED, -60),
        (LIMITED, AttemptState.FINISHED, -60),
        (LIMITED, AttemptState.ABANDONED, -60),
    ],
)
def test_an_attempt_that_has_ended_gets_no_more_minutes(
    schedule: QuizSchedule, state: AttemptState, given_at: float
) -> None:
    with pytest.raises(rules.AttemptEndedError):
        rules.extended_end(schedule, AttemptTimes(state, START, END), 10, _at(given_at))


def test_an_attempt_without_an_end_needs_no_more_minutes() -> None:
    with pytest.raises(rules.AttemptUntimedError):
        rules.extended_end(QuizSchedule(), AttemptTimes(AttemptState.IN_PROGRESS, START, None), 10, START)


@pytest.mark.parametrize(("seconds", "waits"), [(-1, True), (-0.001, True), (0, False), (60, False)])
def test_no_attempt_begins_before_the_quiz_opens(seconds: float, waits: bool) -> None:
    opening = QuizSchedule(opens_at=START)
    now = START + timedelta(seconds=seconds)
    if not waits:
        assert rules.attempts_left(opening, AttemptHistory()) is None
        rules.check_may_start(opening, AttemptHistory(), now)
        return
    with pytest.raises(rules.QuizNotOpenError) as refused:
        rules.check_may_start(opening, AttemptHistory(), now)
    assert refused.value.opens_at == START
