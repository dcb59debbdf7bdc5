"""Texts with gaps: which brackets are gaps, what is offered in each, what each earns."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain import questions
from elearning.domain.questions import Outcome, Question, QuestionContentError
from elearning.domain.questions.gaps import gap_numbers, with_numbered_gaps

WORDS = [
    {"text": "loket"},
    {"text": "gudang"},
    {"text": "5", "group": 2},
    {"text": "14", "group": 2},
    {"text": "loket", "group": 2},
]
STEM = "<p>Di [[2]] dalam [[3]] hari, lalu [[1]].</p>"


def _load(stem: str = STEM, words: list[dict[str, Any]] = WORDS, **content: Any) -> Question:
    return questions.load({"id": "q", "type": "select_missing_words", "stem": stem, "words": words, **content})


def _fields(question: Question, *texts: str) -> dict[str, list[str]]:
    """Form fields that choose these words in the gaps from the first on; "" chooses nothing."""
    found = {}
    for part, text in zip(question.parts, texts, strict=False):
        ids = {option.text: option.id for option in question.options_of(part.id)}
        found[f"q.{part.id}"] = [ids.get(text, text)]
    return found


@pytest.mark.parametrize(
    ("stem", "numbers"),
    [
        ("[[1]] dan [[12]]", (1, 12)),
        ("[[2]][[2]]", (2, 2)),
        ("[1] [[a]] [[ 1 ]] [[1234]] [[]]", ()),
        ('<img alt="[[1]]" src="x"> [[2]]', (2,)),
        ('<img alt="a > b [[1]]"> [[2]]', (2,)),
        ("5 < 6 [[1]] > 4", (1,)),
        ("<strong>[[1]]</strong>", (1,)),
        ("**[[1]]** [[2]](x)", (1, 2)),
    ],
)
def test_brackets_in_the_text_are_gaps_and_in_tags_are_not(stem: str, numbers: tuple[int, ...]) -> None:
    assert gap_numbers(stem) == numbers


def test_gaps_are_shown_in_the_order_of_the_text_and_tell_nothing() -> None:
    assert _load().shown_stem == "<p>Di (1)\u00a0…… dalam (2)\u00a0…… hari, lalu (3)\u00a0…….</p>"


def test_each_gap_offers_its_group_under_ids_that_tell_nothing() -> None:
    question = _load()
    offered = [[option.text for option in question.options_of(part.id)] for part in question.parts]
    assert offered == [["loket", "gudang"], ["5", "14", "loket"], ["loket", "gudang"]]
    assert len({option.id for option in question.options}) == len(WORDS)
    assert not {option.id for option in question.options} & {option.text for option in question.options}


@pytest.mark.parametrize(
    ("chosen", "fraction", "outcome", "is_complete"),
    [
        (("gudang", "5", "loket"), 10_000_000, Outcome.RIGHT, True),
        (("gudang", "14", "loket"), 6_666_667, Outcome.PARTIAL, True),
        (("gudang", "", ""), 3_333_333, Outcome.PARTIAL, False),
        (("loket", "14", "gudang"), 0, Outcome.WRONG, True),
        (("", "", ""), 0, Outcome.UNANSWERED, False),
    ],
)
def test_each_gap_counts_the_same(chosen: tuple[str, ...], fraction: int, outcome: Outcome, is_complete: bool) -> None:
    question = _load(correct_feedback="Tepat.", partial_feedback="Baca lagi.")
    response = question.parse_response(_fields(question, *chosen), "q")
    marking = question.mark(response)
    assert (marking.fraction, marking.outcome, question.is_complete(response)) == (fraction, outcome, is_complete)
    said = {Outcome.RIGHT: "Tepat.", Outcome.UNANSWERED: ""}.get(outcome, "Baca lagi.")
    assert marking.feedback == said


def test_the_reasons_name_what_was_chosen_in_each_gap() -> None:
    question = _load()
    reasons = question.mark(question.parse_response(_fields(question, "gudang", "14"), "q")).reasons
    assert [(reason.part_id, reason.given, reason.is_right, reason.fraction) for reason in reasons] == [
        ("g1", "gudang", True, 3_333_333),
        ("g2", "14", False, 0),
        ("g3", None, False, 0),
    ]


def test_a_word_of_another_group_is_no_answer() -> None:
    question = _load()
    other = question.options_of("g2")[2]
    assert other.text == "loket"
    assert question.is_empty(question.parse_response({"q.g1": [other.id], "q.g9": [other.id]}, "q"))


def test_guessing_earns_the_mean_of_the_gaps() -> None:
    assert _load().random_guess_score() == 4_444_444


@pytest.mark.parametrize(
    ("stem", "words", "key"),
    [
        ("Tanpa celah.", WORDS, "stem"),
        ("[[0]]", WORDS, "stem"),
        ("[[6]]", WORDS, "stem"),
        ("[[1]]" * 51, WORDS, "stem"),
        ("[[1]]", [{"text": "a"}], "words"),
        ("[[1]]", [{"text": "a"}, {"text": "b", "group": 2}], "words"),
        ("[[1]]", [{"text": "a"}, {"text": "a"}], "words[1].text"),
        ("[[1]]", [{"text": "a"}, {"text": " "}], "words[1].text"),
        ("[[1]]", [{"text": "a"}, {"text": "b", "group": 0}], "words[1].group"),
        ("[[1]]", [{"text": "a"}, {"text": "b", "group": 21}], "words[1].group"),
        ("[[1]]", [{"text": "a"}, {"text": "b", "group": "1.5"}], "words[1].group"),
        ("[[1]]", [{"text": "a"}, {"text": "b", "fraction": 1}], "words[1].fraction"),
    ],
)
def test_a_text_with_gaps_that_is_wrong_is_named(stem: str, words: list[dict[str, Any]], key: str) -> None:
    with pytest.raises(QuestionContentError) as raised:
        _load(stem, words)
    assert raised.value.key == key


@given(right=st.lists(st.integers(1, 4), min_size=1, max_size=12), given_=st.lists(st.integers(1, 4), min_size=12))
@settings(max_examples=60, deadline=None)
def test_the_fraction_is_the_share_of_gaps_filled_rightly(right: list[int], given_: list[int]) -> None:
    words = [{"text": f"kata {number}"} for number in range(1, 5)]
    question = _load(" ".join(f"[[{number}]]" for number in right), words)
    response = question.parse_response(_fields(question, *(f"kata {number}" for number in given_)), "q")
    hits = sum(wanted == chosen for wanted, chosen in zip(right, given_, strict=False))
    assert abs(question.mark(response).fraction * len(right) - hits * 10_000_000) <= len(right) / 2


@given(st.text(alphabet="<>\"'[]1 a/", max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_keeps_everything_but_its_gaps(stem: str) -> None:
    shown = with_numbered_gaps(stem)
    assert shown.count(")\u00a0……") == len(gap_numbers(stem))
    assert (shown == stem) == (not gap_numbers(stem))
