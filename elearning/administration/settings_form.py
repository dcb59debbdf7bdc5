"""What an administrator may set while the site runs, within the limits of `config.py`, and how each setting is called."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from wtforms import BooleanField, Field, FileField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from config import CHANGEABLE, NUMBER_RANGES, Settings, SettingsError, changed_settings
from elearning.accounts.confirmation import ConfirmedForm
from elearning.core.forms import Form
from elearning.core.site_changes import text_of
from elearning.core.site_logo import SETTING as LOGO_SETTING
from elearning.domain.errors import N_

LONGEST_NAME = 60
LONGEST_ADDRESS = 254
NAMES = {
    "site_name": N_("Nama situs"),
    "site_motto": N_("Semboyan"),
    "contact_email": N_("Surel bantuan"),
    "mail_from": N_("Surel pengirim"),
    "default_time_zone": N_("Zona waktu umum"),
    "session_days": N_("Lama tetap masuk, dalam hari"),
    "jp_floor_pns": N_("JP paling sedikit setahun untuk PNS"),
    "jp_ceiling_pppk": N_("JP paling banyak dihitung setahun untuk PPPK"),
    "competency_course_cap": N_("Level tertinggi dari kursus saja"),
    LOGO_SETTING: N_("Logo situs"),
}
# As keywords, because the type stubs of the library are one version behind.
_OTHERWISE: dict[str, Any] = {"invalid_choice_message": lazy_gettext("Pilih satu zona waktu dari daftar.")}
_EMPTY = lazy_gettext("Isian ini tidak boleh kosong.")
_REQUIRED = (InputRequired(_EMPTY), DataRequired(_EMPTY))  # neither left out nor blank


class _Accepted:
    """What the environment could say too; asked of the very check that reads the environment."""

    def __call__(self, form: Form, field: Field) -> None:  # noqa: ARG002 (the library's signature)
        try:
            changed_settings(Settings(), {field.name: field.data or ""})
        except SettingsError as error:
            raise ValidationError(_remedy(field.name)) from error


def _remedy(name: str) -> str:
    if name in NUMBER_RANGES:
        low, high = NUMBER_RANGES[name]
        return str(gettext("Tulis bilangan bulat %(low)s sampai %(high)s.", low=low, high=high))
    if name in ("contact_email", "mail_from"):
        return str(gettext("Tulis satu alamat surel seperti pelita@contoh.go.id."))
    return str(gettext("Ada karakter yang tidak terlihat di isian ini. Ketik ulang dalam satu baris."))


def _label(name: str) -> LazyString:
    return lazy_gettext(NAMES[name])


def _text(name: str, most: int = 10) -> StringField:
    longest = Length(max=most, message=lazy_gettext("Isian ini terlalu panjang."))
    return StringField(_label(name), [*_REQUIRED, longest, _Accepted()])


class SettingsForm(ConfirmedForm):
    """All of them at once; texts are kept as they are typed."""

    site_name = _text("site_name", LONGEST_NAME)
    site_motto = _text("site_motto", LONGEST_NAME)
    contact_email = _text("contact_email", LONGEST_ADDRESS)
    mail_from = _text("mail_from", LONGEST_ADDRESS)
    default_time_zone = SelectField(
        _label("default_time_zone"),
        [*_REQUIRED],
        **_OTHERWISE,
        description=lazy_gettext("Untuk orang tanpa instansi dan jam kerja situs; instansi punya zonanya sendiri."),
    )
    session_days = _text("session_days")
    jp_floor_pns = _text("jp_floor_pns")
    jp_ceiling_pppk = _text("jp_ceiling_pppk")
    competency_course_cap = _text("competency_course_cap")

    def __init__(self, *arguments: Any, settings: Settings, **options: Any) -> None:
        super().__init__(*arguments, data={name: text_of(settings, name) for name in CHANGEABLE}, **options)
        zones = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
        present = settings.default_time_zone
        choices = [(zone, f"{zone} ({short})") for zone, short in zones.items()]
        self.default_time_zone.choices = choices if present in zones else [(present, present), *choices]

    def texts(self) -> dict[str, str]:
        """What was typed, by setting."""
        return {name: self[name].data or "" for name in CHANGEABLE}


class RestoreForm(ConfirmedForm):
    """A value from before, once more."""


class LogoForm(ConfirmedForm):
    """Another logo, or none. The picture is read by the view: forms here hold texts only."""

    logo = FileField(
        lazy_gettext("Gambar logo"),
        description=lazy_gettext(
            "PNG, JPEG, atau WebP, paling besar 200 KB, sisinya 48 sampai 2.000 piksel. Latar tembus pandang paling "
            "baik: gambar itu tampil di layar terang dan gelap."
        ),
    )
    removes_logo = BooleanField(lazy_gettext("Lepas logo; lambang bawaan tampil lagi"))


def setting_name(name: str) -> str:
    """What a setting is called."""
    return str(gettext(NAMES[name])) if name in NAMES else name
