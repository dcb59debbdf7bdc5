"""The employee file: its columns, and what can be wrong with a cell. Reads text into rows, or names every problem. No database."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TypeVar

from elearning.accounts.services.people import LONGEST_TITLE_BEFORE, checked_contract_start, normal_email
from elearning.core.csv_file import CsvFileError, CsvLine, read_csv
from elearning.core.day_field import parse_day
from elearning.core.permissions import Role
from elearning.domain.errors import DomainError
from elearning.domain.names import PersonName, PersonNameLengthError, check_printable, parse_person_name
from elearning.domain.nip import NipKind, parse_nip
from elearning.domain.siasn import parse_siasn_id
from elearning.organization.import_problems import (
    ContractDayError,
    ContractKindError,
    DoubledLineError,
    NoEmployeesError,
    OwnSupervisorError,
    PlaceHalfError,
    PositionLengthError,
    RoleWordError,
    UnprintableCellError,
)
from elearning.organization.remarks import Remark, remark_of
from elearning.organization.services import unit_names

COLUMNS = (
    "nip",
    "nama",
    "gelar_depan",
    "gelar_belakang",
    "email",
    "unit",
    "jabatan",
    "nip_atasan",
    "peran",
)
OPTIONAL_COLUMNS = ("mulai_kontrak", "pns_orang_id")
PROBLEM_COLUMN = "masalah"
"""What a page adds to refused lines; it may come back with them and is not read."""
LONGEST_POSITION = 200
ROLE_WORDS = {
    "peserta": Role.LEARNER,
    "learner": Role.LEARNER,
    "atasan": Role.SUPERVISOR,
    "supervisor": Role.SUPERVISOR,
    "pengelola": Role.TRAINING_OFFICER,
    "pengelola pelatihan": Role.TRAINING_OFFICER,
    "training officer": Role.TRAINING_OFFICER,
    "administrator": Role.ADMINISTRATOR,
    "admin": Role.ADMINISTRATOR,
}
_ROLE_SEPARATORS = re.compile(r"[,;+|/]")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class FileProblem:
    """What is wrong where. Line 1 is the line of column names; `column` may be empty when the whole line is meant."""

    line: int
    column: str
    error: DomainError

    @property
    def remark(self) -> Remark:
        """The same as a row keeps it."""
        return remark_of(self.error, self.column)


@dataclass(frozen=True, slots=True)
class EmployeeRow:
    """One line. No supervisor means none; any other empty cell means: leave as it is. `siasn_id` is the column pns_orang_id."""

    line: int
    nip: str
    name: PersonName
    email: str | None
    unit: str
    position: str
    supervisor_nip: str | None
    roles: tuple[Role, ...]
    contract_start: date | None
    siasn_id: str = ""


@dataclass
class EmployeeFile:
    """The rows that could be read and all problems, and what stood in every line.

    `doubled` names the first of lines that say the same: which of them is right the file does not tell. `read_on` is the
    date by which years were judged.
    """

    rows: list[EmployeeRow] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    doubled: list[FileProblem] = field(default_factory=list)
    read_on: date | None = None
    lines: list[CsvLine] = field(default_factory=list)


def read_employees(content: bytes, today: date) -> EmployeeFile:
    """Read a file with `;` or `,` between its cells, with or without a byte order mark."""
    try:
        lines = read_csv(content, COLUMNS, _optional_columns(content))
    except CsvFileError as error:
        return EmployeeFile(problems=[FileProblem(int(error.params.get("line", 1)), "", error)], read_on=today)
    found = EmployeeFile(lines=lines, read_on=today)
    for line in lines:
        _read_row(line.cells, _Line(line.number, today, found))
    if not lines:
        found.problems.append(FileProblem(2, "", NoEmployeesError()))
    _refuse_doubles(found)
    return found


def _optional_columns(content: bytes) -> tuple[str, ...]:
    has_problems = PROBLEM_COLUMN.encode() in content.partition(b"\n")[0].lower()
    return (*OPTIONAL_COLUMNS, PROBLEM_COLUMN) if has_problems else OPTIONAL_COLUMNS


@dataclass
class _Line:
    """The line being read: collects its problems, so that all of them are named at once."""

    number: int
    today: date
    found: EmployeeFile

    def refuse(self, column: str, error: DomainError) -> None:
        self.found.problems.append(FileProblem(self.number, column, error))

    def value(self, column: str, read: Callable[[], Value]) -> Value | None:
        """What `read` returns, or None with the problem noted."""
        try:
            return read()
        except DomainError as error:
            self.refuse(column, error)
            return None


def _read_row(row: dict[str, str], line: _Line) -> None:
    unprintable = next((name for name, cell in row.items() if not cell.isprintable()), None)
    if unprintable:
        line.refuse(unprintable, UnprintableCellError())
        return
    problems_before = len(line.found.problems)
    nip = line.value("nip", lambda: parse_nip(row["nip"].lstrip("'"), line.today))
    name = line.value("nama", lambda: _name(row))
    email = line.value("email", lambda: normal_email(row["email"])) if row["email"] else None
    supervisor = _supervisor_nip(row["nip_atasan"], line)
    if nip is not None and supervisor == nip.value:
        line.refuse("nip_atasan", OwnSupervisorError())
    _check_place(row, line)
    roles = _roles(row["peran"], line)
    contract_start = _contract_start(row["mulai_kontrak"], is_pppk=nip is None or nip.kind is NipKind.PPPK, line=line)
    siasn_id = line.value("pns_orang_id", lambda: parse_siasn_id(row["pns_orang_id"])) if row["pns_orang_id"] else ""
    if nip is None or name is None or len(line.found.problems) > problems_before:
        return
    unit = "/".join(unit_names(row["unit"])) if row["unit"] else ""
    position = " ".join(row["jabatan"].split())
    line.found.rows.append(
        EmployeeRow(
            line.number, nip.value, name, email, unit, position, supervisor, roles, contract_start, siasn_id or ""
        )
    )


def _name(row: dict[str, str]) -> PersonName:
    name = parse_person_name(row["nama"], row["gelar_depan"], row["gelar_belakang"])
    if len(name.title_before) > LONGEST_TITLE_BEFORE:
        raise PersonNameLengthError(limit=LONGEST_TITLE_BEFORE)
    return name


def _supervisor_nip(text: str, line: _Line) -> str | None:
    if not text:
        return None
    nip = line.value("nip_atasan", lambda: parse_nip(text.lstrip("'"), line.today))
    return nip.value if nip else None


def _check_place(row: dict[str, str], line: _Line) -> None:
    if row["unit"]:
        line.value("unit", lambda: unit_names(row["unit"]))
    if bool(row["unit"]) != bool(row["jabatan"]):
        line.refuse("unit" if row["jabatan"] else "jabatan", PlaceHalfError())
    if len(row["jabatan"]) > LONGEST_POSITION:
        line.refuse("jabatan", PositionLengthError(most=LONGEST_POSITION))
    line.value("jabatan", lambda: check_printable(row["jabatan"]))


def _roles(text: str, line: _Line) -> tuple[Role, ...]:
    words = [" ".join(word.replace("_", " ").lower().split()) for word in _ROLE_SEPARATORS.split(text)]
    words = [word for word in words if word]
    unknown = [word for word in words if word not in ROLE_WORDS]
    if unknown:
        line.refuse("peran", RoleWordError(word=unknown[0][:40]))
    return tuple(dict.fromkeys(ROLE_WORDS[word] for word in words if word in ROLE_WORDS))


def _contract_start(text: str, *, is_pppk: bool, line: _Line) -> date | None:
    if not text:
        return None
    start = parse_day(text)
    if start is None:
        line.refuse("mulai_kontrak", ContractDayError(text=text[:40]))
        return None
    if not is_pppk:
        line.refuse("mulai_kontrak", ContractKindError())
    return line.value("mulai_kontrak", partial(checked_contract_start, start, line.today))


def _refuse_doubles(found: EmployeeFile) -> None:
    """Name the later of two lines with the same NIP, address or id of SIASN."""
    for column, values in (
        ("nip", [(row.nip, row.line) for row in found.rows]),
        ("email", [(row.email, row.line) for row in found.rows]),
        ("pns_orang_id", [(row.siasn_id, row.line) for row in found.rows]),
    ):
        first: dict[str, int] = {}
        for value, line in values:
            if value and first.setdefault(value, line) != line:
                found.problems.append(FileProblem(line, column, DoubledLineError(line=first[value])))
                found.doubled.append(FileProblem(first[value], column, DoubledLineError(line=line)))
    found.problems.sort(key=lambda problem: problem.line)
