"""What every question type keeps, whichever it is."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain import questions
from elearning.domain.questions import Outcome, Question
from elearning.domain.scores import FRACTION_ONE

CONTENTS: dict[str, dict[str, Any]] = {
    "single_choice": {"choices": [{"id": "a", "text": "A"}, {"id": "b", "text": "B", "correct": True}]},
    "multiple_choice": {
        "choices": [
            {"id": "a", "text": "A", "correct": True},
            {"id": "b", "text": "B", "correct": True},
            {"id": "c", "text": "C"},
        ]
    },
    "true_false": {"answer": False},
    "short_answer": {"answers": [{"text": "PPID"}]},
    "numerical": {"answers": [{"value": 10}], "unit": "hari"},
    "matching": {"pairs": [{"id": "p", "stem": "P", "match": "1"}, {"id": "q", "stem": "Q", "match": "2"}]},
    "select_missing_words": {"stem": "[[1]] di [[2]]", "words": [{"text": "A"}, {"text": "B"}]},
    "description": {},
    "ordering": {"items": [{"id": "x", "text": "X"}, {"id": "y", "text": "Y"}, {"id": "z", "text": "Z"}]},
}
RIGHT_FIELDS: dict[str, dict[str, list[str]]] = {
    "single_choice": {"s": ["b"]},
    "multiple_choice": {"s": ["b", "a"]},
    "true_false": {"s": ["false"]},
    "short_answer": {"s": [" ppid "]},
    "numerical": {"s": ["10 hari"]},
    "ordering": {"s.x": ["1"], "s.y": ["2"], "s.z": ["3"]},
}


def content_of(type_name: str, **changes: Any) -> dict[str, Any]:
    return {"id": "soal-1", "type": type_name, "stem": "Apa?", **copy.deepcopy(CONTENTS[type_name]), **changes}


def right_fields(question: Question) -> dict[str, list[str]]:
    if question.type_name in RIGHT_FIELDS:
        return RIGHT_FIELDS[question.type_name]
    ids = {option.text: option.id for option in question.options}
    return {f"s.{part.part_id}": [ids[part.text]] for part in question.right_answer()}


KNOWN_ORDER = "dcfabe"
"""The letters a…f by the SHA-256 of "7:soal-1:<letter>", taken with another tool."""


ASKED = tuple(name for name in questions.TYPE_NAMES if name != "description")


@pytest.fixture(params=ASKED)
def question(request: pytest.FixtureRequest) -> Question:
    return questions.load(content_of(request.param))


def test_every_documented_type_is_known() -> None:
    assert set(questions.TYPE_NAMES) == set(CONTENTS)


def test_the_right_answer_earns_everything(question: Question) -> None:
    response = question.parse_response(right_fields(question), "s")
    marking = question.mark(response)
    assert (marking.fraction, marking.outcome) == (FRACTION_ONE, Outcome.RIGHT)
    assert question.is_complete(response)
    assert all(reason.is_right for reason in marking.reasons)
    assert question.right_answer()


def test_nothing_given_is_unanswered(question: Question) -> None:
    for fields in ({}, {"s": []}, {"s": [""]}, {"s": ["   "]}, {"other": ["a"]}):
        response = question.parse_response(fields, "s")
        assert question.is_empty(response)
        assert not question.is_complete(response)
        assert question.mark(response).outcome is Outcome.UNANSWERED


def test_a_text_between_questions_takes_no_answer_and_is_worth_nothing() -> None:
    text = questions.load(content_of("description"))
    response = text.parse_response({"s": ["a"], "s.": ["b"]}, "s")
    assert (text.is_asked, text.max_mark, text.right_answer(), text.random_guess_score()) == (False, 0, (), None)
    assert (response, text.is_complete(response)) == (questions.EMPTY_RESPONSE, True)
    assert text.mark(response).outcome is Outcome.UNANSWERED


def test_a_response_survives_storing(question: Question) -> None:
    response = question.parse_response(right_fields(question), "s")
    stored = json.loads(json.dumps(question.dump_response(response)))
    assert question.load_response(stored) == response


@pytest.mark.parametrize(
    "stored", [None, "", 7, {}, {"a": 1}, [1], [["", 1]], [[1, "a"]], [["", "a", "b"]], [["", None]], [[[], []]]]
)
def test_junk_in_the_store_counts_as_not_answered(question: Question, stored: object) -> None:
    assert question.is_empty(question.load_response(stored))


def test_the_shuffle_is_the_same_for_ever(question: Question) -> None:
    assert question.choice_order("percobaan-7") == question.choice_order("percobaan-7")
    ids = {option.id for option in question.options} or set()
    if question.type_name == "ordering":
        ids = {part.id for part in question.parts}
    assert set(question.choice_order(1)) == ids


def test_a_known_shuffle_never_changes() -> None:
    choices = [{"id": each, "text": each, "correct": each == "a"} for each in "abcdef"]
    question = questions.load(content_of("single_choice", choices=choices))
    orders = {"".join(question.choice_order(seed)) for seed in range(40)}
    assert "".join(question.choice_order(7)) == KNOWN_ORDER
    assert len(orders) > 30


def test_shuffle_off_keeps_the_written_order() -> None:
    question = questions.load(content_of("single_choice", shuffle=False))
    assert question.choice_order(99) == ("a", "b")


def test_guessing_earns_a_fraction_between_nothing_and_all(question: Question) -> None:
    score = question.random_guess_score()
    assert score is not None
    assert 0 <= score < FRACTION_ONE


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"type": "esai"}, "type"),
        ({"type": None}, "type"),
        ({"type": ["single_choice"]}, "type"),
        ({"id": None}, "id"),
        ({"id": "Soal 1"}, "id"),
        ({"id": "x" * 65}, "id"),
        ({"stem": ""}, "stem"),
        ({"stem": ["a"]}, "stem"),
        ({"mark": 0}, "mark"),
        ({"mark": -1}, "mark"),
        ({"mark": 1001}, "mark"),
        ({"mark": "satu"}, "mark"),
        ({"mark": True}, "mark"),
        ({"shuffle": "ya"}, "shuffle"),
        ({"coice": []}, "coice"),
    ],
)
def test_a_common_key_that_is_wrong_is_named(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(questions.QuestionContentError) as raised:
        questions.load(content_of("single_choice", **changes))
    assert raised.value.key == key


def test_common_content_is_kept() -> None:
    question = questions.load(
        content_of("true_false", mark=1.5, feedback="F", read_again="a#b", source="uu", locator="Pasal 1")
    )
    assert str(question.max_mark) == "1.5"
    assert (question.feedback, question.read_again, question.source, question.locator) == ("F", "a#b", "uu", "Pasal 1")


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["a", "b", "true", "1", "2", "9" * 5000, "\x00", "\ud800", "1e9", "NaN", "∞", "1.2.3,4", "-", "."]),
)


@given(
    type_name=st.sampled_from(questions.TYPE_NAMES),
    fields=st.dictionaries(
        st.sampled_from(["s", "s.p", "s.q", "s.x", "s.y", "s.z", "s."]), st.lists(HOSTILE, max_size=4)
    ),
)
@settings(max_examples=100, deadline=None)
def test_any_form_is_an_answer_or_no_answer_and_never_an_exception(
    type_name: str, fields: dict[str, list[str]]
) -> None:
    question = questions.load(content_of(type_name))
    response = question.parse_response(fields, "s")
    marking = question.mark(response)
    assert 0 <= marking.fraction <= FRACTION_ONE
    assert (marking.outcome is Outcome.UNANSWERED) == question.is_empty(response)
    assert question.load_response(question.dump_response(response)) == response
    assert all(len(value) <= 4096 for _, value in response.given)
    json.dumps(question.dump_response(response)).encode()


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)


@given(
    type_name=st.sampled_from(questions.TYPE_NAMES),
    key=st.sampled_from(
        [
            "choices",
            "answers",
            "pairs",
            "items",
            "answer",
            "unit",
            "units",
            "unit_rule",
            "scoring",
            "words",
            "stem",
            "mark",
            "distractors",
            "id",
        ]
    ),
    value=JSON,
)
@settings(max_examples=100, deadline=None)
def test_any_content_is_a_question_or_a_named_key(type_name: str, key: str, value: object) -> None:
    try:
        question = questions.load(content_of(type_name, **{key: value}))
    except questions.QuestionContentError as error:
        named = error.key
    else:
        named = ""
        question.mark(question.parse_response({"s": ["a"]}, "s"))
    assert isinstance(named, str)
