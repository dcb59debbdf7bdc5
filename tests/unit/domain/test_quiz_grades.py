"""Which attempts count, in which points, with which words."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.domain.attempts import AttemptState
from elearning.domain.grading import GradingMethod
from elearning.domain.quiz_grades import FeedbackBand, TakenAttempt, grade_of_attempts, overall_feedback, scaled_points

SEVENTY = Decimal(70)
DONE = AttemptState.FINISHED
TAKEN = [
    TakenAttempt(DONE, Fraction(1), is_preview=True),
    TakenAttempt(DONE, Fraction(1, 2)),
    TakenAttempt(AttemptState.SUBMITTED),
    TakenAttempt(DONE, Fraction(9, 10)),
    TakenAttempt(AttemptState.ABANDONED, Fraction(1)),
    TakenAttempt(DONE, Fraction(9, 10)),
    TakenAttempt(DONE, Fraction(3, 10)),
    TakenAttempt(AttemptState.IN_PROGRESS),
]


@pytest.mark.parametrize(
    ("method", "share", "index", "passed"),
    [
        (GradingMethod.HIGHEST, Fraction(9, 10), 3, True),
        (GradingMethod.AVERAGE, Fraction(13, 20), None, False),
        (GradingMethod.FIRST, Fraction(1, 2), 1, False),
        (GradingMethod.LAST, Fraction(3, 10), 6, False),
    ],
)
def test_only_finished_attempts_that_are_no_previews_count(method, share, index, passed):
    grade = grade_of_attempts(TAKEN, SEVENTY, method)
    assert grade is not None
    assert (grade.share, grade.attempt_index, grade.passed) == (share, index, passed)


@pytest.mark.parametrize("state", [each for each in AttemptState if each is not DONE])
def test_what_is_not_finished_gives_no_grade(state):
    assert grade_of_attempts([TakenAttempt(state, Fraction(1))], SEVENTY) is None


@pytest.mark.parametrize(
    ("share", "most", "places", "points"),
    [
        (Fraction(2, 3), "10", 2, "6.67"),
        (Fraction(1, 3), "10", 2, "3.33"),
        (Fraction(1, 8), "1", 2, "0.13"),
        (Fraction(-1, 8), "1", 2, "-0.13"),
        (Fraction(1, 2), "1", 0, "1"),
        (Fraction(1), "100", 0, "100"),
        (Fraction(1, 3), "1", 7, "0.3333333"),
    ],
)
def test_points_are_rounded_once_half_up(share, most, places, points):
    assert str(scaled_points(share, Decimal(most), places)) == points


@pytest.mark.parametrize("places", [-1, 8])
def test_points_have_no_more_decimals_than_a_stored_fraction(places):
    with pytest.raises(ValueError, match="places"):
        scaled_points(Fraction(1, 2), Decimal(10), places)


@given(
    share=st.fractions(0, 1, max_denominator=999), most=st.decimals("0.5", "1000", places=2), places=st.integers(0, 7)
)
def test_rounded_points_miss_by_at_most_half_a_step(share, most, places):
    missed = abs(Fraction(scaled_points(share, most, places)) - share * Fraction(most))
    assert missed <= Fraction(1, 2 * 10**places)


BANDS = [FeedbackBand(Decimal(0), "Ulangi."), FeedbackBand(SEVENTY, "Lulus."), FeedbackBand(Decimal("33.3"), "Hampir.")]


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(0), "Ulangi."),
        (Fraction(333, 1000), "Hampir."),
        (Fraction(3329, 10_000), "Ulangi."),
        (Fraction(6999, 10_000), "Hampir."),
        (Fraction(7, 10), "Lulus."),
        (Fraction(1), "Lulus."),
        (Fraction(-1, 2), ""),
    ],
)
def test_the_highest_band_that_is_reached_speaks(share, text):
    assert overall_feedback(BANDS, share) == text


def test_without_bands_nothing_is_said():
    assert overall_feedback([], Fraction(1)) == ""
