"""Required levels by file: a file is sent, looked at line by line, and carried out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from elearning.administration import import_wording as wording
from elearning.administration.import_forms import LevelImportForm, LevelsYesForm
from elearning.administration.routes.blueprint import blueprint
from elearning.administration.routes.imports import PAGE_SIZE, file_answer, page_number
from elearning.administration.routes.people_reach import own_scope
from elearning.administration.routes.units import chosen_agency
from elearning.competency.import_models import LevelImport
from elearning.competency.level_imports import (
    carry_out_level_import,
    keep_level_import,
    level_import_in_reach,
    shown_plan,
)
from elearning.competency.required_import import OWN_COLUMNS, LevelKind, LevelPlan
from elearning.competency.required_levels import levels_by_position
from elearning.core import clock
from elearning.core.errors import domain_message
from elearning.core.pagination import page_links, page_of
from elearning.core.permissions import Permission, requires
from elearning.core.security import takes_files
from elearning.core.tables_export import Column, csv_stream
from elearning.extensions import db
from elearning.organization.employee_file import PROBLEM_COLUMN
from elearning.organization.import_batches import Upload
from elearning.organization.import_errors import ImportNothingError, UploadError
from elearning.organization.models import Agency
from elearning.organization.remarks import joined
from elearning.organization.structure_queries import agency_reached

MOST_UPLOAD_BYTES = 2_000_000


@blueprint.get("/admin/jabatan/level-wajib")
@requires(Permission.MANAGE_PEOPLE)
def level_imports() -> ResponseReturnValue:
    """The form for a file."""
    agency, reached = chosen_agency()
    return _front(_form(reached, agency), agency)


@blueprint.post("/admin/jabatan/level-wajib")
@requires(Permission.MANAGE_PEOPLE)
@takes_files(MOST_UPLOAD_BYTES)
def check_level_import() -> ResponseReturnValue:
    """Keep the file and show what it would set; no level is changed."""
    agency, reached = chosen_agency()
    form = _form(reached, agency)
    if not form.validate_on_submit():
        return _front(form, agency), 422
    chosen = next(each for each in reached if str(each.id) == form.agency.data)
    upload = Upload(agency=chosen, file_name=form.file.data.filename, content=form.file.data.read())
    try:
        kept = keep_level_import(upload, actor_id=current_user.id, now=clock.now())
    except UploadError as error:
        db.session.rollback()
        form.file.errors = [domain_message(error)]
        return _front(form, agency), 422
    db.session.commit()
    return redirect(url_for("administration.level_import", import_id=kept.id), 303)


@blueprint.get("/admin/jabatan/level-wajib/<int:agency_id>/berkas.csv")
@requires(Permission.MANAGE_PEOPLE)
def levels_csv(agency_id: int) -> ResponseReturnValue:
    """The levels of an agency as they are, to be changed and sent again."""
    agency = agency_reached(agency_id, own_scope()) or abort(404)
    rows = levels_by_position(agency.id)
    return file_answer(csv_stream([Column(name) for name in OWN_COLUMNS], rows), f"level-wajib-{agency.code}.csv")


@blueprint.get("/admin/jabatan/level-wajib/impor/<int:import_id>")
@requires(Permission.MANAGE_PEOPLE)
def level_import(import_id: int) -> ResponseReturnValue:
    """What the file sets, or has set."""
    return _page(_reached(import_id), LevelsYesForm(formdata=None))


@blueprint.get("/admin/jabatan/level-wajib/impor/<int:import_id>/ditolak.csv")
@requires(Permission.MANAGE_PEOPLE)
def refused_levels_csv(import_id: int) -> ResponseReturnValue:
    """The refused lines as they stood, with what is wrong."""
    plan = shown_plan(_reached(import_id), clock.now())
    columns = [Column(name) for name in (*OWN_COLUMNS, PROBLEM_COLUMN)]
    return file_answer(csv_stream(columns, _refused_rows(plan)), f"level-ditolak-{import_id}.csv")


@blueprint.post("/admin/jabatan/level-wajib/impor/<int:import_id>/pelaksanaan")
@requires(Permission.MANAGE_PEOPLE)
def carry_out_levels(import_id: int) -> ResponseReturnValue:
    """Set the levels that were shown; another plan is shown instead of carried out."""
    _reached(import_id)
    form = LevelsYesForm()
    try:
        is_done = carry_out_level_import(import_id, actor_id=current_user.id, now=clock.now())
        db.session.commit()
    except ImportNothingError as error:
        db.session.rollback()
        form.form_errors.append(domain_message(error))
        return _page(_reached(import_id), form), 422
    except IntegrityError:
        db.session.rollback()
        is_done = False
    if is_done:
        flash(gettext("Level wajib tersimpan. Kesenjangan setiap pemegang jabatan langsung mengikutinya."), "done")
    else:
        flash(gettext("Data berubah sejak diperiksa; belum ada yang ditulis. Periksa lagi rencananya."), "attention")
    return redirect(url_for("administration.level_import", import_id=import_id), 303)


def _form(agencies: list[Agency], agency: Agency | None) -> LevelImportForm:
    form = LevelImportForm(data={"agency": str(agency.id) if agency else ""})
    form.agency.choices = [(str(each.id), each.name) for each in agencies]
    return form


def _front(form: LevelImportForm, agency: Agency | None) -> str:
    return render_template("administration/level_imports.html", form=form, agency=agency)


def _reached(import_id: int) -> LevelImport:
    """An import of an agency in reach; any other does not exist."""
    return level_import_in_reach(import_id, own_scope()) or abort(404)


def _page(kept: LevelImport, form: LevelsYesForm) -> str:
    plan = shown_plan(kept, clock.now())
    kind = LevelKind(request.args["jenis"]) if request.args.get("jenis") in set(LevelKind) else None
    lines = plan.of(kind) if kind else plan.lines
    page = page_of(page_number(), len(lines), PAGE_SIZE)

    def url(kind: LevelKind | None, number: int = 1) -> str:
        chosen: dict[str, Any] = {"jenis": kind, "halaman": number if number > 1 else None}
        return url_for("administration.level_import", import_id=kept.id, _anchor="baris", **chosen)

    tabs = [(gettext("Semua") + f" ({len(plan.lines)})", url(None), kind is None)]
    tabs += [(f"{wording.kind_word(each)} ({len(plan.of(each))})", url(each), kind is each) for each in LevelKind]
    return render_template(
        "administration/level_import.html",
        kept=kept,
        agency=db.session.get_one(Agency, kept.agency_id),
        form=form,
        plan=plan,
        lines=lines[page.offset : page.offset + page.size],
        changing=len(plan.of(LevelKind.NEW)) + len(plan.of(LevelKind.CHANGED)),
        refused=len(plan.of(LevelKind.REFUSED)),
        kind_tabs=tabs,
        page=page,
        pages=page_links(page, lambda number: url(kind, number)),
        words=wording,
    )


def _refused_rows(plan: LevelPlan) -> Iterator[list[str]]:
    for line in plan.of(LevelKind.REFUSED):
        yield [line.position, line.code, line.typed_level, joined(line.remarks)]
