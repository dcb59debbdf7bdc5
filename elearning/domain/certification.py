"""Who issues the certificate of a completed course, and what evidence completing it carries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from elearning.domain.errors import N_, DomainError, ErrorKind


class IssuingAgencyMissingError(DomainError):
    """Neither the course nor the learner has an agency that could issue."""

    code: ClassVar[str] = "issuing_agency_missing"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Sertifikat belum dapat diterbitkan karena instansi Anda belum tercatat. Hubungi pengelola pelatihan."
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a course is evidence for: a competency up to a level, which is also its cap."""

    competency: str
    level: int


def issuing_agency(course_agency: str | None, known_agencies: Collection[str], learner_agency: str | None) -> str:
    """Return the code of the agency that issues: the one the course names where it exists here, else the learner's own.

    Raises: IssuingAgencyMissingError when there is neither.
    """
    if course_agency and course_agency in known_agencies:
        return course_agency
    if not learner_agency:
        raise IssuingAgencyMissingError
    return learner_agency


def evidence_levels(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Return the evidence that completing the course gives: one row a competency, its highest level, in written
    order.
    """
    highest: dict[str, int] = {}
    for outcome in outcomes:
        highest[outcome.competency] = max(outcome.level, highest.get(outcome.competency, 0))
    return tuple(Outcome(competency, level) for competency, level in highest.items())
