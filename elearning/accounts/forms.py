"""The shape of what people type to sign in and to choose a password. Rules of passwords are judged by the service."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from elearning.accounts.queries import LONGEST_IDENTIFIER
from elearning.core.forms import Form

LONGEST_TYPED_PASSWORD = 300


def _bounded(most: int) -> Length:
    return Length(max=most, message=lazy_gettext("Isian ini terlalu panjang."))


class SignInForm(Form):
    """NIP or address, and the password."""

    identifier = StringField(
        lazy_gettext("NIP atau surel dinas"),
        [DataRequired(lazy_gettext("Isi NIP atau surel dinas Anda.")), _bounded(LONGEST_IDENTIFIER)],
        description=lazy_gettext("18 angka; spasi dan titik boleh ikut. PPPK memakai NI PPPK."),
    )
    password = PasswordField(
        lazy_gettext("Kata sandi"),
        [InputRequired(lazy_gettext("Isi kata sandi Anda.")), _bounded(LONGEST_TYPED_PASSWORD)],
    )
    is_remembered = BooleanField(
        lazy_gettext("Ingat saya di perangkat ini"), description=lazy_gettext("Jangan dicentang di komputer bersama.")
    )


class LinkRequestForm(Form):
    """Who has forgotten the password."""

    identifier = StringField(
        lazy_gettext("NIP atau surel dinas"),
        [DataRequired(lazy_gettext("Isi NIP atau surel dinas Anda.")), _bounded(LONGEST_IDENTIFIER)],
        description=lazy_gettext("18 angka; spasi dan titik boleh ikut. PPPK memakai NI PPPK."),
    )


class NewPasswordForm(Form):
    """A new password, typed twice because it is not shown."""

    password = PasswordField(
        lazy_gettext("Kata sandi baru"),
        [InputRequired(lazy_gettext("Isi kata sandi baru.")), _bounded(LONGEST_TYPED_PASSWORD)],
        description=lazy_gettext("Paling sedikit 10 karakter. Empat kata acak lebih kuat dan mudah diingat."),
    )
    again = PasswordField(
        lazy_gettext("Kata sandi baru, sekali lagi"),
        [
            InputRequired(lazy_gettext("Ketik kata sandi baru sekali lagi.")),
            EqualTo("password", lazy_gettext("Kedua kata sandi tidak sama. Ketik ulang yang kedua.")),
        ],
    )


class ChangePasswordForm(NewPasswordForm):
    """A new password for somebody who knows the present one."""

    present = PasswordField(
        lazy_gettext("Kata sandi sekarang"),
        [InputRequired(lazy_gettext("Isi kata sandi yang sekarang.")), _bounded(LONGEST_TYPED_PASSWORD)],
    )


class EmptyForm(Form):
    """A button; the token alone is checked."""
