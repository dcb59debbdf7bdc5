"""The tree of units of an agency: adding, renaming, moving, closing and opening again."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from elearning.accounts.forms import EmptyForm
from elearning.administration.form_page import FormPage, answer_form, show_form
from elearning.administration.routes.blueprint import blueprint
from elearning.administration.routes.people_reach import own_scope, own_today
from elearning.administration.structure_forms import NewUnitForm
from elearning.core import clock
from elearning.core.forms import SelectChoice
from elearning.core.permissions import Permission, requires
from elearning.extensions import db
from elearning.organization.directory import read_number
from elearning.organization.models import Agency, Unit
from elearning.organization.queries import LARGEST_ID
from elearning.organization.structure import add_unit, close_unit, move_unit, rename_unit, reopen_unit
from elearning.organization.structure_queries import (
    agencies_reached,
    agency_reached,
    open_units,
    unit_reached,
    unit_tree,
)

FIELDS = {"unit_path": "name", "unit_taken": "name", "unprintable_letter": "name", "unit_circle": "parent"}


def chosen_agency() -> tuple[Agency | None, list[Agency]]:
    """The agency that the address names (`instansi`), else the first in reach; and all in reach."""
    reached = agencies_reached(own_scope())
    wanted = read_number(request.args.get("instansi"), LARGEST_ID)
    return next((each for each in reached if each.id == wanted), reached[0] if reached else None), reached


@blueprint.get("/admin/unit")
@requires(Permission.MANAGE_PEOPLE)
def units() -> ResponseReturnValue:
    """The tree of one agency."""
    agency, reached = chosen_agency()
    tree = unit_tree(agency.id, own_today()) if agency else []
    options = [(each.id, each.name) for each in reached]
    return render_template(
        "administration/units.html", agency=agency, agencies=reached, agency_options=options, tree=tree
    )


@blueprint.route("/admin/unit/baru/<int:agency_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def new_unit(agency_id: int) -> ResponseReturnValue:
    """Add a unit to an agency."""
    agency = agency_reached(agency_id, own_scope()) or abort(404)
    form = NewUnitForm()
    form.parent.choices = _places(agency.id, None)
    page = _page(agency.id, gettext("Tambah unit"))
    if not form.is_submitted():
        return show_form(form, page)

    def deed() -> None:
        add_unit(agency.id, _parent(form), form.name.data or "", actor_id=current_user.id, now=clock.now())

    return answer_form(form, page, deed, gettext("Unit %(name)s ditambahkan.", name=form.name.data or ""))


@blueprint.route("/admin/unit/<int:unit_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def unit(unit_id: int) -> ResponseReturnValue:
    """Rename a unit, or move it with all below it."""
    found = unit_reached(unit_id, own_scope()) or abort(404)
    form = NewUnitForm(data={"name": found.name, "parent": str(found.parent_id or 0)})
    form.parent.choices = _places(found.agency_id, found)
    page = _page(found.agency_id, gettext("Ubah unit"))
    if not form.is_submitted():
        return show_form(form, page)

    def deed() -> None:
        move_unit(found, _parent(form), actor_id=current_user.id, now=clock.now())
        rename_unit(found, form.name.data or "", actor_id=current_user.id, now=clock.now())

    return answer_form(form, page, deed, gettext("Unit tersimpan."))


@blueprint.route("/admin/unit/<int:unit_id>/penutupan", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def unit_closing(unit_id: int) -> ResponseReturnValue:
    """Close a unit in which nobody works."""
    found = unit_reached(unit_id, own_scope()) or abort(404)
    form = EmptyForm()
    page = FormPage(
        title=gettext("Tutup unit"),
        lead=found.path.replace("/", " / "),
        button=gettext("Tutup unit"),
        kind="loss",
        back=_back(found.agency_id),
        consequences=(
            gettext("Riwayat orang yang pernah di sini tetap. Tidak ada orang baru yang dapat ditempatkan di sini."),
        ),
    )
    if not form.is_submitted():
        return show_form(form, page)

    def deed() -> None:
        close_unit(found, on=own_today(), actor_id=current_user.id, now=clock.now())

    return answer_form(form, page, deed, gettext("Unit ditutup."))


@blueprint.post("/admin/unit/<int:unit_id>/pembukaan")
@requires(Permission.MANAGE_PEOPLE)
def unit_opening(unit_id: int) -> ResponseReturnValue:
    """Open a closed unit again."""
    found = unit_reached(unit_id, own_scope()) or abort(404)
    if reopen_unit(found, actor_id=current_user.id, now=clock.now()):
        db.session.commit()
        flash(gettext("Unit dipakai lagi."), "done")
    return redirect(_back(found.agency_id)[1], 303)


def _places(agency_id: int, moved: Unit | None) -> list[SelectChoice]:
    """Where a unit may stand: at the top, or below any open unit that is not below itself."""
    units = [
        each for each in open_units(agency_id) if moved is None or not f"{each.path}/".startswith(f"{moved.path}/")
    ]
    paths = [SelectChoice(str(each.id), each.path.replace("/", " / ")) for each in units]
    return [SelectChoice("0", gettext("Paling atas")), *paths]


def _parent(form: NewUnitForm) -> Unit | None:
    """The unit that the form has found in its list."""
    return db.session.get(Unit, int(form.parent.data)) if form.parent.data != "0" else None


def _back(agency_id: int) -> tuple[str, str]:
    return gettext("Unit kerja"), url_for("administration.units", instansi=agency_id)


def _page(agency_id: int, title: str) -> FormPage:
    return FormPage(title=title, button=gettext("Simpan"), back=_back(agency_id), fields=FIELDS)
