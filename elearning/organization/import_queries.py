"""Reads of imports made in the browser: whose agencies one administers, those one sees; others do not exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select

from elearning.accounts.models import Person
from elearning.accounts.services.many_people import parts
from elearning.extensions import db
from elearning.organization.import_models import PeopleImport, PeopleImportLine
from elearning.organization.import_plan import LineKind
from elearning.organization.models import Agency


@dataclass(frozen=True, slots=True)
class ImportEntry:
    """One import in the list, without its content."""

    id: int
    agency: str
    file_name: str
    state: str
    counts: dict[str, int]
    created_at: Any
    by: str


Scope = frozenset[int] | None
_IS_KEPT = func.length(PeopleImportLine.undo_note) > 0


def import_in_reach(import_id: int, scope: Scope) -> PeopleImport | None:
    """An import of an agency in reach."""
    query = select(PeopleImport).where(PeopleImport.id == import_id)
    found: PeopleImport | None = db.session.scalar(_within(query, scope))
    return found


def count_imports(scope: Scope) -> int:
    """How many imports there are in reach."""
    return db.session.scalar(_within(select(func.count(PeopleImport.id)), scope)) or 0


def imports_in_reach(scope: Scope, *, offset: int, size: int) -> list[ImportEntry]:
    """Imports in reach, the newest first."""
    query = (
        select(
            PeopleImport.id,
            Agency.name,
            PeopleImport.file_name,
            PeopleImport.state,
            PeopleImport.counts,
            PeopleImport.created_at,
            Person.name.label("by"),
        )
        .join(Agency, Agency.id == PeopleImport.agency_id)
        .join(Person, Person.id == PeopleImport.created_by_id)
        .order_by(PeopleImport.created_at.desc(), PeopleImport.id.desc())
        .offset(offset)
        .limit(size)
    )
    return [ImportEntry(*row) for row in db.session.execute(_within(query, scope))]


def lines_of(import_id: int, kind: LineKind | None, *, offset: int, size: int) -> list[PeopleImportLine]:
    """Lines of an import in the order of the file; who is not in it comes last."""
    query = _ordered(import_id).offset(offset).limit(size)
    if kind is not None:
        query = query.where(PeopleImportLine.kind == kind.value)
    return list(db.session.scalars(query))


def all_lines(import_id: int, kind: LineKind) -> Iterator[PeopleImportLine]:
    """The lines of a kind, some hundred in memory at a time."""
    query = _ordered(import_id).where(PeopleImportLine.kind == kind.value).execution_options(yield_per=500)
    yield from db.session.scalars(query)


def kept_lines(import_id: int, *, most: int) -> list[PeopleImportLine]:
    """Lines that undoing left as they are, wholly or in part."""
    return list(db.session.scalars(_ordered(import_id).where(_IS_KEPT).limit(most)))


def count_kept(import_id: int) -> int:
    """How many lines undoing left as they are, wholly or in part."""
    query = select(func.count(PeopleImportLine.id)).where(PeopleImportLine.import_id == import_id, _IS_KEPT)
    return db.session.scalar(query) or 0


def handover_candidates(import_id: int) -> dict[str, int]:
    """Who came by an import, has no address and has not chosen a password yet: ids by NIP."""
    is_new = PeopleImportLine.kind == LineKind.NEW.value
    came_back = (PeopleImportLine.kind == LineKind.CHANGED.value) & PeopleImportLine.before[
        "is_active"
    ].as_boolean().is_(False)
    query = select(PeopleImportLine.person_id, PeopleImportLine.nip).where(
        PeopleImportLine.import_id == import_id, or_(is_new, came_back)
    )
    nips = {row.person_id: row.nip for row in db.session.execute(query) if row.person_id}
    found: dict[str, int] = {}
    for part in parts(sorted(nips)):
        waiting = select(Person.id).where(
            Person.id.in_(part), Person.email.is_(None), Person.password_hash.is_(None), Person.is_active
        )
        found |= {nips[identity]: identity for identity in db.session.scalars(waiting)}
    return found


def _ordered(import_id: int) -> Select[PeopleImportLine]:
    is_outside = PeopleImportLine.line == 0
    return (
        select(PeopleImportLine)
        .where(PeopleImportLine.import_id == import_id)
        .order_by(is_outside, PeopleImportLine.line, PeopleImportLine.id)
    )


def _within(query: Any, scope: Scope) -> Any:
    return query if scope is None else query.where(PeopleImport.agency_id.in_(scope))
