"""Time and attempts: when a quiz ends, what time alone has done to it, and whether another attempt may begin.

The server's time decides, given as ``now``. Two small allowances are fixed: answers on their way get
``NETWORK_ALLOWANCE`` after the end, and with less than ``MINIMUM_TIME`` left the time counts as up.

Source: the time rules of Moodle's quiz module, with one difference on purpose: when the grace period ends and nobody
sent the attempt, what was saved is handed in (``OverdueHandling.SUBMIT``); losing saved answers is an option, not the
default.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from elearning.domain.attempts import AttemptClosedError, AttemptState, is_open
from elearning.domain.errors import N_, DomainError, ErrorKind

NETWORK_ALLOWANCE = timedelta(seconds=60)
MINIMUM_TIME = timedelta(seconds=2)
FULL_TIME_PERCENT = 100
UNLIMITED = 0
MOST_EXTRA_MINUTES = 120


class OverdueHandling(StrEnum):
    """What becomes of an attempt that nobody sends."""

    SUBMIT = "submit"
    """When its time (and grace) has run out, what was saved is handed in and marked."""
    GRACE = "grace"
    """The learner must send it before the grace period ends; otherwise it is abandoned."""


class AnswerTooLateError(AttemptClosedError):
    """Answers that arrived after the end and every allowance."""

    code: ClassVar[str] = "answer_too_late"
    message_template: ClassVar[str] = N_(
        "Waktu kuis sudah habis sebelum jawaban ini sampai. Jawaban yang tersimpan sebelumnya tetap dinilai."
    )


class AttemptLostError(AnswerTooLateError):
    """Answers for an attempt that was closed without a grade."""

    code: ClassVar[str] = "attempt_lost"
    message_template: ClassVar[str] = N_(
        "Percobaan ini ditutup tanpa nilai, jadi jawaban tidak dapat diubah lagi. Mulailah percobaan baru bila masih ada."
    )


class AttemptAlreadyOpenError(DomainError):
    """A second attempt while one is open."""

    code: ClassVar[str] = "attempt_already_open"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_("Masih ada percobaan yang belum dikirim. Lanjutkan percobaan itu dulu.")


class NoAttemptsLeftError(DomainError):
    """Every attempt has been used."""

    code: ClassVar[str] = "no_attempts_left"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN
    message_template: ClassVar[str] = N_(
        "Semua %(allowed)s kesempatan sudah dipakai. Minta kesempatan tambahan kepada pengelola pelatihan."
    )


class AttemptWaitError(DomainError):
    """The waiting time between attempts still runs; ``until`` is when it ends."""

    code: ClassVar[str] = "attempt_wait"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN
    message_template: ClassVar[str] = N_("Percobaan berikutnya dapat dimulai setelah jeda %(minutes)s menit lagi.")

    def __init__(self, until: datetime, minutes: int) -> None:
        self.until = until
        super().__init__(minutes=minutes)


class QuizNotOpenError(DomainError):
    """The quiz takes no attempt yet; ``opens_at`` is when it will."""

    code: ClassVar[str] = "quiz_not_open"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN
    message_template: ClassVar[str] = N_("Kuis ini belum dibuka. Kembalilah pada waktu bukanya.")

    def __init__(self, opens_at: datetime) -> None:
        self.opens_at = opens_at
        super().__init__()


class QuizClosedError(DomainError):
    """The quiz takes no new attempt because its closing time has come."""

    code: ClassVar[str] = "quiz_closed"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN
    message_template: ClassVar[str] = N_(
        "Kuis ini sudah ditutup. Hubungi pengelola pelatihan bila masih perlu mengerjakannya."
    )


class ExtraMinutesError(DomainError):
    """More time than one grant may give, or none."""

    code: ClassVar[str] = "extra_minutes_invalid"
    message_template: ClassVar[str] = N_("Tambahan waktunya 1 sampai %(most)s menit.")


class AttemptUntimedError(DomainError):
    """More time for an attempt that nothing ends."""

    code: ClassVar[str] = "attempt_untimed"
    message_template: ClassVar[str] = N_("Percobaan ini tidak berbatas waktu, jadi tidak perlu tambahan waktu.")


class AttemptEndedError(DomainError):
    """More time for an attempt that was sent, or that time has ended."""

    code: ClassVar[str] = "attempt_ended"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Percobaan ini sudah berakhir, jadi waktunya tidak dapat ditambah. Beri kesempatan baru bila perlu."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizSchedule:
    """The time and attempt rules of a quiz. ``attempts`` 0 means unlimited, ``time_limit_minutes`` None means no
    limit.
    """

    time_limit_minutes: int | None = None
    grace_minutes: int = 0
    handling: OverdueHandling = OverdueHandling.SUBMIT
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    attempts: int = UNLIMITED
    wait_minutes: int = 0

    @property
    def grace(self) -> timedelta:
        """How long after the end late answers are taken, without the network allowance."""
        return timedelta(minutes=self.grace_minutes)


@dataclass(frozen=True, slots=True)
class AttemptTimes:
    """A stored attempt as far as time is concerned. ``ends_at`` was computed by ``end_time`` and may have been
    extended.
    """

    state: AttemptState
    started_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class DerivedState:
    """What an attempt is at a moment, whether or not anybody has written it. ``finished_at`` once it is no longer
    open.
    """

    state: AttemptState
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AttemptHistory:
    """A person's attempts at one quiz so far. ``used`` counts every attempt, also open and abandoned ones."""

    used: int = 0
    granted: int = 0
    has_open: bool = False
    last_finished_at: datetime | None = None


def end_time(
    schedule: QuizSchedule, started_at: datetime, multiplier_percent: int | None = FULL_TIME_PERCENT
) -> datetime | None:
    """Return when an attempt begun at ``started_at`` ends, or None when nothing ends it.

    The limit is stretched by the person's multiplier (125 = a quarter more; None = no time limit for this person),
    rounded up to whole seconds. The closing time of the quiz cuts it.

    Raises: ValueError for a multiplier under 100: an accommodation never takes time away.
    """
    if multiplier_percent is not None and multiplier_percent < FULL_TIME_PERCENT:
        raise ValueError(f"multiplier_percent must be at least {FULL_TIME_PERCENT}")
    if schedule.time_limit_minutes is None or multiplier_percent is None:
        return schedule.closes_at
    seconds = -(-schedule.time_limit_minutes * 60 * multiplier_percent // FULL_TIME_PERCENT)
    limit = started_at + timedelta(seconds=seconds)
    return limit if schedule.closes_at is None else min(limit, schedule.closes_at)


def extended_end(schedule: QuizSchedule, times: AttemptTimes, minutes: int, now: datetime) -> datetime:
    """Return the end of an open attempt after an officer gave it ``minutes`` more at ``now``.

    They count from the end, or from ``now`` where the end has passed and late answers are still taken: who gets ten
    minutes has ten. The closing time of the quiz does not cut them; the officer knows of it.

    Raises: ExtraMinutesError unless 1 to 120 minutes; AttemptUntimedError; AttemptEndedError when the attempt was sent
    or time has ended it, written or not.
    """
    if not 1 <= minutes <= MOST_EXTRA_MINUTES:
        raise ExtraMinutesError(most=MOST_EXTRA_MINUTES)
    if not is_open(derived_state(schedule, times, now).state):
        raise AttemptEndedError
    if times.ends_at is None:
        raise AttemptUntimedError
    return max(times.ends_at, now) + timedelta(minutes=minutes)


def is_time_up(ends_at: datetime | None, now: datetime) -> bool:
    """Return whether a post at ``now`` is the last one: less than two seconds are left. A page's own clock is never
    asked.
    """
    return ends_at is not None and now > ends_at - MINIMUM_TIME


def last_moment(schedule: QuizSchedule, ends_at: datetime | None) -> datetime | None:
    """Return the last moment at which answers are taken: end, grace period and network allowance together."""
    return None if ends_at is None else ends_at + schedule.grace + NETWORK_ALLOWANCE


def derived_state(schedule: QuizSchedule, times: AttemptTimes, now: datetime) -> DerivedState:
    """Return what the attempt is at ``now``: what a GET shows, and what the worker or the next POST writes.

    Before the end it is in progress. With a grace period it is overdue from the end on. Once ``last_moment`` has
    passed, time alone has ended it: SUBMITTED with the true end as its finish (the end of the limit, not the moment
    somebody noticed), or ABANDONED under ``OverdueHandling.GRACE``. Without grace the network allowance still counts
    as in progress, so that the worker does not shut out an answer that is on its way.
    """
    if not is_open(times.state) or times.ends_at is None:
        return DerivedState(times.state)
    if now < times.ends_at:
        return DerivedState(AttemptState.IN_PROGRESS)
    if now <= times.ends_at + schedule.grace + NETWORK_ALLOWANCE:
        return DerivedState(AttemptState.OVERDUE if schedule.grace else AttemptState.IN_PROGRESS)
    lost = schedule.handling is OverdueHandling.GRACE and bool(schedule.grace)
    return DerivedState(AttemptState.ABANDONED if lost else AttemptState.SUBMITTED, times.ends_at)


def accepts_answer(schedule: QuizSchedule, times: AttemptTimes, now: datetime) -> bool:
    """Return whether an answer that reached the server at ``now`` is taken."""
    return is_open(derived_state(schedule, times, now).state)


def check_accepts_answer(schedule: QuizSchedule, times: AttemptTimes, now: datetime) -> None:
    """Raise unless an answer is taken at ``now``.

    Raises: AttemptClosedError when the attempt was sent before; AnswerTooLateError when time alone closed it;
    AttemptLostError when it is abandoned, by time or before.
    """
    if derived_state(schedule, times, now).state is AttemptState.ABANDONED:
        raise AttemptLostError
    if not is_open(times.state):
        raise AttemptClosedError
    if not accepts_answer(schedule, times, now):
        raise AnswerTooLateError


def finish_time(schedule: QuizSchedule, times: AttemptTimes, sent_at: datetime) -> datetime:
    """Return the finish time of an attempt that is sent at ``sent_at`` or found run out then: never later than it was
    open.

    A sending that was in time counts as it came; one that came after ``last_moment`` changes nothing, and the end
    stands.
    """
    return derived_state(schedule, times, sent_at).finished_at or sent_at


def seconds_left(ends_at: datetime | None, now: datetime) -> int | None:
    """Return the whole seconds until the end for a timer, never negative; None without an end."""
    return None if ends_at is None else max(0, (ends_at - now) // timedelta(seconds=1))


def attempts_allowed(schedule: QuizSchedule, granted: int = 0) -> int | None:
    """Return how many attempts the person has in all, granted ones included; None when unlimited."""
    return None if schedule.attempts == UNLIMITED else schedule.attempts + granted


def attempts_left(schedule: QuizSchedule, history: AttemptHistory) -> int | None:
    """Return how many attempts may still be begun; None when unlimited."""
    allowed = attempts_allowed(schedule, history.granted)
    return None if allowed is None else max(0, allowed - history.used)


def next_start(schedule: QuizSchedule, history: AttemptHistory) -> datetime | None:
    """Return when the waiting time between attempts ends, None when there is none to wait for."""
    if not schedule.wait_minutes or history.last_finished_at is None:
        return None
    return history.last_finished_at + timedelta(minutes=schedule.wait_minutes)


def check_may_start(schedule: QuizSchedule, history: AttemptHistory, now: datetime) -> None:
    """Raise unless a new attempt may begin at ``now``.

    Raises: AttemptAlreadyOpenError, QuizNotOpenError, QuizClosedError (also with less than two seconds left),
    NoAttemptsLeftError, AttemptWaitError; in this order, so the first thing to do is named first.
    """
    if history.has_open:
        raise AttemptAlreadyOpenError
    if schedule.opens_at is not None and now < schedule.opens_at:
        raise QuizNotOpenError(schedule.opens_at)
    if is_time_up(schedule.closes_at, now):
        raise QuizClosedError
    if attempts_left(schedule, history) == 0:
        raise NoAttemptsLeftError(allowed=attempts_allowed(schedule, history.granted) or 0)
    until = next_start(schedule, history)
    if until is not None and now < until:
        raise AttemptWaitError(until, minutes=-((now - until) // timedelta(minutes=1)))
