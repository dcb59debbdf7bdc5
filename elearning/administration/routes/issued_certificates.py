"""Issued certificates: the list, one with its issues, revoking it, issuing it anew."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from wtforms import Field

from elearning.accounts.confirmation import refusal
from elearning.administration.certificate_forms import ReissueForm, RevokeForm
from elearning.administration.routes.blueprint import blueprint
from elearning.administration.routes.certificate_reach import certificate_or_404, own_certificates
from elearning.certificates.changes import (
    Corrected,
    CorrectedTextError,
    NothingCorrectedError,
    corrected_from,
    reissue,
    revoke,
)
from elearning.certificates.corrections import request_in
from elearning.certificates.labels import event_word, validity_label
from elearning.certificates.models import Certificate
from elearning.certificates.queries import events_of
from elearning.certificates.register import (
    PAGE_SIZE,
    RegisterState,
    count_register,
    issues_of,
    list_register,
    read_register_filter,
)
from elearning.certificates.wording import printed_number
from elearning.core import clock
from elearning.core.errors import domain_message
from elearning.core.pagination import page_links, page_of
from elearning.core.permissions import Permission, requires
from elearning.domain.errors import DomainError
from elearning.domain.names import UnprintableLetterError
from elearning.extensions import db

LONGEST_ROW_NUMBER = 16


@blueprint.get("/admin/sertifikat/terbit")
@requires(Permission.MANAGE_CERTIFICATES)
def issued_certificates() -> ResponseReturnValue:
    """Certificates in reach, the latest first, fifty a page."""
    wanted, scope = read_register_filter(request.args), own_certificates()
    page = page_of(wanted.page, count_register(wanted, scope), PAGE_SIZE)
    return render_template(
        "administration/issued_certificates.html",
        wanted=wanted,
        page=page,
        lines=list_register(wanted, scope, offset=page.offset, size=page.size, now=clock.now()),
        pages=page_links(page, lambda number: _list_url(wanted.parameters(page=number))),
        states=[("", gettext("Semua")), *((state.value, _state_word(state)) for state in RegisterState)],
        validity_label=validity_label,
    )


@blueprint.get("/admin/sertifikat/terbit/<int:certificate_id>")
@requires(Permission.MANAGE_CERTIFICATES)
def issued_certificate(certificate_id: int) -> ResponseReturnValue:
    """One certificate: what it says, what happened to it, its other issues, what can be done."""
    certificate = certificate_or_404(certificate_id)
    now = clock.now()
    issues = issues_of(certificate, now=now)
    return render_template(
        "administration/issued_certificate.html",
        **_named(certificate),
        issues=issues,
        line=next(each for each in issues if each.id == certificate.id),
        events=events_of([certificate.id])[certificate.id],
        validity_label=validity_label,
        event_word=event_word,
    )


@blueprint.get("/admin/sertifikat/terbit/<int:certificate_id>/pencabutan")
@requires(Permission.MANAGE_CERTIFICATES)
def revocation(certificate_id: int) -> ResponseReturnValue:
    """The form, with what a revocation does."""
    return _revoke_page(RevokeForm(formdata=None), certificate_or_404(certificate_id))


@blueprint.post("/admin/sertifikat/terbit/<int:certificate_id>/pencabutan")
@requires(Permission.MANAGE_CERTIFICATES)
def revoke_certificate(certificate_id: int) -> ResponseReturnValue:
    """Revoke it; sent again it does nothing."""
    certificate = certificate_or_404(certificate_id)
    now = clock.now()
    form = RevokeForm()
    status = refusal(form, now=now)
    if status:
        return _revoke_page(form, certificate), status
    try:
        is_new = revoke(certificate, form.reason.data or "", actor_id=current_user.id, now=now)
    except DomainError as error:
        _refused(form.reason, error)
        return _revoke_page(form, certificate), 422
    db.session.commit()
    told = gettext("Sertifikat dicabut; pemegangnya diberi tahu.")
    flash(told if is_new else gettext("Sertifikat ini sudah dicabut sebelumnya."), "done")
    return redirect(url_for("administration.issued_certificate", certificate_id=certificate_id), 303)


@blueprint.get("/admin/sertifikat/terbit/<int:certificate_id>/penerbitan-ulang")
@requires(Permission.MANAGE_CERTIFICATES)
def reissue_form(certificate_id: int) -> ResponseReturnValue:
    """The form, filled with what is printed now; for a request for correction (`koreksi`) with what it asks for."""
    certificate = certificate_or_404(certificate_id)
    form = ReissueForm(formdata=None, obj=corrected_from(certificate.snapshot))
    asked = request_in(request.args.get("koreksi", 0, type=row_number), own_certificates())
    if asked and asked.certificate.id == certificate.id and asked.request.field in form:
        form[asked.request.field].data = asked.request.wanted
        form.reason.data = gettext("Permintaan pemegang sertifikat.")
    return _reissue_page(form, certificate)


@blueprint.post("/admin/sertifikat/terbit/<int:certificate_id>/penerbitan-ulang")
@requires(Permission.MANAGE_CERTIFICATES)
def reissue_certificate(certificate_id: int) -> ResponseReturnValue:
    """Issue it anew; who was slower than a colleague is told and sees the form again."""
    certificate = certificate_or_404(certificate_id)
    form = ReissueForm()
    if not form.validate_on_submit():
        return _reissue_page(form, certificate), 422
    corrected = Corrected(form.name.data or "", form.position.data or "", form.unit.data or "")
    try:
        new = reissue(certificate, corrected, form.reason.data or "", actor_id=current_user.id, now=clock.now())
    except DomainError as error:
        _refused(_field_of(form, error), error)
        return _reissue_page(form, certificate), 422
    db.session.commit()
    flash(gettext("Diterbitkan ulang sebagai %(number)s.", number=printed_number(new.number, new.revision)), "done")
    return redirect(url_for("administration.issued_certificate", certificate_id=new.id), 303)


def row_number(text: str) -> int:
    """A row's id in an address; what cannot be one names no row."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_ROW_NUMBER else 0


def _field_of(form: ReissueForm, error: DomainError) -> Field:
    is_about_words = isinstance(error, (CorrectedTextError, NothingCorrectedError, UnprintableLetterError))
    return form.name if is_about_words else form.reason


def _refused(field: Field, error: DomainError) -> None:
    db.session.rollback()
    field.errors = [*field.errors, domain_message(error)]


def _revoke_page(form: RevokeForm, certificate: Certificate) -> str:
    return render_template("administration/revocation.html", form=form, **_named(certificate))


def _reissue_page(form: ReissueForm, certificate: Certificate) -> str:
    return render_template("administration/reissue.html", form=form, **_named(certificate))


def _named(certificate: Certificate) -> dict[str, Any]:
    return {
        "certificate": certificate,
        "held": certificate.snapshot,
        "number": printed_number(certificate.number, certificate.revision),
    }


def _list_url(parameters: dict[str, str]) -> str:
    values: dict[str, Any] = dict(parameters)
    return url_for("administration.issued_certificates", **values)


def _state_word(state: RegisterState) -> str:
    words = {
        RegisterState.STANDING: gettext("Berlaku"),
        RegisterState.SUPERSEDED: gettext("Digantikan"),
        RegisterState.REVOKED: gettext("Dicabut"),
    }
    return str(words[state])
