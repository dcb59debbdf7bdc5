"""Signing in and out. What a refusal says is the same whether the person exists or not, and takes the same time."""

from __future__ import annotations

from datetime import datetime

from flask import Response, abort, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, logout_user

from elearning.accounts.confirmation import too_many_words
from elearning.accounts.demo_accounts import demo_accounts, demo_person
from elearning.accounts.forms import SignInForm
from elearning.accounts.models import Person
from elearning.accounts.passwords import hash_password, needs_new_hash, verify_password
from elearning.accounts.queries import person_by_identifier
from elearning.accounts.routes.blueprint import blueprint
from elearning.accounts.services import guesses
from elearning.accounts.services.guesses import Caller
from elearning.accounts.services.sessions import revoke_session
from elearning.accounts.viewer import begin_session
from elearning.core import clock
from elearning.core.logs import log
from elearning.core.navigation import HOME
from elearning.core.own_path import own_path
from elearning.core.permissions import Permission, public, requires
from elearning.extensions import db


@blueprint.get("/masuk")
@public
def sign_in() -> ResponseReturnValue:
    """The form; who is signed in already goes on."""
    if current_user.is_authenticated:
        return redirect(_following(), 303)
    return _page(SignInForm(), 200)


@blueprint.post("/masuk")
@public
def enter() -> ResponseReturnValue:
    """Check the password and sign in. The guess is counted and committed before the password is looked at."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _page(form, 422)
    now = clock.now()
    caller = Caller(form.identifier.data or "", request.remote_addr)
    free_at = guesses.count(guesses.SIGN_IN, caller, now=now)
    person = person_by_identifier(caller.identifier) if free_at is None else None
    db.session.commit()
    if free_at is not None:
        return refuse_guessing(form, free_at, now)
    password = form.password.data or ""
    is_right = verify_password(person.password_hash if person else None, password)
    if person is None or not is_right or not person.is_active:
        log.info("sign-in refused")
        form.form_errors.append(
            gettext(
                "NIP, surel, atau kata sandi tidak cocok. Periksa lagi; huruf besar dan kecil pada kata sandi dibedakan."
            )
        )
        return _page(form, 422)
    _renew_hash(person, password)
    guesses.take_back(guesses.SIGN_IN, caller, now=now)
    return _begin(person, is_remembered=bool(form.is_remembered.data), now=now)


@blueprint.post("/masuk/contoh")
@public
def sign_in_as_demo() -> ResponseReturnValue:
    """Sign in as the demo account of a role; does not exist where this is no demo."""
    person = demo_person(request.form.get("role", ""))
    if person is None:
        abort(404)
    return _begin(person, is_remembered=False, now=clock.now())


@blueprint.post("/keluar")
@requires(Permission.OWN_ACCOUNT)
def sign_out() -> ResponseReturnValue:
    """End this device's session, in the cookie and in the table."""
    revoke_session(current_user.id, current_user.session_id, now=clock.now())
    db.session.commit()
    leave_session()
    return redirect(url_for("accounts.sign_in"), 303)


def replace_session(person: Person, *, is_remembered: bool, now: datetime) -> None:
    """Begin a new session; the one that this browser had before ends. The caller commits."""
    if current_user.is_authenticated:
        revoke_session(current_user.id, current_user.session_id, now=now)
    begin_session(person, is_remembered=is_remembered, now=now)


def leave_session() -> None:
    """Forget the person in the cookie; the language stays."""
    locale = session.get("locale")
    logout_user()
    session.clear()
    if locale:
        session["locale"] = locale


def refuse_guessing(form: SignInForm, free_at: datetime, now: datetime) -> Response:
    """The page with the sentence that says when to try again (429)."""
    form.form_errors.append(too_many_words(free_at))
    response = make_response(_page(form, 429))
    response.headers["Retry-After"] = str(max(1, int((free_at - now).total_seconds())))
    return response


def _page(form: SignInForm, status: int) -> ResponseReturnValue:
    page = render_template(
        "accounts/sign_in.html", form=form, next=own_path(request.values.get("next")), demo_accounts=demo_accounts()
    )
    return page, status


def _begin(person: Person, *, is_remembered: bool, now: datetime) -> ResponseReturnValue:
    following = _following()
    replace_session(person, is_remembered=is_remembered, now=now)
    db.session.commit()
    return redirect(following, 303)


def _following() -> str:
    return own_path(request.values.get("next")) or HOME


def _renew_hash(person: Person, password: str) -> None:
    """Store the password anew where its hash was made with other costs than today's."""
    if person.password_hash is not None and needs_new_hash(person.password_hash):
        person.password_hash = hash_password(password)
