"""One course for many people, chosen in the list or by their unit: the wish, what it would do, the doing."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from elearning.authoring.forms import ManyForm
from elearning.authoring.listing import read_number
from elearning.authoring.queries.participants import (
    Field,
    Participant,
    participants_of,
    people_of_unit,
    units_in,
)
from elearning.authoring.routes.blueprint import blueprint
from elearning.authoring.routes.participants import unit_options
from elearning.authoring.routes.reach import field_or_404
from elearning.authoring.services.assigning import Fate, ManyDeed, Plan, Wish, carry_out, plan
from elearning.catalog.services import DueDateError
from elearning.core import clock
from elearning.core.errors import domain_message
from elearning.core.forms import SelectChoice
from elearning.core.permissions import Permission, requires
from elearning.extensions import db

MOST_NAMED = 100


@blueprint.get("/studio/kursus/<slug>/penugasan")
@requires(Permission.MANAGE_COURSES)
def assignment(slug: str) -> ResponseReturnValue:
    """The wish; people (`people`) or a unit (`unit`) may be chosen in the address."""
    where = field_or_404(slug, clock.now())
    form = ManyForm(formdata=None)
    unit = read_number(request.args.get("unit"))
    _offer_units(form, where, unit)
    form.deed.data = ManyDeed.ASSIGN.value
    form.people.data = [each for text in request.args.getlist("people") if (each := read_number(text))]
    form.unit.data = str(unit or "")
    return _wish_page(where, form)


@blueprint.get("/studio/kursus/<slug>/penugasan/ringkasan")
@requires(Permission.MANAGE_COURSES)
def assignment_summary(slug: str) -> ResponseReturnValue:
    """What the wish in the address would do to how many people; nothing is changed."""
    where = field_or_404(slug, clock.now())
    form = _form(where, request.args)
    if not form.validate():
        return _wish_page(where, form), 422
    people = _people(where, form)
    try:
        made = plan(_wish(where, form), people, now=where.now)
    except DueDateError as error:
        form.due_on.errors = [*form.due_on.errors, domain_message(error)]
        return _wish_page(where, form), 422
    return render_template(
        "authoring/assignment_summary.html",
        course=where.course,
        form=form,
        plan=made,
        groups=_groups(made),
        total=len(people),
        most_named=MOST_NAMED,
        is_cancellation=form.deed.data == ManyDeed.CANCEL,
    )


@blueprint.post("/studio/kursus/<slug>/penugasan")
@requires(Permission.MANAGE_COURSES)
def assign_many_people(slug: str) -> ResponseReturnValue:
    """Do it for all of them at once; who has completed the course is left out."""
    where = field_or_404(slug, clock.now())
    form = _form(where, None)
    if not form.validate_on_submit():
        return _wish_page(where, form), 422
    people = _people(where, form)
    actor_id, by = current_user.id, current_user.full_name
    try:
        made = carry_out(_wish(where, form), people, by=by, actor_id=actor_id, now=where.now)
    except DueDateError as error:
        db.session.rollback()
        form.due_on.errors = [*form.due_on.errors, domain_message(error)]
        return _wish_page(where, form), 422
    db.session.commit()
    for title, names in _groups(made):
        flash(f"{title}: {len(names)}", "done" if made.touched else "message")
    return redirect(url_for("authoring.course", slug=slug), 303)


def _form(where: Field, given: MultiDict[str, str] | None) -> ManyForm:
    """The form from the address, or from the body when nothing is given."""
    form = ManyForm() if given is None else ManyForm(formdata=given, meta={"csrf": False})
    if form.people.data:
        form.unit.data = ""  # whoever ticked people means them
    _offer_units(form, where, read_number(form.unit.data))
    return form


def _offer_units(form: ManyForm, where: Field, chosen: int | None) -> None:
    options = unit_options(units_in(where.scope, also=chosen), where.scope)
    form.unit.choices = [SelectChoice("", gettext("Pilih unit kerja"))]
    form.unit.choices += [SelectChoice(str(value), label) for value, label in options if value]


def _people(where: Field, form: ManyForm) -> list[Participant]:
    """Those ticked, else everybody of the unit; somebody outside of the scope does not exist."""
    ids = list(dict.fromkeys(form.people.data or ()))
    if not ids:
        return participants_of(where, people_of_unit(where, int(form.unit.data)))
    found = participants_of(where, ids)
    if len(found) != len(ids):
        abort(404)
    return found


def _wish(where: Field, form: ManyForm) -> Wish:
    deed = ManyDeed(form.deed.data)
    due_on = None if deed is ManyDeed.CANCEL else form.due_on.data
    return Wish(course=where.course, deed=deed, due_on=due_on, note=form.note.data or "")


def _groups(made: Plan) -> list[tuple[str, list[Participant]]]:
    """The people by what becomes of them, in words; empty groups are left out."""
    words: dict[Fate, Any] = {
        Fate.NEW: gettext("Baru ditugasi"),
        Fate.CHANGED: gettext("Tenggat atau pesannya berubah"),
        Fate.CANCELLED: gettext("Penugasannya dibatalkan"),
        Fate.UNCHANGED: gettext("Sudah ditugasi dengan tenggat itu"),
        Fate.COMPLETE: gettext("Dilewati karena sudah menyelesaikan kursus"),
        Fate.UNASSIGNED: gettext("Dilewati karena tidak sedang ditugasi"),
        Fate.WITHDRAWN: gettext("Dilewati karena kursus ini tidak ditawarkan lagi"),
    }
    return [(words[fate], made.of(fate)) for fate in Fate if made.of(fate)]


def _wish_page(where: Field, form: ManyForm) -> str:
    """The wish as it was typed, with the people it names."""
    ids = form.people.data or []
    people = participants_of(where, ids)
    if len(people) != len(set(ids)):
        abort(404)
    lead = ngettext("%(num)s orang dipilih.", "%(num)s orang dipilih.", len(people)) if people else ""
    return render_template("authoring/assignment.html", course=where.course, form=form, people=people, lead=lead)
