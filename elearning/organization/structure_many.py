"""Units and positions of an agency by their names, those that are missing created; a statement a level of the tree."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from elearning.accounts.services.many_people import parts
from elearning.core.audit_many import Deed, record_all
from elearning.core.upsert import insert
from elearning.extensions import db
from elearning.organization.models import Position, Unit


@dataclass(frozen=True, slots=True)
class UnusedPlaces:
    """The closed units of an agency by path, and its retired positions by name: for nobody new."""

    closed: frozenset[str]
    retired: frozenset[str]

    def closed_above(self, path: str) -> str | None:
        """The closed unit that a path names or would lie below."""
        names = path.split("/")
        steps = ("/".join(names[:depth]) for depth in range(1, len(names) + 1))
        return next((step for step in steps if step in self.closed), None)


def ensure_units(agency_id: int, paths: Collection[str], *, actor_id: int | None, now: datetime) -> dict[str, int]:
    """The ids of units by path; paths are whole (`unit_names` has read them)."""
    if not paths:
        return {}
    known = _unit_ids(agency_id)
    wanted = {
        "/".join(names[:depth]) for path in paths for names in [path.split("/")] for depth in range(1, len(names) + 1)
    }
    missing = sorted(wanted - known.keys())
    for depth in sorted({path.count("/") for path in missing}):
        level = [path for path in missing if path.count("/") == depth]
        _add_units(agency_id, level, known, actor_id, now)
        known = _unit_ids(agency_id)
    return known


def ensure_positions(agency_id: int, names: Collection[str]) -> dict[str, int]:
    """The ids of positions by name."""
    if not names:
        return {}
    known = _position_ids(agency_id)
    for part in parts(sorted(set(names) - known.keys())):
        rows = [{"agency_id": agency_id, "name": name} for name in part]
        db.session.execute(insert(Position).values(rows).on_conflict_do_nothing())
    return _position_ids(agency_id)


def unused_places(agency_id: int) -> UnusedPlaces:
    """Where nobody new is put."""
    closed = select(Unit.path).where(Unit.agency_id == agency_id, Unit.closed_at.is_not(None))
    retired = select(Position.name).where(Position.agency_id == agency_id, Position.retired_at.is_not(None))
    return UnusedPlaces(frozenset(db.session.scalars(closed)), frozenset(db.session.scalars(retired)))


def unit_paths(agency_id: int) -> set[str]:
    """The paths of all units of an agency."""
    return set(_unit_ids(agency_id))


def _add_units(agency_id: int, paths: list[str], known: dict[str, int], actor_id: int | None, now: datetime) -> None:
    for part in parts(paths):
        rows = [
            {
                "agency_id": agency_id,
                "parent_id": known.get(path.rpartition("/")[0]),
                "name": path.rpartition("/")[2],
                "path": path,
            }
            for path in part
        ]
        statement = insert(Unit).values(rows).on_conflict_do_nothing().returning(Unit.id, Unit.path)
        added = db.session.execute(statement).all()
        deeds = [Deed("unit.created", "unit", row.id, agency_id, {"path": row.path}) for row in added]
        record_all(deeds, actor_id=actor_id, now=now)


def _unit_ids(agency_id: int) -> dict[str, int]:
    query = select(Unit.path, Unit.id).where(Unit.agency_id == agency_id)
    return {row.path: row.id for row in db.session.execute(query)}


def _position_ids(agency_id: int) -> dict[str, int]:
    query = select(Position.name, Position.id).where(Position.agency_id == agency_id)
    return {row.name: row.id for row in db.session.execute(query)}
