"""Fractions, points and the pass test, with both sides of each boundary."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain import scores

SHARES = st.fractions(min_value=0, max_value=1)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(1, 3), 3_333_333),
        (Fraction(2, 3), 6_666_667),
        (Fraction(1), 10_000_000),
        (Fraction(0), 0),
        (Fraction(1, 20_000_000), 1),
        (Fraction(-1, 20_000_000), -1),
        (Fraction(1, 20_000_001), 0),
        (Fraction(-1, 3), -3_333_333),
    ],
)
def test_a_fraction_is_scaled_once_and_half_up(value: Fraction, expected: int) -> None:
    assert scores.to_scaled(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, Fraction(3)),
        (0.1, Fraction(1, 10)),
        (0.3333333, Fraction(3_333_333, 10_000_000)),
        ("0,5", Fraction(1, 2)),
        (" 2.50 ", Fraction(5, 2)),
        (Decimal("1E+2"), Fraction(100)),
        (Fraction(1, 3), Fraction(1, 3)),
        (True, None),
        (float("inf"), None),
        (float("nan"), None),
        ("NaN", None),
        ("1e999999999", None),
        ("dua", None),
        ("1.250,5", None),
        (None, None),
        ("9" * 41, None),
    ],
)
def test_numbers_are_read_exactly_or_not_at_all(value: object, expected: Fraction | None) -> None:
    assert scores.exact_number(value) == expected


@pytest.mark.parametrize(
    ("share", "pass_mark", "passed"),
    [
        (Fraction(7, 10), "70", True),
        (Fraction(6_999_999, 10_000_000), "70", False),
        (Fraction(2, 3), "66.67", False),
        (Fraction(2, 3), "66.66", True),
        (Fraction(2, 3), "66.6666666", True),
        (Fraction(2, 3), "66.6666667", False),
        (Fraction(0), "0", True),
        (Fraction(1), "100", True),
    ],
)
def test_the_pass_test_is_exact(share: Fraction, pass_mark: str, passed: bool) -> None:
    assert scores.passes(share, Decimal(pass_mark)) is passed


@pytest.mark.parametrize(
    ("share", "pass_mark", "shown"),
    [
        (Fraction(696, 1000), "70", "69.6"),
        (Fraction(7, 10), "70", "70"),
        (Fraction(2, 3), "66.67", "66.667"),
        (Fraction(2, 3), "70", "67"),
        (Fraction(1, 200), "0", "1"),
        (Fraction(7, 10) - Fraction(1, 10**12), "70", "69.9999999"),
    ],
)
def test_a_percentage_never_contradicts_the_verdict_beside_it(share: Fraction, pass_mark: str, shown: str) -> None:
    assert str(scores.percent_beside_pass_mark(share, Decimal(pass_mark))) == shown


@pytest.mark.parametrize(
    ("value", "expected"),
    [(70, "70"), (66.67, "66.67"), ("66,67", "66.67"), (0, "0"), (100, "100"), ("70.50", "70.5")],
)
def test_a_pass_mark_is_kept_as_written(value: object, expected: str) -> None:
    assert str(scores.parse_pass_mark(value)) == expected


@pytest.mark.parametrize("value", [-1, 101, "70 %", None, True, "66.66666667", "nan"])
def test_what_is_no_percentage_is_refused_as_pass_mark(value: object) -> None:
    with pytest.raises(scores.PassMarkError):
        scores.parse_pass_mark(value)


@given(SHARES, st.decimals(min_value=0, max_value=100, places=2))
@settings(max_examples=100, deadline=None)
def test_shown_and_exact_agree_with_the_verdict(share: Fraction, pass_mark: Decimal) -> None:
    shown = scores.percent_beside_pass_mark(share, pass_mark)
    assert (shown >= pass_mark) == scores.passes(share, pass_mark)


@given(SHARES)
@settings(max_examples=100, deadline=None)
def test_scaling_loses_less_than_half_a_ten_millionth(share: Fraction) -> None:
    assert abs(scores.to_exact(scores.to_scaled(share)) - share) <= Fraction(1, 2 * scores.FRACTION_ONE)


@given(st.integers(min_value=0, max_value=scores.FRACTION_ONE), st.decimals("0.01", "1000", places=2))
@settings(max_examples=100, deadline=None)
def test_points_are_exact(fraction: int, max_mark: Decimal) -> None:
    assert Fraction(scores.points(fraction, max_mark)) == scores.to_exact(fraction) * Fraction(max_mark)
