"""Writes of agencies, units, positions and supervisors. What was is never edited: a change is a new dated row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from elearning.accounts.models import Person
from elearning.core import audit, clock
from elearning.core.upsert import insert_once
from elearning.domain.names import check_printable
from elearning.extensions import db
from elearning.organization.agency_texts import LONGEST_TEXT, one_line, required_line
from elearning.organization.errors import (
    AgencyCityError,
    AgencyCodeError,
    AgencyNameError,
    AgencyOfficeError,
    AgencyTakenError,
    HoldingDateError,
    PositionNameError,
    SupervisorDateError,
    SupervisorSelfError,
    TimeZoneError,
    UnitPathError,
)
from elearning.organization.models import Agency, Position, PositionHolding, SupervisorLink, Unit
from elearning.organization.signatories import NewTerm, add_signatory

TIME_ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
LONGEST_CODE, LONGEST_CITY = 20, 100
LONGEST_UNIT, LONGEST_PATH = 150, 600
DAY = timedelta(days=1)
CODE = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")


@dataclass(frozen=True, kw_only=True)
class NewAgency:
    """An agency with all that its certificates need. `time_zone` is an IANA name or WIB, WITA, WIT."""

    code: str
    name: str
    time_zone: str
    signatory_name: str
    signatory_title: str
    signatory_nip: str = ""
    office: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class NewHolding:
    """Who holds which position in which unit from which day on."""

    person_id: int
    position_id: int
    unit_id: int
    starts_on: date


@dataclass(frozen=True, slots=True)
class NewLink:
    """Who is supervised by whom, from when until when; `kind` is permanent, plt or plh (acting heads, with a `reason`)."""

    person_id: int
    supervisor_id: int
    starts_on: date
    ends_on: date | None = None
    kind: str = "permanent"
    reason: str = ""


def add_agency(new: NewAgency, *, actor_id: int | None, now: datetime) -> Agency:
    """Add an agency; who signs its certificates does so from today on. Raises: AgencyCodeError, AgencyTakenError,
    AgencyTextError, TimeZoneError, NipError, UnprintableLetterError.
    """
    zone = TIME_ZONES.get(new.time_zone.upper(), new.time_zone)
    if zone not in TIME_ZONES.values():
        raise TimeZoneError(zone=new.time_zone[:40])
    if len(new.code) > LONGEST_CODE or not CODE.fullmatch(new.code):
        raise AgencyCodeError(agency_code=new.code[:40])
    values = {
        "code": new.code,
        "name": required_line(new.name, AgencyNameError),
        "time_zone": zone,
        "office": one_line(new.office, AgencyOfficeError),
        "city": one_line(new.city, AgencyCityError, LONGEST_CITY),
        "created_at": now,
    }
    identity = insert_once(Agency, ("code",), values)
    if identity is None:
        raise AgencyTakenError(agency_code=new.code)
    agency = db.session.get_one(Agency, identity)
    audit.record("agency.added", agency, actor_id=actor_id, now=now, agency_id=agency.id, code=agency.code)
    first = NewTerm(
        name=new.signatory_name,
        title=new.signatory_title,
        nip=new.signatory_nip,
        starts_on=clock.local_date(now, zone),
    )
    add_signatory(agency, first, actor_id=actor_id, now=now)
    return agency


def ensure_unit(agency_id: int, path: str, *, actor_id: int | None, now: datetime) -> Unit:
    """The unit at a path ("Dinas A/Bidang B"); what is missing on the way is created. Raises: UnitPathError."""
    names = unit_names(path)
    unit: Unit | None = None
    for depth in range(1, len(names) + 1):
        unit = _ensure_child(agency_id, unit, "/".join(names[:depth]), actor_id, now)
    if unit is None:
        raise UnitPathError(path=path[:80])
    return unit


def unit_names(path: str) -> list[str]:
    """The names of a path from the root on, spaces folded. Raises: UnitPathError, UnprintableLetterError."""
    names = [" ".join(name.split()) for name in path.split("/")]
    if not all(names) or max(map(len, names)) > LONGEST_UNIT or len("/".join(names)) > LONGEST_PATH:
        raise UnitPathError(path=path[:80])
    check_printable(path)
    return names


def ensure_position(agency_id: int, name: str) -> Position:
    """The position of that name in an agency, created when missing. Raises: PositionNameError, UnprintableLetterError."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_TEXT:
        raise PositionNameError
    check_printable(name)
    insert_once(Position, ("agency_id", "name"), {"agency_id": agency_id, "name": name})
    return db.session.scalars(select(Position).where(Position.agency_id == agency_id, Position.name == name)).one()


def hold_position(new: NewHolding, *, actor_id: int | None, now: datetime) -> bool:
    """Let somebody hold a position from a day on; the one before ends the day before. False when nothing differs.

    A second change on the same day replaces the first: nothing was decided by it yet.

    Raises: HoldingDateError.
    """
    present = db.session.scalar(
        select(PositionHolding).where(PositionHolding.person_id == new.person_id, PositionHolding.ends_on.is_(None))
    )
    if present is not None:
        if (present.position_id, present.unit_id) == (new.position_id, new.unit_id):
            return False
        if present.starts_on > new.starts_on:
            raise HoldingDateError
        _end(present, new.starts_on)
    held = PositionHolding(
        person_id=new.person_id, position_id=new.position_id, unit_id=new.unit_id, starts_on=new.starts_on
    )
    db.session.add(held)
    facts = holding_detail(new, present.position_id if present else None)
    _record("position.held", held, actor_id, now, agency_id=_agency_of(new.person_id), **facts)
    return True


def holding_detail(new: NewHolding, before_id: int | None) -> dict[str, Any]:
    """What the audit keeps of a position held; `before_id` is the position before."""
    facts = {"person_id": new.person_id, "starts_on": new.starts_on.isoformat(), "position_id": new.position_id}
    return facts | {"unit_id": new.unit_id, "before_id": before_id}


def link_supervisor(new: NewLink, *, actor_id: int | None, now: datetime) -> bool:
    """Put somebody under a supervisor. A new permanent one ends the one before the day before; acting heads come beside.

    False when the permanent supervisor is the same already. Raises: SupervisorSelfError, SupervisorDateError.
    """
    if new.person_id == new.supervisor_id:
        raise SupervisorSelfError
    if new.ends_on is not None and new.ends_on < new.starts_on:
        raise SupervisorDateError
    present = _permanent_link(new.person_id) if new.kind == "permanent" else None
    if present is not None:
        if present.supervisor_id == new.supervisor_id:
            return False
        if present.starts_on > new.starts_on:
            raise SupervisorDateError
        _end(present, new.starts_on)
    link = SupervisorLink(
        person_id=new.person_id,
        supervisor_id=new.supervisor_id,
        kind=new.kind,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        reason=new.reason or None,
    )
    db.session.add(link)
    facts = link_detail(new, present.supervisor_id if present else None)
    _record("supervisor.linked", link, actor_id, now, agency_id=_agency_of(new.person_id), **facts)
    return True


def link_detail(new: NewLink, before_id: int | None) -> dict[str, Any]:
    """What the audit keeps of a supervision; `before_id` is the supervisor before."""
    facts = {"person_id": new.person_id, "supervisor_id": new.supervisor_id, "kind": new.kind}
    return facts | {"starts_on": new.starts_on.isoformat(), "before_id": before_id}


def end_supervision(person_id: int, last_day: date, *, actor_id: int | None, now: datetime) -> bool:
    """Let the permanent supervision end with a day, without another. False when there is none."""
    present = _permanent_link(person_id)
    if present is None:
        return False
    _end(present, last_day + DAY)
    facts = {"person_id": person_id, "supervisor_id": present.supervisor_id, "last_day": last_day.isoformat()}
    audit.record("supervisor.ended", None, actor_id=actor_id, now=now, agency_id=_agency_of(person_id), **facts)
    return True


def _ensure_child(agency_id: int, parent: Unit | None, path: str, actor_id: int | None, now: datetime) -> Unit:
    values = {
        "agency_id": agency_id,
        "parent_id": parent.id if parent else None,
        "name": path.rpartition("/")[2],
        "path": path,
    }
    is_new = insert_once(Unit, ("agency_id", "path"), values) is not None
    unit = db.session.scalars(select(Unit).where(Unit.agency_id == agency_id, Unit.path == path)).one()
    if is_new:
        audit.record("unit.created", unit, actor_id=actor_id, now=now, agency_id=agency_id, path=path)
    return unit


def _permanent_link(person_id: int) -> SupervisorLink | None:
    return db.session.scalar(
        select(SupervisorLink).where(
            SupervisorLink.person_id == person_id, SupervisorLink.kind == "permanent", SupervisorLink.ends_on.is_(None)
        )
    )


def _end(row: PositionHolding | SupervisorLink, next_starts_on: date) -> None:
    """End a row the day before; one that began on that very day leaves no day and goes."""
    if row.starts_on >= next_starts_on:
        db.session.delete(row)
    else:
        row.ends_on = next_starts_on - DAY
    db.session.flush()


def _agency_of(person_id: int) -> int | None:
    agency_id: int | None = db.session.get_one(Person, person_id).agency_id
    return agency_id


def _record(action: str, row: Any, actor_id: int | None, now: datetime, **detail: Any) -> None:
    audit.record(action, row, actor_id=actor_id, now=now, **detail)
