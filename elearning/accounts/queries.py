"""Reads of people: who an identifier means, NIPs, devices, one-time links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Date, Integer, String, and_, column, or_, select, table

from elearning.accounts.device_names import device_name
from elearning.accounts.models import Person, PersonNip, SignInSession
from elearning.domain.names import full_name
from elearning.domain.nip import NIP_DIGITS, strip_nip
from elearning.extensions import db

LONGEST_IDENTIFIER = 254


def normal_identifier(text: str) -> str:
    """An identifier as it is compared: eighteen digits without spaces and dots, or an address in small letters."""
    text = text.strip()[:LONGEST_IDENTIFIER]
    digits = strip_nip(text)
    return digits if digits.isascii() and digits.isdigit() and len(digits) == NIP_DIGITS else text.lower()


def person_by_identifier(text: str) -> Person | None:
    """Whose NIP (spaces and dots ignored) or e-mail address this is; a NIP that has ended means nobody."""
    identifier = normal_identifier(text)
    query = select(Person)
    if "@" in identifier:
        query = query.where(Person.email == identifier)
    else:
        query = query.join(PersonNip, PersonNip.person_id == Person.id).where(
            PersonNip.nip == identifier, PersonNip.valid_until.is_(None)
        )
    return db.session.scalar(query)


@dataclass(frozen=True, slots=True)
class HeldNip:
    """A NIP and the dates it was theirs."""

    nip: str
    valid_from: date
    valid_until: date | None


def nips_of(person_id: int) -> list[HeldNip]:
    """All NIPs of a person, newest first."""
    query = (
        select(PersonNip.nip, PersonNip.valid_from, PersonNip.valid_until)
        .where(PersonNip.person_id == person_id)
        .order_by(PersonNip.valid_from.desc())
    )
    return [HeldNip(*row) for row in db.session.execute(query)]


@dataclass(frozen=True, slots=True)
class Device:
    """A signed-in device."""

    session_id: int
    name: str
    created_at: datetime
    last_seen_at: datetime
    is_this: bool


def devices_of(person_id: int, this_session_id: int, *, now: datetime) -> list[Device]:
    """The devices on which a person is signed in, this one first, then by last use."""
    query = (
        select(SignInSession.id, SignInSession.device, SignInSession.created_at, SignInSession.last_seen_at)
        .where(SignInSession.person_id == person_id, SignInSession.revoked_at.is_(None), SignInSession.expires_at > now)
        .order_by((SignInSession.id == this_session_id).desc(), SignInSession.last_seen_at.desc())
    )
    return [
        Device(row.id, device_name(row.device), row.created_at, row.last_seen_at, row.id == this_session_id)
        for row in db.session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class Profile:
    """What the profile shows of a person."""

    name: str
    title_before: str
    title_after: str
    full_name: str
    email: str | None
    agency: str
    position: str
    unit: str
    contract_start: date | None
    time_multiplier_percent: int


# Named by their tables, as in `viewer`: accounts knows nothing of organization.
_agency = table("agency", column("id", Integer), column("name", String))
_position = table("position", column("id", Integer), column("name", String))
_unit = table("unit", column("id", Integer), column("path", String))
_holding = table(
    "position_holding",
    column("person_id", Integer),
    column("position_id", Integer),
    column("unit_id", Integer),
    column("starts_on", Date),
    column("ends_on", Date),
)


def profile_of(person_id: int, on: date) -> Profile | None:
    """The profile of a person with the position held on a date."""
    holds = and_(
        _holding.c.person_id == Person.id,
        _holding.c.starts_on <= on,
        or_(_holding.c.ends_on.is_(None), _holding.c.ends_on >= on),
    )
    query = (
        select(Person, _agency.c.name.label("agency"), _position.c.name.label("position"), _unit.c.path.label("unit"))
        .outerjoin(_agency, _agency.c.id == Person.agency_id)
        .outerjoin(_holding, holds)
        .outerjoin(_position, _position.c.id == _holding.c.position_id)
        .outerjoin(_unit, _unit.c.id == _holding.c.unit_id)
        .where(Person.id == person_id)
        .order_by(_holding.c.starts_on.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    person = row.Person
    return Profile(
        name=person.name,
        title_before=person.title_before,
        title_after=person.title_after,
        full_name=full_name(person.name, person.title_before, person.title_after),
        email=person.email,
        agency=row.agency or "",
        position=row.position or "",
        unit=row.unit or "",
        contract_start=person.contract_start,
        time_multiplier_percent=person.time_multiplier_percent,
    )
