"""The shape of what is sent about SIASN: the file of row ids."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import BooleanField
from wtforms.validators import InputRequired

from elearning.administration.import_forms import UploadField
from elearning.core.forms import Form


class RowIdsForm(Form):
    """A file `noSertifikat;id`, and whether it may replace what is recorded."""

    file = UploadField(
        lazy_gettext("Berkas ID baris"),
        [InputRequired(lazy_gettext("Pilih berkas CSV."))],
        description=lazy_gettext("CSV dengan kolom noSertifikat dan id. Baris tanpa id dilewati."),
    )
    replaces = BooleanField(
        lazy_gettext("Ganti ID yang sudah tercatat"),
        description=lazy_gettext("Hanya bila ID yang tercatat ternyata salah."),
    )
