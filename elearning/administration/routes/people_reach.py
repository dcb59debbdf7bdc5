"""Whom the signed-in administrator reaches: the people of their agencies, for the whole site everybody. Others do not exist."""

from __future__ import annotations

from datetime import date

from flask_login import current_user

from elearning.core import clock
from elearning.core.i18n import select_time_zone
from elearning.core.permissions import Role, agencies_in_scope


def own_scope() -> frozenset[int] | None:
    """Ids of the agencies that the viewer administers; None for all."""
    return agencies_in_scope(current_user.grants, Role.ADMINISTRATOR)


def own_today() -> date:
    """The date where the viewer is."""
    return clock.local_date(clock.now(), select_time_zone())
