"""Letters that could not be sent: `mail` has given them up after its last try; people try again or drop them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, select, update

from elearning.core import audit
from elearning.core.mail import MailMessage
from elearning.extensions import db

MOST_SHOWN = 50
_IS_DEAD = and_(MailMessage.sent_at.is_(None), MailMessage.next_try_at.is_(None))


@dataclass(frozen=True, slots=True)
class MailFigures:
    """How many letters wait to be sent, and how many were given up."""

    waiting: int
    failed: int


def mail_figures() -> MailFigures:
    """The figures of now, in one statement."""
    waiting = func.count().filter(MailMessage.next_try_at.is_not(None))
    row = db.session.execute(select(waiting, func.count().filter(_IS_DEAD)).where(MailMessage.sent_at.is_(None))).one()
    return MailFigures(*row)


def dead_letters() -> list[MailMessage]:
    """The newest letters that were given up."""
    return list(
        db.session.scalars(select(MailMessage).where(_IS_DEAD).order_by(MailMessage.id.desc()).limit(MOST_SHOWN))
    )


def retry_letter(mail_id: int, *, actor_id: int, now: datetime) -> bool:
    """Let the worker try a given-up letter from the start; False when it is none (any more)."""
    again = update(MailMessage).where(MailMessage.id == mail_id, _IS_DEAD).values(next_try_at=now, tries=0)
    return _done(again.returning(MailMessage.id), "mail.retried", mail_id, actor_id, now)


def drop_letter(mail_id: int, *, actor_id: int, now: datetime) -> bool:
    """Delete a given-up letter for good; False when it is none (any more)."""
    dropped = delete(MailMessage).where(MailMessage.id == mail_id, _IS_DEAD)
    return _done(dropped.returning(MailMessage.id), "mail.dropped", mail_id, actor_id, now)


def _done(statement: Any, action: str, mail_id: int, actor_id: int, now: datetime) -> bool:
    if db.session.execute(statement).scalar() is None:
        return False
    audit.record(action, None, actor_id=actor_id, now=now, mail_id=mail_id)
    return True
