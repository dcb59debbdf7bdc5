"""Tables of agencies, their unit trees, positions, and the dated links between people, positions and supervisors."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from elearning.core.types import Moment, MomentOrNone, PrimaryKey
from elearning.extensions import Model


class Agency(Model):
    """A government agency. `instansi_id` is its id in SIASN, where known. Who signs its certificates: `Signatory`."""

    __tablename__ = "agency"
    __table_args__ = (
        CheckConstraint("time_zone IN ('Asia/Jakarta','Asia/Makassar','Asia/Jayapura')", name="time_zone"),
    )

    id: Mapped[PrimaryKey]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    office: Mapped[str] = mapped_column(String(200), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    time_zone: Mapped[str] = mapped_column(String(40))
    instansi_id: Mapped[str | None] = mapped_column(String(36))
    created_at: Mapped[Moment]


class Signatory(Model):
    """Who signs an agency's certificates, and the days of that office (both included); an agency always has one."""

    __tablename__ = "signatory"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),
        UniqueConstraint("agency_id", "starts_on"),
    )

    id: Mapped[PrimaryKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200))
    nip: Mapped[str] = mapped_column(String(18), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    created_at: Mapped[Moment]


class Unit(Model):
    """A node of an agency's tree; `path` is the names from the root joined by "/" as imports write them.

    A closed unit stays in the history of who worked there; nobody new is put into it.
    """

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("agency_id", "path"), CheckConstraint("length(path) > 0", name="path"))

    id: Mapped[PrimaryKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(150))
    path: Mapped[str] = mapped_column(String(600))
    closed_at: Mapped[MomentOrNone]


class Position(Model):
    """A position title of an agency (jabatan), to which required competency levels belong; a retired one is given to nobody new."""

    __tablename__ = "position"
    __table_args__ = (UniqueConstraint("agency_id", "name"),)

    id: Mapped[PrimaryKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    retired_at: Mapped[MomentOrNone]


class PositionHolding(Model):
    """Who holds which position in which unit, from when until when; one at a time."""

    __tablename__ = "position_holding"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),
        Index(
            "uq_position_holding_current",
            "person_id",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class SupervisorLink(Model):
    """Who supervises whom on which dates; the last day is included. Acting heads (Plt., Plh.) have links of their
    own.
    """

    __tablename__ = "supervisor_link"
    __table_args__ = (
        CheckConstraint("kind IN ('permanent','plt','plh')", name="kind"),
        CheckConstraint("person_id <> supervisor_id", name="not_self"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),
        Index("ix_supervisor_link_team", "supervisor_id", "starts_on", "ends_on"),
        Index(
            "uq_supervisor_link_current",
            "person_id",
            unique=True,
            sqlite_where=text("ends_on IS NULL AND kind = 'permanent'"),
            postgresql_where=text("ends_on IS NULL AND kind = 'permanent'"),
        ),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    supervisor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(10), default="permanent")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(String(200))
