"""Writes of agencies, the unit tree and positions, as their pages ask for them. Never commits.

What people worked in or as is never deleted: a unit is closed, a position retired, and both stay in the history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select, update

from elearning.core import audit
from elearning.domain.names import check_printable
from elearning.domain.siasn import parse_siasn_id
from elearning.extensions import db
from elearning.organization.agency_texts import LONGEST_TEXT, one_line, required_line
from elearning.organization.errors import (
    AgencyCityError,
    AgencyCodeError,
    AgencyCodeFixedError,
    AgencyNameError,
    AgencyOfficeError,
    AgencyTakenError,
    PositionNameError,
    PositionTakenError,
    TimeZoneError,
    UnitCircleError,
    UnitOccupiedError,
    UnitOpenBelowError,
    UnitPathError,
    UnitTakenError,
)
from elearning.organization.models import Agency, Position, PositionHolding, Unit
from elearning.organization.services import (
    CODE,
    LONGEST_CITY,
    LONGEST_CODE,
    LONGEST_PATH,
    TIME_ZONES,
    unit_names,
)


@dataclass(frozen=True, kw_only=True)
class AgencyFacts:
    """What may be changed of an agency; who signs is dated and kept elsewhere."""

    code: str
    name: str
    office: str
    city: str
    time_zone: str
    instansi_id: str


def change_agency(agency: Agency, facts: AgencyFacts, *, is_code_fixed: bool, actor_id: int, now: datetime) -> bool:
    """Change an agency. False when nothing differs.

    Raises: AgencyCodeFixedError, AgencyCodeError, AgencyTakenError, AgencyTextError, TimeZoneError, SiasnIdError.
    """
    if facts.time_zone not in TIME_ZONES.values():
        raise TimeZoneError(zone=facts.time_zone[:40])
    wanted: dict[str, str | None] = {
        "code": _checked_code(agency, facts.code, is_fixed=is_code_fixed),
        "name": required_line(facts.name, AgencyNameError),
        "office": one_line(facts.office, AgencyOfficeError),
        "city": one_line(facts.city, AgencyCityError, LONGEST_CITY),
        "time_zone": facts.time_zone,
        "instansi_id": parse_siasn_id(facts.instansi_id) if facts.instansi_id.strip() else None,
    }
    before = {name: getattr(agency, name) for name, value in wanted.items() if getattr(agency, name) != value}
    if not before:
        return False
    after = {name: wanted[name] for name in before}
    for name, value in after.items():
        setattr(agency, name, value)
    _record("agency.changed", agency, agency.id, actor_id, now, before=before, after=after)
    return True


def add_unit(agency_id: int, parent: Unit | None, name: str, *, actor_id: int, now: datetime) -> Unit:
    """Add a unit below another, or at the top. Raises: UnitPathError, UnitTakenError, UnprintableLetterError."""
    path = _free_path(agency_id, parent, name)
    unit = Unit(agency_id=agency_id, parent_id=parent.id if parent else None, name=path.rpartition("/")[2], path=path)
    db.session.add(unit)
    _record("unit.created", unit, agency_id, actor_id, now, path=path)
    return unit


def rename_unit(unit: Unit, name: str, *, actor_id: int, now: datetime) -> bool:
    """Give a unit another name; the paths below follow. False when nothing differs. Raises as `add_unit`."""
    if " ".join(name.split()) == unit.name:
        return False
    parent = db.session.get(Unit, unit.parent_id) if unit.parent_id else None
    before, path = unit.path, _free_path(unit.agency_id, parent, name)
    unit.name = path.rpartition("/")[2]
    _rewrite(unit, path)
    _record("unit.renamed", unit, unit.agency_id, actor_id, now, before=before, after=path)
    return True


def move_unit(unit: Unit, parent: Unit | None, *, actor_id: int, now: datetime) -> bool:
    """Put a unit with all below it under another of its agency, or at the top. False when it is there.

    Raises: UnitCircleError, and as `add_unit`.
    """
    if unit.parent_id == (parent.id if parent else None):
        return False
    if parent is not None and f"{parent.path}/".startswith(f"{unit.path}/"):
        raise UnitCircleError
    before, path = unit.path, _free_path(unit.agency_id, parent, unit.name)
    unit.parent_id = parent.id if parent else None
    _rewrite(unit, path)
    _record("unit.moved", unit, unit.agency_id, actor_id, now, before=before, after=path)
    return True


def close_unit(unit: Unit, *, on: date, actor_id: int, now: datetime) -> bool:
    """Put nobody new into a unit. False when it is closed.

    Raises: UnitOccupiedError: people work there now or will; UnitOpenBelowError: units below are open.
    """
    if unit.closed_at is not None:
        return False
    held = select(func.count(func.distinct(PositionHolding.person_id))).where(
        PositionHolding.unit_id == unit.id, or_(PositionHolding.ends_on.is_(None), PositionHolding.ends_on >= on)
    )
    people = db.session.scalar(held) or 0
    if people:
        raise UnitOccupiedError(count=people, path=unit.path)
    below = select(Unit.path).where(Unit.parent_id == unit.id, Unit.closed_at.is_(None)).order_by(Unit.path).limit(1)
    open_below = db.session.scalar(below)
    if open_below is not None:
        raise UnitOpenBelowError(path=open_below)
    unit.closed_at = now
    _record("unit.closed", unit, unit.agency_id, actor_id, now, path=unit.path)
    return True


def reopen_unit(unit: Unit, *, actor_id: int, now: datetime) -> bool:
    """Let people be put into a unit again. False when it is open."""
    if unit.closed_at is None:
        return False
    unit.closed_at = None
    _record("unit.reopened", unit, unit.agency_id, actor_id, now, path=unit.path)
    return True


def add_position(agency_id: int, name: str, *, actor_id: int, now: datetime) -> Position:
    """Add a position. Raises: PositionNameError, PositionTakenError, UnprintableLetterError."""
    position = Position(agency_id=agency_id, name=_free_position(agency_id, name, None))
    db.session.add(position)
    _record("position.added", position, agency_id, actor_id, now, name=position.name)
    return position


def rename_position(position: Position, name: str, *, actor_id: int, now: datetime) -> bool:
    """Give a position another name; certificates issued before keep the old one. False when nothing differs."""
    checked = _free_position(position.agency_id, name, position.id)
    if checked == position.name:
        return False
    before, position.name = position.name, checked
    _record("position.renamed", position, position.agency_id, actor_id, now, before=before, after=checked)
    return True


def retire_position(position: Position, *, is_retired: bool, actor_id: int, now: datetime) -> bool:
    """Give a position to nobody new, or to people again; who holds it keeps it. False when nothing differs."""
    if (position.retired_at is not None) == is_retired:
        return False
    position.retired_at = now if is_retired else None
    action = "position.retired" if is_retired else "position.reinstated"
    _record(action, position, position.agency_id, actor_id, now, name=position.name)
    return True


def facts_of(agency: Agency) -> dict[str, str]:
    """The facts of an agency as its form shows them."""
    names = AgencyFacts.__dataclass_fields__
    return {name: getattr(agency, name) or "" for name in names}


def _checked_code(agency: Agency, code: str, *, is_fixed: bool) -> str:
    if code == agency.code:
        return code
    if is_fixed:
        raise AgencyCodeFixedError(agency_code=agency.code)
    if len(code) > LONGEST_CODE or not CODE.fullmatch(code):
        raise AgencyCodeError(agency_code=code[:40])
    if db.session.scalar(select(Agency.id).where(Agency.code == code)) is not None:
        raise AgencyTakenError(agency_code=code)
    return code


def _free_path(agency_id: int, parent: Unit | None, name: str) -> str:
    """The path of a unit of that name. Raises: UnitPathError, UnitTakenError, UnprintableLetterError."""
    if "/" in name:
        raise UnitPathError(path=name[:80])
    path = "/".join([*(parent.path.split("/") if parent else []), *unit_names(name)])
    if len(path) > LONGEST_PATH:
        raise UnitPathError(path=name[:80])
    if db.session.scalar(select(Unit.id).where(Unit.agency_id == agency_id, Unit.path == path)) is not None:
        raise UnitTakenError(path=path[:200])
    return path


def _rewrite(unit: Unit, path: str) -> None:
    """Give a unit another path, and all below it; one statement for those. Raises: UnitPathError: one is too long."""
    old = unit.path
    is_below = (Unit.agency_id == unit.agency_id, func.substr(Unit.path, 1, len(old) + 1) == f"{old}/")
    longest = db.session.scalar(select(func.max(func.length(Unit.path))).where(*is_below)) or len(old)
    if longest - len(old) + len(path) > LONGEST_PATH:
        raise UnitPathError(path=path[:80])
    unit.path = path
    moved = update(Unit).where(*is_below).values(path=path + func.substr(Unit.path, len(old) + 1))
    db.session.execute(moved, execution_options={"synchronize_session": False})
    db.session.flush()


def _free_position(agency_id: int, name: str, own_id: int | None) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_TEXT:
        raise PositionNameError
    check_printable(name)
    holder = db.session.scalar(select(Position.id).where(Position.agency_id == agency_id, Position.name == name))
    if holder not in (None, own_id):
        raise PositionTakenError(name=name)
    return name


def _record(action: str, row: Any, agency_id: int, actor_id: int, now: datetime, **detail: Any) -> None:
    audit.record(action, row, actor_id=actor_id, now=now, agency_id=agency_id, **detail)
