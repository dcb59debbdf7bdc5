"""A typed number, right within a tolerance, compared exactly."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from elearning.domain.questions.base import (
    WHOLE,
    InputKind,
    Marking,
    PartReason,
    Question,
    QuestionContentError,
    Response,
    RightPart,
    marking_of,
)
from elearning.domain.questions.reading import Reader
from elearning.domain.questions.short_answer import normalised
from elearning.domain.scores import to_scaled

KEYS = ("answers", "unit", "other_feedback")
LONGEST_NUMBER = 40

_ANSWER_KEYS = ("value", "tolerance", "fraction", "feedback")
_PLAIN = re.compile(r"[0-9]+|[0-9]*[.,][0-9]+|[0-9]+[.,]")
_GROUPED_BY_POINT = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]*)?")
_GROUPED_BY_COMMA = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+\.[0-9]*|[1-9][0-9]{0,2}(,[0-9]{3}){2,}")
_GROUPED_BY_SPACE = re.compile(r"[1-9][0-9]{0,2}( [0-9]{3})+([.,][0-9]*)?")


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """A right (or partly right) number: given within ``value`` ± ``tolerance``, both ends included."""

    value: Fraction
    tolerance: Fraction
    share: Fraction
    feedback: str
    shown: str

    def accepts(self, given: Fraction) -> bool:
        """Return whether ``given`` lies within the tolerance, exactly."""
        return abs(given - self.value) <= self.tolerance


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerical(Question):
    """The first answer that accepts one of the readings of what was typed decides."""

    answers: tuple[NumberAnswer, ...]
    unit: str = ""
    other_feedback: str = ""

    type_name: ClassVar[str] = "numerical"
    input_kind: ClassVar[InputKind] = InputKind.NUMBER

    def is_complete(self, response: Response) -> bool:
        """Whether what was typed reads as a number: ``lima`` is kept and marked wrong, the overview points at it."""
        return bool(number_readings(response.value() or "", self.unit))

    def right_answer(self) -> tuple[RightPart, ...]:
        best = next(answer for answer in self.answers if answer.share == 1)
        return (RightPart(WHOLE, "", f"{best.shown} {self.unit}".strip()),)

    def random_guess_score(self) -> int:
        return 0

    def _marked(self, response: Response) -> Marking:
        given = response.value() or ""
        readings = number_readings(given, self.unit)
        fits = next((answer for answer in self.answers if any(map(answer.accepts, readings))), None)
        share = fits.share if fits else Fraction(0)
        feedback = fits.feedback if fits else self.other_feedback
        return marking_of(share, (PartReason(WHOLE, given, share == 1, to_scaled(share), feedback),))

    def _keeps(self, part_id: str, value: str) -> bool:
        return part_id == WHOLE and bool(value)


def number_readings(text: str, unit: str = "") -> tuple[Fraction, ...]:
    """Return every number that ``text`` may mean, the likeliest first; empty when it is none.

    Decimal comma and decimal point both count. Groups of three may be parted by points (``1.250.000,5``), spaces (``1
    250 000``) or, with a decimal point or at least two of them, commas (``1,250,000.5``). A single comma is always
    the decimal sign. A single point before exactly three digits is both in Indonesia, thousands (written) and
    decimals (typed on a keypad): ``1.250`` reads as 1250 and as 1.25, and an answer that fits either is right, since
    the two are a thousandfold apart. ``unit`` may stand behind or before the number. Exponents, infinity and NaN are
    no numbers.
    """
    plain = unicodedata.normalize("NFKC", text[: LONGEST_NUMBER * 2]).strip()
    plain = _without_unit(" ".join(plain.split()), unit)
    negative = plain[:1] in {"-", "−", "‐", "–"}
    digits = plain[1:].lstrip() if negative or plain[:1] == "+" else plain
    if len(digits) > LONGEST_NUMBER:
        return ()
    return tuple(-number if negative else number for number in _unsigned_readings(digits))


def _unsigned_readings(digits: str) -> tuple[Fraction, ...]:
    readings: list[Fraction] = []
    if _GROUPED_BY_POINT.fullmatch(digits):
        readings.append(_number(digits.replace(".", "").replace(",", ".")))
    if _GROUPED_BY_COMMA.fullmatch(digits):
        readings.append(_number(digits.replace(",", "")))
    if _GROUPED_BY_SPACE.fullmatch(digits):
        readings.append(_number(digits.replace(" ", "").replace(",", ".")))
    if _PLAIN.fullmatch(digits):
        readings.append(_number(digits.replace(",", ".")))
    return tuple(readings)


def _number(digits: str) -> Fraction:
    return Fraction(digits.removesuffix(".") if not digits.startswith(".") else f"0{digits}")


def _without_unit(text: str, unit: str) -> str:
    """Return ``text`` without the question's unit at its end or start, whatever its case."""
    wanted = normalised(unit, case_sensitive=False).strip()
    plain = normalised(text, case_sensitive=False)
    if not wanted:
        return text
    if plain.endswith(wanted):
        return plain.removesuffix(wanted).strip()
    if plain.startswith(wanted):
        return plain.removeprefix(wanted).lstrip(". ") if wanted.isalpha() else plain.removeprefix(wanted).strip()
    return text


def read_keys(reader: Reader) -> dict[str, tuple[NumberAnswer, ...] | str]:
    """Return the type's own content. Raises: QuestionContentError for infinite values or when no answer is worth
    everything.
    """
    answers = tuple(_answer(entry) for entry in reader.entries("answers", 1))
    if not any(answer.share == 1 for answer in answers):
        raise QuestionContentError(reader.at("answers"), "harus ada jawaban dengan fraction 1")
    return {
        "answers": answers,
        "unit": reader.optional_text("unit").strip(),
        "other_feedback": reader.optional_text("other_feedback"),
    }


def _answer(entry: Reader) -> NumberAnswer:
    entry.refuse_unknown(*_ANSWER_KEYS)
    tolerance = entry.number("tolerance", Fraction(0))
    if tolerance < 0:
        raise QuestionContentError(entry.at("tolerance"), "tidak boleh negatif")
    return NumberAnswer(
        value=entry.number("value"),
        tolerance=tolerance,
        share=entry.share("fraction", 0, Fraction(1)),
        feedback=entry.optional_text("feedback"),
        shown=str(entry.content.get("value")).strip().replace(".", ","),
    )
