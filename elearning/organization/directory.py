"""The list of people as its address describes it: words, agency, unit, role, state, order, page; and its rows as values.

Whose people they are is decided by `scope`: the ids of the agencies somebody administers, None for the whole site.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import aliased

from elearning.accounts.models import Person, PersonNip, RoleGrant, SignInSession
from elearning.core.permissions import Grant, Role
from elearning.domain.names import full_name
from elearning.domain.nip import strip_nip
from elearning.extensions import db
from elearning.organization.models import Agency, Position, PositionHolding, Unit
from elearning.organization.queries import LARGEST_ID, PORTION, holds_on

Scope = Collection[int] | None
LONGEST_WORDS = 100
MOST_WORDS = 6
HIGHEST_PAGE = 100_000


class AccountState(StrEnum):
    """Whether somebody may sign in, and whether they ever did."""

    ACTIVE = "aktif"
    NEVER = "belum-masuk"
    INACTIVE = "nonaktif"


class PeopleOrder(StrEnum):
    """The orders of the list; each also backwards, with a minus before it."""

    NAME = "nama"
    AGENCY = "instansi"
    POSITION = "jabatan"
    SEEN = "terakhir"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFilter:
    """What the address asks for; every field is named there as `PARAMETERS` says. Whatever cannot be read is left out."""

    words: str = ""
    agency_id: int | None = None
    unit_id: int | None = None
    role: Role | None = None
    state: AccountState | None = None
    order: str = PeopleOrder.NAME.value
    page: int = 1

    def parameters(self, **changes: Any) -> dict[str, str]:
        """The parameters of the address after `changes`; what is at its first value is left out."""
        wanted, plain = replace(self, **changes), PeopleFilter()
        values = {field.name: getattr(wanted, field.name) for field in fields(self)}
        return {PARAMETERS[name]: str(value) for name, value in values.items() if value != getattr(plain, name)}

    @property
    def is_narrowed(self) -> bool:
        """Whether some people are left out by more than words."""
        return any((self.agency_id, self.unit_id, self.role, self.state))


PARAMETERS = {
    "words": "q",
    "agency_id": "instansi",
    "unit_id": "unit",
    "role": "peran",
    "state": "keadaan",
    "order": "urut",
    "page": "halaman",
}


def read_people_filter(given: Mapping[str, str]) -> PeopleFilter:
    """The filter that an address describes."""
    role, state, order = given.get("peran"), given.get("keadaan"), given.get("urut", "")
    return PeopleFilter(
        words=" ".join(given.get("q", "").split())[:LONGEST_WORDS],
        agency_id=read_number(given.get("instansi"), LARGEST_ID),
        unit_id=read_number(given.get("unit"), LARGEST_ID),
        role=Role(role) if role in set(Role) else None,
        state=AccountState(state) if state in set(AccountState) else None,
        order=order if order.removeprefix("-") in set(PeopleOrder) else PeopleOrder.NAME.value,
        page=read_number(given.get("halaman"), HIGHEST_PAGE) or 1,
    )


def read_number(text: str | None, highest: int) -> int | None:
    """The positive number that a parameter holds, None for anything else."""
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > len(str(highest)):
        return None
    return int(text) if 0 < int(text) <= highest else None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list."""

    id: int
    full_name: str
    nip: str
    email: str
    agency: str
    position: str
    unit: str
    state: AccountState
    last_seen_at: datetime | None
    roles: tuple[Grant, ...]


def count_people(wanted: PeopleFilter, scope: Scope, on: date) -> int:
    """How many people a filter finds. The page beside shows the rest, so only what the filter asks about is read."""
    return db.session.scalar(_narrowed(select(func.count(Person.id)), wanted, scope, on)) or 0


def list_people(wanted: PeopleFilter, scope: Scope, on: date, *, offset: int, size: int) -> list[PersonRow]:
    """A part of the people that a filter finds, with the position they hold on a date; three statements."""
    ids = list(db.session.scalars(_ids(wanted, scope, on).offset(offset).limit(size)))
    return _rows_of(ids, on)


def all_people(wanted: PeopleFilter, scope: Scope, on: date) -> Iterator[PersonRow]:
    """All people that a filter finds, in its order, some hundred in memory at a time."""
    ids = list(db.session.scalars(_ids(wanted, scope, on)))
    for start in range(0, len(ids), PORTION):
        yield from _rows_of(ids[start : start + PORTION], on)


def in_scope(scope: Scope) -> ColumnElement[bool]:
    """Whether a person belongs to who administers `scope`, as a part of another statement."""
    return true() if scope is None else Person.agency_id.in_(scope)


def _columns() -> Select[Any]:
    return select(
        Person.id,
        Person.name,
        Person.title_before,
        Person.title_after,
        Person.email,
        Person.is_active,
        PersonNip.nip,
        Agency.name.label("agency"),
        Position.name.label("position"),
        Unit.path.label("unit"),
        _last_seen().label("last_seen_at"),
    )  # type: ignore[return-value] # many columns are more than the type holds


def _rows_of(ids: list[int], on: date) -> list[PersonRow]:
    """The lines of these people in this order; two statements."""
    query = _joined(_columns(), on).where(Person.id.in_(ids))
    rows = db.session.execute(query.order_by(PositionHolding.starts_on))  # where two positions meet the latest is shown
    found = {row.id: row for row in _with_roles(list(rows))}
    return [found[each] for each in ids if each in found]


def _ids(wanted: PeopleFilter, scope: Scope, on: date) -> Select[Any]:
    """Whom a filter finds, in its order. Ids alone: what a page shows of fifty would be worked out of everybody."""
    query = _narrowed(select(Person.id), wanted, scope, on)
    order = wanted.order.removeprefix("-")
    if order == PeopleOrder.AGENCY:
        query = query.outerjoin(Agency, Agency.id == Person.agency_id)
    elif order == PeopleOrder.POSITION:
        query = query.outerjoin(Position, Position.id == _present(PositionHolding.position_id, on))
    return _ordered(query, wanted.order)


def _narrowed(query: Select[Any], wanted: PeopleFilter, scope: Scope, on: date) -> Select[Any]:
    """Each person once, whatever is joined afterwards."""
    query = query.select_from(Person).where(in_scope(scope), *map(_has_word, _words(wanted.words)))
    if wanted.agency_id is not None:
        query = query.where(Person.agency_id == wanted.agency_id)
    if wanted.unit_id is not None:
        held = select(PositionHolding.person_id).join(Unit, Unit.id == PositionHolding.unit_id)
        query = query.where(Person.id.in_(held.where(holds_on(on), _within_unit(wanted.unit_id))))
    if wanted.role is not None:
        query = query.where(Person.id.in_(select(RoleGrant.person_id).where(RoleGrant.role == wanted.role.value)))
    if wanted.state is not None:
        query = query.where(_has_state(wanted.state))
    return query


def _present(column: Any, on: date) -> Any:
    """A column of the position that a person holds on a date, the latest where two meet."""
    held = select(column).where(PositionHolding.person_id == Person.id, holds_on(on))
    return held.order_by(PositionHolding.starts_on.desc()).limit(1).correlate(Person).scalar_subquery()


def _joined(query: Select[Any], on: date) -> Select[Any]:
    return (
        query.select_from(Person)
        .outerjoin(PersonNip, and_(PersonNip.person_id == Person.id, PersonNip.valid_until.is_(None)))
        .outerjoin(Agency, Agency.id == Person.agency_id)
        .outerjoin(PositionHolding, and_(PositionHolding.person_id == Person.id, holds_on(on)))
        .outerjoin(Position, Position.id == PositionHolding.position_id)
        .outerjoin(Unit, Unit.id == PositionHolding.unit_id)
    )


def _words(text: str) -> list[str]:
    """What to look for: a number typed with spaces or dots is one word."""
    digits = strip_nip(text)
    return [digits] if digits.isascii() and digits.isdigit() else text.split()[:MOST_WORDS]


def _has_word(word: str) -> ColumnElement[bool]:
    """In the name with its titles, the address, or any NIP that the person has or had."""
    numbered = select(PersonNip.person_id).where(PersonNip.nip.contains(word, autoescape=True))
    texts = (Person.name, Person.title_before, Person.title_after, Person.email)
    return or_(*(text.icontains(word, autoescape=True) for text in texts), Person.id.in_(numbered))


def _within_unit(unit_id: int) -> ColumnElement[bool]:
    """In the unit or below it. By paths, not parents: one statement whatever the depth."""
    top = aliased(Unit)
    is_below = func.substr(Unit.path, 1, func.length(top.path) + 1) == top.path + "/"
    same_tree = select(top.id).where(top.id == unit_id, top.agency_id == Unit.agency_id)
    return same_tree.where(or_(Unit.path == top.path, is_below)).exists()


def _has_state(state: AccountState) -> ColumnElement[bool]:
    if state is AccountState.INACTIVE:
        return Person.is_active.is_(False)
    if state is AccountState.ACTIVE:
        return Person.is_active.is_(True)
    return and_(Person.is_active, ~select(SignInSession.id).where(SignInSession.person_id == Person.id).exists())


def _last_seen() -> Any:
    query = select(func.max(SignInSession.last_seen_at)).where(SignInSession.person_id == Person.id)
    return query.correlate(Person).scalar_subquery()


def _ordered(query: Select[Any], order: str) -> Select[Any]:
    """Ties go by name and id; empty texts and those never seen stand last either way."""
    is_backwards = order.startswith("-")
    name = func.lower(Person.name)
    if order.removeprefix("-") == PeopleOrder.NAME:  # never empty; said of them too, no index could give the order
        return query.order_by(*((name.desc(), Person.id.desc()) if is_backwards else (name, Person.id)))
    keys: Mapping[str, Any] = {
        PeopleOrder.AGENCY: func.lower(Agency.name),
        PeopleOrder.POSITION: func.lower(Position.name),
        PeopleOrder.SEEN: _last_seen(),
    }
    key = keys[order.removeprefix("-")]
    wanted = key.desc() if is_backwards else key.asc()
    return query.order_by(wanted.nulls_last(), name, Person.id)


def _with_roles(rows: list[Any]) -> list[PersonRow]:
    query = select(RoleGrant.person_id, RoleGrant.role, RoleGrant.agency_id)
    grants: dict[int, list[Grant]] = {}
    for held in db.session.execute(query.where(RoleGrant.person_id.in_([row.id for row in rows]))):
        grants.setdefault(held.person_id, []).append(Grant(Role(held.role), held.agency_id))
    return [_row(row, grants.get(row.id, [])) for row in rows]


def _row(row: Any, grants: list[Grant]) -> PersonRow:
    roles = list(Role)
    return PersonRow(
        id=row.id,
        full_name=full_name(row.name, row.title_before, row.title_after),
        nip=row.nip or "",
        email=row.email or "",
        agency=row.agency or "",
        position=row.position or "",
        unit=row.unit or "",
        state=_state(row),
        last_seen_at=row.last_seen_at,
        roles=tuple(sorted(grants, key=lambda grant: (roles.index(grant.role), grant.agency_id or 0))),
    )


def _state(row: Any) -> AccountState:
    if not row.is_active:
        return AccountState.INACTIVE
    return AccountState.ACTIVE if row.last_seen_at else AccountState.NEVER
