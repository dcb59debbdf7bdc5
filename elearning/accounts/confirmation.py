"""The password once more before a deed that is hard to take back: roles, revocations, many accounts at once, settings.

It counts for this one request: nothing is kept that somebody at an unlocked computer could use. Wrong ones are counted
like sign-ins, and everything else that was typed stays in the form. A page inherits its form from `ConfirmedForm`,
shows `form.own_password` as the last field and asks `refusal` instead of `validate_on_submit`:

    form = RevokeForm()
    status = refusal(form, now=clock.now())
    if status:
        return _page(form), status
    … the deed …

Ask before rows are locked or changed: the counted guess is committed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from flask_login import current_user
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from elearning.accounts.forms import LONGEST_TYPED_PASSWORD
from elearning.accounts.models import Person
from elearning.accounts.passwords import verify_password
from elearning.accounts.services import guesses
from elearning.accounts.services.guesses import Caller
from elearning.core.forms import Form
from elearning.core.jinja import format_clock
from elearning.extensions import db

INVALID, TOO_MANY = 422, 429
_WRONG = lazy_gettext("Kata sandi Anda tidak cocok. Tidak ada yang berubah; ketik sekali lagi.")


class ConfirmedForm(Form):
    """A form whose sender proves once more who they are."""

    own_password = PasswordField(
        lazy_gettext("Kata sandi Anda"),
        [
            InputRequired(lazy_gettext("Isi kata sandi Anda untuk melanjutkan.")),
            Length(max=LONGEST_TYPED_PASSWORD, message=lazy_gettext("Isian ini terlalu panjang.")),
        ],
        description=lazy_gettext("Diminta lagi karena tindakan ini sukar dibatalkan."),
    )


def refusal(form: ConfirmedForm, *, now: datetime) -> int | None:
    """None when the form is whole and the password right; else the status to answer with, the reason is in the form."""
    if not form.validate_on_submit():
        return INVALID
    return check_own_password(form.own_password, now=now)


def check_own_password(field: PasswordField, *, now: datetime, wrong: str | LazyString = _WRONG) -> int | None:
    """None when the field holds the viewer's password; else the status to answer with, the reason is at the field.

    Commits: the guess counts before the password is looked at, and whatever happens after.
    """
    caller = Caller(f"change {current_user.id}", request.remote_addr)
    free_at = guesses.count(guesses.SIGN_IN, caller, now=now)
    stored = db.session.get_one(Person, current_user.id).password_hash
    db.session.commit()
    if free_at is not None:
        field.errors = [too_many_words(free_at)]
        return TOO_MANY
    if not verify_password(stored, field.data or ""):
        field.errors = [str(wrong)]
        return INVALID
    guesses.take_back(guesses.SIGN_IN, caller, now=now)
    return None


def too_many_words(free_at: datetime) -> str:
    """When to try again, to the next whole minute."""
    shown = free_at if free_at.second == 0 else free_at + timedelta(minutes=1)
    return str(gettext("Terlalu banyak percobaan. Coba lagi sesudah pukul %(time)s.", time=format_clock(shown)))
