"""Writes of the inbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, update

from elearning.core.upsert import insert, insert_once
from elearning.extensions import db
from elearning.notifications.kinds import NoticeKind, facts_needed
from elearning.notifications.models import Notice, NoticeWish
from elearning.notifications.queries import Wishes


@dataclass(frozen=True, slots=True)
class News:
    """What to tell: `params` are the kind's facts (`kinds.SENTENCES`), `path` the page it leads to, `key` makes it once."""

    kind: NoticeKind
    key: str
    params: Mapping[str, str | int]
    path: str


def notify(person_id: int, news: News, *, now: datetime) -> bool:
    """Put a notice into the running transaction, once per person and key; False when it was there already.

    Raises:
        ValueError: a fact that the sentence needs is missing, which would break the inbox of its reader.
    """
    return insert_once(Notice, ("person_id", "key"), notice_values(person_id, news, now=now)) is not None


def notice_values(person_id: int, news: News, *, now: datetime) -> dict[str, Any]:
    """The columns of a notice.

    Raises:
        ValueError: a fact that the sentence needs is missing, which would break the inbox of its reader.
    """
    missing = facts_needed(news.kind) - news.params.keys()
    if missing:
        raise ValueError(f"notice {news.kind} lacks {sorted(missing)}")
    return {
        "person_id": person_id,
        "key": f"{news.kind}:{news.key}",
        "kind": news.kind,
        "params": dict(news.params),
        "path": news.path,
        "created_at": now,
    }


def mark_read(person_id: int, notice_id: int | None, *, now: datetime) -> None:
    """Mark one of the person's notices as read, or all of them when none is named."""
    statement = update(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    if notice_id is not None:
        statement = statement.where(Notice.id == notice_id)
    db.session.execute(statement.values(read_at=now))


def choose_wishes(person_id: int, wishes: Wishes, *, newest_id: int) -> None:
    """Keep what a person wants to be told; letters count only what comes after `newest_id`, if they begin now."""
    chosen = {"wants_reminders": wishes.wants_reminders, "wants_digest": wishes.wants_digest}
    statement = insert(NoticeWish).values(person_id=person_id, told_up_to_id=newest_id, **chosen)
    begins = and_(~NoticeWish.wants_digest, statement.excluded.wants_digest)
    told = case((begins, statement.excluded.told_up_to_id), else_=NoticeWish.told_up_to_id)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["person_id"], set_=chosen | {"told_up_to_id": told})
    )
