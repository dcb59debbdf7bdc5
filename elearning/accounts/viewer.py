"""The signed-in person of a request: one light value from one statement, and the sign-in session behind it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user
from sqlalchemy import DateTime, Integer, Row, String, bindparam, column, func, select, table, update

from elearning.accounts.models import Person, RoleGrant, SignInSession
from elearning.core import clock, display
from elearning.core.database import begin_write
from elearning.core.own_path import own_path
from elearning.core.permissions import Grant, Role
from elearning.domain.names import full_name as printed_name
from elearning.domain.names import greeting_name
from elearning.extensions import db, login

SEEN_EVERY = timedelta(hours=1)
UNREMEMBERED_LIFETIME = timedelta(hours=12)
LONGEST_DEVICE = 120


@dataclass(frozen=True)
class Viewer:
    """Who is looking, and all that pages need to know of them without asking again."""

    id: int
    session_id: int
    token: str
    name: str
    full_name: str
    short_name: str
    agency_id: int | None
    agency_name: str | None
    time_zone: str | None
    locale: str | None
    reading: dict[str, str]
    time_multiplier_percent: int
    must_change_password: bool
    grants: frozenset[Grant]
    unread_count: int
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """What Flask-Login keeps in the signed cookie: the token of the sign-in session, not the person's id."""
        return self.token


def register(app: Flask) -> None:
    """Bind Flask-Login to sign-in sessions."""
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(days=app.config["SETTINGS"].session_days)
    login.session_protection = None
    login.init_app(app)
    login.user_loader(load_viewer)
    login.unauthorized_handler(_ask_to_sign_in)
    display.keep_with(app, _keep_wishes)


def load_viewer(token: str) -> Viewer | None:
    """The viewer of a live session of an active person, else None."""
    now = clock.now()
    rows = db.session.execute(_SESSION_QUERY, {"token_hash": hash_token(token), "now": now}).all()
    if not rows:
        return None
    if now - rows[0].last_seen_at > SEEN_EVERY:
        _note_seen(rows[0].session_id, now)
    return _viewer(token, rows)


def begin_session(person: Person, *, now: datetime, is_remembered: bool = True) -> Viewer:
    """Sign a person in: a new token in a new cookie session (of the old one only the language survives). The caller commits.

    A device that is not to be remembered is signed out when its browser closes, and after half a day at the latest.
    """
    token = secrets.token_urlsafe(32)
    remembered = timedelta(days=current_app.config["SETTINGS"].session_days)
    lifetime = remembered if is_remembered else UNREMEMBERED_LIFETIME
    device = (request.user_agent.string or "?")[:LONGEST_DEVICE]
    row = SignInSession(
        person_id=person.id,
        token_hash=hash_token(token),
        device=device,
        created_at=now,
        last_seen_at=now,
        expires_at=now + lifetime,
    )
    db.session.add(row)
    db.session.flush()
    locale = session.get("locale")
    session.clear()
    session.permanent = is_remembered
    if locale:
        session["locale"] = locale
    viewer = load_viewer(token)
    if viewer is None:
        raise LookupError("a person who may not sign in was given a session")
    login_user(viewer)
    return viewer


def hash_token(token: str) -> str:
    """SHA-256 of a random token; tokens have 256 bits, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


# One row a role (one without when there is none). Agency and notice are named by their tables: accounts knows nothing
# of organization and notifications, but every page shows the one's name and how many of the other are unread.
# Tables instead of models: the statement that every page asks needs no mapper.
_session, _person, _grant = SignInSession.__table__, Person.__table__, RoleGrant.__table__
_agency = table("agency", column("id", Integer), column("name", String), column("time_zone", String))
_notice = table("notice", column("person_id", Integer), column("read_at", DateTime))
_unread = (
    select(func.count())
    .select_from(_notice)
    .where(_notice.c.person_id == _session.c.person_id, _notice.c.read_at.is_(None))
    .scalar_subquery()
)
_SESSION_QUERY = (
    select(
        _session.c.id.label("session_id"),
        _session.c.last_seen_at,
        _person.c.id.label("person_id"),
        _person.c.name,
        _person.c.title_before,
        _person.c.title_after,
        _person.c.agency_id,
        _person.c.locale,
        _person.c.reading,
        _person.c.time_multiplier_percent,
        _person.c.must_change_password,
        _agency.c.name.label("agency_name"),
        _agency.c.time_zone,
        _grant.c.role,
        _grant.c.agency_id.label("grant_agency_id"),
        _unread.label("unread_count"),
    )
    .select_from(_session)
    .join(_person, _person.c.id == _session.c.person_id)
    .outerjoin(_agency, _agency.c.id == _person.c.agency_id)
    .outerjoin(_grant, _grant.c.person_id == _person.c.id)
    .where(
        _session.c.token_hash == bindparam("token_hash"),
        _session.c.revoked_at.is_(None),
        _session.c.expires_at > bindparam("now"),
        _person.c.is_active,
    )
)


def _viewer(token: str, rows: Sequence[Row[*tuple[Any, ...]]]) -> Viewer:
    row = rows[0]
    return Viewer(
        id=row.person_id,
        session_id=row.session_id,
        token=token,
        name=row.name,
        full_name=printed_name(row.name, row.title_before, row.title_after),
        short_name=greeting_name(row.name),
        agency_id=row.agency_id,
        agency_name=row.agency_name,
        time_zone=row.time_zone,
        locale=row.locale,
        reading=row.reading,
        time_multiplier_percent=row.time_multiplier_percent,
        must_change_password=row.must_change_password,
        grants=frozenset(Grant(Role(each.role), each.grant_agency_id) for each in rows if each.role),
        unread_count=row.unread_count,
    )


def _note_seen(session_id: int, now: datetime) -> None:
    begin_write()
    db.session.execute(update(SignInSession).where(SignInSession.id == session_id).values(last_seen_at=now))
    db.session.commit()


def _keep_wishes(wishes: dict[str, str]) -> None:
    """Let a signed-in person's reading settings follow them to their other devices."""
    if current_user.is_authenticated:
        db.session.execute(update(Person).where(Person.id == current_user.id).values(reading=wishes))
        db.session.commit()


def _ask_to_sign_in() -> ResponseReturnValue:
    following = own_path(request.full_path.rstrip("?")) if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=following), 303)
