"""From marked answers to an attempt's grade, and from attempts to the grade that counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from elearning.domain.scores import FRACTION_ZERO, passes, points, to_exact, to_scaled


class GradingMethod(StrEnum):
    """Which of several attempts counts."""

    HIGHEST = "highest"
    AVERAGE = "average"
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class SlotGrade:
    """One question of an attempt: what it is worth and the fraction (ten-millionths) that was earned."""

    max_mark: Decimal
    fraction: int = FRACTION_ZERO


@dataclass(frozen=True, slots=True)
class AttemptGrade:
    """An attempt's grade. ``share`` is exact and decides ``passed``; ``fraction`` is the same scaled for storage."""

    points: Decimal
    max_points: Decimal
    share: Fraction
    fraction: int
    passed: bool


@dataclass(frozen=True, slots=True)
class QuizGrade:
    """The grade over all finished attempts. ``attempt_index`` names the attempt it comes from, None for an average."""

    share: Fraction
    fraction: int
    passed: bool
    attempt_index: int | None


def grade_attempt(slots: Sequence[SlotGrade], pass_mark: Decimal) -> AttemptGrade:
    """Return the grade of one attempt against ``pass_mark`` per cent.

    The share is Σ(fraction × mark) / Σ mark, exact. An attempt without marks to earn has share 0.
    """
    total = sum((slot.max_mark for slot in slots), Decimal(0))
    earned = sum((Fraction(slot.max_mark) * to_exact(slot.fraction) for slot in slots), Fraction(0))
    share = earned / Fraction(total) if total else Fraction(0)
    return AttemptGrade(
        points=sum((points(slot.fraction, slot.max_mark) for slot in slots), Decimal(0)),
        max_points=total,
        share=share,
        fraction=to_scaled(share),
        passed=passes(share, pass_mark),
    )


def grade_over_attempts(
    shares: Sequence[Fraction], pass_mark: Decimal, method: GradingMethod = GradingMethod.HIGHEST
) -> QuizGrade | None:
    """Return the grade that counts over the finished attempts' exact shares, oldest first; None when there are none.

    Of equal best attempts the earliest counts: the moment of passing is the first time the mark was reached.
    """
    if not shares:
        return None
    if method is GradingMethod.AVERAGE:
        mean = sum(shares, Fraction(0)) / len(shares)
        return QuizGrade(mean, to_scaled(mean), passes(mean, pass_mark), None)
    index = {
        GradingMethod.HIGHEST: max(range(len(shares)), key=lambda each: (shares[each], -each)),
        GradingMethod.FIRST: 0,
        GradingMethod.LAST: len(shares) - 1,
    }[method]
    share = shares[index]
    return QuizGrade(share, to_scaled(share), passes(share, pass_mark), index)
