"""Imports of employees: a file is sent, looked at line by line, carried out, and may be taken back for a day."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from elearning.accounts.confirmation import refusal
from elearning.administration import import_wording as wording
from elearning.administration.import_forms import CarryOutForm, ImportForm, UndoForm
from elearning.administration.routes.blueprint import blueprint
from elearning.administration.routes.people_reach import own_scope
from elearning.core import clock
from elearning.core.database import begin_write, reads_first
from elearning.core.errors import domain_message
from elearning.core.pagination import page_links, page_of
from elearning.core.permissions import Permission, requires
from elearning.core.security import takes_files
from elearning.core.tables_export import CSV_TYPE, Column, csv_stream, is_formula
from elearning.extensions import db
from elearning.organization.employee_file import COLUMNS, OPTIONAL_COLUMNS
from elearning.organization.employee_import import ActivationLink
from elearning.organization.import_batches import Upload, carry_out_import, keep_import, read_ahead, take_links
from elearning.organization.import_errors import ImportCountError, ImportNothingError, ImportStateError, UploadError
from elearning.organization.import_models import PeopleImport
from elearning.organization.import_plan import LineKind
from elearning.organization.import_queries import (
    all_lines,
    count_imports,
    count_kept,
    import_in_reach,
    imports_in_reach,
    kept_lines,
    lines_of,
)
from elearning.organization.import_undo import undo_import
from elearning.organization.models import Agency
from elearning.organization.refused_lines import refused_columns, refused_rows
from elearning.organization.structure_queries import agencies_reached

MOST_UPLOAD_BYTES = 5_000_000
PAGE_SIZE = 50
MOST_KEPT_SHOWN = 200
_LARGEST_PAGE = 100_000


@blueprint.get("/admin/impor")
@requires(Permission.MANAGE_PEOPLE)
def imports() -> ResponseReturnValue:
    """The form for a file, and the imports so far."""
    return _front(_import_form(agencies_reached(own_scope())))


@blueprint.post("/admin/impor")
@requires(Permission.MANAGE_PEOPLE)
@takes_files(MOST_UPLOAD_BYTES)
@reads_first
def check_import() -> ResponseReturnValue:
    """Keep the file and show what it would do; nobody is changed."""
    agencies = agencies_reached(own_scope())
    form = _import_form(agencies)
    if not form.validate_on_submit():
        return _front(form), 422
    upload = Upload(
        agency=next(each for each in agencies if str(each.id) == form.agency.data),
        file_name=form.file.data.filename,
        content=form.file.data.read(),
        is_whole_list=form.is_whole_list.data,
    )
    try:
        kept = keep_import(upload, actor_id=current_user.id, now=clock.now())
    except UploadError as error:
        db.session.rollback()
        form.file.errors = [domain_message(error)]
        return _front(form), 422
    db.session.commit()
    return redirect(url_for("administration.import_page", import_id=kept.id), 303)


@blueprint.get("/admin/impor/contoh.csv")
@requires(Permission.MANAGE_PEOPLE)
def import_template() -> ResponseReturnValue:
    """The line of column names, to be filled in."""
    columns = [Column(name) for name in (*COLUMNS, *OPTIONAL_COLUMNS)]
    return file_answer(csv_stream(columns, []), "pegawai.csv")


@blueprint.get("/admin/impor/<int:import_id>")
@requires(Permission.MANAGE_PEOPLE)
def import_page(import_id: int) -> ResponseReturnValue:
    """What the file does, or did, to whom."""
    return _page(_reached(import_id))


@blueprint.post("/admin/impor/<int:import_id>/pelaksanaan")
@requires(Permission.MANAGE_PEOPLE)
@reads_first
def carry_out(import_id: int) -> ResponseReturnValue:
    """Write the plan that was shown; another plan is shown instead of written."""
    kept = _reached(import_id)
    file = read_ahead(kept, now=clock.now())
    begin_write()
    form = CarryOutForm()
    status = refusal(form, now=clock.now())
    if status:
        return _page(kept, carry_out=form), status
    try:
        typed = form.deactivated.data or ""
        is_done = carry_out_import(import_id, typed, actor_id=current_user.id, now=clock.now(), file=file)
        db.session.commit()
    except ImportCountError as error:
        db.session.rollback()
        form.deactivated.errors = [domain_message(error)]
        return _page(_reached(import_id), carry_out=form), 422
    except ImportNothingError as error:
        db.session.rollback()
        form.form_errors.append(domain_message(error))
        return _page(_reached(import_id), carry_out=form), 422
    except IntegrityError:
        db.session.rollback()
        is_done = False
    if is_done:
        flash(gettext("Impor dijalankan. Dapat dibatalkan selama 24 jam."), "done")
    else:
        flash(gettext("Data berubah sejak diperiksa; belum ada yang ditulis. Periksa lagi rencananya."), "attention")
    return redirect(url_for("administration.import_page", import_id=import_id), 303)


@blueprint.post("/admin/impor/<int:import_id>/tautan")
@requires(Permission.MANAGE_PEOPLE)
def take_import_links(import_id: int) -> ResponseReturnValue:
    """The activation links of those without an address, once."""
    _reached(import_id)
    links = take_links(import_id, actor_id=current_user.id, now=clock.now())
    db.session.commit()
    return file_answer(_link_lines(links), f"tautan-{import_id}.csv")


@blueprint.get("/admin/impor/<int:import_id>/ditolak.csv")
@requires(Permission.MANAGE_PEOPLE)
def refused_csv(import_id: int) -> ResponseReturnValue:
    """The refused lines as they stood, with what is wrong: to be corrected and sent again."""
    kept = _reached(import_id)
    if kept.content is None:
        raise ImportStateError
    rows = refused_rows(kept.content, all_lines(import_id, LineKind.REFUSED))
    return file_answer(csv_stream(refused_columns(), rows), f"ditolak-{import_id}.csv")


@blueprint.post("/admin/impor/<int:import_id>/pembatalan")
@requires(Permission.MANAGE_PEOPLE)
def undo(import_id: int) -> ResponseReturnValue:
    """Take back what the import changed, where nobody changed it since."""
    kept = _reached(import_id)
    form = UndoForm()
    status = refusal(form, now=clock.now())
    if status:
        return _page(kept, undo=form), status
    undone, left = undo_import(import_id, actor_id=current_user.id, now=clock.now())
    db.session.commit()
    words = ngettext("%(num)s orang kembali seperti semula.", "%(num)s orang kembali seperti semula.", undone)
    if left:
        words += " " + ngettext("%(num)s dibiarkan.", "%(num)s dibiarkan.", left)
    flash(words, "attention" if left else "done")
    return redirect(url_for("administration.import_page", import_id=import_id), 303)


def page_number() -> int:
    """The page of a list that the address names."""
    text = request.args.get("halaman", "")
    return min(int(text), _LARGEST_PAGE) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def file_answer(pieces: Iterator[bytes], name: str) -> Response:
    """A file to be kept."""
    response = Response(b"".join(pieces), content_type=CSV_TYPE)  # a few megabytes at most
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _import_form(agencies: list[Agency]) -> ImportForm:
    form = ImportForm()
    form.agency.choices = [(str(agency.id), agency.name) for agency in agencies]
    return form


def _front(form: ImportForm) -> str:
    scope = own_scope()
    page = page_of(page_number(), count_imports(scope), PAGE_SIZE)
    return render_template(
        "administration/imports.html",
        form=form,
        entries=imports_in_reach(scope, offset=page.offset, size=page.size),
        page=page,
        pages=page_links(page, lambda number: url_for("administration.imports", halaman=number)),
        words=wording,
    )


def _reached(import_id: int) -> PeopleImport:
    """An import of an agency in reach; any other does not exist."""
    kept = import_in_reach(import_id, own_scope())
    if kept is None:
        abort(404)
    return kept


def _page(kept: PeopleImport, *, carry_out: CarryOutForm | None = None, undo: UndoForm | None = None) -> str:
    kind = LineKind(request.args["jenis"]) if request.args.get("jenis") in set(LineKind) else None
    total = kept.counts[kind] if kind else sum(kept.counts.values())
    page = page_of(page_number(), total if kept.content is not None else 0, PAGE_SIZE)

    def url(kind: LineKind | None, number: int = 1) -> str:
        chosen: dict[str, Any] = {"jenis": kind, "halaman": number if number > 1 else None}
        return url_for("administration.import_page", import_id=kept.id, _anchor="baris", **chosen)

    tabs = [(gettext("Semua") + f" ({sum(kept.counts.values())})", url(None), kind is None)]
    tabs += [(f"{wording.kind_word(each)} ({kept.counts[each]})", url(each), kind is each) for each in LineKind]
    is_open = kept.content is not None and kept.expires_at > clock.now()
    carry_out = carry_out or CarryOutForm(formdata=None)
    carry_out.deactivated.flags.required = bool(kept.counts[LineKind.DEACTIVATED])
    return render_template(
        "administration/import.html",
        kept=kept,
        agency=db.session.get_one(Agency, kept.agency_id),
        is_open=is_open,
        lines=lines_of(kept.id, kind, offset=page.offset, size=page.size),
        left=kept_lines(kept.id, most=MOST_KEPT_SHOWN) if kept.state == "undone" else [],
        left_count=count_kept(kept.id) if kept.state == "undone" else 0,
        kind_tabs=tabs,
        page=page,
        pages=page_links(page, lambda number: url(kind, number)),
        changing=sum(kept.counts[each] for each in (LineKind.NEW, LineKind.CHANGED, LineKind.DEACTIVATED)),
        carry_out=carry_out,
        undo=undo or UndoForm(formdata=None),
        words=wording,
    )


def _link_lines(links: list[ActivationLink]) -> Iterator[bytes]:
    """`nip;nama;tautan`, as the command writes it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(("nip", "nama", "tautan"))
    for link in links:
        writer.writerow((link.nip, f"'{link.name}" if is_formula(link.name) else link.name, link.url))
    yield text.getvalue().encode("utf-8-sig")
