"""The certificates that agencies issued, for those who answer for them: the list, one with its other issues. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from elearning.accounts.models import Person, PersonNip
from elearning.certificates.models import Certificate, CertificateEvent
from elearning.certificates.queries import events_of, validity_of
from elearning.certificates.wording import printed_number
from elearning.domain.certificates import Validity
from elearning.domain.nip import strip_nip
from elearning.extensions import db

LONGEST_WORDS = 100
HIGHEST_PAGE = 100_000
PAGE_SIZE = 50

Scope = frozenset[int] | None
"""Ids of issuing agencies; None for all."""


class RegisterState(StrEnum):
    """What the list can be narrowed to; the values stand in its address."""

    STANDING = "berlaku"
    SUPERSEDED = "digantikan"
    REVOKED = "dicabut"


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """What the address asks for; what cannot be read is left out."""

    words: str = ""
    state: RegisterState | None = None
    page: int = 1

    def parameters(self, **changes: Any) -> dict[str, str]:
        """The parameters of the address after changes; what is at its first value is left out."""
        wanted = replace(self, **changes)
        values = {"q": wanted.words, "keadaan": wanted.state or "", "halaman": str(wanted.page)}
        return {name: str(value) for name, value in values.items() if value and (name, value) != ("halaman", "1")}


def read_register_filter(given: Mapping[str, str]) -> RegisterFilter:
    """The filter that an address describes."""
    state, page = given.get("keadaan", ""), given.get("halaman", "")
    is_number = page.isascii() and page.isdigit() and len(page) <= len(str(HIGHEST_PAGE))
    return RegisterFilter(
        words=" ".join(given.get("q", "").split())[:LONGEST_WORDS],
        state=RegisterState(state) if state in set(RegisterState) else None,
        page=max(1, int(page)) if is_number else 1,
    )


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A certificate as the list shows it."""

    id: int
    number: str
    name: str
    course_title: str
    issued_at: datetime
    time_zone: str
    check_code: str
    validity: Validity


_superseded, _revoked = aliased(CertificateEvent), aliased(CertificateEvent)


def count_register(wanted: RegisterFilter, scope: Scope) -> int:
    """How many certificates a filter leaves; one statement."""
    return db.session.scalar(_matching(select(func.count(Certificate.id)), wanted, scope)) or 0


def list_register(wanted: RegisterFilter, scope: Scope, *, offset: int, size: int, now: datetime) -> list[RegisterLine]:
    """The certificates that a filter leaves, the latest first; two statements however many."""
    query = _matching(select(Certificate), wanted, scope).order_by(Certificate.id.desc()).offset(offset).limit(size)
    return lines_of(list(db.session.scalars(query)), now=now)


def certificate_in(certificate_id: int, scope: Scope) -> Certificate | None:
    """A certificate, if one of these agencies issued it."""
    query = select(Certificate).where(Certificate.id == certificate_id, *_in_scope(scope))
    return db.session.scalar(query)


def issues_of(certificate: Certificate, *, now: datetime) -> list[RegisterLine]:
    """All issues of a certificate's number, the latest first."""
    query = select(Certificate).where(Certificate.completion_id == certificate.completion_id)
    return lines_of(list(db.session.scalars(query.order_by(Certificate.revision.desc()))), now=now)


def lines_of(certificates: list[Certificate], *, now: datetime) -> list[RegisterLine]:
    """Certificates as lists show them; one statement."""
    events = events_of([each.id for each in certificates])
    return [
        RegisterLine(
            id=each.id,
            number=printed_number(each.number, each.revision),
            name=each.snapshot["name"],
            course_title=each.snapshot["course_title"],
            issued_at=each.issued_at,
            time_zone=each.snapshot["time_zone"],
            check_code=each.check_code,
            validity=validity_of(each.expires_at, events[each.id], now),
        )
        for each in certificates
    ]


def _matching(query: Select[Any], wanted: RegisterFilter, scope: Scope) -> Select[Any]:
    query = (
        query.join(Person, Person.id == Certificate.person_id)
        .outerjoin(_superseded, and_(_superseded.certificate_id == Certificate.id, _superseded.kind == "superseded"))
        .outerjoin(_revoked, and_(_revoked.certificate_id == Certificate.id, _revoked.kind == "revoked"))
        .where(*_in_scope(scope))
    )
    match wanted.state:
        case RegisterState.STANDING:
            query = query.where(_superseded.id.is_(None), _revoked.id.is_(None))
        case RegisterState.SUPERSEDED:
            query = query.where(_superseded.id.is_not(None))
        case RegisterState.REVOKED:
            query = query.where(_revoked.id.is_not(None))
    return query.where(_has_words(wanted.words)) if wanted.words else query


def _has_words(words: str) -> ColumnElement[bool]:
    """Every word is in the name or the number, or it all is a NIP."""
    each = [
        or_(Person.name.icontains(word, autoescape=True), Certificate.number.icontains(word, autoescape=True))
        for word in words.split()
    ]
    nip = select(PersonNip.person_id).where(PersonNip.nip == strip_nip(words))
    return or_(and_(*each), Certificate.person_id.in_(nip))


def _in_scope(scope: Scope) -> list[ColumnElement[bool]]:
    return [] if scope is None else [Certificate.agency_id.in_(scope)]
