"""Import of employees into an agency: one transaction, all rows or none; running the same file twice changes nothing.

Who is known by NIP is brought in step with the file, everybody else is created. A change of position or supervisor is a new dated
row from today on. People who are not in the file are left alone. Never commits; never sends anything but rows of the outbox.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select

from elearning.accounts.letters import link_url, post_link
from elearning.accounts.models import Person, PersonNip, RoleGrant
from elearning.accounts.services import NewPerson, create_person, grant_role, revoke_role
from elearning.accounts.services.credentials import LinkPurpose, create_link
from elearning.accounts.services.people import change_contract_start, change_email, rename_person
from elearning.core import clock
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.organization.employee_file import EmployeeRow, FileProblem, read_employees
from elearning.organization.models import Agency, Unit
from elearning.organization.services import (
    NewHolding,
    NewLink,
    end_supervision,
    ensure_position,
    ensure_unit,
    hold_position,
    link_supervisor,
)

AT_ONCE = 400  # values in one IN list
DAY = timedelta(days=1)


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
class _Holder:
    """Who has or had a NIP."""

    person_id: int
    agency_id: int | None
    is_present: bool


def import_employees(agency: Agency, content: bytes, *, actor_id: int | None, now: datetime) -> ImportReport:
    """Import a file. With any problem nothing is written and all problems are in the report."""
    today = clock.local_date(now, agency.time_zone)
    file = read_employees(content, today)
    if file.problems:
        return ImportReport(problems=file.problems)
    wanted = {row.nip for row in file.rows} | {row.supervisor_nip for row in file.rows if row.supervisor_nip}
    holders = _holders_of(sorted(wanted))
    problems = sorted(_conflicts(file.rows, holders, agency), key=lambda problem: problem.line)
    if problems:
        return ImportReport(problems=problems)
    return _Import(agency, today, actor_id, now, holders).run(file.rows)


def _holders_of(nips: list[str]) -> dict[str, _Holder]:
    found: dict[str, _Holder] = {}
    for part in _parts(nips):
        query = (
            select(PersonNip.nip, PersonNip.person_id, Person.agency_id, PersonNip.valid_until)
            .join(Person, Person.id == PersonNip.person_id)
            .where(PersonNip.nip.in_(part))
        )
        for row in db.session.execute(query):
            found[row.nip] = _Holder(row.person_id, row.agency_id, row.valid_until is None)
    return found


def _conflicts(rows: list[EmployeeRow], holders: dict[str, _Holder], agency: Agency) -> Iterator[FileProblem]:
    """What contradicts the people who are there already."""
    owners = _owners_of([row.email for row in rows if row.email])
    in_file = {row.nip for row in rows}
    for row in rows:
        holder = holders.get(row.nip)
        if holder and not holder.is_present:
            yield FileProblem(row.line, "nip", "Ini NIP lama seseorang yang sudah punya NIP baru. Pakai NIP barunya.")
        elif holder and holder.agency_id != agency.id:
            yield FileProblem(
                row.line,
                "nip",
                "NIP ini tercatat di instansi lain. Pakai dulu `flask accounts move`, atau hapus baris ini.",
            )
        owner = owners.get(row.email or "")
        if owner is not None and owner != (holder.person_id if holder else None):
            message = (
                "Surel ini milik orang lain yang sudah ada. NIP-nya berganti? Pakai dulu `flask accounts add-nip`."
            )
            yield FileProblem(row.line, "email", message)
        if row.supervisor_nip and row.supervisor_nip not in in_file:
            yield from _supervisor_problems(row, holders.get(row.supervisor_nip), agency)


def _supervisor_problems(row: EmployeeRow, holder: _Holder | None, agency: Agency) -> Iterator[FileProblem]:
    if holder is None:
        message = (
            "Atasan dengan NIP ini tidak ada, di berkas maupun di sini. Tambahkan barisnya, atau betulkan NIP-nya."
        )
        yield FileProblem(row.line, "nip_atasan", message)
    elif not holder.is_present or holder.agency_id != agency.id:
        yield FileProblem(row.line, "nip_atasan", "Atasan dengan NIP ini bukan pegawai instansi ini. Periksa NIP-nya.")


def _owners_of(emails: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in _parts(emails):
        query = select(Person.email, Person.id).where(Person.email.in_(part))
        found |= {email: identity for email, identity in db.session.execute(query) if email}
    return found


def _parts(values: list[str]) -> Iterable[list[str]]:
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))


class _Import:
    """One run over rows without problems."""

    def __init__(
        self, agency: Agency, today: date, actor_id: int | None, now: datetime, holders: dict[str, _Holder]
    ) -> None:
        self.agency = agency
        self.today = today
        self.actor_id = actor_id
        self.now = now
        self.report = ImportReport()
        self.people = {nip: db.session.get_one(Person, holder.person_id) for nip, holder in holders.items()}
        self.units: dict[str, int] = {}
        self.positions: dict[str, int] = {}

    def run(self, rows: list[EmployeeRow]) -> ImportReport:
        """Everybody first, so that a supervisor may stand below the people in the file."""
        units_before = self._unit_paths()
        supervisors = {row.supervisor_nip for row in rows if row.supervisor_nip}
        touched = {row.nip: self._ensure_person(row) for row in rows}
        for row in rows:
            touched[row.nip] |= self._ensure_roles(row, is_supervisor=row.nip in supervisors)
            touched[row.nip] |= self._ensure_position(row)
            touched[row.nip] |= self._ensure_supervisor(row)
        for nip in supervisors - touched.keys():
            grant_role(self.people[nip], Role.SUPERVISOR, self.agency.id, actor_id=self.actor_id, now=self.now)
        self.report.changed = sum(touched.values()) - self.report.created
        self.report.unchanged = len(rows) - sum(touched.values())
        self.report.units_created = sorted(self._unit_paths() - units_before)
        return self.report

    def _ensure_person(self, row: EmployeeRow) -> bool:
        """Create or bring in step; True when anything was written."""
        if row.nip not in self.people:
            self._create(row)
            return True
        person = self.people[row.nip]
        changes = [rename_person(person, row.name, actor_id=self.actor_id, now=self.now)]
        if row.email:
            changes.append(change_email(person, row.email, actor_id=self.actor_id, now=self.now))
        if row.contract_start:
            changes.append(change_contract_start(person, row.contract_start, actor_id=self.actor_id, now=self.now))
        return any(changes)

    def _create(self, row: EmployeeRow) -> None:
        new = NewPerson(
            name=row.name.name,
            title_before=row.name.title_before,
            title_after=row.name.title_after,
            nip=row.nip,
            email=row.email,
            agency_id=self.agency.id,
            contract_start=row.contract_start,
        )
        person = create_person(new, actor_id=self.actor_id, now=self.now)
        self.people[row.nip] = person
        self.report.created += 1
        token = create_link(person, LinkPurpose.ACTIVATION, now=self.now)
        if person.email:
            post_link(person, LinkPurpose.ACTIVATION, token, now=self.now)
            self.report.mailed += 1
        else:
            url = link_url(LinkPurpose.ACTIVATION, token)
            self.report.links.append(ActivationLink(row.nip, row.name.full, url))

    def _ensure_roles(self, row: EmployeeRow, *, is_supervisor: bool) -> bool:
        """The roles of the file, and what follows from it: everybody learns, who is named as supervisor supervises."""
        person = self.people[row.nip]
        implied = {Role.LEARNER, Role.SUPERVISOR} if is_supervisor else {Role.LEARNER}
        query = select(RoleGrant.role).where(RoleGrant.person_id == person.id, RoleGrant.agency_id == self.agency.id)
        held = {Role(role) for role in db.session.scalars(query)}
        wanted = set(row.roles) | implied if row.roles else held | implied
        for role in sorted(wanted - held):
            grant_role(person, role, self.agency.id, actor_id=self.actor_id, now=self.now)
        for role in sorted(held - wanted):
            revoke_role(person, role, self.agency.id, actor_id=self.actor_id, now=self.now)
        return wanted != held

    def _ensure_position(self, row: EmployeeRow) -> bool:
        if not row.unit:
            return False
        if row.unit not in self.units:
            self.units[row.unit] = ensure_unit(self.agency.id, row.unit, actor_id=self.actor_id, now=self.now).id
        if row.position not in self.positions:
            self.positions[row.position] = ensure_position(self.agency.id, row.position).id
        held = NewHolding(self.people[row.nip].id, self.positions[row.position], self.units[row.unit], self.today)
        return hold_position(held, actor_id=self.actor_id, now=self.now)

    def _ensure_supervisor(self, row: EmployeeRow) -> bool:
        person_id = self.people[row.nip].id
        if row.supervisor_nip is None:
            return end_supervision(person_id, self.today - DAY, actor_id=self.actor_id, now=self.now)
        link = NewLink(person_id, self.people[row.supervisor_nip].id, self.today)
        return link_supervisor(link, actor_id=self.actor_id, now=self.now)

    def _unit_paths(self) -> set[str]:
        return set(db.session.scalars(select(Unit.path).where(Unit.agency_id == self.agency.id)))
