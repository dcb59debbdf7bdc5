"""May an activity be opened, may a course be joined: yes or no, and what is missing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from elearning.domain.completion import CourseFacts, CourseRules, CourseStanding, Reason, activity_standing
from elearning.domain.errors import N_, DomainError, ErrorKind


class ActivityUnknownError(DomainError):
    """The revision has no such activity."""

    code: ClassVar[str] = "activity_unknown"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND
    message_template: ClassVar[str] = N_(
        "Langkah ini tidak ada pada kursus Anda. Kembali ke halaman kursus untuk memilih langkah lain."
    )


class ActivityLockedError(DomainError):
    """The activity opens only after others; ``missing`` says which."""

    code: ClassVar[str] = "activity_locked"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN
    message_template: ClassVar[str] = N_(
        "Langkah ini baru terbuka setelah syaratnya terpenuhi. Kerjakan dulu langkah yang disebut di halaman kursus."
    )

    def __init__(self, missing: tuple[Reason, ...]) -> None:
        self.missing = missing
        super().__init__()


class PrerequisiteMissingError(DomainError):
    """The course asks for other courses first; ``missing`` holds their codes."""

    code: ClassVar[str] = "prerequisite_missing"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN
    message_template: ClassVar[str] = N_("Kursus ini dapat diikuti setelah menyelesaikan %(courses)s.")

    def __init__(self, missing: tuple[str, ...]) -> None:
        self.missing = missing
        super().__init__(courses=", ".join(missing))


@dataclass(frozen=True, slots=True)
class Access:
    """Whether something may be opened and the unmet requirements if not."""

    allowed: bool
    missing: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class EnrolmentAccess:
    """Whether a course may be joined and the codes of the courses that are missing if not."""

    allowed: bool
    missing: tuple[str, ...] = ()


def activity_access(standing: CourseStanding, activity_id: str) -> Access:
    """Return whether the activity may be opened now. What was completed once stays open, whatever a later revision
    requires.

    Raises: ActivityUnknownError when the revision has no such activity.
    """
    activity = standing.activity(activity_id)
    if activity is None:
        raise ActivityUnknownError
    return Access(True) if activity.may_open else Access(False, activity.access.unmet)


def check_may_open(rules: CourseRules, facts: CourseFacts, activity_id: str) -> None:
    """The same as ``check_activity_access`` without judging the other activities.

    Raises: ActivityUnknownError, ActivityLockedError.
    """
    rule = rules.activity(activity_id)
    if rule is None:
        raise ActivityUnknownError
    standing = activity_standing(rules, rule, facts)
    if not standing.may_open:
        raise ActivityLockedError(standing.access.unmet)


def check_activity_access(standing: CourseStanding, activity_id: str) -> None:
    """Raise unless the activity may be opened now.

    Raises: ActivityUnknownError, ActivityLockedError.
    """
    access = activity_access(standing, activity_id)
    if not access.allowed:
        raise ActivityLockedError(access.missing)


def enrolment_access(prerequisites: Sequence[str], courses_completed: Collection[str]) -> EnrolmentAccess:
    """Return whether who completed ``courses_completed`` (codes) may join a course with these prerequisites."""
    missing = tuple(code for code in prerequisites if code not in courses_completed)
    return EnrolmentAccess(not missing, missing)


def check_enrolment_access(prerequisites: Sequence[str], courses_completed: Collection[str]) -> None:
    """Raise PrerequisiteMissingError unless the course may be joined."""
    access = enrolment_access(prerequisites, courses_completed)
    if not access.allowed:
        raise PrerequisiteMissingError(access.missing)
