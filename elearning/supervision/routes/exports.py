"""The team table as files, with the filter of the page they are asked from."""

from __future__ import annotations

from tempfile import TemporaryFile

from flask import Response, request, send_file, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from elearning.core import clock
from elearning.core.permissions import Permission, requires
from elearning.core.tables_export import CSV_TYPE, XLSX_TYPE, csv_stream, write_xlsx
from elearning.supervision.listing import read_filter
from elearning.supervision.report import report_columns, report_rows
from elearning.supervision.routes.blueprint import blueprint
from elearning.supervision.routes.reach import own_today, team_today


@blueprint.get("/tim/unduhan.csv")
@requires(Permission.SUPERVISE)
def team_csv() -> ResponseReturnValue:
    """CSV, sent while it is made."""
    now = clock.now()
    wanted = read_filter(request.args)
    members = team_today(now, includes_below=wanted.includes_below)
    pieces = csv_stream(report_columns(), report_rows(members, wanted, today=own_today(now), now=now))
    name = f"tim-{own_today(now):%Y-%m-%d}.csv"
    response = Response(stream_with_context(pieces), content_type=CSV_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/tim/unduhan.xlsx")
@requires(Permission.SUPERVISE)
def team_xlsx() -> ResponseReturnValue:
    """XLSX, made in a temporary file that nobody else can open."""
    now = clock.now()
    wanted = read_filter(request.args)
    members = team_today(now, includes_below=wanted.includes_below)
    file = TemporaryFile()  # noqa: SIM115  # the answer sends and closes it
    write_xlsx(file, gettext("Tim"), report_columns(), report_rows(members, wanted, today=own_today(now), now=now))
    file.seek(0)
    name = f"tim-{own_today(now):%Y-%m-%d}.xlsx"
    response = send_file(file, XLSX_TYPE, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response
