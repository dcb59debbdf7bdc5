"""The inbox. A notice is written in the transaction of what it tells, once per (person, key)."""

from __future__ import annotations

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
