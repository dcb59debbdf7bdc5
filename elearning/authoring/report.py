"""The participants of a course as a table for files: one row a person, made in portions so that memory does not grow."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext

from elearning.authoring.listing import ParticipantFilter
from elearning.authoring.queries.participants import Field, participant_ids
from elearning.authoring.standing import Standing, standings_in_portions
from elearning.authoring.wording import state_word
from elearning.core import clock
from elearning.core.tables_export import Cell, CellKind, Column


def report_columns() -> list[Column]:
    """The columns in the reader's language."""
    return [
        Column(gettext("NIP"), CellKind.DIGITS, 22),
        Column(gettext("Nama"), width=32),
        Column(gettext("Unit kerja"), width=30),
        Column(gettext("Kode kursus"), width=12),
        Column(gettext("Kursus"), width=40),
        Column(gettext("Revisi"), CellKind.NUMBER, 8),
        Column(gettext("Keadaan"), width=18),
        Column(gettext("Langkah selesai"), CellKind.NUMBER, 10),
        Column(gettext("Langkah wajib"), CellKind.NUMBER, 10),
        Column(gettext("Tenggat"), CellKind.DATE, 12),
        Column(gettext("Terakhir belajar"), CellKind.DATE, 12),
        Column(gettext("Nilai kuis akhir (persen)"), CellKind.NUMBER, 10),
        Column(gettext("Lulus kuis akhir"), width=10),
        Column(gettext("Selesai pada"), CellKind.DATE, 12),
        Column(gettext("Lama (hari)"), CellKind.NUMBER, 10),
    ]


def report_rows(where: Field, wanted: ParticipantFilter) -> Iterator[list[Cell]]:
    """The rows that a filter finds, in its order."""
    for row in standings_in_portions(where, participant_ids(where, wanted)):
        yield _cells(where, row)


def _cells(where: Field, row: Standing) -> list[Cell]:
    person = row.person
    seen, completed = (
        clock.local_date(moment, person.time_zone) if moment else None
        for moment in (person.last_seen_at, person.completed_at)
    )
    is_graded = row.score is not None
    return [
        person.nip,
        person.full_name,
        person.unit,
        where.course.code,
        where.course.title,
        person.revision_number,
        state_word(person.state),
        row.done,
        row.required,
        person.due_on,
        seen,
        row.score,
        (gettext("ya") if person.is_passed else gettext("tidak")) if is_graded else None,
        completed,
        row.days_taken,
    ]
