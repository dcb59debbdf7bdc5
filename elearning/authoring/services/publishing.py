"""One package published by an officer: refused when it is no longer the one that was looked at, and recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import select

from elearning.authoring.services.sync import CourseSync, PackageState, SyncOutcome, SyncReport, import_packages
from elearning.catalog.models import Course
from elearning.content.checks import Surroundings
from elearning.core import audit
from elearning.domain.errors import N_, DomainError, ErrorKind
from elearning.extensions import db


class PackageChangedError(DomainError):
    """The files of the package changed since their summary was shown."""

    code: ClassVar[str] = "package_changed"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Isi paket berubah sejak ringkasan itu ditampilkan. Tidak ada yang diimpor. Baca ringkasan yang baru di bawah."
    )


@dataclass(frozen=True, slots=True)
class Publication:
    """Which state of the package, and whether everybody moves to it."""

    content_hash: str
    moves_learners: bool


def publish(seen: PackageState, around: Surroundings, wish: Publication, *, actor_id: int, now: datetime) -> SyncReport:
    """Import a package that was looked at (`look_at`). The caller commits, or rolls back when the report is refused.

    Raises:
        PackageChangedError: the package is not the one that the wish names.
        PackageMovedError: it has changed since it was looked at, or another import came in between.
    """
    if seen.content_hash != wish.content_hash:
        raise PackageChangedError
    report = import_packages([seen], around, move_learners=wish.moves_learners, now=now)
    for each in report.courses:
        if each.outcome is not SyncOutcome.UNCHANGED or each.moved:
            _record(each, actor_id=actor_id, now=now)
    return report


def _record(each: CourseSync, *, actor_id: int, now: datetime) -> None:
    course = db.session.scalars(select(Course).where(Course.slug == each.slug)).one()
    audit.record(
        "course.synced",
        course,
        actor_id=actor_id,
        now=now,
        outcome=each.outcome.value,
        revision=each.revision,
        moved=each.moved,
        staying=each.staying,
        completed=each.completed,
    )
