"""The inbox. A notice is written in the transaction of what it tells, once per (person, key)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from elearning.core.types import JsonObject, Moment, MomentOrNone, PrimaryKey
from elearning.extensions import Model


class Notice(Model):
    """One message to one person. `kind` names the sentence, `params` fill it, so that it is told in the reader's
    language.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index(
            "ix_notice_unread",
            "person_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))
    params: Mapped[JsonObject]
    path: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[Moment]
    read_at: Mapped[MomentOrNone]


class NoticeWish(Model):
    """What somebody wants to be told; who has no row wants reminders in the inbox and no mail.

    `digest_on` is the day of the last letter, `told_up_to_id` the newest notice that letters have counted.
    """

    __tablename__ = "notice_wish"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    wants_reminders: Mapped[bool] = mapped_column(default=True)
    wants_digest: Mapped[bool] = mapped_column(default=False)
    digest_on: Mapped[date | None]
    told_up_to_id: Mapped[int] = mapped_column(default=0)
