"""Which position somebody is given and who supervises them, as pages ask for it: checked, then written by `services`."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from elearning.accounts.models import Person
from elearning.accounts.services import grant_role
from elearning.core import audit
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.organization.errors import (
    ActingReasonError,
    PlaceUnknownError,
    SupervisorAgencyError,
    SupervisorCircleError,
    SupervisorDateError,
    SupervisorInactiveError,
)
from elearning.organization.models import Position, SupervisorLink, Unit
from elearning.organization.queries import is_supervisor_of
from elearning.organization.services import NewHolding, NewLink, hold_position, link_supervisor


def appoint(person: Person, new: NewHolding, *, actor_id: int, now: datetime) -> bool:
    """Give somebody a position in a unit of their agency from a day on. False when nothing differs.

    Raises: PlaceUnknownError, HoldingDateError.
    """
    position = select(Position.id).where(
        Position.id == new.position_id, Position.agency_id == person.agency_id, Position.retired_at.is_(None)
    )
    unit = select(Unit.id).where(Unit.id == new.unit_id, Unit.agency_id == person.agency_id, Unit.closed_at.is_(None))
    if db.session.scalar(position) is None or db.session.scalar(unit) is None:
        raise PlaceUnknownError
    return hold_position(new, actor_id=actor_id, now=now)


def place_under(person: Person, supervisor: Person, new: NewLink, *, actor_id: int, now: datetime) -> bool:
    """Put somebody under a supervisor of their agency, who becomes one by it. False when nothing differs.

    Raises: SupervisorAgencyError, SupervisorInactiveError, SupervisorCircleError, ActingReasonError, and what
    `link_supervisor` raises.
    """
    if person.agency_id is None or person.agency_id != supervisor.agency_id:
        raise SupervisorAgencyError
    if not supervisor.is_active:
        raise SupervisorInactiveError
    if new.kind != "permanent" and not new.reason:
        raise ActingReasonError
    if is_supervisor_of(person.id, supervisor.id, new.starts_on, includes_below=True):
        raise SupervisorCircleError(name=supervisor.name)
    if new.kind != "permanent" and _stands(new):
        return False
    is_new = link_supervisor(new, actor_id=actor_id, now=now)
    grant_role(supervisor, Role.SUPERVISOR, person.agency_id, actor_id=actor_id, now=now)
    return is_new


def _stands(new: NewLink) -> bool:
    """Whether the same acting head was put there from the same day on before."""
    facts = {"person_id": new.person_id, "supervisor_id": new.supervisor_id, "kind": new.kind}
    query = select(SupervisorLink.id).filter_by(**facts, starts_on=new.starts_on, ends_on=new.ends_on)
    return db.session.scalar(query) is not None


def end_link(link: SupervisorLink, last_day: date, *, actor_id: int, now: datetime) -> bool:
    """Let a supervision end with a day. False when nothing differs.

    Raises: SupervisorDateError: before it began, or later than it would end anyway.
    """
    if last_day == link.ends_on:
        return False
    if last_day < link.starts_on or (link.ends_on is not None and last_day > link.ends_on):
        raise SupervisorDateError
    before, link.ends_on = link.ends_on, last_day
    facts = {"person_id": link.person_id, "supervisor_id": link.supervisor_id, "last_day": last_day.isoformat()}
    facts["before"] = before.isoformat() if before else None
    person = db.session.get_one(Person, link.person_id)
    audit.record("supervisor.ended", link, actor_id=actor_id, now=now, agency_id=person.agency_id, **facts)
    return True
