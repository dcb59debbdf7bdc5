"""The shape of what an administrator types about people. What it means is judged by the services."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from elearning.accounts.confirmation import ConfirmedForm
from elearning.accounts.services.people import LEAST_TIME_PERCENT, LONGEST_TITLE_BEFORE, MOST_TIME_PERCENT
from elearning.core.day_field import DayField
from elearning.core.forms import Form, SelectChoice, WholeNumberField
from elearning.domain.names import LONGEST_NAME, LONGEST_TITLE

LONGEST_EMAIL, LONGEST_REASON, LONGEST_TYPED_NIP, LONGEST_SIASN = 254, 200, 64, 60
FIRST_YEAR, LAST_YEAR = 1960, 2100
_DAY_HINT = lazy_gettext("Hari-bulan-tahun, misalnya 31-12-2026.")
_NIP_HINT = lazy_gettext("18 angka; spasi dan titik boleh ikut.")

# As keywords, because the type stubs of the library are one version behind.
_NUMBER: dict[str, Any] = {"invalid_value_message": lazy_gettext("Tulis bilangan bulat, misalnya 150.")}


def bounded(most: int) -> Length:
    """At most so many characters."""
    return Length(max=most, message=lazy_gettext("Isian ini terlalu panjang."))


def sensible_day(_form: Form, field: DayField) -> None:
    """A validator: a day of this time, not a slip of the year. Raises: ValidationError."""
    if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(
            gettext("Periksa tahunnya: antara %(first)s dan %(last)s.", first=FIRST_YEAR, last=LAST_YEAR)
        )


def otherwise(message: LazyString) -> dict[str, Any]:
    """What a list says to a value that it does not hold."""
    return {"invalid_choice_message": message}


def _name_fields() -> tuple[StringField, StringField, StringField]:
    return (
        StringField(
            lazy_gettext("Gelar depan"),
            [bounded(LONGEST_TITLE_BEFORE)],
            description=lazy_gettext("Misalnya Dr. atau Ir."),
        ),
        StringField(
            lazy_gettext("Nama tanpa gelar"),
            [DataRequired(lazy_gettext("Isi namanya, tanpa gelar.")), bounded(LONGEST_NAME)],
            description=lazy_gettext("Seperti pada surat keputusan; satu kata pun cukup."),
        ),
        StringField(
            lazy_gettext("Gelar belakang"), [bounded(LONGEST_TITLE)], description=lazy_gettext("Misalnya S.E., M.Si.")
        ),
    )


class NameForm(Form):
    """The parts of a name."""

    title_before, name, title_after = _name_fields()


class NewPersonForm(Form):
    """Somebody new. The list of agencies is filled by the page."""

    agency = SelectField(
        lazy_gettext("Instansi"),
        [InputRequired(lazy_gettext("Pilih instansinya."))],
        **otherwise(lazy_gettext("Pilih instansi dari daftar.")),
    )
    title_before, name, title_after = _name_fields()
    nip = StringField("NIP", [bounded(LONGEST_TYPED_NIP)], description=_NIP_HINT)
    email = StringField(
        lazy_gettext("Surel dinas"),
        [bounded(LONGEST_EMAIL)],
        description=lazy_gettext("Tautan untuk memilih kata sandi dikirim ke sini. Isi NIP atau surel, atau keduanya."),
    )
    contract_start = DayField(
        lazy_gettext("Mulai kontrak PPPK"), [Optional(), sensible_day], description=lazy_gettext("Hanya untuk PPPK.")
    )


class DetailsForm(Form):
    """Address, contract, accommodation, language, id in SIASN."""

    email = StringField(
        lazy_gettext("Surel dinas"),
        [bounded(LONGEST_EMAIL)],
        description=lazy_gettext("Dipakai untuk masuk dan untuk kata sandi baru."),
    )
    contract_start = DayField(
        lazy_gettext("Mulai kontrak PPPK"),
        [Optional(), sensible_day],
        description=lazy_gettext("Menentukan tahun JP PPPK. Kosongkan untuk PNS."),
    )
    time_percent = WholeNumberField(
        lazy_gettext("Waktu kuis, persen dari biasa"),
        [
            InputRequired(lazy_gettext("Isi 100 untuk waktu biasa.")),
            NumberRange(
                LEAST_TIME_PERCENT,
                MOST_TIME_PERCENT,
                lazy_gettext("Waktu kuis harus 100 sampai 400 persen dari waktu biasa."),
            ),
        ],
        description=lazy_gettext("Akomodasi, misalnya 150. Percobaan yang sedang berjalan tidak berubah."),
        **_NUMBER,
    )
    locale = SelectField(
        lazy_gettext("Bahasa halaman dan surat"),
        **otherwise(lazy_gettext("Pilih bahasa dari daftar.")),
    )
    pns_orang_id = StringField(
        lazy_gettext("ID SIASN (pnsOrangId)"),
        [bounded(LONGEST_SIASN)],
        description=lazy_gettext("Perlu untuk menyerahkan sertifikat ke SIASN."),
    )


class NipForm(Form):
    """Another NIP from a day on, or the present one put right."""

    kind = RadioField(
        lazy_gettext("Apa yang berubah"),
        [InputRequired(lazy_gettext("Pilih salah satu."))],
        choices=[
            SelectChoice("new", lazy_gettext("Orang ini mendapat NIP baru (misalnya PPPK menjadi PNS)")),
            SelectChoice("correction", lazy_gettext("NIP yang sekarang salah ketik")),
        ],
        **otherwise(lazy_gettext("Pilih salah satu.")),
    )
    nip = StringField(
        "NIP", [DataRequired(lazy_gettext("Isi NIP-nya.")), bounded(LONGEST_TYPED_NIP)], description=_NIP_HINT
    )
    valid_from = DayField(
        lazy_gettext("Berlaku mulai"),
        [Optional(), sensible_day],
        description=lazy_gettext("Untuk NIP baru; yang lama berakhir sehari sebelumnya."),
    )


class PositionForm(Form):
    """A position in a unit from a day on."""

    position = SelectField(
        lazy_gettext("Jabatan"),
        [InputRequired(lazy_gettext("Pilih jabatannya."))],
        **otherwise(lazy_gettext("Pilih jabatan dari daftar.")),
    )
    unit = SelectField(
        lazy_gettext("Unit kerja"),
        [InputRequired(lazy_gettext("Pilih unitnya."))],
        **otherwise(lazy_gettext("Pilih unit dari daftar.")),
    )
    starts_on = DayField(
        lazy_gettext("Mulai"), [InputRequired(lazy_gettext("Isi hari mulainya.")), sensible_day], description=_DAY_HINT
    )


class SupervisorForm(Form):
    """A supervisor by NIP or address, with the dates; acting heads also with the reason."""

    supervisor = StringField(
        lazy_gettext("NIP atau surel atasan"),
        [DataRequired(lazy_gettext("Isi NIP atau surel atasan.")), bounded(LONGEST_EMAIL)],
    )
    kind = RadioField(
        lazy_gettext("Sebagai"),
        [InputRequired(lazy_gettext("Pilih salah satu."))],
        choices=[
            SelectChoice("permanent", lazy_gettext("Atasan tetap; yang lama berakhir sehari sebelumnya")),
            SelectChoice("plt", lazy_gettext("Pelaksana tugas (Plt.), di samping atasan tetap")),
            SelectChoice("plh", lazy_gettext("Pelaksana harian (Plh.), di samping atasan tetap")),
        ],
        **otherwise(lazy_gettext("Pilih salah satu.")),
    )
    starts_on = DayField(
        lazy_gettext("Mulai"), [InputRequired(lazy_gettext("Isi hari mulainya.")), sensible_day], description=_DAY_HINT
    )
    ends_on = DayField(
        lazy_gettext("Hari terakhir"),
        [Optional(), sensible_day],
        description=lazy_gettext("Kosong berarti sampai ada yang lain. Hari itu masih termasuk."),
    )
    reason = StringField(
        lazy_gettext("Alasan"),
        [bounded(LONGEST_REASON)],
        description=lazy_gettext("Wajib untuk Plt. dan Plh., misalnya nomor surat perintah."),
    )


class EndForm(Form):
    """The last day of something that runs."""

    last_day = DayField(
        lazy_gettext("Hari terakhir"),
        [InputRequired(lazy_gettext("Isi hari terakhirnya.")), sensible_day],
        description=_DAY_HINT,
    )


class GiveRoleForm(ConfirmedForm):
    """A role with its reach, as one choice that the page fills; the password again."""

    grant = SelectField(
        lazy_gettext("Peran"),
        [InputRequired(lazy_gettext("Pilih satu peran."))],
        **otherwise(lazy_gettext("Pilih satu peran dari daftar.")),
    )


class LinkForm(Form):
    """How a one-time link reaches its owner: by mail, or shown once to hand over."""

    how = RadioField(
        lazy_gettext("Cara menyerahkan"),
        [InputRequired(lazy_gettext("Pilih salah satu."))],
        choices=[
            SelectChoice("mail", lazy_gettext("Kirim ke surelnya")),
            SelectChoice("show", lazy_gettext("Tampilkan sekali di sini, untuk saya serahkan sendiri")),
        ],
        **otherwise(lazy_gettext("Pilih salah satu.")),
    )
