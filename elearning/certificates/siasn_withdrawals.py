"""What stands in SIASN and should not: rows of certificates that were revoked, and rows that a change left behind.

Source: the web service changes a row only when it is given the row's id, and takes no mark that one is void: such a row
is deleted by its id. A certificate that expires withdraws nothing, because the row tells of the training, which took
place; one issued anew is the same row with other words, so only what went out without its id leaves an old row there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select
from sqlalchemy.orm import aliased

from elearning.accounts.models import Person
from elearning.certificates.looks import people_with
from elearning.certificates.models import Certificate, CertificateEvent, SiasnMark, SiasnRow, SiasnWithdrawal
from elearning.certificates.register import Scope
from elearning.certificates.wording import printed_number
from elearning.core import audit
from elearning.core.clock import local_date
from elearning.core.permissions import Role
from elearning.core.upsert import insert_once
from elearning.extensions import db
from elearning.notifications.kinds import NoticeKind
from elearning.notifications.services import News, notify
from elearning.progress.models import CourseCompletion

MOST_HANDLED = 20
DESK = "/admin/siasn/penarikan"
_handler = aliased(Person)


class WithdrawalKind(StrEnum):
    """Why a row should leave SIASN; the values stand in the JSON of the command."""

    REVOKED = "dicabut"
    DOUBLED = "digantikan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A row to be removed. `row_id` is None where nobody recorded it, or where two rows bear the number."""

    certificate_id: int
    agency_id: int | None
    person_id: int
    number: str
    name: str
    nip: str
    kind: WithdrawalKind
    reason: str
    at: datetime
    time_zone: str
    row_id: str | None
    handled_at: datetime | None
    handled_by: str | None


def count_withdrawals(scope: Scope) -> int:
    """How many rows wait to be removed; one statement."""
    return db.session.scalar(_open(_reached(select(func.count(CertificateEvent.id)), scope))) or 0


def list_withdrawals(scope: Scope, *, offset: int = 0, size: int | None = None) -> list[Withdrawal]:
    """Rows that wait to be removed, the oldest first; one statement."""
    query = _open(_reached(_LINES, scope)).order_by(CertificateEvent.at, CertificateEvent.id)
    return _read(query.offset(offset).limit(size))


def handled_withdrawals(scope: Scope) -> list[Withdrawal]:
    """The rows that somebody removed, the latest first, twenty at most; one statement."""
    query = _reached(_LINES, scope).where(SiasnWithdrawal.id.is_not(None))
    return _read(query.order_by(SiasnWithdrawal.handled_at.desc(), SiasnWithdrawal.id.desc()).limit(MOST_HANDLED))


def withdrawal_of(certificate_id: int, scope: Scope) -> Withdrawal | None:
    """The row of a certificate that should leave, or has left, if its holder is of these agencies."""
    found = _read(_reached(_LINES, scope).where(Certificate.id == certificate_id))
    return found[0] if found else None


def withdrawal_by_number(number: str, scope: Scope) -> Withdrawal | None:
    """The waiting row of a printed number."""
    plain = number.partition(" rev. ")[0]
    lines = _read(_open(_reached(_LINES, scope)).where(Certificate.number == plain))
    return next((line for line in lines if line.number == number), None)


def handle(withdrawal: Withdrawal, *, actor_id: int | None, now: datetime) -> bool:
    """Say that the row was removed from SIASN; audited. False when somebody had said so."""
    values = {"certificate_id": withdrawal.certificate_id, "handled_at": now, "handled_by_id": actor_id}
    if insert_once(SiasnWithdrawal, ("certificate_id",), values) is None:
        return False
    _record("siasn.withdrawal_handled", withdrawal, actor_id, now)
    return True


def reopen(withdrawal: Withdrawal, *, actor_id: int | None, now: datetime) -> bool:
    """Put the row back on the list: it was not removed after all; audited. False when it waits already."""
    gone = delete(SiasnWithdrawal).where(SiasnWithdrawal.certificate_id == withdrawal.certificate_id)
    if db.session.scalar(gone.returning(SiasnWithdrawal.id)) is None:
        return False
    _record("siasn.withdrawal_reopened", withdrawal, actor_id, now)
    return True


def tell_of_revocation(certificate: Certificate, agency_id: int | None, *, now: datetime) -> None:
    """Tell the administrators of the holder's agency, where SIASN has what was revoked."""
    if agency_id is None or not db.session.scalar(select(_is_in_siasn(certificate.completion_id))):
        return
    facts: dict[str, str | int] = {
        "number": printed_number(certificate.number, certificate.revision),
        "name": certificate.snapshot["name"],
    }
    news = News(NoticeKind.SIASN_WITHDRAWAL, f"certificate:{certificate.id}", facts, DESK)
    for person_id in people_with(agency_id, [Role.ADMINISTRATOR]):
        notify(person_id, news, now=now)


def as_json(withdrawals: Sequence[Withdrawal]) -> list[dict[str, str | None]]:
    """Withdrawals as the command prints them."""
    return [
        {
            "id": each.row_id,
            "nomorSertipikat": each.number,
            "nama": each.name,
            "nip": each.nip,
            "keadaan": each.kind.value,
            "alasan": each.reason,
            "tanggal": f"{local_date(each.at, each.time_zone):%d-%m-%Y}",
        }
        for each in withdrawals
    ]


def _record(action: str, withdrawal: Withdrawal, actor_id: int | None, now: datetime) -> None:
    certificate = db.session.get_one(Certificate, withdrawal.certificate_id)
    audit.record(
        action,
        certificate,
        actor_id=actor_id,
        now=now,
        agency_id=withdrawal.agency_id,
        number=withdrawal.number,
        row_id=withdrawal.row_id or "",
        person_id=withdrawal.person_id,
    )


_LINES = select(
    Certificate,
    CourseCompletion.agency_id,
    CertificateEvent.kind,
    CertificateEvent.reason,
    CertificateEvent.at,
    SiasnRow.row_id,
    SiasnWithdrawal.handled_at,
    _handler.name,
)


def _reached(query: Select[*tuple[Any, ...]], scope: Scope) -> Select[*tuple[Any, ...]]:
    query = (
        query.select_from(CertificateEvent)
        .join(Certificate, Certificate.id == CertificateEvent.certificate_id)
        .join(CourseCompletion, CourseCompletion.id == Certificate.completion_id)
        .outerjoin(SiasnRow, SiasnRow.completion_id == Certificate.completion_id)
        .outerjoin(SiasnWithdrawal, SiasnWithdrawal.certificate_id == Certificate.id)
        .outerjoin(_handler, _handler.id == SiasnWithdrawal.handled_by_id)
        .where(
            or_(
                and_(CertificateEvent.kind == "revoked", _is_in_siasn(Certificate.completion_id)),
                and_(CertificateEvent.kind == "superseded", *_left_behind()),
            )
        )
    )
    return query if scope is None else query.where(CourseCompletion.agency_id.in_(scope))


def _open(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.where(SiasnWithdrawal.id.is_(None))


def _is_in_siasn(completion_id: Any) -> ColumnElement[bool]:
    """Whether an issue was handed over, or the id of its row is known all the same."""
    issue = aliased(Certificate)
    marked = exists().where(SiasnMark.certificate_id == issue.id, issue.completion_id == completion_id)
    known = aliased(SiasnRow)
    return or_(marked, exists().where(known.completion_id == completion_id))


def _left_behind() -> list[ColumnElement[bool]]:
    """It was handed over, and so was a later issue, without the id of the row it should have changed."""
    own, later, other = aliased(SiasnMark), aliased(Certificate), aliased(SiasnMark)
    return [
        exists().where(own.certificate_id == Certificate.id),
        exists().where(
            other.certificate_id == later.id,
            other.sent_row_id.is_(None),
            later.completion_id == Certificate.completion_id,
            later.revision > Certificate.revision,
        ),
    ]


def _read(query: Select[*tuple[Any, ...]]) -> list[Withdrawal]:
    return [_line(*row) for row in db.session.execute(query)]


def _line(certificate: Certificate, agency_id: int | None, event: str, *facts: Any) -> Withdrawal:
    reason, at, row_id, handled_at, handled_by = facts
    is_revoked = event == "revoked"
    held = certificate.snapshot
    return Withdrawal(
        certificate_id=certificate.id,
        agency_id=agency_id,
        person_id=certificate.person_id,
        number=printed_number(certificate.number, certificate.revision),
        name=held["name"],
        nip=held["nip"],
        kind=WithdrawalKind.REVOKED if is_revoked else WithdrawalKind.DOUBLED,
        reason=reason,
        at=at,
        time_zone=held["time_zone"],
        row_id=row_id if is_revoked else None,
        handled_at=handled_at,
        handled_by=handled_by,
    )
