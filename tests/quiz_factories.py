"""Courses with one quiz for tests of the engine, written straight into the tables; questions of all seven types."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from elearning.accounts.models import Person
from elearning.catalog.models import (
    Activity,
    Course,
    CourseRevision,
    Enrolment,
    QuestionVersion,
    QuizQuestion,
    RenderedText,
    RevisionActivity,
    RevisionModule,
)
from elearning.core import clock
from elearning.domain.scores import FRACTION_ONE
from elearning.extensions import db
from elearning.quizzes.services import Start, start_attempt

Content = Mapping[str, Any]
_numbers = itertools.count(1)

ONE_OF_EACH: tuple[Content, ...] = (
    {
        "id": "satu",
        "type": "single_choice",
        "stem": "<p>Yang mana?</p>",
        "read_again": "bacaan#bagian-dua",
        "feedback": "<p>Lihat pembacanya.</p>",
        "choices": [
            {"id": "a", "text": "Tempat <em>loket</em>", "correct": True, "feedback": "<p>Itu yang dicari.</p>"},
            {"id": "b", "text": "Dasar hukum", "feedback": "<p>Bukan yang dicari.</p>"},
        ],
    },
    {
        "id": "banyak",
        "type": "multiple_choice",
        "stem": "<p>Apa saja?</p>",
        "choices": [
            {"id": "a", "text": "Tempat", "fraction": "0.5", "feedback": "<p>Ya, tempat.</p>"},
            {"id": "b", "text": "Waktu", "fraction": "0.5", "feedback": "<p>Ya, waktu.</p>"},
            {"id": "c", "text": "Terima kasih", "fraction": "-0.5", "feedback": "<p>Sopan saja.</p>"},
        ],
    },
    {
        "id": "benar",
        "type": "true_false",
        "stem": "<p>Panjang itu jelas.</p>",
        "answer": False,
        "feedback_true": "<p>Panjang bukan jelas.</p>",
        "feedback_false": "<p>Yang dicari di depan.</p>",
    },
    {
        "id": "kata",
        "type": "short_answer",
        "stem": "<p>Kata pertama?</p>",
        "answers": [{"text": "ambil*", "fraction": "1", "feedback": "<p>Kata kerja.</p>"}],
        "other_feedback": "<p>Cari kata kerjanya.</p>",
    },
    {
        "id": "hitung",
        "type": "numerical",
        "stem": "<p>Rata-rata 3,5 dan 4?</p>",
        "answers": [{"value": "3.75", "tolerance": "0.01", "fraction": "1", "feedback": "<p>Bagi dua.</p>"}],
        "unit": "menit",
        "other_feedback": "<p>Jumlahkan dulu.</p>",
    },
    {
        "id": "jodoh",
        "type": "matching",
        "stem": "<p>Pasangkan.</p>",
        "pairs": [
            {"id": "p1", "stem": "Ke <em>mana</em>", "match": "Tempat"},
            {"id": "p2", "stem": "Kapan", "match": "Waktu"},
        ],
        "distractors": ["Biaya"],
        "partial_feedback": "<p>Baca lagi pasangannya.</p>",
    },
    {
        "id": "urut",
        "type": "ordering",
        "stem": "<p>Urutkan.</p>",
        "items": [{"id": "i1", "text": "Tempat"}, {"id": "i2", "text": "Waktu"}, {"id": "i3", "text": "Dasar"}],
        "correct_feedback": "<p>Tepat.</p>",
    },
)
RIGHT_FIELDS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "satu": {"": ["a"]},
    "banyak": {"": ["a", "b"]},
    "benar": {"": ["false"]},
    "kata": {"": ["Ambil nomor"]},
    "hitung": {"": ["3,75 menit"]},
    "urut": {"i1": ["1"], "i2": ["2"], "i3": ["3"]},
}


def choice_questions(count: int) -> tuple[Content, ...]:
    """So many single-choice questions whose right choice is "a"."""
    return tuple(
        {
            "id": f"soal-{number}",
            "type": "single_choice",
            "stem": f"<p>Soal nomor {number}?</p>",
            "choices": [
                {"id": "a", "text": f"Tepat {number}", "correct": True, "feedback": "<p>Ya.</p>"},
                {"id": "b", "text": f"Keliru {number}", "feedback": "<p>Bukan.</p>"},
                {"id": "c", "text": f"Jauh {number}", "feedback": "<p>Jauh.</p>"},
            ],
        }
        for number in range(1, count + 1)
    )


@dataclass(frozen=True)
class QuizCourse:
    """A course whose lesson "bacaan" and quiz "kuis" stand in one module."""

    course: Course
    revision: CourseRevision
    quiz: RevisionActivity

    @property
    def path(self) -> str:
        """The address of the quiz."""
        return f"/kursus/{self.course.slug}/kuis/kuis"


def make_quiz(
    questions: Sequence[Content] = ONE_OF_EACH,
    *,
    issues_certificate: bool = False,
    requires: Content | None = None,
    **rules: Any,
) -> QuizCourse:
    """A published course with a lesson and a quiz; completing it takes the quiz alone. `rules` are the quiz's own."""
    number = next(_numbers)
    course = Course(slug=f"kursus-{number}", code=f"KQ-{number:02}", created_at=clock.now())
    db.session.add(course)
    db.session.flush()
    revision = _revision(course, issues_certificate=issues_certificate)
    module = RevisionModule(revision_id=revision.id, key="modul", position=1, title="Antrean", jp_halves=1, outcome="")
    db.session.add(module)
    db.session.flush()
    _lesson(course, revision, module)
    quiz = _quiz(course, revision, module, {"pass_mark": "70"} | rules)
    quiz.requires = dict(requires or {})
    for position, content in enumerate(questions, start=1):
        _question(course, quiz, position, content)
    course.current_revision_id = revision.id
    db.session.flush()
    return QuizCourse(course, revision, quiz)


def enrol(person: Person, made: QuizCourse) -> None:
    """Enrol a person at the course's revision."""
    row = Enrolment(
        person_id=person.id, course_id=made.course.id, revision_id=made.revision.id, enrolled_at=clock.now()
    )
    db.session.add(row)
    db.session.flush()


def begin(person: Person, made: QuizCourse) -> int:
    """Enrol a person and begin an attempt; returns its id."""
    enrol(person, made)
    start = Start(
        person_id=person.id,
        slug=made.course.slug,
        key="kuis",
        time_multiplier_percent=person.time_multiplier_percent,
    )
    return start_attempt(start, now=clock.now())


def right_fields(question: Any, slot: int) -> dict[str, list[str]]:
    """Form fields that answer a question of this module rightly in a slot."""
    if question.type_name == "matching":
        by_text = {option.text: option.id for option in question.options}
        parts = {pair.id: [by_text[pair.match]] for pair in question.pairs}
    else:
        parts = {part: list(values) for part, values in RIGHT_FIELDS.get(question.id, {"": ["a"]}).items()}
    return {f"q{slot}.{part}" if part else f"q{slot}": values for part, values in parts.items()}


def _revision(course: Course, *, issues_certificate: bool) -> CourseRevision:
    revision = CourseRevision(
        course_id=course.id,
        number=1,
        content_hash=hashlib.sha256(course.slug.encode()).hexdigest(),
        is_correction=False,
        published_at=clock.now(),
        title=f"Kursus rekaan {course.code}",
        summary="",
        audience="",
        language="id",
        minutes=45,
        jp_halves=2,
        transfer_bytes=1_000,
        owner="Tim uji",
        reviewed_on=date(2026, 1, 1),
        topics=[],
        sources=[{"id": "aturan", "title": "Aturan Rekaan Nomor 1"}],
        outcomes=[],
        prerequisites=[],
        completion={"completed": "kuis"},
        certificate={"issue": issues_certificate, "wording": "telah menyelesaikan"},
        agency_code=None,
        search_text="",
    )
    db.session.add(revision)
    db.session.flush()
    return revision


def _lesson(course: Course, revision: CourseRevision, module: RevisionModule) -> None:
    text = RenderedText(content_hash=revision.content_hash, html="<p>Bacaan.</p>", words=1)
    activity = Activity(course_id=course.id, key="bacaan", kind="lesson")
    db.session.add_all([text, activity])
    db.session.flush()
    db.session.add(_step(revision, module, activity, 1, text_id=text.id, title="Bacaan", completion="viewed"))


def _quiz(course: Course, revision: CourseRevision, module: RevisionModule, rules: Content) -> RevisionActivity:
    activity = Activity(course_id=course.id, key="kuis", kind="quiz")
    db.session.add(activity)
    db.session.flush()
    quiz = _step(revision, module, activity, 2, title="Kuis antrean", completion="passed", rules=dict(rules))
    db.session.add(quiz)
    db.session.flush()
    return quiz


def _step(
    revision: CourseRevision, module: RevisionModule, activity: Activity, position: int, **changes: Any
) -> RevisionActivity:
    values = {"kind": activity.kind, "minutes": 5, "transfer_bytes": 500, "requires": {}, "rules": {}}
    return RevisionActivity(
        revision_id=revision.id, module_id=module.id, activity_id=activity.id, position=position, **(values | changes)
    )


def _question(course: Course, quiz: RevisionActivity, position: int, content: Content) -> None:
    version = QuestionVersion(
        course_id=course.id,
        key=content["id"],
        content_hash=hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest(),
        type=content["type"],
        content=dict(content),
        created_at=clock.now(),
    )
    db.session.add(version)
    db.session.flush()
    db.session.add(
        QuizQuestion(revision_activity_id=quiz.id, question_version_id=version.id, position=position, mark=FRACTION_ONE)
    )
