"""Import of employees into an agency: one transaction; running the same file twice changes nothing.

Who is known by NIP is brought in step with the file, everybody else is created. What is to be done is decided by
`import_plan` and written by `import_deeds`; here both meet, and who is new receives a link. Never commits; never sends
anything but rows of the outbox.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from elearning.accounts.letters import letters_of, link_url
from elearning.accounts.models import Person
from elearning.accounts.services.credentials import LinkPurpose, create_first_links
from elearning.accounts.services.many_people import parts
from elearning.core import clock, mail
from elearning.domain.names import full_name
from elearning.extensions import db
from elearning.organization.employee_file import FileProblem, read_employees
from elearning.organization.import_deeds import Bearing, StateChange, bring_about
from elearning.organization.import_plan import ImportPlan, ImportWish, LineKind, PlanLine, plan_import
from elearning.organization.models import Agency
from elearning.organization.structure_many import unit_paths

WRITTEN = frozenset({LineKind.NEW, LineKind.CHANGED, LineKind.DEACTIVATED})


@dataclass(frozen=True, slots=True)
class ActivationLink:
    """A link to hand over by other means than mail."""

    nip: str
    name: str
    url: str


@dataclass
class ImportReport:
    """What an import did; with problems it did nothing."""

    problems: list[FileProblem] = field(default_factory=list)
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    units_created: list[str] = field(default_factory=list)
    mailed: int = 0
    links: list[ActivationLink] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Who came without ever having chosen a password, by NIP; the address decides how their link reaches them."""

    with_address: dict[str, int]
    without_address: dict[str, int]


def import_employees(agency: Agency, content: bytes, *, actor_id: int | None, now: datetime) -> ImportReport:
    """Import a file as a whole. With any problem nothing is written and all problems are in the report."""
    file = read_employees(content, clock.local_date(now, agency.time_zone))
    lock_agency(agency.id)
    wish = ImportWish(agency=agency, content=content, actor_id=actor_id, file=file)
    plan = plan_import(wish, now=now)
    if plan.problems:
        return ImportReport(problems=plan.problems)
    units_before = unit_paths(agency.id)
    newcomers = carry_out(plan, wish, now=now)
    return ImportReport(
        created=plan.count(LineKind.NEW),
        changed=plan.count(LineKind.CHANGED),
        unchanged=plan.count(LineKind.UNCHANGED),
        units_created=sorted(unit_paths(agency.id) - units_before),
        mailed=len(newcomers.with_address),
        links=hand_over_links(newcomers.without_address, now=now),
    )


def lock_agency(agency_id: int) -> None:
    """Let imports into one agency, and their undoing, go one after the other."""
    db.session.execute(select(Agency.id).where(Agency.id == agency_id).with_for_update(key_share=True))


def carry_out(plan: ImportPlan, wish: ImportWish, *, now: datetime) -> Newcomers:
    """Write a plan and mail the links of those who have an address; who needs one handed over is returned beside them."""
    done = [line for line in plan.lines if line.kind in WRITTEN and line.after]
    bearing = Bearing(agency_id=wish.agency.id, today=plan.today, now=now, actor_id=wish.actor_id, holders=plan.holders)
    changes = [StateChange(line.nip, line.person_id, line.before, line.after) for line in done if line.after]
    created = bring_about(changes, bearing)
    back = {line.nip: line.person_id for line in done if line.person_id and _comes_back(line)}
    newcomers = _newcomers(created | _without_password(back))
    _mail_links(newcomers.with_address, now)
    return newcomers


def hand_over_links(people: dict[str, int], *, now: datetime) -> list[ActivationLink]:
    """New links for people without an address, by NIP; what was open before is void."""
    nips = {identity: nip for nip, identity in people.items()}
    links = []
    for part in parts(sorted(nips)):
        persons = _persons(part)
        tokens = create_first_links(persons, now=now)
        links += [
            ActivationLink(
                nips[person.id],
                full_name(person.name, person.title_before, person.title_after),
                link_url(LinkPurpose.ACTIVATION, tokens[person.id]),
            )
            for person in persons
        ]
    return sorted(links, key=lambda link: (link.name, link.nip))


def _comes_back(line: PlanLine) -> bool:
    return line.before is not None and not line.before.is_active and line.after is not None and line.after.is_active


def _without_password(people: dict[str, int]) -> dict[str, int]:
    found: set[int] = set()
    for part in parts(sorted(people.values())):
        found |= set(db.session.scalars(select(Person.id).where(Person.id.in_(part), Person.password_hash.is_(None))))
    return {nip: identity for nip, identity in people.items() if identity in found}


def _newcomers(people: dict[str, int]) -> Newcomers:
    mailed: set[int] = set()
    for part in parts(sorted(people.values())):
        mailed |= set(db.session.scalars(select(Person.id).where(Person.id.in_(part), Person.email.is_not(None))))
    with_address = {nip: identity for nip, identity in people.items() if identity in mailed}
    return Newcomers(with_address, {nip: each for nip, each in people.items() if each not in mailed})


def _mail_links(people: dict[str, int], now: datetime) -> None:
    for part in parts(sorted(people.values())):
        persons = _persons(part)
        tokens = create_first_links(persons, now=now)
        mail.post_all(letters_of(persons, LinkPurpose.ACTIVATION, tokens, now=now), now=now)


def _persons(ids: Sequence[int]) -> list[Person]:
    query = select(Person).where(Person.id.in_(ids)).order_by(Person.id).execution_options(populate_existing=True)
    return list(db.session.scalars(query))
