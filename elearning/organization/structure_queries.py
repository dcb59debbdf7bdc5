"""Reads of agencies, units and positions for those who keep them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from elearning.extensions import db
from elearning.organization.models import Agency, Position, Unit


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
