"""Reads of authoring: what is stored of each course, and who follows which revision of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select, text

from elearning.catalog.models import Course, CourseRevision, Enrolment, MediaFile
from elearning.extensions import db


@dataclass(frozen=True, slots=True)
class StoredCourse:
    """A course with its current revision."""

    id: int
    slug: str
    code: str
    title: str
    revision_id: int
    revision_number: int
    content_hash: str


@dataclass(frozen=True, slots=True)
class StoredPhotograph:
    """A photograph of some revision: its path below `media/` and the hash of its bytes."""

    path: str
    sha256: str


def lock_courses() -> None:
    """Let no other import run beside this transaction. On SQLite the writing transaction is alone already."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE course IN SHARE ROW EXCLUSIVE MODE"))


def stored_courses() -> dict[str, StoredCourse]:
    """Every course with its current revision, by slug."""
    query = select(
        Course.id,
        Course.slug,
        Course.code,
        CourseRevision.title,
        CourseRevision.id,
        CourseRevision.number,
        CourseRevision.content_hash,
    ).join(CourseRevision, CourseRevision.id == Course.current_revision_id)
    return {row.slug: StoredCourse(*row) for row in db.session.execute(query)}


def stored_photographs() -> dict[int, list[StoredPhotograph]]:
    """The photographs of all revisions, by course id."""
    query = select(CourseRevision.course_id, MediaFile.path, MediaFile.sha256).distinct()
    query = query.join(CourseRevision, CourseRevision.id == MediaFile.revision_id)
    found: defaultdict[int, list[StoredPhotograph]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.course_id].append(StoredPhotograph(row.path, row.sha256))
    return found


def earlier_revisions_followed(course: StoredCourse) -> dict[int, int]:
    """How many people still follow which revision other than the current one, by revision id; a revision that only
    people who left come from counts 0.
    """
    running = func.sum(case((Enrolment.left_at.is_(None), 1), else_=0)).label("running")
    query = (
        select(Enrolment.revision_id, running)
        .where(Enrolment.course_id == course.id, Enrolment.revision_id != course.revision_id)
        .group_by(Enrolment.revision_id)
        .order_by(Enrolment.revision_id)
    )
    return {row.revision_id: int(row.running) for row in db.session.execute(query)}


@dataclass(frozen=True, slots=True)
class FollowedRevision:
    """A revision of a course and how many people follow it now."""

    id: int
    number: int
    running: int


def revisions_followed(course_id: int) -> list[FollowedRevision]:
    """The revisions of a course that somebody follows now, newest first."""
    query = (
        select(CourseRevision.id, CourseRevision.number, func.count())
        .join(Enrolment, Enrolment.revision_id == CourseRevision.id)
        .where(CourseRevision.course_id == course_id, Enrolment.left_at.is_(None))
        .group_by(CourseRevision.id, CourseRevision.number)
        .order_by(CourseRevision.number.desc())
    )
    return [FollowedRevision(*row) for row in db.session.execute(query)]


def learners_at(revision_id: int) -> Sequence[int]:
    """Ids of the people who follow a revision now, in order."""
    query = select(Enrolment.person_id).where(Enrolment.revision_id == revision_id, Enrolment.left_at.is_(None))
    return db.session.scalars(query.order_by(Enrolment.person_id)).all()
