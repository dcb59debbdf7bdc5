"""Brings the database to what lies in `courses/`: a package whose content changed becomes a new immutable revision.

All chosen packages or none: one error anywhere refuses the whole import. Whether learners move is decided by what
changed (`domain/revisions`) and by what the operator says. Packages are examined before the lock and compared under it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from elearning.authoring.queries import StoredCourse, StoredPhotograph, lock_courses, stored_courses, stored_photographs
from elearning.authoring.services.competencies import ensure_competencies
from elearning.authoring.services.learners import Moved, move_learners_to
from elearning.authoring.services.photographs import restore_photographs
from elearning.authoring.services.revisions import add_revision
from elearning.content.checks import Examination, Surroundings, examine
from elearning.content.fingerprint import package_fingerprint
from elearning.content.loader import COURSE_FILE
from elearning.content.markdown import RENDERER_VERSION
from elearning.content.package_folder import PackageFolder
from elearning.content.problems import Place, Problem, Severity, has_errors
from elearning.domain.errors import N_, DomainError, ErrorKind
from elearning.extensions import db


class SyncOutcome(StrEnum):
    """What happened to one package."""

    NEW = "new"
    CORRECTED = "corrected"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class PackageMovedError(DomainError):
    """The files changed while they were examined, or another import came in between."""

    code: ClassVar[str] = "package_moved"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Paket %(slug)s berubah selagi diperiksa, atau impor lain mendahului. Tidak ada yang diimpor; ulangi impornya."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseSync:
    """One package after the import: `moved` enrolments came to this revision, `staying` remain on an earlier one,
    `completed` people fulfilled the course by the move, `restored` photographs came back to the file store.
    """

    slug: str
    code: str
    title: str
    outcome: SyncOutcome
    revision: int
    moved: int
    staying: int
    completed: int
    restored: int


@dataclass(frozen=True, slots=True)
class SyncReport:
    """Everything that was imported, or, when there are errors, nothing and why."""

    courses: tuple[CourseSync, ...]
    problems: tuple[Problem, ...]

    @property
    def is_refused(self) -> bool:
        """Whether nothing was imported."""
        return has_errors(self.problems)


@dataclass(frozen=True, slots=True)
class PackageState:
    """A folder, its content hash, what is stored of it, and its examination when the two differ."""

    folder: PackageFolder
    content_hash: str
    stored: StoredCourse | None
    examination: Examination | None


def look_at(folders: Sequence[Path], around: Surroundings) -> tuple[PackageState, ...]:
    """Read the packages and examine those that differ from what is stored, while nobody waits.

    Call it before anything is written: it ends the transaction it finds, and holds none while it examines. A big package
    takes seconds, in which every answer of a learner would wait.
    """
    stored = stored_courses()
    db.session.rollback()
    return tuple(read_package(PackageFolder(folder), stored, around) for folder in folders)


def sync_courses(folders: Sequence[Path], around: Surroundings, *, move_learners: bool, now: datetime) -> SyncReport:
    """Examine packages and import them in one transaction, for callers beside whom nobody works."""
    stored = stored_courses()
    packages = [read_package(PackageFolder(folder), stored, around) for folder in folders]
    return import_packages(packages, around, move_learners=move_learners, now=now)


def import_packages(
    seen: Sequence[PackageState], around: Surroundings, *, move_learners: bool, now: datetime
) -> SyncReport:
    """Import the packages that changed since their last revision. The caller commits, or rolls back when refused.

    `move_learners` also takes those along whose course now asks for something else, and those who stayed behind at an
    earlier import.

    Raises:
        PackageMovedError: a package is not as it was examined, or an import in between was of another state of it.
    """
    lock_courses()
    stored = stored_courses()
    packages = [_as_stored_now(package, stored) for package in seen]
    problems = tuple(problem for package in packages for problem in problems_of(package, stored))
    if has_errors(problems):
        return SyncReport((), problems)
    ensure_competencies(around.competencies)
    photographs = stored_photographs()
    return SyncReport(tuple(_import(package, photographs, move_learners, now) for package in packages), problems)


def _as_stored_now(seen: PackageState, stored: dict[str, StoredCourse]) -> PackageState:
    """The package against what is stored under the lock; the files must be those that were examined."""
    known = stored.get(seen.folder.slug)
    is_changed = known is None or known.content_hash != seen.content_hash
    if content_hash_of(seen.folder) != seen.content_hash or (is_changed and seen.examination is None):
        raise PackageMovedError(slug=seen.folder.slug)
    return replace(seen, stored=known, examination=seen.examination if is_changed else None)


def read_package(folder: PackageFolder, stored: dict[str, StoredCourse], around: Surroundings) -> PackageState:
    """What was imported before is not examined again: unchanged packages cost one hash."""
    content_hash = content_hash_of(folder)
    known = stored.get(folder.slug)
    is_changed = known is None or known.content_hash != content_hash
    return PackageState(folder, content_hash, known, examine(folder.root, around) if is_changed else None)


def content_hash_of(folder: PackageFolder) -> str:
    """What names the state of a package: its files and the renderer that would make pages of them."""
    return hashlib.sha256(f"{RENDERER_VERSION}:{package_fingerprint(folder)}".encode()).hexdigest()


def problems_of(package: PackageState, stored: dict[str, StoredCourse]) -> Sequence[Problem]:
    """What keeps a package from being imported, or should be put right; nothing for one that is stored already."""
    if package.examination is None:
        return ()
    return (*package.examination.problems, *_identity_problems(package.examination, stored))


def _identity_problems(examination: Examination, stored: dict[str, StoredCourse]) -> Sequence[Problem]:
    """Slug and code of a course are for ever: addresses and certificates name them."""
    found = examination.package
    if found is None:
        return ()
    place = found.places.get("code", Place(COURSE_FILE))
    known = stored.get(found.slug)
    messages = []
    if known is not None and known.code != found.code:
        messages.append(f"Kode kursus ini dulu {known.code}, kini {found.code}; kode tidak boleh berganti.")
    for other in stored.values():
        if other.code == found.code and other.slug != found.slug:
            messages.append(f"Kode {found.code} sudah milik kursus di folder “{other.slug}”; nama folder harus tetap.")
    return [
        Problem(found.slug, place.file, place.line, Severity.ERROR, "code-changed", message) for message in messages
    ]


def _import(
    package: PackageState, photographs: Mapping[int, Sequence[StoredPhotograph]], move_learners: bool, now: datetime
) -> CourseSync:
    stored = package.stored
    outcome = SyncOutcome.UNCHANGED
    if package.examination is not None and package.examination.package is not None:
        added = add_revision(package.examination, package.folder, package.content_hash, stored, now=now)
        outcome = SyncOutcome.NEW
        if stored is not None:
            outcome = SyncOutcome.CORRECTED if added.is_correction else SyncOutcome.CHANGED
        stored = added.course
    if stored is None:
        raise LookupError(f"package {package.folder.slug} is neither stored nor readable")
    moved = Moved()
    if outcome is not SyncOutcome.UNCHANGED or move_learners:
        moved = move_learners_to(stored, everybody=move_learners, now=now)
    return CourseSync(
        slug=stored.slug,
        code=stored.code,
        title=stored.title,
        outcome=outcome,
        revision=stored.revision_number,
        moved=moved.moved,
        staying=moved.staying,
        completed=moved.completed,
        restored=restore_photographs(package.folder, photographs.get(stored.id, ())),
    )
