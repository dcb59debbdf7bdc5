"""Whom the signed-in administrator reaches: the people of their agencies, for the whole site everybody. Others do not exist."""

from __future__ import annotations

from datetime import date

from flask import abort
from flask_login import current_user

from elearning.accounts.models import Person
from elearning.accounts.services.roles import check_reach
from elearning.core import clock
from elearning.core.i18n import select_time_zone
from elearning.core.permissions import Role, agencies_in_scope
from elearning.organization.person_queries import person_reached


def own_scope() -> frozenset[int] | None:
    """Ids of the agencies that the viewer administers; None for all."""
    return agencies_in_scope(current_user.grants, Role.ADMINISTRATOR)


def own_today() -> date:
    """The date where the viewer is."""
    return clock.local_date(clock.now(), select_time_zone())


def person_or_404(person_id: int) -> Person:
    """Somebody whom the viewer administers."""
    return person_reached(person_id, own_scope()) or abort(404)


def person_to_change(person_id: int) -> Person:
    """Somebody whose account the viewer may change. Raises: PersonReachError."""
    person = person_or_404(person_id)
    check_reach(person, own_scope())
    return person
