"""The places in the page head, the account menu and the footer, by what the viewer may do, and the site's name for every template."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup

from elearning.core.i18n import current_language
from elearning.core.permissions import Permission, permissions_of
from elearning.core.site_logo import site_logo

HOME = "/"
PLACE_PERMISSIONS = frozenset({Permission.SUPERVISE, Permission.MANAGE_COURSES, Permission.MANAGE_PEOPLE})
"""What decides which places stand in the page head."""
INFORMATION = tuple(f"administration.{view}" for view in ("help_page", "accessibility", "privacy", "contact"))
LANGUAGE_NAMES = {"id": "Bahasa Indonesia", "en": "English"}


@dataclass(frozen=True)
class Place:
    """One link of the page head, the account menu or the footer. `is_here`: the page itself, not just one behind it."""

    label: str
    url: str
    is_current: bool = False
    is_here: bool = False


def register(app: Flask) -> None:
    """Give every template `viewer`, `site`, `granted` and what the layouts link to."""
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    settings = current_app.config["SETTINGS"]
    # The person, not the proxy for them: templates ask it dozens of times.
    person = current_user._get_current_object()
    viewer = person if person and person.is_authenticated else None
    granted = permissions_of(viewer.grants) if viewer else frozenset()
    language = current_language()
    root = request.script_root
    here = (language, root, request.endpoint or "")
    address = partial(_address, root)
    return {
        "viewer": viewer,
        "site": {
            "name": settings.site_name,
            "motto": settings.site_motto,
            "contact_email": settings.contact_email,
            "logo": site_logo(),
        },
        "granted": granted,
        "places": _places(here, granted & PLACE_PERMISSIONS) if viewer else "",
        "account_places": _account_places(here) if viewer else "",
        "footer_places": _footer_places(here),
        "sign_in_url": address("accounts.sign_in"),
        "sign_out_url": address("accounts.sign_out") if viewer else None,
        "language_url": address("accounts.set_language"),
        "languages": [pair for pair in LANGUAGE_NAMES.items() if pair[0] != language],
    }


# The places of a page are the same for all who may go to them: written once for each language and view.
_Here = tuple[str, str, str]
"""The language, the prefix of addresses and the view that a page belongs to."""


@lru_cache(maxsize=1_000)
def _places(here: _Here, granted: frozenset[Permission]) -> Markup:
    places = [
        _place(here, gettext("Beranda"), "learning.home", "learning.home"),
        _place(here, gettext("Katalog"), "learning.catalogue", "learning.", "quizzes."),
        _place(here, gettext("Kompetensi"), "competency.mine", "competency."),
        _place(here, gettext("Sertifikat"), "certificates.mine", "certificates."),
    ]
    if Permission.SUPERVISE in granted:
        places.append(_place(here, gettext("Tim saya"), "supervision.team", "supervision."))
    if Permission.MANAGE_COURSES in granted:
        places.append(_place(here, gettext("Studio"), "authoring.courses", "authoring."))
    if Permission.MANAGE_PEOPLE in granted:
        is_admin = here[2] not in INFORMATION
        places.append(
            _place(here, gettext("Admin"), "administration.overview", *(("administration.",) if is_admin else ()))
        )
    return _written("header_places", places)


@lru_cache(maxsize=1_000)
def _account_places(here: _Here) -> Markup:
    places = [
        _place(here, gettext("Profil"), "accounts.profile"),
        _place(here, gettext("Kotak masuk"), "notifications.inbox"),
        _place(here, gettext("Perangkat saya"), "accounts.devices"),
        _place(here, gettext("Tampilan"), "display.show"),
    ]
    return _written("menu_places", places)


@lru_cache(maxsize=1_000)
def _footer_places(here: _Here) -> Markup:
    places = [
        _place(here, gettext("Bantuan"), "administration.help_page"),
        _place(here, gettext("Aksesibilitas"), "administration.accessibility"),
        _place(here, gettext("Privasi"), "administration.privacy"),
        _place(here, gettext("Kontak"), "administration.contact"),
        _place(here, gettext("Periksa sertifikat"), "certificates.check"),
    ]
    return _written("footer_places", places)


def _written(macro: str, places: list[Place]) -> Markup:
    """Places as a macro of components/places.html writes them."""
    module = current_app.jinja_env.get_template("components/places.html").module
    written: Markup = getattr(module, macro)(places)
    return written


def _place(here: _Here, label: str, endpoint: str, *prefixes: str) -> Place:
    view = here[2]
    is_home = view == "learning.home"
    is_current = view == endpoint or (not is_home and bool(prefixes) and view.startswith(prefixes))
    return Place(label, _address(here[1], endpoint), is_current, is_here=view == endpoint)


@lru_cache(maxsize=1_000)
def _address(_root: str, endpoint: str) -> str:
    """The address of a view without parameters under a prefix, built once: every page names twenty of them."""
    return url_for(endpoint)
