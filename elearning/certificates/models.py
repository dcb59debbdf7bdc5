"""Certificates with their snapshot, gap-free numbering, append-only events and the stored document; what agencies print
on them, what holders want corrected, and what of them stands in SIASN.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from elearning.certificates.snapshot_values import Snapshot
from elearning.core.types import Json, Moment, MomentOrNone, PrimaryKey
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
    snapshot: Mapped[Snapshot] = mapped_column(Json)
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


class CertificateLogo(Model):
    """A logo that certificates of an agency bear or bore; they name it by its hash, so it stays."""

    __tablename__ = "certificate_logo"
    __table_args__ = (UniqueConstraint("agency_id", "sha256"),)

    id: Mapped[PrimaryKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    png: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[Moment]


class CertificateLook(Model):
    """What an agency prints on the certificates it issues from now on; no row: the words and the mark of the site."""

    __tablename__ = "certificate_look"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True, autoincrement=False)
    wording: Mapped[str] = mapped_column(String(160), default="")
    logo_id: Mapped[int | None] = mapped_column(ForeignKey("certificate_logo.id"))
    changed_at: Mapped[Moment]


class CertificateCorrection(Model):
    """What a holder says is wrong on a certificate, and the answer; one open request a certificate."""

    __tablename__ = "certificate_correction"
    __table_args__ = (
        CheckConstraint("field IN ('name','position','unit','other')", name="field"),
        Index(
            "uq_certificate_correction_open",
            "certificate_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    id: Mapped[PrimaryKey]
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    field: Mapped[str] = mapped_column(String(10))
    wanted: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(String(500), default="")
    asked_at: Mapped[Moment]
    answered_at: Mapped[MomentOrNone]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(String(500), default="")
    reissued_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))


class SiasnMark(Model):
    """A certificate that was handed to SIASN; taking the mark away lets it be handed over again.

    `sent_row_id` is the id of their row that it went out with; a change without one became a second row there.
    """

    __tablename__ = "siasn_mark"

    id: Mapped[PrimaryKey]
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), unique=True)
    marked_at: Mapped[Moment] = mapped_column(index=True)
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sent_row_id: Mapped[str | None] = mapped_column(String(36))


class SiasnRow(Model):
    """The id that SIASN gave its row of a completed course; all issues of the certificate are that one row."""

    __tablename__ = "siasn_row"

    id: Mapped[PrimaryKey]
    completion_id: Mapped[int] = mapped_column(ForeignKey("course_completion.id"), unique=True)
    row_id: Mapped[str] = mapped_column(String(36), unique=True)
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class SiasnWithdrawal(Model):
    """Somebody has removed from SIASN what was handed over of a certificate that stands no more."""

    __tablename__ = "siasn_withdrawal"

    id: Mapped[PrimaryKey]
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), unique=True)
    handled_at: Mapped[Moment] = mapped_column(index=True)
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
