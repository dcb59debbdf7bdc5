"""Imports of required levels that can be looked at before they are carried out.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"

Int = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "level_import",
        sa.Column("id", Int, nullable=False),
        sa.Column("agency_id", Int, nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("counts", Json, nullable=False),
        sa.Column("created_by_id", Int, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("done_by_id", Int, nullable=True),
        sa.Column("done_at", Moment, nullable=True),
        sa.CheckConstraint("state IN ('checked','done','expired')", name=op.f("ck_level_import_state")),
        sa.CheckConstraint("state <> 'done' OR done_at IS NOT NULL", name=op.f("ck_level_import_done")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_level_import_agency_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_level_import_created_by_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_level_import_done_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_import")),
    )
    op.create_index(op.f("ix_level_import_agency_id"), "level_import", ["agency_id"])
    op.create_index(op.f("ix_level_import_expires_at"), "level_import", ["expires_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_level_import_expires_at"), "level_import")
    op.drop_index(op.f("ix_level_import_agency_id"), "level_import")
    op.drop_table("level_import")
