"""What is wrong with a course package: one value per finding, with the place a writer has to open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """Errors keep a package from being imported, warnings do not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Place:
    """A line (from 1) of a file, named relative to the package folder with forward slashes."""

    file: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding; `code` is stable, `message` is an Indonesian sentence a course writer can act on."""

    slug: str
    file: str
    line: int
    severity: Severity
    code: str
    message: str

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


@dataclass(slots=True)
class ProblemLog:
    """Collects the findings of one package."""

    slug: str
    found: list[Problem] = field(default_factory=list)

    def error(self, place: Place, code: str, message: str) -> None:
        self.found.append(Problem(self.slug, place.file, place.line, Severity.ERROR, code, message))

    def warning(self, place: Place, code: str, message: str) -> None:
        self.found.append(Problem(self.slug, place.file, place.line, Severity.WARNING, code, message))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each finding once, sorted as an editor would walk them: package, file, line, code."""
    return tuple(sorted(set(problems), key=lambda p: (p.slug, p.file, p.line, p.code, p.message)))


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.is_error for problem in problems)
