"""The participants of a course as files, with the filter of the page they are asked from."""

from __future__ import annotations

from tempfile import TemporaryFile

from flask import Response, request, send_file, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from elearning.authoring.listing import read_participant_filter
from elearning.authoring.report import report_columns, report_rows
from elearning.authoring.routes.blueprint import blueprint
from elearning.authoring.routes.reach import field_or_404
from elearning.core import clock
from elearning.core.permissions import Permission, requires
from elearning.core.tables_export import CSV_TYPE, XLSX_TYPE, csv_stream, write_xlsx


@blueprint.get("/studio/kursus/<slug>/peserta.csv")
@requires(Permission.MANAGE_COURSES)
def participants_csv(slug: str) -> ResponseReturnValue:
    """CSV, sent while it is made."""
    where = field_or_404(slug, clock.now())
    pieces = csv_stream(report_columns(), report_rows(where, read_participant_filter(request.args)))
    response = Response(stream_with_context(pieces), content_type=CSV_TYPE)
    name = f"peserta-{where.course.code}-{where.today:%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/studio/kursus/<slug>/peserta.xlsx")
@requires(Permission.MANAGE_COURSES)
def participants_xlsx(slug: str) -> ResponseReturnValue:
    """XLSX, made in a temporary file that nobody else can open."""
    where = field_or_404(slug, clock.now())
    file = TemporaryFile()  # noqa: SIM115  # the answer sends and closes it
    write_xlsx(file, gettext("Peserta"), report_columns(), report_rows(where, read_participant_filter(request.args)))
    file.seek(0)
    name = f"peserta-{where.course.code}-{where.today:%Y-%m-%d}.xlsx"
    response = send_file(file, XLSX_TYPE, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response
