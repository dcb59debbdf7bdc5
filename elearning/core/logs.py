"""JSON log lines on stderr, each with the id of its request; the error page shows the same id. No secret is ever
logged.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from typing import Any

import structlog
from flask import Flask, Response, g, request

HEADER = "X-Request-ID"
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
log = structlog.get_logger("pelita")


def register(app: Flask) -> None:
    """Configure structlog once and log one line a request."""
    level = logging.getLevelNamesMapping()[app.config["SETTINGS"].log_level]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_stderr_logger,
    )
    app.before_request(_begin)
    app.after_request(_end)


def request_id() -> str:
    """The id of the running request, "-" outside of one."""
    return str(g.get("request_id", "-")) if g else "-"


def _stderr_logger(*_args: Any) -> structlog.PrintLogger:
    return structlog.PrintLogger(sys.stderr)


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.request_id = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
    g.request_started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    """Log the route's pattern, never the path or the query: a path may hold a one-time token."""
    response.headers[HEADER] = request_id()
    started = g.get("request_started")
    log.info(
        "request",
        method=request.method,
        route=str(request.url_rule) if request.url_rule else None,
        status=response.status_code,
        ms=round((time.perf_counter() - started) * 1000, 1) if started else None,
    )
    return response
