"""The JP ledger as people read it: the account of a year, by the rule of their service. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from elearning.accounts.models import Person, PersonNip
from elearning.catalog.models import Course
from elearning.competency.models import JpEntry, JpWithdrawal
from elearning.core.site import settings
from elearning.domain.jp import JpEntry as Entry
from elearning.domain.jp import JpLine, JpRules, JpStatement, contract_year, statement
from elearning.domain.nip import NipKind, nip_kind
from elearning.extensions import db


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """JP of one completed course: what the rule reads, and how it is called."""

    entry: Entry
    title: str
    slug: str


@dataclass(frozen=True, slots=True)
class JpAccount:
    """One year of a person. `year` is the one in which the period begins; `years` are those that can be looked at."""

    statement: JpStatement
    year: int
    years: tuple[int, ...]
    lines: tuple[tuple[JpLine, LedgerEntry], ...]


@dataclass(frozen=True, slots=True)
class _Holder:
    kind: NipKind | None
    contract_starts: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    holder: _Holder
    ledger: list[LedgerEntry]


def jp_account(person_id: int, year: int | None = None, *, today: date) -> JpAccount:
    """The account of the year that begins in `year` (the running one when none or an unknown one is given), with the
    years that can be chosen; one statement.
    """
    reading = _read([person_id])[person_id]
    holder, ledger = reading.holder, reading.ledger
    days = [today, *(each.entry.earned_on for each in ledger)]
    years = tuple(sorted({_year_of(holder, day) for day in days}, reverse=True))
    on = today if year is None or year not in years or year == _year_of(holder, today) else date(year, 12, 31)
    account = _statement(holder, ledger, on)
    titles = {each.entry.id: each for each in ledger}
    lines = tuple((line, titles[line.entry.id]) for line in reversed(account.lines))
    return JpAccount(account, _year_of(holder, on), years, lines)


def jp_statement(person_id: int, year: int | None = None, *, today: date) -> JpStatement:
    """The statement of `jp_account` alone."""
    return jp_account(person_id, year, today=today).statement


def jp_statements_of_people(person_ids: Collection[int], *, today: date) -> dict[int, JpStatement]:
    """The running year of several people; one statement however many they are."""
    return {
        person_id: _statement(reading.holder, reading.ledger, today) for person_id, reading in _read(person_ids).items()
    }


def jp_rules() -> JpRules:
    """Floor and ceiling as this site has set them."""
    site = settings()
    return JpRules(floor_halves=site.jp_floor_pns * 2, ceiling_halves=site.jp_ceiling_pppk * 2)


def _statement(holder: _Holder, ledger: Iterable[LedgerEntry], on: date) -> JpStatement:
    return statement([each.entry for each in ledger], holder.kind, on, holder.contract_starts, jp_rules())


def _year_of(holder: _Holder, day: date) -> int:
    """The year that an account is called by: the one in which its period begins."""
    period = contract_year(holder.contract_starts, day) if holder.kind is NipKind.PPPK else None
    return period.first.year if period else day.year


# Built once: home asks it every time.
_ACCOUNTS = (
    select(*(Person.id, Person.contract_start, PersonNip.nip, Course.code, Course.slug))
    .add_columns(*(JpEntry.id.label("entry_id"), JpEntry.jp_halves, JpEntry.earned_on, JpEntry.title))
    .outerjoin(PersonNip, (PersonNip.person_id == Person.id) & PersonNip.valid_until.is_(None))
    .outerjoin(JpEntry, (JpEntry.person_id == Person.id) & JpEntry.id.not_in(select(JpWithdrawal.entry_id)))
    .outerjoin(Course, Course.id == JpEntry.course_id)
    .where(Person.id.in_(bindparam("person_ids", expanding=True)))
    .order_by(JpEntry.earned_on, JpEntry.id)
)


def _read(person_ids: Collection[int]) -> dict[int, _Reading]:
    """Service and entries of people, one statement: home has none to spare."""
    found: dict[int, _Reading] = {}
    for row in db.session.execute(_ACCOUNTS, {"person_ids": list(person_ids)}):
        starts = (row.contract_start,) if row.contract_start else ()
        reading = found.setdefault(row.id, _Reading(_Holder(nip_kind(row.nip or ""), starts), []))
        if row.entry_id is not None:
            entry = Entry(row.entry_id, row.code, row.jp_halves, row.earned_on)
            reading.ledger.append(LedgerEntry(entry, row.title, row.slug))
    return found
