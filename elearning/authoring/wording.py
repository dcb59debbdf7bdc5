"""Words of the studio's pages and files that more than one of them says."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from elearning.authoring.listing import ParticipantState, QuizResult
from elearning.authoring.standing import Standing
from elearning.core.jinja import format_day, format_number

ICONS = {
    ParticipantState.COMPLETE: "done",
    ParticipantState.LATE: "attention",
    ParticipantState.IN_PROGRESS: "now",
    ParticipantState.NOT_STARTED: "",
}
"""The kind of the macro `status` for each state."""


def state_word(state: ParticipantState) -> str:
    """One word or two for a state."""
    words: dict[ParticipantState, str] = {
        ParticipantState.COMPLETE: gettext("Selesai"),
        ParticipantState.LATE: gettext("Terlambat"),
        ParticipantState.IN_PROGRESS: gettext("Sedang berjalan"),
        ParticipantState.NOT_STARTED: gettext("Belum mulai"),
    }
    return words[state]


def result_word(result: QuizResult) -> str:
    """One word or two for what came of the final quiz."""
    words: dict[QuizResult, str] = {
        QuizResult.GRADED: gettext("Sudah dinilai"),
        QuizResult.PASSED: gettext("Lulus"),
        QuizResult.NOT_PASSED: gettext("Belum lulus"),
    }
    return words[result]


def progress_words(row: Standing) -> str:
    """ "13 dari 24 langkah", or the day of completion with how long it took."""
    person, days = row.person, row.days_taken
    if person.completed_at is None or days is None:
        return str(gettext("%(done)s dari %(all)s langkah", done=row.done, all=row.required))
    day = format_day(person.completed_at, person.time_zone)
    took = ngettext("dalam %(num)s hari", "dalam %(num)s hari", days) if days else gettext("di hari yang sama")
    return f"{day}, {took}"


def score_words(row: Standing) -> str:
    """The best score of the final quiz with whether it was passed; a dash without any."""
    if row.score is None:
        return "–"
    score = format_number(row.score, 7)
    is_passed = row.person.is_passed
    return str(
        gettext("%(score)s, lulus", score=score) if is_passed else gettext("%(score)s, belum lulus", score=score)
    )
