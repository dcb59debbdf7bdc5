"""May a course still be begun: a course that was withdrawn from the catalogue is closed to newcomers, never to its learners.

Whoever follows it goes on to the end and gets the certificate; whoever followed it once, or was asked to complete it
before, may still come in. `withdrawn_from` is the moment of an open withdrawal, None for a course that has none.
"""

from datetime import date, datetime
from typing import ClassVar

from elearning.domain.errors import N_, DomainError, ErrorKind

FARTHEST_YEARS = 5
LONGEST_REASON = 500


class CourseWithdrawnError(DomainError):
    """Somebody new wants to begin, or is to be given, a course that is not offered any more."""

    code: ClassVar[str] = "course_withdrawn"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_("Kursus ini tidak ditawarkan lagi. Pilih kursus lain di katalog.")


class AlreadyWithdrawnError(DomainError):
    """The course has an open withdrawal already, perhaps from a later day."""

    code: ClassVar[str] = "course_already_withdrawn"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Penarikan kursus ini sudah tercatat. Tawarkan lagi dulu bila tanggal atau alasannya perlu diganti."
    )


class NotWithdrawnError(DomainError):
    """There is no withdrawal to end."""

    code: ClassVar[str] = "course_not_withdrawn"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_("Kursus ini sedang ditawarkan, jadi tidak ada penarikan yang diakhiri.")


class WithdrawalDayError(DomainError):
    """A first day that has passed, or lies beyond planning."""

    code: ClassVar[str] = "withdrawal_day_invalid"
    message_template: ClassVar[str] = N_("Tanggalnya harus hari ini atau sesudahnya, paling jauh %(years)s tahun.")


class WithdrawalReasonError(DomainError):
    """No reason, or one that does not fit."""

    code: ClassVar[str] = "withdrawal_reason_invalid"
    message_template: ClassVar[str] = N_("Tulis alasannya, paling panjang %(most)s huruf; alasan ikut tercatat.")


def is_offered(withdrawn_from: datetime | None, now: datetime) -> bool:
    """Whether newcomers may begin the course; from the moment of the withdrawal on they may not."""
    return withdrawn_from is None or now < withdrawn_from


def may_join(withdrawn_from: datetime | None, now: datetime, *, has_followed: bool, is_assigned: bool) -> bool:
    """Whether one person may join or come back: everybody while it is offered, then those who had it before."""
    return has_followed or is_assigned or is_offered(withdrawn_from, now)


def check_may_join(withdrawn_from: datetime | None, now: datetime, *, has_followed: bool, is_assigned: bool) -> None:
    """Raise unless the person may join or come back.

    Raises: CourseWithdrawnError.
    """
    if not may_join(withdrawn_from, now, has_followed=has_followed, is_assigned=is_assigned):
        raise CourseWithdrawnError


def check_withdrawal(reason: str, first_day: date | None, today: date) -> None:
    """Raise unless a course may be withdrawn for this reason from this day on; None means at once.

    Raises: WithdrawalReasonError, WithdrawalDayError.
    """
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise WithdrawalReasonError(most=LONGEST_REASON)
    if first_day is not None and (first_day < today or first_day.year - today.year > FARTHEST_YEARS):
        raise WithdrawalDayError(years=FARTHEST_YEARS)
