"""What a person did in each activity, and which courses they completed."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearning.core.types import Moment, MomentOrNone, PrimaryKey
from elearning.extensions import Model


class ActivityProgress(Model):
    """The facts that completion is evaluated from, one row per person and activity. Times are set once, fractions
    only rise.

    Attempts themselves belong to the quizzes; what completion must know of them is kept here by their services.
    `best_fraction` is in ten-millionths; `completed_at` is when the activity's own rule was first met, and is never
    taken back.
    """

    __tablename__ = "activity_progress"
    __table_args__ = (
        UniqueConstraint("person_id", "activity_id"),
        CheckConstraint("best_fraction BETWEEN 0 AND 10000000", name="best_fraction"),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    first_viewed_at: Mapped[MomentOrNone]
    last_seen_at: Mapped[MomentOrNone]
    marked_at: Mapped[MomentOrNone]
    best_fraction: Mapped[int | None]
    passed_at: Mapped[MomentOrNone]
    finished_attempts: Mapped[int] = mapped_column(default=0)
    granted_attempts: Mapped[int] = mapped_column(default=0)
    has_open_attempt: Mapped[bool] = mapped_column(default=False)
    completed_at: Mapped[MomentOrNone]
    reading_place: Mapped[str] = mapped_column(String(80), default="")


class CourseCompletion(Model):
    """A course completed, once per person and course; names the revision whose rule was met. Never taken back."""

    __tablename__ = "course_completion"
    __table_args__ = (UniqueConstraint("person_id", "course_id"),)

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("course_revision.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    started_at: Mapped[Moment]
    completed_at: Mapped[Moment]
