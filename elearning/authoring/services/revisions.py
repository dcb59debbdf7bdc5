"""An examined package as rows: a new revision with its modules, steps, texts, questions and photographs.

Rows that many revisions share (steps by key, texts and question versions by hash, photographs by hash) are found
first and added only where they are missing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from elearning.authoring.queries import StoredCourse
from elearning.authoring.services.learners import is_only_correction
from elearning.authoring.services.search_text import search_text_of
from elearning.catalog.models import (
    Activity,
    Course,
    CourseRevision,
    MediaFile,
    QuestionVersion,
    QuizQuestion,
    RenderedText,
    RevisionActivity,
    RevisionModule,
)
from elearning.catalog.queries import outlines_of
from elearning.content.checks import Examination, RenderedQuiz
from elearning.content.media import MEDIA_FOLDER
from elearning.content.package_folder import PackageFolder
from elearning.content.photographs import read_photograph
from elearning.content.schema import Activity as Step
from elearning.content.schema import CoursePackage, Lesson, Module, Quiz, Rule
from elearning.core import storage
from elearning.domain.completion import CompletionRule
from elearning.domain.conditions import dump_condition
from elearning.domain.scores import FRACTION_ONE
from elearning.extensions import db

MEDIA_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "avif": "image/avif"}


@dataclass(frozen=True, slots=True)
class Added:
    """The course as it is after the import, and whether its new revision only corrects the one before."""

    course: StoredCourse
    is_correction: bool


@dataclass(frozen=True, slots=True)
class _Shared:
    """Rows that several revisions have in common: ids by what identifies them."""

    activities: Mapping[str, int]
    texts: Mapping[str, int]
    questions: Mapping[tuple[str, str], int]
    sizes: Mapping[str, int]


def add_revision(
    examination: Examination, folder: PackageFolder, content_hash: str, stored: StoredCourse | None, *, now: datetime
) -> Added:
    """Store an importable package as the next revision of its course and make it current."""
    package = examination.package
    if package is None:
        raise ValueError("only a package without errors is stored")
    course = _course(package, stored, now)
    photographs = _photographs(examination, folder)
    shared = _Shared(
        _activity_ids(course, package),
        _text_ids(examination),
        _question_ids(course, examination, now),
        {path: size for path, (_, _, size) in photographs.items()},
    )
    revision = _revision(course, examination, content_hash, stored.revision_number + 1 if stored else 1, now)
    db.session.add(revision)
    db.session.flush()
    revision.transfer_bytes = _add_modules(revision, examination, shared)
    _add_media(revision, photographs)
    course.current_revision_id = revision.id
    db.session.flush()
    revision.is_correction = stored is not None and _is_correction(stored.revision_id, revision.id)
    db.session.flush()
    current = StoredCourse(
        course.id, course.slug, course.code, revision.title, revision.id, revision.number, content_hash
    )
    return Added(current, revision.is_correction)


def _course(package: CoursePackage, stored: StoredCourse | None, now: datetime) -> Course:
    if stored is not None:
        return db.session.get_one(Course, stored.id)
    course = Course(slug=package.slug, code=package.code, created_at=now)
    db.session.add(course)
    db.session.flush()
    return course


def _is_correction(old_id: int, new_id: int) -> bool:
    outlines = outlines_of([old_id, new_id])
    return is_only_correction(outlines[old_id], outlines[new_id])


def _revision(
    course: Course, examination: Examination, content_hash: str, number: int, now: datetime
) -> CourseRevision:
    package = examination.package
    if package is None or package.reviewed is None:
        raise ValueError("a package without errors names its review")
    return CourseRevision(
        course_id=course.id,
        number=number,
        content_hash=content_hash,
        is_correction=False,
        published_at=now,
        title=package.title,
        summary=package.summary,
        audience=package.audience,
        language=package.language,
        minutes=package.minutes,
        jp_halves=package.jp_halves,
        transfer_bytes=0,
        owner=package.owner,
        reviewed_on=package.reviewed,
        topics=list(package.topics),
        sources=[{"id": each.id, "title": each.title, "note": each.note} for each in package.sources],
        outcomes=[{"competency": o.competency, "level": o.level, "text": o.text} for o in package.outcomes],
        prerequisites=[code for code, _ in package.prerequisites],
        completion=stored_condition(package.completion),
        certificate={"issue": package.certificate.is_issued, "wording": package.certificate.wording},
        agency_code=package.agency,
        search_text=search_text_of(package, examination.lessons),
    )


def _activity_ids(course: Course, package: CoursePackage) -> dict[str, int]:
    known = {row.key: row for row in db.session.scalars(select(Activity).where(Activity.course_id == course.id))}
    for step in package.activities:
        if step.id not in known:
            known[step.id] = Activity(course_id=course.id, key=step.id, kind=step.kind)
            db.session.add(known[step.id])
        known[step.id].kind = step.kind
    db.session.flush()
    return {key: row.id for key, row in known.items()}


def _text_ids(examination: Examination) -> dict[str, int]:
    """Ids of the stored lesson texts by lesson id."""
    hashes = examination.lesson_fingerprints
    query = select(RenderedText.content_hash, RenderedText.id).where(RenderedText.content_hash.in_(hashes.values()))
    known = {row.content_hash: row.id for row in db.session.execute(query)}
    added: dict[str, RenderedText] = {}
    for key, text in examination.lessons.items():
        if hashes[key] not in known and hashes[key] not in added:
            added[hashes[key]] = RenderedText(content_hash=hashes[key], html=text.html, words=text.words)
    db.session.add_all(added.values())
    db.session.flush()
    known |= {content_hash: row.id for content_hash, row in added.items()}
    return {key: known[content_hash] for key, content_hash in hashes.items()}


def _question_ids(course: Course, examination: Examination, now: datetime) -> dict[tuple[str, str], int]:
    """Ids of the question versions by (quiz id, question id)."""
    query = select(QuestionVersion).where(QuestionVersion.course_id == course.id)
    known = {(row.key, row.content_hash): row for row in db.session.scalars(query)}
    found = {}
    for quiz_id, quiz in examination.quizzes.items():
        for key, content in quiz.questions.items():
            content_hash = hash_of_content(content)
            if (key, content_hash) not in known:
                known[key, content_hash] = QuestionVersion(
                    course_id=course.id,
                    key=key,
                    content_hash=content_hash,
                    type=str(content["type"]),
                    content=dict(content),
                    created_at=now,
                )
                db.session.add(known[key, content_hash])
            found[quiz_id, key] = known[key, content_hash]
    db.session.flush()
    return {names: row.id for names, row in found.items()}


def hash_of_content(content: Mapping[str, Any]) -> str:
    """SHA-256 of a question as it is stored, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _photographs(examination: Examination, folder: PackageFolder) -> dict[str, tuple[str, str, int]]:
    """Hash, media type and size of every photograph that a text shows, by its path; the bytes go to the file store."""
    found = {}
    for path in {path for text in examination.texts for path in text.photographs}:
        raw = folder.read_bytes(path)
        photograph = read_photograph(raw)
        if photograph is not None:
            found[path] = (storage.put(raw), MEDIA_TYPES[photograph.format], len(raw))
    return found


def _add_modules(revision: CourseRevision, examination: Examination, shared: _Shared) -> int:
    """Add the modules with their steps; returns the bytes that all steps transfer."""
    package = examination.package
    transferred = position = 0
    for place, module in enumerate(package.modules if package else (), start=1):
        row = _module_row(revision, module, place)
        db.session.add(row)
        db.session.flush()
        for step in module.activities:
            position += 1
            step_row = _step_row(row, step, examination, shared)
            step_row.position = position
            db.session.add(step_row)
            db.session.flush()
            transferred += step_row.transfer_bytes
            if isinstance(step, Quiz):
                _add_questions(step_row, step, shared)
    return transferred


def _module_row(revision: CourseRevision, module: Module, position: int) -> RevisionModule:
    return RevisionModule(
        revision_id=revision.id,
        key=module.id,
        position=position,
        title=module.title,
        jp_halves=module.jp_halves,
        outcome=module.outcome,
    )


def _step_row(module: RevisionModule, step: Step, examination: Examination, shared: _Shared) -> RevisionActivity:
    row = RevisionActivity(
        revision_id=module.revision_id,
        module_id=module.id,
        activity_id=shared.activities[step.id],
        kind=step.kind,
        title=step.title,
        minutes=step.minutes,
        requires=stored_condition(step.requires),
    )
    if isinstance(step, Lesson):
        text = examination.lessons[step.id]
        row.transfer_bytes = text.weight + sum(shared.sizes.get(path, 0) for path in text.photographs)
        row.completion = step.completion
        row.rules = {}
        row.text_id = shared.texts[step.id]
    else:
        rendered = examination.quizzes[step.id]
        row.transfer_bytes = sum(text.weight for text in rendered.texts)
        row.completion = CompletionRule.PASSED
        row.rules = stored_quiz_rules(step, rendered)
    return row


def stored_quiz_rules(quiz: Quiz, rendered: RenderedQuiz) -> dict[str, Any]:
    """The rules of a quiz as a revision keeps them."""
    rules = quiz.rules
    return {
        "pass_mark": format(rules.pass_mark.normalize(), "f"),
        "attempts": rules.attempts,
        "time_limit_minutes": rules.time_limit_minutes,
        "grace_minutes": rules.grace_minutes,
        "overdue": rules.overdue.value,
        "wait_minutes": rules.wait_minutes,
        "shuffle_questions": rules.shuffle_questions,
        "shuffle_answers": rules.shuffle_answers,
        "draw": rules.draw,
        "layout": rules.layout,
        "intro": rendered.intro.html,
    }


def _add_questions(row: RevisionActivity, quiz: Quiz, shared: _Shared) -> None:
    for position, question in enumerate(quiz.questions, start=1):
        db.session.add(
            QuizQuestion(
                revision_activity_id=row.id,
                question_version_id=shared.questions[quiz.id, question.id],
                position=position,
                mark=int(question.mark * FRACTION_ONE),
            )
        )


def _add_media(revision: CourseRevision, photographs: Mapping[str, tuple[str, str, int]]) -> None:
    for path, (digest, media_type, size) in sorted(photographs.items()):
        db.session.add(
            MediaFile(
                revision_id=revision.id,
                path=path.removeprefix(f"{MEDIA_FOLDER}/"),
                sha256=digest,
                media_type=media_type,
                size_bytes=size,
            )
        )


def stored_condition(rule: Rule | None) -> dict[str, Any]:
    """A condition as a revision keeps it, empty for none."""
    return dump_condition(rule.condition) if rule else {}
