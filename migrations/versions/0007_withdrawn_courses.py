"""Courses that are withdrawn from the catalogue, since when and why.

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

Int = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "course_withdrawal",
        sa.Column("id", Int, nullable=False),
        sa.Column("course_id", Int, nullable=False),
        sa.Column("from_at", Moment, nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("withdrawn_by_id", Int, nullable=True),
        sa.Column("withdrawn_at", Moment, nullable=False),
        sa.Column("ended_by_id", Int, nullable=True),
        sa.Column("ended_at", Moment, nullable=True),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_course_withdrawal_reason")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_withdrawal_course_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["person.id"], name=op.f("fk_course_withdrawal_withdrawn_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_course_withdrawal_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_withdrawal")),
    )
    op.create_index(op.f("ix_course_withdrawal_course_id"), "course_withdrawal", ["course_id"])
    op.create_index(
        "uq_course_withdrawal_open",
        "course_withdrawal",
        ["course_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_course_withdrawal_open", "course_withdrawal")
    op.drop_index(op.f("ix_course_withdrawal_course_id"), "course_withdrawal")
    op.drop_table("course_withdrawal")
