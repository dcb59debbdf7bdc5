"""The levels that one position requires, set on its page, with the history of who changed what. Never commits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from elearning.accounts.models import Person
from elearning.competency.models import Competency, RequiredLevel
from elearning.core import audit
from elearning.core.audit import AuditEntry
from elearning.domain.names import full_name
from elearning.extensions import db
from elearning.organization.models import Position

CHANGED = "required_levels.changed"
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class LevelChange:
    """One change: who, when, and each competency with the level before and after (0: none)."""

    at: datetime
    by: str
    levels: tuple[tuple[str, int, int], ...]


def all_competencies() -> list[Competency]:
    """Every competency by code."""
    return list(db.session.scalars(select(Competency).order_by(Competency.code)))


def required_levels_of(position_id: int) -> dict[int, int]:
    """The required levels of a position by competency id."""
    query = select(RequiredLevel.competency_id, RequiredLevel.level).where(RequiredLevel.position_id == position_id)
    return {row.competency_id: row.level for row in db.session.execute(query)}


def levels_by_position(agency_id: int) -> list[tuple[str, str, str]]:
    """Position, code and level of everything that the positions of an agency require."""
    query = (
        select(Position.name, Competency.code, RequiredLevel.level)
        .join(RequiredLevel, RequiredLevel.position_id == Position.id)
        .join(Competency, Competency.id == RequiredLevel.competency_id)
        .where(Position.agency_id == agency_id)
        .order_by(Position.name, Competency.code)
    )
    return [(name, code, str(level)) for name, code, level in db.session.execute(query)]


def level_counts(position_ids: Collection[int]) -> dict[int, int]:
    """In how many competencies each of these positions requires a level."""
    query = select(RequiredLevel.position_id, func.count(RequiredLevel.id).label("levels")).group_by(
        RequiredLevel.position_id
    )
    rows = db.session.execute(query.where(RequiredLevel.position_id.in_(position_ids)))
    return {row.position_id: row.levels for row in rows}


def set_required_levels(position: Position, wanted: Mapping[str, int], *, actor_id: int, now: datetime) -> bool:
    """Set the levels by competency code; 0 takes a requirement away. False when nothing differs."""
    ids = {row.code: row.id for row in db.session.execute(select(Competency.code, Competency.id))}
    query = select(RequiredLevel).where(RequiredLevel.position_id == position.id)
    present = {row.competency_id: row for row in db.session.scalars(query)}
    before: dict[str, int] = {}
    for code, level in wanted.items():
        row = present.get(ids[code])
        if level == (row.level if row else 0):
            continue
        before[code] = row.level if row else 0
        _set(position.id, ids[code], row, level)
    if before:
        after = {code: wanted[code] for code in before}
        audit.record(
            CHANGED, position, actor_id=actor_id, now=now, agency_id=position.agency_id, before=before, after=after
        )
    return bool(before)


def level_changes_of(position_id: int) -> list[LevelChange]:
    """The newest changes on the page of a position; what an import changed stands with the agency, not here."""
    query = (
        select(AuditEntry.at, AuditEntry.detail, Person.name, Person.title_before, Person.title_after)
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .where(
            AuditEntry.subject_type == Position.__tablename__,
            AuditEntry.subject_id == position_id,
            AuditEntry.action == CHANGED,
        )
        .order_by(AuditEntry.id.desc())
        .limit(MOST_SHOWN)
    )
    return [
        LevelChange(
            row.at,
            full_name(row.name or "", row.title_before or "", row.title_after or ""),
            tuple((code, level, row.detail["after"][code]) for code, level in sorted(row.detail["before"].items())),
        )
        for row in db.session.execute(query)
    ]


def _set(position_id: int, competency_id: int, row: RequiredLevel | None, level: int) -> None:
    if row is None:
        db.session.add(RequiredLevel(position_id=position_id, competency_id=competency_id, level=level))
    elif level:
        row.level = level
    else:
        db.session.delete(row)
