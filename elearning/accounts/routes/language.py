"""The language of the pages: kept in the cookie for strangers, with the person for who is signed in."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import abort, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.routing import MapAdapter

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
    following = own_path(request.form.get("next"))
    return redirect(_readable(following) if following else url_for("accounts.sign_in"), 303)


def _readable(address: str) -> str:
    """The address, or the nearest page above one that only takes posts: the page of a refused form has such an address."""
    pages = current_app.create_url_adapter(request)
    path = urlsplit(address).path
    if pages is None or not _only_takes_posts(pages, path):
        return address
    above = path
    while above.strip("/"):
        above = above.rstrip("/").rpartition("/")[0] or "/"
        if pages.test(above, method="GET"):
            return above
    return "/"


def _only_takes_posts(pages: MapAdapter, path: str) -> bool:
    return not pages.test(path, method="GET") and pages.test(path, method="POST")
