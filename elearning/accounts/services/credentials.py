"""Writes of passwords and one-time links. A new password ends every other sign-in session and every open link."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import insert, select, update

from elearning.accounts.errors import LinkExpiredError, PasswordSameError
from elearning.accounts.models import OneTimeLink, Person, PersonNip
from elearning.accounts.passwords import check_password, hash_password, verify_password
from elearning.accounts.services.sessions import revoke_sessions
from elearning.core import audit
from elearning.core.audit_many import Deed, record_all
from elearning.extensions import db


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    ACTIVATION = "activation"
    RESET = "reset"


LIFETIMES = {LinkPurpose.ACTIVATION: timedelta(days=14), LinkPurpose.RESET: timedelta(hours=1)}


def set_password(
    person: Person, password: str, *, actor_id: int | None, now: datetime, kept_session_id: int | None = None
) -> None:
    """Give a person another password; all sessions but the kept one end, all links are void.

    Raises: PasswordRefusedError and its subclasses, PasswordSameError.
    """
    check_password(password, _telling_words(person))
    if verify_password(person.password_hash, password):
        raise PasswordSameError
    person.password_hash = hash_password(password)
    person.must_change_password = False
    revoke_sessions(person.id, kept_id=kept_session_id, now=now)
    _void_links(person.id, None, now)
    audit.record("password.changed", person, actor_id=actor_id, now=now, agency_id=person.agency_id)


def demand_new_password(person: Person) -> None:
    """Let the next sign-in ask for another password (what somebody else set is not a secret)."""
    person.must_change_password = True


def create_link(person: Person, purpose: LinkPurpose, *, actor_id: int | None = None, now: datetime) -> str:
    """The token of a new one-time link; those of the same purpose made before are void."""
    _void_links(person.id, purpose, now)
    token = secrets.token_urlsafe(32)
    link = OneTimeLink(
        person_id=person.id,
        purpose=purpose.value,
        token_hash=_hashed(token),
        created_at=now,
        expires_at=now + LIFETIMES[purpose],
    )
    db.session.add(link)
    audit.record("link.created", person, actor_id=actor_id, now=now, agency_id=person.agency_id, purpose=purpose.value)
    return token


def create_first_links(people: Sequence[Person], *, now: datetime) -> dict[int, str]:
    """The tokens of activation links for many people, by id; what was open before is void. Ask for at most some hundred."""
    ids = [person.id for person in people]
    if not ids:
        return {}
    open_links = update(OneTimeLink).where(OneTimeLink.person_id.in_(ids), OneTimeLink.used_at.is_(None))
    db.session.execute(open_links.where(OneTimeLink.purpose == LinkPurpose.ACTIVATION.value).values(used_at=now))
    tokens = {identity: secrets.token_urlsafe(32) for identity in ids}
    shared = {
        "purpose": LinkPurpose.ACTIVATION.value,
        "created_at": now,
        "expires_at": now + LIFETIMES[LinkPurpose.ACTIVATION],
    }
    rows = [{"person_id": identity, "token_hash": _hashed(token), **shared} for identity, token in tokens.items()]
    db.session.execute(insert(OneTimeLink), rows)
    detail = {"purpose": LinkPurpose.ACTIVATION.value}
    deeds = [Deed("link.created", "person", person.id, person.agency_id, detail) for person in people]
    record_all(deeds, actor_id=None, now=now)
    return tokens


def void_all_links(person_id: int, *, now: datetime) -> None:
    """Let no link of a person work any more."""
    _void_links(person_id, None, now)


def use_link(token: str, purpose: LinkPurpose, password: str, *, now: datetime) -> Person:
    """Set the password of the link's owner; the link works once, whoever is faster.

    Raises: LinkExpiredError, and what `set_password` raises (the caller's rollback leaves the link unused).
    """
    used = (
        update(OneTimeLink)
        .where(
            OneTimeLink.token_hash == _hashed(token),
            OneTimeLink.purpose == purpose.value,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
        )
        .values(used_at=now)
        .returning(OneTimeLink.person_id)
    )
    person_id = db.session.execute(used).scalar()
    person = db.session.get(Person, person_id) if person_id is not None else None
    if person is None or not person.is_active:
        raise LinkExpiredError
    set_password(person, password, actor_id=person.id, now=now)
    return person


def link_owner(token: str, purpose: LinkPurpose, *, now: datetime) -> Person:
    """Whose open link this is; reading it does not use it. Raises: LinkExpiredError."""
    query = (
        select(Person)
        .join(OneTimeLink, OneTimeLink.person_id == Person.id)
        .where(
            OneTimeLink.token_hash == _hashed(token),
            OneTimeLink.purpose == purpose.value,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
            Person.is_active,
        )
    )
    person = db.session.scalar(query)
    if person is None:
        raise LinkExpiredError
    return person


def _telling_words(person: Person) -> list[str]:
    """What others know of a person: parts of the name, the address, the numbers."""
    nips = db.session.scalars(select(PersonNip.nip).where(PersonNip.person_id == person.id))
    mailbox = (person.email or "").partition("@")[0]
    return [person.name, *person.name.split(), mailbox, *nips]


def _void_links(person_id: int, purpose: LinkPurpose | None, now: datetime) -> None:
    statement = update(OneTimeLink).where(OneTimeLink.person_id == person_id, OneTimeLink.used_at.is_(None))
    if purpose is not None:
        statement = statement.where(OneTimeLink.purpose == purpose.value)
    db.session.execute(statement.values(used_at=now))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
