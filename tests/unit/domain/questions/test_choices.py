"""Single choice, multiple choice, true or false."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain import questions
from elearning.domain.questions import Outcome, Question
from elearning.domain.questions.multiple_choice import MultipleChoice
from elearning.domain.scores import FRACTION_ONE


def _load(type_name: str, **content: Any) -> Question:
    return questions.load({"id": "q", "type": type_name, "stem": "Apa?", **content})


def _choices(**shares: Any) -> list[dict[str, Any]]:
    return [
        {"id": each, "text": each.upper(), "fraction": share, "feedback": f"F{each}"} for each, share in shares.items()
    ]


def _marked(question: Question, *chosen: str) -> tuple[int, Outcome]:
    marking = question.mark(question.parse_response({"q": list(chosen)}, "q"))
    return marking.fraction, marking.outcome


@pytest.mark.parametrize(
    ("chosen", "fraction", "outcome"),
    [
        ("a", FRACTION_ONE, Outcome.RIGHT),
        ("b", 3_333_333, Outcome.PARTIAL),
        ("c", 0, Outcome.WRONG),
        ("z", 0, Outcome.UNANSWERED),
    ],
)
def test_a_single_choice_earns_its_own_share(chosen: str, fraction: int, outcome: Outcome) -> None:
    question = _load("single_choice", choices=_choices(a=1, b=0.3333333, c=0))
    assert _marked(question, chosen) == (fraction, outcome)


def test_a_single_choice_takes_the_first_possible_value() -> None:
    question = _load("single_choice", choices=_choices(a=1, b=0))
    assert question.parse_response({"q": ["z", "b", "a"]}, "q").value() == "b"


def test_the_chosen_ones_feedback_is_the_reason() -> None:
    question = _load("single_choice", choices=_choices(a=1, b=0))
    (reason,) = question.mark(question.parse_response({"q": ["b"]}, "q")).reasons
    assert (reason.part_id, reason.given, reason.is_right, reason.feedback) == ("b", "B", False, "Fb")


@pytest.mark.parametrize(
    ("shares", "key"),
    [
        ({"a": 0, "b": 0}, "choices"),
        ({"a": 1, "b": 1}, "choices"),
        ({"a": 1}, "choices"),
        ({"a": 1, "b": -0.5}, "choices[1].fraction"),
        ({"a": 1, "b": 1.5}, "choices[1].fraction"),
    ],
)
def test_a_single_choice_needs_exactly_one_right_one(shares: dict[str, float], key: str) -> None:
    with pytest.raises(questions.QuestionContentError) as raised:
        _load("single_choice", choices=_choices(**shares))
    assert raised.value.key == key


@pytest.mark.parametrize(
    ("choices", "key"),
    [
        (None, "choices"),
        ("a", "choices"),
        ([{"id": "a", "text": "A", "correct": True}, "b"], "choices[1]"),
        ([{"id": "a", "text": "A", "correct": True}, {"id": "a", "text": "B"}], "choices[1].id"),
        ([{"id": "a", "text": "A", "correct": "ya"}, {"id": "b", "text": "B"}], "choices[0].correct"),
        ([{"id": "a", "text": "A", "correct": True}, {"id": "b", "text": "B", "fraction": 0.5}], "choices"),
        ([{"id": "a", "text": "A", "corect": True}, {"id": "b", "text": "B"}], "choices[0].corect"),
        ([{"id": "a", "text": "", "correct": True}, {"id": "b", "text": "B"}], "choices[0].text"),
    ],
)
def test_a_choice_that_is_wrong_is_named(choices: object, key: str) -> None:
    with pytest.raises(questions.QuestionContentError) as raised:
        _load("single_choice", choices=choices)
    assert raised.value.key == key


@pytest.mark.parametrize(
    ("chosen", "fraction", "outcome"),
    [
        ("abc", FRACTION_ONE, Outcome.RIGHT),
        ("ab", 6_666_667, Outcome.PARTIAL),
        ("a", 3_333_333, Outcome.PARTIAL),
        ("abcd", 6_666_667, Outcome.PARTIAL),
        ("abcde", 3_333_333, Outcome.PARTIAL),
        ("ad", 0, Outcome.WRONG),
        ("ade", 0, Outcome.WRONG),
        ("d", 0, Outcome.WRONG),
        ("", 0, Outcome.UNANSWERED),
    ],
)
def test_right_choices_add_and_wrong_ones_take_the_same(chosen: str, fraction: int, outcome: Outcome) -> None:
    choices = [{"id": each, "text": each, "correct": each in "abc"} for each in "abcde"]
    assert _marked(_load("multiple_choice", choices=choices), *chosen) == (fraction, outcome)


@pytest.mark.parametrize(
    ("chosen", "fraction"),
    [("abc", FRACTION_ONE), ("ab", 6_666_667), ("abcd", 5_000_000), ("abd", 1_666_667), ("d", 0)],
)
def test_three_times_a_rounded_third_is_everything(chosen: str, fraction: int) -> None:
    question = _load("multiple_choice", choices=_choices(a=0.3333333, b=0.3333333, c=0.3333333, d=-0.5))
    assert _marked(question, *chosen)[0] == fraction


@pytest.mark.parametrize(
    "shares",
    [{"a": 0.5, "b": 0.4}, {"a": 0, "b": 0}, {"a": -1, "b": -1}, {"a": 1, "b": 1}, {"a": 0.333333, "b": 0.666666}],
)
def test_positive_shares_must_add_up(shares: dict[str, float]) -> None:
    with pytest.raises(questions.QuestionContentError) as raised:
        _load("multiple_choice", choices=_choices(**shares))
    assert raised.value.key == "choices"


def test_right_choices_left_out_are_reasons_too() -> None:
    question = _load("multiple_choice", choices=_choices(a=0.5, b=0.5, c=-1, d=0))
    marking = question.mark(question.parse_response({"q": ["a", "c"]}, "q"))
    assert [(reason.part_id, reason.given, reason.is_right, reason.fraction) for reason in marking.reasons] == [
        ("a", "A", True, 5_000_000),
        ("b", None, False, 0),
        ("c", "C", False, -FRACTION_ONE),
    ]


def test_guessing_is_the_mean_over_all_sets_or_unknown_for_very_many() -> None:
    two = _load("multiple_choice", choices=_choices(a=1, b=-1))
    many = [{"id": f"c{index}", "text": "x", "correct": index < 2} for index in range(13)]
    assert two.random_guess_score() == FRACTION_ONE // 4
    assert _load("multiple_choice", choices=many).random_guess_score() is None
    assert _load("single_choice", choices=_choices(a=1, b=0, c=0)).random_guess_score() == 3_333_333


@given(st.integers(1, 8), st.integers(0, 6), st.data())
@settings(max_examples=100, deadline=None)
def test_the_mark_is_the_clamped_sum(right: int, wrong: int, data: st.DataObject) -> None:
    ids = [f"c{index}" for index in range(max(2, right + wrong))]
    choices = [{"id": each, "text": each, "correct": index < right} for index, each in enumerate(ids)]
    question = _load("multiple_choice", choices=choices)
    assert isinstance(question, MultipleChoice)
    chosen = data.draw(st.sets(st.sampled_from(ids), min_size=1))
    good = sum(int(each[1:]) < right for each in chosen)
    expected = min(max(Fraction(good - (len(chosen) - good), right), Fraction(0)), Fraction(1))
    assert abs(Fraction(_marked(question, *chosen)[0], FRACTION_ONE) - expected) <= Fraction(1, 2 * FRACTION_ONE)


@pytest.mark.parametrize(
    ("answer", "given_value", "outcome", "feedback"),
    [
        (True, "true", Outcome.RIGHT, "T"),
        (True, "false", Outcome.WRONG, "F"),
        (False, "false", Outcome.RIGHT, "F"),
        (False, "true", Outcome.WRONG, "T"),
    ],
)
def test_true_false_gives_the_feedback_of_what_was_chosen(
    answer: bool, given_value: str, outcome: Outcome, feedback: str
) -> None:
    question = _load("true_false", answer=answer, feedback_true="T", feedback_false="F")
    marking = question.mark(question.parse_response({"q": [given_value]}, "q"))
    assert (marking.outcome, marking.reasons[0].feedback) == (outcome, feedback)


@pytest.mark.parametrize("answer", [None, "true", 1])
def test_true_false_needs_its_answer(answer: object) -> None:
    with pytest.raises(questions.QuestionContentError) as raised:
        _load("true_false", answer=answer)
    assert raised.value.key == "answer"


def test_true_false_without_an_answer_key_is_refused() -> None:
    with pytest.raises(questions.QuestionContentError):
        _load("true_false")


def test_true_false_is_never_shuffled() -> None:
    question = _load("true_false", answer=True)
    assert {question.choice_order(seed) for seed in range(20)} == {("true", "false")}
