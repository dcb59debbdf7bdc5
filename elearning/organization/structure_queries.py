"""Reads of agencies, units and positions for those who keep them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from elearning.extensions import db
from elearning.organization.models import Agency, Unit


def agencies_reached(scope: Collection[int] | None) -> list[Agency]:
    """The agencies of a scope (None: all) by name."""
    query = select(Agency).order_by(Agency.name, Agency.id)
    return list(db.session.scalars(query if scope is None else query.where(Agency.id.in_(scope))))


def unit_paths(agency_id: int) -> list[Unit]:
    """The units of an agency in the order of the tree."""
    return list(db.session.scalars(select(Unit).where(Unit.agency_id == agency_id).order_by(Unit.path)))
