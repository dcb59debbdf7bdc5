"""Required levels by file in the browser: a file is kept and planned, looked at, carried out once, forgotten after a day.

As with employees (`organization.import_batches`) the plan is made anew when it is carried out; another one than was shown
is shown instead. Never commits, but for the sweeping.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from elearning.competency.import_models import LevelImport
from elearning.competency.required_import import LevelKind, LevelPlan, plan_required_levels, read_levels, set_levels
from elearning.core import audit
from elearning.core.csv_file import CsvFileError
from elearning.extensions import db
from elearning.organization.employee_import import lock_agency
from elearning.organization.import_batches import KEPT_FOR, MOST_LINES, Upload
from elearning.organization.import_errors import (
    ImportNothingError,
    ImportStateError,
    UploadBlankError,
    UploadLengthError,
    UploadUnreadableError,
)
from elearning.organization.import_upload import read_upload
from elearning.organization.models import Agency
from elearning.organization.remarks import remark_of


def keep_level_import(upload: Upload, *, actor_id: int, now: datetime) -> LevelImport:
    """Keep a file with the counts of its plan; no level is changed. Raises: a subclass of UploadError."""
    content = read_upload(upload.content).content
    plan = _plan(content, upload.agency)
    if not plan.lines:
        raise UploadBlankError
    if len(plan.lines) > MOST_LINES:
        raise UploadLengthError(lines=len(plan.lines), most=MOST_LINES)
    kept = LevelImport(
        agency_id=upload.agency.id,
        file_name=upload.file_name[-200:],
        content=content,
        fingerprint=plan.fingerprint,
        counts=plan.counts,
        created_by_id=actor_id,
        created_at=now,
        expires_at=now + KEPT_FOR,
    )
    db.session.add(kept)
    agency_id = kept.agency_id
    audit.record("level_import.checked", kept, actor_id=actor_id, now=now, agency_id=agency_id, counts=plan.counts)
    return kept


def carry_out_level_import(import_id: int, *, actor_id: int, now: datetime) -> bool:
    """Set the levels that were shown. False, and nothing set, when the plan would be another one now: it is kept instead.

    Raises: ImportStateError, ImportNothingError.
    """
    query = select(LevelImport).where(LevelImport.id == import_id).with_for_update()
    kept = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if kept.state != "checked" or kept.expires_at <= now or kept.content is None:
        raise ImportStateError
    lock_agency(kept.agency_id)
    agency = db.session.get_one(Agency, kept.agency_id)
    plan = _plan(kept.content, agency)
    if plan.fingerprint != kept.fingerprint:
        kept.fingerprint, kept.counts = plan.fingerprint, plan.counts
        return False
    if not plan.of(LevelKind.NEW) and not plan.of(LevelKind.CHANGED):
        raise ImportNothingError
    set_levels(plan, agency, actor_id=actor_id, now=now)
    kept.state, kept.done_by_id, kept.done_at, kept.content = "done", actor_id, now, None
    return True


def level_import_in_reach(import_id: int, scope: Collection[int] | None) -> LevelImport | None:
    """An import of an agency in reach."""
    query = select(LevelImport).where(LevelImport.id == import_id)
    found: LevelImport | None = db.session.scalar(
        query if scope is None else query.where(LevelImport.agency_id.in_(scope))
    )
    return found


def shown_plan(kept: LevelImport, now: datetime) -> LevelPlan:
    """What a file that waits for its yes would do now; nothing of one that is done or too old."""
    if kept.state != "checked" or kept.content is None or kept.expires_at <= now:
        return LevelPlan()
    return _plan(kept.content, db.session.get_one(Agency, kept.agency_id))


def forget_level_imports(now: datetime) -> int:
    """Due work: blank the content of files whose day is over; the counts stay."""
    due = update(LevelImport).where(LevelImport.expires_at <= now, LevelImport.content.is_not(None))
    ended = db.session.scalars(due.values(content=None, state="expired").returning(LevelImport.id)).all()
    db.session.commit()
    return len(ended)


def _plan(content: bytes, agency: Agency) -> LevelPlan:
    try:
        return plan_required_levels(read_levels(content), agency)
    except CsvFileError as error:
        line = int(error.params.get("line", 1))
        raise UploadUnreadableError(line=line, reason=remark_of(error).words) from error
