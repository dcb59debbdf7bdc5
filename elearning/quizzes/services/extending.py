"""More minutes for one attempt that is still open, given by an officer to people of the officer's agencies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from elearning.accounts.models import Person
from elearning.core import audit
from elearning.core.permissions import Grant
from elearning.domain.attempts import AttemptEvent, transition
from elearning.domain.schedule import AttemptEndedError, extended_end, last_moment
from elearning.extensions import db
from elearning.notifications.kinds import NoticeKind
from elearning.notifications.services import News, notify
from elearning.quizzes import queries
from elearning.quizzes.models import Attempt, AttemptExtension
from elearning.quizzes.services.granting import LONGEST_REASON, check_looks_after
from elearning.quizzes.values import AttemptFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreTime:
    """How many more minutes (1 to 120) somebody's open attempt gets, and why."""

    person: Person
    attempt_id: int
    minutes: int
    reason: str


def extend_attempt(
    new: MoreTime, officer_grants: Collection[Grant], *, actor_id: int, now: datetime
) -> AttemptExtension:
    """Move the end of an open attempt; the learner is told, the deed is audited.

    The attempt is locked as for closing it: either it is closed first, and this is refused, or it is extended first,
    and whoever closes it by time finds that its time is not over.

    Raises:
        GrantRefusedError: the officer does not look after this person.
        ExtraMinutesError, AttemptUntimedError: so much, or any, more time makes no sense.
        AttemptEndedError: it was sent, time has ended it, or its course was left.
    """
    check_looks_after(officer_grants, new.person)
    attempt = queries.lock_for_closing(new.person.id, new.attempt_id)
    if attempt is None:
        raise AttemptEndedError
    ends_at = extended_end(attempt.schedule, attempt.times, new.minutes, now)
    state = transition(attempt.state, AttemptEvent.EXTEND)
    moved = update(Attempt).where(Attempt.id == attempt.id)
    values = {"state": state, "ends_at": ends_at, "grace_until": last_moment(attempt.schedule, ends_at)}
    db.session.execute(moved.values(**values))
    extension = AttemptExtension(
        attempt_id=attempt.id,
        minutes=new.minutes,
        reason=new.reason.strip()[:LONGEST_REASON],
        ends_before=attempt.ends_at or now,
        ends_after=ends_at,
        extended_by_id=actor_id,
        extended_at=now,
    )
    db.session.add(extension)
    db.session.flush()
    _tell(new, attempt, extension, now)
    return extension


def _tell(new: MoreTime, attempt: AttemptFacts, extension: AttemptExtension, now: datetime) -> None:
    facts: dict[str, str | int] = {"minutes": new.minutes, "quiz": attempt.title}
    news = News(NoticeKind.ATTEMPT_EXTENDED, f"extension:{extension.id}", facts, f"/percobaan/{attempt.id}")
    notify(new.person.id, news, now=now)
    audit.record(
        "attempt.extended",
        extension,
        actor_id=extension.extended_by_id,
        now=now,
        agency_id=new.person.agency_id,
        person_id=new.person.id,
        course=attempt.slug,
        quiz=attempt.activity_key,
        minutes=new.minutes,
        ends_before=extension.ends_before.isoformat(),
        ends_after=extension.ends_after.isoformat(),
        reason=extension.reason,
    )
