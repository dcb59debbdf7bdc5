"""Pictures that are or were the logo of the site.

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

Int = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "site_logo",
        sa.Column("id", Int, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("webp", sa.LargeBinary(), nullable=False),
        sa.Column("width", Int, nullable=False),
        sa.Column("height", Int, nullable=False),
        sa.Column("ground", sa.String(length=10), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.CheckConstraint("ground IN ('any','light','dark')", name=op.f("ck_site_logo_ground")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_logo")),
        sa.UniqueConstraint("sha256", name=op.f("uq_site_logo_sha256")),
    )


def downgrade() -> None:
    op.execute("DELETE FROM site_setting_change WHERE name = 'site_logo'")
    op.drop_table("site_logo")
