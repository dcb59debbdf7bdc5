"""What agencies print on certificates, requests for correction, and what was handed to SIASN.

Signatories become dated rows: the columns of `agency` move into the first one.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


Int = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
OPEN = sa.text("answered_at IS NULL")


def upgrade() -> None:
    op.add_column("person", sa.Column("pns_orang_id", sa.String(length=36), nullable=True))
    op.create_index("uq_person_pns_orang_id", "person", ["pns_orang_id"], unique=True)
    op.add_column("agency", sa.Column("instansi_id", sa.String(length=36), nullable=True))
    create_signatories()
    create_looks()
    create_corrections()
    create_siasn_marks()
    create_jp_withdrawals()


def downgrade() -> None:
    for table in ("jp_withdrawal", "siasn_mark", "certificate_correction", "certificate_look", "certificate_logo"):
        op.drop_table(table)
    drop_signatories()
    op.drop_column("agency", "instansi_id")
    op.drop_index("uq_person_pns_orang_id", "person")
    op.drop_column("person", "pns_orang_id")


def create_signatories() -> None:
    op.create_table(
        "signatory",
        sa.Column("id", Int, nullable=False),
        sa.Column("agency_id", Int, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("nip", sa.String(length=18), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_signatory_dates")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_signatory_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatory")),
        sa.UniqueConstraint("agency_id", "starts_on", name=op.f("uq_signatory_agency_id_starts_on")),
    )
    op.execute(
        "INSERT INTO signatory (agency_id, name, title, nip, starts_on, created_at) "
        "SELECT id, signatory_name, signatory_title, signatory_nip, date(created_at), created_at FROM agency"
    )
    for column in ("signatory_name", "signatory_title", "signatory_nip"):
        op.drop_column("agency", column)


def drop_signatories() -> None:
    """The last one by date is kept in the agency's columns; the others are lost."""
    for column, length in (("name", 200), ("title", 200), ("nip", 18)):
        op.add_column(
            "agency", sa.Column(f"signatory_{column}", sa.String(length=length), nullable=False, server_default="")
        )
        op.execute(
            f"UPDATE agency SET signatory_{column} = COALESCE((SELECT {column} FROM signatory "
            "WHERE agency_id = agency.id ORDER BY starts_on DESC LIMIT 1), '')"
        )
    op.drop_table("signatory")


def create_looks() -> None:
    op.create_table(
        "certificate_logo",
        sa.Column("id", Int, nullable=False),
        sa.Column("agency_id", Int, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_certificate_logo_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_logo")),
        sa.UniqueConstraint("agency_id", "sha256", name=op.f("uq_certificate_logo_agency_id_sha256")),
    )
    op.create_table(
        "certificate_look",
        sa.Column("agency_id", Int, autoincrement=False, nullable=False),
        sa.Column("wording", sa.String(length=160), nullable=False),
        sa.Column("logo_id", Int, nullable=True),
        sa.Column("changed_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_certificate_look_agency_id")),
        sa.ForeignKeyConstraint(["logo_id"], ["certificate_logo.id"], name=op.f("fk_certificate_look_logo_id")),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_certificate_look")),
    )


def create_corrections() -> None:
    op.create_table(
        "certificate_correction",
        sa.Column("id", Int, nullable=False),
        sa.Column("certificate_id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("field", sa.String(length=10), nullable=False),
        sa.Column("wanted", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("answered_at", Moment, nullable=True),
        sa.Column("answered_by_id", Int, nullable=True),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("reissued_id", Int, nullable=True),
        sa.CheckConstraint("field IN ('name','position','unit','other')", name=op.f("ck_certificate_correction_field")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_correction_certificate_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_certificate_correction_person_id")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_certificate_correction_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["reissued_id"], ["certificate.id"], name=op.f("fk_certificate_correction_reissued_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_correction")),
    )
    op.create_index(
        "uq_certificate_correction_open",
        "certificate_correction",
        ["certificate_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(op.f("ix_certificate_correction_person_id"), "certificate_correction", ["person_id"])


def create_siasn_marks() -> None:
    op.create_table(
        "siasn_mark",
        sa.Column("id", Int, nullable=False),
        sa.Column("certificate_id", Int, nullable=False),
        sa.Column("marked_at", Moment, nullable=False),
        sa.Column("marked_by_id", Int, nullable=True),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_siasn_mark_certificate_id")),
        sa.ForeignKeyConstraint(["marked_by_id"], ["person.id"], name=op.f("fk_siasn_mark_marked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_siasn_mark")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_siasn_mark_certificate_id")),
    )
    op.create_index(op.f("ix_siasn_mark_marked_at"), "siasn_mark", ["marked_at"])


def create_jp_withdrawals() -> None:
    op.create_table(
        "jp_withdrawal",
        sa.Column("id", Int, nullable=False),
        sa.Column("entry_id", Int, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("withdrawn_by_id", Int, nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["jp_entry.id"], name=op.f("fk_jp_withdrawal_entry_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["person.id"], name=op.f("fk_jp_withdrawal_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jp_withdrawal")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_jp_withdrawal_entry_id")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER jp_withdrawal_no_{deed.lower()} BEFORE {deed} ON jp_withdrawal "
                "BEGIN SELECT RAISE(ABORT, 'jp_withdrawal is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER jp_withdrawal_append_only BEFORE UPDATE OR DELETE ON jp_withdrawal "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER jp_withdrawal_no_truncate BEFORE TRUNCATE ON jp_withdrawal "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
