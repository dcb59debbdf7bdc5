"""Tables as files that open in an Indonesian Excel: CSV (semicolon, BOM, decimal comma) as a stream, XLSX row by row.

Knows columns and cells, nothing of what they mean. Both writers take rows as they come and keep none of them.
A text that a spreadsheet would run as a formula is disarmed: by an apostrophe in CSV, by "quote prefix" in XLSX, where
the text itself stays as it is. Digits (a NIP) are text: grouped by spaces in CSV, where Excel would otherwise
round 18 digits to 15; plain in XLSX, whose cells have a type.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from elearning.domain.nip import format_nip

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_BATCH_ROWS = 100
FORMULA_SIGNS = frozenset("=+-@＝＋－＠")
FORMULA_SPACES = frozenset("\t\r\n")
LONGEST_XLSX_TEXT = 32_767
LONGEST_SHEET_NAME = 31
NOT_IN_SHEET_NAME = str.maketrans("", "", "[]:*?/\\'")

Cell = str | int | Decimal | date | datetime | None


class CellKind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    DIGITS = "digits"
    """Digits that are a name, not a number: NIP."""
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what it holds and its width in XLSX, in letters."""

    title: str
    kind: CellKind = CellKind.TEXT
    width: int = 16


def csv_stream(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """A CSV file in pieces of at most CSV_BATCH_ROWS rows, the first with the byte order mark."""
    yield _csv_text([[column.title for column in columns]]).encode("utf-8-sig")
    batch: list[list[str]] = []
    for row in rows:
        batch.append([_csv_cell(column, cell) for column, cell in zip(columns, row, strict=True)])
        if len(batch) == CSV_BATCH_ROWS:
            yield _csv_text(batch).encode()
            batch = []
    if batch:
        yield _csv_text(batch).encode()


def write_xlsx(file: IO[bytes], sheet: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a workbook of one sheet with a frozen, filterable head row into an open file, in constant memory."""
    with Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        page = workbook.add_worksheet(sheet.translate(NOT_IN_SHEET_NAME)[:LONGEST_SHEET_NAME])
        formats = _Formats(workbook)
        page.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            page.set_column(place, place, column.width)
            page.write_string(0, place, column.title, formats.head)
        last = 0
        for last, row in enumerate(rows, start=1):  # noqa: B007
            for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
                _write_cell(page, (last, place), column, cell, formats)
        page.autofilter(0, 0, last, len(columns) - 1)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might run a text: it begins with = + - @ (also behind spaces) or with a tab or line break."""
    return text[:1] in FORMULA_SPACES or text.lstrip()[:1] in FORMULA_SIGNS if text else False


class _Formats:
    """The cell formats of one workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self.head: Format = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.text: Format = workbook.add_format({"num_format": "@"})
        self.disarmed: Format = workbook.add_format({"num_format": "@", "quote_prefix": True})
        self.number: Format = workbook.add_format({"num_format": "0.##########"})
        self.whole: Format = workbook.add_format({"num_format": "0"})
        self.date: Format = workbook.add_format({"num_format": "dd-mm-yyyy"})


def _csv_text(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _csv_cell(column: Column, cell: Cell) -> str:
    if cell is None:
        return ""
    if column.kind is CellKind.NUMBER:
        return f"{Decimal(_number(cell)):f}".replace(".", ",")
    if column.kind is CellKind.DATE:
        return f"{_day(cell):%d-%m-%Y}"
    text = format_nip(str(cell)) if column.kind is CellKind.DIGITS else str(cell)
    return f"'{text}" if is_formula(text) else text


def _write_cell(page: Worksheet, place: tuple[int, int], column: Column, cell: Cell, formats: _Formats) -> None:
    if cell is None or cell == "":
        return
    if column.kind is CellKind.NUMBER:
        number = _number(cell)
        page.write_number(*place, number, formats.whole if number == int(number) else formats.number)
    elif column.kind is CellKind.DATE:
        page.write_datetime(*place, _day(cell), formats.date)
    else:
        text = str(cell)[:LONGEST_XLSX_TEXT]
        page.write_string(*place, text, formats.disarmed if is_formula(text) else formats.text)


def _number(cell: Any) -> int | Decimal:
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return cell
    raise TypeError(f"a column of numbers was given {cell!r}")


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        raise TypeError("a column of dates was given a moment: decide its zone first")
    if isinstance(cell, date):
        return cell
    raise TypeError(f"a column of dates was given {cell!r}")
