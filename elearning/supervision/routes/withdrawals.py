"""Taking back a confirmed level: by whoever confirmed it, or by a supervisor of the person today."""

from __future__ import annotations

from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from elearning.competency.errors import ConfirmationNoteError, EvidenceWithdrawnError
from elearning.competency.queries import ConfirmedLevel, confirmations_by, confirmed_level, level_before_and_after
from elearning.competency.services import withdraw
from elearning.core import clock
from elearning.core.errors import domain_message
from elearning.core.pagination import page_links
from elearning.core.permissions import Permission, requires
from elearning.extensions import db
from elearning.organization.queries import TeamMember
from elearning.supervision.forms import WithdrawForm
from elearning.supervision.routes.blueprint import blueprint
from elearning.supervision.routes.reach import reached
from elearning.supervision.wording import level_change_words, level_left_words


@blueprint.get("/tim/penegasan")
@requires(Permission.SUPERVISE)
def given_confirmations() -> ResponseReturnValue:
    """Everything the supervisor ever confirmed, also of people who have left the team, each with the way to take it back."""
    rows, page = confirmations_by(current_user.id, request.args.get("halaman", type=int))
    links = page_links(page, lambda number: url_for("supervision.given_confirmations", halaman=number))
    team = reached({row.person_id for row in rows}, clock.now())
    return render_template("supervision/given_confirmations.html", rows=rows, page=page, pages=links, team=team)


@blueprint.get("/tim/<int:person_id>/penegasan/<int:evidence_id>/penarikan")
@requires(Permission.SUPERVISE)
def withdrawal(person_id: int, evidence_id: int) -> ResponseReturnValue:
    """Asks for the reason and says what becomes of the level."""
    found, member = _withdrawable(person_id, evidence_id, clock.now())
    return _page(WithdrawForm(formdata=None), found, member)


@blueprint.post("/tim/<int:person_id>/penegasan/<int:evidence_id>/penarikan")
@requires(Permission.SUPERVISE)
def withdraw_confirmation(person_id: int, evidence_id: int) -> ResponseReturnValue:
    """Add the withdrawal to the record; the person is told."""
    now = clock.now()
    found, member = _withdrawable(person_id, evidence_id, now)
    form = WithdrawForm()
    if not form.validate_on_submit():
        return _page(form, found, member), 422
    try:
        withdraw(found.evidence, form.note.data or "", actor_id=current_user.id, now=now)
    except ConfirmationNoteError as error:
        db.session.rollback()
        form.note.errors = [*form.note.errors, domain_message(error)]
        return _page(form, found, member), 422
    left = level_before_and_after(found, now=now)[1] if member else None
    db.session.commit()
    flash(level_left_words(found.competency, left), "done")
    if member is None:
        return redirect(url_for("supervision.given_confirmations"), 303)
    return redirect(url_for("supervision.person", person_id=person_id, _anchor="kompetensi"), 303)


def _withdrawable(person_id: int, evidence_id: int, now: datetime) -> tuple[ConfirmedLevel, TeamMember | None]:
    """A confirmation of somebody whom the supervisor reaches today, or one of their own about anybody; else 404.

    Raises: EvidenceWithdrawnError.
    """
    member = reached([person_id], now).get(person_id)
    author_id = None if member else current_user.id
    found = confirmed_level(person_id, evidence_id, confirmed_by_id=author_id)
    if found is None:
        abort(404)
    if found.is_withdrawn:
        raise EvidenceWithdrawnError
    return found, member


def _page(form: WithdrawForm, found: ConfirmedLevel, member: TeamMember | None) -> str:
    """What is taken back; the level that results is shown only to a supervisor of the person today."""
    if member:
        consequence = level_change_words(found.competency, *level_before_and_after(found, now=clock.now()))
    else:
        consequence = gettext("Level orang ini dihitung lagi dari bukti lain yang masih berlaku.")
    return render_template(
        "supervision/withdrawal.html", form=form, found=found, member=member, consequence=consequence
    )
