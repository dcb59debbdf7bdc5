"""Language and time zone of a request: the person's choice, else the browser's, else Indonesian and the site's zone."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, current_app, request, session
from flask_login import current_user

from elearning.core.catalogue import CatalogueDomain
from elearning.extensions import babel

LOCALES = ("id", "en")


def register(app: Flask) -> None:
    """Bind Babel with the selectors of this module."""
    app.config["BABEL_DEFAULT_LOCALE"] = "id"
    babel.init_app(app, locale_selector=select_locale, timezone_selector=select_time_zone)
    babel.domain_instance = CatalogueDomain(Path(app.root_path) / "translations")


def select_locale() -> str:
    """ "id" or "en"."""
    if not request:
        return "id"
    chosen = getattr(current_user, "locale", None) or session.get("locale")
    if chosen in LOCALES:
        return str(chosen)
    return request.accept_languages.best_match(LOCALES, "id") if "Accept-Language" in request.headers else "id"


def select_time_zone() -> str:
    """The zone of the viewer's agency."""
    zone = getattr(current_user, "time_zone", None) if request else None
    return str(zone or current_app.config["SETTINGS"].default_time_zone)
