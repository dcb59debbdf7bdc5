"""What an employee file would do to an agency: one line of plan for each line of the file and each person it leaves out.

The look before and the deed make the same plan; the deed then writes it (`import_deeds`). Reads only; some statements for
some hundred lines.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select

from elearning.accounts.models import Person, PersonNip, RoleGrant
from elearning.accounts.services.roles import beyond_reach
from elearning.core import clock
from elearning.core.permissions import Role
from elearning.domain.errors import N_
from elearning.domain.nip import strip_nip
from elearning.extensions import db
from elearning.organization.employee_file import EmployeeFile, EmployeeRow, FileProblem, read_employees
from elearning.organization.import_conflicts import Holder, conflicts, holders_of
from elearning.organization.import_problems import (
    BeyondReachError,
    OwnRolesError,
    PositionAheadError,
    PositionRetiredError,
    SupervisorAheadError,
    SupervisorRefusedError,
    UnitClosedError,
)
from elearning.organization.models import Agency
from elearning.organization.remarks import Remark, kept_remarks
from elearning.organization.staff_state import KnownStaff, StaffState, known_staff
from elearning.organization.structure_many import UnusedPlaces, unused_places

SPARED_REACH = Remark("spared_reach", N_("Perannya menjangkau lebih jauh daripada peran Anda: tetap aktif."))
SPARED_SITE = Remark("spared_site", N_("Administrator seluruh situs: tetap aktif."))
SPARED_LAST = Remark("spared_last", N_("Administrator terakhir instansi ini: tetap aktif."))
SPARED_SELF = Remark("spared_self", N_("Ini Anda sendiri: tetap aktif."))


class LineKind(StrEnum):
    """What becomes of a person."""

    NEW = "new"
    CHANGED = "changed"
    DEACTIVATED = "deactivated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One person. `line` is 0 for somebody who does not stand in the file; `note` says why a line is refused or left alone."""

    line: int
    kind: LineKind
    nip: str
    name: str
    person_id: int | None = None
    before: StaffState | None = None
    after: StaffState | None = None
    note: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportWish:
    """A file for an agency. `is_whole_list`: who is not in it no longer works there. `actor_id` None is the operator.

    `file` is the content as it was read before, without holding up anybody; without it, it is read here.
    """

    agency: Agency
    content: bytes
    is_whole_list: bool = False
    actor_id: int | None = None
    file: EmployeeFile | None = None


@dataclass
class ImportPlan:
    """The lines in the order of the file, then those who are not in it; and all that is wrong with the file."""

    today: date
    lines: list[PlanLine] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    holders: dict[str, int] = field(default_factory=dict)
    missing: int = 0

    @property
    def fingerprint(self) -> str:
        """The same for two plans that do the same to the same people."""
        facts = [
            (
                *(line.line, line.kind, line.nip, line.person_id, kept_remarks(line.note)),
                line.before.as_json() if line.before else None,
                line.after.as_json() if line.after else None,
            )
            for line in self.lines
        ]
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()

    def count(self, kind: LineKind) -> int:
        """How many lines are of a kind."""
        return sum(line.kind is kind for line in self.lines)


def plan_import(wish: ImportWish, *, now: datetime) -> ImportPlan:
    """Compare a file with the people who are there. Lines with a problem are refused, the others planned without them."""
    today = clock.local_date(now, wish.agency.time_zone)
    file = wish.file if wish.file and wish.file.read_on == today else read_employees(wish.content, today)
    plan = ImportPlan(today)
    if not file.lines:
        plan.problems = file.problems
        return plan
    named = {row.nip for row in file.rows} | {row.supervisor_nip for row in file.rows if row.supervisor_nip}
    holders = holders_of(sorted(named))
    ids = [each.person_id for each in holders.values() if each.agency_id == wish.agency.id]
    staff = known_staff(ids, wish.agency.id)
    beyond = beyond_reach(ids, wish.actor_id)
    plan.problems = _all_problems(file, holders, staff, wish, today)
    plan.problems += _reach_problems(file.rows, holders, staff, beyond)
    plan.holders = {nip: each.person_id for nip, each in holders.items()}
    refused = {problem.line for problem in [*plan.problems, *file.doubled]}
    accepted = [row for row in file.rows if row.line not in refused]
    plan.lines = sorted(
        [*_refusals(file, plan.problems), *_accepted_lines(accepted, holders, staff)],
        key=lambda each: each.line or 2**31,
    )
    plan.lines += _missing_lines(plan, wish, _nips_of(file) | named)
    return plan


def _all_problems(
    file: EmployeeFile, holders: dict[str, Holder], staff: dict[int, KnownStaff], wish: ImportWish, today: date
) -> list[FileProblem]:
    """What is wrong with the file and against the people who are there, by line.

    A line whose supervisor stands only in a refused line is refused with it, and so on up to the last one.
    """
    found = [*file.problems, *conflicts(file.rows, _nips_of(file), holders, wish.agency)]
    places = unused_places(wish.agency.id)
    for row in file.rows:
        found += _place_problems(row, holders, staff, places)
        found += _state_problems(row, holders, staff, wish, today)
    refused = {problem.line for problem in [*found, *file.doubled]}
    present = {nip for nip, each in holders.items() if each.is_present and each.agency_id == wish.agency.id}
    while True:
        accepted = [row for row in file.rows if row.line not in refused]
        left = {row.nip for row in accepted} | present
        orphans = [row for row in accepted if row.supervisor_nip and row.supervisor_nip not in left]
        if not orphans:
            return sorted(found, key=lambda problem: problem.line)
        found += [FileProblem(row.line, "nip_atasan", SupervisorRefusedError()) for row in orphans]
        refused |= {row.line for row in orphans}


def _nips_of(file: EmployeeFile) -> set[str]:
    return {strip_nip(line.cells["nip"].lstrip("'")) for line in file.lines}


def _state_problems(
    row: EmployeeRow, holders: dict[str, Holder], staff: dict[int, KnownStaff], wish: ImportWish, today: date
) -> Iterator[FileProblem]:
    """What the present state of somebody forbids."""
    known = staff.get(holders[row.nip].person_id) if row.nip in holders else None
    if known is None:
        return
    state = known.state
    if row.unit and (row.unit, row.position) != (state.unit, state.position) and _is_after(known.position_since, today):
        yield FileProblem(row.line, "jabatan", PositionAheadError())
    if row.supervisor_nip and row.supervisor_nip != state.supervisor and _is_after(known.supervisor_since, today):
        yield FileProblem(row.line, "nip_atasan", SupervisorAheadError())
    if (
        known.person_id == wish.actor_id
        and row.roles
        and set(_after(row, state, {Role.LEARNER}).roles) != set(state.roles)
    ):
        yield FileProblem(row.line, "peran", OwnRolesError())


def _place_problems(
    row: EmployeeRow, holders: dict[str, Holder], staff: dict[int, KnownStaff], places: UnusedPlaces
) -> Iterator[FileProblem]:
    """A closed unit or a retired position for somebody who is not there already."""
    known = staff.get(holders[row.nip].person_id) if row.nip in holders else None
    closed = places.closed_above(row.unit)
    if closed and not (known and known.state.unit == row.unit):
        yield FileProblem(row.line, "unit", UnitClosedError(path=closed))
    if row.position in places.retired and not (known and known.state.position == row.position):
        yield FileProblem(row.line, "jabatan", PositionRetiredError(name=row.position))


def _reach_problems(
    rows: list[EmployeeRow], holders: dict[str, Holder], staff: dict[int, KnownStaff], beyond: set[int]
) -> Iterator[FileProblem]:
    """Who reaches further than the importer is not changed by them: by another address they could take the account over."""
    for row in rows:
        known = staff.get(holders[row.nip].person_id) if row.nip in holders else None
        if known and known.person_id in beyond and _after(row, known.state, {Role.LEARNER}) != known.state:
            yield FileProblem(row.line, "nip", BeyondReachError())


def _is_after(day: date | None, today: date) -> bool:
    return day is not None and day > today


def _refusals(file: EmployeeFile, problems: list[FileProblem]) -> Iterator[PlanLine]:
    notes: dict[int, list[Remark]] = {}
    for problem in [*problems, *file.doubled]:
        notes.setdefault(problem.line, []).append(problem.remark)
    for line in file.lines:
        if line.number in notes:
            cells = line.cells
            note = tuple(notes[line.number])
            yield PlanLine(line.number, LineKind.REFUSED, cells["nip"][:40], cells["nama"][:200], note=note)


def _accepted_lines(
    rows: list[EmployeeRow], holders: dict[str, Holder], staff: dict[int, KnownStaff]
) -> Iterator[PlanLine]:
    """The lines of the file, then the supervisors outside it who become supervisors by it."""
    supervisors = {row.supervisor_nip for row in rows if row.supervisor_nip}
    for row in rows:
        implied = {Role.LEARNER, Role.SUPERVISOR} if row.nip in supervisors else {Role.LEARNER}
        known = staff[holders[row.nip].person_id] if row.nip in holders else None
        after = _after(row, known.state if known else None, implied)
        yield _line(row.line, row.nip, known, after)
    for nip in sorted(supervisors - {row.nip for row in rows}):
        known = staff[holders[nip].person_id]
        roles = tuple(sorted({*known.state.roles, Role.SUPERVISOR.value}))
        if roles != known.state.roles:
            yield _line(0, nip, known, replace(known.state, roles=roles))


def _line(line: int, nip: str, known: KnownStaff | None, after: StaffState) -> PlanLine:
    if known is None:
        return PlanLine(line, LineKind.NEW, nip, after.full_name, after=after)
    kind = LineKind.UNCHANGED if known.state == after else LineKind.CHANGED
    return PlanLine(line, kind, nip, after.full_name, known.person_id, known.state, after)


def _after(row: EmployeeRow, before: StaffState | None, implied: set[Role]) -> StaffState:
    """The state that a line asks for: empty cells leave what is, but no supervisor means none. Whoever is listed is active."""
    present = before or StaffState(name=row.name.name)
    roles = {role.value for role in implied | set(row.roles)}
    return replace(
        present,
        name=row.name.name,
        title_before=row.name.title_before,
        title_after=row.name.title_after,
        email=row.email or present.email,
        unit=row.unit or present.unit,
        position=row.position or present.position,
        supervisor=row.supervisor_nip or "",
        roles=tuple(sorted(roles if row.roles else roles | set(present.roles))),
        contract_start=row.contract_start.isoformat() if row.contract_start else present.contract_start,
        siasn_id=row.siasn_id or present.siasn_id,
        is_active=True,
    )


def _missing_lines(plan: ImportPlan, wish: ImportWish, named: set[str]) -> list[PlanLine]:
    """The active people of the agency whom the file leaves out; deactivated only by a whole list without refused lines."""
    missing = {nip: identity for nip, identity in _active_nips(wish.agency.id).items() if nip not in named}
    plan.missing = len(missing)
    if not wish.is_whole_list or plan.count(LineKind.REFUSED):
        return []
    spared = _spared(set(missing.values()), wish)
    staff = known_staff(list(missing.values()), wish.agency.id)
    lines = []
    for nip, identity in sorted(missing.items()):
        state = staff[identity].state
        if identity in spared:
            lines.append(
                PlanLine(0, LineKind.UNCHANGED, nip, state.full_name, identity, state, state, (spared[identity],))
            )
        else:
            after = replace(state, is_active=False)
            lines.append(PlanLine(0, LineKind.DEACTIVATED, nip, state.full_name, identity, state, after))
    return lines


def _active_nips(agency_id: int) -> dict[str, int]:
    query = (
        select(PersonNip.nip, Person.id)
        .join(Person, Person.id == PersonNip.person_id)
        .where(Person.agency_id == agency_id, Person.is_active, PersonNip.valid_until.is_(None))
    )
    return {row.nip: row.id for row in db.session.execute(query)}


def _spared(missing: set[int], wish: ImportWish) -> dict[int, Remark]:
    """Who stays active though missing, with the reason: the importer, whoever reaches further, the last administrator."""
    grants = (
        select(RoleGrant.person_id, RoleGrant.agency_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.role == Role.ADMINISTRATOR.value,
            Person.is_active,
            (RoleGrant.agency_id == wish.agency.id) | RoleGrant.agency_id.is_(None),
        )
    )
    held = db.session.execute(grants).all()
    spared = dict.fromkeys(beyond_reach(missing, wish.actor_id), SPARED_REACH)
    spared |= dict.fromkeys((row.person_id for row in held if row.agency_id is None), SPARED_SITE)
    own = {row.person_id for row in held if row.agency_id is not None}
    if own and own <= missing:
        spared |= dict.fromkeys(own, SPARED_LAST)
    if wish.actor_id is not None:
        spared[wish.actor_id] = SPARED_SELF
    return {identity: reason for identity, reason in spared.items() if identity in missing}
