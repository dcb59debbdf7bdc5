"""An example form with a field of every kind, some of them filled in wrongly."""

from __future__ import annotations

from wtforms import BooleanField, Form, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

from elearning.core.forms import SelectChoice


class ExampleForm(Form):
    """Never stored; `Form` of WTForms itself, since nothing is posted."""

    name = StringField(
        "Nama di sertifikat", [InputRequired()], description="Lengkap dengan gelar, seperti di SK terakhir."
    )
    nip = StringField(
        "NIP",
        [
            InputRequired(),
            Regexp(r"^(\d ?){18}$", message="NIP berisi 17 angka; seharusnya 18. Periksa angka terakhir."),
        ],
        description="18 angka; spasi boleh ikut.",
    )
    finished = StringField(
        "Tanggal selesai",
        [InputRequired(), Length(max=10, message="Tanggal 31 April tidak ada. April berakhir tanggal 30.")],
        description="Contoh: 14 Mei 2025 atau 14-05-2025",
    )
    unit = SelectField(
        "Unit kerja", choices=[SelectChoice("Bidang Informasi dan Komunikasi Publik"), SelectChoice("Sekretariat")]
    )
    note = TextAreaField("Catatan untuk tim")
    language = RadioField(
        "Bahasa surat", choices=[SelectChoice("id", "Bahasa Indonesia"), SelectChoice("en", "English")]
    )
    reminders = SelectMultipleField(
        "Ingatkan saya lewat", choices=[SelectChoice("mail", "Surel dinas"), SelectChoice("inbox", "Kotak masuk")]
    )
    agreed = BooleanField("Saya sudah membaca ketentuan", [InputRequired("Centang bila sudah dibaca.")])
