"""Writes about issued certificates: revoke, issue anew with corrected words. The rows themselves are never changed."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import select, update

from elearning.certificates.looks import issuing
from elearning.certificates.models import Certificate, CertificateCorrection, CertificateEvent
from elearning.certificates.queries import Event, events_of
from elearning.certificates.siasn_withdrawals import tell_of_revocation
from elearning.certificates.snapshot_values import Snapshot
from elearning.certificates.wording import printed_number
from elearning.competency.services import withdraw_course
from elearning.core import audit, clock
from elearning.domain.certificates import CODE_BITS, check_code
from elearning.domain.errors import N_, DomainError, ErrorKind
from elearning.domain.names import check_printable
from elearning.extensions import db
from elearning.notifications.kinds import NoticeKind
from elearning.notifications.services import News, notify
from elearning.organization.models import Agency
from elearning.progress.models import CourseCompletion

LONGEST_REASON = 500
LONGEST_NAME, LONGEST_POSITION, LONGEST_UNIT = 300, 200, 600
OWN_PAGE = "/sertifikat"


class CertificateRevokedError(DomainError):
    """It was revoked: nothing more can be done with it."""

    code: ClassVar[str] = "certificate_revoked"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_("Sertifikat ini sudah dicabut, jadi tidak dapat diterbitkan ulang.")


class CertificateSupersededError(DomainError):
    """Another issue took its place, perhaps a moment ago."""

    code: ClassVar[str] = "certificate_superseded"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Sertifikat ini sudah diterbitkan ulang sebagai %(number)s. Buka lembar terbaru itu dan lanjutkan di sana."
    )


class ChangeReasonError(DomainError):
    """Without a reason nobody could understand the change later."""

    code: ClassVar[str] = "certificate_reason"
    message_template: ClassVar[str] = N_("Tulis alasannya, paling banyak %(most)s karakter.")


class CorrectedTextError(DomainError):
    """A corrected text is missing or too long to be printed."""

    code: ClassVar[str] = "certificate_text"
    message_template: ClassVar[str] = N_(
        "Nama wajib diisi; nama paling banyak 300 karakter, jabatan 200, dan unit kerja 600."
    )


class NothingCorrectedError(DomainError):
    """What was sent is what is printed already."""

    code: ClassVar[str] = "certificate_same"
    message_template: ClassVar[str] = N_("Belum ada yang berbeda dari lembar sekarang. Perbaiki dulu isinya.")


@dataclass(frozen=True, slots=True)
class Corrected:
    """The words of a certificate that may be corrected, as they should read."""

    name: str
    position: str
    unit: str


def corrected_from(snapshot: Snapshot) -> Corrected:
    """The words as they read now."""
    return Corrected(snapshot["name"], snapshot["position"], snapshot["unit"])


def revoke(certificate: Certificate, reason: str, *, actor_id: int, now: datetime) -> bool:
    """Revoke for ever and take back its JP and evidence; audited, told to the holder and to who removes it from SIASN.
    False when it was revoked before.

    Raises: ChangeReasonError, CertificateSupersededError.
    """
    words = check_reason(reason)
    events = locked_events(certificate)
    if any(event.kind == "revoked" for event in events):
        return False
    refuse_superseded(events)
    db.session.add(
        CertificateEvent(certificate_id=certificate.id, kind="revoked", at=now, actor_id=actor_id, reason=words)
    )
    _close_request(certificate.id, {"answered_at": now, "answered_by_id": actor_id, "answer": words})
    completion = db.session.get_one(CourseCompletion, certificate.completion_id)
    withdraw_course(completion, words, actor_id=actor_id, now=now)
    _record("certificate.revoked", certificate, actor_id, now, reason=words)
    _tell(certificate, NoticeKind.CERTIFICATE_REVOKED, now, reason=words)
    tell_of_revocation(certificate, completion.agency_id, now=now)
    return True


def reissue(
    certificate: Certificate, corrected: Corrected, reason: str, *, actor_id: int, now: datetime
) -> Certificate:
    """Issue anew with corrected words: the same number, the next revision, a check code of its own, today's signatory.

    The old one stays checkable and points to the new one. Of two at once one wins, the other is told.

    Raises: ChangeReasonError, CorrectedTextError, UnprintableLetterError, NothingCorrectedError,
    CertificateRevokedError, CertificateSupersededError.
    """
    words, texts = check_reason(reason), _checked_texts(corrected)
    events = locked_events(certificate)
    if any(event.kind == "revoked" for event in events):
        raise CertificateRevokedError
    refuse_superseded(events)
    present = asdict(corrected_from(certificate.snapshot))
    changed = {name: text for name, text in texts.items() if present[name] != text}
    if not changed:
        raise NothingCorrectedError
    new = _next_issue(certificate, texts, now)
    db.session.add(new)
    db.session.flush()
    facts = {"at": now, "actor_id": actor_id}
    db.session.add(CertificateEvent(certificate_id=new.id, kind="issued", **facts))
    db.session.add(
        CertificateEvent(certificate_id=certificate.id, kind="superseded", reason=words, other_id=new.id, **facts)
    )
    _close_request(certificate.id, {"answered_at": now, "answered_by_id": actor_id, "reissued_id": new.id})
    was = {name: present[name] for name in changed}
    _record("certificate.reissued", new, actor_id, now, reason=words, old=was, new=changed)
    _tell(new, NoticeKind.CERTIFICATE_REISSUED, now)
    return new


def _next_issue(certificate: Certificate, texts: dict[str, str], now: datetime) -> Certificate:
    agency = db.session.get_one(Agency, certificate.agency_id)
    signatory = issuing(agency, now=now).signatory
    signed = {
        "signatory_name": signatory.name,
        "signatory_title": signatory.title,
        "signatory_nip": signatory.nip,
        "issued_on": clock.local_date(now, certificate.snapshot["time_zone"]).isoformat(),
    }
    return Certificate(
        person_id=certificate.person_id,
        course_id=certificate.course_id,
        course_revision_id=certificate.course_revision_id,
        completion_id=certificate.completion_id,
        agency_id=certificate.agency_id,
        year=certificate.year,
        sequence=certificate.sequence,
        revision=certificate.revision + 1,
        number=certificate.number,
        check_code=check_code(secrets.randbits(CODE_BITS)),
        snapshot={**certificate.snapshot, **texts, **signed},
        issued_at=now,
        expires_at=certificate.expires_at,
    )


def locked_events(certificate: Certificate) -> list[Event]:
    """What happened to it; it is held until the transaction ends, so of two changes the second sees the first."""
    db.session.execute(select(Certificate.id).where(Certificate.id == certificate.id).with_for_update(key_share=True))
    return events_of([certificate.id])[certificate.id]


def refuse_superseded(events: list[Event]) -> None:
    """Let only the latest issue pass. Raises: CertificateSupersededError, which names the one that took its place."""
    successor = next((event for event in events if event.kind == "superseded"), None)
    if successor is not None:
        raise CertificateSupersededError(number=successor.other_number)


def check_reason(text: str) -> str:
    """A reason as it is kept, spaces folded. Raises: ChangeReasonError."""
    reason = " ".join(text.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise ChangeReasonError(most=LONGEST_REASON)
    return reason


def _checked_texts(corrected: Corrected) -> dict[str, str]:
    texts = {name: " ".join(text.split()) for name, text in asdict(corrected).items()}
    limits = {"name": LONGEST_NAME, "position": LONGEST_POSITION, "unit": LONGEST_UNIT}
    if not texts["name"] or any(len(texts[name]) > limit for name, limit in limits.items()):
        raise CorrectedTextError
    check_printable("".join(texts.values()))
    return texts


def _close_request(certificate_id: int, answer: dict[str, Any]) -> None:
    """Answer the holder's open request about a certificate, if there is one: what was done is the answer."""
    is_open = CertificateCorrection.answered_at.is_(None)
    query = update(CertificateCorrection).where(CertificateCorrection.certificate_id == certificate_id, is_open)
    db.session.execute(query.values(**answer))


def _record(action: str, certificate: Certificate, actor_id: int, now: datetime, **detail: Any) -> None:
    audit.record(
        action,
        certificate,
        actor_id=actor_id,
        now=now,
        agency_id=certificate.agency_id,
        number=printed_number(certificate.number, certificate.revision),
        person_id=certificate.person_id,
        **detail,
    )


def _tell(certificate: Certificate, kind: NoticeKind, now: datetime, **facts: str) -> None:
    params: dict[str, str | int] = {
        "number": printed_number(certificate.number, certificate.revision),
        "course": certificate.snapshot["course_title"],
        **facts,
    }
    notify(certificate.person_id, News(kind, f"certificate:{certificate.id}", params, OWN_PAGE), now=now)
