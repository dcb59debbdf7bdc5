"""The front page of the administration: every desk with what it is for. The other desks link to each other by tabs."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from elearning.administration.desks import desks_for
from elearning.administration.routes.blueprint import blueprint
from elearning.core.permissions import Permission, permissions_of, requires


@blueprint.get("/admin")
@requires(Permission.MANAGE_PEOPLE)
def overview() -> ResponseReturnValue:
    """What can be administered by who is looking."""
    desks = [
        (gettext(desk.label), gettext(desk.purpose), url_for(desk.front))
        for desk in desks_for(permissions_of(current_user.grants))
    ]
    return render_template("administration/overview.html", desks=desks)


@blueprint.context_processor
def desk_tabs() -> dict[str, Any]:
    """`desk_tabs` for the layout of the desks: name, address, whether it is this one."""
    if not current_user.is_authenticated:
        return {"desk_tabs": []}
    here = request.endpoint or ""
    desks = desks_for(permissions_of(current_user.grants))
    return {"desk_tabs": [(gettext(desk.label), url_for(desk.front), here in desk.views) for desk in desks]}
