"""Whom the signed-in officer reaches: people of the agencies of their role; what lies outside does not exist."""

from __future__ import annotations

from datetime import date, datetime

from flask import abort
from flask_login import current_user

from elearning.authoring.queries.courses import Scope, published_course
from elearning.authoring.queries.participants import Field
from elearning.core import clock
from elearning.core.permissions import Role, agencies_in_scope
from elearning.core.site import settings


def own_scope() -> Scope:
    """The agencies of the signed-in officer."""
    return agencies_in_scope(current_user.grants, Role.TRAINING_OFFICER)


def own_today(now: datetime) -> date:
    """The date where the officer is."""
    return clock.local_date(now, current_user.time_zone or settings().default_time_zone)


def field_or_404(slug: str, now: datetime) -> Field:
    """A course as the officer sees it at a moment."""
    course = published_course(slug)
    if course is None:
        abort(404)
    return Field(course, own_scope(), now, own_today(now))
