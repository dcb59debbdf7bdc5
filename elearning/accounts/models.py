"""Tables of people: identity, dated NIPs, roles, sign-in sessions and one-time links.

A person's id is not the NIP: a PPPK who becomes PNS receives another one, and the history stays with the person.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from elearning.core.types import JsonObject, Moment, MomentOrNone, PrimaryKey
from elearning.extensions import Model


class Person(Model):
    """Somebody who can sign in. `name` is the full name without titles; a single name is a name. `pns_orang_id`: SIASN's."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("time_multiplier_percent BETWEEN 100 AND 400", name="time_multiplier"),
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("length(name) > 0", name="name_present"),
        Index("uq_person_pns_orang_id", "pns_orang_id", unique=True),
    )

    id: Mapped[PrimaryKey]
    name: Mapped[str] = mapped_column(String(200))
    title_before: Mapped[str] = mapped_column(String(60), default="")
    title_after: Mapped[str] = mapped_column(String(100), default="")
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    contract_start: Mapped[date | None]
    time_multiplier_percent: Mapped[int] = mapped_column(default=100)
    locale: Mapped[str | None] = mapped_column(String(5))
    reading: Mapped[JsonObject] = mapped_column(default=dict)
    pns_orang_id: Mapped[str | None] = mapped_column(String(36))
    created_at: Mapped[Moment]


class PersonNip(Model):
    """A NIP and the dates it was theirs; no two people ever share one, and a person has one at a time."""

    __tablename__ = "person_nip"
    __table_args__ = (
        CheckConstraint("length(nip) = 18", name="nip_length"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="dates"),
        Index(
            "uq_person_nip_current",
            "person_id",
            unique=True,
            sqlite_where=text("valid_until IS NULL"),
            postgresql_where=text("valid_until IS NULL"),
        ),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    nip: Mapped[str] = mapped_column(String(18), unique=True)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class RoleGrant(Model):
    """A role held for one agency, or for the whole site where `agency_id` is None."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("role IN ('learner','training_officer','supervisor','administrator')", name="role"),
        CheckConstraint("agency_id IS NOT NULL OR role IN ('training_officer','administrator')", name="site_wide"),
        UniqueConstraint("person_id", "role", "agency_id"),
        Index(
            "uq_role_grant_site_wide",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("agency_id IS NULL"),
            postgresql_where=text("agency_id IS NULL"),
        ),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    granted_at: Mapped[Moment]


class SignInSession(Model):
    """A device that is signed in. Only a hash of its token is kept; the token itself lives in the signed cookie."""

    __tablename__ = "sign_in_session"

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    revoked_at: Mapped[MomentOrNone]


class OneTimeLink(Model):
    """A link that activates an account or resets a password, once; only a hash of its token is kept."""

    __tablename__ = "one_time_link"
    __table_args__ = (CheckConstraint("purpose IN ('activation','reset')", name="purpose"),)

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(12))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[MomentOrNone]
