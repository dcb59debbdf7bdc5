"""Imports of employees that can be looked at before and undone after.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

Int = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "people_import",
        sa.Column("id", Int, nullable=False),
        sa.Column("agency_id", Int, nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("encoding", sa.String(length=20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("is_whole_list", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("counts", Json, nullable=False),
        sa.Column("missing", Int, nullable=False),
        sa.Column("created_by_id", Int, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("done_by_id", Int, nullable=True),
        sa.Column("done_at", Moment, nullable=True),
        sa.Column("links_left", Int, nullable=False),
        sa.Column("undone_by_id", Int, nullable=True),
        sa.Column("undone_at", Moment, nullable=True),
        sa.CheckConstraint("state IN ('checked','done','undone','expired')", name=op.f("ck_people_import_state")),
        sa.CheckConstraint("state IN ('checked','expired') OR done_at IS NOT NULL", name=op.f("ck_people_import_done")),
        sa.CheckConstraint("state <> 'undone' OR undone_at IS NOT NULL", name=op.f("ck_people_import_undone")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_people_import_agency_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_people_import_created_by_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_people_import_done_by_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["person.id"], name=op.f("fk_people_import_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_import")),
    )
    op.create_index("ix_people_import_list", "people_import", ["agency_id", "created_at"])
    op.create_index(op.f("ix_people_import_expires_at"), "people_import", ["expires_at"])
    create_lines()


def downgrade() -> None:
    op.drop_index("ix_people_import_line_list", "people_import_line")
    op.drop_table("people_import_line")
    op.drop_index(op.f("ix_people_import_expires_at"), "people_import")
    op.drop_index("ix_people_import_list", "people_import")
    op.drop_table("people_import")


def create_lines() -> None:
    op.create_table(
        "people_import_line",
        sa.Column("id", Int, nullable=False),
        sa.Column("import_id", Int, nullable=False),
        sa.Column("line", Int, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("nip", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("person_id", Int, nullable=True),
        sa.Column("before", Json, nullable=True),
        sa.Column("after", Json, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_undone", sa.Boolean(), nullable=False),
        sa.Column("undo_note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('new','changed','deactivated','unchanged','refused')", name=op.f("ck_people_import_line_kind")
        ),
        sa.ForeignKeyConstraint(["import_id"], ["people_import.id"], name=op.f("fk_people_import_line_import_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_people_import_line_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_import_line")),
    )
    op.create_index("ix_people_import_line_list", "people_import_line", ["import_id", "kind", "line"])
