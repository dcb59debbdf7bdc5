"""Confirming that somebody of the team has a competency level, with what was seen and when."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from elearning.competency.errors import ConfirmationDateError, ConfirmationNoteError
from elearning.competency.queries import records_of, register
from elearning.competency.services import Confirmation, confirm_level
from elearning.core import clock
from elearning.core.errors import domain_message
from elearning.core.forms import SelectChoice
from elearning.core.permissions import Permission, requires
from elearning.domain.errors import DomainError
from elearning.extensions import db
from elearning.organization.queries import TeamMember, is_supervisor_of
from elearning.supervision.errors import NotInTeamThenError
from elearning.supervision.forms import ConfirmForm
from elearning.supervision.routes.blueprint import blueprint
from elearning.supervision.routes.reach import member_or_404, own_today


@blueprint.get("/tim/<int:person_id>/penegasan")
@requires(Permission.SUPERVISE)
def confirmation(person_id: int) -> ResponseReturnValue:
    """The form; the competency may be chosen in the address (`kompetensi`)."""
    now = clock.now()
    member = member_or_404(person_id, now)
    form = _form()
    form.competency.data = request.args.get("kompetensi", "")
    form.confirmed_on.data = own_today(now)
    return _page(form, member)


@blueprint.post("/tim/<int:person_id>/penegasan")
@requires(Permission.SUPERVISE)
def confirm(person_id: int) -> ResponseReturnValue:
    """Add the confirmation to the person's record; they are told."""
    now = clock.now()
    member = member_or_404(person_id, now)
    form = _form()
    if not form.validate_on_submit():
        return _page(form, member), 422
    try:
        _confirm(form, member)
    except (ConfirmationDateError, NotInTeamThenError) as error:
        return _refused(form, "confirmed_on", error, member)
    except ConfirmationNoteError as error:
        return _refused(form, "note", error, member)
    db.session.commit()
    flash(gettext("Level %(level)s ditegaskan dan dicatat.", level=form.level.data), "done")
    return redirect(url_for("supervision.person", person_id=person_id, _anchor="kompetensi"), 303)


def _form() -> ConfirmForm:
    form = ConfirmForm()
    form.competency.choices = [
        SelectChoice("", gettext("Pilih kompetensi")),
        *(SelectChoice(code, f"{row.name} ({code})") for code, row in register().items()),
    ]
    return form


def _confirm(form: ConfirmForm, member: TeamMember) -> None:
    """Raises: NotInTeamThenError, and what the competency service refuses."""
    day = form.confirmed_on.data
    told = Confirmation(member.person_id, form.competency.data, form.level.data, form.note.data or "", day)
    if not is_supervisor_of(current_user.id, member.person_id, day, includes_below=True):
        raise NotInTeamThenError
    confirm_level(told, actor_id=current_user.id, now=clock.now())


def _refused(form: ConfirmForm, name: str, error: DomainError, member: TeamMember) -> ResponseReturnValue:
    db.session.rollback()
    field = form[name]
    field.errors = [*field.errors, domain_message(error)]
    return _page(form, member), 422


def _page(form: ConfirmForm, member: TeamMember) -> str:
    """The form beside what the record says now."""
    records = records_of(member.person_id, member.position_id, now=clock.now())
    return render_template("supervision/confirmation.html", form=form, member=member, records=records)
