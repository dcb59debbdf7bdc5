"""Import of the levels that positions require: what a file would set, line by line, and the setting. Never commits.

The command takes a file whole or not at all; the pages take the lines that are right (`level_imports`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import select, update

from elearning.competency.models import Competency, RequiredLevel
from elearning.core import audit
from elearning.core.csv_file import CsvLine, read_csv
from elearning.core.upsert import insert_many
from elearning.domain.competency import parse_code, parse_level
from elearning.domain.errors import N_, DomainError
from elearning.extensions import db
from elearning.organization.employee_file import PROBLEM_COLUMN
from elearning.organization.models import Agency, Position
from elearning.organization.remarks import Remark, kept_remarks, remark_of

COLUMNS = ("position", "code", "level")
OWN_COLUMNS = ("jabatan", "kode", "level")
"""The same columns as an Indonesian file calls them."""


class LevelKind(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class PositionMissingError(DomainError):
    """A position that the agency does not have."""

    code: ClassVar[str] = "level_position_missing"
    message_template: ClassVar[str] = N_(
        "Jabatan “%(name)s” tidak ada di %(agency)s. Periksa ejaannya, atau impor pegawainya dulu."
    )


class CompetencyMissingError(DomainError):
    """A competency that is not kept here."""

    code: ClassVar[str] = "level_competency_missing"
    message_template: ClassVar[str] = N_("Kompetensi %(code)s belum terdaftar. Yang terdaftar: %(known)s.")


class LevelDoubledError(DomainError):
    """The same position and competency as in a line above."""

    code: ClassVar[str] = "level_doubled"
    message_template: ClassVar[str] = N_("Jabatan dan kode ini sudah ada di baris %(line)s. Hapus salah satunya.")


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One line. `before` is 0 where nothing is required yet; a refused line keeps what stood in it and why."""

    line: int
    kind: LevelKind
    position: str
    code: str
    level: int = 0
    before: int = 0
    row_id: int | None = None
    position_id: int = 0
    competency_id: int = 0
    typed_level: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(slots=True)
class LevelPlan:
    """The lines in the order of the file."""

    lines: list[LevelLine] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """The same for two plans that set the same levels over the same ones."""
        facts = [
            (
                each.line,
                each.kind,
                each.position_id,
                each.competency_id,
                each.level,
                each.before,
                kept_remarks(each.remarks),
            )
            for each in self.lines
        ]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    def of(self, kind: LevelKind) -> list[LevelLine]:
        """The lines of a kind."""
        return [each for each in self.lines if each.kind is kind]

    @property
    def counts(self) -> dict[str, int]:
        """How many lines there are of each kind."""
        return {kind.value: len(self.of(kind)) for kind in LevelKind}


def read_levels(content: bytes) -> list[CsvLine]:
    """The lines of a file whose columns are called in English or Indonesian. Raises: CsvFileError."""
    heading = content.partition(b"\n")[0].lower()
    if b"jabatan" not in heading:
        return read_csv(content, COLUMNS)
    lines = read_csv(content, OWN_COLUMNS, (PROBLEM_COLUMN,) if PROBLEM_COLUMN.encode() in heading else ())
    names = dict(zip(OWN_COLUMNS, COLUMNS, strict=True))
    return [CsvLine(each.number, {name: each.cells[own] for own, name in names.items()}) for each in lines]


def plan_required_levels(lines: Sequence[CsvLine], agency: Agency) -> LevelPlan:
    """Compare a file with the levels that are required now; three statements."""
    world = _world(agency)
    plan = LevelPlan()
    first: dict[tuple[int, int], int] = {}
    for line in lines:
        planned = _planned(line, world)
        key = (planned.position_id, planned.competency_id)
        if planned.kind is not LevelKind.REFUSED and first.setdefault(key, planned.line) != planned.line:
            planned = _refused(line, [remark_of(LevelDoubledError(line=first[key]), "code")])
        plan.lines.append(planned)
    return plan


def set_levels(plan: LevelPlan, agency: Agency, *, actor_id: int | None, now: datetime) -> None:
    """Write what a plan sets; what the file does not name stays as it is, and refused lines are left out."""
    new = [
        {"position_id": each.position_id, "competency_id": each.competency_id, "level": each.level}
        for each in plan.of(LevelKind.NEW)
    ]
    changed = [{"id": each.row_id, "level": each.level} for each in plan.of(LevelKind.CHANGED)]
    if new:
        db.session.execute(insert_many(RequiredLevel), new)
    if changed:
        db.session.execute(update(RequiredLevel), changed)
    if new or changed:
        facts = {"new": len(new), "changed": len(changed)}
        audit.record("required_levels.imported", agency, actor_id=actor_id, now=now, agency_id=agency.id, **facts)


def import_required_levels(
    lines: Sequence[CsvLine], agency: Agency, *, actor_id: int | None, now: datetime
) -> LevelPlan:
    """Set the levels of a file as a whole; with any refused line nothing is written."""
    plan = plan_required_levels(lines, agency)
    if not plan.of(LevelKind.REFUSED):
        set_levels(plan, agency, actor_id=actor_id, now=now)
    return plan


def problems_of(plan: LevelPlan) -> Iterator[tuple[int, Remark]]:
    """Every problem with its line."""
    return ((each.line, remark) for each in plan.of(LevelKind.REFUSED) for remark in each.remarks)


@dataclass(frozen=True, slots=True)
class _World:
    """What there is: positions by folded name, competencies by code, levels by both ids."""

    agency: str
    positions: dict[str, Any]
    competencies: dict[str, int]
    levels: dict[tuple[int, int], RequiredLevel]


def _world(agency: Agency) -> _World:
    named = db.session.execute(select(Position.name, Position.id).where(Position.agency_id == agency.id)).all()
    competencies = {row.code: row.id for row in db.session.execute(select(Competency.code, Competency.id))}
    levels = select(RequiredLevel).join(Position, Position.id == RequiredLevel.position_id)
    present = db.session.scalars(levels.where(Position.agency_id == agency.id))
    return _World(
        agency.name,
        {_folded(row.name): row for row in named},
        competencies,
        {(each.position_id, each.competency_id): each for each in present},
    )


def _planned(line: CsvLine, world: _World) -> LevelLine:
    remarks: list[Remark] = []
    position = world.positions.get(_folded(line.cells["position"]))
    if position is None:
        missing = PositionMissingError(name=line.cells["position"][:200], agency=world.agency)
        remarks.append(remark_of(missing, "position"))
    code, level = _code(line, world, remarks), _level(line, remarks)
    if position is None or remarks:
        return _refused(line, remarks)
    row = world.levels.get((position.id, world.competencies[code]))
    before = row.level if row else 0
    kind = LevelKind.UNCHANGED if before == level else LevelKind.CHANGED if row else LevelKind.NEW
    ids = {"row_id": row.id if row else None, "position_id": position.id, "competency_id": world.competencies[code]}
    return LevelLine(line.number, kind, position.name, code, level, before, **ids)


def _refused(line: CsvLine, remarks: Sequence[Remark]) -> LevelLine:
    cells = line.cells
    return LevelLine(
        line.number,
        LevelKind.REFUSED,
        cells["position"][:200],
        cells["code"][:40],
        typed_level=cells["level"][:40],
        remarks=tuple(remarks),
    )


def _code(line: CsvLine, world: _World, remarks: list[Remark]) -> str:
    try:
        code = parse_code(line.cells["code"])
        if code not in world.competencies:
            raise CompetencyMissingError(code=code, known=", ".join(sorted(world.competencies)) or "-")
    except DomainError as error:
        remarks.append(remark_of(error, "code"))
        return ""
    return code


def _level(line: CsvLine, remarks: list[Remark]) -> int:
    try:
        return parse_level(line.cells["level"])
    except DomainError as error:
        remarks.append(remark_of(error, "level"))
        return 0


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
