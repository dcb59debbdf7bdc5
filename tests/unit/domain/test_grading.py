"""Grades of attempts and over attempts."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain.grading import GradingMethod, SlotGrade, grade_attempt, grade_over_attempts
from elearning.domain.scores import FRACTION_ONE

SEVENTY = Decimal(70)


def _slots(*pairs: tuple[str, int]) -> list[SlotGrade]:
    return [SlotGrade(Decimal(mark), fraction) for mark, fraction in pairs]


def test_points_are_weighted_by_each_questions_mark() -> None:
    grade = grade_attempt(_slots(("2", FRACTION_ONE), ("1", 0), ("1", 5_000_000)), SEVENTY)
    assert (grade.points, grade.max_points, grade.fraction, grade.passed) == (
        Decimal("2.5"),
        Decimal(4),
        6_250_000,
        False,
    )


@pytest.mark.parametrize(("right", "passed"), [(6, False), (7, True), (8, True)])
def test_seven_of_ten_reach_a_pass_mark_of_seventy(right: int, passed: bool) -> None:
    slots = _slots(*[("1", FRACTION_ONE)] * right, *[("1", 0)] * (10 - right))
    assert grade_attempt(slots, SEVENTY).passed is passed


@pytest.mark.parametrize(("pass_mark", "passed"), [("66.66", True), ("66.67", False), ("66.6666666", True)])
def test_two_of_three_are_judged_exactly(pass_mark: str, passed: bool) -> None:
    slots = _slots(("1", FRACTION_ONE), ("1", FRACTION_ONE), ("1", 0))
    grade = grade_attempt(slots, Decimal(pass_mark))
    assert (grade.share, grade.fraction, grade.passed) == (Fraction(2, 3), 6_666_667, passed)


def test_an_attempt_without_marks_earns_nothing() -> None:
    grade = grade_attempt([], SEVENTY)
    assert (grade.points, grade.fraction, grade.passed) == (Decimal(0), 0, False)


SHARES = [Fraction(1, 2), Fraction(9, 10), Fraction(9, 10), Fraction(3, 10)]


@pytest.mark.parametrize(
    ("method", "share", "index", "passed"),
    [
        (GradingMethod.HIGHEST, Fraction(9, 10), 1, True),
        (GradingMethod.AVERAGE, Fraction(13, 20), None, False),
        (GradingMethod.FIRST, Fraction(1, 2), 0, False),
        (GradingMethod.LAST, Fraction(3, 10), 3, False),
    ],
)
def test_each_method_names_the_grade_that_counts(
    method: GradingMethod, share: Fraction, index: int | None, passed: bool
) -> None:
    grade = grade_over_attempts(SHARES, SEVENTY, method)
    assert grade is not None
    assert (grade.share, grade.attempt_index, grade.passed) == (share, index, passed)


def test_without_a_finished_attempt_there_is_no_grade() -> None:
    assert grade_over_attempts([], SEVENTY) is None


@given(st.lists(st.tuples(st.decimals("0.01", "100", places=2), st.integers(0, FRACTION_ONE)), min_size=1, max_size=20))
@settings(max_examples=100, deadline=None)
def test_points_over_maximum_is_the_share(pairs: list[tuple[Decimal, int]]) -> None:
    grade = grade_attempt([SlotGrade(mark, fraction) for mark, fraction in pairs], SEVENTY)
    assert 0 <= grade.fraction <= FRACTION_ONE
    assert Fraction(grade.points) / Fraction(grade.max_points) == grade.share
    assert grade.passed == (grade.points * 100 >= grade.max_points * 70)


@given(st.lists(st.fractions(0, 1, max_denominator=1000), min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_the_highest_is_never_below_any_other_method(shares: list[Fraction]) -> None:
    best = grade_over_attempts(shares, SEVENTY)
    assert best is not None
    for method in GradingMethod:
        other = grade_over_attempts(shares, SEVENTY, method)
        assert other is not None
        assert other.share <= best.share
