"""Certificates with their snapshot, gap-free numbering, append-only events and the stored document."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearning.core.types import JsonObject, Moment, MomentOrNone, PrimaryKey
from elearning.extensions import Model


class CertificateSequence(Model):
    """The last number given by an agency in a year of its own time zone; the row is locked until its certificate is
    committed.
    """

    __tablename__ = "certificate_sequence"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last_number: Mapped[int]


class Certificate(Model):
    """One issue of a certificate. `snapshot` holds every certified field as it was; a correction is another row,
    revision n + 1.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("completion_id", "revision"),
        UniqueConstraint("agency_id", "year", "sequence", "revision"),
        CheckConstraint("revision >= 0", name="revision"),
        CheckConstraint("sequence > 0", name="sequence"),
        CheckConstraint("length(check_code) = 27", name="check_code"),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    course_revision_id: Mapped[int] = mapped_column(ForeignKey("course_revision.id"))
    completion_id: Mapped[int] = mapped_column(ForeignKey("course_completion.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    year: Mapped[int]
    sequence: Mapped[int]
    revision: Mapped[int] = mapped_column(default=0)
    number: Mapped[str] = mapped_column(String(80), index=True)
    check_code: Mapped[str] = mapped_column(String(27), unique=True)
    snapshot: Mapped[JsonObject]
    issued_at: Mapped[Moment]
    expires_at: Mapped[MomentOrNone]


class CertificateEvent(Model):
    """What happened to a certificate: issued, superseded (by `other_id`), revoked. Append-only; status is derived
    from it.
    """

    __tablename__ = "certificate_event"
    __table_args__ = (
        CheckConstraint("kind IN ('issued','superseded','revoked')", name="kind"),
        UniqueConstraint("certificate_id", "kind"),
    )

    id: Mapped[PrimaryKey]
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    kind: Mapped[str] = mapped_column(String(12))
    at: Mapped[Moment]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")
    other_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))


class CertificateDocument(Model):
    """The first rendering of a certificate: the same bytes for ever."""

    __tablename__ = "certificate_document"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(String(64))
    template_version: Mapped[str] = mapped_column(String(20))
    rendered_at: Mapped[Moment]
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
