"""The ids that SIASN gives its rows: read from a file of an officer, all lines or none, and kept with the completion.

With its id a certificate issued anew changes the row that is there; without it SIASN adds another one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from flask_babel import gettext
from sqlalchemy import Select, delete, func, select

from elearning.certificates.models import Certificate, SiasnMark, SiasnRow
from elearning.certificates.register import Scope
from elearning.core.audit_many import Deed, record_all
from elearning.core.csv_file import CsvLine
from elearning.core.tables_export import Cell, Column
from elearning.core.upsert import insert
from elearning.domain.errors import N_, DomainError, ErrorKind
from elearning.domain.siasn import SiasnIdError, parse_siasn_id
from elearning.extensions import db
from elearning.progress.models import CourseCompletion

HEADINGS = ("noSertifikat", "id")
COLUMNS = tuple(name.casefold() for name in HEADINGS)
PORTION = 500
_REISSUE = re.compile(r" rev\. [0-9]+$")


class RowIdRaceError(DomainError):
    """Somebody else recorded one of the ids in the same moment."""

    code: ClassVar[str] = "siasn_row_race"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Sebagian ID baru saja dicatat orang lain, jadi belum ada yang dicatat dari berkas ini. Kirim lagi berkasnya."
    )


@dataclass(frozen=True, slots=True)
class RowIdProblem:
    """Why a line is refused and what to do about it."""

    line: int
    column: str
    message: str


@dataclass(slots=True)
class RowIds:
    """What a file did; with problems it did nothing. `empty` lines name no id yet."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    empty: int = 0
    problems: list[RowIdProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Certified:
    """The completion behind a number, with the id that is recorded of it."""

    completion_id: int
    certificate_id: int
    person_id: int
    agency_id: int | None
    row_id: str | None


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    certificate_number: str
    certified: _Certified
    row_id: str


def record_row_ids(
    lines: Sequence[CsvLine], scope: Scope, *, actor_id: int | None, now: datetime, replaces: bool = False
) -> RowIds:
    """Keep the id of each line whose certificate is of these agencies; one that differs from the recorded one only with
    `replaces`. Audited, one entry a certificate.

    Raises: RowIdRaceError.
    """
    outcome = RowIds()
    told = [line for line in lines if line.cells["id"]]
    outcome.empty = len(lines) - len(told)
    wanted = _judged(told, scope, outcome.problems, replaces=replaces)
    if outcome.problems:
        return outcome
    differing = [line for line in wanted if line.row_id != line.certified.row_id]
    outcome.unchanged = len(wanted) - len(differing)
    outcome.changed = sum(line.certified.row_id is not None for line in differing)
    outcome.new = len(differing) - outcome.changed
    _write(differing, actor_id, now)
    record_all([_deed(line) for line in differing], actor_id=actor_id, now=now)
    return outcome


def count_awaiting(scope: Scope) -> int:
    """How many certificates were handed over whose row has no id here; one statement."""
    numbers = _awaiting(scope, select(Certificate.number)).distinct().subquery()
    return db.session.scalar(select(func.count()).select_from(numbers)) or 0


def awaiting_cells(scope: Scope) -> Iterator[Sequence[Cell]]:
    """Their numbers, each beside an empty id, to be filled in."""
    query = _awaiting(scope, select(Certificate.number)).distinct().order_by(Certificate.number)
    for number in db.session.scalars(query):
        yield [number, ""]


def row_id_columns() -> list[Column]:
    """The two columns of the file."""
    return [Column(name) for name in HEADINGS]


def _awaiting(scope: Scope, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    query = (
        query.join(SiasnMark, SiasnMark.certificate_id == Certificate.id)
        .join(CourseCompletion, CourseCompletion.id == Certificate.completion_id)
        .outerjoin(SiasnRow, SiasnRow.completion_id == Certificate.completion_id)
        .where(SiasnRow.id.is_(None))
    )
    return query if scope is None else query.where(CourseCompletion.agency_id.in_(scope))


def _judged(lines: Sequence[CsvLine], scope: Scope, problems: list[RowIdProblem], *, replaces: bool) -> list[_Line]:
    known = _certified([_plain(line) for line in lines], scope)
    named = [named for line in lines if (named := _named(line, known, problems)) is not None]
    _refuse_repeated(named, problems)
    owners = _owners([line.row_id for line in named])
    leaving = {line.certified.completion_id for line in named if line.row_id != line.certified.row_id}
    for line in named:
        owner, own = owners.get(line.row_id), line.certified
        if owner is not None and owner != own.completion_id and owner not in leaving:
            words = gettext("ID ini sudah tercatat bagi sertifikat lain. Periksa lagi di SIASN.")
            problems.append(RowIdProblem(line.number, "id", words))
        elif own.row_id not in (None, line.row_id) and not replaces:
            words = gettext(
                "Sertifikat ini sudah punya ID %(id)s. Bila ID baru yang benar, kirim lagi dengan pilihan mengganti.",
                id=own.row_id,
            )
            problems.append(RowIdProblem(line.number, "id", words))
    problems.sort(key=lambda problem: problem.line)
    return named


def _named(line: CsvLine, known: dict[str, list[_Certified]], problems: list[RowIdProblem]) -> _Line | None:
    number = _plain(line)
    found = known.get(number, [])
    if len(found) != 1:
        words = gettext(
            "Nomor “%(number)s” tidak menunjuk tepat satu sertifikat pegawai instansi ini. Salin nomornya dari berkas "
            "yang diekspor.",
            number=number[:80],
        )
        problems.append(RowIdProblem(line.number, HEADINGS[0], words))
        return None
    try:
        return _Line(line.number, number, found[0], parse_siasn_id(line.cells["id"]))
    except SiasnIdError as error:
        problems.append(RowIdProblem(line.number, "id", gettext(error.message_template)))
        return None


def _refuse_repeated(lines: Sequence[_Line], problems: list[RowIdProblem]) -> None:
    for column, values in (
        (HEADINGS[0], [line.certificate_number for line in lines]),
        ("id", [line.row_id for line in lines]),
    ):
        first: dict[str, int] = {}
        for line, value in zip(lines, values, strict=True):
            if first.setdefault(value, line.number) != line.number:
                words = gettext("Isinya sudah ada di baris %(line)s. Hapus salah satunya.", line=first[value])
                problems.append(RowIdProblem(line.number, column, words))


def _plain(line: CsvLine) -> str:
    """The number as SIASN has it: a re-issue keeps its number, "rev. 2" is ours."""
    return _REISSUE.sub("", line.cells[COLUMNS[0]])


def _certified(numbers: Sequence[str], scope: Scope) -> dict[str, list[_Certified]]:
    query = (
        select(
            Certificate.number,
            Certificate.completion_id,
            func.max(Certificate.id),
            Certificate.person_id,
            CourseCompletion.agency_id,
            SiasnRow.row_id,
        )
        .join(CourseCompletion, CourseCompletion.id == Certificate.completion_id)
        .outerjoin(SiasnRow, SiasnRow.completion_id == Certificate.completion_id)
        .group_by(
            Certificate.number,
            Certificate.completion_id,
            Certificate.person_id,
            CourseCompletion.agency_id,
            SiasnRow.row_id,
        )
    )
    if scope is not None:
        query = query.where(CourseCompletion.agency_id.in_(scope))
    found: defaultdict[str, list[_Certified]] = defaultdict(list)
    for portion in _portions(sorted(set(numbers))):
        for row in db.session.execute(query.where(Certificate.number.in_(portion))):
            found[row[0]].append(_Certified(*row[1:]))
    return found


def _owners(row_ids: Sequence[str]) -> dict[str, int]:
    """The completions that these ids are recorded of."""
    query = select(SiasnRow.row_id, SiasnRow.completion_id)
    return {
        row_id: completion_id
        for portion in _portions(row_ids)
        for row_id, completion_id in db.session.execute(query.where(SiasnRow.row_id.in_(portion)))
    }


def _write(lines: Sequence[_Line], actor_id: int | None, now: datetime) -> None:
    """Former ids go first, so that two certificates may exchange theirs."""
    replaced = [line.certified.completion_id for line in lines if line.certified.row_id is not None]
    for gone in _portions(replaced):
        db.session.execute(delete(SiasnRow).where(SiasnRow.completion_id.in_(gone)))
    for portion in _portions(lines):
        values = [
            {
                "completion_id": line.certified.completion_id,
                "row_id": line.row_id,
                "recorded_at": now,
                "recorded_by_id": actor_id,
            }
            for line in portion
        ]
        statement = insert(SiasnRow).values(values).on_conflict_do_nothing().returning(SiasnRow.id)
        if len(db.session.scalars(statement).all()) != len(portion):
            raise RowIdRaceError


def _deed(line: _Line) -> Deed:
    certified = line.certified
    facts = {"number": line.certificate_number, "row_id": line.row_id, "person_id": certified.person_id}
    if certified.row_id is None:
        return Deed("siasn.row_recorded", "certificate", certified.certificate_id, certified.agency_id, facts)
    facts["old"] = certified.row_id
    return Deed("siasn.row_replaced", "certificate", certified.certificate_id, certified.agency_id, facts)


def _portions(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), PORTION):
        yield items[start : start + PORTION]
