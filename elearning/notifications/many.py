"""Notices to many people at once: the rows of `notifications.services`, in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from elearning.core.upsert import insert
from elearning.extensions import db
from elearning.notifications.kinds import facts_needed
from elearning.notifications.models import Notice
from elearning.notifications.services import News


def notify_many(news_of: Mapping[int, News], *, now: datetime) -> None:
    """Put a notice for each person (by id) into the running transaction, once per person and key.

    Raises:
        ValueError: a fact that a sentence needs is missing, which would break the inbox of its reader.
    """
    for news in news_of.values():
        missing = facts_needed(news.kind) - news.params.keys()
        if missing:
            raise ValueError(f"notice {news.kind} lacks {sorted(missing)}")
    if not news_of:
        return
    rows = [
        {
            "person_id": person_id,
            "key": f"{news.kind}:{news.key}",
            "kind": news.kind,
            "params": dict(news.params),
            "path": news.path,
            "created_at": now,
        }
        for person_id, news in news_of.items()
    ]
    statement = insert(Notice).values(rows)
    db.session.execute(statement.on_conflict_do_nothing(index_elements=["person_id", "key"]))
