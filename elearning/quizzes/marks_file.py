"""Marks of a quiz as a table in a CSV file, one row an attempt: read for analysis, and the names of its fixed cells.

First row `attempt` and the items, second row `max` and what each is worth; `;` or `,` between, decimal comma or point.
An empty cell is a question that was not reached, `na` one that was not asked. Knows no database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from elearning.core.csv_file import csv_rows
from elearning.domain.errors import N_, DomainError
from elearning.domain.item_analysis import NOT_ASKED, Mark
from elearning.domain.scores import exact_number

ATTEMPT, MAX, NOT_ASKED_WORD = "attempt", "max", "na"
NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,2})?", re.ASCII)
LONGEST_SHOWN = 60
MOST_PLACES = 14

Row = tuple[int, list[str]]


class MarksHeadingError(DomainError):
    """The first row is no heading."""

    code: ClassVar[str] = "marks_heading"
    message_template: ClassVar[str] = N_(
        "Baris 1 harus berisi “attempt”, lalu nama setiap soal; yang terbaca %(found)s. Perbaiki baris itu."
    )


class MarksItemError(DomainError):
    """A question without a name, or with that of another."""

    code: ClassVar[str] = "marks_item"
    message_template: ClassVar[str] = N_(
        "Baris 1, kolom %(column)s: nama soal kosong atau sudah dipakai (%(item)s). Beri setiap soal nama sendiri."
    )


class MarksMaximaError(DomainError):
    """The second row does not say what the questions are worth."""

    code: ClassVar[str] = "marks_maxima"
    message_template: ClassVar[str] = N_(
        "Baris kedua harus berisi “max”, lalu nilai tertinggi setiap soal; yang terbaca %(found)s. Tambahkan baris itu."
    )


class MarksWidthError(DomainError):
    """A row with more or fewer cells than the heading."""

    code: ClassVar[str] = "marks_width"
    message_template: ClassVar[str] = N_(
        "Baris %(line)s berisi %(found)s kolom, seharusnya %(expected)s. Periksa pemisahnya; bila nilai memakai koma "
        "desimal, pisahkan kolom dengan titik koma."
    )


class MarkUnreadableError(DomainError):
    """A cell that holds no mark."""

    code: ClassVar[str] = "mark_unreadable"
    message_template: ClassVar[str] = N_(
        "Baris %(line)s, soal %(item)s: %(found)s bukan nilai. Tulis angka seperti 0,5 atau 1; kosongkan bila soal "
        "tidak sempat dijawab."
    )


class MarkOutOfRangeError(DomainError):
    """A mark that its question cannot give."""

    code: ClassVar[str] = "mark_out_of_range"
    message_template: ClassVar[str] = N_(
        "Baris %(line)s, soal %(item)s: nilai %(found)s di luar 0 sampai %(most)s. Perbaiki nilai itu atau nilai "
        "tertingginya di baris “max”."
    )


class AttemptRepeatedError(DomainError):
    """The same attempt twice: it would count twice."""

    code: ClassVar[str] = "attempt_repeated"
    message_template: ClassVar[str] = N_(
        "Baris %(line)s: percobaan %(attempt)s sudah ada di baris %(first)s. Hapus salah satunya, atau beri nama lain."
    )


class MarksMissingError(DomainError):
    """No attempt below the heading."""

    code: ClassVar[str] = "marks_missing"
    message_template: ClassVar[str] = N_("Berkas tidak memuat satu percobaan pun. Tambahkan satu baris per percobaan.")


@dataclass(frozen=True, slots=True)
class MarksTable:
    """The file's columns and rows; None is a question that was not reached, NOT_ASKED one that was not drawn."""

    items: tuple[str, ...]
    max_marks: tuple[Fraction, ...]
    marks: list[list[Mark]]


def read_marks(content: bytes) -> MarksTable:
    """The table of a file.

    Raises:
        CsvEncodingError, CsvLineError: the file is no table.
        MarksHeadingError, MarksItemError, MarksMaximaError: its first two rows do not say what the columns are.
        MarksWidthError, MarkUnreadableError, MarkOutOfRangeError, AttemptRepeatedError: a row at fault, with its line.
        MarksMissingError: no attempt at all.
    """
    rows = csv_rows(content)
    items = _items(rows)
    max_marks = _max_marks(rows, items)
    marks = list(_marks(rows, items, max_marks))
    if not marks:
        raise MarksMissingError
    return MarksTable(items, max_marks, marks)


def written_mark(mark: Fraction) -> str:
    """A mark as a cell, with the comma of spreadsheets here: all its decimals, up to fourteen."""
    scaled = Decimal(round(mark * 10**MOST_PLACES)).scaleb(-MOST_PLACES)
    return f"{scaled.normalize():f}".replace(".", ",")


def _items(rows: Iterator[Row]) -> tuple[str, ...]:
    _, cells = next(rows, (1, []))
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) < 2 or cells[0].casefold() != ATTEMPT:
        raise MarksHeadingError(found=_shown(cells))
    items = cells[1:]
    for column, item in enumerate(items, start=2):
        if not item or item in items[: column - 2]:
            raise MarksItemError(column=column, item=item[:LONGEST_SHOWN])
    return tuple(items)


def _max_marks(rows: Iterator[Row], items: Sequence[str]) -> tuple[Fraction, ...]:
    line, cells = next(rows, (2, []))
    if not cells or cells[0].casefold() != MAX:
        raise MarksMaximaError(found=_shown(cells))
    found = []
    for item, cell in zip(items, _fitting(line, cells, items), strict=True):
        number = _number(line, item, cell)
        if number < 0:
            raise MarkUnreadableError(line=line, item=item, found=cell)
        found.append(number)
    return tuple(found)


def _marks(rows: Iterator[Row], items: Sequence[str], max_marks: Sequence[Fraction]) -> Iterator[list[Mark]]:
    first_lines: dict[str, int] = {}
    for line, cells in rows:
        attempt = cells[0]
        first = first_lines.setdefault(attempt, line) if attempt else line
        if first != line:
            raise AttemptRepeatedError(line=line, attempt=attempt[:LONGEST_SHOWN], first=first)
        fitting = _fitting(line, cells, items)
        yield [_mark(line, *each) for each in zip(items, max_marks, fitting, strict=True)]


def _fitting(line: int, cells: list[str], items: Sequence[str]) -> list[str]:
    """The cells of the items; empty ones beyond the last column, as a spreadsheet leaves them, are dropped."""
    found = cells[1:]
    while len(found) > len(items) and not found[-1]:
        found.pop()
    if len(found) != len(items):
        raise MarksWidthError(line=line, found=len(found) + 1, expected=len(items) + 1)
    return found


def _mark(line: int, item: str, most: Fraction, cell: str) -> Mark:
    if not cell:
        return None
    if cell.casefold() == NOT_ASKED_WORD:
        return NOT_ASKED
    number = _number(line, item, cell)
    if not 0 <= number <= most:
        raise MarkOutOfRangeError(line=line, item=item, found=cell, most=f"{float(most):g}".replace(".", ","))
    return number


def _number(line: int, item: str, cell: str) -> Fraction:
    number = exact_number(cell) if NUMBER.fullmatch(cell) else None
    if number is None:
        raise MarkUnreadableError(line=line, item=item, found=cell[:LONGEST_SHOWN] or "(kosong)")
    return number


def _shown(cells: Sequence[str]) -> str:
    return ";".join(cells)[:LONGEST_SHOWN] or "(kosong)"
