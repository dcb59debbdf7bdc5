"""Reads of one person for those who keep the data: positions, supervisors, roles and account, with their dates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select

from elearning.accounts.models import Person, RoleGrant, SignInSession
from elearning.core.permissions import Grant, Role
from elearning.domain.names import full_name
from elearning.extensions import db
from elearning.organization.directory import AccountState, in_scope
from elearning.organization.models import Agency, Position, PositionHolding, SupervisorLink, Unit
from elearning.organization.queries import LARGEST_ID, linked_on


def person_reached(person_id: int, scope: Collection[int] | None) -> Person | None:
    """Somebody whom an administrator of `scope` (None: the whole site) reaches, else None."""
    if not 0 < person_id <= LARGEST_ID:
        return None
    return db.session.scalar(select(Person).where(Person.id == person_id, in_scope(scope)))


@dataclass(frozen=True, slots=True)
class Held:
    """A position that somebody holds, held or will hold."""

    position_id: int
    position: str
    unit_id: int
    unit_path: str
    starts_on: date
    ends_on: date | None

    def is_on(self, day: date) -> bool:
        """Whether it is held on a day."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


def positions_of(person_id: int) -> list[Held]:
    """All positions of a person, newest first."""
    query = (
        select(Position.id, Position.name, Unit.id, Unit.path, PositionHolding.starts_on, PositionHolding.ends_on)
        .select_from(PositionHolding)
        .join(Position, Position.id == PositionHolding.position_id)
        .join(Unit, Unit.id == PositionHolding.unit_id)
        .where(PositionHolding.person_id == person_id)
        .order_by(PositionHolding.starts_on.desc(), PositionHolding.id.desc())
    )
    return [Held(*row) for row in db.session.execute(query)]


@dataclass(frozen=True, slots=True)
class Supervision:
    """Who supervises somebody, in which way, from when until when."""

    link_id: int
    supervisor_id: int
    full_name: str
    kind: str
    starts_on: date
    ends_on: date | None
    reason: str

    def is_over(self, day: date) -> bool:
        """Whether it ended before a day."""
        return self.ends_on is not None and self.ends_on < day


def supervisions_of(person_id: int) -> list[Supervision]:
    """All supervisors of a person, past, present and coming, newest first."""
    query = (
        select(SupervisorLink, Person.name, Person.title_before, Person.title_after)
        .join(Person, Person.id == SupervisorLink.supervisor_id)
        .where(SupervisorLink.person_id == person_id)
        .order_by(SupervisorLink.starts_on.desc(), SupervisorLink.id.desc())
    )
    return [
        Supervision(
            row.SupervisorLink.id,
            row.SupervisorLink.supervisor_id,
            full_name(row.name, row.title_before, row.title_after),
            row.SupervisorLink.kind,
            row.SupervisorLink.starts_on,
            row.SupervisorLink.ends_on,
            row.SupervisorLink.reason or "",
        )
        for row in db.session.execute(query)
    ]


def supervised_count(person_id: int, on: date) -> int:
    """How many active people are directly under somebody on a date."""
    query = (
        select(func.count(func.distinct(SupervisorLink.person_id)))
        .join(Person, Person.id == SupervisorLink.person_id)
        .where(SupervisorLink.supervisor_id == person_id, linked_on(SupervisorLink, on), Person.is_active)
    )
    return db.session.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role with the name of its agency, empty for the whole site."""

    grant: Grant
    agency: str
    granted_at: datetime


def roles_of(person_id: int) -> list[HeldRole]:
    """The roles of a person in their order, those for the whole site first."""
    query = (
        select(RoleGrant.role, RoleGrant.agency_id, RoleGrant.granted_at, Agency.name)
        .outerjoin(Agency, Agency.id == RoleGrant.agency_id)
        .where(RoleGrant.person_id == person_id)
    )
    held = [
        HeldRole(Grant(Role(row.role), row.agency_id), row.name or "", row.granted_at)
        for row in db.session.execute(query)
    ]
    roles = list(Role)
    return sorted(held, key=lambda each: (roles.index(each.grant.role), each.agency))


@dataclass(frozen=True, slots=True)
class Account:
    """The state of a person's account."""

    state: AccountState
    has_password: bool
    device_count: int
    last_seen_at: datetime | None


def account_of(person: Person, *, now: datetime) -> Account:
    """The account of a person; devices are those signed in now."""
    is_open = and_(SignInSession.revoked_at.is_(None), SignInSession.expires_at > now)
    query = select(func.count().filter(is_open), func.max(SignInSession.last_seen_at)).where(
        SignInSession.person_id == person.id
    )
    count, seen = db.session.execute(query).one()
    state = AccountState.ACTIVE if seen else AccountState.NEVER
    return Account(state if person.is_active else AccountState.INACTIVE, bool(person.password_hash), count, seen)


def running_supervision(link_id: int, person_id: int, on: date) -> SupervisorLink | None:
    """The link of a person that runs on or after a date and so can be ended, else None."""
    if not 0 < link_id <= LARGEST_ID:
        return None
    query = select(SupervisorLink).where(
        SupervisorLink.id == link_id,
        SupervisorLink.person_id == person_id,
        or_(SupervisorLink.ends_on.is_(None), SupervisorLink.ends_on >= on),
    )
    return db.session.scalar(query)
