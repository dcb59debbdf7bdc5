"""Reads of the doctor, over all features, on a connection of its own that only reads: a look never holds up who learns."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Select, exists, func, or_, select

from elearning.catalog.models import Activity, CourseRevision, Enrolment, MediaFile
from elearning.certificates.models import Certificate
from elearning.competency.models import Evidence, JpEntry
from elearning.core.audit import AuditEntry
from elearning.core.job_runs import JobRun
from elearning.core.jobs import WorkerHeartbeat
from elearning.core.mail import MailMessage
from elearning.domain.attempts import AttemptState
from elearning.organization.models import Agency
from elearning.progress.models import CourseCompletion
from elearning.quizzes.models import Attempt

MOST_NAMED = 1_000
OPEN_STATES = (AttemptState.IN_PROGRESS, AttemptState.OVERDUE)


def completions_without_certificate(connection: Connection) -> list[int]:
    """Ids of completions whose course issues a certificate, that an agency could have issued, and that have none."""
    issuer = or_(Agency.id == CourseCompletion.agency_id, Agency.code == CourseRevision.agency_code)
    could_issue = exists().where(issuer, Agency.created_at <= CourseCompletion.completed_at)
    query = (
        select(CourseCompletion.id)
        .join(CourseRevision, CourseRevision.id == CourseCompletion.revision_id)
        .outerjoin(Certificate, Certificate.completion_id == CourseCompletion.id)
        .where(CourseRevision.certificate["issue"].as_boolean(), Certificate.id.is_(None), could_issue)
    )
    return _ids(connection, query.order_by(CourseCompletion.id))


def completions_without_jp(connection: Connection) -> list[int]:
    """Ids of completions that brought no learning hours."""
    query = (
        select(CourseCompletion.id)
        .outerjoin(JpEntry, JpEntry.completion_id == CourseCompletion.id)
        .where(JpEntry.id.is_(None))
    )
    return _ids(connection, query.order_by(CourseCompletion.id))


def certificates_without_evidence(connection: Connection) -> list[int]:
    """Ids of certificates of courses that are evidence for a competency, without any row of it."""
    outcomes = connection.execute(select(CourseRevision.id, CourseRevision.outcomes)).all()
    teaching = [row.id for row in outcomes if any(outcome.get("competency") for outcome in row.outcomes)]
    query = (
        select(Certificate.id)
        .outerjoin(Evidence, Evidence.completion_id == Certificate.completion_id)
        .where(Certificate.course_revision_id.in_(teaching), Evidence.id.is_(None))
    )
    return _ids(connection, query.order_by(Certificate.id))


def attempts_left_open(connection: Connection, *, ended_before: datetime) -> list[int]:
    """Ids of open attempts of enrolled people whose time and grace ended before a moment."""
    has_enrolment = (Enrolment.person_id == Attempt.person_id) & (Enrolment.course_id == Activity.course_id)
    query = (
        select(Attempt.id)
        .join(Activity, Activity.id == Attempt.activity_id)
        .join(Enrolment, has_enrolment)
        .where(Attempt.state.in_(OPEN_STATES), Attempt.ends_at < ended_before, Attempt.grace_until < ended_before)
    )
    return _ids(connection, query.order_by(Attempt.id))


def stored_hashes(connection: Connection) -> set[str]:
    """The hashes of all photographs that courses name."""
    return set(connection.scalars(select(MediaFile.sha256).distinct()))


def letters_given_up(connection: Connection) -> int:
    """Letters that no further try is planned for."""
    given_up = (MailMessage.sent_at.is_(None), MailMessage.next_try_at.is_(None))
    return connection.scalar(select(func.count()).select_from(MailMessage).where(*given_up)) or 0


def failing_jobs(connection: Connection) -> list[str]:
    """The kinds of due work whose last run failed."""
    return list(connection.scalars(select(JobRun.name).where(JobRun.failures > 0).order_by(JobRun.name)))


def heartbeat(connection: Connection) -> datetime | None:
    """When the worker last said that it lives."""
    return connection.scalar(select(WorkerHeartbeat.at).where(WorkerHeartbeat.name == "worker"))


def newest_deed(connection: Connection) -> datetime | None:
    """When the newest audited deed was done."""
    return connection.scalar(select(AuditEntry.at).order_by(AuditEntry.at.desc()).limit(1))


def _ids(connection: Connection, query: Select[int]) -> list[int]:
    return list(connection.scalars(query.limit(MOST_NAMED)))
