"""Positions of an agency and the competency levels that they require."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from elearning.administration.form_page import FormPage, answer_form, show_form
from elearning.administration.routes.blueprint import blueprint
from elearning.administration.routes.people_reach import own_scope, own_today
from elearning.administration.routes.units import chosen_agency
from elearning.administration.structure_forms import PositionNameForm, levels_form
from elearning.competency.required_levels import (
    all_competencies,
    level_changes_of,
    level_counts,
    required_levels_of,
    set_required_levels,
)
from elearning.core import clock
from elearning.core.permissions import Permission, requires
from elearning.extensions import db
from elearning.organization.models import Position
from elearning.organization.structure import add_position, rename_position, retire_position
from elearning.organization.structure_queries import agency_reached, position_reached, positions_held

FIELDS = {"position_name": "name", "position_taken": "name", "unprintable_letter": "name"}


@blueprint.get("/admin/jabatan")
@requires(Permission.MANAGE_PEOPLE)
def positions() -> ResponseReturnValue:
    """The positions of one agency."""
    agency, reached = chosen_agency()
    rows = positions_held(agency.id, own_today()) if agency else []
    return render_template(
        "administration/positions.html",
        agency=agency,
        agencies=reached,
        agency_options=[(each.id, each.name) for each in reached],
        rows=rows,
        level_counts=level_counts([row.id for row in rows]),
    )


@blueprint.route("/admin/jabatan/baru/<int:agency_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def new_position(agency_id: int) -> ResponseReturnValue:
    """Add a position to an agency."""
    agency = agency_reached(agency_id, own_scope()) or abort(404)
    form = PositionNameForm()
    page = _page(agency.id, gettext("Tambah jabatan"))
    if not form.is_submitted():
        return show_form(form, page)

    def deed() -> None:
        add_position(agency.id, form.name.data or "", actor_id=current_user.id, now=clock.now())

    return answer_form(form, page, deed, gettext("Jabatan ditambahkan. Isi level wajibnya dari daftar ini."))


@blueprint.route("/admin/jabatan/<int:position_id>/nama", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def position_name(position_id: int) -> ResponseReturnValue:
    """Rename a position."""
    found = _position(position_id)
    form = PositionNameForm(obj=found)
    page = _page(
        found.agency_id,
        gettext("Ubah nama jabatan"),
        gettext("Sertifikat yang sudah terbit tetap memuat nama lamanya."),
    )
    if not form.is_submitted():
        return show_form(form, page)

    def deed() -> None:
        rename_position(found, form.name.data or "", actor_id=current_user.id, now=clock.now())

    return answer_form(form, page, deed, gettext("Jabatan tersimpan."))


@blueprint.post("/admin/jabatan/<int:position_id>/penghentian")
@requires(Permission.MANAGE_PEOPLE)
def position_retirement(position_id: int) -> ResponseReturnValue:
    """Give a position to nobody new."""
    return _retire(position_id, gettext("Jabatan tidak lagi diberikan kepada orang baru."), is_retired=True)


@blueprint.post("/admin/jabatan/<int:position_id>/pemakaian")
@requires(Permission.MANAGE_PEOPLE)
def position_return(position_id: int) -> ResponseReturnValue:
    """Let a retired position be given again."""
    return _retire(position_id, gettext("Jabatan dapat diberikan lagi."), is_retired=False)


@blueprint.route("/admin/jabatan/<int:position_id>/level", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def position_levels(position_id: int) -> ResponseReturnValue:
    """The levels that a position requires, with who changed them."""
    found = _position(position_id)
    competencies = all_competencies()
    present = required_levels_of(found.id)
    form = levels_form(competencies)(data={f"level_{each.id}": str(present.get(each.id, 0)) for each in competencies})
    page = _page(
        found.agency_id,
        found.name,
        gettext("Level kompetensi yang diwajibkan. Kesenjangan setiap pemegang jabatan ini langsung mengikutinya."),
        changes=tuple(level_changes_of(found.id)),
    )
    if not form.is_submitted():
        return show_form(form, page)

    def deed() -> None:
        wanted = {each.code: int(form[f"level_{each.id}"].data) for each in competencies}
        set_required_levels(found, wanted, actor_id=current_user.id, now=clock.now())

    return answer_form(form, page, deed, gettext("Level wajib tersimpan."))


def _retire(position_id: int, done: str, *, is_retired: bool) -> ResponseReturnValue:
    found = _position(position_id)
    if retire_position(found, is_retired=is_retired, actor_id=current_user.id, now=clock.now()):
        db.session.commit()
        flash(done, "done")
    return redirect(_back(found.agency_id)[1], 303)


def _position(position_id: int) -> Position:
    return position_reached(position_id, own_scope()) or abort(404)


def _back(agency_id: int) -> tuple[str, str]:
    return gettext("Jabatan"), url_for("administration.positions", instansi=agency_id)


def _page(agency_id: int, title: str, lead: str = "", changes: tuple[object, ...] = ()) -> FormPage:
    back = _back(agency_id)
    return FormPage(title=title, lead=lead, button=gettext("Simpan"), back=back, fields=FIELDS, changes=changes)
