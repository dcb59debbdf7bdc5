"""The language of the pages: kept in the cookie for strangers, with the person for who is signed in."""

from __future__ import annotations

from flask import abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from elearning.accounts.routes.blueprint import blueprint
from elearning.accounts.services.people import choose_language
from elearning.core.i18n import LOCALES
from elearning.core.own_path import own_path
from elearning.core.permissions import public
from elearning.extensions import db


@blueprint.post("/bahasa")
@public
def set_language() -> ResponseReturnValue:
    """Read on in another language."""
    language = request.form.get("language", "")
    if language not in LOCALES:
        abort(422)
    session["locale"] = language
    if current_user.is_authenticated:
        choose_language(current_user.id, language)
        db.session.commit()
    return redirect(own_path(request.form.get("next")) or url_for("accounts.sign_in"), 303)
