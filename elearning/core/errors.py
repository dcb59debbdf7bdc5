"""Turns every error into a page (or JSON for a script) that says what happened, what to do next, and the request id.

The only place that knows both domain errors and HTTP. Any open transaction is rolled back first: nothing half-done
remains.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException

from elearning.core.logs import log, request_id
from elearning.domain.errors import DomainError, ErrorKind
from elearning.extensions import db

STATUS = {
    ErrorKind.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    ErrorKind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    ErrorKind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    ErrorKind.CONFLICT: HTTPStatus.CONFLICT,
}


def register(app: Flask) -> None:
    """Attach the handlers."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(InterfaceError, _database_error)
    app.register_error_handler(Exception, _unexpected_error)


def domain_message(error: DomainError) -> str:
    """The sentence of a domain error in the reader's language."""
    return str(gettext(error.message_template, **error.params))


def wants_json() -> bool:
    """Whether the caller is a script that asked for JSON."""
    return request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json"


def _domain_error(error: DomainError) -> ResponseReturnValue:
    return _answer(STATUS[error.kind], domain_message(error), code=error.code)


def _csrf_error(error: CSRFError) -> ResponseReturnValue:
    message = gettext("Halaman ini terlalu lama terbuka atau dikirim dari tempat lain. Muat ulang, lalu kirim lagi.")
    return _answer(HTTPStatus.BAD_REQUEST, message, code=f"csrf: {error.description}")


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    status = HTTPStatus(error.code or 500)
    own_words = type(error).description
    message = str(error.description) if error.description and error.description != own_words else None
    response = make_response(_answer(status, gettext(message) if message else None, code=status.phrase))
    response.headers.extend(
        (k, v) for k, v in error.get_headers() if k.lower() not in ("content-type", "content-length")
    )
    return response


def _unexpected_error(error: Exception) -> ResponseReturnValue:
    log.error("unexpected error", exc_info=error)
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, None, code="internal")


def _database_error(error: DBAPIError) -> ResponseReturnValue:
    """A locked, full or unreachable database: the page must not ask it anything more, so nobody is signed in on it."""
    log.error("database error", exc_info=error)
    g._login_user = AnonymousUserMixin()
    return _answer(HTTPStatus.SERVICE_UNAVAILABLE, None, code="database")


def _answer(status: HTTPStatus, message: str | None, *, code: str) -> ResponseReturnValue:
    _end_transaction()
    if wants_json():
        return jsonify(error={"code": code, "message": message, "request_id": request_id()}), status
    page = render_template("errors/error.html", status=int(status), message=message, request_id=request_id())
    return page, status


def _end_transaction() -> None:
    try:
        db.session.rollback()
    except DBAPIError as error:
        log.warning("rollback failed", error=str(error.orig))
