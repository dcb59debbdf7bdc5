"""Writes of who many people are, at once: a constant number of statements for some hundred people.

The same rows and the same audit as `people` writes for one. Values are checked by who asks: a file was read with the same rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import delete, tuple_, update

from elearning.accounts.models import OneTimeLink, Person, PersonNip, RoleGrant, SignInSession
from elearning.accounts.services.people import NewPerson
from elearning.core.audit_many import Deed, record_all
from elearning.core.permissions import Role
from elearning.core.upsert import insert as insert_or_leave
from elearning.core.upsert import insert_many
from elearning.domain.names import full_name
from elearning.domain.nip import parse_nip
from elearning.extensions import db

AT_ONCE = 400
"""How many people one statement speaks of."""
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class PersonChange:
    """New values of columns of a person, and the deeds that they are in the audit."""

    person_id: int
    values: dict[str, Any]
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class RoleChange:
    """Roles that a person is given and that are taken back, for one agency."""

    person_id: int
    agency_id: int
    granted: frozenset[Role]
    revoked: frozenset[Role]


def parts(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """The values in portions that one statement can hold."""
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))


def create_people(people: Sequence[NewPerson], *, actor_id: int | None, now: datetime) -> list[int]:
    """Add people with their NIPs and without roles; their ids in the same order."""
    ids: list[int] = []
    for part in parts(people):
        added = _insert_people([_person_row(new, now) for new in part])
        nips = [_nip_row(identity, new.nip, now) for identity, new in zip(added, part, strict=True) if new.nip]
        if nips:
            db.session.execute(insert_many(PersonNip), nips)
        deeds = [
            Deed("person.created", "person", identity, new.agency_id, {"name": _full_name(new)})
            for identity, new in zip(added, part, strict=True)
        ]
        record_all(deeds, actor_id=actor_id, now=now)
        ids += added
    return ids


def change_people(changes: Sequence[PersonChange], *, actor_id: int | None, now: datetime) -> None:
    """Write new values; people whose same columns change share a statement."""
    by_columns: dict[tuple[str, ...], list[PersonChange]] = {}
    for change in changes:
        by_columns.setdefault(tuple(sorted(change.values)), []).append(change)
    for group in by_columns.values():
        for part in parts(group):
            db.session.execute(update(Person), [{"id": change.person_id, **change.values} for change in part])
    record_all([deed for change in changes for deed in change.deeds], actor_id=actor_id, now=now)


def change_roles(changes: Sequence[RoleChange], *, actor_id: int | None, now: datetime) -> None:
    """Grant and revoke roles for agencies; the audit names those that really changed hands."""
    for part in parts(changes):
        granted = [_grant_row(each, role, now) for each in part for role in sorted(each.granted)]
        revoked = [(each.person_id, role.value, each.agency_id) for each in part for role in sorted(each.revoked)]
        columns = (RoleGrant.person_id, RoleGrant.role, RoleGrant.agency_id)
        deeds: list[Deed] = []
        if granted:
            statement = insert_or_leave(RoleGrant).on_conflict_do_nothing().returning(*columns)
            deeds += _role_deeds("role.granted", db.session.execute(statement, granted).all())
        if revoked:
            gone = delete(RoleGrant).where(tuple_(*columns).in_(revoked)).returning(*columns)
            deeds += _role_deeds("role.revoked", db.session.execute(gone).all())
        record_all(deeds, actor_id=actor_id, now=now)


def end_access(person_ids: Sequence[int], *, now: datetime) -> None:
    """Sign people out everywhere and void their open links."""
    for part in parts(person_ids):
        sessions = update(SignInSession).where(SignInSession.person_id.in_(part), SignInSession.revoked_at.is_(None))
        db.session.execute(sessions.values(revoked_at=now))
        links = update(OneTimeLink).where(OneTimeLink.person_id.in_(part), OneTimeLink.used_at.is_(None))
        db.session.execute(links.values(used_at=now))


def _insert_people(rows: list[dict[str, Any]]) -> list[int]:
    """The new ids in the order of the rows.

    SQLAlchemy would insert row by row on SQLite to be sure of it. There the ids of one statement grow with its rows, and
    nobody else writes at the same time, so their order tells.
    """
    is_sqlite = db.engine.dialect.name == "sqlite"
    query = insert_many(Person).returning(Person.id, sort_by_parameter_order=not is_sqlite)
    ids = list(db.session.scalars(query, rows))
    return sorted(ids) if is_sqlite else ids


def _person_row(new: NewPerson, now: datetime) -> dict[str, Any]:
    return {
        "name": new.name,
        "title_before": new.title_before,
        "title_after": new.title_after,
        "email": new.email or None,
        "agency_id": new.agency_id,
        "contract_start": new.contract_start,
        "pns_orang_id": new.pns_orang_id or None,
        "created_at": now,
    }


def _nip_row(person_id: int, nip: str, now: datetime) -> dict[str, Any]:
    today = now.date()
    appointed = parse_nip(nip, today)
    valid_from = min(date(appointed.appointment_year, appointed.appointment_month or 1, 1), today)
    return {"person_id": person_id, "nip": nip, "valid_from": valid_from, "valid_until": None}


def _full_name(new: NewPerson) -> str:
    return full_name(new.name, new.title_before, new.title_after)


def _grant_row(change: RoleChange, role: Role, now: datetime) -> dict[str, Any]:
    return {"person_id": change.person_id, "role": role.value, "agency_id": change.agency_id, "granted_at": now}


def _role_deeds(action: str, rows: Sequence[Any]) -> list[Deed]:
    return [Deed(action, "person", row.person_id, row.agency_id, {"role": row.role}) for row in rows]
