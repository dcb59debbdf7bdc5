"""Takes an import back within its day: what it changed returns to what it was, where nobody changed it since.

People it created are deactivated unless they have signed in; nobody is deleted. What stays is listed with the reason.
Never commits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update

from elearning.accounts.models import Person
from elearning.accounts.services.many_people import parts
from elearning.core import audit, clock
from elearning.domain.errors import N_
from elearning.extensions import db
from elearning.organization.employee_import import WRITTEN, lock_agency
from elearning.organization.import_batches import locked_import
from elearning.organization.import_conflicts import holders_of, owners_of, siasn_owners_of
from elearning.organization.import_deeds import Bearing, StateChange, bring_about
from elearning.organization.import_models import PeopleImport, PeopleImportLine
from elearning.organization.models import Agency
from elearning.organization.remarks import Remark
from elearning.organization.staff_state import (
    GROUPS,
    KnownStaff,
    StaffState,
    changed_groups,
    known_staff,
    state_of_json,
    values_of,
)
from elearning.organization.structure_many import UnusedPlaces, unused_places

SIGNED_IN = Remark(
    "signed_in",
    N_("Sudah memilih kata sandi, jadi akunnya dibiarkan. Nonaktifkan di halaman orangnya bila perlu."),
)
MOVED = Remark("moved", N_("Sudah pindah ke instansi lain."))
EMAIL_TAKEN = Remark("email_taken", N_("Surel semula sudah dipakai orang lain."))
SIASN_ID_TAKEN = Remark("siasn_id_taken", N_("ID SIASN semula sudah dipakai orang lain."))
SUPERVISOR_GONE = Remark("supervisor_gone", N_("Atasan semula sudah tidak di instansi ini."))
PLACE_UNUSED = Remark("place_unused", N_("Unit atau jabatan semula tidak dipakai lagi."))
OWN_ROLES = Remark("own_roles", N_("Peran Anda sendiri tidak dicabut lewat pembatalan."))
CHANGED_SINCE = N_("Diubah lagi sesudah impor.")
"""Its column names what was changed."""


@dataclass(frozen=True, slots=True)
class _Present:
    """The world in which a line is taken back."""

    agency_id: int
    actor_id: int
    email_owners: dict[str, int]
    siasn_owners: dict[str, int]
    colleagues: dict[str, int]
    places: UnusedPlaces


def undo_import(import_id: int, *, actor_id: int, now: datetime) -> tuple[int, int]:
    """Take an import back; how many lines were taken back wholly, and how many were not. Raises: ImportStateError."""
    kept = locked_import(import_id, "done", now)
    agency = db.session.get_one(Agency, kept.agency_id)
    lock_agency(agency.id)
    lines = _written_lines(import_id)
    staff = _locked_staff([line.person_id for line in lines if line.person_id], agency.id)
    present = _present(lines, agency.id, actor_id)
    changes: list[StateChange] = []
    outcomes: list[dict[str, object]] = []
    for line in lines:
        known = staff[line.person_id or 0]
        target, notes = _target(line, known, present)
        if target != known.state:
            changes.append(StateChange(line.nip, known.person_id, known.state, target))
        outcomes.append({"id": line.id, "is_undone": not notes, "undo_note": tuple(notes)})
    today = clock.local_date(now, agency.time_zone)
    bearing = Bearing(agency_id=agency.id, today=today, now=now, actor_id=actor_id, holders=present.colleagues)
    bring_about(changes, bearing)
    left = sum(not each["is_undone"] for each in outcomes)
    _close(import_id, outcomes, actor_id, now)
    kept = db.session.get_one(PeopleImport, import_id)
    detail = {"undone": len(outcomes) - left, "left": left}
    audit.record("import.undone", kept, actor_id=actor_id, now=now, agency_id=kept.agency_id, **detail)
    return len(outcomes) - left, left


def _written_lines(import_id: int) -> list[PeopleImportLine]:
    kinds = [kind.value for kind in WRITTEN]
    query = select(PeopleImportLine).where(
        PeopleImportLine.import_id == import_id,
        PeopleImportLine.kind.in_(kinds),
        PeopleImportLine.person_id.is_not(None),
    )
    return list(db.session.scalars(query.order_by(PeopleImportLine.id)))


def _locked_staff(ids: list[int], agency_id: int) -> dict[int, KnownStaff]:
    """The people as they are now; whoever would change one of them waits until this is done."""
    for part in parts(sorted(ids)):
        db.session.execute(
            select(Person.id).where(Person.id.in_(part)).order_by(Person.id).with_for_update(key_share=True)
        )
    return known_staff(ids, agency_id)


def _present(lines: list[PeopleImportLine], agency_id: int, actor_id: int) -> _Present:
    before = [state_of_json(line.before) for line in lines if line.before]
    holders = holders_of(sorted({state.supervisor for state in before if state.supervisor[:1] not in ("", "#")}))
    colleagues = {nip: each.person_id for nip, each in holders.items() if each.agency_id == agency_id}
    emails = owners_of(sorted({state.email for state in before if state.email}))
    siasn_ids = siasn_owners_of(sorted({state.siasn_id for state in before if state.siasn_id}))
    return _Present(agency_id, actor_id, emails, siasn_ids, colleagues, unused_places(agency_id))


def _target(line: PeopleImportLine, known: KnownStaff, present: _Present) -> tuple[StaffState, list[Remark]]:
    """What somebody is to be again, and why not in everything."""
    after = state_of_json(line.after or {})
    if known.agency_id != present.agency_id:
        return known.state, [MOVED]
    if line.before is None:
        return _target_of_new(known, after)
    before, target = state_of_json(line.before), known.state
    notes: list[Remark] = []
    for group in changed_groups(before, after):
        members = GROUPS[group]
        if values_of(known.state, members) != values_of(after, members):
            notes += _changed_since([group])
        elif reason := _obstacle(group, before, known, present):
            notes.append(reason)
        else:
            target = replace(target, **dict(zip(members, values_of(before, members), strict=True)))
    return target, notes


def _target_of_new(known: KnownStaff, after: StaffState) -> tuple[StaffState, list[Remark]]:
    if known.has_password:
        return known.state, [SIGNED_IN]
    if known.state != after:
        return known.state, _changed_since(changed_groups(known.state, after))
    return replace(known.state, is_active=False), []


def _changed_since(groups: list[str]) -> list[Remark]:
    return [Remark("changed_since", CHANGED_SINCE, column=group) for group in groups]


def _obstacle(group: str, before: StaffState, known: KnownStaff, present: _Present) -> Remark | None:
    places = present.places
    if group == "jabatan" and (places.closed_above(before.unit) or before.position in places.retired):
        return PLACE_UNUSED
    if group == "surel" and present.email_owners.get(before.email, known.person_id) != known.person_id:
        return EMAIL_TAKEN
    if group == "id_siasn" and present.siasn_owners.get(before.siasn_id, known.person_id) != known.person_id:
        return SIASN_ID_TAKEN
    if group == "atasan" and before.supervisor[:1] not in ("", "#") and before.supervisor not in present.colleagues:
        return SUPERVISOR_GONE
    if group in ("peran", "status") and known.person_id == present.actor_id:
        return OWN_ROLES
    return None


def _close(import_id: int, outcomes: list[dict[str, object]], actor_id: int, now: datetime) -> None:
    for part in parts(outcomes):
        db.session.execute(update(PeopleImportLine), list(part))
    values = {"state": "undone", "undone_by_id": actor_id, "undone_at": now, "links_left": 0}
    db.session.execute(update(PeopleImport).where(PeopleImport.id == import_id).values(**values))
    db.session.expire_all()
