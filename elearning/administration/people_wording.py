"""Words about people and their accounts, in the reader's language, and the columns of the list as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from flask_babel import gettext

from elearning.accounts.role_names import role_name
from elearning.core import clock
from elearning.core.jinja import format_day
from elearning.core.permissions import Grant, Role
from elearning.core.tables_export import Cell, CellKind, Column
from elearning.organization.directory import AccountState, PersonRow

STATE_KINDS = {AccountState.ACTIVE: "done", AccountState.NEVER: "attention", AccountState.INACTIVE: "locked"}


def state_word(state: AccountState) -> str:
    """The state of an account."""
    words = {
        AccountState.ACTIVE: gettext("Aktif"),
        AccountState.NEVER: gettext("Belum pernah masuk"),
        AccountState.INACTIVE: gettext("Nonaktif"),
    }
    return str(words[state])


def roles_words(grants: Iterable[Grant], agencies: Mapping[int, str], home: str) -> str:
    """Roles beyond being a learner, each with its reach where that is not the person's own agency."""
    return ", ".join(_role_words(grant, agencies, home) for grant in grants if grant.role is not Role.LEARNER)


def _role_words(grant: Grant, agencies: Mapping[int, str], home: str) -> str:
    if grant.agency_id is None:
        return str(gettext("%(role)s (seluruh situs)", role=role_name(grant.role)))
    agency = agencies.get(grant.agency_id, "")
    if not agency or agency == home:
        return role_name(grant.role)
    return str(gettext("%(role)s (%(agency)s)", role=role_name(grant.role), agency=agency))


def kind_word(kind: str) -> str:
    """In which way somebody supervises."""
    words = {"permanent": gettext("Atasan tetap"), "plt": gettext("Plt."), "plh": gettext("Plh.")}
    return str(words[kind])


def period_words(first: date, last: date | None) -> str:
    """From when until when; the last day is included."""
    if last is None:
        return str(gettext("sejak %(date)s", date=format_day(first)))
    return str(gettext("%(start)s sampai %(end)s", start=format_day(first), end=format_day(last)))


def people_columns() -> list[Column]:
    """The head of the file."""
    return [
        Column(gettext("Nama"), width=32),
        Column(gettext("NIP"), CellKind.DIGITS, width=22),
        Column(gettext("Surel"), width=32),
        Column(gettext("Instansi"), width=32),
        Column(gettext("Unit"), width=40),
        Column(gettext("Jabatan"), width=32),
        Column(gettext("Peran"), width=28),
        Column(gettext("Keadaan"), width=20),
        Column(gettext("Terakhir masuk"), CellKind.DATE, width=16),
    ]


def people_cells(rows: Iterable[PersonRow], agencies: Mapping[int, str], zone: str) -> Iterator[list[Cell]]:
    """The lines of the file; moments as days of a zone."""
    for row in rows:
        seen = clock.local_date(row.last_seen_at, zone) if row.last_seen_at else None
        roles = roles_words(row.roles, agencies, row.agency)
        state = state_word(row.state)
        yield [row.full_name, row.nip, row.email, row.agency, row.unit, row.position, roles, state, seen]
