"""Competencies, required levels per position, the append-only evidence ledger and the JP ledger."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearning.core.types import Moment, PrimaryKey
from elearning.extensions import Model


class Competency(Model):
    """A competency of the framework (Permenpan-RB 38/2017 codes M.1–M.8, SK.1; technical ones by code)."""

    __tablename__ = "competency"

    id: Mapped[PrimaryKey]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(150))
    kind: Mapped[str] = mapped_column(String(20))


class RequiredLevel(Model):
    """The level that a position requires in a competency."""

    __tablename__ = "required_level"
    __table_args__ = (
        UniqueConstraint("position_id", "competency_id"),
        CheckConstraint("level BETWEEN 1 AND 5", name="level"),
    )

    id: Mapped[PrimaryKey]
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"))
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"), index=True)
    level: Mapped[int]


class Evidence(Model):
    """One piece of evidence, never changed: a correction is a new row that names the old one in `corrects_id`.

    `source` course: learning proven up to `level`; `source` confirmation: a supervisor's word with date and note.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("source IN ('course','confirmation','withdrawal')", name="source"),
        CheckConstraint("level BETWEEN 0 AND 5", name="level"),
        CheckConstraint("(source = 'course') = (completion_id IS NOT NULL)", name="course_has_completion"),
        CheckConstraint("(source = 'withdrawal') = (corrects_id IS NOT NULL)", name="withdrawal_names_row"),
        UniqueConstraint("completion_id", "competency_id"),
        Index("ix_evidence_person_competency", "person_id", "competency_id"),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"), index=True)
    level: Mapped[int]
    source: Mapped[str] = mapped_column(String(15))
    at: Mapped[Moment]
    completion_id: Mapped[int | None] = mapped_column(ForeignKey("course_completion.id"))
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("course_revision.id"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(1000), default="")
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"), unique=True)


class JpEntry(Model):
    """JP earned by one course completion; `earned_on` is the date in the agency's time zone, which decides the year."""

    __tablename__ = "jp_entry"
    __table_args__ = (
        UniqueConstraint("completion_id"),
        CheckConstraint("jp_halves > 0", name="jp_halves"),
        Index("ix_jp_entry_person_date", "person_id", "earned_on"),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    completion_id: Mapped[int] = mapped_column(ForeignKey("course_completion.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    title: Mapped[str] = mapped_column(String(200))
    jp_halves: Mapped[int]
    earned_on: Mapped[date]
    recorded_at: Mapped[Moment]


class JpWithdrawal(Model):
    """Takes one JP entry back, once, because its certificate was revoked. Append-only, like the entry it names."""

    __tablename__ = "jp_withdrawal"

    id: Mapped[PrimaryKey]
    entry_id: Mapped[int] = mapped_column(ForeignKey("jp_entry.id"), unique=True)
    at: Mapped[Moment]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(String(1000))
