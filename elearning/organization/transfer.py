"""A person who moves to another agency: what held in the old one ends, what was learned stays with the person. Never commits."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from elearning.accounts.models import Person, RoleGrant
from elearning.accounts.services import grant_role, revoke_role
from elearning.core import audit, clock
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.organization.models import Agency, PositionHolding, SupervisorLink

DAY = timedelta(days=1)


def move_to_agency(person: Person, agency: Agency, *, actor_id: int | None, now: datetime) -> bool:
    """Move somebody from today on. False when they are there already.

    Position, supervisors and supervised people, and the roles for the old agency end yesterday; in the new one the person is a
    learner until an import or a command says more. Certificates, evidence, enrolments and assignments stay: what was
    asked for remains the learner's duty by its date, and the supervisor in the new agency can change or cancel it. Who
    asked can do neither any more, so pages then name another agency and not the person.
    """
    if person.agency_id == agency.id:
        return False
    today = clock.local_date(now, agency.time_zone)
    left = person.agency_id
    _end_all(person.id, today)
    for role in _roles_in(person.id, left):
        revoke_role(person, role, left, actor_id=actor_id, now=now)
    person.agency_id = agency.id
    grant_role(person, Role.LEARNER, agency.id, actor_id=actor_id, now=now)
    audit.record("person.moved", person, actor_id=actor_id, now=now, agency_id=agency.id, left_agency_id=left)
    return True


def _roles_in(person_id: int, agency_id: int | None) -> list[Role]:
    """The roles for one agency; those for the whole site are not of any agency and stay."""
    if agency_id is None:
        return []
    query = select(RoleGrant.role).where(RoleGrant.person_id == person_id, RoleGrant.agency_id == agency_id)
    return [Role(role) for role in db.session.scalars(query)]


def _end_all(person_id: int, today: date) -> None:
    """Let yesterday be the last day of what runs; what would begin today or later goes."""
    holdings = select(PositionHolding).where(
        PositionHolding.person_id == person_id,
        or_(PositionHolding.ends_on.is_(None), PositionHolding.ends_on >= today),
    )
    links = select(SupervisorLink).where(
        or_(SupervisorLink.person_id == person_id, SupervisorLink.supervisor_id == person_id),
        or_(SupervisorLink.ends_on.is_(None), SupervisorLink.ends_on >= today),
    )
    for row in [*db.session.scalars(holdings), *db.session.scalars(links)]:
        if row.starts_on >= today:
            db.session.delete(row)
        else:
            row.ends_on = today - DAY
    db.session.flush()
