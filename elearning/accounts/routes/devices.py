"""Perangkat saya: where somebody is signed in, and signing out there from here."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from elearning.accounts import queries
from elearning.accounts.routes.blueprint import blueprint
from elearning.accounts.routes.sign_in import leave_session
from elearning.accounts.services.sessions import revoke_session, revoke_sessions
from elearning.core import clock
from elearning.core.permissions import Permission, requires
from elearning.extensions import db


@blueprint.get("/perangkat")
@requires(Permission.OWN_ACCOUNT)
def devices() -> ResponseReturnValue:
    """All devices that are signed in, this one first."""
    found = queries.devices_of(current_user.id, current_user.session_id, now=clock.now())
    return render_template("accounts/devices.html", devices=found)


@blueprint.post("/perangkat/<int:session_id>/pencabutan")
@requires(Permission.OWN_ACCOUNT)
def revoke_device(session_id: int) -> ResponseReturnValue:
    """Sign out one device; somebody else's does not exist."""
    if not revoke_session(current_user.id, session_id, now=clock.now()):
        abort(404)
    db.session.commit()
    if session_id == current_user.session_id:
        leave_session()
        return redirect(url_for("accounts.sign_in"), 303)
    flash(gettext("Perangkat itu sudah dikeluarkan."), "done")
    return redirect(url_for("accounts.devices"), 303)


@blueprint.post("/perangkat/pencabutan")
@requires(Permission.OWN_ACCOUNT)
def revoke_other_devices() -> ResponseReturnValue:
    """Sign out every other device."""
    count = revoke_sessions(current_user.id, kept_id=current_user.session_id, now=clock.now())
    db.session.commit()
    flash(ngettext("%(num)s perangkat lain dikeluarkan.", "%(num)s perangkat lain dikeluarkan.", count), "done")
    return redirect(url_for("accounts.devices"), 303)
