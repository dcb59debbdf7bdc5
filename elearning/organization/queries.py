"""Reads of agencies, units, positions and supervisors, as of a date."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, Select, and_, or_, select
from sqlalchemy.orm import aliased

from elearning.accounts.models import Person, PersonNip
from elearning.core.site import settings
from elearning.domain.names import full_name
from elearning.extensions import db
from elearning.organization.errors import AgencyUnknownError
from elearning.organization.models import Agency, Position, PositionHolding, SupervisorLink, Unit

KINDS = ("permanent", "plt", "plh")
LARGEST_ID = 2**31 - 1
PORTION = 1_000
"""How many people one statement asks for."""


def time_zone_of(agency_id: int | None) -> str:
    """The zone that decides calendar dates: the agency's, the site's for people without one."""
    zone = db.session.scalar(select(Agency.time_zone).where(Agency.id == agency_id)) if agency_id else None
    return zone or settings().default_time_zone


def agency_by_code(code: str) -> Agency:
    """The agency with a code. Raises: AgencyUnknownError."""
    agency = db.session.scalar(select(Agency).where(Agency.code == code.strip()))
    if agency is None:
        raise AgencyUnknownError(agency_code=code[:40])
    return agency


def all_agencies() -> list[Agency]:
    """Every agency by name."""
    return list(db.session.scalars(select(Agency).order_by(Agency.name)))


@dataclass(frozen=True, slots=True)
class Affiliation:
    """Which position a person holds in which unit of which agency on a date."""

    position_id: int
    position: str
    unit_id: int
    unit: str
    unit_path: str
    agency_id: int


def affiliation_of(person_id: int, on: date) -> Affiliation | None:
    """The person's position and unit on a date, None without one."""
    query = (
        select(Position.id, Position.name, Unit.id, Unit.name, Unit.path, Unit.agency_id)
        .select_from(PositionHolding)
        .join(Position, Position.id == PositionHolding.position_id)
        .join(Unit, Unit.id == PositionHolding.unit_id)
        .where(PositionHolding.person_id == person_id, holds_on(on))
        .order_by(PositionHolding.starts_on.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    return Affiliation(*row) if row else None


def position_on(person_id: int | BindParameter[int], on: date | BindParameter[date]) -> ScalarSelect[int]:
    """The id of the position of `affiliation_of`, as a part of another statement."""
    return (
        select(PositionHolding.position_id)
        .where(PositionHolding.person_id == person_id, holds_on(on))
        .order_by(PositionHolding.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Somebody under a supervisor on a date. `kind` is the closest link: permanent, plt or plh; `is_direct` False: further below."""

    person_id: int
    name: str
    full_name: str
    nip: str
    agency_id: int | None
    position_id: int | None
    position: str
    unit: str
    kind: str
    is_direct: bool


def team_of(supervisor_id: int, on: date, *, includes_below: bool = False) -> list[TeamMember]:
    """The people under a supervisor on a date, by name; with `includes_below` also the people under those. One statement."""
    links = _tree(supervisor_id, on) if includes_below else _direct(supervisor_id, on)
    return list(_closest(links, supervisor_id, on).values())


def members_of(supervisor_id: int, person_ids: Collection[int], on: date) -> dict[int, TeamMember]:
    """Those of these people who are under a supervisor on a date, directly or further below, by id.

    One statement a portion of ids that climbs from the people: what it costs does not grow with the tree.
    """
    asked = sorted(each for each in set(person_ids) if 0 < each <= LARGEST_ID)
    found: dict[int, TeamMember] = {}
    for start in range(0, len(asked), PORTION):
        found |= _closest(_climb(supervisor_id, asked[start : start + PORTION], on), supervisor_id, on)
    return found


def member_of(supervisor_id: int, person_id: int, on: date) -> TeamMember | None:
    """Somebody, if they are under a supervisor on a date, directly or further below; one statement."""
    return members_of(supervisor_id, [person_id], on).get(person_id)


def is_supervisor_of(supervisor_id: int, person_id: int, on: date, *, includes_below: bool = False) -> bool:
    """Whether somebody is under a supervisor on a date."""
    links = (_climb(supervisor_id, [person_id], on) if includes_below else _direct(supervisor_id, on)).subquery()
    query = select(links.c.person_id).where(links.c.person_id == person_id).limit(1)
    return supervisor_id != person_id and db.session.scalar(query) is not None


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Who supervises somebody on a date, by which kind of link."""

    person_id: int
    full_name: str
    kind: str


def supervisors_of(person_id: int, on: date) -> list[Supervisor]:
    """The supervisors of a person on a date, the permanent one first."""
    query = (
        select(Person.id, Person.name, Person.title_before, Person.title_after, SupervisorLink.kind)
        .join(SupervisorLink, SupervisorLink.supervisor_id == Person.id)
        .where(SupervisorLink.person_id == person_id, linked_on(SupervisorLink, on))
        .order_by(SupervisorLink.kind, SupervisorLink.starts_on)
    )
    return [
        Supervisor(row.id, full_name(row.name, row.title_before, row.title_after), row.kind)
        for row in db.session.execute(query)
    ]


def holds_on(on: date | BindParameter[date]) -> ColumnElement[bool]:
    """Whether a holding holds on a date, as a part of another statement."""
    return and_(PositionHolding.starts_on <= on, or_(PositionHolding.ends_on.is_(None), PositionHolding.ends_on >= on))


def linked_on(link: type[SupervisorLink], on: date) -> ColumnElement[bool]:
    """Whether a supervisor link holds on a date, as a part of another statement."""
    return and_(link.starts_on <= on, or_(link.ends_on.is_(None), link.ends_on >= on))


def _members(links: Select[int, str, int], on: date) -> Select[Any]:
    """The people at the ends of links, with the position they hold on the date and their present NIP."""
    link = links.subquery()
    return (
        select(
            Person.id,
            Person.name,
            Person.title_before,
            Person.title_after,
            Person.agency_id,
            PersonNip.nip,
            Position.id.label("position_id"),
            Position.name.label("position"),
            Unit.name.label("unit"),
            link.c.kind,
            link.c.supervisor_id,
        )
        .join(link, link.c.person_id == Person.id)
        .outerjoin(PersonNip, and_(PersonNip.person_id == Person.id, PersonNip.valid_until.is_(None)))
        .outerjoin(PositionHolding, and_(PositionHolding.person_id == Person.id, holds_on(on)))
        .outerjoin(Position, Position.id == PositionHolding.position_id)
        .outerjoin(Unit, Unit.id == PositionHolding.unit_id)
        .where(Person.is_active)
        .order_by(Person.name, Person.id)
    )


def _closest(links: Select[int, str, int], supervisor_id: int, on: date) -> dict[int, TeamMember]:
    """The people at the ends of links by id, each by the closest link; the supervisor is nobody's own team."""
    found: dict[int, TeamMember] = {}
    for row in db.session.execute(_members(links, on)):
        member = TeamMember(
            person_id=row.id,
            name=row.name,
            full_name=full_name(row.name, row.title_before, row.title_after),
            nip=row.nip or "",
            agency_id=row.agency_id,
            position_id=row.position_id,
            position=row.position or "",
            unit=row.unit or "",
            kind=row.kind,
            is_direct=row.supervisor_id == supervisor_id,
        )
        held = found.get(member.person_id)
        if held is None or _closeness(member) < _closeness(held):
            found[member.person_id] = member
    found.pop(supervisor_id, None)
    return found


def _closeness(member: TeamMember) -> tuple[bool, int]:
    """Direct before further below, permanent before acting."""
    return not member.is_direct, KINDS.index(member.kind)


def _direct(supervisor_id: int, on: date) -> Select[int, str, int]:
    query = select(SupervisorLink.person_id, SupervisorLink.kind, SupervisorLink.supervisor_id)
    return query.where(SupervisorLink.supervisor_id == supervisor_id, linked_on(SupervisorLink, on))


def _tree(supervisor_id: int, on: date) -> Select[int, str, int]:
    """Links below a supervisor. UNION drops what was found before, so that a circle in the data ends."""
    below = _direct(supervisor_id, on).cte("below", recursive=True)
    further = aliased(SupervisorLink)
    step = select(further.person_id, further.kind, further.supervisor_id).join(
        below, further.supervisor_id == below.c.person_id
    )
    below = below.union(step.where(linked_on(further, on)))
    return select(below.c.person_id, below.c.kind, below.c.supervisor_id)


def _climb(supervisor_id: int, person_ids: Sequence[int], on: date) -> Select[int, str, int]:
    """The links of these people from which the supervisor can be reached upwards: those that `_tree` would find.

    Each way up carries the link it began with; UNION drops what was found before, so that a circle in the data ends.
    """
    own = SupervisorLink
    first = select(own.person_id, own.kind, own.supervisor_id, own.supervisor_id.label("reached_id"))
    above = first.where(own.person_id.in_(person_ids), linked_on(own, on)).cte("above", recursive=True)
    further = aliased(SupervisorLink)
    step = select(above.c.person_id, above.c.kind, above.c.supervisor_id, further.supervisor_id).join(
        above, further.person_id == above.c.reached_id
    )
    above = above.union(step.where(linked_on(further, on)))
    query = select(above.c.person_id, above.c.kind, above.c.supervisor_id)
    return query.where(above.c.reached_id == supervisor_id)
