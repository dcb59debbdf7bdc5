"""The team as a table for files: one row a person and course, so that it can be filtered and counted in a spreadsheet.

Rows are made in portions of people, so that the memory a file takes does not grow with the team.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext

from elearning.core.tables_export import Cell, CellKind, Column
from elearning.domain.jp import jp_decimal
from elearning.domain.scores import to_exact
from elearning.organization.queries import TeamMember
from elearning.supervision.listing import TeamFilter, TeamRow, matches, matching
from elearning.supervision.standing import PersonCourse, learning_of
from elearning.supervision.wording import state_word

PORTION = 100


def report_columns() -> list[Column]:
    """The columns in the reader's language."""
    return [
        Column(gettext("NIP"), CellKind.DIGITS, 22),
        Column(gettext("Nama"), width=32),
        Column(gettext("Jabatan"), width=30),
        Column(gettext("Unit kerja"), width=30),
        Column(gettext("JP tahun ini"), CellKind.NUMBER, 10),
        Column(gettext("Kode kursus"), width=12),
        Column(gettext("Kursus"), width=40),
        Column(gettext("JP kursus"), CellKind.NUMBER, 10),
        Column(gettext("Keadaan"), width=24),
        Column(gettext("Langkah selesai"), CellKind.NUMBER, 10),
        Column(gettext("Langkah wajib"), CellKind.NUMBER, 10),
        Column(gettext("Kemajuan (persen)"), CellKind.NUMBER, 10),
        Column(gettext("Tenggat"), CellKind.DATE, 12),
        Column(gettext("Selesai pada"), CellKind.DATE, 12),
    ]


def report_rows(
    members: Sequence[TeamMember], wanted: TeamFilter, *, today: date, now: datetime
) -> Iterator[list[Cell]]:
    """The rows that a filter asks for, by name and course; somebody without courses has one row with empty cells."""
    for start in range(0, len(members), PORTION):
        portion = members[start : start + PORTION]
        learning = learning_of([member.person_id for member in portion], today=today, now=now)
        rows = [TeamRow(member, learning[member.person_id]) for member in portion]
        for row in matching(rows, wanted):
            yield from _rows_of(row, wanted)


def _rows_of(row: TeamRow, wanted: TeamFilter) -> Iterator[list[Cell]]:
    member = row.member
    person: list[Cell] = [
        member.nip,
        member.full_name,
        member.position,
        member.unit,
        jp_decimal(row.learning.jp.counted_halves),
    ]
    courses = sorted(row.learning.courses.values(), key=lambda each: (each.title, each.course_id))
    chosen = [course for course in courses if matches(course, wanted)]
    if not chosen:
        yield [*person, *[None] * (len(report_columns()) - len(person))]
    for course in chosen:
        yield [*person, *_course_cells(course)]


def _course_cells(course: PersonCourse) -> list[Cell]:
    percent = Decimal(round(to_exact(course.fraction) * 1_000)) / 10
    return [
        course.code,
        course.title,
        jp_decimal(course.jp_halves),
        state_word(course.state),
        course.done,
        course.required,
        percent,
        course.assignment.due_on if course.assignment else None,
        course.completed_on,
    ]
