"""Who may begin a course that is or will be withdrawn, and which withdrawals can be recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from elearning.domain.offering import (
    LONGEST_REASON,
    CourseWithdrawnError,
    WithdrawalDayError,
    WithdrawalReasonError,
    check_may_join,
    check_withdrawal,
    is_offered,
    may_join,
)

FROM = datetime(2026, 5, 14, 3, 0, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
TODAY = date(2026, 5, 14)


@pytest.mark.parametrize(
    ("withdrawn_from", "now", "expected"),
    [(None, FROM, True), (FROM, FROM - MOMENT, True), (FROM, FROM, False), (FROM, FROM + MOMENT, False)],
)
def test_a_course_is_offered_up_to_the_moment_of_its_withdrawal(withdrawn_from, now, expected):
    assert is_offered(withdrawn_from, now) is expected


@pytest.mark.parametrize(
    ("has_followed", "is_assigned", "expected"),
    [(False, False, False), (True, False, True), (False, True, True), (True, True, True)],
)
def test_after_it_only_those_who_had_the_course_before_may_join(has_followed, is_assigned, expected):
    assert may_join(FROM, FROM, has_followed=has_followed, is_assigned=is_assigned) is expected
    assert may_join(FROM, FROM - MOMENT, has_followed=has_followed, is_assigned=is_assigned)


def test_a_newcomer_is_refused_with_a_sentence():
    check_may_join(None, FROM, has_followed=False, is_assigned=False)
    with pytest.raises(CourseWithdrawnError, match="tidak ditawarkan lagi"):
        check_may_join(FROM, FROM, has_followed=False, is_assigned=False)


@pytest.mark.parametrize("first_day", [None, TODAY, date(2031, 12, 31)])
def test_a_withdrawal_begins_now_or_on_a_day_that_can_be_planned(first_day):
    check_withdrawal("Aturannya diganti.", first_day, TODAY)


@pytest.mark.parametrize("first_day", [date(2026, 5, 13), date(2032, 1, 1)])
def test_a_past_or_distant_day_is_refused(first_day):
    with pytest.raises(WithdrawalDayError):
        check_withdrawal("Aturannya diganti.", first_day, TODAY)


@pytest.mark.parametrize(
    ("reason", "is_taken"), [("", False), (" \n ", False), ("a", True), ("a" * LONGEST_REASON, True)]
)
def test_a_reason_is_needed(reason, is_taken):
    if is_taken:
        check_withdrawal(reason, None, TODAY)
        return
    with pytest.raises(WithdrawalReasonError):
        check_withdrawal(reason, None, TODAY)


def test_a_reason_of_too_many_letters_is_refused():
    with pytest.raises(WithdrawalReasonError):
        check_withdrawal("a" * (LONGEST_REASON + 1), None, TODAY)
