"""What a quiz and its questions are worth as instruments: classical statistics over the marks of finished attempts.

Every sum is exact: marks become whole numbers of their common unit, sums and products stay whole numbers, quotients
are fractions. Only the last step (a square root, a quotient handed out) is a float, so nothing is lost to rounding
however large the marks or however close together they lie, and the order of the rows cannot matter. No float decides
anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import fsum, gcd, lcm, sqrt
from operator import mul
from typing import ClassVar

from elearning.domain.errors import N_, DomainError
from elearning.domain.scores import exact_number

Number = int | float | Decimal | Fraction


class Cell(Enum):
    """What a cell may hold in place of a mark, None (asked, but not reached) apart."""

    NOT_ASKED = "not_asked"
    """The question was not drawn into this attempt: the row says nothing about it."""


NOT_ASKED = Cell.NOT_ASKED
Mark = Number | None | Cell


class MarksUnusableError(DomainError):
    """A table of marks that no statistics can be made of; rows and items count from 1."""

    code: ClassVar[str] = "marks_unusable"
    message_template: ClassVar[str] = N_(
        "Tabel nilai tidak dapat dihitung: baris %(row)s, soal %(item)s bukan angka, atau jumlah kolomnya berbeda."
    )


@dataclass(frozen=True, slots=True)
class QuizStatistics:
    """The quiz as a whole. None where undefined.

    ``n`` attempts; ``mean``, ``median``, ``standard_deviation`` and ``standard_error`` in marks; ``skewness`` and
    ``kurtosis`` without unit (normal: 0); ``cic`` (at most 100) and ``error_ratio`` in per cent.
    """

    n: int
    mean: float | None
    median: float | None
    standard_deviation: float | None
    skewness: float | None
    kurtosis: float | None
    cic: float | None
    error_ratio: float | None
    standard_error: float | None


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """One question. None where undefined.

    ``n`` attempts that asked it; ``facility`` (mean ÷ maximum) and ``random_guess`` as fractions, 1 = everything;
    ``standard_deviation`` in marks; the weights, ``discrimination_index`` (−100…100) and
    ``discriminative_efficiency`` (at most 100) in per cent.
    """

    n: int
    facility: float | None
    standard_deviation: float | None
    intended_weight: float | None
    effective_weight: float | None
    discrimination_index: float | None
    discriminative_efficiency: float | None
    random_guess: float | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """A quiz and its items, in the order of the columns."""

    quiz: QuizStatistics
    items: tuple[ItemStatistics, ...]


def analyse(
    marks: Sequence[Sequence[Mark]],
    max_marks: Sequence[Number],
    *,
    random_guesses: Sequence[Number | None] | None = None,
) -> Analysis:
    """Return the statistics of n attempts (rows) at p items (columns); it always computes, however few the rows.

    A mark is int, float, Decimal or Fraction and may be negative or above the maximum; a float counts as the shortest
    decimal that names it. None is a question that was asked and not reached or not answered: it counts as 0. NOT_ASKED
    leaves the row out of that item; then each item is set against the whole total, as for a question drawn at random,
    and what needs every item in every row (the weights, CIC, error ratio, standard error) is None.

    With x the item's marks, T the totals, o = T − x and all variances over n − 1:
    * k2 = Σ(T−T̄)²/(n−1); m_r = Σ(T−T̄)^r/n; k3 = n²·m3/((n−1)(n−2));
      k4 = n²((n+1)·m4 − 3(n−1)·m2²)/((n−1)(n−2)(n−3)); skewness = k3/k2^1.5 (n > 2); kurtosis = k4/k2² (n > 3);
    * CIC = 100·p/(p−1)·(1 − Σvar(x)/k2) (p > 1, n > 2, k2 ≠ 0); error ratio = 100·√(1 − CIC/100);
      standard error = error ratio·SD/100;
    * discrimination index = 100·cov(x,o)/√(var x·var o); discriminative efficiency = 100·cov(x,o)/cov of the two
      sorted apart; both None where a variance is 0 or n ≤ 1;
    * intended weight = 100·max/Σmax; effective weight = 100·√cov(x,T)/Σ√cov(x,T) over the items whose covariance is
      not negative, None for the others; facility is None where the maximum is 0.

    Raises: MarksUnusableError when a cell or maximum is no finite number, or a row has another length.
    Source: Moodle, "Quiz statistics calculations" (docs.moodle.org/dev/Quiz_statistics_calculations); CIC is Cronbach's
    alpha × 100 (L. J. Cronbach, Psychometrika 16, 1951).
    """
    table = _read(marks, max_marks)
    guesses = random_guesses or (None,) * len(max_marks)
    if len(guesses) != len(max_marks):
        raise MarksUnusableError(row=0, item=min(len(guesses), len(max_marks)) + 1)
    columns = [_column(table, place) for place in range(len(max_marks))]
    weights = _effective_weights(table, columns)
    items = tuple(_item(table, place, column, (weights[place], guesses[place])) for place, column in enumerate(columns))
    return Analysis(_quiz(table, columns), items)


@dataclass(frozen=True, slots=True)
class _Table:
    """The marks as whole numbers of ``unit``, column by column; None stands for NOT_ASKED.

    ``is_whole``: every row was asked every item.
    """

    columns: list[list[int | None]]
    totals: list[int]
    maxima: list[Fraction]
    unit: Fraction
    is_whole: bool


@dataclass(frozen=True, slots=True)
class _Column:
    """What the statistics of one item are made of: exact sums in whole units.

    A scatter is n·Σxy − Σx·Σy, which is n(n−1) times the covariance. ``own`` is of the item with itself, ``totals`` with
    the totals, ``joint`` with what it is set against, ``other`` of that with itself, ``highest`` of the two sorted.
    """

    n: int
    sum: int
    own: int
    totals: int
    joint: int
    other: int
    highest: int


def _column(table: _Table, place: int) -> _Column:
    if table.is_whole:
        marks, totals = [mark or 0 for mark in table.columns[place]], table.totals
    else:
        asked = [(m, t) for m, t in zip(table.columns[place], table.totals, strict=True) if m is not None]
        marks, totals = [mark for mark, _ in asked], [total for _, total in asked]
    own, joint, other = _scatter(marks, marks), _scatter(marks, totals), _scatter(totals, totals)
    against = totals
    found = _Column(len(marks), sum(marks), own, joint, joint, other, 0)
    if table.is_whole:
        against = [total - mark for total, mark in zip(totals, marks, strict=True)]
        found = replace(found, joint=joint - own, other=other - 2 * joint + own)
    return replace(found, highest=_scatter(sorted(marks), sorted(against)))


def _read(marks: Sequence[Sequence[Mark]], max_marks: Sequence[Number]) -> _Table:
    maxima = [_exact(each, 0, place) for place, each in enumerate(max_marks, start=1)]
    rows = [list(row) for row in marks]
    exact = _exact_marks(rows, len(maxima))
    values = set(exact.values())
    denominator = lcm(*(value.denominator for value in values))
    wholes = {value: value.numerator * (denominator // value.denominator) for value in values}
    divisor = gcd(*wholes.values()) or 1
    whole: dict[int, int | None] = {key: wholes[value] // divisor for key, value in exact.items()}
    whole[id(NOT_ASKED)] = None
    counted = [[*map(whole.__getitem__, map(id, row))] for row in rows]
    totals = [sum(filter(None, row)) for row in counted]
    columns = [list(column) for column in zip(*counted, strict=True)] or [[] for _ in maxima]
    is_whole = not any(None in column for column in columns)
    return _Table(columns, totals, maxima, Fraction(divisor, denominator), is_whole)


def _exact_marks(rows: list[list[Mark]], width: int) -> dict[int, Fraction]:
    """The exact mark by the identity of its cell: marks repeat, and reading one is the dear part.

    Raises: MarksUnusableError that names the first cell at fault.
    """
    cells: dict[int, Mark] = {}
    for number, row in enumerate(rows, start=1):
        if len(row) != width:
            raise MarksUnusableError(row=number, item=min(len(row), width) + 1)
        cells.update(zip(map(id, row), row, strict=True))
    cells.pop(id(NOT_ASKED), None)
    exact = {key: exact_number(0 if cell is None else cell) for key, cell in cells.items()}
    if None in exact.values():
        places = (
            (number, place, cell) for number, row in enumerate(rows, start=1) for place, cell in enumerate(row, 1)
        )
        number, place, _ = next(each for each in places if id(each[2]) in exact and exact[id(each[2])] is None)
        raise MarksUnusableError(row=number, item=place)
    return {key: number for key, number in exact.items() if number is not None}


def _exact(value: object, row: int, place: int) -> Fraction:
    number = exact_number(value)
    if number is None:
        raise MarksUnusableError(row=row, item=place)
    return number


def _quiz(table: _Table, columns: list[_Column]) -> QuizStatistics:
    n, totals = len(table.totals), table.totals
    if n == 0:
        return QuizStatistics(0, None, None, None, None, None, None, None, None)
    deviation = _deviation(_scatter(totals, totals), n, table.unit)
    cic = _cic(table, columns)
    error = None if cic is None else sqrt(1 - cic)
    return QuizStatistics(
        n=n,
        mean=float(Fraction(sum(totals), n) * table.unit),
        median=float(_median(totals) * table.unit),
        standard_deviation=deviation,
        skewness=_skewness(totals),
        kurtosis=_kurtosis(totals),
        cic=None if cic is None else float(100 * cic),
        error_ratio=None if error is None else 100 * error,
        standard_error=None if error is None or deviation is None else error * deviation,
    )


def _median(values: list[int]) -> Fraction:
    ordered, middle = sorted(values), len(values) // 2
    if len(values) % 2:
        return Fraction(ordered[middle])
    return Fraction(ordered[middle - 1] + ordered[middle], 2)


def _cic(table: _Table, columns: list[_Column]) -> Fraction | None:
    """Cronbach's alpha as a fraction, at most 1. The scatters share divisor and unit, so they stand for variances."""
    p, spread = len(columns), _scatter(table.totals, table.totals)
    if p < 2 or len(table.totals) < 3 or not spread or not table.is_whole:
        return None
    return Fraction(p, p - 1) * (1 - Fraction(sum(column.own for column in columns), spread))


def _central_sum(values: list[int], power: int) -> Fraction:
    """Σ(v − mean)^power, exact."""
    n, total = len(values), sum(values)
    return Fraction(sum((n * value - total) ** power for value in values), n**power)


def _skewness(values: list[int]) -> float | None:
    n = len(values)
    if n < 3 or not (k2 := _central_sum(values, 2) / (n - 1)):
        return None
    k3 = n * _central_sum(values, 3) / ((n - 1) * (n - 2))
    size = sqrt(k3 * k3 / k2**3)
    return size if k3 >= 0 else -size


def _kurtosis(values: list[int]) -> float | None:
    n = len(values)
    if n < 4 or not (k2 := _central_sum(values, 2) / (n - 1)):
        return None
    m2, m4 = _central_sum(values, 2) / n, _central_sum(values, 4) / n
    k4 = n * n * ((n + 1) * m4 - 3 * (n - 1) * m2 * m2) / ((n - 1) * (n - 2) * (n - 3))
    return float(k4 / (k2 * k2))


def _item(table: _Table, place: int, column: _Column, told: tuple[float | None, Number | None]) -> ItemStatistics:
    """The item's statistics; told are its effective weight and its random guess."""
    most, whole, n = table.maxima[place], sum(table.maxima), column.n
    index, efficiency = _discrimination(column)
    weight, guess = told
    return ItemStatistics(
        n=n,
        facility=float(Fraction(column.sum, n) * table.unit / most) if n and most else None,
        standard_deviation=_deviation(column.own, n, table.unit),
        intended_weight=float(100 * most / whole) if whole and table.is_whole else None,
        effective_weight=weight,
        discrimination_index=index,
        discriminative_efficiency=efficiency,
        random_guess=None if guess is None else float(guess),
    )


def _discrimination(column: _Column) -> tuple[float | None, float | None]:
    """(discrimination index, discriminative efficiency) in per cent."""
    if not column.own or not column.other:
        return None, None
    size = 100 * sqrt(Fraction(column.joint**2, column.own * column.other))
    return size if column.joint >= 0 else -size, float(Fraction(100 * column.joint, column.highest))


def _effective_weights(table: _Table, columns: list[_Column]) -> list[float | None]:
    largest = max((column.totals for column in columns), default=0)
    if not table.is_whole or largest <= 0:
        return [None] * len(columns)
    roots = [None if each.totals < 0 else sqrt(Fraction(each.totals, largest)) for each in columns]
    whole = fsum(root for root in roots if root is not None)
    return [None if root is None else 100 * root / whole for root in roots]


def _deviation(scatter: int, n: int, unit: Fraction) -> float | None:
    """The standard deviation over n − 1 in marks; None for fewer than two values."""
    return sqrt(Fraction(scatter, n * (n - 1)) * unit * unit) if n > 1 else None


def _scatter(one: list[int], other: list[int]) -> int:
    joint: int = sum(map(mul, one, other))
    return len(one) * joint - sum(one) * sum(other)
