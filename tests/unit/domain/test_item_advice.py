"""Thirds, tallies and the advice that follows from them."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from elearning.domain.answer_tally import Tally, Thirds, tally, thirds
from elearning.domain.item_advice import RULES, Choice, ItemFacts, advice_for
from elearning.domain.item_analysis import ItemStatistics

SOUND = ItemStatistics(
    n=30,
    facility=0.6,
    standard_deviation=0.5,
    intended_weight=10.0,
    effective_weight=10.0,
    discrimination_index=40.0,
    discriminative_efficiency=50.0,
    random_guess=0.25,
)


def choice(label: str, upper: int, lower: int, *, is_right: bool = False) -> Choice:
    """A choice taken by so many of ten above and ten below."""
    both = upper + lower
    shares = Fraction(both, 20), Fraction(upper, 10), Fraction(lower, 10)
    return Choice(label, is_right, Tally(label, both, upper, lower, *shares))


KEY = choice("A", 8, 4, is_right=True)


def codes(*choices: Choice, **changes: float | None) -> list[str]:
    return [each.code for each in advice_for(ItemFacts(replace(SOUND, **changes), choices))]


class TestThirds:
    def test_nine_rows_are_three_of_each(self):
        totals = [Fraction(n) for n in (5, 1, 9, 2, 8, 3, 7, 4, 6)]
        assert thirds(totals) == Thirds(upper=frozenset({2, 4, 6}), lower=frozenset({1, 3, 5}))

    def test_equal_totals_stay_together(self):
        totals = [Fraction(n) for n in (1, 2, 2, 5, 8, 8)]
        assert thirds(totals) == Thirds(upper=frozenset({4, 5}), lower=frozenset({0, 1, 2}))

    @pytest.mark.parametrize("totals", [[], [1], [1, 2], [3, 3, 3, 3], [1, 2, 2, 2, 2, 2]])
    def test_rows_that_cannot_be_told_apart_are_in_no_group(self, totals):
        groups = thirds([Fraction(total) for total in totals])
        assert not groups.upper & groups.lower

    def test_totals_all_alike_leave_both_empty(self):
        assert thirds([Fraction(1)] * 9) == Thirds(frozenset(), frozenset())

    def test_the_order_of_the_rows_does_not_matter(self):
        chance = random.Random(3)  # noqa: S311
        totals = [Fraction(chance.randint(0, 6)) for _ in range(40)]
        shuffled = [*totals]
        chance.shuffle(shuffled)
        one, other = thirds(totals), thirds(shuffled)
        assert sorted(totals[row] for row in one.upper) == sorted(shuffled[row] for row in other.upper)
        assert sorted(totals[row] for row in one.lower) == sorted(shuffled[row] for row in other.lower)


class TestTally:
    GROUPS = Thirds(upper=frozenset({0, 1}), lower=frozenset({2, 3}))

    def test_each_answer_is_counted_in_each_group(self):
        first, second = tally([("a",), ("b",), ("b",), ("b",)], self.GROUPS)
        assert (first.answer, first.count, first.upper, first.lower) == ("b", 3, 1, 2)
        assert (first.share, first.upper_share, first.lower_share) == (Fraction(3, 4), Fraction(1, 2), Fraction(1))
        assert (second.answer, second.upper_share, second.lower_share) == ("a", Fraction(1, 2), 0)

    def test_who_was_not_asked_is_not_in_the_share(self):
        only = tally([("a",), None, (), None], self.GROUPS)[0]
        assert (only.share, only.upper_share, only.lower_share) == (Fraction(1, 2), Fraction(1), 0)

    def test_several_choices_count_each_once(self):
        assert [each.count for each in tally([("a", "b"), ("b", "b")], self.GROUPS)] == [2, 1]

    def test_nobody_asked_gives_nothing(self):
        assert tally([None, None], self.GROUPS) == []


class TestAdvice:
    def test_a_sound_question_is_left_alone(self):
        assert codes(KEY, choice("B", 1, 3), choice("C", 1, 3)) == []

    @pytest.mark.parametrize(("upper", "is_told"), [(3, False), (4, False), (5, True)])
    def test_the_key_is_doubted_when_the_upper_group_prefers_another(self, upper, is_told):
        key = choice("A", 4, 4, is_right=True)
        assert ("key_suspect" in codes(key, choice("B", upper, 4))) is is_told

    def test_the_choice_is_named(self):
        facts = ItemFacts(SOUND, [choice("A", 1, 4, is_right=True), choice("B", 9, 6)])
        assert advice_for(facts)[0].params == {"choices": "B"}

    @pytest.mark.parametrize(
        ("index", "expected"),
        [
            (-0.1, ["negative_discrimination"]),
            (0.0, ["weak_discrimination"]),
            (19.9, ["weak_discrimination"]),
            (20.0, []),
            (None, []),
        ],
    )
    def test_discrimination(self, index, expected):
        assert codes(discrimination_index=index) == expected

    @pytest.mark.parametrize(
        ("facility", "expected"),
        [
            (0.95, ["too_easy"]),
            (0.94, []),
            (0.25, []),
            (0.24, ["below_guessing"]),
            (0.05, ["too_hard"]),
            (0.06, ["below_guessing"]),
            (None, []),
        ],
    )
    def test_facility(self, facility, expected):
        assert codes(facility=facility) == expected

    def test_an_easy_question_is_not_blamed_for_what_follows_from_it(self):
        assert codes(KEY, choice("B", 0, 0), facility=0.97, discrimination_index=3.0) == ["too_easy"]

    @pytest.mark.parametrize(("lower", "is_told"), [(0, True), (1, False)])
    def test_a_distractor_that_nobody_takes_is_idle(self, lower, is_told):
        assert ("distractor_idle" in codes(KEY, choice("B", 0, lower))) is is_told

    @pytest.mark.parametrize(("upper", "is_told"), [(2, False), (3, True)])
    def test_a_distractor_that_draws_the_stronger_is_named(self, upper, is_told):
        assert ("distractor_draws_upward" in codes(KEY, choice("B", upper, 2))) is is_told

    def test_rules_have_codes_of_their_own_and_a_source(self):
        assert len({rule.code for rule in RULES}) == len(RULES)
        assert all(rule.source for rule in RULES)
