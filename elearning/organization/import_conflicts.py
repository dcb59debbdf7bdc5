"""Where an employee file contradicts the people who are there already: NIPs, addresses, ids of SIASN, supervisors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from elearning.accounts.errors import SiasnIdTakenError
from elearning.accounts.models import Person, PersonNip
from elearning.accounts.services.many_people import parts
from elearning.extensions import db
from elearning.organization.employee_file import EmployeeRow, FileProblem
from elearning.organization.import_problems import (
    EmailOfOtherError,
    FormerNipError,
    OtherAgencyError,
    SupervisorElsewhereError,
    SupervisorMissingError,
)
from elearning.organization.models import Agency


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has or had a NIP."""

    person_id: int
    agency_id: int | None
    is_present: bool


def holders_of(nips: list[str]) -> dict[str, Holder]:
    """Who has or had these NIPs."""
    found: dict[str, Holder] = {}
    for part in parts(nips):
        query = (
            select(PersonNip.nip, PersonNip.person_id, Person.agency_id, PersonNip.valid_until)
            .join(Person, Person.id == PersonNip.person_id)
            .where(PersonNip.nip.in_(part))
        )
        for row in db.session.execute(query):
            found[row.nip] = Holder(row.person_id, row.agency_id, row.valid_until is None)
    return found


def owners_of(emails: list[str]) -> dict[str, int]:
    """Who has these addresses."""
    found: dict[str, int] = {}
    for part in parts(emails):
        query = select(Person.email, Person.id).where(Person.email.in_(part))
        found |= {email: identity for email, identity in db.session.execute(query) if email}
    return found


def siasn_owners_of(siasn_ids: list[str]) -> dict[str, int]:
    """Whom SIASN knows by these ids."""
    found: dict[str, int] = {}
    for part in parts(siasn_ids):
        query = select(Person.pns_orang_id, Person.id).where(Person.pns_orang_id.in_(part))
        found |= {siasn_id: identity for siasn_id, identity in db.session.execute(query) if siasn_id}
    return found


def conflicts(
    rows: list[EmployeeRow], in_file: set[str], holders: dict[str, Holder], agency: Agency
) -> Iterator[FileProblem]:
    """What contradicts the people who are there already. `in_file` are the NIPs of all lines, also of those with a problem."""
    owners = owners_of([row.email for row in rows if row.email])
    siasn_owners = siasn_owners_of([row.siasn_id for row in rows if row.siasn_id])
    for row in rows:
        holder = holders.get(row.nip)
        own_id = holder.person_id if holder else None
        if holder and not holder.is_present:
            yield FileProblem(row.line, "nip", FormerNipError())
        elif holder and holder.agency_id != agency.id:
            yield FileProblem(row.line, "nip", OtherAgencyError())
        if owners.get(row.email or "", own_id) != own_id:
            yield FileProblem(row.line, "email", EmailOfOtherError())
        if siasn_owners.get(row.siasn_id, own_id) != own_id:
            yield FileProblem(row.line, "pns_orang_id", SiasnIdTakenError())
        if row.supervisor_nip and row.supervisor_nip not in in_file:
            yield from _supervisor_problems(row, holders.get(row.supervisor_nip), agency)


def _supervisor_problems(row: EmployeeRow, holder: Holder | None, agency: Agency) -> Iterator[FileProblem]:
    if holder is None:
        yield FileProblem(row.line, "nip_atasan", SupervisorMissingError())
    elif not holder.is_present or holder.agency_id != agency.id:
        yield FileProblem(row.line, "nip_atasan", SupervisorElsewhereError())
