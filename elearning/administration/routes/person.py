"""One person as those who keep the data see them: who they are, where they work, under whom, their account and roles."""

from __future__ import annotations

from dataclasses import dataclass

from flask import make_response, render_template, session
from flask.typing import ResponseReturnValue
from flask_login import current_user

from elearning.accounts.errors import PersonReachError
from elearning.accounts.models import Person
from elearning.accounts.queries import nips_of
from elearning.accounts.role_names import role_name
from elearning.accounts.services.roles import check_reach
from elearning.administration import people_wording as wording
from elearning.administration.routes.blueprint import blueprint
from elearning.administration.routes.people_reach import own_scope, own_today, person_or_404
from elearning.core import clock
from elearning.core.permissions import Permission, Role, requires
from elearning.domain.names import full_name
from elearning.extensions import db
from elearning.organization.models import Agency
from elearning.organization.person_queries import (
    account_of,
    positions_of,
    roles_of,
    supervised_count,
    supervisions_of,
)

SHOWN_ONCE = "link_shown_once"
REMOVABLE = (Role.ADMINISTRATOR, Role.TRAINING_OFFICER, Role.SUPERVISOR)
"""Roles that are given and taken on their own; everybody is a learner."""


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A one-time link that this page shows once: it lies in the viewer's own signed cookie until then."""

    url: str
    is_first: bool


@blueprint.get("/admin/orang/<int:person_id>")
@requires(Permission.MANAGE_PEOPLE)
def person(person_id: int) -> ResponseReturnValue:
    """Everything that may be changed about a person, each with the page that changes it."""
    found = person_or_404(person_id)
    today = own_today()
    link = _shown_link(found)
    page = render_template(
        "administration/person.html",
        person=found,
        full_name=full_name(found.name, found.title_before, found.title_after),
        agency=db.session.get(Agency, found.agency_id) if found.agency_id else None,
        nips=nips_of(found.id),
        positions=positions_of(found.id),
        supervisions=supervisions_of(found.id),
        supervised=supervised_count(found.id, today),
        roles=roles_of(found.id),
        account=account_of(found, now=clock.now()),
        today=today,
        may_change=_may_change(found),
        is_self=found.id == current_user.id,
        link=link,
        own_reach=own_scope(),
        removable_roles=REMOVABLE,
        words=wording,
        role_name=role_name,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def keep_link_to_show(person: Person, url: str, *, is_first: bool) -> None:
    """Let the person's page show a link the next time the viewer opens it, and then no more."""
    session[SHOWN_ONCE] = {"person_id": person.id, "url": url, "is_first": is_first}


def _shown_link(person: Person) -> ShownLink | None:
    kept = session.get(SHOWN_ONCE)
    if not isinstance(kept, dict) or kept.get("person_id") != person.id:
        return None
    session.pop(SHOWN_ONCE)
    return ShownLink(str(kept["url"]), bool(kept["is_first"]))


def _may_change(person: Person) -> bool:
    try:
        check_reach(person, own_scope())
    except PersonReachError:
        return False
    return True
