"""Counts of guesses (failed sign-ins, check-page look-ups) in the database: shared by all workers, kept over a restart.

Keys are stored as keyed hashes, so the table tells nothing about who tried what. Fixed windows: simple, and a burst
over a
boundary at most doubles the limit.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from flask import current_app
from sqlalchemy import String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from elearning.core.types import Moment
from elearning.core.upsert import insert
from elearning.extensions import Model, db


@dataclass(frozen=True)
class Limit:
    """At most `count` hits in each window of `period`, under one name."""

    name: str
    count: int
    period: timedelta


class ThrottleCount(Model):
    """Hits of one key in one window; rows of past windows are swept by the worker."""

    __tablename__ = "throttle_count"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    window_ends_at: Mapped[Moment] = mapped_column(primary_key=True, index=True)
    hits: Mapped[int]


def hit(limit: Limit, subject: str, *, now: datetime) -> bool:
    """Count one hit in one statement; True while the subject is within the limit. The caller commits."""
    statement = insert(ThrottleCount).values(key=_key(limit, subject), window_ends_at=_window_end(limit, now), hits=1)
    counted = statement.on_conflict_do_update(
        index_elements=["key", "window_ends_at"], set_={"hits": ThrottleCount.hits + 1}
    ).returning(ThrottleCount.hits)
    hits: int = db.session.execute(counted).scalar_one()
    return hits <= limit.count


def is_exhausted(limit: Limit, subject: str, *, now: datetime) -> bool:
    """Whether the subject has used up its hits, without counting one."""
    query = select(ThrottleCount.hits).where(
        ThrottleCount.key == _key(limit, subject), ThrottleCount.window_ends_at == _window_end(limit, now)
    )
    return (db.session.execute(query).scalar() or 0) >= limit.count


def take_back(limit: Limit, subject: str, *, now: datetime) -> None:
    """Uncount one hit of this window: a guess that turned out right is no guess."""
    counted = update(ThrottleCount).where(
        ThrottleCount.key == _key(limit, subject),
        ThrottleCount.window_ends_at == _window_end(limit, now),
        ThrottleCount.hits > 0,
    )
    db.session.execute(counted.values(hits=ThrottleCount.hits - 1))


def free_again_at(limit: Limit, *, now: datetime) -> datetime:
    """When the running window ends and counting begins anew."""
    return _window_end(limit, now)


def address_subject(address: str | None) -> str:
    """What counts as one address: an IPv4 address, or the /64 network that a provider gives one IPv6 customer."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "?"
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(IPv6Network((int(found) >> 64 << 64, 64)))
    return str(found)


def sweep(*, now: datetime) -> int:
    """Delete the counts of windows that have ended; returns how many."""
    result = db.session.execute(delete(ThrottleCount).where(ThrottleCount.window_ends_at < now))
    return int(getattr(result, "rowcount", 0))


def _key(limit: Limit, subject: str) -> str:
    secret = current_app.config["SETTINGS"].secret_key.encode()
    return hmac.new(secret, f"{limit.name}\0{subject.casefold()}".encode(), hashlib.sha256).hexdigest()


def _window_end(limit: Limit, now: datetime) -> datetime:
    seconds = int(limit.period.total_seconds())
    start = int(now.timestamp()) // seconds * seconds
    return datetime.fromtimestamp(start + seconds, tz=now.tzinfo)
