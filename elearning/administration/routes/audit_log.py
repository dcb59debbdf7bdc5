"""Jejak: who did what to whom and when, for the agencies of the reader; the same list as a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Response, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from elearning.administration.audit_log import LONGEST_WORDS, LogEntry, LogFilter, all_entries, log_page, read_filter
from elearning.administration.audit_wording import deed_name, deed_names, deed_sentence
from elearning.administration.routes.blueprint import blueprint
from elearning.core import clock
from elearning.core.i18n import select_time_zone
from elearning.core.jinja import format_moment
from elearning.core.permissions import Permission, Role, agencies_in_scope, requires
from elearning.core.tables_export import CSV_TYPE, Cell, Column, csv_stream


@blueprint.get("/admin/jejak")
@requires(Permission.MANAGE_PEOPLE)
def audit_log() -> ResponseReturnValue:
    """The log, newest first; what it shows stands in its address."""
    wanted = read_filter(request.args)
    entries, behind = log_page(wanted, _scope(), select_time_zone())
    return render_template(
        "administration/audit_log.html",
        wanted=wanted,
        typed={name: request.args.get(name, "")[:LONGEST_WORDS] for name in ("dari", "sampai")},
        lines=[(entry, deed_name(entry.action), deed_sentence(entry)) for entry in entries],
        action_options=_action_options(wanted),
        older_url=_url(wanted, behind) if behind else None,
        newest_url=_url(wanted) if wanted.before else None,
        csv_url=_url(wanted, endpoint="administration.audit_log_csv"),
    )


@blueprint.get("/admin/jejak/unduhan.csv")
@requires(Permission.MANAGE_PEOPLE)
def audit_log_csv() -> ResponseReturnValue:
    """All that the filter leaves, sent while it is read."""
    wanted, zone = read_filter(request.args), select_time_zone()
    pieces = csv_stream(_columns(), _cells(all_entries(wanted, _scope(), zone), zone))
    name = f"jejak-{clock.local_date(clock.now(), zone):%Y-%m-%d}.csv"
    response = Response(stream_with_context(pieces), content_type=CSV_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _scope() -> frozenset[int] | None:
    return agencies_in_scope(current_user.grants, Role.ADMINISTRATOR)


def _action_options(wanted: LogFilter) -> list[tuple[str, str]]:
    """All kinds that have a name, and the one asked for even without."""
    options = deed_names()
    if wanted.action and wanted.action not in dict(options):
        options.append((wanted.action, wanted.action))
    return [("", gettext("Semua tindakan")), *options]


def _url(wanted: LogFilter, before: int | None = None, *, endpoint: str = "administration.audit_log") -> str:
    values: dict[str, Any] = dict(wanted.parameters(before))
    return url_for(endpoint, **values)


def _columns() -> list[Column]:
    titles = [
        gettext("Waktu"),
        gettext("Tindakan"),
        gettext("Oleh"),
        gettext("Tentang"),
        gettext("Instansi"),
        gettext("Kalimat"),
        gettext("Kode"),
        gettext("Rincian"),
        gettext("Nomor permintaan"),
    ]
    return [Column(title) for title in titles]


def _cells(entries: Iterable[LogEntry], zone: str) -> Iterator[list[Cell]]:
    for entry in entries:
        yield [
            format_moment(entry.at, zone),
            deed_name(entry.action),
            entry.actor or gettext("Sistem"),
            entry.about,
            entry.agency,
            deed_sentence(entry),
            entry.action,
            json.dumps(entry.detail, ensure_ascii=False, sort_keys=True),
            entry.request_id,
        ]
