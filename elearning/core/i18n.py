"""Language and time zone of a request: the person's choice, else the browser's, else Indonesian and the site's zone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from flask import Flask, current_app, has_request_context, request, session
from flask_babel import force_locale, get_locale
from flask_login import current_user
from markupsafe import Markup

from elearning.core.catalogue import CatalogueDomain
from elearning.extensions import babel

LOCALES = ("id", "en")
_language: ContextVar[str | None] = ContextVar("language", default=None)
"""Of this request once it was asked for: a page asks two dozen times, and Flask-Babel's way to it passes five proxies."""

_CATALOGUE = CatalogueDomain(Path(__file__).resolve().parent.parent / "translations")


def register(app: Flask) -> None:
    """Bind Babel with the selectors of this module."""
    app.config["BABEL_DEFAULT_LOCALE"] = "id"
    babel.init_app(app, locale_selector=select_locale, timezone_selector=select_time_zone)
    babel.domain_instance = _CATALOGUE
    app.before_request(_forget)
    app.teardown_request(_forget)


def current_language() -> str:
    """The language of the page, "id" or "en"."""
    chosen = _language.get()
    if chosen is None:
        locale = get_locale()
        chosen = str(locale.language) if locale else "id"
        if has_request_context():
            _language.set(chosen)
    return chosen


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Write in a language whatever that of the request is: a letter to somebody else."""
    token = _language.set(language)
    try:
        with force_locale(language):
            yield
    finally:
        _language.reset(token)


def translated(message: str, **values: Any) -> Markup:
    """`_()` of templates: the message in the reader's language, its values escaped. Each is looked up once a language."""
    text = _CATALOGUE.markup(current_language(), message)
    return text % values if values or "%" in text else text


def gettext(message: str, **values: Any) -> str:
    """The same for code on the path of every page: a lesson has a dozen, and Flask-Babel's looks up its domain for each."""
    text = _CATALOGUE.text(current_language(), message)
    return text % values if values else text


def _forget(_error: BaseException | None = None) -> None:
    _language.set(None)


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
