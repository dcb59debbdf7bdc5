"""Reads of the audit log for those who may see it: filtered, newest first, in pages by key or as an endless stream.

A page goes on behind the id of the last entry instead of counting rows: the log only grows, and a million entries cost
what fifty cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from elearning.accounts.models import Person, PersonNip
from elearning.accounts.queries import normal_identifier
from elearning.administration.audit_names import Reference, names_of
from elearning.core.audit import AuditEntry
from elearning.core.day_field import parse_day
from elearning.extensions import db
from elearning.organization.models import Agency

PAGE_SIZE = 50
BATCH = 1_000
MOST_PEOPLE = 200
LONGEST_WORDS = 100
HIGHEST_ID = 2**62
_actor, _about = aliased(Person), aliased(Person)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """What the address asks for; days are inclusive, in the reader's zone. `unread` holds dates that are none."""

    words: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None
    unread: tuple[str, ...] = ()

    def parameters(self, before: int | None = None) -> dict[str, str]:
        """The parameters of the address of this list, or of its part behind an entry."""
        values = {
            "q": self.words,
            "tindakan": self.action,
            "dari": f"{self.since:%d-%m-%Y}" if self.since else "",
            "sampai": f"{self.until:%d-%m-%Y}" if self.until else "",
            "sebelum": str(before) if before else "",
        }
        return {name: value for name, value in values.items() if value}

    @property
    def is_narrowed(self) -> bool:
        """Whether some entries are left out."""
        return bool(self.words or self.action or self.since or self.until)


def read_filter(given: Mapping[str, str]) -> LogFilter:
    """The filter that an address describes."""
    typed = [given.get(name, "").strip()[:LONGEST_WORDS] for name in ("dari", "sampai")]
    since, until = (parse_day(text) for text in typed)
    before = given.get("sebelum", "")
    is_number = before.isascii() and before.isdigit() and len(before) < len(str(HIGHEST_ID))
    return LogFilter(
        words=" ".join(given.get("q", "").split())[:LONGEST_WORDS],
        action=given.get("tindakan", "")[:80],
        since=since,
        until=until,
        before=int(before) if is_number else None,
        unread=tuple(text for text, day in zip(typed, (since, until), strict=True) if text and day is None),
    )


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One deed with the names that its ids stand for; `names` are those in its details and of its subject, by place."""

    id: int
    at: datetime
    action: str
    actor: str | None
    about_id: int | None
    about: str | None
    agency: str | None
    subject_type: str
    subject_id: int | None
    detail: dict[str, Any]
    request_id: str
    names: Mapping[str, str] = field(default_factory=dict)


def log_page(wanted: LogFilter, scope: frozenset[int] | None, zone: str) -> tuple[list[LogEntry], int | None]:
    """The entries of a page and the id behind which the next one goes on, None on the last."""
    query = _filtered(wanted, scope, zone)
    rows = _rows(query, wanted.before, PAGE_SIZE + 1)
    shown = _with_names(rows[:PAGE_SIZE])
    return shown, shown[-1].id if len(rows) > PAGE_SIZE else None


def all_entries(wanted: LogFilter, scope: frozenset[int] | None, zone: str) -> Iterator[LogEntry]:
    """Every entry that the filter leaves, a thousand at a time in memory."""
    query = _filtered(wanted, scope, zone)
    before: int | None = None
    while rows := _rows(query, before, BATCH):
        yield from _with_names(rows)
        before = rows[-1].id


def _filtered(wanted: LogFilter, scope: frozenset[int] | None, zone: str) -> Select[*tuple[Any, ...]]:
    query = _ENTRIES
    if scope is not None:
        # What names no agency (a device signed out, a supervisor linked) belongs to the agency of who did it.
        own = and_(AuditEntry.agency_id.is_(None), _actor.agency_id.in_(scope))
        query = query.where(or_(AuditEntry.agency_id.in_(scope), own))
    if wanted.words:
        query = query.where(_of_people(wanted.words))
    if wanted.action:
        query = query.where(AuditEntry.action == wanted.action)
    if wanted.since:
        query = query.where(AuditEntry.at >= _midnight(wanted.since, zone))
    if wanted.until and wanted.until < date.max:
        query = query.where(AuditEntry.at < _midnight(wanted.until + timedelta(days=1), zone))
    return query


_ENTRIES = (
    select(
        AuditEntry.id,
        AuditEntry.at,
        AuditEntry.action,
        _actor.name.label("actor"),
        AuditEntry.about_id,
        _about.name.label("about"),
        Agency.name.label("agency"),
        AuditEntry.subject_type,
        AuditEntry.subject_id,
        AuditEntry.detail,
        AuditEntry.request_id,
    )
    .outerjoin(_actor, _actor.id == AuditEntry.actor_id)
    .outerjoin(_about, _about.id == AuditEntry.about_id)
    .outerjoin(Agency, Agency.id == AuditEntry.agency_id)
    .order_by(AuditEntry.id.desc())
)


def _rows(query: Select[*tuple[Any, ...]], before: int | None, limit: int) -> list[LogEntry]:
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return [LogEntry(*row) for row in db.session.execute(query.limit(limit))]


def _with_names(entries: list[LogEntry]) -> list[LogEntry]:
    references = [Reference(each.subject_type, each.subject_id, each.detail) for each in entries]
    return [replace(each, names=names) for each, names in zip(entries, names_of(references), strict=True)]


def _of_people(words: str) -> ColumnElement[bool]:
    """Entries by or about the people whom these words name: a NIP, an e-mail address, or parts of a name."""
    identifier = normal_identifier(words)
    nips = select(PersonNip.person_id).where(PersonNip.nip == identifier)
    names = [Person.name.icontains(word, autoescape=True) for word in words.split()]
    found = select(Person.id).where(or_(Person.email == identifier, Person.id.in_(nips), and_(*names)))
    people = list(db.session.scalars(found.order_by(Person.id).limit(MOST_PEOPLE)))
    return or_(AuditEntry.actor_id.in_(people), AuditEntry.about_id.in_(people))


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(max(day, date(1900, 1, 1)), time(), ZoneInfo(zone)).astimezone(UTC)
