"""Short answers and numbers: what people type."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain import questions
from elearning.domain.questions import Outcome, Question
from elearning.domain.questions.quantities import number_readings
from elearning.domain.questions.short_answer import compile_pattern


def _load(type_name: str, **content: Any) -> Question:
    return questions.load({"id": "q", "type": type_name, "stem": "Apa?", **content})


def _fraction(question: Question, text: str) -> int:
    return question.mark(question.parse_response({"q": [text]}, "q")).fraction


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("PPID", "ppid", True),
        ("PPID", "PPID.", False),
        ("kepala dinas", "  Kepala\u00a0 \t DINAS ", True),
        ("*", "apa saja", True),
        ("kepala*", "kepala", True),
        ("kepala *", "kepala", False),
        ("kepala * dinas", "kepala bidang dinas", True),
        ("kepala * dinas", "kepala dinas", False),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("a*b*c", "a-b-b-c", True),
        ("a*b*c", "a-c-b", False),
        ("*bc*", "abcd", True),
        (r"5\*", "5*", True),
        (r"5\*", "55", False),
        (r"a\\b", r"a\b", True),
        (r"a\b", r"a\b", True),
        ("ﬁsik", "fisik", True),
        ("STRASSE", "straße", True),
        ("Jum'at", "jum’at", True),
        ("tatap-muka", "tatap–muka", True),
        ("１０", "10", True),
        ("a.c", "abc", False),
        ("(", "(", True),
    ],
)
def test_patterns_fit_whole_answers(pattern: str, text: str, fits: bool) -> None:
    question = _load("short_answer", answers=[{"text": pattern}])
    assert _fraction(question, text) == (10_000_000 if fits else 0)


def test_a_number_written_as_answer_is_taken_as_its_text() -> None:
    question = _load("short_answer", answers=[{"text": 1708}])
    assert _fraction(question, "1708") == 10_000_000


def test_case_counts_when_asked() -> None:
    question = _load("short_answer", answers=[{"text": "SP4N"}], case_sensitive=True)
    assert (_fraction(question, "SP4N"), _fraction(question, "sp4n")) == (10_000_000, 0)


@pytest.mark.parametrize(
    ("pattern", "text", "ignoring", "heeding"),
    [
        ("café", "cafe", True, False),
        ("cafe", "CAFÉ", True, False),
        ("café", "cafe\u0301", True, True),
        ("bān*", "ban lagi", True, False),
        ("café", "cape", False, False),
        ("Jum'at", "jum’at", True, True),
    ],
)
def test_accents_count_unless_they_are_to_be_ignored(pattern: str, text: str, ignoring: bool, heeding: bool) -> None:
    questions_ = [_load("short_answer", answers=[{"text": pattern}], ignore_accents=each) for each in (True, False)]
    assert [_fraction(each, text) > 0 for each in questions_] == [ignoring, heeding]


def test_case_still_counts_where_accents_do_not() -> None:
    question = _load("short_answer", answers=[{"text": "É"}], ignore_accents=True, case_sensitive=True)
    assert (_fraction(question, "E"), _fraction(question, "é")) == (10_000_000, 0)


def test_the_first_answer_that_fits_decides() -> None:
    answers = [{"text": "atasan ppid", "feedback": "tepat"}, {"text": "*ppid*", "fraction": 0.5, "feedback": "hampir"}]
    question = _load("short_answer", answers=answers, other_feedback="belum")
    markings = [
        question.mark(question.parse_response({"q": [text]}, "q")) for text in ("Atasan PPID", "ke PPID", "Bupati")
    ]
    assert [(each.fraction, each.outcome, each.reasons[0].feedback) for each in markings] == [
        (10_000_000, Outcome.RIGHT, "tepat"),
        (5_000_000, Outcome.PARTIAL, "hampir"),
        (0, Outcome.WRONG, "belum"),
    ]


def test_the_right_answer_is_shown_without_wildcards() -> None:
    question = _load("short_answer", answers=[{"text": "x", "fraction": 0.5}, {"text": r"kepala * 5\*"}])
    assert question.right_answer()[0].text == "kepala … 5*"


def test_a_hostile_pattern_costs_no_time() -> None:
    pattern = compile_pattern("*a" * 500 + "*b", case_sensitive=False)
    assert not pattern.matches("a" * 4096)


def test_what_is_typed_is_cut_and_cleaned_of_control_characters() -> None:
    question = _load("short_answer", answers=[{"text": "a"}])
    assert question.parse_response({"q": ["\x00 a\x07\r\n\ud800"]}, "q").value() == "a"
    assert len(question.parse_response({"q": ["b" * 10_000]}, "q").value() or "") == 4096


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        ([], "answers"),
        ([{"text": "a", "fraction": 0.5}], "answers"),
        ([{"text": " "}], "answers[0].text"),
        ([{"text": "a", "fraction": -1}], "answers[0].fraction"),
        ([{"txt": "a"}], "answers[0].txt"),
    ],
)
def test_a_short_answer_that_is_wrong_is_named(answers: object, key: str) -> None:
    with pytest.raises(questions.QuestionContentError) as raised:
        _load("short_answer", answers=answers)
    assert raised.value.key == key


@pytest.mark.parametrize(
    ("text", "unit", "readings"),
    [
        ("10", "", ["10"]),
        ("+10", "", ["10"]),
        ("-2,5", "", ["-2.5"]),
        ("−2.5", "", ["-2.5"]),
        (" 0,125 ", "", ["0.125"]),
        (".5", "", ["0.5"]),
        ("5,", "", ["5"]),
        ("007", "", ["7"]),
        ("1.250", "", ["1250", "1.25"]),
        ("0.250", "", ["0.25"]),
        ("12.25", "", ["12.25"]),
        ("1234.567", "", ["1234.567"]),
        ("1,250", "", ["1.25"]),
        ("1.250,5", "", ["1250.5"]),
        ("1,250.5", "", ["1250.5"]),
        ("1.250.000", "", ["1250000"]),
        ("1,250,000", "", ["1250000"]),
        ("1 250 000", "", ["1250000"]),
        ("1\u00a0250,75", "", ["1250.75"]),
        ("１２,５", "", ["12.5"]),
        ("10 Hari", "hari", ["10"]),
        ("10hari", "hari", ["10"]),
        ("Rp1.500.000", "Rp", ["1500000"]),
        ("Rp. 500", "Rp", ["500"]),
        ("91,48 %", "%", ["91.48"]),
        ("1.25.0", "", []),
        ("12.50.000", "", []),
        ("1,2,3", "", []),
        ("10 hari", "", []),
        ("10 jam", "hari", []),
        ("1e3", "", []),
        ("inf", "", []),
        ("NaN", "", []),
        ("∞", "", []),
        ("-", "", []),
        ("", "", []),
        (",", "", []),
        ("1/3", "", []),
        ("٣", "", []),
        ("9" * 41, "", []),
    ],
)
def test_numbers_are_read_the_indonesian_way_first(text: str, unit: str, readings: list[str]) -> None:
    assert number_readings(text, unit) == tuple(Fraction(reading) for reading in readings)


@pytest.mark.parametrize(
    ("text", "right"),
    [("91,48", True), ("91.48", True), ("91,47", True), ("91,49", True), ("91,469", False), ("91,491", False)],
)
def test_both_ends_of_the_tolerance_count(text: str, right: bool) -> None:
    question = _load("numerical", answers=[{"value": 91.48, "tolerance": 0.01}])
    assert _fraction(question, text) == (10_000_000 if right else 0)


def test_without_tolerance_the_number_must_be_equal() -> None:
    question = _load("numerical", answers=[{"value": "0,1"}])
    assert (_fraction(question, "0,10"), _fraction(question, "0,1000001")) == (10_000_000, 0)


@pytest.mark.parametrize("text", ["1.250", "1250", "1250,0"])
def test_an_ambiguous_point_is_right_as_thousands(text: str) -> None:
    assert _fraction(_load("numerical", answers=[{"value": 1250}]), text) == 10_000_000


def test_an_ambiguous_point_is_right_as_decimals() -> None:
    assert _fraction(_load("numerical", answers=[{"value": 3.659}]), "3.659") == 10_000_000


def test_words_instead_of_a_number_are_kept_wrong_and_incomplete() -> None:
    question = _load("numerical", answers=[{"value": 5}], other_feedback="Tulis angka.")
    response = question.parse_response({"q": ["lima"]}, "q")
    marking = question.mark(response)
    assert (marking.outcome, marking.reasons[0].given, marking.reasons[0].feedback) == (
        Outcome.WRONG,
        "lima",
        "Tulis angka.",
    )
    assert not question.is_complete(response)


def test_an_answer_may_be_partly_right() -> None:
    answers = [{"value": 10}, {"value": 10, "tolerance": 7, "fraction": 0.5, "feedback": "hampir"}]
    question = _load("numerical", answers=answers, unit="hari kerja")
    assert (_fraction(question, "10"), _fraction(question, "17"), _fraction(question, "18")) == (
        10_000_000,
        5_000_000,
        0,
    )
    assert question.right_answer()[0].text == "10 hari kerja"


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ({"value": float("inf")}, "answers[0].value"),
        ({"value": float("nan")}, "answers[0].value"),
        ({"value": "lima"}, "answers[0].value"),
        ({"value": True}, "answers[0].value"),
        ({}, "answers[0].value"),
        ({"value": 1, "tolerance": -1}, "answers[0].tolerance"),
        ({"value": 1, "fraction": 0.5}, "answers"),
    ],
)
def test_a_number_that_is_wrong_is_named(answer: dict[str, object], key: str) -> None:
    with pytest.raises(questions.QuestionContentError) as raised:
        _load("numerical", answers=[answer])
    assert raised.value.key == key


@given(
    st.decimals("-9999999", "9999999", places=3), st.decimals("0", "5", places=3), st.decimals("-10", "10", places=3)
)
@settings(max_examples=100, deadline=None)
def test_a_number_is_right_exactly_within_its_tolerance(value: Decimal, tolerance: Decimal, offset: Decimal) -> None:
    question = _load("numerical", answers=[{"value": str(value), "tolerance": str(tolerance)}])
    typed = format(value + offset, "f").replace(".", ",")
    assert (_fraction(question, typed) > 0) == (abs(offset) <= tolerance)


@given(st.text(alphabet="abc", max_size=9), st.text(alphabet="abc ", max_size=9), st.text(alphabet="abc", max_size=9))
@settings(max_examples=100, deadline=None)
def test_a_wildcard_takes_any_text(before: str, between: str, after: str) -> None:
    pattern = compile_pattern(f"x{before}*{after}x", case_sensitive=False)
    assert pattern.matches(f"x{before}{between}{after}x")
    assert not pattern.matches(f"x{before}{between}{after}")
