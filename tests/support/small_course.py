"""The smallest course there is: one module with a lesson to mark and a quiz to pass, written straight into the tables.

For tests of what follows from results; the import of packages has tests of its own.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from elearning.accounts.models import Person
from elearning.catalog.models import (
    Activity,
    Course,
    CourseRevision,
    Enrolment,
    RenderedText,
    RevisionActivity,
    RevisionModule,
)
from elearning.competency.models import Competency
from elearning.content.competencies import standard_competencies
from elearning.core import clock
from elearning.extensions import db
from elearning.outcomes import Chain, Result, ResultKind, record_result
from elearning.progress.services import Grade

LESSON = "pelajaran"
QUIZ = "uji-akhir"
FULL_MARKS = 10_000_000
OUTCOMES = [
    {"competency": "M.3", "level": 3, "text": "menjelaskan"},
    {"competency": "SK.1", "level": 1, "text": "rukun"},
]
DEFAULTS: dict[str, Any] = {
    "title": "Kursus Contoh yang Singkat",
    "summary": "Kursus rekaan.",
    "audience": "Semua ASN.",
    "language": "id",
    "minutes": 135,
    "jp_halves": 6,
    "transfer_bytes": 1_000,
    "owner": "Tim contoh",
    "reviewed_on": date(2026, 1, 1),
    "topics": ["contoh"],
    "sources": [],
    "prerequisites": [],
    "completion": {},
    "certificate": {"issue": True, "wording": "telah menyelesaikan kursus mandiri dan lulus uji akhir"},
    "agency_code": None,
    "search_text": "kursus contoh",
    "is_correction": False,
    "content_hash": "0" * 64,
}


def make_course(code: str = "KC-01", **changes: Any) -> Course:
    """A course with one revision; `changes` are columns of the revision."""
    now = clock.now()
    make_competencies()
    course = Course(slug=f"kursus-{code.lower()}", code=code, created_at=now)
    db.session.add(course)
    db.session.flush()
    facts = {"outcomes": OUTCOMES, **DEFAULTS, **changes}
    revision = CourseRevision(course_id=course.id, number=1, published_at=now, **facts)
    db.session.add(revision)
    db.session.flush()
    course.current_revision_id = revision.id
    _add_steps(course, revision)
    return course


def make_competencies() -> dict[str, Competency]:
    """The competencies of the regulation by code, once."""
    known = {row.code: row for row in db.session.scalars(select(Competency))}
    for code, name in standard_competencies().items():
        if code not in known:
            kind = "managerial" if code.startswith("M.") else "sociocultural"
            known[code] = Competency(code=code, name=name, kind=kind)
            db.session.add(known[code])
    db.session.flush()
    return known


def enrol(person: Person, course: Course, *, at: datetime | None = None) -> Enrolment:
    """The person follows the course at its current revision."""
    enrolment = Enrolment(
        person_id=person.id,
        course_id=course.id,
        revision_id=course.current_revision_id,
        enrolled_at=at or clock.now(),
    )
    db.session.add(enrolment)
    db.session.flush()
    return enrolment


def mark(person_id: int, course_id: int, *, now: datetime | None = None) -> Chain:
    """The lesson is marked as done."""
    return record_result(
        Result(person_id=person_id, course_id=course_id, activity_key=LESSON, kind=ResultKind.MARKED),
        now=now or clock.now(),
    )


def grade(person_id: int, course_id: int, fraction: int = FULL_MARKS, **changes: Any) -> Chain:
    """An attempt at the quiz is finished; `changes`: now, at, attempt_id."""
    now = changes.pop("now", None) or clock.now()
    result = Result(
        person_id=person_id,
        course_id=course_id,
        activity_key=QUIZ,
        kind=ResultKind.GRADED,
        grade=Grade(fraction, is_passed=fraction >= 7_000_000),
        **changes,
    )
    return record_result(result, now=now)


def complete(person: Person, course: Course, *, now: datetime | None = None) -> Chain:
    """Enrol, mark and pass: the whole course."""
    enrol(person, course, at=now)
    mark(person.id, course.id, now=now)
    return grade(person.id, course.id, now=now)


def _add_steps(course: Course, revision: CourseRevision) -> None:
    text = db.session.scalar(select(RenderedText).where(RenderedText.content_hash == "small"))
    if text is None:
        text = RenderedText(content_hash="small", html="<p>Isi.</p>", words=1)
        db.session.add(text)
    module = RevisionModule(
        revision_id=revision.id,
        key="modul",
        position=1,
        title="Modul contoh",
        jp_halves=revision.jp_halves,
        outcome="menulis contoh",
    )
    lesson, quiz = (
        Activity(course_id=course.id, key=LESSON, kind="lesson"),
        Activity(course_id=course.id, key=QUIZ, kind="quiz"),
    )
    db.session.add_all([module, lesson, quiz])
    db.session.flush()
    common = {"revision_id": revision.id, "module_id": module.id, "minutes": 60, "transfer_bytes": 1, "requires": {}}
    db.session.add_all(
        [
            RevisionActivity(
                activity_id=lesson.id,
                position=1,
                kind="lesson",
                title="Pelajaran contoh",
                completion="marked",
                rules={},
                text_id=text.id,
                **common,
            ),
            RevisionActivity(
                activity_id=quiz.id,
                position=2,
                kind="quiz",
                title="Uji akhir",
                completion="passed",
                rules={"pass_mark": "70", "attempts": 0},
                **common,
            ),
        ]
    )
    db.session.flush()
