"""More minutes that officers give to attempts under way.

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

Int = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "attempt_extension",
        sa.Column("id", Int, nullable=False),
        sa.Column("attempt_id", Int, nullable=False),
        sa.Column("minutes", Int, nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("ends_before", Moment, nullable=False),
        sa.Column("ends_after", Moment, nullable=False),
        sa.Column("extended_by_id", Int, nullable=False),
        sa.Column("extended_at", Moment, nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 120", name=op.f("ck_attempt_extension_minutes")),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_attempt_extension_reason")),
        sa.CheckConstraint("ends_after > ends_before", name=op.f("ck_attempt_extension_ends_after")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_extension_attempt_id")),
        sa.ForeignKeyConstraint(["extended_by_id"], ["person.id"], name=op.f("fk_attempt_extension_extended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_extension")),
    )
    op.create_index(op.f("ix_attempt_extension_attempt_id"), "attempt_extension", ["attempt_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_attempt_extension_attempt_id"), "attempt_extension")
    op.drop_table("attempt_extension")
