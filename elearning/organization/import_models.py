"""Tables of imports made in the browser: the file, what was decided about each line, and what became of it.

Content and lines are kept as long as they can be looked at, carried out or undone; then the counts alone remain.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Dialect, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from elearning.core.types import Json, JsonObject, Moment, MomentOrNone, PrimaryKey
from elearning.extensions import Model
from elearning.organization.remarks import Remark, kept_remarks, remarks_kept


class Remarks(TypeDecorator[tuple[Remark, ...]]):
    """Reasons as one text, empty when there are none."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Remark, ...] | None, dialect: Dialect) -> str:  # noqa: ARG002
        return kept_remarks(value or ())

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Remark, ...]:  # noqa: ARG002
        return remarks_kept(value or "")


class PeopleImport(Model):
    """One uploaded file of employees of one agency. `counts` are the lines by kind; `fingerprint` is that of the plan shown."""

    __tablename__ = "people_import"
    __table_args__ = (
        CheckConstraint("state IN ('checked','done','undone','expired')", name="state"),
        CheckConstraint("state IN ('checked','expired') OR done_at IS NOT NULL", name="done"),
        CheckConstraint("state <> 'undone' OR undone_at IS NOT NULL", name="undone"),
        Index("ix_people_import_list", "agency_id", "created_at"),
    )

    id: Mapped[PrimaryKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    encoding: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(12), default="checked")
    is_whole_list: Mapped[bool]
    fingerprint: Mapped[str] = mapped_column(String(64))
    counts: Mapped[JsonObject]
    missing: Mapped[int]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment] = mapped_column(index=True)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[MomentOrNone]
    links_left: Mapped[int] = mapped_column(default=0)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[MomentOrNone]


class PeopleImportLine(Model):
    """One person of an import: what was found, what was to become of it, and whether it was taken back."""

    __tablename__ = "people_import_line"
    __table_args__ = (
        CheckConstraint("kind IN ('new','changed','deactivated','unchanged','refused')", name="kind"),
        Index("ix_people_import_line_list", "import_id", "kind", "line"),
    )

    id: Mapped[PrimaryKey]
    import_id: Mapped[int] = mapped_column(ForeignKey("people_import.id"))
    line: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    nip: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(400))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)
    note: Mapped[tuple[Remark, ...]] = mapped_column(Remarks)
    is_undone: Mapped[bool] = mapped_column(default=False)
    undo_note: Mapped[tuple[Remark, ...]] = mapped_column(Remarks, default=())
