"""Drawing and shuffling: the same for ever by the seed, nothing twice, nothing lost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain.questions import load
from elearning.domain.quiz_layout import LayoutRules, PoolQuestion, lay_out, numbers


def choice(number: int):
    choices = [{"id": each, "text": each, "correct": each == "a"} for each in "abcd"]
    return load({"id": f"soal-{number}", "type": "single_choice", "stem": "?", "choices": choices})


def pool(count: int) -> list[PoolQuestion]:
    return [PoolQuestion(number, 10_000_000 * number, choice(number)) for number in range(1, count + 1)]


def versions(slots) -> list[int]:
    return [slot.version_id for slot in slots]


@given(seed=st.integers(0, 2**53), count=st.integers(1, 30), draw=st.none() | st.integers(1, 40))
@settings(deadline=None)
def test_a_layout_asks_as_many_different_questions_as_are_drawn(seed, count, draw):
    slots = lay_out(pool(count), LayoutRules(draw=draw), seed)
    assert len(set(versions(slots))) == len(slots) == min(count, draw or count)
    assert all(sorted(slot.order) == list("abcd") for slot in slots)
    assert all(slot.mark == 10_000_000 * slot.version_id for slot in slots)


@given(seed=st.integers(0, 2**53), draw=st.none() | st.integers(1, 12))
@settings(deadline=None)
def test_the_same_seed_gives_the_same_layout_and_no_shuffle_the_same_questions(seed, draw):
    shuffled = lay_out(pool(12), LayoutRules(draw=draw), seed)
    plain = lay_out(pool(12), LayoutRules(draw=draw, shuffle_questions=False), seed)
    assert shuffled == lay_out(pool(12), LayoutRules(draw=draw), seed)
    assert versions(plain) == sorted(versions(shuffled))


def test_each_question_is_drawn_about_equally_often():
    draws = [version for seed in range(600) for version in versions(lay_out(pool(6), LayoutRules(draw=2), seed))]
    assert all(140 < draws.count(version) < 260 for version in range(1, 7))


def test_answers_keep_their_written_order_when_not_shuffled():
    slots = lay_out(pool(5), LayoutRules(shuffle_answers=False), 7)
    assert {slot.order for slot in slots} == {tuple("abcd")}


@pytest.mark.parametrize("shuffles", [True, False])
def test_items_to_be_ordered_are_never_shown_in_their_right_order(shuffles):
    items = [{"id": each, "text": each} for each in "xyz"]
    question = load({"id": "urut", "type": "ordering", "stem": "?", "items": items})
    rules = LayoutRules(shuffle_answers=shuffles)
    orders = {lay_out([PoolQuestion(1, 1, question)], rules, seed)[0].order for seed in range(40)}
    assert ("x", "y", "z") not in orders
    assert len(orders) > 1


def test_marks_are_kept_as_they_are_scaled():
    slot = lay_out([PoolQuestion(1, 3_333_333, choice(1))], LayoutRules(), 1)[0]
    assert Decimal(slot.mark) / 10_000_000 == Decimal("0.3333333")


def text(number: int) -> PoolQuestion:
    return PoolQuestion(number, 10_000_000, load({"id": f"teks-{number}", "type": "description", "stem": "Denah."}))


def pool_with_texts() -> list[PoolQuestion]:
    """Questions 1 and 2, text 10, questions 3 to 5, text 20, question 6, text 30 at the end."""
    first, second, third = pool(6)[:2], pool(6)[2:5], pool(6)[5:]
    return [*first, text(10), *second, text(20), *third, text(30)]


@given(seed=st.integers(0, 2**53))
@settings(deadline=None)
def test_shuffled_questions_stay_behind_the_text_that_introduces_them(seed):
    found = versions(lay_out(pool_with_texts(), LayoutRules(), seed))
    assert (found[2], found[6], found[8]) == (10, 20, 30)
    assert (sorted(found[:2]), sorted(found[3:6]), found[7]) == ([1, 2], [3, 4, 5], 6)


@given(seed=st.integers(0, 2**53), draw=st.integers(1, 8))
@settings(deadline=None)
def test_texts_follow_the_questions_that_are_drawn(seed, draw):
    slots = lay_out(pool_with_texts(), LayoutRules(draw=draw), seed)
    found = set(versions(slots))
    assert sum(slot.is_asked for slot in slots) == min(draw, 6)
    assert (10 in found) == bool(found & {3, 4, 5})
    assert (20 in found) == (6 in found)
    assert 30 in found


def test_texts_bear_no_mark_and_no_number():
    slots = lay_out(pool_with_texts(), LayoutRules(shuffle_questions=False), 1)
    assert [slot.mark // 10_000_000 for slot in slots] == [1, 2, 0, 3, 4, 5, 0, 6, 0]
    assert numbers(slots) == (1, 2, None, 3, 4, 5, None, 6, None)


@given(seed=st.integers(0, 2**53))
@settings(deadline=None)
def test_a_text_at_the_head_changes_the_order_of_no_question(seed):
    plain = versions(lay_out(pool(6), LayoutRules(), seed))
    assert versions(lay_out([text(10), *pool(6)], LayoutRules(), seed)) == [10, *plain]
