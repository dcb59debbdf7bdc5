"""What SIASN answers: the ids of its rows, and which rows were removed there.

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

Int = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("siasn_mark", sa.Column("sent_row_id", sa.String(length=36), nullable=True))
    op.create_table(
        "siasn_row",
        sa.Column("id", Int, nullable=False),
        sa.Column("completion_id", Int, nullable=False),
        sa.Column("row_id", sa.String(length=36), nullable=False),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by_id", Int, nullable=True),
        sa.ForeignKeyConstraint(["completion_id"], ["course_completion.id"], name=op.f("fk_siasn_row_completion_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_siasn_row_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_siasn_row")),
        sa.UniqueConstraint("completion_id", name=op.f("uq_siasn_row_completion_id")),
        sa.UniqueConstraint("row_id", name=op.f("uq_siasn_row_row_id")),
    )
    op.create_table(
        "siasn_withdrawal",
        sa.Column("id", Int, nullable=False),
        sa.Column("certificate_id", Int, nullable=False),
        sa.Column("handled_at", Moment, nullable=False),
        sa.Column("handled_by_id", Int, nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_siasn_withdrawal_certificate_id")
        ),
        sa.ForeignKeyConstraint(["handled_by_id"], ["person.id"], name=op.f("fk_siasn_withdrawal_handled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_siasn_withdrawal")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_siasn_withdrawal_certificate_id")),
    )
    op.create_index(op.f("ix_siasn_withdrawal_handled_at"), "siasn_withdrawal", ["handled_at"])


def downgrade() -> None:
    op.drop_table("siasn_withdrawal")
    op.drop_table("siasn_row")
    op.drop_column("siasn_mark", "sent_row_id")
