"""Refused lines of an employee file as they stood in it, with what is wrong, ready to be corrected and sent again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from elearning.core.csv_file import read_csv
from elearning.core.tables_export import Column
from elearning.organization.employee_file import COLUMNS, OPTIONAL_COLUMNS, PROBLEM_COLUMN
from elearning.organization.import_models import PeopleImportLine
from elearning.organization.remarks import joined

ALL_COLUMNS = (*COLUMNS, *OPTIONAL_COLUMNS)


def refused_columns() -> list[Column]:
    """The columns of the file, then the problem."""
    return [Column(name) for name in (*ALL_COLUMNS, PROBLEM_COLUMN)]


def refused_rows(content: bytes, lines: Iterable[PeopleImportLine]) -> Iterator[list[str]]:
    """The cells of each line, and its problem."""
    cells = {line.number: line.cells for line in read_csv(content, COLUMNS, (*OPTIONAL_COLUMNS, PROBLEM_COLUMN))}
    for line in lines:
        yield [*(cells[line.line][name] for name in ALL_COLUMNS), joined(line.note)]
