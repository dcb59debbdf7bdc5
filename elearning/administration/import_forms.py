"""The shape of what is sent to import employees or required levels: the file, the yes, the taking back."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import lazy_gettext
from wtforms import BooleanField, FileField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from elearning.accounts.confirmation import ConfirmedForm
from elearning.core.forms import Form

# As keywords, because the type stubs of the library are one version behind.
_OTHERWISE: dict[str, Any] = {"invalid_choice_message": lazy_gettext("Pilih satu instansi dari daftar.")}


class UploadField(FileField):
    """A file of the body; its name and bytes are judged by who asked."""

    def process_formdata(self, valuelist: list[Any]) -> None:  # noqa: ARG002 (files stand beside the fields)
        """Take the file that was sent under this name."""
        sent = request.files.get(self.name)
        self.data = sent if sent and sent.filename else None
        self.raw_data = [self.data] if self.data else []


class ImportForm(Form):
    """A file of employees of one agency."""

    agency = SelectField(
        lazy_gettext("Instansi"),
        [InputRequired(lazy_gettext("Pilih instansi."))],
        **_OTHERWISE,
    )
    file = UploadField(
        lazy_gettext("Berkas pegawai"),
        [InputRequired(lazy_gettext("Pilih berkas CSV."))],
        description=lazy_gettext("CSV dari Excel (“CSV UTF-8”), paling banyak 12.000 baris."),
    )
    is_whole_list = BooleanField(
        lazy_gettext("Ini daftar lengkap instansi ini"),
        description=lazy_gettext("Orang yang tidak ada di berkas akan dinonaktifkan, sesudah Anda melihat daftarnya."),
    )


class LevelImportForm(Form):
    """A file of required levels of one agency."""

    agency = SelectField(
        lazy_gettext("Instansi"),
        [InputRequired(lazy_gettext("Pilih instansi."))],
        **_OTHERWISE,
    )
    file = UploadField(
        lazy_gettext("Berkas level wajib"),
        [InputRequired(lazy_gettext("Pilih berkas CSV."))],
        description=lazy_gettext("CSV dengan kolom jabatan;kode;level, paling banyak 12.000 baris."),
    )


class LevelsYesForm(Form):
    """The yes to a plan of levels."""


class CarryOutForm(ConfirmedForm):
    """The yes to a plan; the number of people to deactivate is typed where there are any."""

    deactivated = StringField(
        lazy_gettext("Banyaknya orang yang dinonaktifkan"),
        [Length(max=10, message=lazy_gettext("Isian ini terlalu panjang."))],
    )


class UndoForm(ConfirmedForm):
    """The taking back of an import."""
