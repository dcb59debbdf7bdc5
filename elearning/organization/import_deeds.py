"""Brings people from one state to another, many at once: what a plan of import says, and what its undoing says.

A change of position or supervisor is a new dated row from today on; what was is never edited. Never commits. The number of
statements is constant for some hundred people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from elearning.accounts.services import NewPerson
from elearning.accounts.services.many_people import (
    PersonChange,
    RoleChange,
    change_people,
    change_roles,
    create_people,
    end_access,
    parts,
)
from elearning.core.audit_many import Deed, record_all
from elearning.core.permissions import Role
from elearning.core.upsert import insert_many
from elearning.extensions import db
from elearning.organization.models import PositionHolding, SupervisorLink
from elearning.organization.staff_state import StaffState
from elearning.organization.structure_many import ensure_positions, ensure_units

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StateChange:
    """A person to be created (no `before`, no id) or brought from one state to another."""

    nip: str
    person_id: int | None
    before: StaffState | None
    after: StaffState


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """Where, when and by whom: what all deeds of one run share. `holders` are the people that supervisors are named by."""

    agency_id: int
    today: date
    now: datetime
    actor_id: int | None
    holders: dict[str, int]


def bring_about(changes: Sequence[StateChange], bearing: Bearing) -> dict[str, int]:
    """Write the changes; the ids of those who were created, by NIP."""
    new = [change for change in changes if change.before is None]
    ids = create_people(
        [_new_person(change, bearing.agency_id) for change in new], actor_id=bearing.actor_id, now=bearing.now
    )
    created = {change.nip: identity for change, identity in zip(new, ids, strict=True)}
    pairs = [
        _Pair(change.person_id or created[change.nip], change.before or _nothing(change.after), change.after)
        for change in changes
    ]
    _change_facts(pairs, bearing)
    _change_roles(pairs, bearing)
    _change_positions([pair for pair in pairs if pair.place_differs], bearing)
    known = bearing.holders | created
    _change_supervisors([pair for pair in pairs if pair.before.supervisor != pair.after.supervisor], known, bearing)
    db.session.expire_all()
    return created


@dataclass(frozen=True, slots=True)
class _Pair:
    """A person by id, from which state to which."""

    person_id: int
    before: StaffState
    after: StaffState

    @property
    def place_differs(self) -> bool:
        return (self.before.unit, self.before.position) != (self.after.unit, self.after.position)


def _new_person(change: StateChange, agency_id: int) -> NewPerson:
    after = change.after
    return NewPerson(
        name=after.name,
        title_before=after.title_before,
        title_after=after.title_after,
        nip=change.nip,
        email=after.email or None,
        agency_id=agency_id,
        contract_start=_day(after.contract_start),
        pns_orang_id=after.siasn_id or None,
    )


def _nothing(after: StaffState) -> StaffState:
    """What somebody created is before their roles, position and supervisor are written."""
    return StaffState(
        name=after.name,
        title_before=after.title_before,
        title_after=after.title_after,
        email=after.email,
        contract_start=after.contract_start,
        siasn_id=after.siasn_id,
    )


def _change_facts(pairs: Sequence[_Pair], bearing: Bearing) -> None:
    """Name, address, contract start, id of SIASN, and whether the account is open."""
    changes = [change for pair in pairs if (change := _fact_change(pair, bearing.agency_id))]
    change_people(changes, actor_id=bearing.actor_id, now=bearing.now)
    end_access(
        [pair.person_id for pair in pairs if pair.before.is_active and not pair.after.is_active], now=bearing.now
    )


def _fact_change(pair: _Pair, agency_id: int) -> PersonChange | None:
    before, after = pair.before, pair.after
    values: dict[str, Any] = {}
    deeds: list[Deed] = []

    def note(action: str, **detail: Any) -> None:
        deeds.append(Deed(action, "person", pair.person_id, agency_id, detail))

    names = ("name", "title_before", "title_after")
    if any(getattr(before, name) != getattr(after, name) for name in names):
        values |= {name: getattr(after, name) for name in names}
        note("person.renamed", before=before.full_name, after=after.full_name)
    if before.email != after.email:
        values["email"] = after.email or None
        note("person.email_changed")
    if before.contract_start != after.contract_start:
        values["contract_start"] = _day(after.contract_start)
        note("person.contract_start_changed", start=after.contract_start or None)
    if before.siasn_id != after.siasn_id:
        values["pns_orang_id"] = after.siasn_id or None
        note("person.siasn_id_changed", before=before.siasn_id or None, after=after.siasn_id or None)
    if before.is_active != after.is_active:
        values["is_active"] = after.is_active
        note("person.reactivated" if after.is_active else "person.deactivated")
    return PersonChange(pair.person_id, values, tuple(deeds)) if values else None


def _change_roles(pairs: Sequence[_Pair], bearing: Bearing) -> None:
    changes = [
        RoleChange(
            pair.person_id,
            bearing.agency_id,
            frozenset(Role(role) for role in set(pair.after.roles) - set(pair.before.roles)),
            frozenset(Role(role) for role in set(pair.before.roles) - set(pair.after.roles)),
        )
        for pair in pairs
        if pair.before.roles != pair.after.roles
    ]
    change_roles(changes, actor_id=bearing.actor_id, now=bearing.now)


def _change_positions(pairs: Sequence[_Pair], bearing: Bearing) -> None:
    held = [pair.after for pair in pairs if pair.after.unit]
    paths = {state.unit for state in held}
    units = ensure_units(bearing.agency_id, paths, actor_id=bearing.actor_id, now=bearing.now)
    positions = ensure_positions(bearing.agency_id, {state.position for state in held})
    for part in parts(pairs):
        _end_running(PositionHolding, [pair.person_id for pair in part], bearing.today)
        rows = [
            {
                "person_id": pair.person_id,
                "position_id": positions[pair.after.position],
                "unit_id": units[pair.after.unit],
                "starts_on": bearing.today,
            }
            for pair in part
            if pair.after.unit
        ]
        _insert_dated(PositionHolding, "position.held", rows, bearing)
        ended = [pair.person_id for pair in part if not pair.after.unit]
        _record_ends("position.ended", ended, bearing)


def _change_supervisors(pairs: Sequence[_Pair], known: dict[str, int], bearing: Bearing) -> None:
    for part in parts(pairs):
        _end_running(SupervisorLink, [pair.person_id for pair in part], bearing.today)
        rows = [
            {
                "person_id": pair.person_id,
                "supervisor_id": supervisor_id(pair.after.supervisor, known),
                "kind": "permanent",
                "starts_on": bearing.today,
            }
            for pair in part
            if pair.after.supervisor
        ]
        _insert_dated(SupervisorLink, "supervisor.linked", rows, bearing)
        ended = [pair.person_id for pair in part if not pair.after.supervisor]
        _record_ends("supervisor.ended", ended, bearing)


def supervisor_id(named: str, known: dict[str, int]) -> int:
    """The id that a state names: by NIP, or by itself for somebody without one."""
    return int(named[1:]) if named.startswith("#") else known[named]


def _end_running(table: type[PositionHolding] | type[SupervisorLink], person_ids: Sequence[int], today: date) -> None:
    """Let yesterday be the last day of what runs; what began today leaves no day and goes."""
    running: list[ColumnElement[bool]] = [table.person_id.in_(person_ids), table.ends_on.is_(None)]
    if table is SupervisorLink:
        running.append(SupervisorLink.kind == "permanent")
    ids = {row.id: row.starts_on for row in db.session.execute(select(table.id, table.starts_on).where(*running))}
    if gone := [identity for identity, starts_on in ids.items() if starts_on >= today]:
        db.session.execute(delete(table).where(table.id.in_(gone)))
    if ended := [identity for identity, starts_on in ids.items() if starts_on < today]:
        db.session.execute(update(table).where(table.id.in_(ended)).values(ends_on=today - DAY))


def _insert_dated(
    table: type[PositionHolding] | type[SupervisorLink], action: str, rows: list[dict[str, Any]], bearing: Bearing
) -> None:
    if not rows:
        return
    added = db.session.execute(insert_many(table).returning(table.id, table.person_id), rows)
    ids = {row.person_id: row.id for row in added}
    deeds = [Deed(action, table.__tablename__, ids[row["person_id"]], bearing.agency_id, _plain(row)) for row in rows]
    record_all(deeds, actor_id=bearing.actor_id, now=bearing.now)


def _record_ends(action: str, person_ids: Sequence[int], bearing: Bearing) -> None:
    last_day = (bearing.today - DAY).isoformat()
    deeds = [
        Deed(action, "", None, bearing.agency_id, {"person_id": each, "last_day": last_day}) for each in person_ids
    ]
    record_all(deeds, actor_id=bearing.actor_id, now=bearing.now)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
