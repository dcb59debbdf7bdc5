"""The shape of what a supervisor sends. Who may be named in it is the service's business."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from wtforms import RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length

from elearning.core.day_field import DayField
from elearning.core.forms import Form, SelectChoice, row_number
from elearning.domain.competency import HIGHEST_LEVEL, LOWEST_LEVEL

LONGEST_ASSIGNMENT_NOTE = 500
LONGEST_CONFIRMATION_NOTE = 1_000
MOST_AT_ONCE = 500
_TOO_LONG = lazy_gettext("Isian ini terlalu panjang.")
_TOO_MANY = lazy_gettext("Pilih paling banyak %(max)d sekaligus.")
_DAY_HINT = lazy_gettext("Hari-bulan-tahun, misalnya 31-12-2026.")

# As keywords, because the type stubs of the library are one version behind.
_IDS: dict[str, Any] = {
    "coerce": row_number,
    "validate_choice": False,
    "invalid_value_message": lazy_gettext("Pilihan tidak dapat dibaca. Pilih lagi dari daftar."),
}


def _otherwise(message: LazyString) -> dict[str, Any]:
    """What a list says to a value that it does not hold."""
    return {"invalid_choice_message": message}


class AssignForm(Form):
    """A course for some people by a day. `people` are ids; those not in the team are refused as a whole."""

    course = SelectField(
        lazy_gettext("Kursus"),
        [InputRequired(lazy_gettext("Pilih satu kursus."))],
        **_otherwise(lazy_gettext("Pilih satu kursus dari daftar.")),
    )
    due_on = DayField(lazy_gettext("Tenggat"), [InputRequired(lazy_gettext("Isi tenggat."))], description=_DAY_HINT)
    note = TextAreaField(
        lazy_gettext("Pesan untuk mereka"),
        [Length(max=LONGEST_ASSIGNMENT_NOTE, message=_TOO_LONG)],
        description=lazy_gettext("Misalnya mengapa kursus ini perlu sekarang, atau kapan boleh dipelajari."),
    )
    people = SelectMultipleField(
        lazy_gettext("Orang"),
        [InputRequired(lazy_gettext("Pilih paling sedikit satu orang.")), Length(max=MOST_AT_ONCE, message=_TOO_MANY)],
        **_IDS,
    )


class AssignmentsForm(Form):
    """Some assignments by id."""

    assignments = SelectMultipleField(
        lazy_gettext("Penugasan"),
        [
            InputRequired(lazy_gettext("Pilih paling sedikit satu penugasan.")),
            Length(max=MOST_AT_ONCE, message=_TOO_MANY),
        ],
        **_IDS,
    )


class ExtendForm(AssignmentsForm):
    """Another day for some assignments."""

    due_on = DayField(
        lazy_gettext("Tenggat baru"), [InputRequired(lazy_gettext("Isi tenggat baru."))], description=_DAY_HINT
    )


class ConfirmForm(Form):
    """A level that the supervisor has seen at work."""

    competency = SelectField(
        lazy_gettext("Kompetensi"),
        [InputRequired(lazy_gettext("Pilih satu kompetensi."))],
        **_otherwise(lazy_gettext("Pilih satu kompetensi dari daftar.")),
    )
    level = RadioField(
        lazy_gettext("Level yang terlihat"),
        [InputRequired(lazy_gettext("Pilih level 1 sampai 5."))],
        choices=[SelectChoice(str(level)) for level in range(LOWEST_LEVEL, HIGHEST_LEVEL + 1)],
        **_otherwise(lazy_gettext("Pilih level 1 sampai 5.")),
    )
    confirmed_on = DayField(
        lazy_gettext("Tanggal"), [InputRequired(lazy_gettext("Isi tanggal."))], description=_DAY_HINT
    )
    note = TextAreaField(
        lazy_gettext("Apa yang Anda lihat"),
        [
            InputRequired(lazy_gettext("Tulis apa yang menunjukkan level itu.")),
            Length(max=LONGEST_CONFIRMATION_NOTE, message=_TOO_LONG),
        ],
        description=lazy_gettext("Satu atau dua kejadian di pekerjaan. Orang ini dapat membacanya."),
    )


class WithdrawForm(Form):
    """Why a confirmation does not stand."""

    note = TextAreaField(
        lazy_gettext("Alasan"),
        [
            InputRequired(lazy_gettext("Tulis alasan penegasan ini ditarik.")),
            Length(max=LONGEST_CONFIRMATION_NOTE, message=_TOO_LONG),
        ],
        description=lazy_gettext("Misalnya tertukar orang, atau tanggalnya keliru. Orang ini dapat membacanya."),
    )
