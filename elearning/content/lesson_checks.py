"""Checks of lessons: reading time, weight, sources, links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from elearning.content.markdown import RenderedText
from elearning.content.problems import Place, ProblemLog
from elearning.content.schema import CoursePackage, Lesson

WORDS_PER_MINUTE = 140
MAX_LESSON_BYTES = 50_000
MAX_SHARE_OFF = 0.40
MAX_MINUTES_OFF = 3.0


def check_lessons(package: CoursePackage, rendered: Mapping[str, RenderedText], log: ProblemLog) -> None:
    """Each lesson held against its own claims and the weights every page keeps to."""
    sources = {source.id for source in package.sources}
    for lesson in package.lessons:
        _check_reading_time(lesson, rendered[lesson.id], log)
        if rendered[lesson.id].weight > MAX_LESSON_BYTES:
            weight = rendered[lesson.id].weight // 1000
            message = f"Pelajaran dan gambarnya {weight} KB terkompresi; batasnya {MAX_LESSON_BYTES // 1000} KB."
            log.error(Place(lesson.place.file), "lesson-too-big", message)
        for source, place in lesson.sources:
            if source not in sources:
                log.error(place, "unknown-source", f"Sumber “{source}” tidak ada di course.yaml.")


def _check_reading_time(lesson: Lesson, text: RenderedText, log: ProblemLog) -> None:
    if not text.words:
        log.error(Place(lesson.place.file, lesson.body_line), "empty-lesson", "Pelajaran belum berisi kalimat.")
        return
    expected = text.words / WORDS_PER_MINUTE + lesson.practice_minutes
    off = abs(expected - lesson.minutes)
    if off > MAX_MINUTES_OFF and off > MAX_SHARE_OFF * lesson.minutes:
        message = (
            f"minutes {lesson.minutes}, padahal {text.words} kata dan {lesson.practice_minutes} menit latihan"
            f" kira-kira {round(expected)} menit."
        )
        log.warning(lesson.place, "reading-time", message)


def check_links(
    package: CoursePackage, lessons: Mapping[str, RenderedText], others: Iterable[RenderedText], log: ProblemLog
) -> None:
    """Links between steps and to headings, of lessons and of quiz texts."""
    steps = {activity.id for activity in package.activities}
    anchors = {lesson_id: text.anchors for lesson_id, text in lessons.items()}
    for owner, text in [*lessons.items(), *(("", text) for text in others)]:
        for link in text.links:
            step = link.step or owner
            if link.step and link.step not in steps:
                log.error(link.place, "broken-link", f"Tautan ke langkah “{link.step}” yang tidak ada.")
            elif link.anchor and link.anchor not in anchors.get(step, frozenset()):
                log.error(link.place, "broken-anchor", f"Judul “#{link.anchor}” tidak ada di “{step or 'kuis ini'}”.")
