"""Imports in the browser: a file is kept and planned, looked at, carried out once, and forgotten after a day.

The plan is made anew when it is carried out; when the world has changed in between, nothing is written and the new plan is
shown instead. Never commits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from elearning.core import audit, clock
from elearning.core.database import begin_write
from elearning.core.upsert import insert_many
from elearning.extensions import db
from elearning.organization.employee_file import EmployeeFile, read_employees
from elearning.organization.employee_import import (
    WRITTEN,
    ActivationLink,
    Newcomers,
    carry_out,
    hand_over_links,
    lock_agency,
)
from elearning.organization.import_errors import (
    ImportCountError,
    ImportNothingError,
    ImportStateError,
    UploadLengthError,
    UploadUnreadableError,
)
from elearning.organization.import_models import PeopleImport, PeopleImportLine
from elearning.organization.import_plan import ImportPlan, ImportWish, LineKind, plan_import
from elearning.organization.import_queries import handover_candidates
from elearning.organization.import_upload import read_upload
from elearning.organization.models import Agency

KEPT_FOR = timedelta(hours=24)
MOST_LINES = 12_000
ROWS_AT_ONCE = 1_000
MOST_SWEPT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file for an agency as somebody sent it."""

    agency: Agency
    file_name: str
    content: bytes
    is_whole_list: bool = False


def keep_import(upload: Upload, *, actor_id: int, now: datetime) -> PeopleImport:
    """Keep a file with its plan; nobody is changed. Raises: a subclass of UploadError."""
    text = read_upload(upload.content)
    wish = ImportWish(agency=upload.agency, content=text.content, is_whole_list=upload.is_whole_list, actor_id=actor_id)
    plan = plan_import(wish, now=now)
    begin_write()  # nothing rests on the plan but what is shown: it is made anew before anybody is changed
    if not plan.lines:
        first = plan.problems[0]
        raise UploadUnreadableError(line=first.line, reason=first.remark.words)
    if len(plan.lines) > MOST_LINES:
        raise UploadLengthError(lines=len(plan.lines), most=MOST_LINES)
    kept = PeopleImport(
        agency_id=upload.agency.id,
        file_name=upload.file_name[-200:],
        sha256=hashlib.sha256(upload.content).hexdigest(),
        encoding=text.encoding,
        content=text.content,
        is_whole_list=upload.is_whole_list,
        created_by_id=actor_id,
        created_at=now,
        expires_at=now + KEPT_FOR,
        fingerprint="",
        counts={},
        missing=0,
    )
    db.session.add(kept)
    _keep_plan(kept, plan)
    audit.record("import.checked", kept, actor_id=actor_id, now=now, agency_id=kept.agency_id, counts=dict(kept.counts))
    return kept


def read_ahead(kept: PeopleImport, *, now: datetime) -> EmployeeFile | None:
    """The file of an import that waits for its yes, read before the transaction that will write: reading is slow and pure."""
    if kept.state != "checked" or kept.content is None:
        return None
    agency = db.session.get_one(Agency, kept.agency_id)
    return read_employees(kept.content, clock.local_date(now, agency.time_zone))


def carry_out_import(
    import_id: int, typed_count: str, *, actor_id: int, now: datetime, file: EmployeeFile | None = None
) -> bool:
    """Write the plan that was shown. False, and nothing written, when the plan would be another one now: it is kept instead.

    The people are looked at again within the transaction; `file` is only what `read_ahead` has read.

    Raises: ImportStateError, ImportNothingError, ImportCountError.
    """
    kept = locked_import(import_id, "checked", now)
    lock_agency(kept.agency_id)
    wish = ImportWish(
        agency=db.session.get_one(Agency, kept.agency_id),
        content=kept.content or b"",
        is_whole_list=kept.is_whole_list,
        actor_id=actor_id,
        file=file,
    )
    plan = plan_import(wish, now=now)
    if plan.fingerprint != kept.fingerprint:
        db.session.execute(delete(PeopleImportLine).where(PeopleImportLine.import_id == kept.id))
        _keep_plan(kept, plan)
        return False
    if not any(plan.count(kind) for kind in WRITTEN):
        raise ImportNothingError
    deactivated = plan.count(LineKind.DEACTIVATED)
    if deactivated and typed_count.strip() != str(deactivated):
        raise ImportCountError(count=deactivated)
    counts = dict(kept.counts)
    newcomers = carry_out(plan, wish, now=now)
    _note_people(import_id, newcomers)
    _close(import_id, actor_id, len(newcomers.without_address), now)
    kept = db.session.get_one(PeopleImport, import_id)
    audit.record("import.done", kept, actor_id=actor_id, now=now, agency_id=kept.agency_id, counts=counts)
    return True


def take_links(import_id: int, *, actor_id: int, now: datetime) -> list[ActivationLink]:
    """The activation links of those who have no address, made in this moment and given once. Raises: ImportStateError."""
    kept = locked_import(import_id, "done", now)
    if not kept.links_left:
        raise ImportStateError
    links = hand_over_links(handover_candidates(kept.id), now=now)
    kept.links_left = 0
    audit.record("import.links_taken", kept, actor_id=actor_id, now=now, agency_id=kept.agency_id, links=len(links))
    return links


def forget_old_imports(now: datetime) -> int:
    """Due work: blank the content and delete the lines of imports whose day is over; the counts stay."""
    query = (
        select(PeopleImport.id)
        .where(PeopleImport.expires_at <= now, PeopleImport.content.is_not(None))
        .order_by(PeopleImport.id)
        .limit(MOST_SWEPT)
        .with_for_update(skip_locked=True)
    )
    ids = list(db.session.scalars(query))
    if ids:
        db.session.execute(delete(PeopleImportLine).where(PeopleImportLine.import_id.in_(ids)))
        own = PeopleImport.id.in_(ids)
        db.session.execute(update(PeopleImport).where(own).values(content=None, links_left=0))
        db.session.execute(update(PeopleImport).where(own, PeopleImport.state == "checked").values(state="expired"))
    db.session.commit()
    return len(ids)


def locked_import(import_id: int, state: str, now: datetime) -> PeopleImport:
    """The import, held until the end of the transaction. Raises: ImportStateError when it is not in this state any more."""
    query = select(PeopleImport).where(PeopleImport.id == import_id).with_for_update()
    kept = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if kept.state != state or kept.expires_at <= now or kept.content is None:
        raise ImportStateError
    return kept


def _keep_plan(kept: PeopleImport, plan: ImportPlan) -> None:
    kept.fingerprint = plan.fingerprint
    kept.counts = {kind.value: plan.count(kind) for kind in LineKind}
    kept.missing = plan.missing
    db.session.flush()
    rows = [
        {
            "import_id": kept.id,
            "line": line.line,
            "kind": line.kind.value,
            "nip": line.nip,
            "name": line.name,
            "person_id": line.person_id,
            "before": line.before.as_json() if line.before else None,
            "after": line.after.as_json() if line.after else None,
            "note": line.note,
        }
        for line in plan.lines
    ]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        db.session.execute(insert_many(PeopleImportLine), rows[start : start + ROWS_AT_ONCE])


def _note_people(import_id: int, newcomers: Newcomers) -> None:
    """Write beside the lines of new people who they have become."""
    query = select(PeopleImportLine.id, PeopleImportLine.nip).where(
        PeopleImportLine.import_id == import_id, PeopleImportLine.kind == LineKind.NEW.value
    )
    created = newcomers.with_address | newcomers.without_address
    rows = [{"id": row.id, "person_id": created[row.nip]} for row in db.session.execute(query)]
    for part in _portions(rows):
        db.session.execute(update(PeopleImportLine), part)


def _portions(rows: list[dict[str, int]]) -> Sequence[list[dict[str, int]]]:
    return [rows[start : start + ROWS_AT_ONCE] for start in range(0, len(rows), ROWS_AT_ONCE)]


def _close(import_id: int, actor_id: int, links: int, now: datetime) -> None:
    values = {
        "state": "done",
        "done_by_id": actor_id,
        "done_at": now,
        "expires_at": now + KEPT_FOR,
        "links_left": links,
    }
    db.session.execute(update(PeopleImport).where(PeopleImport.id == import_id).values(**values))
