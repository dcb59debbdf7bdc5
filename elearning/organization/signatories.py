"""Who signs the certificates of an agency, from when until when: reads and writes of the dated terms."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from elearning.core import audit
from elearning.domain.nip import parse_nip
from elearning.domain.signatories import Signing, Term, check_term, signing_on
from elearning.extensions import db
from elearning.organization.agency_texts import required_line
from elearning.organization.errors import SignatoryNameError, SignatoryTitleError
from elearning.organization.models import Agency, Signatory

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTerm:
    """A term as somebody writes it; `ends_on` None: until further notice."""

    name: str
    title: str
    nip: str = ""
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs on a day; not `is_in_office`: nobody holds the office, and this one did last."""

    signatory: Signatory
    is_in_office: bool


def signatories_of(agency_id: int) -> list[Signatory]:
    """All terms of an agency, the latest first."""
    query = select(Signatory).where(Signatory.agency_id == agency_id).order_by(Signatory.starts_on.desc())
    return list(db.session.scalars(query))


def signatory_of(agency_id: int, signatory_id: int) -> Signatory | None:
    """One term, if it is of this agency."""
    query = select(Signatory).where(Signatory.id == signatory_id, Signatory.agency_id == agency_id)
    return db.session.scalar(query)


def signer_on(agency_id: int, day: date) -> Signer:
    """Who signs on a day. Raises: SignatoryMissingError."""
    rows = signatories_of(agency_id)
    return _signer(rows, signing_on([_term(row) for row in rows], day))


def signers_on(agency_ids: Collection[int], day: date) -> dict[int, Signer]:
    """Who signs on a day for several agencies; one statement."""
    rows: dict[int, list[Signatory]] = {}
    for row in db.session.scalars(select(Signatory).where(Signatory.agency_id.in_(agency_ids))):
        rows.setdefault(row.agency_id, []).append(row)
    return {
        agency_id: _signer(terms, signing_on([_term(row) for row in terms], day)) for agency_id, terms in rows.items()
    }


def add_signatory(agency: Agency, new: NewTerm, *, actor_id: int | None, now: datetime) -> Signatory:
    """Add a term. One that was open until further notice and began earlier ends the day before.

    Raises: SignatoryNameError, SignatoryTitleError, NipError, UnprintableLetterError, SignatoryDatesError,
    SignatoryOverlapError.
    """
    facts = _checked(new, now)
    rows = _locked(agency)
    if new.ends_on is None or new.ends_on >= new.starts_on:
        _end_open(rows, new.starts_on)
    check_term(Term(0, facts["name"], new.starts_on, new.ends_on), [_term(row) for row in rows])
    added = Signatory(agency_id=agency.id, created_at=now, **facts)
    db.session.add(added)
    audit.record("signatory.added", added, actor_id=actor_id, now=now, agency_id=agency.id, **_told(facts))
    return added


def change_signatory(row: Signatory, new: NewTerm, *, actor_id: int | None, now: datetime) -> None:
    """Correct a term; what is certified already keeps what it says. Raises: as `add_signatory`."""
    facts = _checked(new, now)
    agency = db.session.get_one(Agency, row.agency_id)
    rows = _locked(agency)
    check_term(Term(row.id, facts["name"], new.starts_on, new.ends_on), [_term(each) for each in rows])
    before = {name: getattr(row, name) for name in facts}
    if before == facts:
        return
    for name, value in facts.items():
        setattr(row, name, value)
    audit.record(
        "signatory.changed",
        row,
        actor_id=actor_id,
        now=now,
        agency_id=agency.id,
        old=_told(before),
        new=_told(facts),
    )


def _checked(new: NewTerm, now: datetime) -> dict[str, Any]:
    return asdict(new) | {
        "name": required_line(new.name, SignatoryNameError),
        "title": required_line(new.title, SignatoryTitleError),
        "nip": parse_nip(new.nip, now.date()).value if new.nip.strip() else "",
    }


def _locked(agency: Agency) -> list[Signatory]:
    """The terms of an agency, which is held until the transaction ends: of two changes the second sees the first."""
    db.session.execute(select(Agency.id).where(Agency.id == agency.id).with_for_update(key_share=True))
    query = select(Signatory).where(Signatory.agency_id == agency.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _end_open(rows: Collection[Signatory], starts_on: date) -> None:
    for row in rows:
        if row.ends_on is None and row.starts_on < starts_on:
            row.ends_on = starts_on - DAY


def _term(row: Signatory) -> Term:
    return Term(row.id, row.name, row.starts_on, row.ends_on)


def _signer(rows: Collection[Signatory], signing: Signing) -> Signer:
    return Signer(next(row for row in rows if row.id == signing.term.id), signing.is_in_office)


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as the audit log keeps them; dates as text, the NIP left out."""
    return {name: str(value) if isinstance(value, date) else value for name, value in facts.items() if name != "nip"}
