"""Reads of the doctor that compare what is told twice: results and completions, counters and what they count, hashes and bytes."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path

from sqlalchemy import Connection, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased

from elearning.catalog.models import Enrolment, RevisionActivity
from elearning.catalog.queries import outline_of
from elearning.certificates.models import (
    Certificate,
    CertificateDocument,
    CertificateEvent,
    CertificateLogo,
    CertificateSequence,
)
from elearning.competency.models import Evidence, JpEntry
from elearning.core.database import reading
from elearning.core.site_logo import SiteLogo
from elearning.domain.attempts import AttemptState
from elearning.operations.queries import MOST_NAMED, OPEN_STATES
from elearning.progress.evaluation import progress
from elearning.progress.models import ActivityProgress, CourseCompletion
from elearning.progress.queries import facts_of_people
from elearning.quizzes.models import Attempt

PEOPLE_AT_ONCE = 500
DOCUMENTS_AT_ONCE = 50
ENDED_STATES = (AttemptState.FINISHED, AttemptState.ABANDONED)


def results_without_completion(connection: Connection) -> list[int]:
    """Ids of enrolments whose results meet the course's rule, as the one evaluation judges it, without a completion."""
    has_completed_a_step = exists().where(
        RevisionActivity.revision_id == Enrolment.revision_id,
        ActivityProgress.activity_id == RevisionActivity.activity_id,
        ActivityProgress.person_id == Enrolment.person_id,
        ActivityProgress.completed_at.is_not(None),
    )
    has_completion = exists().where(
        CourseCompletion.person_id == Enrolment.person_id, CourseCompletion.course_id == Enrolment.course_id
    )
    query = select(Enrolment.id, Enrolment.person_id, Enrolment.revision_id)
    rows = connection.execute(query.where(Enrolment.left_at.is_(None), ~has_completion, has_completed_a_step))
    by_revision: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for row in rows:
        by_revision[row.revision_id][row.person_id] = row.id
    return sorted(found for revision_id, people in by_revision.items() for found in _complete(revision_id, people))


def counters_out_of_step(connection: Connection) -> list[int]:
    """Ids of the latest attempt of a person at a quiz whose progress does not tell what the attempts tell."""
    of_state = func.count().filter
    told = (
        select(
            Attempt.person_id,
            Attempt.activity_id,
            func.max(Attempt.id).label("latest_id"),
            of_state(Attempt.state.in_(ENDED_STATES)).label("ended"),
            of_state(Attempt.state.in_(OPEN_STATES)).label("open"),
            of_state(Attempt.is_passed == true()).label("passed"),
        )
        .group_by(Attempt.person_id, Attempt.activity_id)
        # Between being sent and being marked an attempt is neither open nor counted.
        .having(of_state(Attempt.state == AttemptState.SUBMITTED) == 0)
        .subquery()
    )
    kept = ActivityProgress
    is_same = and_(kept.person_id == told.c.person_id, kept.activity_id == told.c.activity_id)
    differs = or_(
        kept.id.is_(None),
        kept.finished_attempts != told.c.ended,
        and_(told.c.open > 0, kept.has_open_attempt == false()),
        and_(told.c.open == 0, kept.has_open_attempt == true()),
        and_(told.c.passed > 0, kept.passed_at.is_(None)),
    )
    query = select(told.c.latest_id).select_from(told).outerjoin(kept, is_same).where(differs)
    return _ids(connection, query.order_by(told.c.latest_id))


def evidence_without_source(connection: Connection) -> list[int]:
    """Ids of evidence that its completion, its confirmer or the row it withdraws does not bear out."""
    corrected = aliased(Evidence)
    of_course = or_(CourseCompletion.id.is_(None), CourseCompletion.person_id != Evidence.person_id)
    of_person = or_(Evidence.confirmed_by_id.is_(None), Evidence.confirmed_on.is_(None))
    of_row = or_(
        corrected.id.is_(None),
        corrected.person_id != Evidence.person_id,
        corrected.competency_id != Evidence.competency_id,
    )
    query = (
        select(Evidence.id)
        .outerjoin(CourseCompletion, CourseCompletion.id == Evidence.completion_id)
        .outerjoin(corrected, corrected.id == Evidence.corrects_id)
        .where(
            or_(
                and_(Evidence.source == "course", of_course),
                and_(Evidence.source == "confirmation", of_person),
                and_(Evidence.source == "withdrawal", of_row),
            )
        )
    )
    return _ids(connection, query.order_by(Evidence.id))


def jp_of_somebody_else(connection: Connection) -> list[int]:
    """Ids of JP entries that stand with another person than their completion does."""
    query = select(JpEntry.id).join(CourseCompletion, CourseCompletion.id == JpEntry.completion_id)
    differs = or_(CourseCompletion.person_id != JpEntry.person_id, CourseCompletion.course_id != JpEntry.course_id)
    return _ids(connection, query.where(differs).order_by(JpEntry.id))


def certificates_never_issued(connection: Connection) -> list[int]:
    """Ids of certificates whose history does not begin with being issued: they would count as unknown."""
    issued = exists().where(CertificateEvent.certificate_id == Certificate.id, CertificateEvent.kind == "issued")
    return _ids(connection, select(Certificate.id).where(~issued).order_by(Certificate.id))


def agencies_with_gaps(connection: Connection) -> list[int]:
    """Ids of agencies whose certificates of a year are not numbered from 1 to the number given last."""
    numbered = (
        select(
            Certificate.agency_id,
            Certificate.year,
            func.count(Certificate.sequence.distinct()).label("count"),
            func.max(Certificate.sequence).label("highest"),
        )
        .group_by(Certificate.agency_id, Certificate.year)
        .subquery()
    )
    last = CertificateSequence
    is_same = and_(last.agency_id == numbered.c.agency_id, last.year == numbered.c.year)
    differs = or_(
        last.last_number.is_(None),
        last.last_number != numbered.c.highest,
        numbered.c.count != numbered.c.highest,
    )
    query = select(numbered.c.agency_id).select_from(numbered).outerjoin(last, is_same).where(differs)
    return _ids(connection, query.distinct().order_by(numbered.c.agency_id))


def damaged_documents(connection: Connection) -> list[int]:
    """Ids of certificates whose kept sheet is not the one that was first rendered, by its hash."""
    query = select(CertificateDocument.certificate_id, CertificateDocument.sha256, CertificateDocument.pdf)
    rows = connection.execution_options(yield_per=DOCUMENTS_AT_ONCE).execute(
        query.order_by(CertificateDocument.certificate_id)
    )
    return [row.certificate_id for row in rows if hashlib.sha256(row.pdf).hexdigest() != row.sha256]


def damaged_logos(connection: Connection) -> list[int]:
    """Ids of logos whose bytes do not have their hash."""
    rows = connection.execute(select(CertificateLogo.id, CertificateLogo.sha256, CertificateLogo.png))
    return [row.id for row in rows if hashlib.sha256(row.png).hexdigest() != row.sha256]


def damaged_site_logos(connection: Connection) -> list[int]:
    """Ids of pictures of the site's logo whose bytes do not have their hash."""
    rows = connection.execute(select(SiteLogo.id, SiteLogo.sha256, SiteLogo.webp))
    return [row.id for row in rows if hashlib.sha256(row.webp).hexdigest() != row.sha256]


def damaged_files(instance_dir: Path) -> list[str]:
    """Names of stored files whose bytes do not have the hash that is their name."""
    found = []
    for path in sorted((instance_dir / "files").glob("*/*")):
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != path.name:
                found.append(path.name)
    return found


def _complete(revision_id: int, enrolment_ids: dict[int, int]) -> list[int]:
    """Those of the enrolments (by person) in a revision that are complete and not recorded as such."""
    people, found = sorted(enrolment_ids), []
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        portion = people[start : start + PEOPLE_AT_ONCE]
        with reading():
            outline = outline_of(revision_id)
            facts = facts_of_people(portion, [outline])
        for person_id in portion:
            own = facts[person_id, revision_id]
            if own.completed_at is None and progress(outline, own).is_complete:
                found.append(enrolment_ids[person_id])
    return found


def _ids(connection: Connection, query: Select[int]) -> list[int]:
    return list(connection.scalars(query.limit(MOST_NAMED)))
