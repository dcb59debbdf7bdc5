"""Numbers with several units, and the three meanings of a tolerance."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain import questions
from elearning.domain.questions import Question, QuestionContentError
from elearning.domain.questions.quantities import Unit, read_quantity

LENGTHS = [{"name": "km"}, {"name": "m", "multiplier": 1000}, {"name": "mil", "multiplier": "0.62"}]
POWERS = (Unit("W", Fraction(1)), Unit("mW", Fraction(1000)), Unit("MW", Fraction(1, 1_000_000)))


def _load(answer: dict[str, Any], **content: Any) -> Question:
    return questions.load({"id": "q", "type": "numerical", "stem": "Berapa?", "answers": [answer], **content})


def _fraction(question: Question, text: str) -> int:
    return question.mark(question.parse_response({"q": [text]}, "q")).fraction


@pytest.mark.parametrize(
    ("text", "earned"),
    [
        ("2,5 km", 10_000_000),
        ("2.500 m", 10_000_000),
        ("2500m", 10_000_000),
        ("2500 M", 10_000_000),
        ("1,55 mil", 10_000_000),
        ("2,5", 10_000_000),
        ("2,5 m", 0),
        ("2500", 0),
        ("2,5 jam", 0),
        ("km", 0),
    ],
)
def test_a_unit_is_converted_and_may_be_left_out(text: str, earned: int) -> None:
    assert _fraction(_load({"value": "2,5"}, units=LENGTHS), text) == earned


@pytest.mark.parametrize(
    ("text", "earned"),
    [
        ("2,5 km", 10_000_000),
        ("2500 m", 10_000_000),
        ("2,5", 7_500_000),
        ("2,5 jam", 7_500_000),
        ("2,5 m", 7_500_000),
        ("2500", 0),
        ("3 km", 0),
        ("3 jam", 0),
        ("dua koma lima km", 0),
    ],
)
def test_a_required_unit_costs_the_penalty_where_it_is_missing_or_wrong(text: str, earned: int) -> None:
    question = _load({"value": "2,5"}, units=LENGTHS, unit_rule="required", unit_penalty="0.25")
    assert _fraction(question, text) == earned


def test_the_penalty_is_a_tenth_of_what_the_number_earns_unless_written() -> None:
    answers = {"answers": [{"value": 9}, {"value": 5, "fraction": "0.5"}]}
    question = _load({"value": 9}, units=LENGTHS, unit_rule="required", **answers)
    assert (_fraction(question, "9"), _fraction(question, "5")) == (9_000_000, 4_500_000)


def test_what_a_missing_unit_cost_is_said_and_the_number_is_not_called_right() -> None:
    question = _load({"value": 5, "feedback": "Ya."}, units=LENGTHS, unit_rule="required", unit_feedback="Satuannya?")
    marking = question.mark(question.parse_response({"q": ["5"]}, "q"))
    assert (marking.feedback, marking.reasons[0].feedback, marking.reasons[0].is_right) == ("Satuannya?", "Ya.", False)


def test_a_number_without_its_required_unit_is_not_complete() -> None:
    question = _load({"value": 5}, units=LENGTHS, unit_rule="required")
    complete = [question.is_complete(question.parse_response({"q": [text]}, "q")) for text in ("5", "5 jam", "5 km")]
    assert complete == [False, False, True]


def test_the_right_answer_bears_the_first_unit() -> None:
    assert _load({"value": "2,5"}, units=LENGTHS).right_answer()[0].text == "2,5 km"


@pytest.mark.parametrize(
    ("text", "unit"), [("5 mW", "mW"), ("5 MW", "MW"), ("5 mw", None), ("5 w", "W"), ("W 5", "W"), ("5", None)]
)
def test_case_tells_units_apart_where_it_must(text: str, unit: str | None) -> None:
    found = read_quantity(text, POWERS).unit
    assert (found.name if found else None) == unit


@pytest.mark.parametrize(
    ("kind", "value", "tolerance", "low", "high"),
    [
        ("nominal", "40", "2", "38", "42"),
        ("relative", "40", "0.05", "38", "42"),
        ("relative", "-40", "0.05", "-42", "-38"),
        ("relative", "0", "0.05", "0", "0"),
        ("geometric", "40", "0.25", "32", "50"),
        ("geometric", "-40", "0.25", "-50", "-32"),
        ("geometric", "0", "0.25", "0", "0"),
    ],
)
def test_both_ends_of_every_tolerance_count(kind: str, value: str, tolerance: str, low: str, high: str) -> None:
    question = _load({"value": value, "tolerance": tolerance, "tolerance_type": kind})
    step = Decimal("0.000001")
    typed = [Decimal(low), Decimal(high), Decimal(low) - step, Decimal(high) + step]
    assert [_fraction(question, format(each, "f")) > 0 for each in typed] == [True, True, False, False]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ({"unit": "km", "units": LENGTHS}, "unit"),
        ({"unit_rule": "required"}, "unit_rule"),
        ({"unit_rule": "wajib"}, "unit_rule"),
        ({"unit_penalty": "1.1"}, "unit_penalty"),
        ({"units": "km"}, "units"),
        ({"units": [{"name": " "}]}, "units[0].name"),
        ({"units": [{"name": "m2"}]}, "units[0].name"),
        ({"units": [{"name": "x" * 41}]}, "units[0].name"),
        ({"units": [{"name": "km", "multiplier": 2}]}, "units[0].multiplier"),
        ({"units": [{"name": "km"}, {"name": "m", "multiplier": 0}]}, "units[1].multiplier"),
        ({"units": [{"name": "km"}, {"name": "km"}]}, "units[1].name"),
        ({"units": [{"name": "km", "faktor": 1}]}, "units[0].faktor"),
    ],
)
def test_units_that_are_wrong_are_named(content: dict[str, Any], key: str) -> None:
    with pytest.raises(QuestionContentError) as raised:
        _load({"value": 5}, **content)
    assert raised.value.key == key


def test_a_tolerance_of_an_unknown_kind_is_named() -> None:
    with pytest.raises(QuestionContentError) as raised:
        _load({"value": 5, "tolerance_type": "persen"})
    assert raised.value.key == "answers[0].tolerance_type"


@given(
    value=st.decimals("-9999", "9999", places=2),
    multiplier=st.sampled_from(["0.001", "0.5", "1", "8", "1000"]),
    offset=st.decimals("-3", "3", places=2),
    tolerance=st.decimals("0", "2", places=2),
)
@settings(max_examples=100, deadline=None)
def test_a_converted_number_is_right_exactly_when_the_bare_one_is(
    value: Decimal, multiplier: str, offset: Decimal, tolerance: Decimal
) -> None:
    units = [{"name": "dasar"}, {"name": "lain", "multiplier": multiplier}]
    question = _load({"value": str(value), "tolerance": str(tolerance)}, units=units)
    bare = _fraction(question, format(value + offset, "f").replace(".", ","))
    converted = _fraction(question, format((value + offset) * Decimal(multiplier), "f").replace(".", ",") + " lain")
    assert bare == converted == (10_000_000 if abs(offset) <= tolerance else 0)
