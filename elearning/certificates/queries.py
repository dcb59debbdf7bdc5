"""Reads of certificates: a holder's own, the one behind a check code, what happened to it, the stored document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from elearning.catalog.models import CourseRevision
from elearning.certificates.models import Certificate, CertificateDocument, CertificateEvent
from elearning.certificates.wording import printed_number
from elearning.domain.certificates import CertificateLife, Validity, validity
from elearning.extensions import db
from elearning.progress.models import CourseCompletion


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a certificate; `other_number` is the one that took its place."""

    kind: str
    at: datetime
    reason: str
    other_number: str
    other_code: str


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """A certificate in its holder's list."""

    id: int
    number: str
    check_code: str
    course_title: str
    jp_halves: int
    issued_at: datetime
    time_zone: str
    expires_at: datetime | None
    validity: Validity


@dataclass(frozen=True, slots=True)
class Uncertified:
    """A completed course without a certificate: it issues none, or no agency could (`is_agency_missing`)."""

    course_title: str
    completed_at: datetime
    is_agency_missing: bool


def held_by(person_id: int, *, now: datetime) -> list[HeldCertificate]:
    """All certificates of a person, newest first; two statements however many there are."""
    columns = (
        Certificate.id,
        Certificate.number,
        Certificate.revision,
        Certificate.check_code,
        Certificate.snapshot,
        Certificate.issued_at,
        Certificate.expires_at,
    )
    query = select(*columns).where(Certificate.person_id == person_id).order_by(Certificate.id.desc())
    rows = db.session.execute(query).all()
    events = events_of([row.id for row in rows])
    return [
        HeldCertificate(
            id=row.id,
            number=printed_number(row.number, row.revision),
            check_code=row.check_code,
            course_title=row.snapshot["course_title"],
            jp_halves=row.snapshot["jp_halves"],
            issued_at=row.issued_at,
            time_zone=row.snapshot["time_zone"],
            expires_at=row.expires_at,
            validity=validity_of(row.expires_at, events[row.id], now),
        )
        for row in rows
    ]


def completed_without(person_id: int) -> list[Uncertified]:
    """Courses that a person completed and holds no certificate of, and why."""
    query = (
        select(CourseRevision.title, CourseRevision.certificate, CourseCompletion.completed_at)
        .join(CourseRevision, CourseRevision.id == CourseCompletion.revision_id)
        .outerjoin(Certificate, Certificate.completion_id == CourseCompletion.id)
        .where(CourseCompletion.person_id == person_id, Certificate.id.is_(None))
        .order_by(CourseCompletion.completed_at.desc())
    )
    return [
        Uncertified(row.title, row.completed_at, bool(row.certificate.get("issue")))
        for row in db.session.execute(query)
    ]


def held_certificate(person_id: int, certificate_id: int) -> Certificate | None:
    """A certificate, if it is this person's."""
    query = select(Certificate).where(Certificate.id == certificate_id, Certificate.person_id == person_id)
    return db.session.scalar(query)


def certificate_by_code(check_code: str) -> Certificate | None:
    """The certificate behind a normalised check code."""
    return db.session.scalar(select(Certificate).where(Certificate.check_code == check_code))


def events_of(certificate_ids: Sequence[int]) -> dict[int, list[Event]]:
    """What happened to each certificate, oldest first; one statement."""
    other = aliased(Certificate)
    query = (
        select(CertificateEvent, other.number, other.revision, other.check_code)
        .outerjoin(other, other.id == CertificateEvent.other_id)
        .where(CertificateEvent.certificate_id.in_(certificate_ids))
        .order_by(CertificateEvent.at, CertificateEvent.id)
    )
    found: defaultdict[int, list[Event]] = defaultdict(list)
    for event, number, revision, code in db.session.execute(query):
        other_number = printed_number(number, revision) if number else ""
        found[event.certificate_id].append(Event(event.kind, event.at, event.reason, other_number, code or ""))
    return found


def validity_of(expires_at: datetime | None, events: Iterable[Event], now: datetime) -> Validity:
    """What a certificate is at a moment, from what happened to it."""
    at = {event.kind: event.at for event in events}
    return validity(CertificateLife(expires_at, at.get("superseded"), at.get("revoked")), now)


def document_of(certificate_id: int) -> CertificateDocument | None:
    """The stored document, None before its first rendering."""
    return db.session.get(CertificateDocument, certificate_id)
