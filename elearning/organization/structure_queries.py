"""Reads of agencies, units and positions for those who keep them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select

from elearning.accounts.models import Person
from elearning.extensions import db
from elearning.organization.models import Agency, Position, PositionHolding, Unit
from elearning.organization.queries import LARGEST_ID, holds_on


def agencies_reached(scope: Collection[int] | None) -> list[Agency]:
    """The agencies of a scope (None: all) by name."""
    query = select(Agency).order_by(Agency.name, Agency.id)
    return list(db.session.scalars(query if scope is None else query.where(Agency.id.in_(scope))))


def unit_paths(agency_id: int) -> list[Unit]:
    """The units of an agency in the order of the tree."""
    return list(db.session.scalars(select(Unit).where(Unit.agency_id == agency_id).order_by(Unit.path)))


def open_units(agency_id: int) -> list[Unit]:
    """The units of an agency that are not closed, in the order of the tree."""
    query = select(Unit).where(Unit.agency_id == agency_id, Unit.closed_at.is_(None))
    return list(db.session.scalars(query.order_by(Unit.path)))


def open_positions(agency_id: int) -> list[Position]:
    """The positions of an agency that are not retired, by name."""
    query = select(Position).where(Position.agency_id == agency_id, Position.retired_at.is_(None))
    return list(db.session.scalars(query.order_by(Position.name)))


def agency_reached(agency_id: int, scope: Collection[int] | None) -> Agency | None:
    """An agency of a scope, else None."""
    if not 0 < agency_id <= LARGEST_ID or (scope is not None and agency_id not in scope):
        return None
    return db.session.get(Agency, agency_id)


def unit_reached(unit_id: int, scope: Collection[int] | None) -> Unit | None:
    """A unit of an agency of a scope, else None."""
    unit = db.session.get(Unit, unit_id) if 0 < unit_id <= LARGEST_ID else None
    return unit if unit is not None and (scope is None or unit.agency_id in scope) else None


def position_reached(position_id: int, scope: Collection[int] | None) -> Position | None:
    """A position of an agency of a scope, else None."""
    position = db.session.get(Position, position_id) if 0 < position_id <= LARGEST_ID else None
    return position if position is not None and (scope is None or position.agency_id in scope) else None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of the tree: how deep it stands (0: at the top) and how many people hold a position in it."""

    id: int
    name: str
    path: str
    depth: int
    is_closed: bool
    people: int


def unit_tree(agency_id: int, on: date) -> list[UnitRow]:
    """The units of an agency, each below its parent, with the people of a date; one statement."""
    held = and_(PositionHolding.unit_id == Unit.id, holds_on(on))
    query = (
        select(Unit, func.count(PositionHolding.id).label("people"))
        .outerjoin(PositionHolding, held)
        .where(Unit.agency_id == agency_id)
        .group_by(Unit.id)
    )
    rows = sorted(db.session.execute(query), key=lambda row: row.Unit.path.casefold().split("/"))
    return [
        UnitRow(unit.id, unit.name, unit.path, unit.path.count("/"), unit.closed_at is not None, people)
        for unit, people in rows
    ]


@dataclass(frozen=True, slots=True)
class PositionRow:
    """One position with how many people hold it."""

    id: int
    name: str
    is_retired: bool
    people: int


def positions_held(agency_id: int, on: date) -> list[PositionRow]:
    """The positions of an agency by name, with their holders on a date; one statement."""
    held = and_(PositionHolding.position_id == Position.id, holds_on(on))
    query = (
        select(Position, func.count(PositionHolding.id))
        .outerjoin(PositionHolding, held)
        .where(Position.agency_id == agency_id)
        .group_by(Position.id)
        .order_by(Position.name)
    )
    return [
        PositionRow(position.id, position.name, position.retired_at is not None, people)
        for position, people in db.session.execute(query)
    ]


def people_count(agency_ids: Collection[int]) -> dict[int, int]:
    """How many active people belong to each of these agencies."""
    query = select(Person.agency_id, func.count(Person.id).label("people")).where(
        Person.agency_id.in_(agency_ids), Person.is_active
    )
    return {row.agency_id: row.people for row in db.session.execute(query.group_by(Person.agency_id))}
