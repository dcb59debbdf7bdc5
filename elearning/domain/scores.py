"""Fractions, points and percentages without a single float.

A fraction (the share of a mark that was earned) is kept as a whole number of ten-millionths: 1/3 is 3 333 333, all of
it is ``FRACTION_ONE``. Points are ``Decimal``. Sums and comparisons are made with ``fractions.Fraction``, so the pass
test never sees a rounded number; rounding happens once, where a number is shown.
"""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from fractions import Fraction
from typing import ClassVar

from elearning.domain.errors import N_, DomainError

FRACTION_ONE = 10_000_000
FRACTION_ZERO = 0

MOST_PLACES_SHOWN = 7
_WORKING_DIGITS = 60
_LONGEST_NUMBER = 40


class PassMarkError(DomainError):
    """A pass mark that is no percentage."""

    code: ClassVar[str] = "pass_mark_invalid"
    message_template: ClassVar[str] = N_("Nilai lulus harus berupa angka dari 0 sampai 100.")


def exact_number(value: object) -> Fraction | None:
    """Return a finite number read from a course file or a JSON column as an exact fraction, or None when it is none.

    Accepts int, Decimal, Fraction, float and text with a decimal point or comma. A float is read as the shortest
    decimal that names it, so ``0.1`` in a file means one tenth and not its binary neighbour. Booleans, infinities and
    NaN are no numbers; neither is text longer than 40 characters, so that a hostile exponent costs nothing.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Fraction):
        return Fraction(value)
    text = value.strip().replace(",", ".") if isinstance(value, str) else repr(value)
    if isinstance(value, Decimal):
        text = str(value)
    if len(text) > _LONGEST_NUMBER:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > _LONGEST_NUMBER:
        return None
    return Fraction(number)


def to_scaled(value: Fraction | int) -> int:
    """Return ``value`` (1 = everything) in ten-millionths, the half rounded away from zero.

    A third is 3 333 333 and two thirds are 6 666 667.
    """
    doubled = abs(Fraction(value)) * FRACTION_ONE * 2
    magnitude = (doubled.numerator // doubled.denominator + 1) // 2
    return magnitude if value >= 0 else -magnitude


def to_exact(scaled: int) -> Fraction:
    """Return the exact value of a stored fraction: ``to_exact(FRACTION_ONE) == 1``."""
    return Fraction(scaled, FRACTION_ONE)


def clamp(value: Fraction) -> Fraction:
    """Return ``value`` moved into 0…1."""
    return min(max(value, Fraction(0)), Fraction(1))


def points(scaled: int, max_mark: Decimal) -> Decimal:
    """Return the points that a stored fraction of ``max_mark`` is worth, unrounded."""
    with localcontext() as context:
        context.prec = _WORKING_DIGITS
        return max_mark * scaled / FRACTION_ONE


def parse_pass_mark(value: object) -> Decimal:
    """Return a pass mark in per cent, 0…100 with at most seven decimals kept as written.

    Raises: PassMarkError when it is no number, outside the range or finer than a stored fraction can be.
    """
    number = exact_number(value)
    if number is None or not 0 <= number <= 100:
        raise PassMarkError
    scaled = number * FRACTION_ONE
    if scaled.denominator != 1:
        raise PassMarkError
    text = format(Decimal(scaled.numerator).scaleb(-7), "f")
    return Decimal(text.rstrip("0").rstrip(".") or "0")


def passes(share: Fraction, pass_mark: Decimal) -> bool:
    """Return whether ``share`` (exact, 1 = everything) reaches ``pass_mark`` per cent.

    The comparison is exact: seven of ten reaches 70, two of three (66,666… %) does not reach 66.67 but reaches 66.66.
    Whoever wants two of three to pass writes 66.66 or 66; ``percent_beside_pass_mark`` shows enough decimals that the
    refusal is visible.
    """
    return share * 100 >= Fraction(pass_mark)


def percent(share: Fraction, places: int = 0) -> Decimal:
    """Return ``share`` in per cent rounded half up, once, to ``places`` decimals (0…7)."""
    with localcontext() as context:
        context.prec = _WORKING_DIGITS
        value = Decimal(share.numerator) * 100 / Decimal(share.denominator)
        return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def percent_beside_pass_mark(share: Fraction, pass_mark: Decimal) -> Decimal:
    """Return ``share`` in per cent with as few decimals as tell the truth beside ``pass_mark``.

    69.6 % beside a pass mark of 70 would round to 70 and read as passed; it is shown as 69.6. Two thirds beside 66.67
    is shown as 66.667. What misses the pass mark by less than seven decimals can tell is cut instead of rounded, so
    the number shown is always on the same side of the pass mark as the verdict.
    """
    passed = passes(share, pass_mark)
    for places in range(MOST_PLACES_SHOWN + 1):
        shown = percent(share, places)
        if (shown >= pass_mark) == passed:
            return shown
    return shown - Decimal(1).scaleb(-MOST_PLACES_SHOWN)
