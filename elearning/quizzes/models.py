"""Attempts at quizzes and the responses saved in them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from elearning.core.types import JsonList, JsonObject, Moment, MomentOrNone, PrimaryKey
from elearning.extensions import Model


class Attempt(Model):
    """One attempt of a person at a quiz, on the revision it began on; one open at a time.

    `layout` lists its slots in order: question version id, mark, order of the choices. `ends_at` already contains the
    person's
    time multiplier. Fractions are in ten-millionths.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("person_id", "activity_id", "number"),
        CheckConstraint("state IN ('in_progress','overdue','submitted','finished','abandoned')", name="state"),
        CheckConstraint("(state = 'finished') = (fraction IS NOT NULL)", name="finished_has_fraction"),
        CheckConstraint("fraction BETWEEN 0 AND 10000000", name="fraction"),
        Index(
            "uq_attempt_open",
            "person_id",
            "activity_id",
            unique=True,
            sqlite_where=text("state IN ('in_progress','overdue')"),
            postgresql_where=text("state IN ('in_progress','overdue')"),
        ),
        Index(
            "ix_attempt_due",
            "ends_at",
            sqlite_where=text("state IN ('in_progress','overdue')"),
            postgresql_where=text("state IN ('in_progress','overdue')"),
        ),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    revision_activity_id: Mapped[int] = mapped_column(ForeignKey("revision_activity.id"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    seed: Mapped[int]
    layout: Mapped[JsonList]
    started_at: Mapped[Moment]
    ends_at: Mapped[MomentOrNone]
    grace_until: Mapped[MomentOrNone]
    last_saved_at: Mapped[MomentOrNone]
    finished_at: Mapped[MomentOrNone]
    fraction: Mapped[int | None]
    is_passed: Mapped[bool | None]


class Response(Model):
    """The answer to one slot as last saved. `sequence` rises with each save; an older one that arrives late is
    ignored.
    """

    __tablename__ = "response"
    __table_args__ = (UniqueConstraint("attempt_id", "slot"),)

    id: Mapped[PrimaryKey]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    slot: Mapped[int]
    answer: Mapped[JsonObject]
    sequence: Mapped[int]
    saved_at: Mapped[MomentOrNone]
    is_flagged: Mapped[bool] = mapped_column(default=False)
    fraction: Mapped[int | None]
    reasons: Mapped[JsonList] = mapped_column(default=list)


class AttemptGrant(Model):
    """Extra attempts that an officer grants to a person."""

    __tablename__ = "attempt_grant"
    __table_args__ = (CheckConstraint("extra > 0", name="extra"),)

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    extra: Mapped[int]
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[Moment]
    reason: Mapped[str] = mapped_column(String(500), default="")


class AttemptExtension(Model):
    """More minutes that an officer gave to one open attempt, and its end before and after."""

    __tablename__ = "attempt_extension"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 1 AND 120", name="minutes"),
        CheckConstraint("length(trim(reason)) > 0", name="reason"),
        CheckConstraint("ends_after > ends_before", name="ends_after"),
    )

    id: Mapped[PrimaryKey]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    minutes: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500))
    ends_before: Mapped[Moment]
    ends_after: Mapped[Moment]
    extended_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    extended_at: Mapped[Moment]
