"""All tables of the first release, and the triggers that keep history append-only.

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None


Int = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(JSONB(), "postgresql")
Moment = sa.DateTime(timezone=True)

APPEND_ONLY = (
    "audit_entry",
    "certificate",
    "certificate_document",
    "certificate_event",
    "course_completion",
    "evidence",
    "jp_entry",
)


def upgrade() -> None:
    create_tables()
    if op.get_bind().dialect.name == "sqlite":
        forbid_changes_on_sqlite()
    else:
        forbid_changes_on_postgresql()


def downgrade() -> None:
    drop_tables()
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def forbid_changes_on_sqlite() -> None:
    for table in APPEND_ONLY:
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def forbid_changes_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def create_tables() -> None:
    op.create_table(
        "agency",
        sa.Column("id", Int, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=100), nullable=False),
        sa.Column("time_zone", sa.String(length=40), nullable=False),
        sa.Column("signatory_name", sa.String(length=200), nullable=False),
        sa.Column("signatory_title", sa.String(length=200), nullable=False),
        sa.Column("signatory_nip", sa.String(length=18), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.CheckConstraint(
            "time_zone IN ('Asia/Jakarta','Asia/Makassar','Asia/Jayapura')", name=op.f("ck_agency_time_zone")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    op.create_table(
        "competency",
        sa.Column("id", Int, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competency")),
        sa.UniqueConstraint("code", name=op.f("uq_competency_code")),
    )
    op.create_table(
        "course",
        sa.Column("id", Int, nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("current_revision_id", Int, nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("code", name=op.f("uq_course_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_course_slug")),
    )
    op.create_table(
        "mail_message",
        sa.Column("id", Int, nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("next_try_at", Moment, nullable=True),
        sa.Column("tries", Int, nullable=False),
        sa.Column("sent_at", Moment, nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_message")),
    )
    with op.batch_alter_table("mail_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_message_next_try_at"), ["next_try_at"], unique=False)

    op.create_table(
        "rendered_text",
        sa.Column("id", Int, nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("words", Int, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rendered_text")),
        sa.UniqueConstraint("content_hash", name=op.f("uq_rendered_text_content_hash")),
    )
    op.create_table(
        "throttle_count",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("window_ends_at", Moment, nullable=False),
        sa.Column("hits", Int, nullable=False),
        sa.PrimaryKeyConstraint("key", "window_ends_at", name=op.f("pk_throttle_count")),
    )
    with op.batch_alter_table("throttle_count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_throttle_count_window_ends_at"), ["window_ends_at"], unique=False)

    op.create_table(
        "worker_heartbeat",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker_heartbeat")),
    )
    op.create_table(
        "activity",
        sa.Column("id", Int, nullable=False),
        sa.Column("course_id", Int, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_activity_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("course_id", "key", name=op.f("uq_activity_course_id_key")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_course_id"), ["course_id"], unique=False)

    op.create_table(
        "certificate_sequence",
        sa.Column("agency_id", Int, nullable=False),
        sa.Column("year", Int, nullable=False),
        sa.Column("last_number", Int, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_certificate_sequence_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "year", name=op.f("pk_certificate_sequence")),
    )
    op.create_table(
        "course_revision",
        sa.Column("id", Int, nullable=False),
        sa.Column("course_id", Int, nullable=False),
        sa.Column("number", Int, nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("is_correction", sa.Boolean(), nullable=False),
        sa.Column("published_at", Moment, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("minutes", Int, nullable=False),
        sa.Column("jp_halves", Int, nullable=False),
        sa.Column("transfer_bytes", Int, nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("topics", Json, nullable=False),
        sa.Column("sources", Json, nullable=False),
        sa.Column("outcomes", Json, nullable=False),
        sa.Column("prerequisites", Json, nullable=False),
        sa.Column("completion", Json, nullable=False),
        sa.Column("certificate", Json, nullable=False),
        sa.Column("agency_code", sa.String(length=20), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.CheckConstraint("jp_halves > 0", name=op.f("ck_course_revision_jp_halves")),
        sa.CheckConstraint("number > 0", name=op.f("ck_course_revision_number")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_revision_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_revision")),
        sa.UniqueConstraint("course_id", "number", name=op.f("uq_course_revision_course_id_number")),
    )
    with op.batch_alter_table("course_revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_revision_course_id"), ["course_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", Int, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title_before", sa.String(length=60), nullable=False),
        sa.Column("title_after", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("agency_id", Int, nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("contract_start", sa.Date(), nullable=True),
        sa.Column("time_multiplier_percent", Int, nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=True),
        sa.Column("reading", Json, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_person_email_lower")),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_person_name_present")),
        sa.CheckConstraint("time_multiplier_percent BETWEEN 100 AND 400", name=op.f("ck_person_time_multiplier")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_person_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "position",
        sa.Column("id", Int, nullable=False),
        sa.Column("agency_id", Int, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_position_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_position_agency_id_name")),
    )
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_position_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "question_version",
        sa.Column("id", Int, nullable=False),
        sa.Column("course_id", Int, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_question_version_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_version")),
        sa.UniqueConstraint(
            "course_id", "key", "content_hash", name=op.f("uq_question_version_course_id_key_content_hash")
        ),
    )
    op.create_table(
        "unit",
        sa.Column("id", Int, nullable=False),
        sa.Column("agency_id", Int, nullable=False),
        sa.Column("parent_id", Int, nullable=True),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("path", sa.String(length=600), nullable=False),
        sa.CheckConstraint("length(path) > 0", name=op.f("ck_unit_path")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_unit_agency_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("agency_id", "path", name=op.f("uq_unit_agency_id_path")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "activity_progress",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("activity_id", Int, nullable=False),
        sa.Column("first_viewed_at", Moment, nullable=True),
        sa.Column("last_seen_at", Moment, nullable=True),
        sa.Column("marked_at", Moment, nullable=True),
        sa.Column("best_fraction", Int, nullable=True),
        sa.Column("passed_at", Moment, nullable=True),
        sa.Column("finished_attempts", Int, nullable=False),
        sa.Column("granted_attempts", Int, nullable=False),
        sa.Column("has_open_attempt", sa.Boolean(), nullable=False),
        sa.Column("completed_at", Moment, nullable=True),
        sa.Column("reading_place", sa.String(length=80), nullable=False),
        sa.CheckConstraint("best_fraction BETWEEN 0 AND 10000000", name=op.f("ck_activity_progress_best_fraction")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_progress_activity_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_activity_progress_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_progress")),
        sa.UniqueConstraint("person_id", "activity_id", name=op.f("uq_activity_progress_person_id_activity_id")),
    )
    with op.batch_alter_table("activity_progress", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_progress_activity_id"), ["activity_id"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("course_id", Int, nullable=False),
        sa.Column("assigned_by_id", Int, nullable=False),
        sa.Column("assigned_at", Moment, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("cancelled_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["assigned_by_id"], ["person.id"], name=op.f("fk_assignment_assigned_by_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_assignment_course_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assignment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_due_on"), ["due_on"], unique=False)
        batch_op.create_index(
            "uq_assignment_open",
            ["person_id", "course_id"],
            unique=True,
            sqlite_where=sa.text("cancelled_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )

    op.create_table(
        "attempt_grant",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("activity_id", Int, nullable=False),
        sa.Column("extra", Int, nullable=False),
        sa.Column("granted_by_id", Int, nullable=False),
        sa.Column("granted_at", Moment, nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint("extra > 0", name=op.f("ck_attempt_grant_extra")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_attempt_grant_activity_id")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["person.id"], name=op.f("fk_attempt_grant_granted_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attempt_grant_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_grant")),
    )
    with op.batch_alter_table("attempt_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_grant_activity_id"), ["activity_id"], unique=False)

    op.create_table(
        "audit_entry",
        sa.Column("id", Int, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor_id", Int, nullable=True),
        sa.Column("agency_id", Int, nullable=True),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", Int, nullable=True),
        sa.Column("detail", Json, nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_audit_entry_actor_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_audit_entry_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index("ix_audit_entry_subject", ["subject_type", "subject_id"], unique=False)

    op.create_table(
        "course_completion",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("course_id", Int, nullable=False),
        sa.Column("revision_id", Int, nullable=False),
        sa.Column("agency_id", Int, nullable=True),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("completed_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_course_completion_agency_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_completion_course_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_course_completion_person_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["course_revision.id"], name=op.f("fk_course_completion_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_completion")),
        sa.UniqueConstraint("person_id", "course_id", name=op.f("uq_course_completion_person_id_course_id")),
    )
    with op.batch_alter_table("course_completion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_completion_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_completion_course_id"), ["course_id"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("course_id", Int, nullable=False),
        sa.Column("revision_id", Int, nullable=False),
        sa.Column("enrolled_at", Moment, nullable=False),
        sa.Column("left_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_enrolment_course_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["course_revision.id"], name=op.f("fk_enrolment_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("person_id", "course_id", name=op.f("uq_enrolment_person_id_course_id")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index("ix_enrolment_course_revision", ["course_id", "revision_id"], unique=False)

    op.create_table(
        "media_file",
        sa.Column("id", Int, nullable=False),
        sa.Column("revision_id", Int, nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size_bytes", Int, nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["course_revision.id"], name=op.f("fk_media_file_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_file")),
        sa.UniqueConstraint("revision_id", "path", name=op.f("uq_media_file_revision_id_path")),
    )
    with op.batch_alter_table("media_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_media_file_sha256"), ["sha256"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("params", Json, nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("read_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_notice_person_id_key")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_notice_unread",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )

    op.create_table(
        "one_time_link",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("used_at", Moment, nullable=True),
        sa.CheckConstraint("purpose IN ('activation','reset')", name=op.f("ck_one_time_link_purpose")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_one_time_link_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_link_token_hash")),
    )
    with op.batch_alter_table("one_time_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_one_time_link_person_id"), ["person_id"], unique=False)

    op.create_table(
        "person_nip",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("nip", sa.String(length=18), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint("length(nip) = 18", name=op.f("ck_person_nip_nip_length")),
        sa.CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name=op.f("ck_person_nip_dates")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_nip_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_nip")),
        sa.UniqueConstraint("nip", name=op.f("uq_person_nip_nip")),
    )
    with op.batch_alter_table("person_nip", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_nip_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_person_nip_current",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("valid_until IS NULL"),
            postgresql_where=sa.text("valid_until IS NULL"),
        )

    op.create_table(
        "position_holding",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("position_id", Int, nullable=False),
        sa.Column("unit_id", Int, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_position_holding_dates")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_position_holding_person_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_position_holding_position_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_position_holding_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position_holding")),
    )
    with op.batch_alter_table("position_holding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_position_holding_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_position_holding_position_id"), ["position_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_position_holding_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_position_holding_current",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )

    op.create_table(
        "required_level",
        sa.Column("id", Int, nullable=False),
        sa.Column("position_id", Int, nullable=False),
        sa.Column("competency_id", Int, nullable=False),
        sa.Column("level", Int, nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_required_level_level")),
        sa.ForeignKeyConstraint(["competency_id"], ["competency.id"], name=op.f("fk_required_level_competency_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_required_level_position_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_required_level")),
        sa.UniqueConstraint("position_id", "competency_id", name=op.f("uq_required_level_position_id_competency_id")),
    )
    with op.batch_alter_table("required_level", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_required_level_competency_id"), ["competency_id"], unique=False)

    op.create_table(
        "revision_module",
        sa.Column("id", Int, nullable=False),
        sa.Column("revision_id", Int, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("position", Int, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("jp_halves", Int, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["course_revision.id"], name=op.f("fk_revision_module_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision_module")),
        sa.UniqueConstraint("revision_id", "key", name=op.f("uq_revision_module_revision_id_key")),
        sa.UniqueConstraint("revision_id", "position", name=op.f("uq_revision_module_revision_id_position")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("agency_id", Int, nullable=True),
        sa.Column("granted_at", Moment, nullable=False),
        sa.CheckConstraint(
            "agency_id IS NOT NULL OR role IN ('training_officer','administrator')",
            name=op.f("ck_role_grant_site_wide"),
        ),
        sa.CheckConstraint(
            "role IN ('learner','training_officer','supervisor','administrator')", name=op.f("ck_role_grant_role")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_role_grant_agency_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint("person_id", "role", "agency_id", name=op.f("uq_role_grant_person_id_role_agency_id")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_role_grant_site_wide",
            ["person_id", "role"],
            unique=True,
            sqlite_where=sa.text("agency_id IS NULL"),
            postgresql_where=sa.text("agency_id IS NULL"),
        )

    op.create_table(
        "sign_in_session",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=120), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("last_seen_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("revoked_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
    )
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_session_person_id"), ["person_id"], unique=False)

    op.create_table(
        "supervisor_link",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("supervisor_id", Int, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('permanent','plt','plh')", name=op.f("ck_supervisor_link_kind")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_supervisor_link_dates")),
        sa.CheckConstraint("person_id <> supervisor_id", name=op.f("ck_supervisor_link_not_self")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_supervisor_link_person_id")),
        sa.ForeignKeyConstraint(["supervisor_id"], ["person.id"], name=op.f("fk_supervisor_link_supervisor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervisor_link")),
    )
    with op.batch_alter_table("supervisor_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supervisor_link_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_supervisor_link_team", ["supervisor_id", "starts_on", "ends_on"], unique=False)
        batch_op.create_index(
            "uq_supervisor_link_current",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL AND kind = 'permanent'"),
            postgresql_where=sa.text("ends_on IS NULL AND kind = 'permanent'"),
        )

    op.create_table(
        "certificate",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("course_id", Int, nullable=False),
        sa.Column("course_revision_id", Int, nullable=False),
        sa.Column("completion_id", Int, nullable=False),
        sa.Column("agency_id", Int, nullable=False),
        sa.Column("year", Int, nullable=False),
        sa.Column("sequence", Int, nullable=False),
        sa.Column("revision", Int, nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("check_code", sa.String(length=27), nullable=False),
        sa.Column("snapshot", Json, nullable=False),
        sa.Column("issued_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=True),
        sa.CheckConstraint("length(check_code) = 27", name=op.f("ck_certificate_check_code")),
        sa.CheckConstraint("revision >= 0", name=op.f("ck_certificate_revision")),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_certificate_sequence")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_certificate_agency_id")),
        sa.ForeignKeyConstraint(["completion_id"], ["course_completion.id"], name=op.f("fk_certificate_completion_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_certificate_course_id")),
        sa.ForeignKeyConstraint(
            ["course_revision_id"], ["course_revision.id"], name=op.f("fk_certificate_course_revision_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_certificate_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint(
            "agency_id", "year", "sequence", "revision", name=op.f("uq_certificate_agency_id_year_sequence_revision")
        ),
        sa.UniqueConstraint("check_code", name=op.f("uq_certificate_check_code")),
        sa.UniqueConstraint("completion_id", "revision", name=op.f("uq_certificate_completion_id_revision")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_number"), ["number"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_person_id"), ["person_id"], unique=False)

    op.create_table(
        "jp_entry",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("completion_id", Int, nullable=False),
        sa.Column("course_id", Int, nullable=False),
        sa.Column("agency_id", Int, nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("jp_halves", Int, nullable=False),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.CheckConstraint("jp_halves > 0", name=op.f("ck_jp_entry_jp_halves")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_jp_entry_agency_id")),
        sa.ForeignKeyConstraint(["completion_id"], ["course_completion.id"], name=op.f("fk_jp_entry_completion_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_jp_entry_course_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_jp_entry_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jp_entry")),
        sa.UniqueConstraint("completion_id", name=op.f("uq_jp_entry_completion_id")),
    )
    with op.batch_alter_table("jp_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jp_entry_course_id"), ["course_id"], unique=False)
        batch_op.create_index("ix_jp_entry_person_date", ["person_id", "earned_on"], unique=False)

    op.create_table(
        "revision_activity",
        sa.Column("id", Int, nullable=False),
        sa.Column("revision_id", Int, nullable=False),
        sa.Column("module_id", Int, nullable=False),
        sa.Column("activity_id", Int, nullable=False),
        sa.Column("position", Int, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("minutes", Int, nullable=False),
        sa.Column("transfer_bytes", Int, nullable=False),
        sa.Column("completion", sa.String(length=10), nullable=False),
        sa.Column("requires", Json, nullable=False),
        sa.Column("rules", Json, nullable=False),
        sa.Column("text_id", Int, nullable=True),
        sa.CheckConstraint(
            "(kind = 'lesson') = (text_id IS NOT NULL)", name=op.f("ck_revision_activity_lesson_has_text")
        ),
        sa.CheckConstraint("kind IN ('lesson','quiz')", name=op.f("ck_revision_activity_kind")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_revision_activity_activity_id")),
        sa.ForeignKeyConstraint(["module_id"], ["revision_module.id"], name=op.f("fk_revision_activity_module_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["course_revision.id"], name=op.f("fk_revision_activity_revision_id")),
        sa.ForeignKeyConstraint(["text_id"], ["rendered_text.id"], name=op.f("fk_revision_activity_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision_activity")),
        sa.UniqueConstraint("revision_id", "activity_id", name=op.f("uq_revision_activity_revision_id_activity_id")),
        sa.UniqueConstraint("revision_id", "position", name=op.f("uq_revision_activity_revision_id_position")),
    )
    with op.batch_alter_table("revision_activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_activity_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_revision_activity_module_id"), ["module_id"], unique=False)

    op.create_table(
        "attempt",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("activity_id", Int, nullable=False),
        sa.Column("revision_activity_id", Int, nullable=False),
        sa.Column("number", Int, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("seed", Int, nullable=False),
        sa.Column("layout", Json, nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("ends_at", Moment, nullable=True),
        sa.Column("grace_until", Moment, nullable=True),
        sa.Column("last_saved_at", Moment, nullable=True),
        sa.Column("finished_at", Moment, nullable=True),
        sa.Column("fraction", Int, nullable=True),
        sa.Column("is_passed", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "(state = 'finished') = (fraction IS NOT NULL)", name=op.f("ck_attempt_finished_has_fraction")
        ),
        sa.CheckConstraint(
            "state IN ('in_progress','overdue','submitted','finished','abandoned')", name=op.f("ck_attempt_state")
        ),
        sa.CheckConstraint("fraction BETWEEN 0 AND 10000000", name=op.f("ck_attempt_fraction")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_attempt_activity_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attempt_person_id")),
        sa.ForeignKeyConstraint(
            ["revision_activity_id"], ["revision_activity.id"], name=op.f("fk_attempt_revision_activity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("person_id", "activity_id", "number", name=op.f("uq_attempt_person_id_activity_id_number")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(
            "ix_attempt_due",
            ["ends_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('in_progress','overdue')"),
            postgresql_where=sa.text("state IN ('in_progress','overdue')"),
        )
        batch_op.create_index(batch_op.f("ix_attempt_revision_activity_id"), ["revision_activity_id"], unique=False)
        batch_op.create_index(
            "uq_attempt_open",
            ["person_id", "activity_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('in_progress','overdue')"),
            postgresql_where=sa.text("state IN ('in_progress','overdue')"),
        )

    op.create_table(
        "certificate_document",
        sa.Column("certificate_id", Int, autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("template_version", sa.String(length=20), nullable=False),
        sa.Column("rendered_at", Moment, nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_document_certificate_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_certificate_document")),
    )
    op.create_table(
        "certificate_event",
        sa.Column("id", Int, nullable=False),
        sa.Column("certificate_id", Int, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor_id", Int, nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("other_id", Int, nullable=True),
        sa.CheckConstraint("kind IN ('issued','superseded','revoked')", name=op.f("ck_certificate_event_kind")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_certificate_event_actor_id")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_event_certificate_id")
        ),
        sa.ForeignKeyConstraint(["other_id"], ["certificate.id"], name=op.f("fk_certificate_event_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_event")),
        sa.UniqueConstraint("certificate_id", "kind", name=op.f("uq_certificate_event_certificate_id_kind")),
    )
    op.create_table(
        "quiz_question",
        sa.Column("id", Int, nullable=False),
        sa.Column("revision_activity_id", Int, nullable=False),
        sa.Column("question_version_id", Int, nullable=False),
        sa.Column("position", Int, nullable=False),
        sa.Column("mark", Int, nullable=False),
        sa.CheckConstraint("mark > 0", name=op.f("ck_quiz_question_mark")),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question_version.id"], name=op.f("fk_quiz_question_question_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_activity_id"], ["revision_activity.id"], name=op.f("fk_quiz_question_revision_activity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_question")),
        sa.UniqueConstraint(
            "revision_activity_id", "position", name=op.f("uq_quiz_question_revision_activity_id_position")
        ),
    )
    with op.batch_alter_table("quiz_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quiz_question_question_version_id"), ["question_version_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("competency_id", Int, nullable=False),
        sa.Column("level", Int, nullable=False),
        sa.Column("source", sa.String(length=15), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("completion_id", Int, nullable=True),
        sa.Column("revision_id", Int, nullable=True),
        sa.Column("attempt_id", Int, nullable=True),
        sa.Column("confirmed_by_id", Int, nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("corrects_id", Int, nullable=True),
        sa.CheckConstraint(
            "(source = 'course') = (completion_id IS NOT NULL)", name=op.f("ck_evidence_course_has_completion")
        ),
        sa.CheckConstraint(
            "(source = 'withdrawal') = (corrects_id IS NOT NULL)", name=op.f("ck_evidence_withdrawal_names_row")
        ),
        sa.CheckConstraint("source IN ('course','confirmation','withdrawal')", name=op.f("ck_evidence_source")),
        sa.CheckConstraint("level BETWEEN 0 AND 5", name=op.f("ck_evidence_level")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_evidence_attempt_id")),
        sa.ForeignKeyConstraint(["competency_id"], ["competency.id"], name=op.f("fk_evidence_competency_id")),
        sa.ForeignKeyConstraint(["completion_id"], ["course_completion.id"], name=op.f("fk_evidence_completion_id")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_evidence_confirmed_by_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["evidence.id"], name=op.f("fk_evidence_corrects_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_evidence_person_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["course_revision.id"], name=op.f("fk_evidence_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("completion_id", "competency_id", name=op.f("uq_evidence_completion_id_competency_id")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_evidence_corrects_id")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_competency_id"), ["competency_id"], unique=False)
        batch_op.create_index("ix_evidence_person_competency", ["person_id", "competency_id"], unique=False)

    op.create_table(
        "response",
        sa.Column("id", Int, nullable=False),
        sa.Column("attempt_id", Int, nullable=False),
        sa.Column("slot", Int, nullable=False),
        sa.Column("answer", Json, nullable=False),
        sa.Column("sequence", Int, nullable=False),
        sa.Column("saved_at", Moment, nullable=True),
        sa.Column("is_flagged", sa.Boolean(), nullable=False),
        sa.Column("fraction", Int, nullable=True),
        sa.Column("reasons", Json, nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_response_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("attempt_id", "slot", name=op.f("uq_response_attempt_id_slot")),
    )


def drop_tables() -> None:
    op.drop_table("response")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_person_competency")
        batch_op.drop_index(batch_op.f("ix_evidence_competency_id"))

    op.drop_table("evidence")
    with op.batch_alter_table("quiz_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quiz_question_question_version_id"))

    op.drop_table("quiz_question")
    op.drop_table("certificate_event")
    op.drop_table("certificate_document")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_attempt_open",
            sqlite_where=sa.text("state IN ('in_progress','overdue')"),
            postgresql_where=sa.text("state IN ('in_progress','overdue')"),
        )
        batch_op.drop_index(batch_op.f("ix_attempt_revision_activity_id"))
        batch_op.drop_index(
            "ix_attempt_due",
            sqlite_where=sa.text("state IN ('in_progress','overdue')"),
            postgresql_where=sa.text("state IN ('in_progress','overdue')"),
        )
        batch_op.drop_index(batch_op.f("ix_attempt_activity_id"))

    op.drop_table("attempt")
    with op.batch_alter_table("revision_activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revision_activity_module_id"))
        batch_op.drop_index(batch_op.f("ix_revision_activity_activity_id"))

    op.drop_table("revision_activity")
    with op.batch_alter_table("jp_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_jp_entry_person_date")
        batch_op.drop_index(batch_op.f("ix_jp_entry_course_id"))

    op.drop_table("jp_entry")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_person_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_number"))
        batch_op.drop_index(batch_op.f("ix_certificate_course_id"))

    op.drop_table("certificate")
    with op.batch_alter_table("supervisor_link", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_supervisor_link_current",
            sqlite_where=sa.text("ends_on IS NULL AND kind = 'permanent'"),
            postgresql_where=sa.text("ends_on IS NULL AND kind = 'permanent'"),
        )
        batch_op.drop_index("ix_supervisor_link_team")
        batch_op.drop_index(batch_op.f("ix_supervisor_link_person_id"))

    op.drop_table("supervisor_link")
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_session_person_id"))

    op.drop_table("sign_in_session")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_role_grant_site_wide",
            sqlite_where=sa.text("agency_id IS NULL"),
            postgresql_where=sa.text("agency_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_role_grant_person_id"))
        batch_op.drop_index(batch_op.f("ix_role_grant_agency_id"))

    op.drop_table("role_grant")
    op.drop_table("revision_module")
    with op.batch_alter_table("required_level", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_required_level_competency_id"))

    op.drop_table("required_level")
    with op.batch_alter_table("position_holding", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_position_holding_current",
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_position_holding_unit_id"))
        batch_op.drop_index(batch_op.f("ix_position_holding_position_id"))
        batch_op.drop_index(batch_op.f("ix_position_holding_person_id"))

    op.drop_table("position_holding")
    with op.batch_alter_table("person_nip", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_person_nip_current",
            sqlite_where=sa.text("valid_until IS NULL"),
            postgresql_where=sa.text("valid_until IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_person_nip_person_id"))

    op.drop_table("person_nip")
    with op.batch_alter_table("one_time_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_one_time_link_person_id"))

    op.drop_table("one_time_link")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_notice_unread", sqlite_where=sa.text("read_at IS NULL"), postgresql_where=sa.text("read_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_notice_person_id"))

    op.drop_table("notice")
    with op.batch_alter_table("media_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_media_file_sha256"))

    op.drop_table("media_file")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolment_course_revision")

    op.drop_table("enrolment")
    with op.batch_alter_table("course_completion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_completion_course_id"))
        batch_op.drop_index(batch_op.f("ix_course_completion_agency_id"))

    op.drop_table("course_completion")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_subject")
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_agency_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_actor_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_action"))

    op.drop_table("audit_entry")
    with op.batch_alter_table("attempt_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_grant_activity_id"))

    op.drop_table("attempt_grant")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_assignment_open",
            sqlite_where=sa.text("cancelled_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_assignment_due_on"))
        batch_op.drop_index(batch_op.f("ix_assignment_course_id"))

    op.drop_table("assignment")
    with op.batch_alter_table("activity_progress", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_progress_activity_id"))

    op.drop_table("activity_progress")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_parent_id"))
        batch_op.drop_index(batch_op.f("ix_unit_agency_id"))

    op.drop_table("unit")
    op.drop_table("question_version")
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_position_agency_id"))

    op.drop_table("position")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_agency_id"))

    op.drop_table("person")
    with op.batch_alter_table("course_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_revision_course_id"))

    op.drop_table("course_revision")
    op.drop_table("certificate_sequence")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_course_id"))

    op.drop_table("activity")
    op.drop_table("worker_heartbeat")
    with op.batch_alter_table("throttle_count", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_throttle_count_window_ends_at"))

    op.drop_table("throttle_count")
    op.drop_table("rendered_text")
    with op.batch_alter_table("mail_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_message_next_try_at"))

    op.drop_table("mail_message")
    op.drop_table("course")
    op.drop_table("competency")
    op.drop_table("agency")
