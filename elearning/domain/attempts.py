"""The life of a quiz attempt: its states, what may happen in each, and where it leads. One table decides.

What time alone does to an attempt is in ``schedule``; this module knows no clock.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar

from elearning.domain.errors import N_, DomainError, ErrorKind


class AttemptState(StrEnum):
    """Where an attempt stands."""

    IN_PROGRESS = "in_progress"
    """Answers are taken."""
    OVERDUE = "overdue"
    """The time limit has passed and the grace period runs: answers are still taken, then it must be sent."""
    SUBMITTED = "submitted"
    """Sent; the answers are frozen and wait to be marked."""
    FINISHED = "finished"
    """Marked; the grade stands."""
    ABANDONED = "abandoned"
    """Never sent. It counts as used and has no grade."""


class AttemptEvent(StrEnum):
    """What can happen to an attempt."""

    FALL_OVERDUE = "fall_overdue"
    """The limit has passed and there is a grace period."""
    EXTEND = "extend"
    """An officer gives more time."""
    SUBMIT = "submit"
    """The learner sends it, or time sends it."""
    GRADE = "grade"
    """Every answer is marked."""
    REGRADE = "regrade"
    """A question was corrected and the answers are marked again."""
    ABANDON = "abandon"
    """The grace period ended with nothing sent, or the learner left the course."""
    REOPEN = "reopen"
    """An officer brings an abandoned attempt back."""


class AttemptClosedError(DomainError):
    """Answers or a submission for an attempt that takes none any more."""

    code: ClassVar[str] = "attempt_closed"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Percobaan ini sudah ditutup, jadi jawaban tidak dapat diubah lagi. Yang sudah tersimpan tetap dinilai."
    )


class AttemptEventRefusedError(DomainError):
    """An event that the attempt's state does not allow."""

    code: ClassVar[str] = "attempt_event_refused"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Langkah ini tidak dapat dijalankan pada keadaan percobaan sekarang. Muat ulang halaman untuk melihatnya."
    )


TRANSITIONS: dict[tuple[AttemptState, AttemptEvent], AttemptState] = {
    (AttemptState.IN_PROGRESS, AttemptEvent.FALL_OVERDUE): AttemptState.OVERDUE,
    (AttemptState.IN_PROGRESS, AttemptEvent.EXTEND): AttemptState.IN_PROGRESS,
    (AttemptState.IN_PROGRESS, AttemptEvent.SUBMIT): AttemptState.SUBMITTED,
    (AttemptState.IN_PROGRESS, AttemptEvent.ABANDON): AttemptState.ABANDONED,
    (AttemptState.OVERDUE, AttemptEvent.EXTEND): AttemptState.IN_PROGRESS,
    (AttemptState.OVERDUE, AttemptEvent.SUBMIT): AttemptState.SUBMITTED,
    (AttemptState.OVERDUE, AttemptEvent.ABANDON): AttemptState.ABANDONED,
    (AttemptState.SUBMITTED, AttemptEvent.GRADE): AttemptState.FINISHED,
    (AttemptState.FINISHED, AttemptEvent.REGRADE): AttemptState.FINISHED,
    (AttemptState.ABANDONED, AttemptEvent.REOPEN): AttemptState.IN_PROGRESS,
}

OPEN_STATES = frozenset({AttemptState.IN_PROGRESS, AttemptState.OVERDUE})


def transition(state: AttemptState, event: AttemptEvent) -> AttemptState:
    """Return the state that ``event`` leads to.

    Raises: AttemptClosedError when something is sent to an attempt that is no longer open; AttemptEventRefusedError
    for any other event that the table does not hold.
    """
    reached = TRANSITIONS.get((state, event))
    if reached is not None:
        return reached
    if event is AttemptEvent.SUBMIT:
        raise AttemptClosedError
    raise AttemptEventRefusedError


def is_open(state: AttemptState) -> bool:
    """Return whether an attempt in this state still takes answers, its time allowing."""
    return state in OPEN_STATES


def may_happen(state: AttemptState, event: AttemptEvent) -> bool:
    """Return whether the table allows ``event``."""
    return (state, event) in TRANSITIONS


def state_once_marked(fractions: Iterable[int | None]) -> AttemptState:
    """Return where a sent attempt stands after marking: SUBMITTED while people still have to mark a question (its
    fraction is None), FINISHED once every one has its fraction.
    """
    if any(fraction is None for fraction in fractions):
        return AttemptState.SUBMITTED
    return transition(AttemptState.SUBMITTED, AttemptEvent.GRADE)
