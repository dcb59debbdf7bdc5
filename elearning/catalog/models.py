"""Courses as stored: immutable numbered revisions, their activities, the question versions they use, enrolments,
assignments, withdrawals from the catalogue.

`Activity` is the stable identity of a step (course + key written in the files); `RevisionActivity` is that step as
one revision has it.
Progress hangs on the first, attempts and certificates name the second or its revision.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearning.core.types import JsonList, JsonObject, Moment, MomentOrNone, PrimaryKey
from elearning.extensions import Model


class Course(Model):
    """A course by its slug and code; `current_revision_id` is what new learners get.

    No foreign key stands on it: the two tables would then name each other, which SQLite cannot add afterwards.
    """

    __tablename__ = "course"

    id: Mapped[PrimaryKey]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    current_revision_id: Mapped[int | None]
    created_at: Mapped[Moment]


class CourseWithdrawal(Model):
    """That a course is not offered to newcomers from `from_at` on, and why; one open at a time.

    A table of its own: an import of the package writes `course` and cannot undo it. `ended_at`: offered again.
    """

    __tablename__ = "course_withdrawal"
    __table_args__ = (
        Index(
            "uq_course_withdrawal_open",
            "course_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint("length(trim(reason)) > 0", name="reason"),
    )

    id: Mapped[PrimaryKey]
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    from_at: Mapped[Moment]
    reason: Mapped[str] = mapped_column(String(500))
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[Moment]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[MomentOrNone]


class CourseRevision(Model):
    """One published state of a course; never changed. `content_hash` is of the whole package."""

    __tablename__ = "course_revision"
    __table_args__ = (
        UniqueConstraint("course_id", "number"),
        CheckConstraint("jp_halves > 0", name="jp_halves"),
        CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[PrimaryKey]
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    number: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    is_correction: Mapped[bool]
    published_at: Mapped[Moment]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text)
    audience: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(5))
    minutes: Mapped[int]
    jp_halves: Mapped[int]
    transfer_bytes: Mapped[int]
    owner: Mapped[str] = mapped_column(String(200))
    reviewed_on: Mapped[date]
    topics: Mapped[JsonList]
    sources: Mapped[JsonList]
    outcomes: Mapped[JsonList]
    prerequisites: Mapped[JsonList]
    completion: Mapped[JsonObject]
    certificate: Mapped[JsonObject]
    agency_code: Mapped[str | None] = mapped_column(String(20))
    search_text: Mapped[str] = mapped_column(Text)


class RevisionModule(Model):
    """A module of a revision, in order; `key` is stable."""

    __tablename__ = "revision_module"
    __table_args__ = (UniqueConstraint("revision_id", "key"), UniqueConstraint("revision_id", "position"))

    id: Mapped[PrimaryKey]
    revision_id: Mapped[int] = mapped_column(ForeignKey("course_revision.id"))
    key: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    jp_halves: Mapped[int]
    outcome: Mapped[str] = mapped_column(Text, default="")


class Activity(Model):
    """The stable identity of a step of a course, in whichever revision."""

    __tablename__ = "activity"
    __table_args__ = (UniqueConstraint("course_id", "key"),)

    id: Mapped[PrimaryKey]
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    key: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(20))


class RenderedText(Model):
    """Sanitised HTML by the hash of what it was made from (source and renderer version): rendered once, shared by
    revisions.
    """

    __tablename__ = "rendered_text"

    id: Mapped[PrimaryKey]
    content_hash: Mapped[str] = mapped_column(String(64), unique=True)
    html: Mapped[str] = mapped_column(Text)
    words: Mapped[int]


class RevisionActivity(Model):
    """A step as one revision has it. `rules` holds what its kind needs (a quiz: pass mark, attempts, time limit …)."""

    __tablename__ = "revision_activity"
    __table_args__ = (
        UniqueConstraint("revision_id", "activity_id"),
        UniqueConstraint("revision_id", "position"),
        CheckConstraint("kind IN ('lesson','quiz')", name="kind"),
        CheckConstraint("(kind = 'lesson') = (text_id IS NOT NULL)", name="lesson_has_text"),
    )

    id: Mapped[PrimaryKey]
    revision_id: Mapped[int] = mapped_column(ForeignKey("course_revision.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("revision_module.id"), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    minutes: Mapped[int]
    transfer_bytes: Mapped[int]
    completion: Mapped[str] = mapped_column(String(10))
    requires: Mapped[JsonObject]
    rules: Mapped[JsonObject]
    text_id: Mapped[int | None] = mapped_column(ForeignKey("rendered_text.id"))

    activity: Mapped[Activity] = relationship(lazy="raise")


class MediaFile(Model):
    """A photograph of a revision; the bytes lie in the file store under their hash."""

    __tablename__ = "media_file"
    __table_args__ = (UniqueConstraint("revision_id", "path"),)

    id: Mapped[PrimaryKey]
    revision_id: Mapped[int] = mapped_column(ForeignKey("course_revision.id"))
    path: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(40))
    size_bytes: Mapped[int]


class QuestionVersion(Model):
    """A question as it was at one time; an edited question is a new version, attempts keep theirs."""

    __tablename__ = "question_version"
    __table_args__ = (UniqueConstraint("course_id", "key", "content_hash"),)

    id: Mapped[PrimaryKey]
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    key: Mapped[str] = mapped_column(String(64))
    content_hash: Mapped[str] = mapped_column(String(64))
    type: Mapped[str] = mapped_column(String(30))
    content: Mapped[JsonObject]
    created_at: Mapped[Moment]


class QuizQuestion(Model):
    """A question in a quiz of a revision; `mark` is in ten-millionths of a point."""

    __tablename__ = "quiz_question"
    __table_args__ = (UniqueConstraint("revision_activity_id", "position"), CheckConstraint("mark > 0", name="mark"))

    id: Mapped[PrimaryKey]
    revision_activity_id: Mapped[int] = mapped_column(ForeignKey("revision_activity.id"))
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), index=True)
    position: Mapped[int]
    mark: Mapped[int]


class Enrolment(Model):
    """A person in a course, at one revision. Leaving keeps the row: coming back loses nothing."""

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("person_id", "course_id"),
        Index("ix_enrolment_course_revision", "course_id", "revision_id"),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("course_revision.id"))
    enrolled_at: Mapped[Moment]
    left_at: Mapped[MomentOrNone]


class Assignment(Model):
    """A course that somebody is asked to complete by a date (inclusive, in the learner's agency zone); one open at a
    time.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        Index(
            "uq_assignment_open",
            "person_id",
            "course_id",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    assigned_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    assigned_at: Mapped[Moment]
    due_on: Mapped[date] = mapped_column(index=True)
    note: Mapped[str] = mapped_column(String(500), default="")
    cancelled_at: Mapped[MomentOrNone]
