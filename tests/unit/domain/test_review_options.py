"""What a learner sees of an attempt at which moment, to the second."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.domain.review_options import (
    EVERYTHING,
    OF_A_QUESTION,
    Moment,
    ReviewItem,
    ReviewOptions,
    moment_of,
    shown,
)

SENT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
CLOSES = SENT + timedelta(hours=1)
NOTHING = frozenset[ReviewItem]()


def options(**items: frozenset[ReviewItem]) -> ReviewOptions:
    return ReviewOptions({moment: items.get(moment.value, EVERYTHING) for moment in Moment} | {
        Moment.DURING: items.get("during", OF_A_QUESTION)
    })  # fmt: skip


@pytest.mark.parametrize(
    ("closes_at", "seconds", "moment"),
    [
        (None, 0, Moment.IMMEDIATELY_AFTER),
        (None, 119.999, Moment.IMMEDIATELY_AFTER),
        (None, 120, Moment.LATER_WHILE_OPEN),
        (None, 10**9, Moment.LATER_WHILE_OPEN),
        (CLOSES, 119.999, Moment.IMMEDIATELY_AFTER),
        (CLOSES, 120, Moment.LATER_WHILE_OPEN),
        (CLOSES, 3599.999, Moment.LATER_WHILE_OPEN),
        (CLOSES, 3600, Moment.AFTER_CLOSE),
        (SENT + timedelta(seconds=30), 29.999, Moment.IMMEDIATELY_AFTER),
        (SENT + timedelta(seconds=30), 30, Moment.AFTER_CLOSE),
    ],
)
def test_the_moment_changes_exactly_at_two_minutes_and_at_the_close(closes_at, seconds, moment):
    assert moment_of(SENT, closes_at, SENT + timedelta(seconds=seconds)) is moment


def test_an_attempt_that_is_not_sent_is_under_way_even_after_the_close():
    assert moment_of(None, CLOSES, CLOSES + timedelta(days=1)) is Moment.DURING


@given(seconds=st.integers(0, 10**9))
def test_without_a_closing_time_the_time_after_the_close_never_comes(seconds):
    assert moment_of(SENT, None, SENT + timedelta(seconds=seconds)) is not Moment.AFTER_CLOSE


@pytest.mark.parametrize("moment", list(Moment))
def test_by_default_all_that_the_behaviour_revealed_is_shown(moment):
    expected = OF_A_QUESTION if moment is Moment.DURING else EVERYTHING
    assert shown(ReviewOptions(), moment) == expected
    assert shown(ReviewOptions(), moment, frozenset({ReviewItem.ATTEMPT})) == {ReviewItem.ATTEMPT}


def test_what_a_moment_keeps_back_is_not_shown():
    rules = options(immediately_after=frozenset({ReviewItem.ATTEMPT, ReviewItem.MARKS}))
    assert shown(rules, Moment.IMMEDIATELY_AFTER) == {ReviewItem.ATTEMPT, ReviewItem.MARKS}
    assert shown(rules, Moment.LATER_WHILE_OPEN) == EVERYTHING


def test_without_the_attempt_only_the_marks_and_the_overall_feedback_stand():
    rules = options(after_close=EVERYTHING - {ReviewItem.ATTEMPT})
    assert shown(rules, Moment.AFTER_CLOSE) == {ReviewItem.MARKS, ReviewItem.OVERALL_FEEDBACK}


@given(allowed=st.frozensets(st.sampled_from(ReviewItem)), revealed=st.frozensets(st.sampled_from(ReviewItem)))
def test_never_more_is_shown_than_both_allow(allowed, revealed):
    assert shown(options(later_while_open=allowed), Moment.LATER_WHILE_OPEN, revealed) <= allowed & revealed


@pytest.mark.parametrize("during", [NOTHING, frozenset({ReviewItem.MARKS}), EVERYTHING])
def test_during_an_attempt_it_is_shown_and_the_overall_feedback_is_not(during):
    with pytest.raises(ValueError, match="during"):
        options(during=during)


def test_a_moment_without_a_word_is_refused():
    with pytest.raises(ValueError, match="every moment"):
        ReviewOptions({Moment.DURING: OF_A_QUESTION})
