"""Changing who somebody is and where they work, a short form each: name, data, NIP, position, supervisor; and somebody new."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import starmap
from typing import Any

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from elearning.accounts.errors import NipStartError
from elearning.accounts.models import Person
from elearning.accounts.queries import person_by_identifier
from elearning.accounts.services import NewPerson, add_nip, create_person
from elearning.accounts.services.people import (
    change_contract_start,
    change_email,
    change_language,
    change_siasn_id,
    correct_nip,
    rename_person,
)
from elearning.administration.form_page import FormPage, answer_form, show_form
from elearning.administration.people_forms import (
    DetailsForm,
    EndForm,
    NameForm,
    NewPersonForm,
    NipForm,
    PositionForm,
    SupervisorForm,
)
from elearning.administration.routes.blueprint import blueprint
from elearning.administration.routes.people_reach import own_scope, own_today, person_to_change
from elearning.core import clock
from elearning.core.forms import SelectChoice
from elearning.core.jinja import format_day
from elearning.core.navigation import LANGUAGE_NAMES
from elearning.core.permissions import Permission, requires
from elearning.domain.names import PersonName, full_name
from elearning.domain.nip import NipError
from elearning.extensions import db
from elearning.organization.appointments import appoint, end_link, place_under
from elearning.organization.errors import SupervisorUnknownError
from elearning.organization.person_queries import person_reached, positions_of, running_supervision
from elearning.organization.services import NewHolding, NewLink
from elearning.organization.structure_queries import agencies_reached, open_positions, open_units
from elearning.quizzes.services import change_quiz_time

NAME_FIELDS = {
    "person_name_invalid": "name",
    "person_name_too_long": "name",
    "person_name_character": "name",
    "unprintable_letter": "name",
}
DATA_FIELDS = {
    "email_invalid": "email",
    "email_taken": "email",
    "contract_start": "contract_start",
    "time_multiplier": "time_percent",
    "siasn_id": "pns_orang_id",
    "siasn_id_taken": "pns_orang_id",
    "identifier_missing": "email",
}
NIP_ERRORS: tuple[type[NipError], ...] = (NipError, *NipError.__subclasses__())
NIP_FIELDS = {error.code: "nip" for error in NIP_ERRORS} | {
    "nip_taken": "nip",
    "nip_missing": "kind",
    "nip_date": "valid_from",
    "nip_start": "valid_from",
}
SUPERVISOR_FIELDS = {
    "supervisor_self": "supervisor",
    "supervisor_agency": "supervisor",
    "supervisor_inactive": "supervisor",
    "supervisor_circle": "supervisor",
    "supervisor_unknown": "supervisor",
    "supervisor_date": "starts_on",
    "acting_reason": "reason",
}


@blueprint.route("/admin/orang/baru", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def new_person() -> ResponseReturnValue:
    """Add somebody as a learner; roles, position and supervisor follow on their page."""
    agencies = agencies_reached(own_scope())
    form = NewPersonForm()
    form.agency.choices = [SelectChoice(str(agency.id), agency.name) for agency in agencies]
    if len(agencies) > 1:
        form.agency.choices.insert(0, SelectChoice("", gettext("Pilih instansi")))
    page = FormPage(
        title=gettext("Tambah orang"),
        lead=gettext("Orang baru adalah peserta. Peran, jabatan, dan atasannya diisi sesudah ini di halamannya."),
        button=gettext("Tambah orang"),
        back=(gettext("Orang"), url_for("administration.people")),
        fields=NAME_FIELDS | DATA_FIELDS | NIP_FIELDS,
        sizes={"nip": "digits", "contract_start": "short"},
    )
    if not form.is_submitted():
        return show_form(form, page)
    made: list[Person] = []

    def deed() -> None:
        new = NewPerson(
            name=form.name.data or "",
            title_before=form.title_before.data or "",
            title_after=form.title_after.data or "",
            nip=form.nip.data or None,
            email=form.email.data or None,
            agency_id=int(form.agency.data),
            contract_start=form.contract_start.data,
        )
        made.append(create_person(new, actor_id=current_user.id, now=clock.now()))

    def link_page() -> str:
        return url_for("administration.person_link", person_id=made[-1].id)

    done = gettext("%(name)s ditambahkan. Pilih bagaimana tautan aktivasinya diserahkan.", name=form.name.data or "")
    return answer_form(form, page, deed, done, to=link_page)


@blueprint.route("/admin/orang/<int:person_id>/nama", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def person_name(person_id: int) -> ResponseReturnValue:
    """The parts of the name."""
    person = person_to_change(person_id)
    form = NameForm(obj=person)
    page = _page(
        person,
        title=gettext("Ubah nama dan gelar"),
        lead=gettext(
            "Sertifikat yang sudah terbit tidak berubah. Sekarang tercetak: %(name)s", name=_full_name(person)
        ),
        fields=NAME_FIELDS,
    )
    if not form.is_submitted():
        return show_form(form, page)

    def deed() -> None:
        parts = PersonName(form.name.data or "", form.title_before.data or "", form.title_after.data or "")
        rename_person(person, parts, actor_id=current_user.id, now=clock.now())

    printed = full_name(form.name.data or "", form.title_before.data or "", form.title_after.data or "")
    return answer_form(form, page, deed, gettext("Di sertifikat kini tercetak: %(name)s", name=printed))


@blueprint.route("/admin/orang/<int:person_id>/data", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def person_details(person_id: int) -> ResponseReturnValue:
    """Address, contract, accommodation, language, id in SIASN."""
    person = person_to_change(person_id)
    facts = {"time_percent": person.time_multiplier_percent, "locale": person.locale or ""}
    form = DetailsForm(obj=person, data=facts)
    form.locale.choices = [
        SelectChoice("", gettext("Menurut perambannya")),
        *starmap(SelectChoice, LANGUAGE_NAMES.items()),
    ]
    sizes = {"contract_start": "short", "time_percent": "short"}
    page = _page(person, title=gettext("Ubah data"), fields=DATA_FIELDS, sizes=sizes)
    if not form.is_submitted():
        return show_form(form, page)

    def deed() -> None:
        by: dict[str, Any] = {"actor_id": current_user.id, "now": clock.now()}
        change_email(person, form.email.data, **by)
        change_contract_start(person, form.contract_start.data, **by)
        change_quiz_time(person, form.time_percent.data or 0, **by)
        change_language(person, form.locale.data or None, **by)
        change_siasn_id(person, form.pns_orang_id.data or "", **by)

    return answer_form(form, page, deed, gettext("Data tersimpan."))


@blueprint.route("/admin/orang/<int:person_id>/nip", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def person_nip(person_id: int) -> ResponseReturnValue:
    """Another NIP from a day on, or the present one put right."""
    person = person_to_change(person_id)
    form = NipForm()
    page = _page(
        person,
        title=gettext("NIP baru atau pembetulan"),
        lead=gettext("Dengan NIP baru orang ini masuk mulai sekarang; yang lama tetap tercatat."),
        fields=NIP_FIELDS,
        sizes={"nip": "digits", "valid_from": "short"},
    )
    if not form.is_submitted():
        return show_form(form, page)

    def deed() -> None:
        if form.kind.data == "correction":
            correct_nip(person, form.nip.data or "", actor_id=current_user.id, now=clock.now())
        elif form.valid_from.data is None:
            raise NipStartError
        else:
            add_nip(person, form.nip.data or "", form.valid_from.data, actor_id=current_user.id, now=clock.now())

    return answer_form(form, page, deed, gettext("NIP tersimpan."))


@blueprint.route("/admin/orang/<int:person_id>/jabatan", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def person_position(person_id: int) -> ResponseReturnValue:
    """A position in a unit from a day on; the one before ends the day before."""
    person = person_to_change(person_id)
    agency_id = person.agency_id or abort(404)
    present = next((held for held in positions_of(person.id) if held.ends_on is None), None)
    chosen = {"position": str(present.position_id), "unit": str(present.unit_id)} if present else {}
    form = PositionForm(data={"starts_on": own_today(), **chosen})
    form.position.choices = _choices(
        gettext("Pilih jabatan"), {each.id: each.name for each in open_positions(agency_id)}
    )
    form.unit.choices = _choices(
        gettext("Pilih unit"), {each.id: each.path.replace("/", " / ") for each in open_units(agency_id)}
    )
    page = _page(
        person,
        title=gettext("Beri jabatan"),
        lead=gettext("Jabatan yang sekarang berakhir sehari sebelumnya. Riwayatnya tetap."),
        fields={"holding_date": "starts_on", "place_unknown": "position"},
        sizes={"starts_on": "short"},
    )
    if not form.is_submitted():
        return show_form(form, page)

    def deed() -> None:
        new = NewHolding(person.id, int(form.position.data), int(form.unit.data), form.starts_on.data)
        appoint(person, new, actor_id=current_user.id, now=clock.now())

    return answer_form(form, page, deed, gettext("Jabatan tersimpan."))


@blueprint.route("/admin/orang/<int:person_id>/atasan", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def person_supervisor(person_id: int) -> ResponseReturnValue:
    """A supervisor from a day on, permanent or acting."""
    person = person_to_change(person_id)
    form = SupervisorForm(data={"kind": "permanent", "starts_on": own_today()})
    page = _page(
        person,
        title=gettext("Tetapkan atasan"),
        lead=gettext("Atasan melihat kemajuan orang ini, menugaskan kursus, dan menegaskan level kompetensinya."),
        fields=SUPERVISOR_FIELDS,
        sizes={"supervisor": "digits", "starts_on": "short", "ends_on": "short"},
    )
    if not form.is_submitted():
        return show_form(form, page)

    def deed() -> None:
        supervisor = _supervisor(form.supervisor.data or "")
        link = NewLink(
            person_id=person.id,
            supervisor_id=supervisor.id,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            kind=form.kind.data,
            reason=form.reason.data or "",
        )
        place_under(person, supervisor, link, actor_id=current_user.id, now=clock.now())

    return answer_form(form, page, deed, gettext("Atasan tersimpan."))


@blueprint.route("/admin/orang/<int:person_id>/atasan/<int:link_id>/akhir", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def person_supervisor_end(person_id: int, link_id: int) -> ResponseReturnValue:
    """Let a supervision end with a day."""
    person = person_to_change(person_id)
    link = running_supervision(link_id, person.id, own_today()) or abort(404)
    form = EndForm(data={"last_day": own_today()})
    above = db.session.get_one(Person, link.supervisor_id)
    page = _page(
        person,
        title=gettext("Akhiri hubungan atasan"),
        lead=gettext(
            "%(name)s menjadi atasan sejak %(day)s. Sesudah hari terakhir ia tidak lagi melihat orang ini.",
            name=_full_name(above),
            day=format_day(link.starts_on),
        ),
        button=gettext("Akhiri"),
        fields={"supervisor_date": "last_day"},
        sizes={"last_day": "short"},
    )
    if not form.is_submitted():
        return show_form(form, page)
    day: date | None = form.last_day.data

    def deed() -> None:
        end_link(link, form.last_day.data, actor_id=current_user.id, now=clock.now())

    done = gettext("Berakhir pada %(day)s.", day=format_day(day)) if day else ""
    return answer_form(form, page, deed, done)


def _supervisor(identifier: str) -> Person:
    """The supervisor whom an identifier means, among those in reach. Raises: SupervisorUnknownError."""
    found = person_by_identifier(identifier)
    if found is None or person_reached(found.id, own_scope()) is None:
        raise SupervisorUnknownError
    return found


def _page(person: Person, *, title: str, button: str = "", **more: Any) -> FormPage:
    back = (_full_name(person), url_for("administration.person", person_id=person.id))
    desk = (gettext("Orang"), url_for("administration.people"))
    return FormPage(title=title, button=button or gettext("Simpan"), back=back, desk=desk, **more)


def _full_name(person: Person) -> str:
    return full_name(person.name, person.title_before, person.title_after)


def _choices(first: str, names: Mapping[int, str]) -> list[SelectChoice]:
    return [SelectChoice("", first), *(SelectChoice(str(each), name) for each, name in names.items())]
