"""When completing a course earns a certificate, who issues it, and what evidence it carries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from elearning.domain.completion import CourseStanding
from elearning.domain.errors import N_, DomainError, ErrorKind


class IssuingAgencyMissingError(DomainError):
    """Neither the course nor the learner has an agency that could issue."""

    code: ClassVar[str] = "issuing_agency_missing"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Sertifikat belum dapat diterbitkan karena instansi Anda belum tercatat. Hubungi pengelola pelatihan."
    )


class CertificationVerdict(StrEnum):
    """Why a certificate is issued or not."""

    EARNED = "earned"
    NOT_COMPLETE = "not_complete"
    COURSE_ISSUES_NONE = "course_issues_none"
    ALREADY_ISSUED = "already_issued"


@dataclass(frozen=True, slots=True)
class Certification:
    """The decision. ``completed_at`` is the moment that the certificate names as the end, for EARNED only."""

    verdict: CertificationVerdict
    completed_at: datetime | None = None

    @property
    def issues(self) -> bool:
        """Whether a certificate is to be issued now."""
        return self.verdict is CertificationVerdict.EARNED


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a course is evidence for: a competency up to a level, which is also its cap."""

    competency: str
    level: int


def certify(standing: CourseStanding, *, course_issues: bool, already_issued: bool) -> Certification:
    """Return whether this standing earns a certificate now.

    A person holds one certificate for a course; a correction or renewal is another use case and not decided here.
    """
    if not course_issues:
        return Certification(CertificationVerdict.COURSE_ISSUES_NONE)
    if not standing.is_complete or standing.completed_at is None:
        return Certification(CertificationVerdict.NOT_COMPLETE)
    if already_issued:
        return Certification(CertificationVerdict.ALREADY_ISSUED)
    return Certification(CertificationVerdict.EARNED, standing.completed_at)


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
