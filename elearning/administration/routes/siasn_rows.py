"""What comes back from SIASN: the ids of its rows, and the rows that are to be removed there."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from elearning.administration.routes.blueprint import blueprint
from elearning.administration.routes.people_reach import own_scope
from elearning.administration.siasn_forms import RowIdsForm
from elearning.certificates.siasn_rows import (
    COLUMNS,
    RowIdProblem,
    RowIdRaceError,
    awaiting_cells,
    count_awaiting,
    record_row_ids,
    row_id_columns,
)
from elearning.certificates.siasn_withdrawals import (
    Withdrawal,
    WithdrawalKind,
    count_withdrawals,
    handle,
    handled_withdrawals,
    list_withdrawals,
    reopen,
    withdrawal_of,
)
from elearning.core import clock
from elearning.core.csv_file import CsvFileError, read_csv
from elearning.core.errors import domain_message
from elearning.core.pagination import page_links, page_of
from elearning.core.permissions import Permission, requires
from elearning.core.security import takes_files
from elearning.core.tables_export import CSV_TYPE, csv_stream
from elearning.extensions import db

MOST_UPLOAD_BYTES = 2_000_000
MOST_PROBLEMS_SHOWN = 50
PAGE_SIZE = 50


@blueprint.get("/admin/siasn/id")
@requires(Permission.MANAGE_PEOPLE)
def siasn_ids() -> ResponseReturnValue:
    """The form for the ids that SIASN gave, and what still lacks one."""
    return _ids_page(RowIdsForm(formdata=None))


@blueprint.get("/admin/siasn/id/unduhan.csv")
@requires(Permission.MANAGE_PEOPLE)
def siasn_ids_csv() -> ResponseReturnValue:
    """The numbers whose row has no id here, to be filled in."""
    pieces = csv_stream(row_id_columns(), awaiting_cells(own_scope()))
    response = Response(b"".join(pieces), content_type=CSV_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="id-siasn.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/admin/siasn/id")
@requires(Permission.MANAGE_PEOPLE)
@takes_files(MOST_UPLOAD_BYTES)
def record_siasn_ids() -> ResponseReturnValue:
    """Record all lines of the file, or none."""
    form = RowIdsForm()
    if not form.validate_on_submit():
        return _ids_page(form), 422
    try:
        lines = read_csv(form.file.data.read(), COLUMNS)
        outcome = record_row_ids(
            lines, own_scope(), actor_id=current_user.id, now=clock.now(), replaces=form.replaces.data
        )
    except (CsvFileError, RowIdRaceError) as error:
        db.session.rollback()
        form.file.errors = [domain_message(error)]
        return _ids_page(form), 422
    if outcome.problems:
        db.session.rollback()
        form.file.errors = [gettext("Belum ada yang dicatat. Perbaiki baris yang disebut di bawah, lalu kirim lagi.")]
        return _ids_page(form, outcome.problems), 422
    db.session.commit()
    recorded = outcome.new + outcome.changed
    told = ngettext("%(num)s ID dicatat.", "%(num)s ID dicatat.", recorded)
    flash(told if recorded else gettext("Tidak ada ID baru di berkas itu."), "done" if recorded else "attention")
    return redirect(url_for("administration.siasn_ids"), 303)


@blueprint.get("/admin/siasn/penarikan")
@requires(Permission.MANAGE_PEOPLE)
def siasn_withdrawals() -> ResponseReturnValue:
    """Rows to be removed from SIASN, the oldest first, and what was removed lately."""
    scope = own_scope()
    page = page_of(request.args.get("halaman", 1, type=int), count_withdrawals(scope), PAGE_SIZE)
    return render_template(
        "administration/siasn_withdrawals.html",
        waiting=list_withdrawals(scope, offset=page.offset, size=page.size),
        handled=handled_withdrawals(scope),
        page=page,
        pages=page_links(page, lambda number: url_for("administration.siasn_withdrawals", halaman=number)),
        kind_word=_kind_word,
    )


@blueprint.post("/admin/siasn/penarikan/<int:certificate_id>/selesai")
@requires(Permission.MANAGE_PEOPLE)
def siasn_withdrawal_done(certificate_id: int) -> ResponseReturnValue:
    """Say that the row was removed; said again it does nothing."""
    handle(_withdrawal_or_404(certificate_id), actor_id=current_user.id, now=clock.now())
    db.session.commit()
    flash(gettext("Ditandai selesai."), "done")
    return redirect(url_for("administration.siasn_withdrawals"), 303)


@blueprint.post("/admin/siasn/penarikan/<int:certificate_id>/pembatalan")
@requires(Permission.MANAGE_PEOPLE)
def siasn_withdrawal_reopened(certificate_id: int) -> ResponseReturnValue:
    """Put the row back on the list."""
    reopen(_withdrawal_or_404(certificate_id), actor_id=current_user.id, now=clock.now())
    db.session.commit()
    flash(gettext("Kembali menunggu di daftar."), "done")
    return redirect(url_for("administration.siasn_withdrawals"), 303)


def _ids_page(form: RowIdsForm, problems: list[RowIdProblem] | None = None) -> str:
    found = problems or []
    return render_template(
        "administration/siasn_ids.html",
        form=form,
        awaiting=count_awaiting(own_scope()),
        problems=found[:MOST_PROBLEMS_SHOWN],
        problem_count=len(found),
    )


def _withdrawal_or_404(certificate_id: int) -> Withdrawal:
    return withdrawal_of(certificate_id, own_scope()) or abort(404)


def _kind_word(kind: WithdrawalKind) -> str:
    words = {
        WithdrawalKind.REVOKED: gettext("Dicabut"),
        WithdrawalKind.DOUBLED: gettext("Baris lama"),
    }
    return str(words[kind])
