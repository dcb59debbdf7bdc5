"""Table of imports of required levels made in the browser: the file as long as it can be carried out, then the counts alone."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from elearning.core.types import JsonObject, Moment, MomentOrNone, PrimaryKey
from elearning.extensions import Model


class LevelImport(Model):
    """One uploaded file for one agency. `counts` are its lines by kind, `fingerprint` is that of the plan shown."""

    __tablename__ = "level_import"
    __table_args__ = (
        CheckConstraint("state IN ('checked','done','expired')", name="state"),
        CheckConstraint("state <> 'done' OR done_at IS NOT NULL", name="done"),
    )

    id: Mapped[PrimaryKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(12), default="checked")
    fingerprint: Mapped[str] = mapped_column(String(64))
    counts: Mapped[JsonObject]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment] = mapped_column(index=True)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[MomentOrNone]
