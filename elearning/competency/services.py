"""Writes of the competency record: evidence and JP of a completed course, confirmations by supervisors, withdrawals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import aliased

from elearning.accounts.models import Person
from elearning.catalog.outline import Outline
from elearning.competency.errors import (
    CompetencyUnknownError,
    ConfirmationDateError,
    ConfirmationNoteError,
    EvidenceWithdrawnError,
    OwnConfirmationError,
)
from elearning.competency.models import Competency, Evidence, JpEntry, JpWithdrawal
from elearning.competency.queries import CourseLevel
from elearning.core import audit, clock
from elearning.core.upsert import insert_once
from elearning.domain.competency import NO_LEVEL, EvidenceKind, parse_code, parse_level
from elearning.domain.names import full_name
from elearning.extensions import db
from elearning.notifications.kinds import NoticeKind
from elearning.notifications.services import News, notify
from elearning.organization.queries import time_zone_of
from elearning.progress.models import CourseCompletion

LONGEST_NOTE = 1_000


def record_course(
    completion: CourseCompletion,
    outline: Outline,
    levels: Sequence[CourseLevel],
    *,
    attempt_id: int | None,
    now: datetime,
) -> None:
    """Add the evidence rows and the JP entry of a completion; the unique keys refuse a second time."""
    rows = evidence_rows(completion, levels, attempt_id=attempt_id, now=now)
    if rows:
        db.session.execute(insert(Evidence), rows)
    db.session.add(JpEntry(**jp_values(completion, outline, time_zone_of(completion.agency_id), now=now)))


def evidence_rows(
    completion: CourseCompletion, levels: Sequence[CourseLevel], *, attempt_id: int | None, now: datetime
) -> list[dict[str, Any]]:
    """The columns of the evidence that a completion gives, a row a competency."""
    return [
        {
            "person_id": completion.person_id,
            "competency_id": each.competency_id,
            "level": each.level,
            "source": "course",
            "at": now,
            "completion_id": completion.id,
            "revision_id": completion.revision_id,
            "attempt_id": attempt_id,
        }
        for each in levels
    ]


def jp_values(completion: CourseCompletion, outline: Outline, time_zone: str, *, now: datetime) -> dict[str, Any]:
    """The columns of the JP of a completion; its day is that of the agency's zone."""
    return {
        "person_id": completion.person_id,
        "completion_id": completion.id,
        "course_id": completion.course_id,
        "agency_id": completion.agency_id,
        "title": outline.title,
        "jp_halves": outline.jp_halves,
        "earned_on": clock.local_date(completion.completed_at, time_zone),
        "recorded_at": now,
    }


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A supervisor's word that somebody has a level, since when, and how they saw it."""

    person_id: int
    competency: str
    level: int | str
    note: str
    confirmed_on: date


def confirm_level(confirmation: Confirmation, *, actor_id: int, now: datetime) -> Evidence:
    """Add a confirmation to the record; audited, and told to the person. Whether the actor may is the caller's to know.

    The same confirmation sent twice stands once, also when both arrive together.

    Raises:
        CompetencyLevelError, CompetencyUnknownError, ConfirmationNoteError, ConfirmationDateError,
        OwnConfirmationError: what is wrong with it.
    """
    person = _locked(confirmation.person_id)
    competency = _competency(confirmation.competency)
    today = clock.local_date(now, time_zone_of(person.agency_id))
    facts = confirmation_values(confirmation, competency.id, actor_id=actor_id, today=today)
    same = _in_force(facts)
    if same is not None:
        return same
    evidence = Evidence(at=now, **facts)
    db.session.add(evidence)
    audit.record(
        "level.confirmed",
        evidence,
        actor_id=actor_id,
        now=now,
        agency_id=person.agency_id,
        **confirmation_detail(person.id, competency.code, evidence.level),
    )
    _tell(evidence, competency, NoticeKind.LEVEL_CONFIRMED, actor_id, now)
    return evidence


def confirmation_values(
    confirmation: Confirmation, competency_id: int, *, actor_id: int, today: date
) -> dict[str, Any]:
    """The columns of a confirmation, but for its moment. `today` is local.

    Raises: CompetencyLevelError, ConfirmationNoteError, ConfirmationDateError, OwnConfirmationError.
    """
    if actor_id == confirmation.person_id:
        raise OwnConfirmationError
    if confirmation.confirmed_on > today:
        raise ConfirmationDateError
    return {
        "person_id": confirmation.person_id,
        "competency_id": competency_id,
        "level": parse_level(confirmation.level),
        "source": EvidenceKind.CONFIRMATION,
        "confirmed_by_id": actor_id,
        "confirmed_on": confirmation.confirmed_on,
        "note": _checked_note(confirmation.note),
    }


def confirmation_detail(person_id: int, competency: str, level: int) -> dict[str, Any]:
    """What the audit keeps of a confirmation."""
    return {"person_id": person_id, "competency": competency, "level": level}


def withdraw(evidence: Evidence, note: str, *, actor_id: int, now: datetime) -> Evidence:
    """Take a piece of evidence back by a new row that names it; audited, and told to the person.

    Raises:
        EvidenceWithdrawnError: it was taken back before, or is itself a withdrawal.
        ConfirmationNoteError: the reason is missing or too long.
    """
    if evidence.source == EvidenceKind.WITHDRAWAL:
        raise EvidenceWithdrawnError
    person = _locked(evidence.person_id)
    values = {
        "person_id": evidence.person_id,
        "competency_id": evidence.competency_id,
        "level": NO_LEVEL,
        "source": EvidenceKind.WITHDRAWAL,
        "at": now,
        "confirmed_by_id": actor_id,
        "note": _checked_note(note),
        "corrects_id": evidence.id,
    }
    identity = insert_once(Evidence, ("corrects_id",), values)
    if identity is None:
        raise EvidenceWithdrawnError
    competency = db.session.get_one(Competency, evidence.competency_id)
    withdrawal = db.session.get_one(Evidence, identity)
    audit.record(
        "evidence.withdrawn",
        withdrawal,
        actor_id=actor_id,
        now=now,
        agency_id=person.agency_id,
        person_id=person.id,
        evidence_id=evidence.id,
        competency=competency.code,
        level=evidence.level,
    )
    _tell(evidence, competency, NoticeKind.LEVEL_WITHDRAWN, actor_id, now)
    return withdrawal


def withdraw_course(completion: CourseCompletion, note: str, *, actor_id: int, now: datetime) -> None:
    """Take back the evidence and the JP that a completion gave, by new rows that name the old ones; audited.

    What was taken back before stays as it is. Whoever calls tells the person: it is one deed with one reason.

    Raises:
        ConfirmationNoteError: the reason is missing or too long.
    """
    person = _locked(completion.person_id)
    facts = {"note": _checked_note(note), "at": now}
    for evidence in db.session.scalars(select(Evidence).where(Evidence.completion_id == completion.id)).all():
        values = {
            "person_id": person.id,
            "competency_id": evidence.competency_id,
            "level": NO_LEVEL,
            "source": EvidenceKind.WITHDRAWAL,
            "confirmed_by_id": actor_id,
            "corrects_id": evidence.id,
        }
        insert_once(Evidence, ("corrects_id",), values | facts)
    entry_id = db.session.scalar(select(JpEntry.id).where(JpEntry.completion_id == completion.id))
    if entry_id is not None:
        insert_once(JpWithdrawal, ("entry_id",), {"entry_id": entry_id, "withdrawn_by_id": actor_id} | facts)
    audit.record(
        "course_record.withdrawn",
        completion,
        actor_id=actor_id,
        now=now,
        agency_id=person.agency_id,
        person_id=person.id,
    )


def _locked(person_id: int) -> Person:
    """The person whose record changes, held until the transaction ends: of two changes the second sees the first.

    Rows that only name the person are not held up (FOR NO KEY UPDATE); SQLite has one writer at a time anyway.
    """
    query = select(Person).where(Person.id == person_id).with_for_update(key_share=True)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _in_force(facts: Mapping[str, Any]) -> Evidence | None:
    """A row with these facts that nothing corrects."""
    correction = aliased(Evidence)
    query = select(Evidence).filter_by(**facts).outerjoin(correction, correction.corrects_id == Evidence.id)
    return db.session.scalar(query.where(correction.id.is_(None)).limit(1))


def _competency(code: str) -> Competency:
    found = db.session.scalar(select(Competency).where(Competency.code == parse_code(code)))
    if found is None:
        raise CompetencyUnknownError(code=code)
    return found


def _checked_note(text: str) -> str:
    note = " ".join(text.split())
    if not note or len(note) > LONGEST_NOTE:
        raise ConfirmationNoteError(limit=LONGEST_NOTE)
    return note


def _tell(evidence: Evidence, competency: Competency, kind: NoticeKind, actor_id: int, now: datetime) -> None:
    actor = db.session.get_one(Person, actor_id)
    by = full_name(actor.name, actor.title_before, actor.title_after)
    notify(evidence.person_id, evidence_news(kind, evidence.id, evidence.level, competency.name, by), now=now)


def evidence_news(kind: NoticeKind, evidence_id: int, level: int, competency: str, by: str) -> News:
    """What somebody is told of a piece of evidence; `by` is the name of who confirmed or withdrew it."""
    params: dict[str, str | int] = {"by": by, "level": level, "competency": competency}
    return News(kind, f"evidence:{evidence_id}", params, "/kompetensi")
