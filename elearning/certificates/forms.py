"""Shape of what visitors of the check page type."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from elearning.certificates.corrections import LONGEST_NOTE, LONGEST_WANTED, CorrectionField
from elearning.certificates.lookups import searchable_code
from elearning.core.forms import Form, SelectChoice
from elearning.domain.certificates import CertificateNumberError, parse_number
from elearning.domain.nip import NIP_DIGITS, strip_nip

CODE_MISSING = lazy_gettext("Ketik kode yang tercetak di bawah kode QR sertifikat.")
_TOO_LONG = lazy_gettext("Isian ini terlalu panjang.")
_CHOICE_MISSING: dict[str, Any] = {"invalid_choice_message": lazy_gettext("Pilih bagian yang salah.")}
NIP_DIGITS_MISSING = lazy_gettext("NIP terdiri atas 18 angka. Periksa yang kurang atau lebih.")


class CodeForm(Form):
    """The check code, typed as it comes: spaces, dashes and small letters do not matter."""

    class Meta(Form.Meta):
        """A GET form: its address can be shared, it changes nothing."""

        csrf = False

    code = StringField(lazy_gettext("Kode periksa"), [InputRequired(CODE_MISSING)], name="kode")

    def validate_code(self, field: Any) -> None:
        """Say what is wrong where it can be known without looking anything up."""
        if not self.normalised:
            raise ValidationError(CODE_MISSING)
        if _is_number(field.data):
            raise ValidationError(
                lazy_gettext("Itu nomor sertifikat. Ketik kodenya: 27 huruf dan angka di bawah kode QR.")
            )

    @property
    def normalised(self) -> str:
        """The code as it is looked up."""
        return searchable_code(self.code.data or "")


class NipForm(Form):
    """The whole NIP that a visitor wants to compare."""

    nip = StringField(lazy_gettext("NIP yang ingin dicocokkan"), [InputRequired(NIP_DIGITS_MISSING)])

    def validate_nip(self, field: Any) -> None:
        """Eighteen digits, spaces and dots aside."""
        digits = strip_nip(field.data or "")
        if len(digits) != NIP_DIGITS or not (digits.isascii() and digits.isdigit()):
            raise ValidationError(NIP_DIGITS_MISSING)


class CorrectionForm(Form):
    """What a holder says is wrong."""

    field = RadioField(
        lazy_gettext("Yang salah"),
        [InputRequired(lazy_gettext("Pilih bagian yang salah."))],
        choices=[
            SelectChoice(CorrectionField.NAME.value, lazy_gettext("Nama atau gelar")),
            SelectChoice(CorrectionField.POSITION.value, lazy_gettext("Jabatan")),
            SelectChoice(CorrectionField.UNIT.value, lazy_gettext("Unit kerja")),
            SelectChoice(CorrectionField.OTHER.value, lazy_gettext("Yang lain")),
        ],
        **_CHOICE_MISSING,
    )
    wanted = StringField(
        lazy_gettext("Seharusnya"),
        [
            InputRequired(lazy_gettext("Tulis bagaimana seharusnya.")),
            Length(max=LONGEST_WANTED, message=_TOO_LONG),
        ],
        description=lazy_gettext("Lengkap, persis seperti harus tercetak."),
    )
    note = TextAreaField(
        lazy_gettext("Keterangan"),
        [Length(max=LONGEST_NOTE, message=_TOO_LONG)],
        description=lazy_gettext("Misalnya surat keputusan yang memuat gelar atau jabatan itu."),
    )


def _is_number(text: str | None) -> bool:
    try:
        parse_number(text or "")
    except CertificateNumberError:
        return False
    return True
