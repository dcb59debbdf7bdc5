"""Agencies: their list, adding one, changing what its certificates and calendars rest on. For who administers the whole site."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from elearning.administration.agency_facts import has_certificates
from elearning.administration.form_page import FormPage, answer_form, show_form
from elearning.administration.routes.blueprint import blueprint
from elearning.administration.structure_forms import AgencyForm, NewAgencyForm
from elearning.core import clock
from elearning.core.permissions import Permission, requires
from elearning.domain.nip import NipError
from elearning.organization.queries import all_agencies
from elearning.organization.services import NewAgency, add_agency
from elearning.organization.structure import AgencyFacts, change_agency, facts_of
from elearning.organization.structure_queries import agency_reached, people_count

NIP_ERRORS: tuple[type[NipError], ...] = (NipError, *NipError.__subclasses__())
FIELDS = {
    "agency_code": "code",
    "agency_code_fixed": "code",
    "agency_taken": "code",
    "agency_text": "name",
    "time_zone": "time_zone",
    "siasn_id": "instansi_id",
} | {error.code: "signatory_nip" for error in NIP_ERRORS}


@blueprint.get("/admin/instansi")
@requires(Permission.MANAGE_SITE)
def agencies() -> ResponseReturnValue:
    """Every agency with how many people it has."""
    found = all_agencies()
    counts = people_count([agency.id for agency in found])
    return render_template("administration/agencies.html", agencies=found, counts=counts)


@blueprint.route("/admin/instansi/baru", methods=["GET", "POST"])
@requires(Permission.MANAGE_SITE)
def new_agency() -> ResponseReturnValue:
    """Add an agency with who signs its certificates."""
    form = NewAgencyForm()
    page = _page(gettext("Tambah instansi"), gettext("Tambah instansi"))
    if not form.is_submitted():
        return show_form(form, page)

    def deed() -> None:
        texts: dict[str, Any] = {name: value or "" for name, value in form.data.items()}
        siasn_id = texts.pop("instansi_id")
        new = NewAgency(**{name: texts[name] for name in NewAgency.__dataclass_fields__})
        agency = add_agency(new, actor_id=current_user.id, now=clock.now())
        _change(agency.id, AgencyFacts(**(facts_of(agency) | {"instansi_id": siasn_id})))

    return answer_form(form, page, deed, gettext("Instansi %(name)s ditambahkan.", name=form.name.data or ""))


@blueprint.route("/admin/instansi/<int:agency_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_SITE)
def agency(agency_id: int) -> ResponseReturnValue:
    """Change an agency."""
    found = agency_reached(agency_id, None) or abort(404)
    form = AgencyForm(data=facts_of(found))
    page = _page(
        found.name, gettext("Simpan"), gettext("Penanda tangan dan tampilan sertifikatnya diatur di Sertifikat.")
    )
    if not form.is_submitted():
        return show_form(form, page)

    def deed() -> None:
        _change(found.id, AgencyFacts(**{name: form[name].data or "" for name in facts_of(found)}))

    return answer_form(form, page, deed, gettext("Instansi tersimpan."))


def _change(agency_id: int, facts: AgencyFacts) -> None:
    found = agency_reached(agency_id, None) or abort(404)
    fixed = has_certificates(agency_id)
    change_agency(found, facts, is_code_fixed=fixed, actor_id=current_user.id, now=clock.now())


def _page(title: str, button: str, lead: str = "") -> FormPage:
    back = (gettext("Instansi"), url_for("administration.agencies"))
    sizes = {"code": "short", "signatory_nip": "digits"}
    return FormPage(title=title, button=button, lead=lead, back=back, fields=FIELDS, sizes=sizes)
