"""Import of the levels that positions require: `position;code;level`, one transaction, all rows or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select

from elearning.competency.models import Competency, RequiredLevel
from elearning.core import audit
from elearning.core.csv_file import CsvLine
from elearning.domain.competency import CompetencyCodeError, CompetencyLevelError, parse_code, parse_level
from elearning.domain.errors import DomainError
from elearning.extensions import db
from elearning.organization.models import Agency, Position

COLUMNS = ("position", "code", "level")


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """Why a line is refused and what to do about it."""

    line: int
    column: str
    message: str


@dataclass(slots=True)
class RequiredImport:
    """What an import did; with problems it did nothing."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[ImportProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    position_id: int
    competency_id: int
    level: int


def import_required_levels(
    lines: Sequence[CsvLine], agency: Agency, *, actor_id: int | None, now: datetime
) -> RequiredImport:
    """Set the required levels of an agency's positions; levels that the file does not name stay as they are."""
    outcome = RequiredImport()
    rows = _rows(lines, agency, outcome.problems)
    if outcome.problems:
        return outcome
    query = select(RequiredLevel).where(RequiredLevel.position_id.in_({row.position_id for row in rows}))
    present = {(level.position_id, level.competency_id): level for level in db.session.scalars(query)}
    for row in rows:
        _set(row, present.get((row.position_id, row.competency_id)), outcome)
    if outcome.new or outcome.changed:
        facts = {"new": outcome.new, "changed": outcome.changed}
        audit.record("required_levels.imported", agency, actor_id=actor_id, now=now, agency_id=agency.id, **facts)
    return outcome


def _set(row: _Row, level: RequiredLevel | None, outcome: RequiredImport) -> None:
    if level is None:
        db.session.add(RequiredLevel(position_id=row.position_id, competency_id=row.competency_id, level=row.level))
        outcome.new += 1
    elif level.level != row.level:
        level.level = row.level
        outcome.changed += 1
    else:
        outcome.unchanged += 1


def _rows(lines: Sequence[CsvLine], agency: Agency, problems: list[ImportProblem]) -> list[_Row]:
    named = select(Position.name, Position.id).where(Position.agency_id == agency.id)
    positions = {_folded(row.name): row.id for row in db.session.execute(named)}
    competencies = {row.code: row.id for row in db.session.execute(select(Competency.code, Competency.id))}
    rows: dict[tuple[int, int], _Row] = {}
    for line in lines:
        found = [
            _position(line, positions, agency, problems),
            _competency(line, competencies, problems),
            _level(line, problems),
        ]
        if None in found:
            continue
        row = _Row(line.number, *(value for value in found if value is not None))
        first = rows.setdefault((row.position_id, row.competency_id), row)
        if first is not row:
            words = gettext("Jabatan dan kode ini sudah ada di baris %(line)s. Hapus salah satunya.", line=first.line)
            problems.append(ImportProblem(line.number, "code", words))
    return list(rows.values())


def _position(line: CsvLine, positions: dict[str, int], agency: Agency, problems: list[ImportProblem]) -> int | None:
    name = line.cells["position"]
    found = positions.get(_folded(name))
    if found is None:
        words = gettext(
            "Jabatan “%(name)s” tidak ada di %(agency)s. Periksa ejaannya, atau impor pegawainya dulu.",
            name=name,
            agency=agency.name,
        )
        problems.append(ImportProblem(line.number, "position", words))
    return found


def _competency(line: CsvLine, competencies: dict[str, int], problems: list[ImportProblem]) -> int | None:
    try:
        code = parse_code(line.cells["code"])
    except CompetencyCodeError as error:
        problems.append(_problem(line, "code", error))
        return None
    if code not in competencies:
        known = ", ".join(sorted(competencies)) or "-"
        words = gettext("Kompetensi %(code)s belum terdaftar. Yang terdaftar: %(known)s.", code=code, known=known)
        problems.append(ImportProblem(line.number, "code", words))
    return competencies.get(code)


def _level(line: CsvLine, problems: list[ImportProblem]) -> int | None:
    try:
        return parse_level(line.cells["level"])
    except CompetencyLevelError as error:
        problems.append(_problem(line, "level", error))
        return None


def _problem(line: CsvLine, column: str, error: DomainError) -> ImportProblem:
    return ImportProblem(line.number, column, gettext(error.message_template, **error.params))


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
