"""A typed number, right within a tolerance, compared exactly; with units where the question has them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar

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
from elearning.domain.questions.quantities import Quantity, Unit, UnitRule, number_readings, read_quantity, read_units
from elearning.domain.questions.reading import Reader
from elearning.domain.scores import to_scaled

KEYS = ("answers", "unit", "units", "unit_rule", "unit_penalty", "unit_feedback", "other_feedback")
DEFAULT_UNIT_PENALTY = Fraction(1, 10)

_ANSWER_KEYS = ("value", "tolerance", "tolerance_type", "fraction", "feedback")


class ToleranceType(StrEnum):
    """What a tolerance t around a value a means. Both ends always count, exactly.

    Source: Moodle's documentation of the numerical question type. The small epsilon that Moodle adds makes up for its
    floating point; exact fractions need none, and would accept with one what lies outside.
    """

    NOMINAL = "nominal"
    """a − t … a + t."""
    RELATIVE = "relative"
    """a − t·|a| … a + t·|a|."""
    GEOMETRIC = "geometric"
    """a ÷ (1 + t) … a × (1 + t); the ends change places for a negative value."""


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """A right (or partly right) number: what lies around ``value`` as ``tolerance_type`` says, both ends included."""

    value: Fraction
    tolerance: Fraction
    share: Fraction
    feedback: str
    shown: str
    tolerance_type: ToleranceType = ToleranceType.NOMINAL

    def accepts(self, given: Fraction) -> bool:
        """Return whether ``given`` lies within the tolerance, exactly."""
        low, high = self.bounds()
        return low <= given <= high

    def bounds(self) -> tuple[Fraction, Fraction]:
        """Return the lowest and the highest number that is accepted."""
        if self.tolerance_type is ToleranceType.GEOMETRIC:
            ends = (self.value / (1 + self.tolerance), self.value * (1 + self.tolerance))
            return min(ends), max(ends)
        width = self.tolerance
        if self.tolerance_type is ToleranceType.RELATIVE:
            width *= abs(self.value)
        return self.value - width, self.value + width


@dataclass(frozen=True, slots=True)
class _Fit:
    """The answer that decides, and whether the unit was the right one."""

    answer: NumberAnswer
    has_right_unit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerical(Question):
    """The first answer that accepts one of the readings of what was typed decides.

    ``unit`` is shown beside the field and may be typed or not. ``units`` are typed by the person: the first one is
    that of the answers, the others are converted. Where the unit is required, a right number without the right unit
    earns its share times (1 − ``unit_penalty``), with ``unit_feedback``.
    """

    answers: tuple[NumberAnswer, ...]
    unit: str = ""
    units: tuple[Unit, ...] = ()
    unit_rule: UnitRule = UnitRule.OPTIONAL
    unit_penalty: Fraction = DEFAULT_UNIT_PENALTY
    unit_feedback: str = ""
    other_feedback: str = ""

    type_name: ClassVar[str] = "numerical"
    input_kind: ClassVar[InputKind] = InputKind.NUMBER

    @property
    def needs_unit(self) -> bool:
        """Whether a number has to bear its unit."""
        return self.unit_rule is UnitRule.REQUIRED

    def is_complete(self, response: Response) -> bool:
        """Whether what was typed reads as a number: ``lima`` is kept and marked wrong, the overview points at it.

        A required unit that is not there counts as incomplete too.
        """
        typed = self._quantity(response)
        return bool(typed.readings) and (typed.unit is not None or not self.needs_unit)

    def right_answer(self) -> tuple[RightPart, ...]:
        best = next(answer for answer in self.answers if answer.share == 1)
        unit = self.units[0].name if self.units else self.unit
        return (RightPart(WHOLE, "", f"{best.shown} {unit}".strip()),)

    def random_guess_score(self) -> int:
        return 0

    def _marked(self, response: Response) -> Marking:
        given = response.value() or ""
        fit = self._fit(self._quantity(response))
        share = fit.answer.share if fit else Fraction(0)
        feedback = fit.answer.feedback if fit else self.other_feedback
        lacks_unit = fit is not None and not fit.has_right_unit
        if lacks_unit:
            share *= 1 - self.unit_penalty
        reason = PartReason(WHOLE, given, share == 1, to_scaled(share), feedback)
        return marking_of(share, (reason,), self.unit_feedback if lacks_unit else "")

    def _quantity(self, response: Response) -> Quantity:
        typed = response.value() or ""
        if self.units:
            return read_quantity(typed, self.units, knows_others=self.needs_unit)
        return Quantity(number_readings(typed, self.unit), None)

    def _fit(self, typed: Quantity) -> _Fit | None:
        """Return the first answer that fits in the unit given; where units are required, else the bare number's."""
        multiplier = typed.unit.multiplier if typed.unit else Fraction(1)
        fits = next(self._accepting(tuple(each / multiplier for each in typed.readings)), None)
        if fits is not None:
            return _Fit(fits, typed.unit is not None or not self.needs_unit)
        bare = next(self._accepting(typed.readings), None) if self.needs_unit else None
        return _Fit(bare, has_right_unit=False) if bare else None

    def _accepting(self, readings: tuple[Fraction, ...]) -> Iterator[NumberAnswer]:
        return (answer for answer in self.answers if any(map(answer.accepts, readings)))

    def _keeps(self, part_id: str, value: str) -> bool:
        return part_id == WHOLE and bool(value)


def read_keys(reader: Reader) -> dict[str, Any]:
    """Return the type's own content.

    Raises: QuestionContentError for infinite values, when no answer is worth everything, for ``unit`` beside
    ``units``, or for a required unit where there are none.
    """
    answers = tuple(_answer(entry) for entry in reader.entries("answers", 1))
    if not any(answer.share == 1 for answer in answers):
        raise QuestionContentError(reader.at("answers"), "harus ada jawaban dengan fraction 1")
    unit, units = reader.optional_text("unit").strip(), read_units(reader)
    if unit and units:
        raise QuestionContentError(reader.at("unit"), "pakai unit atau units, jangan keduanya")
    unit_rule = reader.option("unit_rule", UnitRule, UnitRule.OPTIONAL)
    if unit_rule is UnitRule.REQUIRED and not units:
        raise QuestionContentError(reader.at("unit_rule"), "required memerlukan units")
    return {
        "answers": answers,
        "unit": unit,
        "units": units,
        "unit_rule": unit_rule,
        "unit_penalty": reader.share("unit_penalty", 0, DEFAULT_UNIT_PENALTY),
        "unit_feedback": reader.optional_text("unit_feedback"),
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
        tolerance_type=entry.option("tolerance_type", ToleranceType, ToleranceType.NOMINAL),
    )
