"""Who may give or take which role, and close which account. Never commits.

Nobody changes their own roles, and nobody gives or takes what reaches further than their own. Each deed first locks the
rows of all administrators, then asks anew who is one: of two who remove each other at the same moment one wins, and the
other is told. So whoever acts remains, and the whole site never loses its last administrator.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select

from elearning.accounts.errors import (
    AdministratorGoneError,
    OwnAccountError,
    PersonReachError,
    RoleReachError,
)
from elearning.accounts.models import Person, RoleGrant
from elearning.accounts.services.credentials import void_all_links
from elearning.accounts.services.people import grant_role, revoke_role
from elearning.accounts.services.sessions import revoke_sessions
from elearning.core import audit
from elearning.core.permissions import Grant, Role
from elearning.extensions import db

Scope = frozenset[int] | None
STAFF = (Role.ADMINISTRATOR, Role.TRAINING_OFFICER)
"""Roles that give power over other people's records."""


def give_role(person: Person, grant: Grant, *, actor_id: int, now: datetime) -> bool:
    """Give a role. False when it was held before.

    Raises: OwnAccountError, RoleReachError, AdministratorGoneError, RoleScopeError.
    """
    _check_role(person, grant, actor_id)
    return grant_role(person, grant.role, grant.agency_id, actor_id=actor_id, now=now)


def take_role(person: Person, grant: Grant, *, actor_id: int, now: datetime) -> bool:
    """Take a role back; it ends with the person's next request. False when it was not held.

    Raises: OwnAccountError, RoleReachError, AdministratorGoneError.
    """
    _check_role(person, grant, actor_id)
    return revoke_role(person, grant.role, grant.agency_id, actor_id=actor_id, now=now)


def deactivate_person(person: Person, *, actor_id: int, now: datetime) -> bool:
    """Let somebody sign in no more: all devices are signed out, all links void; what they learned stays.

    False when the account was closed before. Raises: OwnAccountError, PersonReachError, AdministratorGoneError.
    """
    if person.id == actor_id:
        raise OwnAccountError
    check_reach(person, _settled_scope(actor_id))
    db.session.refresh(person)
    if not person.is_active:
        return False
    person.is_active = False
    ended = revoke_sessions(person.id, actor_id=actor_id, now=now)
    void_all_links(person.id, now=now)
    audit.record("person.deactivated", person, actor_id=actor_id, now=now, agency_id=person.agency_id, sessions=ended)
    return True


def reactivate_person(person: Person, *, actor_id: int, now: datetime) -> bool:
    """Let somebody sign in again, with the password and roles they had. False when nothing differs.

    Raises: PersonReachError, AdministratorGoneError.
    """
    check_reach(person, _settled_scope(actor_id))
    db.session.refresh(person)
    if person.is_active:
        return False
    person.is_active = True
    audit.record("person.reactivated", person, actor_id=actor_id, now=now, agency_id=person.agency_id)
    return True


def check_reach(person: Person, scope: Scope) -> None:
    """Let pass who administers `scope` and would change a person's account.

    An administrator of one agency could otherwise take over that of the whole site by its e-mail address.

    Raises: PersonReachError.
    """
    if scope is None:
        return
    held = select(RoleGrant.agency_id).where(RoleGrant.person_id == person.id, RoleGrant.role.in_(STAFF))
    if any(agency_id not in scope for agency_id in db.session.scalars(held)):
        raise PersonReachError


def beyond_reach(person_ids: Collection[int], actor_id: int | None) -> set[int]:
    """Those of some people whose accounts an administrator may not change (`check_reach`); nobody for the operator."""
    if actor_id is None:
        return set()
    held = select(RoleGrant.agency_id).where(
        RoleGrant.person_id == actor_id, RoleGrant.role == Role.ADMINISTRATOR.value
    )
    scope = set(db.session.scalars(held))
    if None in scope:
        return set()
    query = select(RoleGrant.person_id).where(
        RoleGrant.role.in_(STAFF), or_(RoleGrant.agency_id.is_(None), RoleGrant.agency_id.not_in(scope))
    )
    return set(db.session.scalars(query)) & set(person_ids)


def _check_role(person: Person, grant: Grant, actor_id: int) -> None:
    if person.id == actor_id:
        raise OwnAccountError
    scope = _settled_scope(actor_id)
    if scope is not None and grant.agency_id not in scope:
        raise RoleReachError


def _settled_scope(actor_id: int) -> Scope:
    """What the actor administers once every other change of administrators has ended. Raises: AdministratorGoneError."""
    rows = select(RoleGrant.id).where(RoleGrant.role == Role.ADMINISTRATOR.value).order_by(RoleGrant.id)
    db.session.execute(rows.with_for_update()).all()
    query = (
        select(RoleGrant.agency_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.person_id == actor_id, RoleGrant.role == Role.ADMINISTRATOR.value, Person.is_active)
    )
    held = list(db.session.scalars(query))
    if not held:
        raise AdministratorGoneError
    return None if None in held else frozenset(each for each in held if each is not None)
