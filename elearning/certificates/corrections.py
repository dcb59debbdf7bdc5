"""Requests of holders to correct a certificate: asking, refusing, and the queue of those who answer.

A request is answered by issuing the certificate anew (`changes.reissue` closes it) or by refusing it with a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Select, select, update

from elearning.accounts.models import Person
from elearning.certificates.changes import (
    OWN_PAGE,
    CertificateRevokedError,
    check_reason,
    locked_events,
    refuse_superseded,
)
from elearning.certificates.looks import people_with
from elearning.certificates.models import Certificate, CertificateCorrection
from elearning.certificates.register import Scope
from elearning.certificates.wording import printed_number
from elearning.core import audit
from elearning.core.permissions import Role
from elearning.core.upsert import insert
from elearning.domain.errors import N_, DomainError, ErrorKind
from elearning.domain.names import full_name
from elearning.extensions import db
from elearning.notifications.kinds import NoticeKind
from elearning.notifications.services import News, notify

LONGEST_WANTED, LONGEST_NOTE = 300, 500
MOST_SHOWN = 200
OFFICES = (Role.TRAINING_OFFICER, Role.ADMINISTRATOR)


class CorrectionField(StrEnum):
    """What of a certificate is said to be wrong."""

    NAME = "name"
    POSITION = "position"
    UNIT = "unit"
    OTHER = "other"


class CorrectionTextError(DomainError):
    """How it should read is missing, or a text is too long."""

    code: ClassVar[str] = "correction_text"
    message_template: ClassVar[str] = N_("Tulis bagaimana seharusnya, paling banyak %(most)s karakter.")


class CorrectionOpenError(DomainError):
    """A request about this certificate waits for its answer."""

    code: ClassVar[str] = "correction_open"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Permintaan perbaikan sertifikat ini masih menunggu jawaban. Tunggu jawabannya sebelum meminta lagi."
    )


class CorrectionAnsweredError(DomainError):
    """Somebody answered it already."""

    code: ClassVar[str] = "correction_answered"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_("Permintaan ini sudah dijawab. Buka lagi daftarnya untuk melihat jawabannya.")


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What is wrong, how it should read, and what else helps to decide."""

    field: CorrectionField
    wanted: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A request as the queue shows it."""

    request: CertificateCorrection
    certificate: Certificate
    number: str
    by: str


def ask(certificate: Certificate, new: NewRequest, *, now: datetime) -> None:
    """Let the holder ask for a correction; audited, and told to those who answer for the issuing agency.

    Raises: CorrectionTextError, CorrectionOpenError, CertificateRevokedError, CertificateSupersededError.
    """
    wanted, note = " ".join(new.wanted.split()), " ".join(new.note.split())
    if not 1 <= len(wanted) <= LONGEST_WANTED or len(note) > LONGEST_NOTE:
        raise CorrectionTextError(most=LONGEST_WANTED)
    events = locked_events(certificate)
    if any(event.kind == "revoked" for event in events):
        raise CertificateRevokedError
    refuse_superseded(events)
    statement = insert(CertificateCorrection).values(
        certificate_id=certificate.id,
        person_id=certificate.person_id,
        field=new.field.value,
        wanted=wanted,
        note=note,
        asked_at=now,
    )
    kept = statement.on_conflict_do_nothing().returning(CertificateCorrection.id)
    request_id = db.session.execute(kept).scalar()
    if request_id is None:
        raise CorrectionOpenError
    request = db.session.get_one(CertificateCorrection, request_id)
    _record("correction.asked", request, certificate, actor_id=certificate.person_id, now=now)
    _tell_offices(request, certificate, now)


def refuse(request: CertificateCorrection, answer: str, *, actor_id: int, now: datetime) -> None:
    """Leave the certificate as it is, with a reason that the holder is told; audited.

    Raises: ChangeReasonError, CorrectionAnsweredError.
    """
    words = check_reason(answer)
    statement = update(CertificateCorrection).where(
        CertificateCorrection.id == request.id, CertificateCorrection.answered_at.is_(None)
    )
    answered = statement.values(answered_at=now, answered_by_id=actor_id, answer=words)
    if db.session.execute(answered.returning(CertificateCorrection.id)).scalar() is None:
        raise CorrectionAnsweredError
    certificate = db.session.get_one(Certificate, request.certificate_id)
    db.session.refresh(request)
    _record("correction.refused", request, certificate, actor_id=actor_id, now=now)
    facts: dict[str, str | int] = {"number": _number(certificate), "reason": words}
    path = f"{OWN_PAGE}/{certificate.id}/koreksi"
    news = News(NoticeKind.CORRECTION_REFUSED, f"correction:{request.id}", facts, path)
    notify(request.person_id, news, now=now)


def open_requests_of(person_id: int) -> frozenset[int]:
    """Ids of the person's certificates whose correction waits for an answer."""
    query = select(CertificateCorrection.certificate_id).where(
        CertificateCorrection.person_id == person_id, CertificateCorrection.answered_at.is_(None)
    )
    return frozenset(db.session.scalars(query))


def requests_about(certificate_id: int) -> list[CertificateCorrection]:
    """All requests about a certificate, the latest first."""
    query = select(CertificateCorrection).where(CertificateCorrection.certificate_id == certificate_id)
    return list(db.session.scalars(query.order_by(CertificateCorrection.id.desc())))


def queue(scope: Scope) -> list[CorrectionLine]:
    """Requests that wait for the offices of these agencies, the oldest first; one statement, two hundred at most."""
    query = _lines(scope).where(CertificateCorrection.answered_at.is_(None))
    return _read(db.session.execute(query.order_by(CertificateCorrection.id).limit(MOST_SHOWN)).all())


def request_in(request_id: int, scope: Scope) -> CorrectionLine | None:
    """A request, if it is about a certificate of these agencies."""
    found = _read(db.session.execute(_lines(scope).where(CertificateCorrection.id == request_id)).all())
    return found[0] if found else None


def _lines(scope: Scope) -> Select[*tuple[Any, ...]]:
    query = (
        select(CertificateCorrection, Certificate, Person.name, Person.title_before, Person.title_after)
        .join(Certificate, Certificate.id == CertificateCorrection.certificate_id)
        .join(Person, Person.id == CertificateCorrection.person_id)
    )
    return query if scope is None else query.where(Certificate.agency_id.in_(scope))


def _read(rows: Sequence[Any]) -> list[CorrectionLine]:
    return [
        CorrectionLine(request, certificate, _number(certificate), full_name(*names))
        for request, certificate, *names in rows
    ]


def _number(certificate: Certificate) -> str:
    return printed_number(certificate.number, certificate.revision)


def _record(
    action: str, request: CertificateCorrection, certificate: Certificate, *, actor_id: int, now: datetime
) -> None:
    audit.record(
        action,
        request,
        actor_id=actor_id,
        now=now,
        agency_id=certificate.agency_id,
        number=_number(certificate),
        person_id=request.person_id,
        field=request.field,
        wanted=request.wanted,
        reason=request.answer,
    )


def _tell_offices(request: CertificateCorrection, certificate: Certificate, now: datetime) -> None:
    facts: dict[str, str | int] = {"by": certificate.snapshot["name"], "number": _number(certificate)}
    path = f"/admin/sertifikat/koreksi/{request.id}"
    news = News(NoticeKind.CORRECTION_ASKED, f"correction:{request.id}", facts, path)
    for person_id in people_with(certificate.agency_id, OFFICES):
        notify(person_id, news, now=now)
