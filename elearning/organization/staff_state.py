"""What an employee file may say of a person, as plain values: read for many at once, compared, kept with an import.

Owns the value and its reading. Knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import and_, select

from elearning.accounts.models import Person, PersonNip, RoleGrant
from elearning.accounts.services.many_people import parts
from elearning.domain.names import full_name
from elearning.extensions import db
from elearning.organization.models import Position, PositionHolding, SupervisorLink, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffState:
    """One person in one agency. `supervisor` is the NIP of the permanent one, "#" and the id for one without NIP.

    Empty texts mean none. `roles` are those for the agency, sorted; `contract_start` is a date as yyyy-mm-dd.
    """

    name: str
    title_before: str = ""
    title_after: str = ""
    email: str = ""
    unit: str = ""
    position: str = ""
    supervisor: str = ""
    roles: tuple[str, ...] = ()
    contract_start: str = ""
    siasn_id: str = ""
    is_active: bool = True

    @property
    def full_name(self) -> str:
        """The name with its titles."""
        return full_name(self.name, self.title_before, self.title_after)

    def as_json(self) -> dict[str, Any]:
        """The values as a row keeps them."""
        # By hand: `asdict` copies each value deeply, and imports write ten thousand of these.
        return {name: getattr(self, name) for name in _NAMES} | {"roles": list(self.roles)}


_NAMES = frozenset(field.name for field in fields(StaffState))
GROUPS: dict[str, tuple[str, ...]] = {
    "nama": ("name", "title_before", "title_after"),
    "surel": ("email",),
    "jabatan": ("unit", "position"),
    "atasan": ("supervisor",),
    "peran": ("roles",),
    "mulai_kontrak": ("contract_start",),
    "id_siasn": ("siasn_id",),
    "status": ("is_active",),
}
"""What changes together, by the word that names it."""


@dataclass(frozen=True, slots=True)
class KnownStaff:
    """Somebody who is there already: their state and the first days of what runs, which no change may precede."""

    person_id: int
    agency_id: int | None
    has_password: bool
    state: StaffState
    position_since: date | None
    supervisor_since: date | None


def state_of_json(kept: dict[str, Any]) -> StaffState:
    """The state that a row keeps."""
    values = {name: value for name, value in kept.items() if name in _NAMES}
    return StaffState(**(values | {"roles": tuple(values["roles"])}))


def changed_groups(before: StaffState, after: StaffState) -> list[str]:
    """The names of the groups that differ."""
    return [name for name, members in GROUPS.items() if values_of(before, members) != values_of(after, members)]


def values_of(state: StaffState, members: Sequence[str]) -> tuple[Any, ...]:
    """The values of some fields."""
    return tuple(getattr(state, member) for member in members)


def known_staff(person_ids: Sequence[int], agency_id: int) -> dict[int, KnownStaff]:
    """People by id, as an agency sees them; four statements for some hundred."""
    found: dict[int, KnownStaff] = {}
    for part in parts(sorted(set(person_ids))):
        places, supervisors, roles = _places(part), _supervisors(part), _roles(part, agency_id)
        for person in db.session.execute(_people(part)):
            unit, position, position_since = places.get(person.id, ("", "", None))
            supervisor, supervisor_since = supervisors.get(person.id, ("", None))
            state = StaffState(
                name=person.name,
                title_before=person.title_before,
                title_after=person.title_after,
                email=person.email or "",
                unit=unit,
                position=position,
                supervisor=supervisor,
                roles=tuple(sorted(roles.get(person.id, ()))),
                contract_start=person.contract_start.isoformat() if person.contract_start else "",
                siasn_id=person.pns_orang_id or "",
                is_active=person.is_active,
            )
            has_password = person.password_hash is not None
            found[person.id] = KnownStaff(
                person.id, person.agency_id, has_password, state, position_since, supervisor_since
            )
    return found


def _people(part: Sequence[int]) -> Any:
    return select(
        Person.id,
        Person.name,
        Person.title_before,
        Person.title_after,
        Person.email,
        Person.agency_id,
        Person.password_hash,
        Person.contract_start,
        Person.pns_orang_id,
        Person.is_active,
    ).where(Person.id.in_(part))


def _places(part: Sequence[int]) -> dict[int, tuple[str, str, date]]:
    query = (
        select(PositionHolding.person_id, Unit.path, Position.name, PositionHolding.starts_on)
        .join(Unit, Unit.id == PositionHolding.unit_id)
        .join(Position, Position.id == PositionHolding.position_id)
        .where(PositionHolding.person_id.in_(part), PositionHolding.ends_on.is_(None))
    )
    return {row[0]: (row[1], row[2], row[3]) for row in db.session.execute(query)}


def _supervisors(part: Sequence[int]) -> dict[int, tuple[str, date]]:
    nip = and_(PersonNip.person_id == SupervisorLink.supervisor_id, PersonNip.valid_until.is_(None))
    query = (
        select(SupervisorLink.person_id, SupervisorLink.supervisor_id, PersonNip.nip, SupervisorLink.starts_on)
        .outerjoin(PersonNip, nip)
        .where(SupervisorLink.person_id.in_(part), SupervisorLink.ends_on.is_(None), SupervisorLink.kind == "permanent")
    )
    return {row[0]: (row[2] or f"#{row[1]}", row[3]) for row in db.session.execute(query)}


def _roles(part: Sequence[int], agency_id: int) -> dict[int, list[str]]:
    query = select(RoleGrant.person_id, RoleGrant.role).where(
        RoleGrant.person_id.in_(part), RoleGrant.agency_id == agency_id
    )
    found: dict[int, list[str]] = {}
    for person_id, role in db.session.execute(query):
        found.setdefault(person_id, []).append(role)
    return found
