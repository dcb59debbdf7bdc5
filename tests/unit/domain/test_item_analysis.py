"""Statistics of quizzes and items, against tables worked by hand and a second, slower way to the same numbers."""

from __future__ import annotations

import math
import random
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from statistics import correlation, covariance, median, stdev, variance

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from elearning.domain.item_analysis import NOT_ASKED, MarksUnusableError, analyse

CLOSE = 1e-9

# Four attempts at two items of one mark each: totals 2, 1, 1, 0.
FOUR = [[1, 1], [1, 0], [0, 1], [0, 0]]
# Five attempts at three items worth 1, 2 and 1: totals 4, 3, 2, 1, 0.
FIVE = [[1, 2, 1], [1, 2, 0], [1, 1, 0], [0, 1, 0], [0, 0, 0]]
FIVE_MAXIMA = [1, 2, 1]


def root(value: Fraction) -> float:
    """A square root with 40 digits, by Decimal."""
    with localcontext() as context:
        context.prec = 50
        return float((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


def close(value: float | None) -> object:
    return None if value is None else pytest.approx(value, rel=CLOSE, abs=CLOSE)


class TestByHand:
    def test_the_quiz_of_five_attempts(self):
        # T = 4, 3, 2, 1, 0: Σ(T−2)² = 10, so k2 = 5/2; Σ(T−2)⁴ = 34, m4 = 34/5, m2 = 2;
        # k4 = 25·(6·34/5 − 3·4·4)/(4·3·2) = 25·(−36/5)/24 = −15/2; kurtosis = −15/2 ÷ 25/4 = −6/5.
        # var x = 3/10, 7/10, 2/10, so CIC = 150·(1 − (12/10)/(5/2)) = 78.
        quiz = analyse(FIVE, FIVE_MAXIMA).quiz
        assert (quiz.n, quiz.mean, quiz.median, quiz.skewness) == (5, 2.0, 2.0, 0.0)
        assert quiz.standard_deviation == close(root(Fraction(5, 2)))
        assert quiz.kurtosis == close(-1.2)
        assert quiz.cic == close(78.0)
        assert quiz.error_ratio == close(100 * root(Fraction(22, 100)))
        assert quiz.standard_error == close(root(Fraction(22, 100) * Fraction(5, 2)))

    def test_the_items_of_five_attempts(self):
        # First item: x = 1,1,1,0,0, o = 3,2,1,1,0; n·cov·(n−1) = 5·6 − 3·7 = 9, of x 6, of o 5·15 − 49 = 26.
        # Sorted apart, the largest three of o stand beside the ones: 5·6 − 21 = 9, the same.
        first, second, third = analyse(FIVE, FIVE_MAXIMA).items
        assert (first.facility, second.facility, third.facility) == (0.6, 0.6, 0.2)
        assert [each.intended_weight for each in (first, second, third)] == [25.0, 50.0, 25.0]
        assert first.standard_deviation == close(root(Fraction(3, 10)))
        assert first.discrimination_index == close(100 * root(Fraction(81, 6 * 26)))
        assert first.discriminative_efficiency == close(100.0)
        # Covariances with the total, times 20: 15, 25, 10.
        whole = root(Fraction(15)) + root(Fraction(25)) + root(Fraction(10))
        assert first.effective_weight == close(100 * root(Fraction(15)) / whole)
        assert third.effective_weight == close(100 * root(Fraction(10)) / whole)

    def test_items_that_have_nothing_in_common(self):
        analysis = analyse(FOUR, [1, 1])
        assert analysis.quiz.cic == 0.0
        assert analysis.quiz.error_ratio == 100.0
        assert [each.discrimination_index for each in analysis.items] == [0.0, 0.0]
        assert [each.effective_weight for each in analysis.items] == [50.0, 50.0]

    def test_a_skewed_quiz(self):
        # T = 0, 0, 3: m3 = (−1 −1 + 8)/3 = 2, k3 = 9·2/2 = 9, k2 = 3; skewness = 9/3^1.5 = √3.
        quiz = analyse([[0], [0], [3]], [3]).quiz
        assert quiz.skewness == close(root(Fraction(3)))
        assert quiz.kurtosis is None
        assert quiz.cic is None

    def test_a_mirrored_quiz_is_skewed_the_other_way(self):
        assert analyse([[3], [3], [0]], [3]).quiz.skewness == close(-root(Fraction(3)))

    def test_an_even_number_has_the_mean_of_the_two_middle_ones_as_median(self):
        assert analyse([[0], [1], [4], [9]], [9]).quiz.median == 2.5

    def test_an_item_against_the_rest_has_no_effective_weight(self):
        # Second item is right where the first, worth more, is wrong: its covariance with the total is negative.
        first, second = analyse([[3, 0], [3, 0], [0, 1], [0, 1]], [3, 1]).items
        assert first.effective_weight == 100.0
        assert second.effective_weight is None
        assert second.discrimination_index == close(-100.0)
        assert second.discriminative_efficiency == close(-100.0)

    def test_the_random_guess_stands_beside_the_facility(self):
        items = analyse(FOUR, [1, 1], random_guesses=[Fraction(1, 4), None]).items
        assert [each.random_guess for each in items] == [0.25, None]


class TestUndefined:
    def test_nothing_is_told_of_no_attempts(self):
        analysis = analyse([], [1, 2])
        assert analysis.quiz.n == 0
        assert analysis.quiz.mean is None
        assert [(each.n, each.facility, each.intended_weight is None) for each in analysis.items] == [
            (0, None, False),
            (0, None, False),
        ]

    def test_one_attempt_has_a_mean_and_no_spread(self):
        analysis = analyse([[1, 0]], [1, 1])
        assert (analysis.quiz.mean, analysis.quiz.median, analysis.quiz.standard_deviation) == (1.0, 1.0, None)
        assert analysis.items[0].standard_deviation is None
        assert analysis.items[0].discrimination_index is None
        assert analysis.items[0].effective_weight is None

    @pytest.mark.parametrize(
        ("n", "has_cic", "has_skewness", "has_kurtosis"), [(2, 0, 0, 0), (3, 1, 1, 0), (4, 1, 1, 1)]
    )
    def test_each_figure_begins_at_its_own_number_of_attempts(self, n, has_cic, has_skewness, has_kurtosis):
        quiz = analyse(FIVE[:n], FIVE_MAXIMA).quiz
        assert (quiz.cic is not None, quiz.skewness is not None, quiz.kurtosis is not None) == (
            bool(has_cic),
            bool(has_skewness),
            bool(has_kurtosis),
        )

    def test_a_constant_item_discriminates_nothing(self):
        first, second, constant = analyse([[1, 1, 1], [1, 0, 1], [0, 0, 1]], [1, 1, 1]).items
        assert (constant.facility, constant.standard_deviation) == (1.0, 0.0)
        assert (constant.discrimination_index, constant.discriminative_efficiency) == (None, None)
        assert constant.effective_weight == 0.0
        assert first.discrimination_index is not None
        assert second.discrimination_index is not None

    def test_attempts_that_are_all_alike_have_no_indices(self):
        analysis = analyse([[1, 0]] * 30, [1, 1])
        quiz = analysis.quiz
        assert quiz.standard_deviation == 0.0
        assert (quiz.skewness, quiz.kurtosis, quiz.cic, quiz.error_ratio, quiz.standard_error) == (None,) * 5
        assert [each.effective_weight for each in analysis.items] == [None, None]

    def test_an_item_without_marks_to_earn_has_no_facility(self):
        item = analyse([[0, 1], [0, 0]], [0, 1]).items[0]
        assert (item.facility, item.intended_weight) == (None, 0.0)

    def test_maxima_that_are_all_nothing_have_no_weight(self):
        assert analyse([[0], [0]], [0]).items[0].intended_weight is None


class TestCells:
    def test_what_was_not_reached_counts_as_nothing_earned(self):
        assert analyse([[1, None], [None, 1], [1, 1]], [1, 1]) == analyse([[1, 0], [0, 1], [1, 1]], [1, 1])

    def test_kinds_of_numbers_are_the_same_number(self):
        kinds = ([[0.5, 1]], [[Decimal("0.5"), Fraction(1)]], [[Fraction(1, 2), 1.0]])
        assert len({analyse([*rows, [0, 0]], [1, 1]) for rows in kinds}) == 1

    @pytest.mark.parametrize("bad", [True, math.nan, math.inf, Decimal("NaN"), "satu"])
    def test_what_is_no_number_is_refused_at_its_place(self, bad):
        with pytest.raises(MarksUnusableError) as caught:
            analyse([[1, 1], [1, bad]], [1, 1])
        assert caught.value.params == {"row": 2, "item": 2}

    def test_a_row_of_another_length_is_refused(self):
        with pytest.raises(MarksUnusableError) as caught:
            analyse([[1, 1], [1]], [1, 1])
        assert caught.value.params == {"row": 2, "item": 2}

    def test_a_maximum_that_is_no_number_is_refused(self):
        with pytest.raises(MarksUnusableError):
            analyse([[1]], [math.nan])

    def test_guesses_for_other_items_are_refused(self):
        with pytest.raises(MarksUnusableError):
            analyse([[1]], [1], random_guesses=[None, None])


class TestDrawnItems:
    """Quizzes that ask each person other questions."""

    ROWS = ((1, NOT_ASKED, 1), (0, NOT_ASKED, 1), (NOT_ASKED, 1, 0), (NOT_ASKED, 0, 0))

    def test_an_item_is_counted_where_it_was_asked(self):
        first, _, third = analyse(self.ROWS, [1, 1, 1]).items
        assert (first.n, first.facility, third.n, third.facility) == (2, 0.5, 4, 0.5)

    def test_an_item_stands_against_the_whole_total(self):
        # x = 1, 0 beside T = 2, 1: they rise together.
        assert analyse(self.ROWS, [1, 1, 1]).items[0].discrimination_index == close(100.0)

    def test_what_needs_every_item_in_every_row_is_not_told(self):
        analysis = analyse(self.ROWS, [1, 1, 1])
        assert (analysis.quiz.cic, analysis.quiz.error_ratio, analysis.quiz.standard_error) == (None, None, None)
        assert {(each.intended_weight, each.effective_weight) for each in analysis.items} == {(None, None)}
        assert analysis.quiz.mean == 1.0


def table(chance: random.Random) -> list[list[Fraction]]:
    """Four to nine attempts at two to four items, marks from 0 to 3 in a unit of their own."""
    unit, p = chance.choice([1, 2, 3, 7, 20]), chance.randint(2, 4)
    return [[Fraction(chance.randint(0, 3 * unit), unit) for _ in range(p)] for _ in range(chance.randint(4, 9))]


tables = st.integers(0, 10**9).map(lambda seed: table(random.Random(seed)))  # noqa: S311


class TestProperties:
    @given(tables)
    @settings(max_examples=80)
    def test_the_library_of_python_finds_the_same(self, rows):
        """Exact rational variances of the standard library, put together by the words of the definitions."""
        p, n = len(rows[0]), len(rows)
        totals, columns = [sum(row, Fraction(0)) for row in rows], list(zip(*rows, strict=True))
        k2 = variance(totals)
        assume(k2 > 0)
        analysis = analyse(rows, [3] * p)
        alpha = Fraction(p, p - 1) * (1 - sum((variance(column) for column in columns), Fraction(0)) / k2)
        assert analysis.quiz.cic == close(float(100 * alpha))
        assert analysis.quiz.median == close(float(median(totals)))
        assert analysis.quiz.standard_error == close(root((1 - alpha) * k2))
        assert analysis.quiz.standard_deviation == close(root(k2))
        moments = [sum(((t - sum(totals) / n) ** r for t in totals), Fraction(0)) / n for r in range(5)]
        k3 = n**2 * moments[3] / ((n - 1) * (n - 2))
        k4 = n**2 * ((n + 1) * moments[4] - 3 * (n - 1) * moments[2] ** 2) / ((n - 1) * (n - 2) * (n - 3))
        assert analysis.quiz.skewness == close(math.copysign(root(k3**2 / k2**3), k3))
        assert analysis.quiz.kurtosis == close(float(k4 / k2**2))

    @given(tables)
    @settings(max_examples=60)
    def test_the_best_order_is_the_best_of_all_orders(self, rows):
        """The efficiency sets the covariance against the highest that any pairing of the same marks could have."""
        rows = rows[:4]
        first = [row[0] for row in rows]
        rest = [sum(row[1:], Fraction(0)) for row in rows]
        assume(variance(first) > 0 and variance(rest) > 0)
        joint = [
            sum((a * rest[place] for a, place in zip(first, order, strict=True)), Fraction(0)) / 4
            - sum(first) * sum(rest) / 16
            for order in product(range(4), repeat=4)
            if len(set(order)) == 4
        ]
        item = analyse(rows, [3] * len(rows[0])).items[0]
        own = sum((a * b for a, b in zip(first, rest, strict=True)), Fraction(0)) / 4
        own -= sum(first) * sum(rest) / 16
        assert item.discriminative_efficiency == close(float(100 * own / max(joint)))

    @given(tables, st.randoms(use_true_random=False))
    @settings(max_examples=60)
    def test_the_order_of_the_rows_does_not_matter(self, rows, chance: random.Random):
        shuffled = [*rows]
        chance.shuffle(shuffled)
        maxima = [3] * len(rows[0])
        assert analyse(shuffled, maxima) == analyse(rows, maxima)

    @given(tables, st.fractions(min_value=Fraction(1, 50), max_value=50, max_denominator=50))
    @settings(max_examples=60)
    def test_a_scale_changes_marks_and_nothing_else(self, rows, scale):
        plain = analyse(rows, [3] * len(rows[0]))
        scaled = analyse([[mark * scale for mark in row] for row in rows], [3 * scale] * len(rows[0]))
        for name in ("skewness", "kurtosis", "cic", "error_ratio"):
            assert getattr(scaled.quiz, name) == close(getattr(plain.quiz, name))
        assert scaled.quiz.mean == close(float(Fraction(plain.quiz.mean) * scale))
        assert scaled.quiz.standard_deviation == close(plain.quiz.standard_deviation * float(scale))
        for one, other in zip(plain.items, scaled.items, strict=True):
            for name in ("facility", "discrimination_index", "discriminative_efficiency", "effective_weight"):
                assert getattr(other, name) == close(getattr(one, name))

    @given(tables)
    @settings(max_examples=60)
    def test_indices_keep_their_bounds(self, rows):
        analysis = analyse(rows, [3] * len(rows[0]))
        for item in analysis.items:
            if item.discrimination_index is not None:
                assert -100 - CLOSE <= item.discrimination_index <= 100 + CLOSE
                assert item.discriminative_efficiency <= 100
        weights = [each.effective_weight for each in analysis.items if each.effective_weight is not None]
        assert not weights or sum(weights) == close(100.0)
        assert analysis.quiz.cic is None or analysis.quiz.cic <= 100

    def test_marks_far_from_nothing_and_close_together_lose_no_digit(self):
        """A shift of a thousand million, where a single pass in floats has no digit of the variance left."""
        far = 10**9
        rows = [[far + Fraction(n, 1000), far + Fraction(n * n % 7, 1000)] for n in range(12)]
        near = [[Fraction(n, 1000), Fraction(n * n % 7, 1000)] for n in range(12)]
        one, other = analyse(rows, [far, far]), analyse(near, [far, far])
        assert one.quiz.standard_deviation == other.quiz.standard_deviation
        assert one.items[0].discrimination_index == other.items[0].discrimination_index

    def test_a_school_class_agrees_with_the_standard_library(self):
        chance = random.Random(7)  # noqa: S311
        rows = [[chance.choice([0, 0.25, 1]) for _ in range(12)] for _ in range(200)]
        analysis = analyse(rows, [1] * 12)
        totals = [sum(row) for row in rows]
        first, rest = [row[0] for row in rows], [sum(row[1:]) for row in rows]
        assert analysis.quiz.standard_deviation == close(stdev(totals))
        assert analysis.items[0].discrimination_index == close(100 * correlation(first, rest))
        best = covariance(sorted(first), sorted(rest))
        assert analysis.items[0].discriminative_efficiency == close(100 * covariance(first, rest) / best)
