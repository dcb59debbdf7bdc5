"""Writes of enrolments and assignments."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import select, update

from elearning.catalog.models import Enrolment
from elearning.core.upsert import insert_once
from elearning.domain.errors import N_, DomainError, ErrorKind
from elearning.extensions import db


class NotEnrolledError(DomainError):
    """A result for a course that the person does not follow (any more)."""

    code: ClassVar[str] = "not_enrolled"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_("Anda tidak terdaftar pada kursus ini. Daftar dulu di halaman kursusnya.")


def enrol(person_id: int, course_id: int, revision_id: int, *, now: datetime) -> bool:
    """Enrol a person at a revision; somebody who left comes back to their own revision. False when already enrolled."""
    values = {"person_id": person_id, "course_id": course_id, "revision_id": revision_id, "enrolled_at": now}
    if insert_once(Enrolment, ("person_id", "course_id"), values) is not None:
        return True
    came_back = (
        update(Enrolment)
        .where(Enrolment.person_id == person_id, Enrolment.course_id == course_id, Enrolment.left_at.is_not(None))
        .values(left_at=None)
        .returning(Enrolment.id)
    )
    return db.session.execute(came_back).scalar() is not None


def leave(person_id: int, course_id: int, *, now: datetime) -> None:
    """Leave a course; everything done in it stays."""
    statement = update(Enrolment).where(
        Enrolment.person_id == person_id, Enrolment.course_id == course_id, Enrolment.left_at.is_(None)
    )
    db.session.execute(statement.values(left_at=now))


def lock_enrolment(person_id: int, course_id: int) -> Enrolment:
    """The live enrolment, locked until the transaction ends, so that results of one person are judged one by one.

    Raises:
        NotEnrolledError: there is none.
    """
    query = select(Enrolment).where(
        Enrolment.person_id == person_id, Enrolment.course_id == course_id, Enrolment.left_at.is_(None)
    )
    enrolment = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if enrolment is None:
        raise NotEnrolledError
    return enrolment
