"""The account of a person: one-time links, devices, closing and opening it, roles. Roles and closing ask for the password."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from elearning.accounts.confirmation import ConfirmedForm, refusal
from elearning.accounts.errors import AccountInactiveError, EmailMissingError, OwnAccountError
from elearning.accounts.forms import EmptyForm
from elearning.accounts.letters import link_url, post_link
from elearning.accounts.models import Person
from elearning.accounts.role_names import role_name
from elearning.accounts.services.credentials import LinkPurpose, create_link
from elearning.accounts.services.roles import deactivate_person, give_role, reactivate_person, take_role
from elearning.accounts.services.sessions import revoke_sessions
from elearning.administration.form_page import FormPage, answer_form, do_and_go, show_form
from elearning.administration.open_work import open_work_of
from elearning.administration.people_forms import GiveRoleForm, LinkForm
from elearning.administration.routes.blueprint import blueprint
from elearning.administration.routes.people_reach import own_scope, own_today, person_or_404, person_to_change
from elearning.administration.routes.person import REMOVABLE, keep_link_to_show
from elearning.core import clock
from elearning.core.forms import SelectChoice
from elearning.core.permissions import Grant, Permission, Role, requires
from elearning.domain.names import full_name
from elearning.extensions import db
from elearning.organization.person_queries import roles_of, supervised_count
from elearning.organization.structure_queries import agencies_reached


@blueprint.route("/admin/orang/<int:person_id>/tautan", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def person_link(person_id: int) -> ResponseReturnValue:
    """A one-time link for the password: the first one, or another."""
    person = person_to_change(person_id)
    if not person.is_active:
        raise AccountInactiveError
    form = LinkForm(data={"how": "mail" if person.email else "show"})
    purpose = LinkPurpose.RESET if person.password_hash else LinkPurpose.ACTIVATION
    is_first = purpose is LinkPurpose.ACTIVATION
    page = _page(
        person,
        title=gettext("Tautan aktivasi") if is_first else gettext("Tautan kata sandi baru"),
        lead=gettext(
            "Dengan tautan ini orangnya memilih kata sandi sendiri. Tautan yang dibuat sebelumnya tidak berlaku lagi."
        ),
        button=gettext("Buat tautan"),
        fields={"email_missing": "how"},
    )
    if not form.is_submitted():
        return show_form(form, page)

    def deed() -> None:
        now = clock.now()
        if form.how.data == "mail" and not person.email:
            raise EmailMissingError
        token = create_link(person, purpose, actor_id=current_user.id, now=now)
        if form.how.data == "mail":
            post_link(person, purpose, token, now=now)
        else:
            keep_link_to_show(person, link_url(purpose, token), is_first=is_first)

    done = gettext("Tautan dikirim ke %(email)s.", email=person.email or "")
    return answer_form(form, page, deed, done if form.how.data == "mail" else gettext("Tautan dibuat."))


@blueprint.post("/admin/orang/<int:person_id>/perangkat/pencabutan")
@requires(Permission.MANAGE_PEOPLE)
def person_sign_out(person_id: int) -> ResponseReturnValue:
    """Sign somebody out everywhere; of the viewer's own devices this one stays."""
    person = person_to_change(person_id)
    kept = current_user.session_id if person.id == current_user.id else None
    count = revoke_sessions(person.id, kept_id=kept, actor_id=current_user.id, now=clock.now())
    db.session.commit()
    flash(ngettext("%(num)s perangkat dikeluarkan.", "%(num)s perangkat dikeluarkan.", count), "done")
    return redirect(_home(person), 303)


@blueprint.route("/admin/orang/<int:person_id>/penonaktifan", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def person_deactivation(person_id: int) -> ResponseReturnValue:
    """Say what happens, ask for the password, close the account."""
    person = person_to_change(person_id)
    if person.id == current_user.id:
        raise OwnAccountError
    form = ConfirmedForm()
    page = _page(
        person,
        title=gettext("Nonaktifkan akun"),
        button=gettext("Nonaktifkan"),
        kind="loss",
        consequences=_consequences(person),
    )
    if not form.is_submitted():
        return show_form(form, page)
    refused = refusal(form, now=clock.now())
    if refused:
        return show_form(form, page), refused

    def deed() -> None:
        deactivate_person(person, actor_id=current_user.id, now=clock.now())

    return do_and_go(form, page, deed, gettext("Akun %(name)s dinonaktifkan.", name=person.name))


@blueprint.post("/admin/orang/<int:person_id>/pengaktifan")
@requires(Permission.MANAGE_PEOPLE)
def person_reactivation(person_id: int) -> ResponseReturnValue:
    """Open the account again, with the password and roles it had."""
    person = person_to_change(person_id)
    form = EmptyForm()
    if form.validate_on_submit() and reactivate_person(person, actor_id=current_user.id, now=clock.now()):
        db.session.commit()
        flash(gettext("Akun %(name)s aktif lagi.", name=person.name), "done")
    return redirect(_home(person), 303)


@blueprint.route("/admin/orang/<int:person_id>/peran", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def person_role(person_id: int) -> ResponseReturnValue:
    """Give a role, no further than one's own reaches."""
    person = person_or_404(person_id)
    if person.id == current_user.id:
        raise OwnAccountError
    form = GiveRoleForm()
    form.grant.choices = _offered(person)
    page = _page(
        person,
        title=gettext("Beri peran"),
        lead=gettext("Berlaku mulai halaman berikutnya yang dibuka orangnya."),
        button=gettext("Beri peran"),
    )
    if not form.is_submitted():
        return show_form(form, page)
    refused = refusal(form, now=clock.now())
    if refused:
        return show_form(form, page), refused
    grant = _read_grant(form.grant.data)

    def deed() -> None:
        give_role(person, grant, actor_id=current_user.id, now=clock.now())

    return do_and_go(form, page, deed, gettext("%(name)s kini %(role)s.", name=person.name, role=role_name(grant.role)))


@blueprint.route("/admin/orang/<int:person_id>/peran/<role>/<int:agency_id>/akhir", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def person_role_end(person_id: int, role: str, agency_id: int) -> ResponseReturnValue:
    """Take a role back; the agency 0 stands for the whole site."""
    person = person_or_404(person_id)
    held = next((each for each in roles_of(person.id) if _is_named(each.grant, role, agency_id)), None) or abort(404)
    form = ConfirmedForm()
    page = _page(
        person,
        title=gettext("Cabut peran"),
        lead=gettext(
            "%(role)s, %(reach)s. Berlaku mulai halaman berikutnya yang dibuka orangnya; catatannya tetap.",
            role=role_name(held.grant.role),
            reach=held.agency or gettext("seluruh situs"),
        ),
        button=gettext("Cabut peran"),
        kind="loss",
    )
    if not form.is_submitted():
        return show_form(form, page)
    refused = refusal(form, now=clock.now())
    if refused:
        return show_form(form, page), refused

    def deed() -> None:
        take_role(person, held.grant, actor_id=current_user.id, now=clock.now())

    return do_and_go(form, page, deed, gettext("Peran %(role)s dicabut.", role=role_name(held.grant.role)))


def _offered(person: Person) -> list[SelectChoice]:
    """Every role that the viewer may give and the person does not have."""
    scope = own_scope()
    held = {each.grant for each in roles_of(person.id)}
    offered = [
        (Grant(role, agency.id), f"{role_name(role)} · {agency.name}")
        for agency in agencies_reached(scope)
        for role in reversed(REMOVABLE)
    ]
    if scope is None:
        site = gettext("seluruh situs")
        offered += [
            (Grant(role, None), f"{role_name(role)} · {site}") for role in (Role.TRAINING_OFFICER, Role.ADMINISTRATOR)
        ]
    free = [SelectChoice(_written(grant), label) for grant, label in offered if grant not in held]
    return [SelectChoice("", gettext("Pilih peran")), *free]


def _written(grant: Grant) -> str:
    return f"{grant.role}:{grant.agency_id or 0}"


def _read_grant(text: str) -> Grant:
    """The grant of a choice that the form has found in its list."""
    role, _, agency = text.partition(":")
    return Grant(Role(role), int(agency) or None)


def _is_named(grant: Grant, role: str, agency_id: int) -> bool:
    return grant.role in REMOVABLE and (grant.role.value, grant.agency_id or 0) == (role, agency_id)


def _consequences(person: Person) -> tuple[str, ...]:
    """What becomes of everything that runs."""
    work = open_work_of(person.id)
    supervised = supervised_count(person.id, own_today())
    sentences = [
        gettext("Semua perangkatnya dikeluarkan, dan tautan kata sandinya tidak berlaku lagi."),
        gettext("Sertifikat, bukti kompetensi, dan JP tetap tercatat, dan sertifikatnya tetap dapat diperiksa."),
    ]
    if work.attempts:
        sentences.append(
            ngettext(
                "%(num)s percobaan kuis yang berjalan dikumpulkan sendiri saat waktunya habis, dengan jawaban yang tersimpan.",
                "%(num)s percobaan kuis yang berjalan dikumpulkan sendiri saat waktunya habis, dengan jawaban yang tersimpan.",
                work.attempts,
            )
        )
    if work.assignments or work.enrolments:
        sentences.append(
            gettext(
                "%(assignments)s penugasan dan %(courses)s kursus yang diikuti tetap tercatat dan berlaku lagi bila akunnya diaktifkan.",
                assignments=work.assignments,
                courses=work.enrolments,
            )
        )
    if supervised:
        sentences.append(
            ngettext(
                "%(num)s orang masih tercatat di bawahnya; tetapkan atasan lain untuk mereka.",
                "%(num)s orang masih tercatat di bawahnya; tetapkan atasan lain untuk mereka.",
                supervised,
            )
        )
    return tuple(map(str, sentences))


def _home(person: Person) -> str:
    return url_for("administration.person", person_id=person.id)


def _page(person: Person, *, title: str, button: str, **more: Any) -> FormPage:
    name = full_name(person.name, person.title_before, person.title_after)
    desk = (gettext("Orang"), url_for("administration.people"))
    return FormPage(title=title, button=button, back=(name, _home(person)), desk=desk, **more)
