"""Who people are, as rows: account, number, roles, position, supervisor, and what changes of it later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from elearning.accounts.models import Person, PersonNip, RoleGrant
from elearning.accounts.services import NewPerson
from elearning.accounts.services.people import held_since, person_values
from elearning.core.audit import AuditEntry
from elearning.core.audit_many import Deed as AuditDeed
from elearning.core.audit_many import audit_row
from elearning.core.clock import local_date
from elearning.demo import lives
from elearning.demo.bulk.sheaf import Sheaf
from elearning.demo.bulk.world import World
from elearning.demo.crowd import Member
from elearning.demo.places import FORMER_HEAD, HEAD_OFFICE
from elearning.domain.names import full_name
from elearning.domain.nip import parse_nip
from elearning.organization.models import PositionHolding, SupervisorLink
from elearning.organization.services import NewHolding, NewLink, holding_detail, link_detail

DAY = timedelta(days=1)
ACTING_REASON = "Kepala unit pindah tugas"


@dataclass(frozen=True, slots=True)
class Service:
    """The positions and supervisors of somebody, the last ones open."""

    holdings: tuple[NewHolding, ...]
    links: tuple[NewLink, ...]


def new_person(member: Member, agency_id: int | None, password_hash: str | None) -> NewPerson:
    """A member as accounts are made of; only role accounts have a password."""
    return NewPerson(
        name=member.name,
        title_before=member.title_before,
        title_after=member.title_after,
        nip=member.nip,
        email=member.email,
        agency_id=agency_id,
        roles=member.roles,
        contract_start=member.contract_start,
        time_multiplier_percent=member.time_multiplier_percent,
        password_hash=password_hash if member.account else None,
    )


def place_on(member: Member, deeds: Iterable[lives.Deed], day: date, zone: str) -> tuple[str, str]:
    """Position and unit path of somebody on a day."""
    left = next((deed for deed in deeds if isinstance(deed, lives.Vacate)), None)
    if left is not None and local_date(left.at, zone) <= day:
        return FORMER_HEAD, HEAD_OFFICE
    return member.position, member.unit.path if member.unit else ""


class Registrar:
    """Collects people in `sheaf`."""

    def __init__(self, world: World, sheaf: Sheaf, password_hash: str) -> None:
        self._world, self._sheaf, self._password_hash = world, sheaf, password_hash

    def register(self, member: Member, deeds: Iterable[lives.Deed]) -> None:
        """A person with all that their service brings, now and later."""
        agency_id, zone = self._agency(member)
        new = new_person(member, agency_id, self._password_hash)
        closing = next((deed for deed in deeds if isinstance(deed, lives.CloseAccount)), None)
        values = person_values(new, now=member.joined_at) | {"is_active": closing is None}
        person_id = self._sheaf.add(Person, values)
        if person_id != self._world.id_of(member.number):
            raise LookupError("people are not registered in the order of their numbers")
        self._identify(person_id, new, member.joined_at)
        self._employ(person_id, member, deeds, zone)
        if closing is not None:
            by = self._world.id_of(closing.person)
            self._audit("person.deactivated", ("person", person_id, agency_id), by, closing.at, sessions=0)

    def _identify(self, person_id: int, new: NewPerson, now: datetime) -> None:
        if new.nip:
            nip = parse_nip(new.nip, now.date())
            held = {"person_id": person_id, "nip": nip.value, "valid_from": held_since(nip, now.date())}
            self._sheaf.add(PersonNip, held)
        subject = ("person", person_id, new.agency_id)
        name = full_name(new.name, new.title_before, new.title_after)
        self._audit("person.created", subject, None, now, name=name)
        for role in dict.fromkeys(new.roles):
            granted = {"person_id": person_id, "role": role.value, "agency_id": new.agency_id, "granted_at": now}
            self._sheaf.add(RoleGrant, granted)
            self._audit("role.granted", subject, None, now, role=role.value)

    def _employ(self, person_id: int, member: Member, deeds: Iterable[lives.Deed], zone: str) -> None:
        if member.unit is None or member.agency is None or member.in_position_since is None:
            return
        vacated = next((deed for deed in deeds if isinstance(deed, lives.Vacate)), None)
        acting = next((deed for deed in deeds if isinstance(deed, lives.ActUnder)), None)
        first = self._holding(person_id, member.agency, (member.position, member.unit.path), member.in_position_since)
        self._hold(first, None, member.joined_at, until=local_date(vacated.at, zone) - DAY if vacated else None)
        if vacated is not None:
            day = local_date(vacated.at, zone)
            second = self._holding(person_id, member.agency, (FORMER_HEAD, HEAD_OFFICE), day)
            self._hold(second, first.position_id, vacated.at, until=None)
        if member.chief is not None:
            self._supervise(
                NewLink(person_id, self._world.id_of(member.chief), member.joined_at.date()), member, acting
            )

    def _supervise(self, link: NewLink, member: Member, acting: lives.ActUnder | None) -> None:
        agency_id, zone = self._agency(member)
        last_day = local_date(acting.at, zone) - DAY if acting else None
        self._link(link, agency_id, member.joined_at, until=last_day)
        if acting is not None and last_day is not None:
            detail = {"person_id": link.person_id, "last_day": str(last_day)}
            self._audit("supervisor.ended", ("", None, None), None, acting.at, **detail)
            day = last_day + DAY
            plt = NewLink(link.person_id, self._world.id_of(acting.person), day, None, "plt", ACTING_REASON)
            self._link(plt, agency_id, acting.at, until=None)

    def _holding(self, person_id: int, agency: int, place: tuple[str, str], starts_on: date) -> NewHolding:
        position, path = place
        return NewHolding(
            person_id, self._world.positions[agency, position], self._world.units[agency, path], starts_on
        )

    def _hold(self, new: NewHolding, before_id: int | None, now: datetime, *, until: date | None) -> None:
        values = {"person_id": new.person_id, "position_id": new.position_id, "unit_id": new.unit_id}
        identity = self._sheaf.add(PositionHolding, values | {"starts_on": new.starts_on, "ends_on": until})
        agency_id = self._agency_of_person(new.person_id)
        subject = (PositionHolding.__tablename__, identity, agency_id)
        self._audit("position.held", subject, None, now, **holding_detail(new, before_id))

    def _link(self, new: NewLink, agency_id: int | None, now: datetime, *, until: date | None) -> None:
        values = {
            "person_id": new.person_id,
            "supervisor_id": new.supervisor_id,
            "kind": new.kind,
            "starts_on": new.starts_on,
            "ends_on": until,
            "reason": new.reason or None,
        }
        identity = self._sheaf.add(SupervisorLink, values)
        subject = (SupervisorLink.__tablename__, identity, agency_id)
        self._audit("supervisor.linked", subject, None, now, **link_detail(new, None))

    def _audit(
        self,
        action: str,
        subject: tuple[str, int | None, int | None],
        actor_id: int | None,
        now: datetime,
        **detail: Any,
    ) -> None:
        """`subject`: table, id, agency."""
        table, identity, agency_id = subject
        self._sheaf.add(AuditEntry, audit_row(AuditDeed(action, table, identity, agency_id, detail), actor_id, now))

    def _agency(self, member: Member) -> tuple[int | None, str]:
        """The id of somebody's agency and the zone in which they live."""
        if member.agency is None:
            return None, self._world.default_zone
        agency = self._world.authorities[member.agency].agency
        return agency.id, agency.time_zone

    def _agency_of_person(self, person_id: int) -> int | None:
        unit = self._world.crowd.unit_of(person_id - self._world.first_id)
        return self._world.authorities[unit.agency].agency.id if unit else None
