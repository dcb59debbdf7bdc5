"""The shape of what an officer sends. Who may be named in it is decided where the person is loaded."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext, lazy_ngettext
from flask_babel.speaklater import LazyString
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Regexp, ValidationError

from elearning.authoring.services.assigning import ManyDeed
from elearning.catalog.services.assignments import LONGEST_NOTE
from elearning.core.day_field import DayField
from elearning.core.forms import Form, SelectChoice, WholeNumberField, row_number
from elearning.domain.offering import LONGEST_REASON as LONGEST_WITHDRAWAL_REASON
from elearning.domain.schedule import MOST_EXTRA_MINUTES
from elearning.quizzes.services.granting import LONGEST_REASON

MOST_EXTRA = 5
MOST_AT_ONCE = 500
STAY, MOVE = "tetap", "pindah"
USUAL_PERCENT = 100
PERCENTS = (USUAL_PERCENT, 125, 150, 175, 200, 300, 400)
# As keywords, because the type stubs of the library are one version behind.
_IDS: dict[str, Any] = {
    "coerce": row_number,
    "validate_choice": False,
    "invalid_value_message": lazy_gettext("Pilihan tidak dapat dibaca. Pilih lagi dari daftar."),
}
_MINUTES: dict[str, Any] = {"invalid_value_message": lazy_gettext("Tulis bilangan bulat, misalnya 15.")}
_TOO_LONG = lazy_gettext("Isian ini terlalu panjang.")


def _otherwise(message: LazyString) -> dict[str, Any]:
    """What a list says to a value that it does not hold; as a keyword, because the type stubs are one version behind."""
    return {"invalid_choice_message": message}


class GrantForm(Form):
    """More attempts at a quiz, and why."""

    quiz = SelectField(
        lazy_gettext("Kuis"),
        [InputRequired(lazy_gettext("Pilih satu kuis."))],
        **_otherwise(lazy_gettext("Pilih satu kuis dari daftar.")),
    )
    extra = SelectField(
        lazy_gettext("Tambahan"),
        [InputRequired(lazy_gettext("Pilih banyaknya kesempatan."))],
        choices=[
            SelectChoice(str(number), lazy_ngettext("%(num)s kesempatan", "%(num)s kesempatan", number))
            for number in range(1, MOST_EXTRA + 1)
        ],
        **_otherwise(lazy_gettext("Pilih banyaknya kesempatan dari daftar.")),
    )
    reason = TextAreaField(
        lazy_gettext("Alasan"),
        [
            DataRequired(lazy_gettext("Tulis alasannya; alasan ikut tercatat.")),
            Length(max=LONGEST_REASON, message=_TOO_LONG),
        ],
        description=lazy_gettext("Tercatat bersama nama Anda. Misalnya listrik padam di tengah kuis."),
    )


class MoreTimeForm(Form):
    """More minutes for one attempt under way, and why."""

    attempt = SelectField(
        lazy_gettext("Percobaan"),
        [InputRequired(lazy_gettext("Pilih satu percobaan."))],
        **_otherwise(lazy_gettext("Percobaan itu tidak berjalan lagi, jadi waktunya tidak dapat ditambah.")),
    )
    minutes = WholeNumberField(
        lazy_gettext("Tambahan waktu, menit"),
        [
            InputRequired(lazy_gettext("Isi 1 sampai 120 menit.")),
            NumberRange(1, MOST_EXTRA_MINUTES, lazy_gettext("Isi 1 sampai 120 menit.")),
        ],
        description=lazy_gettext("1 sampai 120. Dihitung dari akhir percobaan; bila sudah lewat, dari sekarang."),
        **_MINUTES,
    )
    time_reason = TextAreaField(
        lazy_gettext("Alasan"),
        [
            DataRequired(lazy_gettext("Tulis alasannya; alasan ikut tercatat.")),
            Length(max=LONGEST_REASON, message=_TOO_LONG),
        ],
        description=lazy_gettext("Tercatat bersama nama Anda. Misalnya jaringan kantor putus."),
    )


class QuizTimeForm(Form):
    """The time somebody has in quizzes, in per cent of the usual."""

    percent = SelectField(
        lazy_gettext("Waktu kuis"),
        [InputRequired(lazy_gettext("Pilih waktu kuis."))],
        description=lazy_gettext(
            "Berlaku di semua kuis yang dimulai sesudah ini; percobaan yang berjalan tidak berubah."
        ),
        **_otherwise(lazy_gettext("Pilih waktu kuis dari daftar.")),
    )


class DueDateForm(Form):
    """The day by which somebody is to complete the course."""

    due_on = DayField(
        lazy_gettext("Tenggat"),
        [InputRequired(lazy_gettext("Isi tenggat."))],
        description=lazy_gettext("Hari-bulan-tahun, misalnya 31-12-2026."),
    )
    note = TextAreaField(
        lazy_gettext("Pesan"),
        [Length(max=LONGEST_NOTE, message=_TOO_LONG)],
        description=lazy_gettext("Misalnya mengapa kursus ini perlu sekarang."),
    )


class CancellationForm(Form):
    """Nothing but the wish."""


class WithdrawalForm(Form):
    """Why a course leaves the catalogue, and when."""

    reason = TextAreaField(
        lazy_gettext("Alasan"),
        [
            DataRequired(lazy_gettext("Tulis alasannya; alasan ikut tercatat.")),
            Length(max=LONGEST_WITHDRAWAL_REASON, message=_TOO_LONG),
        ],
        description=lazy_gettext("Tercatat bersama nama Anda; peserta tidak melihatnya. Misalnya aturannya diganti."),
    )
    first_day = DayField(
        lazy_gettext("Tidak ditawarkan mulai"),
        description=lazy_gettext("Hari-bulan-tahun, misalnya 31-12-2026. Kosongkan bila mulai sekarang."),
    )


class OfferForm(Form):
    """Nothing but the wish to offer a course again."""


class ManyForm(Form):
    """One deed for some people or a whole unit. Who they are is judged where they are loaded."""

    deed = RadioField(
        lazy_gettext("Yang dilakukan"),
        [InputRequired(lazy_gettext("Pilih satu tindakan."))],
        choices=[
            SelectChoice(ManyDeed.ASSIGN, lazy_gettext("Tugaskan; yang sudah ditugasi mendapat tenggat baru")),
            SelectChoice(ManyDeed.EXTEND, lazy_gettext("Ubah tenggat yang sudah ditugasi")),
            SelectChoice(ManyDeed.CANCEL, lazy_gettext("Batalkan penugasan")),
        ],
        **_otherwise(lazy_gettext("Pilih satu tindakan dari daftar.")),
    )
    due_on = DayField(
        lazy_gettext("Tenggat"),
        description=lazy_gettext("Hari-bulan-tahun, misalnya 31-12-2026. Kosongkan hanya bila membatalkan."),
    )
    note = TextAreaField(
        lazy_gettext("Pesan"),
        [Length(max=LONGEST_NOTE, message=_TOO_LONG)],
        description=lazy_gettext("Hanya untuk penugasan. Misalnya mengapa kursus ini perlu sekarang."),
    )
    unit = SelectField(
        lazy_gettext("Unit kerja, dengan unit di bawahnya"),
        default="",
        **_otherwise(lazy_gettext("Pilih satu unit kerja dari daftar.")),
    )
    people = SelectMultipleField(
        lazy_gettext("Orang"),
        [Length(max=MOST_AT_ONCE, message=lazy_gettext("Pilih paling banyak %(max)d sekaligus."))],
        **_IDS,
    )

    def validate_due_on(self, field: DayField) -> None:
        """A day is needed for all but a cancellation; what cannot be read is said already."""
        if field.data is None and not field.errors and self.deed.data != ManyDeed.CANCEL:
            raise ValidationError(gettext("Isi tenggat."))

    def validate_unit(self, field: SelectField) -> None:
        """Somebody must be meant."""
        if not field.data and not self.people.data:
            raise ValidationError(gettext("Pilih satu unit kerja, atau centang orang di daftar peserta."))


class SyncForm(Form):
    """The state of the package that was looked at, and what becomes of running learners."""

    fingerprint = HiddenField(validators=[InputRequired(), Regexp(r"[0-9a-f]{64}\Z")])
    learners = RadioField(
        lazy_gettext("Peserta di revisi lama yang isinya meminta hal lain"),
        [InputRequired(lazy_gettext("Pilih apa yang terjadi pada mereka."))],
        choices=[
            SelectChoice(STAY, lazy_gettext("Tetap di revisi mereka sampai selesai")),
            SelectChoice(MOVE, lazy_gettext("Pindah ke revisi terbaru; yang sudah selesai dikerjakan tetap dihitung")),
        ],
        default=STAY,
        **_otherwise(lazy_gettext("Pilih satu dari daftar.")),
    )
