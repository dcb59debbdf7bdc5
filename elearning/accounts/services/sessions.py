"""Writes of sign-in sessions: each device is signed in by itself and can be signed out from any other."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Update, update

from elearning.accounts.models import SignInSession
from elearning.core import audit
from elearning.extensions import db


def revoke_session(person_id: int, session_id: int, *, now: datetime) -> bool:
    """Sign out one device of a person; False when it is not theirs or was signed out before."""
    statement = _open_sessions(person_id).where(SignInSession.id == session_id)
    was_open = db.session.execute(statement.values(revoked_at=now).returning(SignInSession.id)).scalar() is not None
    if was_open:
        audit.record("session.revoked", None, actor_id=person_id, now=now, session_id=session_id)
    return was_open


def revoke_sessions(person_id: int, *, kept_id: int | None = None, actor_id: int | None = None, now: datetime) -> int:
    """Sign out all devices of a person but the one to keep; returns how many. Without `actor_id` the person did it."""
    statement = _open_sessions(person_id)
    if kept_id is not None:
        statement = statement.where(SignInSession.id != kept_id)
    revoked = sorted(db.session.scalars(statement.values(revoked_at=now).returning(SignInSession.id)))
    if revoked:
        by = actor_id or person_id
        audit.record("sessions.revoked", None, actor_id=by, now=now, session_ids=revoked, person_id=person_id)
    return len(revoked)


def _open_sessions(person_id: int) -> Update:
    return update(SignInSession).where(SignInSession.person_id == person_id, SignInSession.revoked_at.is_(None))
