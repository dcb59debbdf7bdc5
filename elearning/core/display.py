"""How a person wishes to read on this device: theme, text size, line spacing, contrast, saving data.

Owns the cookie that keeps it, the page "Tampilan" and the attributes of `<html>` that the style sheets read. Strangers
have wishes too, so the cookie comes first; those of a signed-in person are also kept with the person and follow them to
their other devices (`keep_with`: this module knows nobody).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Flask, Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from elearning.core.own_path import own_path
from elearning.core.permissions import public

COOKIE = "pelita_display"
COOKIE_SECONDS = 365 * 24 * 3600
VALUES = {
    "theme": ("device", "light", "dark"),
    "text": ("normal", "large", "larger"),
    "spacing": ("normal", "wide"),
    "contrast": ("normal", "more"),
    "data": ("full", "saved"),
}

_KEEPER = "pelita_display_keeper"

blueprint = Blueprint("display", __name__)


@dataclass(frozen=True)
class Display:
    """The wishes; the first value of each is what the style sheets do by themselves."""

    theme: str = "device"
    text: str = "normal"
    spacing: str = "normal"
    contrast: str = "normal"
    data: str = "full"


AS_THE_SHEETS = Display()


@dataclass(frozen=True)
class Option:
    """One value of a wish, its words, and whether it is the present one."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Choice:
    """One wish with its values."""

    name: str
    label: str
    options: tuple[Option, ...]


def register(app: Flask) -> None:
    """Add the page; tell caches that the answer depends on Save-Data."""
    app.register_blueprint(blueprint)
    app.after_request(_vary)


def keep_with(app: Flask, keeper: Callable[[dict[str, str]], None]) -> None:
    """Let somebody who knows people keep the wishes of the one who is signed in."""
    app.extensions[_KEEPER] = keeper


def parse(values: Mapping[str, str]) -> Display:
    """The known wishes among `values`; anything else is left at its first value."""
    return Display(**{name: values[name] for name, allowed in VALUES.items() if values.get(name) in allowed})


def current() -> Display:
    """The wishes of this request: those that the signed-in person keeps (`viewer.reading`), else those of its cookie."""
    if not request:
        return Display()
    if "display" not in g:
        viewer = g.get("_login_user")  # only when it is loaded already: an error page must not ask the database
        g.display = parse(dict(parse_qsl(request.cookies.get(COOKIE, "")[:200])) | getattr(viewer, "reading", {}))
    display: Display = g.display
    return display


def saves_data() -> bool:
    """Whether the device or the person asks to leave out what is only beautiful."""
    return bool(request) and (request.headers.get("Save-Data", "").lower() == "on" or current().data == "saved")


def attributes() -> Markup:
    """Attributes of `<html>` for the wishes that differ from the first value: ` data-theme="dark"`."""
    wishes = current()
    if wishes == AS_THE_SHEETS:
        return Markup("")
    changed = [(name, getattr(wishes, name)) for name in VALUES if name != "data"]
    return Markup("").join(
        Markup(' data-{}="{}"').format(name, value) for name, value in changed if value != VALUES[name][0]
    )


def choices(display: Display) -> tuple[Choice, ...]:
    """The wishes with their words, for the form."""
    return tuple(
        Choice(
            field.name,
            _labels()[field.name],
            tuple(
                Option(value, _words()[field.name, value], getattr(display, field.name) == value)
                for value in VALUES[field.name]
            ),
        )
        for field in fields(display)
    )


@blueprint.get("/display")
@public
def show() -> ResponseReturnValue:
    """The page with all wishes."""
    return render_template("display/show.html", display=current(), next=local_path(request.args.get("next")))


@blueprint.post("/display")
@public
def save() -> ResponseReturnValue:
    """Keep the wishes on this device, and with the person who is signed in, and go back."""
    wishes = asdict(parse(request.form))
    if keeper := current_app.extensions.get(_KEEPER):
        keeper(wishes)
    response = redirect(local_path(request.form.get("next")), 303)
    response.set_cookie(
        COOKIE,
        urlencode(wishes),
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"] or request.is_secure,
    )
    return response


def local_path(address: str | None) -> str:
    """A path on this site, or the page "Tampilan" when the address is empty or leads elsewhere."""
    return own_path(address) or url_for("display.show")


def _vary(response: Response) -> Response:
    if response.mimetype == "text/html":
        if "Vary" in response.headers:
            response.vary.update(["Save-Data", "Cookie"])
        else:
            response.headers["Vary"] = "Save-Data, Cookie"
    return response


def _labels() -> dict[str, str]:
    return {
        "theme": gettext("Warna"),
        "text": gettext("Ukuran huruf"),
        "spacing": gettext("Jarak baris"),
        "contrast": gettext("Kontras"),
        "data": gettext("Hemat data"),
    }


def _words() -> dict[tuple[str, str], str]:
    return {
        ("theme", "device"): gettext("Ikut perangkat"),
        ("theme", "light"): gettext("Terang"),
        ("theme", "dark"): gettext("Gelap"),
        ("text", "normal"): gettext("Biasa"),
        ("text", "large"): gettext("Besar"),
        ("text", "larger"): gettext("Lebih besar"),
        ("spacing", "normal"): gettext("Biasa"),
        ("spacing", "wide"): gettext("Lega"),
        ("contrast", "normal"): gettext("Biasa"),
        ("contrast", "more"): gettext("Tinggi"),
        ("data", "full"): gettext("Mati"),
        ("data", "saved"): gettext("Menyala: tanpa huruf khusus"),
    }
