"""Whom the signed-in supervisor reaches today: the direct team, or with the people below it.

A supervisor may open and act for everybody in the tree below; lists show the direct team unless asked for more
(docs/adr/0008). Links count by their dates, acting ones too; the day is the supervisor's own.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from flask import abort
from flask_login import current_user

from elearning.core import clock
from elearning.core.site import settings
from elearning.organization.queries import TeamMember, member_of, members_of, team_of


def own_today(now: datetime) -> date:
    """The date where the supervisor is."""
    return clock.local_date(now, current_user.time_zone or settings().default_time_zone)


def team_today(now: datetime, *, includes_below: bool) -> list[TeamMember]:
    """The team of the signed-in supervisor, by name."""
    return team_of(current_user.id, own_today(now), includes_below=includes_below)


def reached(person_ids: Collection[int], now: datetime) -> dict[int, TeamMember]:
    """Those of these people whom the supervisor may act for today, by id."""
    return members_of(current_user.id, person_ids, own_today(now))


def member_or_404(person_id: int, now: datetime) -> TeamMember:
    """Somebody the supervisor reaches today; anybody else does not exist."""
    member = member_of(current_user.id, person_id, own_today(now))
    if member is None:
        abort(404)
    return member
