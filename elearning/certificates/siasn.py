"""What is handed to SIASN: standing certificates as rows of its web service, marked once handed over.

Nothing is sent: an officer uploads what is exported. A certificate issued anew is handed over again, as a change of the
row that `siasn_rows` knows the id of. Whose is the right to write is the holder's own agency at completion: rows are found by that agency.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, exists, func, select
from sqlalchemy.orm import aliased

from elearning.accounts.models import Person
from elearning.certificates.models import Certificate, CertificateEvent, SiasnMark, SiasnRow
from elearning.certificates.register import Scope
from elearning.certificates.wording import printed_number
from elearning.core import audit
from elearning.core.tables_export import Cell, Column
from elearning.core.upsert import insert
from elearning.domain.siasn import CourseRow, course_payload
from elearning.extensions import db
from elearning.organization.models import Agency
from elearning.progress.models import CourseCompletion

PORTION = 500
MOST_HANDOVERS = 20
KIND_COLUMN = "keterangan"
NEW, CHANGE = "baru", "perubahan"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which certificates: of holders of these agencies (None: all), issued at or after a moment (None: ever)."""

    scope: Scope
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A certificate that SIASN has not got as it stands. `missing` names the ids without which it cannot be sent.

    `row_id` is their id of the row that a change replaces, where it is recorded.
    """

    certificate_id: int
    number: str
    name: str
    payload: dict[str, object]
    is_change: bool
    row_id: str | None
    missing: tuple[str, ...]

    @property
    def is_doubling(self) -> bool:
        """Whether SIASN would add a second row, because nobody recorded the id of the first."""
        return self.is_change and self.row_id is None


@dataclass(frozen=True, slots=True)
class Export:
    """What was claimed for handing over, and what cannot be yet."""

    rows: Sequence[ExportRow]
    incomplete: Sequence[ExportRow]

    @property
    def new(self) -> list[ExportRow]:
        """Rows that SIASN does not know."""
        return [row for row in self.rows if not row.is_change]

    @property
    def changes(self) -> list[ExportRow]:
        """Rows that replace one handed over before."""
        return [row for row in self.rows if row.is_change]


@dataclass(frozen=True, slots=True)
class Handover:
    """Marks made together: `id` is the first of them."""

    id: int
    at: datetime
    count: int


def waiting(wanted: Wanted) -> list[ExportRow]:
    """Standing certificates without a mark, in the order of issue; one statement."""
    return [_export_row(certificate, _Known(*known)) for certificate, *known in db.session.execute(_unmarked(wanted))]


def claim(wanted: Wanted, *, actor_id: int | None, now: datetime) -> Export:
    """Mark all complete rows and return those that this transaction marked; of two exports at once no row goes twice.

    Audited. The caller writes the file and commits: without the commit nothing is marked.
    """
    rows = waiting(wanted)
    complete = [row for row in rows if not row.missing]
    claimed: set[int] = set()
    for start in range(0, len(complete), PORTION):
        values = [
            {
                "certificate_id": row.certificate_id,
                "marked_at": now,
                "marked_by_id": actor_id,
                "sent_row_id": row.row_id,
            }
            for row in complete[start : start + PORTION]
        ]
        statement = insert(SiasnMark).values(values).on_conflict_do_nothing(index_elements=["certificate_id"])
        claimed |= set(db.session.scalars(statement.returning(SiasnMark.certificate_id)))
    if claimed:
        audit.record(
            "siasn.exported", None, actor_id=actor_id, now=now, agency_id=_only(wanted.scope), count=len(claimed)
        )
    return Export([row for row in complete if row.certificate_id in claimed], [row for row in rows if row.missing])


def handovers(scope: Scope) -> list[Handover]:
    """The latest exports, newest first; one statement."""
    query = (
        _marked(scope, select(func.min(SiasnMark.id), SiasnMark.marked_at, func.count()))
        .group_by(SiasnMark.marked_at)
        .order_by(SiasnMark.marked_at.desc())
        .limit(MOST_HANDOVERS)
    )
    return [Handover(*row) for row in db.session.execute(query)]


def take_back(handover_id: int, scope: Scope, *, actor_id: int, now: datetime) -> int:
    """Remove the marks of an export, so that its rows are handed over again; returns how many. Audited."""
    marked_at = db.session.scalar(_marked(scope, select(SiasnMark.marked_at)).where(SiasnMark.id == handover_id))
    if marked_at is None:
        return 0
    within = _marked(scope, select(SiasnMark.id)).where(SiasnMark.marked_at == marked_at)
    removed = db.session.scalars(delete(SiasnMark).where(SiasnMark.id.in_(within)).returning(SiasnMark.id)).all()
    if removed:
        audit.record("siasn.taken_back", None, actor_id=actor_id, now=now, agency_id=_only(scope), count=len(removed))
    return len(removed)


def as_json(export: Export, address: str) -> dict[str, Any]:
    """An export as one JSON value; `address` is where a certificate's page lies, its id put behind."""
    return {
        NEW: [row.payload for row in export.new],
        CHANGE: [row.payload for row in export.changes],
        "belum_lengkap": [
            {
                "nomorSertipikat": row.number,
                "nama": row.name,
                "kurang": list(row.missing),
                "tautan": f"{address}/{row.certificate_id}",
            }
            for row in export.incomplete
        ],
    }


def csv_columns() -> list[Column]:
    """The fields of the web service that fit a cell, and whether the row is new or a change."""
    return [*(Column(name) for name in _flat(_EMPTY)), Column(KIND_COLUMN)]


def csv_cells(rows: Sequence[ExportRow]) -> Iterator[Sequence[Cell]]:
    """Rows in the order of the columns."""
    for row in rows:
        yield [*_flat(row.payload).values(), CHANGE if row.is_change else NEW]


_EMPTY = course_payload(
    CourseRow(
        person_id="",
        agency_id="",
        organizer="",
        title="",
        number="",
        jp_halves=0,
        started_on=date.min,
        finished_on=date.min,
    )
)


def _flat(payload: dict[str, object]) -> dict[str, Cell]:
    """The fields without the list of documents, which no cell can hold."""
    return {
        name: value if isinstance(value, int) else str(value or "")
        for name, value in payload.items()
        if not isinstance(value, list)
    }


def _unmarked(wanted: Wanted) -> Select[*tuple[Any, ...]]:
    ended = select(CertificateEvent.certificate_id).where(CertificateEvent.kind.in_(("superseded", "revoked")))
    earlier = aliased(Certificate)
    was_sent = exists(
        select(SiasnMark.id)
        .join(earlier, earlier.id == SiasnMark.certificate_id)
        .where(earlier.completion_id == Certificate.completion_id, earlier.revision < Certificate.revision)
    )
    query = (
        select(Certificate, Person.pns_orang_id, Agency.instansi_id, SiasnRow.row_id, was_sent)
        .join(Person, Person.id == Certificate.person_id)
        .join(CourseCompletion, CourseCompletion.id == Certificate.completion_id)
        .outerjoin(Agency, Agency.id == CourseCompletion.agency_id)
        .outerjoin(SiasnRow, SiasnRow.completion_id == Certificate.completion_id)
        .where(Certificate.id.not_in(select(SiasnMark.certificate_id)), Certificate.id.not_in(ended))
        .order_by(Certificate.id)
    )
    if wanted.scope is not None:
        query = query.where(CourseCompletion.agency_id.in_(wanted.scope))
    return query if wanted.since is None else query.where(Certificate.issued_at >= wanted.since)


def _marked(scope: Scope, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    if scope is None:
        return query
    return (
        query.join(Certificate, Certificate.id == SiasnMark.certificate_id)
        .join(CourseCompletion, CourseCompletion.id == Certificate.completion_id)
        .where(CourseCompletion.agency_id.in_(scope))
    )


def _only(scope: Scope) -> int | None:
    """The agency of a scope of one, so that its administrators find the deed in their log."""
    return next(iter(scope)) if scope is not None and len(scope) == 1 else None


@dataclass(frozen=True, slots=True)
class _Known:
    """Ids of SIASN beside a certificate, and whether an earlier issue of it was handed over."""

    person_id: str | None
    agency_id: str | None
    row_id: str | None
    was_sent: bool


def _export_row(certificate: Certificate, known: _Known) -> ExportRow:
    held = certificate.snapshot
    row = CourseRow(
        person_id=known.person_id or "",
        agency_id=known.agency_id or "",
        organizer=held["issuer"],
        title=held["course_title"],
        number=certificate.number,
        jp_halves=held["jp_halves"],
        started_on=date.fromisoformat(held["started_on"]),
        finished_on=date.fromisoformat(held["finished_on"]),
        row_id=known.row_id,
    )
    ids = {"pnsOrangId": known.person_id, "instansiId": known.agency_id}
    return ExportRow(
        certificate_id=certificate.id,
        number=printed_number(certificate.number, certificate.revision),
        name=held["name"],
        payload=course_payload(row),
        is_change=known.was_sent or known.row_id is not None,
        row_id=known.row_id,
        missing=tuple(name for name, value in ids.items() if not value),
    )
