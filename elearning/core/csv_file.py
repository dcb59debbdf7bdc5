"""Small CSV files as people make them with an Indonesian Excel: `;` or `,`, a byte order mark, blank lines.

Owns the shape alone: lines with their numbers and named columns, all texts. What they mean is judged by who asked.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from elearning.domain.errors import N_, DomainError

LONGEST_CELL = 10_000


class CsvFileError(DomainError):
    """A file that cannot be read as a table."""

    code: ClassVar[str] = "csv_file"


class CsvEncodingError(CsvFileError):
    """Not UTF-8."""

    code: ClassVar[str] = "csv_encoding"
    message_template: ClassVar[str] = N_("Berkas bukan UTF-8. Di Excel, simpan ulang sebagai “CSV UTF-8”.")


class CsvColumnsError(CsvFileError):
    """The first line does not name the columns."""

    code: ClassVar[str] = "csv_columns"
    message_template: ClassVar[str] = N_(
        "Baris pertama harus memuat nama kolom %(expected)s; yang terbaca %(found)s. Perbaiki baris itu."
    )


class CsvLineError(CsvFileError):
    """A line that does not fit the columns."""

    code: ClassVar[str] = "csv_line"
    message_template: ClassVar[str] = N_(
        "Baris %(line)s tidak dapat dibaca sebagai tabel. Periksa tanda petik dan jumlah pemisahnya."
    )


@dataclass(frozen=True, slots=True)
class CsvLine:
    """A line: its number in the file (from 1) and its cells by column, without spaces around them."""

    number: int
    cells: dict[str, str]


def read_csv(content: bytes, required: Sequence[str], optional: Sequence[str] = ()) -> list[CsvLine]:
    """The lines below the heading, blank ones left out; absent optional columns read as empty.

    Raises:
        CsvEncodingError, CsvColumnsError, CsvLineError: what is wrong with the file as a whole.
    """
    return _lines(csv_rows(content), required, optional)


def csv_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with the number of its line: cells without spaces around them.

    Raises:
        CsvEncodingError, CsvLineError: what is wrong with the file as a whole.
    """
    text = _text(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise CsvLineError(line=reader.line_num) from error


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CsvEncodingError from error


def _delimiter(text: str) -> str:
    heading = text.partition("\n")[0]
    return ";" if heading.count(";") >= heading.count(",") else ","


def _lines(rows: Iterator[tuple[int, list[str]]], required: Sequence[str], optional: Sequence[str]) -> list[CsvLine]:
    heading = [name.casefold() for name in next(rows, (1, []))[1]]
    known = {*required, *optional}
    if not set(required) <= set(heading) <= known or len(set(heading)) != len(heading):
        raise CsvColumnsError(expected=";".join([*required, *optional]), found=";".join(heading)[:200] or "(kosong)")
    lines = []
    for number, cells in rows:
        if len(cells) != len(heading) or max(map(len, cells)) > LONGEST_CELL:
            raise CsvLineError(line=number)
        values = dict(zip(heading, cells, strict=True))
        lines.append(CsvLine(number, {name: values.get(name, "") for name in (*required, *optional)}))
    return lines
