"""What agencies print on certificates: who signs from when until when, wording, logo, and a sample."""

from __future__ import annotations

from datetime import date

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from wtforms import Field

from elearning.administration.certificate_forms import LookForm, SignatoryForm
from elearning.administration.certificate_history import changes_of
from elearning.administration.routes.blueprint import blueprint
from elearning.administration.routes.people_reach import own_scope
from elearning.certificates.looks import (
    LARGEST_LOGO_BYTES,
    LogoFormatError,
    NewLook,
    change_look,
    check_logo,
    logo_picture,
    look_of,
)
from elearning.certificates.rendering import RenderingError, render
from elearning.certificates.samples import sample
from elearning.certificates.snapshot import Issuer
from elearning.certificates.wording import DEFAULT_WORDING
from elearning.core import clock
from elearning.core.errors import domain_message
from elearning.core.permissions import Permission, requires
from elearning.core.site import settings
from elearning.domain.errors import DomainError
from elearning.domain.nip import NipError
from elearning.domain.signatories import SignatoryDatesError, SignatoryOverlapError, SignatoryYearError
from elearning.extensions import db
from elearning.organization.errors import SignatoryTitleError
from elearning.organization.models import Agency, Signatory
from elearning.organization.queries import all_agencies
from elearning.organization.signatories import (
    NewTerm,
    add_signatory,
    change_signatory,
    signatories_of,
    signatory_of,
    signer_on,
    signers_on,
)


@blueprint.get("/admin/sertifikat")
@requires(Permission.MANAGE_PEOPLE)
def certificate_agencies() -> ResponseReturnValue:
    """The agencies in reach with who signs today; a single one is opened at once."""
    agencies = _agencies()
    if len(agencies) == 1:
        return redirect(url_for("administration.certificate_look", code=agencies[0].code), 303)
    signers = signers_on([each.id for each in agencies], _today(agencies[0]) if agencies else clock.now().date())
    lines = [(each, signers[each.id]) for each in agencies]
    return render_template("administration/certificate_agencies.html", lines=lines)


@blueprint.get("/admin/sertifikat/instansi/<code>")
@requires(Permission.MANAGE_PEOPLE)
def certificate_look(code: str) -> ResponseReturnValue:
    """Everything that the certificates of one agency print."""
    agency = _agency_or_404(code)
    form = LookForm(formdata=None, data={"wording": look_of(agency.id).wording})
    return _look_page(agency, form)


@blueprint.post("/admin/sertifikat/instansi/<code>")
@requires(Permission.MANAGE_PEOPLE)
def change_certificate_look(code: str) -> ResponseReturnValue:
    """Print another wording or logo from now on; a picture that cannot be printed is refused."""
    agency = _agency_or_404(code)
    form = LookForm()
    if not form.validate_on_submit():
        return _look_page(agency, form), 422
    new = NewLook(form.wording.data or "", _uploaded_logo(), bool(form.removes_logo.data))
    try:
        _prove(agency, new.logo)
        is_changed = change_look(agency, new, actor_id=current_user.id, now=clock.now())
    except DomainError as error:
        _refuse(form.logo if error.code.startswith("logo") else form.wording, error)
        return _look_page(agency, form), 422
    db.session.commit()
    if is_changed:
        flash(gettext("Tersimpan. Berlaku untuk sertifikat yang terbit sesudah ini."), "done")
    else:
        flash(gettext("Tidak ada yang berubah."))
    return redirect(url_for("administration.certificate_look", code=agency.code), 303)


@blueprint.get("/admin/sertifikat/instansi/<code>/contoh.pdf")
@requires(Permission.MANAGE_PEOPLE)
def certificate_sample(code: str) -> ResponseReturnValue:
    """A sheet with "CONTOH" across it and without a number, as the agency's certificates look today."""
    agency = _agency_or_404(code)
    look = look_of(agency.id)
    issuer = Issuer(agency, signer_on(agency.id, _today(agency)).signatory, look.wording, look.logo)
    words = sample(issuer, settings().public_url, now=clock.now())
    document = render(words, logo_picture(look.logo) if look.logo else None)
    response = Response(document.pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="Contoh-sertifikat-{agency.code}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/admin/sertifikat/instansi/<code>/penanda-tangan")
@requires(Permission.MANAGE_PEOPLE)
def new_signatory(code: str) -> ResponseReturnValue:
    """The form for somebody new in office."""
    return _signatory_page(_agency_or_404(code), SignatoryForm(formdata=None))


@blueprint.post("/admin/sertifikat/instansi/<code>/penanda-tangan")
@requires(Permission.MANAGE_PEOPLE)
def create_signatory(code: str) -> ResponseReturnValue:
    """Add a term; one that was open until further notice ends the day before."""
    agency = _agency_or_404(code)
    return _keep_signatory(agency, None)


@blueprint.get("/admin/sertifikat/instansi/<code>/penanda-tangan/<int:signatory_id>")
@requires(Permission.MANAGE_PEOPLE)
def edit_signatory(code: str, signatory_id: int) -> ResponseReturnValue:
    """The form of a term."""
    agency = _agency_or_404(code)
    row = signatory_of(agency.id, signatory_id) or abort(404)
    return _signatory_page(agency, SignatoryForm(formdata=None, obj=row), row)


@blueprint.post("/admin/sertifikat/instansi/<code>/penanda-tangan/<int:signatory_id>")
@requires(Permission.MANAGE_PEOPLE)
def update_signatory(code: str, signatory_id: int) -> ResponseReturnValue:
    """Correct a term; certificates that bear it stay as they are."""
    agency = _agency_or_404(code)
    return _keep_signatory(agency, signatory_of(agency.id, signatory_id) or abort(404))


def _agencies() -> list[Agency]:
    scope = own_scope()
    return [each for each in all_agencies() if scope is None or each.id in scope]


def _agency_or_404(code: str) -> Agency:
    return next((each for each in _agencies() if each.code == code), None) or abort(404)


def _today(agency: Agency) -> date:
    return clock.local_date(clock.now(), agency.time_zone)


def _uploaded_logo() -> bytes | None:
    file = request.files.get("logo")
    content = file.read(LARGEST_LOGO_BYTES + 1) if file else b""
    return content or None


def _prove(agency: Agency, logo: bytes | None) -> None:
    """Print a sample with the picture: what breaks there would break every certificate.

    Raises: what `check_logo` refuses, LogoFormatError.
    """
    if logo is None:
        return
    check_logo(logo)
    issuer = Issuer(agency, signer_on(agency.id, _today(agency)).signatory, "", "")
    try:
        render(sample(issuer, settings().public_url, now=clock.now()), logo)
    except RenderingError as error:
        raise LogoFormatError from error


def _keep_signatory(agency: Agency, row: Signatory | None) -> ResponseReturnValue:
    form = SignatoryForm()
    if not form.validate_on_submit():
        return _signatory_page(agency, form, row), 422
    new = NewTerm(
        name=form.name.data or "",
        title=form.title.data or "",
        nip=form.nip.data or "",
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
    )
    try:
        if row is None:
            add_signatory(agency, new, actor_id=current_user.id, now=clock.now())
        else:
            change_signatory(row, new, actor_id=current_user.id, now=clock.now())
    except DomainError as error:
        _refuse(_field_of(form, error), error)
        return _signatory_page(_agency_or_404(agency.code), form, row), 422
    db.session.commit()
    flash(gettext("Masa jabatan %(name)s tersimpan.", name=new.name), "done")
    return redirect(url_for("administration.certificate_look", code=agency.code), 303)


def _field_of(form: SignatoryForm, error: DomainError) -> Field:
    """The field that a refusal is about."""
    match error:
        case NipError():
            return form.nip
        case SignatoryDatesError():
            return form.ends_on
        case SignatoryOverlapError() | SignatoryYearError():
            return form.starts_on
        case SignatoryTitleError():
            return form.title
        case _:
            return form.name


def _refuse(field: Field, error: DomainError) -> None:
    db.session.rollback()
    field.errors = [*field.errors, domain_message(error)]


def _look_page(agency: Agency, form: LookForm) -> str:
    return render_template(
        "administration/certificate_look.html",
        agency=agency,
        form=form,
        look=look_of(agency.id),
        signatories=signatories_of(agency.id),
        signer=signer_on(agency.id, _today(agency)),
        today=_today(agency),
        changes=changes_of(agency.id),
        default_wording=DEFAULT_WORDING,
    )


def _signatory_page(agency: Agency, form: SignatoryForm, row: Signatory | None = None) -> str:
    return render_template("administration/signatory.html", agency=agency, form=form, signatory_id=row and row.id)
