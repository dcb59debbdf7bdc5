"""Reads of courses as pages show them: light values, one statement each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, select

from elearning.catalog.models import (
    Activity,
    Course,
    CourseRevision,
    CourseWithdrawal,
    Enrolment,
    MediaFile,
    RenderedText,
    RevisionActivity,
    RevisionModule,
)
from elearning.catalog.queries.offering import is_withdrawal_of_course
from elearning.domain.offering import is_offered
from elearning.extensions import db


@dataclass(frozen=True, slots=True)
class CourseEntry:
    """A course as the catalogue lists it, at its current revision."""

    course_id: int
    revision_id: int
    slug: str
    code: str
    title: str
    summary: str
    audience: str
    minutes: int
    jp_halves: int
    transfer_bytes: int
    topics: list[str]
    outcomes: list[dict[str, Any]]
    withdrawn_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class CourseSheet:
    """A course as its own page shows it to one person: at their revision once they have joined, else the current one."""

    course_id: int
    slug: str
    code: str
    revision_id: int
    revision_number: int
    published_at: datetime
    reviewed_on: date
    title: str
    summary: str
    audience: str
    owner: str
    minutes: int
    jp_halves: int
    transfer_bytes: int
    outcomes: list[dict[str, Any]]
    prerequisites: list[str]
    certificate: dict[str, Any]
    sources: list[dict[str, str]]
    enrolled_at: datetime | None
    left_at: datetime | None
    withdrawn_from: datetime | None

    @property
    def is_enrolled(self) -> bool:
        """Whether the person follows the course now."""
        return self.enrolled_at is not None and self.left_at is None


@dataclass(frozen=True, slots=True)
class LessonSheet:
    """One step of a course that somebody follows; `html` is empty for a quiz."""

    course_id: int
    revision_id: int
    revision_number: int
    activity_id: int
    kind: str
    html: str


@dataclass(frozen=True, slots=True)
class PhotographFile:
    """Where the bytes of a photograph lie and what they are."""

    sha256: str
    media_type: str


def current_courses() -> list[CourseEntry]:
    """Every course at its current revision, by code; the withdrawn ones too."""
    query = (
        select(
            Course.id,
            CourseRevision.id,
            Course.slug,
            Course.code,
            CourseRevision.title,
            CourseRevision.summary,
            CourseRevision.audience,
            CourseRevision.minutes,
            CourseRevision.jp_halves,
            CourseRevision.transfer_bytes,
            CourseRevision.topics,
            CourseRevision.outcomes,
            CourseWithdrawal.from_at,
        )
        .join(CourseRevision, CourseRevision.id == Course.current_revision_id)
        .outerjoin(CourseWithdrawal, is_withdrawal_of_course())
        .order_by(Course.code)
    )
    return [CourseEntry(*list(row)) for row in db.session.execute(query)]


def offered_courses(now: datetime) -> list[CourseEntry]:
    """The courses that newcomers may begin now, at their current revision, by code."""
    return [course for course in current_courses() if is_offered(course.withdrawn_from, now)]


def search_texts(revision_ids: Collection[int]) -> dict[int, str]:
    """The searchable words of some revisions, by revision id."""
    query = select(CourseRevision.id, CourseRevision.search_text).where(CourseRevision.id.in_(revision_ids))
    return {row.id: row.search_text for row in db.session.execute(query)}


def course_sheet(slug: str, person_id: int) -> CourseSheet | None:
    """A course for one person, None when there is none of this name."""
    query = (
        select(
            Course.id,
            Course.slug,
            Course.code,
            CourseRevision.id,
            CourseRevision.number,
            CourseRevision.published_at,
            CourseRevision.reviewed_on,
            CourseRevision.title,
            CourseRevision.summary,
            CourseRevision.audience,
            CourseRevision.owner,
            CourseRevision.minutes,
            CourseRevision.jp_halves,
            CourseRevision.transfer_bytes,
            CourseRevision.outcomes,
            CourseRevision.prerequisites,
            CourseRevision.certificate,
            CourseRevision.sources,
            Enrolment.enrolled_at,
            Enrolment.left_at,
            CourseWithdrawal.from_at,
        )
        .select_from(Course)
        .outerjoin(CourseWithdrawal, is_withdrawal_of_course())
        .outerjoin(Enrolment, and_(Enrolment.course_id == Course.id, Enrolment.person_id == person_id))
        .join(CourseRevision, CourseRevision.id == func.coalesce(Enrolment.revision_id, Course.current_revision_id))
        .where(Course.slug == slug)
    )
    row = db.session.execute(query).one_or_none()
    return CourseSheet(*list(row)) if row else None


# Built once, over tables instead of models: the lesson page is the most read of all, and this asks no mapper.
_course, _enrolment, _revision, _activity, _step, _text = (
    model.__table__ for model in (Course, Enrolment, CourseRevision, Activity, RevisionActivity, RenderedText)
)
_LESSON = (
    select(
        _course.c.id,
        _revision.c.id,
        _revision.c.number,
        _activity.c.id,
        _step.c.kind,
        func.coalesce(_text.c.html, ""),
    )
    .select_from(_course)
    .join(_enrolment, and_(_enrolment.c.course_id == _course.c.id, _enrolment.c.person_id == bindparam("person_id")))
    .join(_revision, _revision.c.id == _enrolment.c.revision_id)
    .join(_activity, and_(_activity.c.course_id == _course.c.id, _activity.c.key == bindparam("key")))
    .join(_step, and_(_step.c.revision_id == _revision.c.id, _step.c.activity_id == _activity.c.id))
    .outerjoin(_text, _text.c.id == _step.c.text_id)
    .where(_course.c.slug == bindparam("slug"), _enrolment.c.left_at.is_(None))
)


def lesson_sheet(slug: str, key: str, person_id: int) -> LessonSheet | None:
    """A step of a course the person follows, None when they do not or the revision has no such step."""
    row = db.session.execute(_LESSON, {"slug": slug, "key": key, "person_id": person_id}).one_or_none()
    return LessonSheet(*row) if row else None


def module_texts(revision_id: int, module_key: str) -> list[tuple[str, str]]:
    """(key, HTML) of the lessons of a module, in order."""
    query = (
        select(Activity.key, RenderedText.html)
        .select_from(RevisionActivity)
        .join(RevisionModule, RevisionModule.id == RevisionActivity.module_id)
        .join(Activity, Activity.id == RevisionActivity.activity_id)
        .join(RenderedText, RenderedText.id == RevisionActivity.text_id)
        .where(RevisionActivity.revision_id == revision_id, RevisionModule.key == module_key)
        .order_by(RevisionActivity.position)
    )
    return [(row.key, row.html) for row in db.session.execute(query)]


def photograph(slug: str, revision_number: int, path: str) -> PhotographFile | None:
    """A photograph of a revision of a course."""
    query = (
        select(MediaFile.sha256, MediaFile.media_type)
        .join(CourseRevision, CourseRevision.id == MediaFile.revision_id)
        .join(Course, Course.id == CourseRevision.course_id)
        .where(Course.slug == slug, CourseRevision.number == revision_number, MediaFile.path == path)
    )
    row = db.session.execute(query).one_or_none()
    return PhotographFile(*row) if row else None
