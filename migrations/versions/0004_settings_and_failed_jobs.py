"""Runs of jobs, changed settings, wishes about notices, and whom an audit entry is about.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

Int = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    # No foreign key: SQLite would have to make the table anew, and its triggers would be lost.
    op.add_column("audit_entry", sa.Column("about_id", Int, nullable=True))
    op.create_index("ix_audit_entry_about_id", "audit_entry", ["about_id"])
    _create_job_run()
    _create_site_setting_change()
    _create_notice_wish()


def downgrade() -> None:
    op.drop_table("notice_wish")
    op.drop_table("site_setting_change")
    op.drop_table("job_run")
    op.drop_index("ix_audit_entry_about_id", "audit_entry")
    op.drop_column("audit_entry", "about_id")


def _create_job_run() -> None:
    op.create_table(
        "job_run",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("succeeded_at", Moment, nullable=True),
        sa.Column("failed_at", Moment, nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.Column("failures", Int, nullable=False),
        sa.Column("next_try_at", Moment, nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_run")),
    )


def _create_site_setting_change() -> None:
    op.create_table(
        "site_setting_change",
        sa.Column("id", Int, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor_id", Int, nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("old_value", sa.String(length=300), nullable=True),
        sa.Column("new_value", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_site_setting_change_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_setting_change")),
    )
    op.create_index("ix_site_setting_change_name", "site_setting_change", ["name"])


def _create_notice_wish() -> None:
    op.create_table(
        "notice_wish",
        sa.Column("person_id", Int, nullable=False),
        sa.Column("wants_reminders", sa.Boolean(), nullable=False),
        sa.Column("wants_digest", sa.Boolean(), nullable=False),
        sa.Column("digest_on", sa.Date(), nullable=True),
        sa.Column("told_up_to_id", Int, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_wish_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_wish")),
    )
