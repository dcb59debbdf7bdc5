"""What of somebody is under way when their account is closed: counted, so that the page can say what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from elearning.catalog.models import Assignment, Enrolment
from elearning.extensions import db
from elearning.quizzes.models import Attempt


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Attempts that run, assignments that stand, courses that are followed."""

    attempts: int
    assignments: int
    enrolments: int


def open_work_of(person_id: int) -> OpenWork:
    """The open work of a person; one statement."""
    attempts = select(func.count(Attempt.id)).where(
        Attempt.person_id == person_id, Attempt.state.in_(("in_progress", "overdue"))
    )
    assignments = select(func.count(Assignment.id)).where(
        Assignment.person_id == person_id, Assignment.cancelled_at.is_(None)
    )
    enrolments = select(func.count(Enrolment.id)).where(Enrolment.person_id == person_id, Enrolment.left_at.is_(None))
    counts = select(*(query.scalar_subquery() for query in (attempts, assignments, enrolments)))
    return OpenWork(*db.session.execute(counts).one())
