"""What the administration of people and units adds: closed units, retired positions, why somebody acts as head.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("unit", sa.Column("closed_at", Moment, nullable=True))
    op.add_column("position", sa.Column("retired_at", Moment, nullable=True))
    op.add_column("supervisor_link", sa.Column("reason", sa.String(length=200), nullable=True))


def downgrade() -> None:
    op.drop_column("supervisor_link", "reason")
    op.drop_column("position", "retired_at")
    op.drop_column("unit", "closed_at")
