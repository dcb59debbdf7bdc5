"""The packages below `courses/` with all that is wrong with them and whether they are published, as `courses check` says it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from elearning.authoring.queries import stored_courses
from elearning.authoring.services.sync import PackageState, content_hash_of, problems_of
from elearning.content.checks import examine, surroundings
from elearning.content.loader import course_folders
from elearning.content.package_folder import PackageFolder
from elearning.content.problems import Problem, Severity


@dataclass(frozen=True, slots=True)
class PackageReport:
    """One package; `revision_number` 0 when it was never imported, `is_current` when the newest revision is this package."""

    slug: str
    title: str
    revision_number: int
    is_current: bool
    problems: tuple[Problem, ...]

    def of(self, severity: Severity | None) -> list[Problem]:
        """The findings of a severity, all for None."""
        return [each for each in self.problems if severity in (None, each.severity)]


def examine_packages(courses: Path, today: date) -> list[PackageReport]:
    """Every package, examined anew, by the name of its folder."""
    around = surroundings(courses, today)
    stored = stored_courses()
    found = []
    for root in course_folders(courses):
        folder = PackageFolder(root)
        state = PackageState(folder, content_hash_of(folder), stored.get(folder.slug), examine(root, around))
        found.append(_report(state, tuple(problems_of(state, stored))))
    return found


def counts(reports: Sequence[PackageReport]) -> Counter[Severity]:
    """How many findings of which severity there are."""
    return Counter(problem.severity for report in reports for problem in report.problems)


def package_folder(courses: Path, slug: str) -> Path | None:
    """The folder of a package by its name."""
    return next((folder for folder in course_folders(courses) if folder.name == slug), None)


def _report(state: PackageState, problems: tuple[Problem, ...]) -> PackageReport:
    package = state.examination.package if state.examination else None
    known = state.stored
    return PackageReport(
        slug=state.folder.slug,
        title=package.title if package else state.folder.slug,
        revision_number=known.revision_number if known else 0,
        is_current=known is not None and known.content_hash == state.content_hash,
        problems=problems,
    )
