"""Due work: closes the attempts that time has ended, calls those overdue whose grace period runs,
and warns of those that end soon."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from elearning.core.logs import log
from elearning.domain.attempts import AttemptState
from elearning.extensions import db
from elearning.notifications.kinds import NoticeKind
from elearning.notifications.services import News, notify
from elearning.quizzes import queries
from elearning.quizzes.models import Attempt
from elearning.quizzes.services import settle_attempt

BATCH = 500
WARNED_BEFORE = timedelta(minutes=15)
LONG_QUIZ = timedelta(minutes=45)


def close_due_attempts(now: datetime) -> int:
    """Close every attempt past its end, each in a transaction of its own; returns how many. Twice changes nothing."""
    due = queries.attempts_past_end(now, BATCH)
    db.session.commit()
    closed = sum(_close_one(each, now) for each in due)
    _mark_overdue(now)
    return closed


def warn_of_ends(now: datetime) -> int:
    """Tell people of long quizzes that end in a quarter of an hour; returns how many notices were new."""
    kind = NoticeKind.ATTEMPT_ENDING
    ending = queries.attempts_ending(kind, now, within=WARNED_BEFORE, longer_than=LONG_QUIZ)
    told = sum(notify(each.person_id, _news(kind, each), now=now) for each in ending)
    db.session.commit()
    return told


def _news(kind: NoticeKind, ending: queries.EndingAttempt) -> News:
    return News(kind, f"attempt:{ending.id}", {"quiz": ending.title}, f"/percobaan/{ending.id}")


def _close_one(due: queries.DueAttempt, now: datetime) -> bool:
    try:
        is_closed = settle_attempt(due.person_id, due.id, now=now)
        db.session.commit()
    except Exception as error:  # noqa: BLE001 (one attempt that cannot be closed must not hold up all behind it)
        db.session.rollback()
        log.error("attempt not closed", attempt=due.id, exc_info=error)
        return False
    return is_closed


def _mark_overdue(now: datetime) -> None:
    overdue = [each.id for each in queries.attempts_in_grace(now) if each.state_at(now).state is AttemptState.OVERDUE]
    if overdue:
        statement = update(Attempt).where(Attempt.id.in_(overdue), Attempt.state == AttemptState.IN_PROGRESS)
        db.session.execute(statement.values(state=AttemptState.OVERDUE))
    db.session.commit()
