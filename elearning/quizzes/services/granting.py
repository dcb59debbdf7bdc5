"""More attempts for one person at one quiz, or more time at all of them; the person is told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from elearning.accounts.models import Person
from elearning.accounts.services.people import change_time_multiplier
from elearning.core import audit
from elearning.core.permissions import Grant, Role, agencies_in_scope
from elearning.domain.access import ActivityUnknownError
from elearning.domain.schedule import UNLIMITED
from elearning.extensions import db
from elearning.notifications.kinds import NoticeKind
from elearning.notifications.services import News, notify
from elearning.progress import services as progress
from elearning.quizzes import queries
from elearning.quizzes.errors import GrantNeedlessError, GrantRefusedError
from elearning.quizzes.models import AttemptGrant

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGrant:
    """How many more attempts (at least 1) somebody gets at which quiz, and why."""

    person: Person
    slug: str
    key: str
    extra: int
    reason: str = ""


def grant_attempts(new: NewGrant, officer_grants: Collection[Grant], *, actor_id: int, now: datetime) -> AttemptGrant:
    """Grant further attempts; the learner is told, the deed is audited.

    Raises:
        GrantRefusedError: the officer does not look after this person.
        ActivityUnknownError: the newest revision of the course has no such quiz.
        GrantNeedlessError: the quiz may be tried without limit.
    """
    check_looks_after(officer_grants, new.person)
    quiz = queries.quiz_step(new.slug, new.key)
    if quiz is None:
        raise ActivityUnknownError
    if quiz.attempts == UNLIMITED:
        raise GrantNeedlessError
    grant = AttemptGrant(
        person_id=new.person.id,
        activity_id=quiz.activity_id,
        extra=new.extra,
        granted_by_id=actor_id,
        granted_at=now,
        reason=new.reason[:LONGEST_REASON],
    )
    db.session.add(grant)
    db.session.flush()
    progress.record_granted_attempts(new.person.id, quiz.activity_id, new.extra)
    _tell(new, grant, quiz.title, now)
    return grant


def change_quiz_time(person: Person, percent: int, *, actor_id: int | None, now: datetime) -> bool:
    """Set the time a person has in quizzes to come, in per cent of the usual, and tell them; False when nothing differs.

    Raises:
        TimeMultiplierError: not a share that may be given.
    """
    if not change_time_multiplier(person, percent, actor_id=actor_id, now=now):
        return False
    news = News(NoticeKind.QUIZ_TIME_CHANGED, f"time:{now.isoformat()}", {"percent": percent}, "/profil")
    notify(person.id, news, now=now)
    return True


def check_looks_after(officer_grants: Collection[Grant], person: Person) -> None:
    """Raises: GrantRefusedError, unless the person is of an agency of the officer."""
    scope = agencies_in_scope(frozenset(officer_grants), Role.TRAINING_OFFICER)
    if scope is not None and person.agency_id not in scope:
        raise GrantRefusedError


def _tell(new: NewGrant, grant: AttemptGrant, title: str, now: datetime) -> None:
    path = f"/kursus/{new.slug}/kuis/{new.key}"
    facts: dict[str, str | int] = {"extra": new.extra, "quiz": title}
    notify(new.person.id, News(NoticeKind.ATTEMPT_GRANTED, f"grant:{grant.id}", facts, path), now=now)
    audit.record(
        "attempt.granted",
        grant,
        actor_id=grant.granted_by_id,
        now=now,
        agency_id=new.person.agency_id,
        person_id=new.person.id,
        course=new.slug,
        quiz=new.key,
        extra=new.extra,
        reason=grant.reason,
    )
