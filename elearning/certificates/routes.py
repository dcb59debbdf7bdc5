"""Pages of certificates: a person's own, their documents, and the public check."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from elearning.certificates import queries
from elearning.certificates.corrections import CorrectionField, NewRequest, ask, open_requests_of, requests_about
from elearning.certificates.forms import CodeForm, CorrectionForm, NipForm
from elearning.certificates.labels import correction_field_word, event_word, pass_rule_sentence, validity_label
from elearning.certificates.looks import logo_picture
from elearning.certificates.lookups import (
    CheckedCertificate,
    Refusal,
    is_holders_nip,
    look_up,
    may_compare,
    may_look_up,
    searchable_code,
)
from elearning.certificates.models import Certificate, CertificateDocument
from elearning.certificates.rendering import render
from elearning.certificates.services import keep_document
from elearning.certificates.snapshot_values import logo_of
from elearning.certificates.wording import DEFAULT_WORDING, printed, printed_number
from elearning.core import clock
from elearning.core.database import begin_write
from elearning.core.errors import domain_message
from elearning.core.jinja import format_clock
from elearning.core.permissions import Permission, public, requires
from elearning.core.site import settings
from elearning.domain.certificates import format_check_code, jp_in_words
from elearning.domain.certification import IssuingAgencyMissingError
from elearning.domain.errors import DomainError
from elearning.extensions import db

blueprint = Blueprint("certificates", __name__, template_folder="templates")
WORDS: dict[str, Any] = {
    "validity_label": validity_label,
    "event_word": event_word,
    "pass_rule_sentence": pass_rule_sentence,
    "jp_in_words": jp_in_words,
    "format_check_code": format_check_code,
    "default_wording": DEFAULT_WORDING,
}


@blueprint.get("/sertifikat")
@requires(Permission.LEARN)
def mine() -> ResponseReturnValue:
    """ "Sertifikat saya": every certificate with its state, and completed courses without one."""
    now = clock.now()
    return render_template(
        "certificates/mine.html",
        certificates=queries.held_by(current_user.id, now=now),
        asked=open_requests_of(current_user.id),
        uncertified=queries.completed_without(current_user.id),
        agency_missing=gettext(IssuingAgencyMissingError.message_template),
        **WORDS,
    )


@blueprint.get("/sertifikat/<int:certificate_id>.pdf")
@requires(Permission.LEARN)
def document(certificate_id: int) -> ResponseReturnValue:
    """The holder's document: rendered once, the same bytes ever after."""
    certificate = queries.held_certificate(current_user.id, certificate_id) or abort(404)
    stored = queries.document_of(certificate.id) or _first_document(certificate)
    response = Response(stored.pdf, mimetype="application/pdf")
    name = printed_number(certificate.number, certificate.revision).replace("/", "-").replace(" ", "-")
    response.headers["Content-Disposition"] = f'inline; filename="Sertifikat-{name}.pdf"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(stored.sha256)
    return response.make_conditional(request)


@blueprint.get("/sertifikat/<int:certificate_id>/koreksi")
@requires(Permission.LEARN)
def correction(certificate_id: int) -> ResponseReturnValue:
    """Ask for a correction of one's own certificate; earlier requests with their answers below."""
    certificate = queries.held_certificate(current_user.id, certificate_id) or abort(404)
    return _correction_page(CorrectionForm(formdata=None), certificate)


@blueprint.post("/sertifikat/<int:certificate_id>/koreksi")
@requires(Permission.LEARN)
def ask_correction(certificate_id: int) -> ResponseReturnValue:
    """Send the request to those who answer for the issuing agency."""
    certificate = queries.held_certificate(current_user.id, certificate_id) or abort(404)
    form = CorrectionForm()
    if not form.validate_on_submit():
        return _correction_page(form, certificate), 422
    new = NewRequest(CorrectionField(form.field.data), form.wanted.data or "", form.note.data or "")
    try:
        ask(certificate, new, now=clock.now())
    except DomainError as error:
        db.session.rollback()
        form.wanted.errors = [*form.wanted.errors, domain_message(error)]
        return _correction_page(form, certificate), 422
    db.session.commit()
    flash(gettext("Permintaan terkirim. Anda diberi tahu begitu dijawab."), "done")
    return redirect(url_for("certificates.mine"), 303)


@blueprint.get("/sertifikat/logo/<sha256>.png")
@public
def logo(sha256: str) -> ResponseReturnValue:
    """The logo of an agency as certificates bear it; the address names the bytes, so they are kept for ever."""
    response = Response(logo_picture(sha256) or abort(404), mimetype="image/png")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@blueprint.get("/verify")
@public
def check() -> ResponseReturnValue:
    """The form to type a check code; a typed one leads to its page."""
    form = CodeForm(request.args)
    if "kode" not in request.args:
        return _discreet(render_template("certificates/check.html", form=form))
    if not form.validate():
        return _discreet(render_template("certificates/check.html", form=form), 422)
    return _discreet(redirect(url_for("certificates.verify", code=form.normalised), 303))


@blueprint.get("/verify/<code>")
@public
def verify(code: str) -> ResponseReturnValue:
    """What the register says about a code: every certified field, state and history, or that it knows no such code."""
    now = clock.now()
    begin_write()
    refusal = may_look_up(request.remote_addr, now=now)
    db.session.commit()
    if refusal:
        return _too_many(refusal)
    return _check_page(code, look_up(searchable_code(code), now=now), NipForm(formdata=None))


@blueprint.post("/verify/<code>")
@public
def compare_nip(code: str) -> ResponseReturnValue:
    """Tell whether a typed NIP is the holder's, without showing it."""
    now = clock.now()
    normalised = searchable_code(code)
    refusal = may_compare(request.remote_addr, normalised, now=now)
    db.session.commit()
    if refusal:
        return _too_many(refusal)
    form = NipForm()
    checked = look_up(normalised, now=now)
    if checked is None:
        return _check_page(code, None, form)
    if form.validate_on_submit() and is_holders_nip(checked, form.nip.data or ""):
        flash(gettext("Cocok: NIP yang Anda ketik sama dengan NIP pemegang sertifikat ini."), "done")
        return _discreet(redirect(url_for("certificates.verify", code=checked.check_code), 303))
    if not form.nip.errors:
        form.nip.errors = [gettext("Tidak cocok: NIP ini bukan NIP pemegang sertifikat. Periksa angkanya.")]
    return _check_page(code, checked, form, 422)


def _correction_page(form: CorrectionForm, certificate: Certificate) -> str:
    return render_template(
        "certificates/correction.html",
        form=form,
        held=certificate.snapshot,
        certificate_id=certificate.id,
        number=printed_number(certificate.number, certificate.revision),
        requests=requests_about(certificate.id),
        field_word=correction_field_word,
    )


def _first_document(certificate: Certificate) -> CertificateDocument:
    """Render and keep; whoever was first has made the bytes that stand."""
    logo = logo_of(certificate.snapshot)
    rendering = render(printed(certificate, settings().public_url), logo_picture(logo) if logo else None)
    begin_write()
    keep_document(certificate, rendering, now=clock.now())
    db.session.commit()
    stored = queries.document_of(certificate.id)
    if stored is None:
        raise LookupError(f"document {certificate.id} was not kept")
    return stored


def _check_page(typed: str, checked: CheckedCertificate | None, nip_form: NipForm, status: int = 200) -> Response:
    form = CodeForm(formdata=None, data={"code": typed})
    if checked is None:
        return _discreet(render_template("certificates/unknown.html", form=form), 404)
    page = render_template(
        "certificates/verify.html",
        certificate=checked,
        label=validity_label(checked.validity),
        checked_at=clock.now(),
        nip_form=nip_form,
        address=f"{settings().public_url}/verify/{checked.check_code}",
        **WORDS,
    )
    return _discreet(page, status)


def _too_many(refusal: Refusal) -> Response:
    page = render_template(
        "certificates/check.html", form=CodeForm(formdata=None), free_at=format_clock(refusal.free_at)
    )
    response = _discreet(page, 429)
    response.headers["Retry-After"] = str(max(1, int((refusal.free_at - clock.now()).total_seconds())))
    return response


def _discreet(answer: Any, status: int | None = None) -> Response:
    """No search engine lists it, no site that it links to learns the code."""
    response = make_response(answer)
    response.status_code = status or response.status_code
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
