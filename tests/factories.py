"""Rows for tests, made by the real services: `make_person()` is a learner of the agency "9001", everybody plainly fictitious.

Each call makes somebody new with a distinct, valid NIP; nothing is committed. The password of everybody is PASSWORD.
"""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from argon2 import PasswordHasher
from sqlalchemy import select

from elearning.accounts.models import Person
from elearning.accounts.services import NewPerson, create_person, grant_role
from elearning.core import clock
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.organization.models import Agency
from elearning.organization.services import (
    NewAgency,
    NewHolding,
    NewLink,
    add_agency,
    ensure_position,
    ensure_unit,
    hold_position,
    link_supervisor,
)

PASSWORD = "empat kata acak sekali"
CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(
    PASSWORD
)  # real costs would slow every test
HOME_CODE = "9001"
LONG_AGO = date(2024, 1, 1)
_numbers = itertools.count(1)


def make_nip(number: int | None = None, *, is_pppk: bool = False) -> str:
    """The NIP with a running number; two numbers below 10,000 never give the same."""
    number = next(_numbers) if number is None else number
    birth = date(1980, 1, 1) + timedelta(days=number % 3_000)
    appointment = "202421" if is_pppk else "200903"
    return f"{birth:%Y%m%d}{appointment}{number % 2 + 1}{number % 999 + 1:03d}"


def make_agency(code: str | None = None, *, time_zone: str = "Asia/Jakarta", **changes: str) -> Agency:
    """An agency; another code each time when none is given."""
    code = code or f"{9100 + next(_numbers)}"
    texts = {
        "name": f"Pemerintah Kabupaten Contoh {code}",
        "office": "Badan Kepegawaian Contoh",
        "city": "Kota Contoh",
        "signatory_name": "Dr. Contoh Penanda, M.Si.",
        "signatory_title": "Kepala Badan",
    }
    new = NewAgency(code=code, time_zone=time_zone, **(texts | changes))
    return add_agency(new, actor_id=None, now=clock.now())


def home_agency() -> Agency:
    """The agency of everybody who is given none."""
    return db.session.scalar(select(Agency).where(Agency.code == HOME_CODE)) or make_agency(HOME_CODE)


def make_person(
    name: str | None = None,
    *,
    agency: Agency | None = None,
    roles: tuple[Role, ...] = (Role.LEARNER,),
    nip: str | None = None,
    **changes: object,
) -> Person:
    """A person of an agency; `nip=""` gives them none, `changes` are other fields of `NewPerson` (email, title_before …)."""
    number = next(_numbers)
    facts: dict[str, object] = {
        "name": name or f"Contoh Pegawai {number}",
        "nip": make_nip(number) if nip is None else nip,
        "email": f"pegawai{number}@contoh.example",
        "agency_id": (agency or home_agency()).id,
        "roles": roles,
        "password_hash": CHEAP_HASH,
    }
    return create_person(NewPerson(**(facts | changes)), actor_id=None, now=clock.now())  # type: ignore[arg-type]


def make_site_administrator(**changes: object) -> Person:
    """Somebody who administers the whole site and belongs to no agency."""
    person = make_person(roles=(Role.LEARNER,), **changes)
    person.agency_id = None
    grant_role(person, Role.ADMINISTRATOR, None, actor_id=None, now=clock.now())
    return person


def give_position(
    person: Person, position: str = "Analis Contoh", unit: str = "Dinas Contoh/Bidang Satu", *, since: date = LONG_AGO
) -> None:
    """Let a person hold a position in a unit of their agency."""
    now = clock.now()
    agency_id = person.agency_id or home_agency().id
    held = NewHolding(
        person.id,
        ensure_position(agency_id, position).id,
        ensure_unit(agency_id, unit, actor_id=None, now=now).id,
        since,
    )
    hold_position(held, actor_id=None, now=now)


def put_under(
    supervisor: Person, *people: Person, since: date = LONG_AGO, until: date | None = None, kind: str = "permanent"
) -> None:
    """Put people under a supervisor from a day on."""
    for person in people:
        link = NewLink(person.id, supervisor.id, since, until, kind)
        link_supervisor(link, actor_id=None, now=clock.now())


def make_team(size: int = 3, **changes: object) -> tuple[Person, list[Person]]:
    """A supervisor and the people under them, all with positions."""
    supervisor = make_person("Contoh Atasan", roles=(Role.LEARNER, Role.SUPERVISOR), **changes)
    people = [make_person(**changes) for _ in range(size)]
    for person in (supervisor, *people):
        give_position(person)
    put_under(supervisor, *people)
    return supervisor, people
