"""The nearest gaps on home: a required level that is missing, and the course that brings the person closer to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from elearning.catalog.queries import CourseEntry
from elearning.competency.queries import CompetencyRecord
from elearning.competency.suggestions import level_given, suggest
from elearning.core.jinja import format_jp, format_minutes

GAPS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap in the shape of the macro `gap`."""

    record: CompetencyRecord
    course: CourseEntry
    words: str
    lead: str
    note: str


def has_gap(records: Iterable[CompetencyRecord]) -> bool:
    """Whether looking for courses is worth a statement."""
    return any(record.missing > 0 for record in records)


def nearest_gaps(
    records: Sequence[CompetencyRecord], courses: Sequence[CourseEntry], running: Collection[int], cap: int
) -> list[GapRow]:
    """The gaps that a course helps with, the smallest first. `running`: ids of courses in hand; `cap`: the highest level
    that a course alone proves here.
    """
    found = suggest(records, courses)
    helped = sorted((record for record in records if record.code in found), key=lambda each: (each.missing, each.code))
    return [_row(record, found[record.code], running, cap) for record in helped[:GAPS_SHOWN]]


def _row(record: CompetencyRecord, course: CourseEntry, running: Collection[int], cap: int) -> GapRow:
    words = ngettext(
        "Sekarang %(present)s, wajib %(required)s: kurang %(num)s level",
        "Sekarang %(present)s, wajib %(required)s: kurang %(num)s level",
        record.missing,
        present=record.present or "–",
        required=record.required,
    )
    note = gettext(
        "%(code)s · %(jp)s JP · %(minutes)s. %(effect)s",
        code=course.code,
        jp=format_jp(course.jp_halves),
        minutes=format_minutes(course.minutes),
        effect=_effect(record, level_given(course, record.code), cap),
    )
    lead = gettext("Sedang Anda pelajari") if course.course_id in running else gettext("Kursus yang membantu")
    return GapRow(record, course, words, lead, note)


def _effect(record: CompetencyRecord, level: int, cap: int) -> str:
    """What completing the course does for the level, no more than the rule of evidence gives."""
    reached = min(level, cap)
    if reached >= record.required:
        return str(gettext("Menyelesaikannya menutup kesenjangan ini."))
    if reached > record.present:
        return str(gettext("Menyelesaikannya menaikkan level Anda ke %(level)s.", level=reached))
    return str(gettext("Menjadi bukti belajar; level naik setelah atasan menegaskannya."))
