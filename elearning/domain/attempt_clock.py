"""What one request, a reopening or a broken line means for an attempt under way, to the second.

``schedule`` says what time alone does to an attempt; here the learner, an officer or the network acts as well. A page
may believe that the time is up; nothing here asks it, because an officer may have given more.

Source: the attempt life cycle of Moodle's quiz module. On purpose, late answers are taken in the whole grace period
and not only before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from elearning.domain.attempts import AttemptEvent, AttemptState, is_open, transition
from elearning.domain.schedule import AttemptTimes, DerivedState, QuizSchedule, derived_state, is_time_up

NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class PostVerdict:
    """What becomes of a posted page: whether its answers are taken, and the attempt afterwards. ``finished_at`` once it
    is no longer open.
    """

    takes_answers: bool
    state: AttemptState
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outage:
    """A stretch in which the server heard nothing: between two of its contacts, of which the page reports that the line
    was down for ``down``.
    """

    last_heard_at: datetime
    heard_again_at: datetime
    down: timedelta


def verdict_of_post(schedule: QuizSchedule, times: AttemptTimes, now: datetime, *, is_sending: bool) -> PostVerdict:
    """Return what a post at ``now`` does. ``is_sending`` tells a submission from a mere change of page.

    What arrives after the last moment, or on a closed attempt, is not taken; time has then ended the attempt at its
    true end. A sending that is taken finishes it at ``now``. With less than two seconds left a mere change of page is
    the last post: without a grace period it hands the attempt in (whatever the quiz says of absent learners: this one
    is present), with one the attempt is overdue and still waits to be sent.
    """
    derived = derived_state(schedule, times, now)
    if not is_open(derived.state):
        return PostVerdict(takes_answers=False, state=derived.state, finished_at=derived.finished_at)
    if is_sending or (is_time_up(times.ends_at, now) and not schedule.grace):
        return PostVerdict(takes_answers=True, state=transition(derived.state, AttemptEvent.SUBMIT), finished_at=now)
    is_late = is_time_up(times.ends_at, now)
    return PostVerdict(takes_answers=True, state=AttemptState.OVERDUE if is_late else derived.state)


def reopened(times: AttemptTimes, now: datetime) -> DerivedState:
    """Return what an abandoned attempt is after an officer brought it back at ``now``: in progress, or, when its end has
    passed, handed in at that end with what was saved. Whoever should have more time gets an extension besides.

    Raises: AttemptEventRefusedError for an attempt in any other state.
    """
    state = transition(times.state, AttemptEvent.REOPEN)
    if times.ends_at is not None and now >= times.ends_at:
        return DerivedState(transition(state, AttemptEvent.SUBMIT), times.ends_at)
    return DerivedState(state)


def credited_offline(times: AttemptTimes, outages: Sequence[Outage], most: timedelta) -> timedelta:
    """Return the time that broken lines took and that is given back: at most ``most`` in all (a setting; zero turns it
    off), for each outage at most the time between the two contacts, and only what lies within the attempt.

    ``outages`` stand in the order of time; of two that overlap the common part counts once. What a page reports can
    therefore never exceed what the server itself saw missing.
    """
    total = NO_TIME
    heard_until = times.started_at
    for outage in outages:
        begin = max(outage.last_heard_at, heard_until)
        end = outage.heard_again_at if times.ends_at is None else min(outage.heard_again_at, times.ends_at)
        total += max(NO_TIME, min(outage.down, end - begin))
        heard_until = max(heard_until, outage.heard_again_at)
    return max(NO_TIME, min(total, most))


def end_with_credit(schedule: QuizSchedule, ends_at: datetime | None, credit: timedelta) -> datetime | None:
    """Return the end with ``credit`` added. The closing time of the quiz cuts it, but never below ``ends_at``, which an
    officer may have moved past the close. None stays None.
    """
    if ends_at is None:
        return None
    later = ends_at + credit
    return later if schedule.closes_at is None else max(ends_at, min(later, schedule.closes_at))
