"""Response headers, cookies, body limits and the refusal of what no reader can take: what protects every route alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

View = TypeVar("View", bound=Callable[..., Any])
MAX_BODY_BYTES = 1_000_000
_MOST_BYTES = "most_body_bytes"
HIGHEST_ROW_NUMBER = 2**63 - 1
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
# Tab, line feed and carriage return are text; the rest of C0 and C1, DEL and the two line separators that break logs are not.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")


class RowNumber(IntegerConverter):
    """`<int:…>` in an address: a number that a row can have, in plain digits. A larger one is no address, not an error of
    the database.
    """

    regex = "[0-9]+"

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **({"max": HIGHEST_ROW_NUMBER} | options))


class BoundedJson(DefaultJSONProvider):
    """JSON whose nesting a reader can follow; a deeper one is unreadable, not an error of the server."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """The value. Raises: ValueError."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError("the JSON is nested too deeply") from error


def register(app: Flask) -> None:
    """Set cookie flags, limits, headers and the proxy count of the settings."""
    settings = app.config["SETTINGS"]
    app.config.update(
        SESSION_COOKIE_NAME="pelita_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_production,
        # The sign-in session ends on a day that no visit moves, so its cookie need not be sent anew with every page.
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_PARTS=2_000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # the check page sends no referrer; token and SameSite cookie decide
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    app.url_map.converters["int"] = RowNumber
    app.json = BoundedJson(app)
    app.before_request_funcs.setdefault(None, []).insert(0, _widen)  # before the check of the form's token reads it
    app.before_request(_refuse_control_characters)
    app.after_request(_protect)


def takes_files(most_bytes: int) -> Callable[[View], View]:
    """Let a view take larger bodies than all others."""

    def declare(view: View) -> View:
        setattr(view, _MOST_BYTES, most_bytes)
        return view

    return declare


def _widen() -> None:
    """Before anything reads the body."""
    view = current_app.view_functions.get(request.endpoint or "")
    most_bytes = getattr(view, _MOST_BYTES, None)
    if most_bytes is not None and request.method == "POST":
        request.max_content_length = most_bytes


def _refuse_control_characters() -> None:
    if _CONTROL.search(request.path):
        abort(404)
    for key, values in (*request.args.lists(), *request.form.lists()):
        if _CONTROL.search(key) or any(_CONTROL.search(value) for value in values):
            abort(400, description="Isian memuat karakter kendali yang tidak dapat disimpan. Hapus lalu kirim lagi.")


def _protect(response: Response) -> Response:
    present = {name.lower() for name, _ in response.headers}  # once: each question to the headers reads them all
    response.headers.extend([(name, value) for name, value in HEADERS.items() if name.lower() not in present])
    if request.is_secure or current_app.config["SETTINGS"].is_production:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "no-store" if request.endpoint else "no-cache")
    return response
