"""New passwords: forgotten, first, activation, and changed from the profile."""

from __future__ import annotations

import time

from flask import Response, abort, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user

from elearning.accounts.confirmation import check_own_password, too_many_words
from elearning.accounts.errors import LinkExpiredError, PasswordRefusedError
from elearning.accounts.forms import ChangePasswordForm, LinkRequestForm, NewPasswordForm
from elearning.accounts.letters import post_link
from elearning.accounts.models import Person
from elearning.accounts.queries import person_by_identifier
from elearning.accounts.routes.blueprint import blueprint
from elearning.accounts.routes.sign_in import replace_session
from elearning.accounts.services import credentials, guesses
from elearning.accounts.services.credentials import LinkPurpose
from elearning.accounts.services.guesses import Caller
from elearning.core import clock
from elearning.core.errors import domain_message
from elearning.core.navigation import HOME
from elearning.core.permissions import Permission, public, requires
from elearning.extensions import db

EVEN_SECONDS = 0.4  # longer than finding somebody, making a link and writing a letter take on a slow disk


@blueprint.route("/lupa-sandi", methods=["GET", "POST"])
@public
def forgotten_password() -> ResponseReturnValue:
    """Ask for a one-time link. The answer is the same for everybody, known or not, with an address or without."""
    form = LinkRequestForm()
    if not form.is_submitted():
        return render_template("accounts/forgotten_password.html", form=form)
    if not form.validate():
        return render_template("accounts/forgotten_password.html", form=form), 422
    now, since = clock.now(), time.monotonic()
    caller = Caller(form.identifier.data or "", request.remote_addr)
    free_at = guesses.count(guesses.LINK_REQUEST, caller, now=now)
    if free_at is None:
        _send_link(person_by_identifier(caller.identifier))
    db.session.commit()
    if free_at is not None:
        form.form_errors.append(too_many_words(free_at))
        return render_template("accounts/forgotten_password.html", form=form), 429
    _wait(since)
    return redirect(url_for("accounts.link_sent"), 303)


@blueprint.get("/lupa-sandi/terkirim")
@public
def link_sent() -> ResponseReturnValue:
    """What to expect now, whoever asked."""
    return render_template("accounts/link_sent.html")


@blueprint.route("/sandi-baru/<token>", methods=["GET", "POST"])
@public
def reset_password(token: str) -> ResponseReturnValue:
    """Choose a password by the link of a letter."""
    return _password_by_link(token, LinkPurpose.RESET)


@blueprint.route("/aktivasi/<token>", methods=["GET", "POST"])
@public
def activate(token: str) -> ResponseReturnValue:
    """Choose the first password by the link of an activation letter."""
    return _password_by_link(token, LinkPurpose.ACTIVATION)


@blueprint.route("/sandi-pertama", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def first_password() -> ResponseReturnValue:
    """Choose a password of one's own at the first sign-in; only for those who must."""
    if not current_user.must_change_password:
        return redirect(HOME, 303)
    form = NewPasswordForm()
    if form.validate_on_submit() and _set_own_password(form):
        flash(gettext("Kata sandi Anda sudah diganti."), "done")
        return redirect(HOME, 303)
    return render_template("accounts/first_password.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/profil/sandi", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    """Change the password; every other device is signed out."""
    form = ChangePasswordForm()
    if not form.is_submitted():
        return render_template("accounts/change_password.html", form=form)
    status = 422
    if form.validate():
        refused = check_own_password(
            form.present, now=clock.now(), wrong=lazy_gettext("Kata sandi yang sekarang tidak cocok.")
        )
        if not refused and _set_own_password(form):
            flash(gettext("Kata sandi diganti. Perangkat lain sudah dikeluarkan."), "done")
            return redirect(url_for("accounts.profile"), 303)
        status = refused or 422
    return render_template("accounts/change_password.html", form=form), status


def _password_by_link(token: str, purpose: LinkPurpose) -> ResponseReturnValue:
    now = clock.now()
    form = NewPasswordForm()
    try:
        owner = credentials.link_owner(token, purpose, now=now)
        if form.validate_on_submit():
            credentials.use_link(token, purpose, form.password.data or "", now=now)
            replace_session(owner, now=now, is_remembered=False)
            db.session.commit()
            flash(gettext("Kata sandi tersimpan. Anda sudah masuk."), "done")
            return redirect(HOME, 303)
    except LinkExpiredError as error:
        db.session.rollback()
        return _secluded(render_template("accounts/link_expired.html", message=domain_message(error)), 404)
    except PasswordRefusedError as error:
        db.session.rollback()
        form.password.errors = [domain_message(error)]
    return _link_page(form, owner, purpose)


def _link_page(form: NewPasswordForm, owner: Person, purpose: LinkPurpose) -> ResponseReturnValue:
    page = render_template(
        "accounts/password_by_link.html",
        form=form,
        name=owner.name,
        is_first=purpose is LinkPurpose.ACTIVATION,
        action=request.path,
    )
    return _secluded(page, 422 if form.is_submitted() else 200)


def _secluded(page: str, status: int) -> Response:
    """A page whose address is a secret: no request that it causes names it, no search engine lists it."""
    response = make_response(page, status)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _wait(since: float) -> None:
    """Let the answer come as late for somebody unknown as for somebody who is sent a letter."""
    if not current_app.testing:
        time.sleep(max(0.0, EVEN_SECONDS - (time.monotonic() - since)))


def _send_link(person: Person | None) -> None:
    """A reset link, or an activation for somebody who never had a password; nothing without a person or an address."""
    if person is None or not person.is_active or not person.email:
        return
    now = clock.now()
    token = credentials.create_link(person, LinkPurpose.RESET, now=now)
    post_link(person, LinkPurpose.RESET, token, now=now)


def _set_own_password(form: NewPasswordForm) -> bool:
    """Set and commit; False with the error beside the field when the password is refused."""
    try:
        credentials.set_password(
            _own_person(),
            form.password.data or "",
            actor_id=current_user.id,
            kept_session_id=current_user.session_id,
            now=clock.now(),
        )
    except PasswordRefusedError as error:
        db.session.rollback()
        form.password.errors = [domain_message(error)]
        return False
    db.session.commit()
    return True


def _own_person() -> Person:
    return db.session.get(Person, current_user.id) or abort(404)
