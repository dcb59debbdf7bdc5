"""Writes of who somebody is: name, NIPs, address, roles, accommodation, wishes. Each is recorded for the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, select, update

from elearning.accounts.errors import (
    AgencyMissingError,
    ContractStartError,
    EmailInvalidError,
    EmailTakenError,
    IdentifierMissingError,
    NipDateError,
    NipMissingError,
    NipTakenError,
    RoleScopeError,
    SiasnIdTakenError,
    TimeMultiplierError,
)
from elearning.accounts.models import Person, PersonNip, RoleGrant
from elearning.core import audit
from elearning.core.permissions import Role
from elearning.core.upsert import insert, insert_once
from elearning.domain.names import PersonName, PersonNameLengthError, full_name, parse_person_name
from elearning.domain.nip import Nip, parse_nip
from elearning.domain.siasn import parse_siasn_id
from elearning.extensions import db

SITE_WIDE_ROLES = frozenset({Role.TRAINING_OFFICER, Role.ADMINISTRATOR})
LEAST_TIME_PERCENT, MOST_TIME_PERCENT = 100, 400
LONGEST_TITLE_BEFORE = 60
FIRST_CONTRACT_YEAR = 2014  # UU 5/2014 created contract staff (PPPK)
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """What is known of somebody new. `name` bears no titles; `nip` as people type it.

    Roles are held for `agency_id`; without an agency only an administrator of the whole site may be made. `password_hash` is a
    ready hash (demo data); nearly everybody chooses a password by an activation link instead.
    """

    name: str
    title_before: str = ""
    title_after: str = ""
    nip: str | None = None
    email: str | None = None
    agency_id: int | None = None
    roles: tuple[Role, ...] = (Role.LEARNER,)
    contract_start: date | None = None
    pns_orang_id: str | None = None
    time_multiplier_percent: int = 100
    password_hash: str | None = None
    must_change_password: bool = False


def create_person(new: NewPerson, *, actor_id: int | None, now: datetime) -> Person:
    """Add a person with NIP and roles.

    Raises: PersonNameError, NipError, NipTakenError, EmailInvalidError, EmailTakenError, IdentifierMissingError,
    AgencyMissingError, RoleScopeError, TimeMultiplierError, ContractStartError, SiasnIdError, SiasnIdTakenError.
    """
    nip = parse_nip(new.nip, now.date()) if new.nip else None
    values = person_values(new, now=now)
    _refuse_taken(values["email"], None)
    _refuse_taken_siasn_id(values["pns_orang_id"], None)
    person = Person(**values)
    db.session.add(person)
    db.session.flush()
    if nip is not None:
        _insert_nip(person.id, nip.value, held_since(nip, now.date()))
    name = full_name(person.name, person.title_before, person.title_after)
    audit.record("person.created", person, actor_id=actor_id, now=now, agency_id=person.agency_id, name=name)
    for role in dict.fromkeys(new.roles):
        grant_role(person, role, new.agency_id, actor_id=actor_id, now=now)
    return person


def person_values(new: NewPerson, *, now: datetime) -> dict[str, Any]:
    """The columns of somebody new, checked but for what others have.

    Raises: PersonNameError, EmailInvalidError, IdentifierMissingError, AgencyMissingError, TimeMultiplierError,
    ContractStartError, SiasnIdError.
    """
    if new.agency_id is None and Role.ADMINISTRATOR not in new.roles:
        raise AgencyMissingError
    if not new.nip and not new.email:
        raise IdentifierMissingError
    name = _checked_name(new.name, new.title_before, new.title_after)
    return {
        "name": name.name,
        "title_before": name.title_before,
        "title_after": name.title_after,
        "email": normal_email(new.email) if new.email and new.email.strip() else None,
        "agency_id": new.agency_id,
        "password_hash": new.password_hash,
        "must_change_password": new.must_change_password,
        "contract_start": checked_contract_start(new.contract_start, now.date()),
        "pns_orang_id": parse_siasn_id(new.pns_orang_id) if new.pns_orang_id and new.pns_orang_id.strip() else None,
        "time_multiplier_percent": _checked_percent(new.time_multiplier_percent),
        "reading": {},
        "created_at": now,
    }


def rename_person(person: Person, name: PersonName, *, actor_id: int | None, now: datetime) -> bool:
    """Change the parts of a name; certificates issued before keep the old one. False when nothing differs."""
    checked = _checked_name(name.name, name.title_before, name.title_after)
    before = PersonName(person.name, person.title_before, person.title_after)
    if before == checked:
        return False
    person.name, person.title_before, person.title_after = checked.name, checked.title_before, checked.title_after
    _record("person.renamed", person, actor_id, now, before=before.full, after=checked.full)
    return True


def add_nip(person: Person, nip_text: str, valid_from: date, *, actor_id: int | None, now: datetime) -> PersonNip:
    """Give a person another NIP from a date on (a PPPK who becomes PNS); the one before ends the day before.

    Raises: NipError, NipTakenError, NipDateError.
    """
    nip = parse_nip(nip_text, now.date())
    present = _present_nip(person)
    if present is not None:
        if present.valid_from >= valid_from:
            raise NipDateError
        present.valid_until = valid_from - DAY
        db.session.flush()
    row = _insert_nip(person.id, nip.value, valid_from)
    _record("person.nip_added", person, actor_id, now, valid_from=valid_from.isoformat(), last_digits=nip.last_three)
    return row


def correct_nip(person: Person, nip_text: str, *, actor_id: int | None, now: datetime) -> bool:
    """Put the digits of the present NIP right; its dates stay. False when nothing differs.

    Raises: NipError, NipTakenError, NipMissingError.
    """
    nip = parse_nip(nip_text, now.date())
    present = _present_nip(person)
    if present is None:
        raise NipMissingError
    if present.nip == nip.value:
        return False
    if db.session.scalar(select(PersonNip.id).where(PersonNip.nip == nip.value)) is not None:
        raise NipTakenError(nip=nip.value)
    before, present.nip = present.nip, nip.value
    _record("person.nip_corrected", person, actor_id, now, before=before, after=nip.value)
    return True


def change_email(person: Person, email: str | None, *, actor_id: int | None, now: datetime) -> bool:
    """Change or clear the address. False when nothing differs.

    Raises: EmailInvalidError, EmailTakenError, IdentifierMissingError.
    """
    checked = _free_email(email, person.id)
    if checked == person.email:
        return False
    if checked is None and _present_nip(person) is None:
        raise IdentifierMissingError
    before, person.email = person.email, checked
    _record("person.email_changed", person, actor_id, now, before=before, after=checked)
    return True


def change_contract_start(person: Person, start: date | None, *, actor_id: int | None, now: datetime) -> bool:
    """Set the day on which a PPPK's present contract began. False when nothing differs."""
    checked = checked_contract_start(start, now.date())
    if checked == person.contract_start:
        return False
    days = {"start": checked, "before": person.contract_start}
    person.contract_start = checked
    facts = {name: day.isoformat() if day else None for name, day in days.items()}
    _record("person.contract_start_changed", person, actor_id, now, **facts)
    return True


def change_time_multiplier(person: Person, percent: int, *, actor_id: int | None, now: datetime) -> bool:
    """Set the time a person has in quizzes, in per cent of the usual (accommodation); attempts under way keep theirs.

    False when nothing differs. Raises: TimeMultiplierError.
    """
    before = person.time_multiplier_percent
    if _checked_percent(percent) == before:
        return False
    person.time_multiplier_percent = percent
    _record("person.time_multiplier_changed", person, actor_id, now, percent=percent, before=before)
    return True


def change_siasn_id(person: Person, text: str, *, actor_id: int | None, now: datetime) -> bool:
    """Set or clear the id by which SIASN knows a person. False when nothing differs. Raises: SiasnIdError, SiasnIdTakenError."""
    checked = _free_siasn_id(text, person.id)
    if checked == person.pns_orang_id:
        return False
    before, person.pns_orang_id = person.pns_orang_id, checked
    _record("person.siasn_id_changed", person, actor_id, now, before=before, after=checked)
    return True


def change_language(person: Person, locale: str | None, *, actor_id: int | None, now: datetime) -> bool:
    """Set the language of somebody's pages and letters, None for that of their browser. False when nothing differs."""
    if locale == person.locale:
        return False
    before, person.locale = person.locale, locale
    _record("person.language_changed", person, actor_id, now, before=before, after=locale)
    return True


def grant_role(person: Person, role: Role, agency_id: int | None, *, actor_id: int | None, now: datetime) -> bool:
    """Give a role for one agency, or for the whole site (None). False when it was held before.

    Raises: RoleScopeError: learner and supervisor are roles within an agency.
    """
    if agency_id is None and role not in SITE_WIDE_ROLES:
        raise RoleScopeError
    values = {"person_id": person.id, "role": role.value, "agency_id": agency_id, "granted_at": now}
    statement = insert(RoleGrant).values(**values).on_conflict_do_nothing().returning(RoleGrant.id)
    is_new = db.session.execute(statement).scalar() is not None
    if is_new:
        audit.record("role.granted", person, actor_id=actor_id, now=now, agency_id=agency_id, role=role.value)
    return is_new


def revoke_role(person: Person, role: Role, agency_id: int | None, *, actor_id: int | None, now: datetime) -> bool:
    """Take a role back; it ends with the person's next request. False when it was not held."""
    scope = RoleGrant.agency_id == agency_id if agency_id is not None else RoleGrant.agency_id.is_(None)
    statement = delete(RoleGrant).where(RoleGrant.person_id == person.id, RoleGrant.role == role.value, scope)
    was_held = db.session.execute(statement.returning(RoleGrant.id)).scalar() is not None
    if was_held:
        audit.record("role.revoked", person, actor_id=actor_id, now=now, agency_id=agency_id, role=role.value)
    return was_held


def choose_language(person_id: int, locale: str) -> None:
    """Keep the language that a person reads."""
    db.session.execute(update(Person).where(Person.id == person_id).values(locale=locale))


def normal_email(email: str) -> str:
    """The stored form of an address. Raises: EmailInvalidError."""
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise EmailInvalidError(email=email[:80]) from error


def checked_contract_start(start: date | None, today: date) -> date | None:
    """The date itself. Raises: ContractStartError."""
    if start is not None and not FIRST_CONTRACT_YEAR <= start.year <= today.year + 1:
        raise ContractStartError(date=start.strftime("%d-%m-%Y"))
    return start


def _checked_name(name: str, title_before: str, title_after: str) -> PersonName:
    parts = parse_person_name(name, title_before, title_after)
    if len(parts.title_before) > LONGEST_TITLE_BEFORE:
        raise PersonNameLengthError(limit=LONGEST_TITLE_BEFORE)
    return parts


def _free_email(email: str | None, person_id: int | None) -> str | None:
    if not email or not email.strip():
        return None
    normal = normal_email(email)
    _refuse_taken(normal, person_id)
    return normal


def _refuse_taken(email: str | None, person_id: int | None) -> None:
    """Raises: EmailTakenError, when somebody else has this address."""
    if email is None:
        return
    holder = db.session.scalar(select(Person.id).where(Person.email == email))
    if holder is not None and holder != person_id:
        raise EmailTakenError(email=email)


def _free_siasn_id(text: str | None, person_id: int | None = None) -> str | None:
    if not text or not text.strip():
        return None
    checked = parse_siasn_id(text)
    _refuse_taken_siasn_id(checked, person_id)
    return checked


def _refuse_taken_siasn_id(checked: str | None, person_id: int | None) -> None:
    """Raises: SiasnIdTakenError, when somebody else has this id."""
    holder = db.session.scalar(select(Person.id).where(Person.pns_orang_id == checked)) if checked else None
    if holder is not None and holder != person_id:
        raise SiasnIdTakenError


def _checked_percent(percent: int) -> int:
    if not LEAST_TIME_PERCENT <= percent <= MOST_TIME_PERCENT:
        raise TimeMultiplierError
    return percent


def _present_nip(person: Person) -> PersonNip | None:
    query = select(PersonNip).where(PersonNip.person_id == person.id, PersonNip.valid_until.is_(None))
    return db.session.scalar(query)


def held_since(nip: Nip, today: date) -> date:
    """A first NIP is valid from the appointment that it names, and from today at the latest."""
    return min(date(nip.appointment_year, nip.appointment_month or 1, 1), today)


def _insert_nip(person_id: int, value: str, valid_from: date) -> PersonNip:
    values = {"person_id": person_id, "nip": value, "valid_from": valid_from, "valid_until": None}
    identity = insert_once(PersonNip, ("nip",), values)
    if identity is None:
        raise NipTakenError(nip=value)
    return db.session.get_one(PersonNip, identity)


def _record(action: str, person: Person, actor_id: int | None, now: datetime, **detail: Any) -> None:
    audit.record(action, person, actor_id=actor_id, now=now, agency_id=person.agency_id, **detail)
