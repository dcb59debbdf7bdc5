"""Matching and ordering."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain import questions
from elearning.domain.questions import Outcome, Question
from elearning.domain.scores import FRACTION_ONE

PAIRS = [
    {"id": "aduan", "stem": "Aduan", "match": "14 hari"},
    {"id": "tanya", "stem": "Tanya", "match": "5 hari"},
    {"id": "awas", "stem": "Pengawasan", "match": "60 hari"},
]


def _load(type_name: str, **content: Any) -> Question:
    return questions.load({"id": "q", "type": type_name, "stem": "Susun", **content})


def _matching(**content: Any) -> Question:
    return _load("matching", **{"pairs": PAIRS, "distractors": ["30 hari"], **content})


def _matched(question: Question, **texts: str) -> questions.Response:
    ids = {option.text: option.id for option in question.options}
    return question.parse_response({f"q.{part}": [ids[text]] for part, text in texts.items()}, "q")


@pytest.mark.parametrize(
    ("texts", "fraction", "complete"),
    [
        ({"aduan": "14 hari", "tanya": "5 hari", "awas": "60 hari"}, FRACTION_ONE, True),
        ({"aduan": "14 hari", "tanya": "5 hari", "awas": "30 hari"}, 6_666_667, True),
        ({"aduan": "14 hari"}, 3_333_333, False),
        ({"aduan": "5 hari", "tanya": "14 hari", "awas": "30 hari"}, 0, True),
    ],
)
def test_each_right_pair_counts_the_same(texts: dict[str, str], fraction: int, complete: bool) -> None:
    question = _matching()
    response = _matched(question, **texts)
    assert question.mark(response).fraction == fraction
    assert question.is_complete(response) is complete


def test_each_pair_has_its_reason() -> None:
    question = _matching(correct_feedback="semua", partial_feedback="sebagian")
    marking = question.mark(_matched(question, aduan="14 hari", tanya="30 hari"))
    assert [(reason.part_id, reason.given, reason.is_right, reason.fraction) for reason in marking.reasons] == [
        ("aduan", "14 hari", True, 3_333_333),
        ("tanya", "30 hari", False, 0),
        ("awas", None, False, 0),
    ]
    assert marking.feedback == "sebagian"


def test_options_do_not_tell_their_pair() -> None:
    question = _matching()
    ids = {option.id for option in question.options}
    assert not ids & {pair["id"] for pair in PAIRS}
    assert len(ids) == 4


def test_pairs_that_share_a_text_share_an_option() -> None:
    pairs = [*PAIRS, {"id": "saran", "stem": "Saran", "match": "14 hari"}]
    question = _matching(pairs=pairs, distractors=[])
    assert len(question.options) == 3
    response = _matched(question, aduan="14 hari", saran="14 hari", tanya="5 hari", awas="60 hari")
    assert question.mark(response).outcome is Outcome.RIGHT


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ({"pairs": PAIRS[:1]}, "pairs"),
        ({"pairs": [PAIRS[0], PAIRS[0]]}, "pairs[1].id"),
        ({"pairs": [{"id": "a", "stem": "A", "match": "x"}, {"id": "b", "stem": "B", "match": "x"}]}, "pairs"),
        ({"distractors": ["5 hari"]}, "distractors"),
        ({"distractors": "30"}, "distractors"),
        ({"distractors": [""]}, "distractors[0].text"),
        ({"pairs": [{"id": "a", "match": "x"}, PAIRS[0]]}, "pairs[0].stem"),
    ],
)
def test_a_matching_that_is_wrong_is_named(content: dict[str, Any], key: str) -> None:
    with pytest.raises(questions.QuestionContentError) as raised:
        _matching(**{"distractors": [], **content})
    assert raised.value.key == key


def _ordering(scoring: str = "absolute_position", ids: str = "abcd") -> Question:
    return _load("ordering", items=[{"id": each, "text": each.upper()} for each in ids], scoring=scoring)


def _placed(question: Question, order: str) -> questions.Response:
    return question.parse_response({f"q.{each}": [str(place)] for place, each in enumerate(order, 1)}, "q")


@pytest.mark.parametrize(
    ("order", "absolute", "adjacent", "whole"),
    [
        ("abcd", FRACTION_ONE, FRACTION_ONE, FRACTION_ONE),
        ("abdc", 5_000_000, 3_333_333, 0),
        ("bcda", 0, 6_666_667, 0),
        ("dcba", 0, 0, 0),
        ("cdab", 0, 6_666_667, 0),
        ("acbd", 5_000_000, 0, 0),
    ],
)
def test_three_rules_for_a_partly_right_order(order: str, absolute: int, adjacent: int, whole: int) -> None:
    earned = [
        question.mark(_placed(question, order)).fraction
        for question in map(_ordering, ("absolute_position", "adjacent_pairs", "all_or_nothing"))
    ]
    assert earned == [absolute, adjacent, whole]


@pytest.mark.parametrize("scoring", ["absolute_position", "adjacent_pairs", "all_or_nothing"])
def test_a_position_given_twice_counts_for_nobody(scoring: str) -> None:
    question = _ordering(scoring)
    response = question.parse_response({f"q.{each}": ["1"] for each in "abcd"}, "q")
    assert question.mark(response).fraction == 0
    assert question.mark(response).outcome is Outcome.WRONG
    assert not question.is_complete(response)


def test_a_partly_filled_order_is_kept_marked_and_incomplete() -> None:
    question = _ordering()
    response = question.parse_response({"q.a": ["1"], "q.b": ["9"], "q.c": ["0"], "q.d": ["x"]}, "q")
    assert response.given == (("a", "1"),)
    assert question.mark(response).fraction == 2_500_000
    assert not question.is_complete(response)


def test_items_are_never_shown_in_the_right_order() -> None:
    question = _ordering(ids="abc")
    orders = {question.choice_order(seed) for seed in range(60)}
    assert ("a", "b", "c") not in orders
    assert len(orders) == 5


@pytest.mark.parametrize("scoring", ["absolute_position", "adjacent_pairs", "all_or_nothing"])
def test_the_guess_score_is_the_mean_over_all_orders(scoring: str) -> None:
    question = _ordering(scoring)
    earned = [question.mark(_placed(question, "".join(order))).fraction for order in permutations("abcd")]
    assert abs(sum(earned) / len(earned) - (question.random_guess_score() or 0)) < 1


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ({"items": [{"id": "a", "text": "A"}]}, "items"),
        ({"items": [{"id": "a", "text": "A"}, {"id": "a", "text": "B"}]}, "items[1].id"),
        ({"items": [{"id": "a", "text": "A"}, {"id": "b"}]}, "items[1].text"),
        ({"items": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}], "scoring": "kira-kira"}, "scoring"),
    ],
)
def test_an_ordering_that_is_wrong_is_named(content: dict[str, Any], key: str) -> None:
    with pytest.raises(questions.QuestionContentError) as raised:
        _load("ordering", **content)
    assert raised.value.key == key


@given(st.permutations("abcde"))
@settings(max_examples=100, deadline=None)
def test_only_the_right_order_earns_everything(order: list[str]) -> None:
    for scoring in ("absolute_position", "adjacent_pairs", "all_or_nothing"):
        question = _ordering(scoring, ids="abcde")
        fraction = question.mark(_placed(question, "".join(order))).fraction
        assert (fraction == FRACTION_ONE) == (order == list("abcde"))
