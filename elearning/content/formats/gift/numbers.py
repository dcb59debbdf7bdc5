"""Numbers as GIFT writes them: `1822`, `1822:5` (plus or minus five), `1821..1823`, `*` (any other), and weights in per cent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from elearning.content.formats.values import NumberAnswer
from elearning.domain.scores import FRACTION_ONE, exact_number, to_scaled

ANY_OTHER = "*"

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_WEIGHT = re.compile(r"%([+-]?[0-9]{1,3}(?:\.[0-9]{0,15})?)%")


class BadNumberError(ValueError):
    """A number, tolerance, range or weight that cannot be meant; the message is an Indonesian sentence."""


@dataclass(frozen=True, slots=True)
class Weight:
    """A fraction in ten-millionths; `length` characters wrote it, and `is_rounded` tells that they said more than is kept."""

    fraction: int
    length: int
    is_rounded: bool


def read_weight(raw: str) -> Weight | None:
    """The weight that `raw` begins with, if it does. Raises: BadNumberError beyond ±100 %."""
    found = _WEIGHT.match(raw)
    if found is None:
        return None
    share = (exact_number(found[1]) or Fraction(0)) / 100
    if abs(share) > 1:
        raise BadNumberError(f"Bobot {found[0]} di luar −100 % sampai 100 %; tulis persen, misalnya %50%.")
    fraction = to_scaled(share)
    return Weight(fraction, found.end(), Fraction(fraction, FRACTION_ONE) != share)


def write_weight(fraction: int) -> str:
    """`%33.33333%` for 3 333 333."""
    percent = format(Decimal(fraction).scaleb(-5), "f")
    return f"%{percent.rstrip('0').rstrip('.') if '.' in percent else percent}%"


def read_number(text: str) -> NumberAnswer:
    """The answer that `text` names, with fraction 1 and without feedback. Raises: BadNumberError."""
    if text == ANY_OTHER:
        return NumberAnswer(text)
    low, dots, high = text.partition("..")
    if dots:
        return _range(text, _decimal(low), _decimal(high))
    value, colon, tolerance = text.partition(":")
    answer = NumberAnswer(text, value=_decimal(value), tolerance=_decimal(tolerance) if colon else Decimal(0))
    if answer.tolerance is not None and answer.tolerance < 0:
        raise BadNumberError(f"Toleransi pada “{text}” negatif; tulis angka 0 atau lebih.")
    return answer


def write_number(answer: NumberAnswer) -> str:
    """The text of the answer where it says what the values say, otherwise the values."""
    try:
        told = read_number(answer.text)
    except BadNumberError:
        told = None
    if told is not None and _values(told) == _values(answer):
        return answer.text
    if answer.value is not None:
        return f"{answer.value}:{answer.tolerance}" if answer.tolerance else str(answer.value)
    return ANY_OTHER if answer.low is None else f"{answer.low}..{answer.high}"


def _values(answer: NumberAnswer) -> tuple[Decimal | None, ...]:
    return answer.value, answer.tolerance, answer.low, answer.high


def _range(text: str, low: Decimal, high: Decimal) -> NumberAnswer:
    if low > high:
        raise BadNumberError(f"Rentang “{text}” terbalik; tulis batas bawah dahulu, misalnya 1..5.")
    return NumberAnswer(text, low=low, high=high)


def _decimal(raw: str) -> Decimal:
    text = raw.strip()
    if not _NUMBER.fullmatch(text) or exact_number(text) is None:
        shown = text[:40]
        message = f"“{shown}” bukan angka GIFT; pakai titik desimal, misalnya 3.14, 3.14:0.05, atau 1..5."
        raise BadNumberError(message)
    return Decimal(text)
