"""Profil: what is known of the person, exactly as a certificate prints it."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from elearning.accounts import queries
from elearning.accounts.routes.blueprint import blueprint
from elearning.core import clock
from elearning.core.i18n import select_time_zone
from elearning.core.permissions import Permission, requires


@blueprint.get("/profil")
@requires(Permission.OWN_ACCOUNT)
def profile() -> ResponseReturnValue:
    """Name, NIPs, position, language, accommodation, security."""
    today = clock.local_date(clock.now(), select_time_zone())
    found = queries.profile_of(current_user.id, today)
    if found is None:
        abort(404)
    return render_template("accounts/profile.html", profile=found, nips=queries.nips_of(current_user.id))
