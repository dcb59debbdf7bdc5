"""The shape of what an officer sends. Who may be named in it is decided where the person is loaded."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext, lazy_ngettext
from flask_babel.speaklater import LazyString
from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # the stubs are one version behind
from wtforms.validators import DataRequired, InputRequired, Length

from elearning.catalog.services.assignments import LONGEST_NOTE
from elearning.core.day_field import DayField
from elearning.core.forms import Form
from elearning.quizzes.services.granting import LONGEST_REASON

MOST_EXTRA = 5
USUAL_PERCENT = 100
PERCENTS = (USUAL_PERCENT, 125, 150, 175, 200, 300, 400)
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
