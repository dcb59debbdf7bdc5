"""The shape of what is typed about certificates: who signs, what is printed, why one is revoked or issued anew."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import BooleanField, FileField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from elearning.accounts.confirmation import ConfirmedForm
from elearning.certificates.changes import LONGEST_NAME, LONGEST_POSITION, LONGEST_REASON, LONGEST_UNIT
from elearning.certificates.looks import LONGEST_WORDING
from elearning.core.day_field import DayField
from elearning.core.forms import Form
from elearning.organization.agency_texts import LONGEST_TEXT

_TOO_LONG = lazy_gettext("Isian ini terlalu panjang.")
_DAY_HINT = lazy_gettext("Hari-bulan-tahun, misalnya 31-12-2026.")


class SignatoryForm(Form):
    """Somebody's term of office."""

    name = StringField(
        lazy_gettext("Nama dengan gelar"),
        [InputRequired(lazy_gettext("Isi nama penanda tangan.")), Length(max=LONGEST_TEXT, message=_TOO_LONG)],
    )
    title = StringField(
        lazy_gettext("Jabatan"),
        [InputRequired(lazy_gettext("Isi jabatan penanda tangan.")), Length(max=LONGEST_TEXT, message=_TOO_LONG)],
        description=lazy_gettext("Seperti tercetak, misalnya Kepala Badan Kepegawaian."),
    )
    nip = StringField(lazy_gettext("NIP"), [Length(max=40, message=_TOO_LONG)])
    starts_on = DayField(
        lazy_gettext("Hari pertama menjabat"),
        [InputRequired(lazy_gettext("Isi hari pertama menjabat."))],
        description=_DAY_HINT,
    )
    ends_on = DayField(
        lazy_gettext("Hari terakhir menjabat"), description=lazy_gettext("Kosongkan selama masih menjabat.")
    )


class LookForm(Form):
    """Wording and logo. The picture is read by the view: forms here hold texts only."""

    wording = StringField(
        lazy_gettext("Kalimat sesudah nama"),
        [Length(max=LONGEST_WORDING, message=_TOO_LONG)],
        description=lazy_gettext(
            "Paling banyak 160 karakter. Kosong berarti “telah menyelesaikan kursus mandiri”. Kursus yang punya "
            "kalimat sendiri tetap memakai kalimatnya."
        ),
    )
    logo = FileField(
        lazy_gettext("Logo"),
        description=lazy_gettext("Gambar PNG, paling besar 200 KB, sisinya 64 sampai 2.000 piksel."),
    )
    removes_logo = BooleanField(lazy_gettext("Cetak tanpa logo"))


class RevokeForm(ConfirmedForm):
    """Why a certificate does not stand; asks for the password."""

    reason = TextAreaField(
        lazy_gettext("Alasan"),
        [
            InputRequired(lazy_gettext("Tulis alasannya.")),
            Length(max=LONGEST_REASON, message=_TOO_LONG),
        ],
        description=lazy_gettext("Tampil di halaman pemeriksaan yang terbuka untuk umum. Jangan tulis data pribadi."),
    )


class ReissueForm(Form):
    """The words as they should read, and why."""

    name = StringField(
        lazy_gettext("Nama dengan gelar"),
        [InputRequired(lazy_gettext("Isi nama pemegang.")), Length(max=LONGEST_NAME, message=_TOO_LONG)],
    )
    position = StringField(lazy_gettext("Jabatan"), [Length(max=LONGEST_POSITION, message=_TOO_LONG)])
    unit = StringField(
        lazy_gettext("Unit kerja"),
        [Length(max=LONGEST_UNIT, message=_TOO_LONG)],
        description=lazy_gettext("Dari yang terkecil, dipisah koma."),
    )
    reason = TextAreaField(
        lazy_gettext("Alasan"),
        [
            InputRequired(lazy_gettext("Tulis alasannya.")),
            Length(max=LONGEST_REASON, message=_TOO_LONG),
        ],
        description=lazy_gettext("Tampil di halaman pemeriksaan lembar lama. Jangan tulis data pribadi."),
    )


class RefusalForm(Form):
    """Why a request for correction is not followed."""

    reason = TextAreaField(
        lazy_gettext("Alasan"),
        [
            InputRequired(lazy_gettext("Tulis alasannya.")),
            Length(max=LONGEST_REASON, message=_TOO_LONG),
        ],
        description=lazy_gettext("Dibaca oleh pemegang sertifikat."),
    )
