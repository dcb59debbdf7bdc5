"""Notices to many people at once: the rows of `notifications.services`, in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from elearning.core.upsert import insert
from elearning.extensions import db
from elearning.notifications.models import Notice
from elearning.notifications.services import News, notice_values


def notify_many(news_of: Mapping[int, News], *, now: datetime) -> None:
    """Put a notice for each person (by id) into the running transaction, once per person and key.

    Raises:
        ValueError: a fact that a sentence needs is missing, which would break the inbox of its reader.
    """
    if not news_of:
        return
    rows = [notice_values(person_id, news, now=now) for person_id, news in news_of.items()]
    statement = insert(Notice).values(rows)
    db.session.execute(statement.on_conflict_do_nothing(index_elements=["person_id", "key"]))
