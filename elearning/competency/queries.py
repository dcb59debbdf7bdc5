"""Reads of the competency record: what a course gives, where a person stands and why; the JP of a year beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import aliased

from elearning.accounts.models import Person
from elearning.catalog.models import Course, CourseRevision
from elearning.competency.jp_accounts import (
    JpAccount,
    jp_account,
    jp_rules,
    jp_statement,
    jp_statements_of_people,
)
from elearning.competency.models import Competency, Evidence, RequiredLevel
from elearning.core.pagination import Page, page_of
from elearning.core.site import settings
from elearning.domain import competency as rules
from elearning.domain.certification import Outcome, evidence_levels
from elearning.domain.competency import CompetencyStanding, EvidenceKind, EvidenceReason
from elearning.domain.names import full_name
from elearning.extensions import db
from elearning.organization.queries import LARGEST_ID, position_on

__all__ = [
    "CompetencyRecord",
    "ConfirmedLevel",
    "CourseLevel",
    "EvidenceLine",
    "GivenConfirmation",
    "JpAccount",
    "confirmations_by",
    "confirmed_level",
    "evidence_of",
    "jp_account",
    "jp_rules",
    "jp_statement",
    "jp_statements_of_people",
    "level_before_and_after",
    "levels_of",
    "records_of",
    "register",
    "required_records",
]


@dataclass(frozen=True, slots=True)
class CourseLevel:
    """The level up to which a course is evidence for a competency."""

    competency_id: int
    code: str
    name: str
    level: int


def levels_of(outcomes: Iterable[Mapping[str, Any]]) -> list[CourseLevel]:
    """What completing a revision with these outcomes gives, one row a competency.

    Raises:
        LookupError: a competency is not in the register (publishing a course enters them).
    """
    levels = evidence_levels([Outcome(each["competency"], int(each["level"])) for each in outcomes])
    query = select(Competency.code, Competency.id, Competency.name).where(
        Competency.code.in_([each.competency for each in levels])
    )
    known = {row.code: row for row in db.session.execute(query)}
    missing = [each.competency for each in levels if each.competency not in known]
    if missing:
        raise LookupError(f"competencies are not registered: {', '.join(missing)}")
    return [
        CourseLevel(known[each.competency].id, each.competency, known[each.competency].name, each.level)
        for each in levels
    ]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Who took a piece of evidence back, when and why."""

    at: datetime
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A piece of evidence, its part in the level, and the words behind it."""

    reason: EvidenceReason
    course_title: str
    course_code: str
    course_slug: str
    course_revision: int | None
    confirmed_by: str
    confirmed_on: date | None
    note: str
    withdrawal: Withdrawal | None

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether it is somebody's word that stands."""
        return self.reason.evidence.kind is EvidenceKind.CONFIRMATION and self.withdrawal is None


@dataclass(frozen=True, slots=True)
class CompetencyRecord:
    """A competency for one person: what the position requires (0: nothing), what is shown, and by what."""

    id: int
    code: str
    name: str
    required: int
    standing: CompetencyStanding
    lines: tuple[EvidenceLine, ...]

    @property
    def present(self) -> int:
        """The present level, 0 for none."""
        return self.standing.level

    @property
    def missing(self) -> int:
        """Levels that are missing; zero or less when the requirement is met."""
        return rules.gap(self.required, self.present)


def register() -> dict[str, Competency]:
    """All competencies by code."""
    return {row.code: row for row in db.session.scalars(select(Competency).order_by(Competency.code))}


def records_of(person_id: int, position_id: int | None, *, now: datetime) -> list[CompetencyRecord]:
    """Every competency that the position requires or the person has evidence for, by code; two statements."""
    query = (
        select(Competency.id, Competency.code, Competency.name, RequiredLevel.level)
        .outerjoin(
            RequiredLevel,
            (RequiredLevel.competency_id == Competency.id) & (RequiredLevel.position_id == position_id),
        )
        .order_by(Competency.code)
    )
    competencies = db.session.execute(query).all()
    evidence = _evidence_rows([person_id])[person_id]
    found = []
    for row in competencies:
        rows = [each for each in evidence if each.code == row.code]
        if row.level or rows:
            found.append(_record(row, rows, now))
    return found


def evidence_of(person_id: int, evidence_id: int) -> Evidence | None:
    """A piece of evidence, if it is about this person."""
    return db.session.scalar(select(Evidence).where(Evidence.id == evidence_id, Evidence.person_id == person_id))


@dataclass(frozen=True, slots=True)
class ConfirmedLevel:
    """A supervisor's word about somebody, with the names that a page about it shows."""

    evidence: Evidence
    code: str
    competency: str
    person: str
    confirmed_by: str
    is_withdrawn: bool


def confirmed_level(person_id: int, evidence_id: int, *, confirmed_by_id: int | None = None) -> ConfirmedLevel | None:
    """A confirmation about this person; with `confirmed_by_id` only if it is that supervisor's. One statement."""
    correction, author = aliased(Evidence), aliased(Person)
    names = (Person.name, Person.title_before, Person.title_after)
    query = (
        select(Evidence, Competency.code, Competency.name.label("competency"), correction.id.label("correction_id"))
        .add_columns(*names, author.name.label("by_name"), author.title_before.label("by_before"))
        .add_columns(author.title_after.label("by_after"))
        .join(Competency, Competency.id == Evidence.competency_id)
        .join(Person, Person.id == Evidence.person_id)
        .join(author, author.id == Evidence.confirmed_by_id)
        .outerjoin(correction, correction.corrects_id == Evidence.id)
        .where(Evidence.id == evidence_id, Evidence.person_id == person_id)
        .where(Evidence.source == EvidenceKind.CONFIRMATION)
    )
    if confirmed_by_id is not None:
        query = query.where(Evidence.confirmed_by_id == confirmed_by_id)
    row = db.session.execute(query).one_or_none() if evidence_id <= LARGEST_ID else None
    if row is None:
        return None
    return ConfirmedLevel(
        evidence=row.Evidence,
        code=row.code,
        competency=row.competency,
        person=_name(row),
        confirmed_by=full_name(row.by_name, row.by_before, row.by_after),
        is_withdrawn=row.correction_id is not None,
    )


@dataclass(frozen=True, slots=True)
class GivenConfirmation:
    """A line of the confirmations that one supervisor ever gave."""

    evidence_id: int
    person_id: int
    person: str
    code: str
    competency: str
    level: int
    confirmed_on: date
    is_withdrawn: bool


def confirmations_by(author_id: int, page_number: int | None) -> tuple[list[GivenConfirmation], Page]:
    """One page of what a supervisor confirmed of anybody, also of those who left the team; the newest first."""
    given = (Evidence.confirmed_by_id == author_id, Evidence.source == EvidenceKind.CONFIRMATION)
    page = page_of(page_number, db.session.scalar(select(func.count()).select_from(Evidence).where(*given)) or 0)
    correction = aliased(Evidence)
    query = (
        select(Evidence.id, Evidence.person_id, Competency.code, Competency.name.label("competency"), Evidence.level)
        .add_columns(Evidence.confirmed_on, correction.id.label("correction_id"))
        .add_columns(Person.name, Person.title_before, Person.title_after)
        .join(Competency, Competency.id == Evidence.competency_id)
        .join(Person, Person.id == Evidence.person_id)
        .outerjoin(correction, correction.corrects_id == Evidence.id)
        .where(*given)
        .order_by(Evidence.confirmed_on.desc(), Evidence.id.desc())
    )
    return [
        GivenConfirmation(
            evidence_id=row.id,
            person_id=row.person_id,
            person=_name(row),
            code=row.code,
            competency=row.competency,
            level=row.level,
            confirmed_on=row.confirmed_on,
            is_withdrawn=row.correction_id is not None,
        )
        for row in db.session.execute(query.limit(page.size).offset(page.offset))
    ], page


def level_before_and_after(found: ConfirmedLevel, *, now: datetime) -> tuple[int, int]:
    """The present level with this confirmation, and the one that is left without it; one statement."""
    person_id, cap = found.evidence.person_id, settings().competency_course_cap
    rows = [_evidence(row) for row in _evidence_rows([person_id])[person_id] if row.code == found.code]
    before = rules.standing(found.code, rows, now, site_cap=cap).level
    return before, rules.level_without(found.code, rows, found.evidence.id, now, site_cap=cap)


def required_records(person_id: int, *, on: date, now: datetime) -> list[CompetencyRecord]:
    """What the position that the person holds on a day requires, by code; one statement."""
    rows_of_all = db.session.execute(_required_rows(), {"person_id": person_id, "on": on})
    found = []
    for _, group in groupby(rows_of_all, key=lambda row: row.code):
        rows = list(group)
        required = _Required(rows[0].competency_id, rows[0].code, rows[0].competency_name, rows[0].required)
        found.append(_record(required, [row for row in rows if row.id is not None], now))
    return found


def _evidence_rows(person_ids: Collection[int]) -> dict[int, list[Row[*tuple[Any, ...]]]]:
    """Evidence of people, oldest first, with the names of course and confirming person; one statement."""
    query = (
        _with_names(select(*_EVIDENCE).select_from(Evidence).join(Competency, Competency.id == Evidence.competency_id))
        .where(Evidence.person_id.in_(person_ids))
        .order_by(Evidence.at, Evidence.id)
    )
    found: defaultdict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.person_id].append(row)
    return found


_EVIDENCE = (
    *(Evidence.id, Evidence.person_id, Evidence.level, Evidence.source, Evidence.at, Evidence.note),
    *(Evidence.corrects_id, Evidence.confirmed_on, Competency.code),
    *(Course.code.label("course_code"), Course.slug, CourseRevision.title, CourseRevision.number),
    *(Person.name, Person.title_before, Person.title_after),
)


def _with_names(evidence: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """With the names of course and confirming person, where there are such."""
    return (
        evidence.outerjoin(CourseRevision, CourseRevision.id == Evidence.revision_id)
        .outerjoin(Course, Course.id == CourseRevision.course_id)
        .outerjoin(Person, Person.id == Evidence.confirmed_by_id)
    )


@lru_cache
def _required_rows() -> Select[*tuple[Any, ...]]:
    """The statement of `required_records`, built once: home asks it every time."""
    return (
        _with_names(
            select(*_EVIDENCE, RequiredLevel.level.label("required"), Competency.id.label("competency_id"))
            .add_columns(Competency.name.label("competency_name"))
            .select_from(RequiredLevel)
            .join(Competency, Competency.id == RequiredLevel.competency_id)
            .outerjoin(
                Evidence, (Evidence.competency_id == Competency.id) & (Evidence.person_id == bindparam("person_id"))
            )
        )
        .where(RequiredLevel.position_id == position_on(bindparam("person_id"), bindparam("on")))
        .order_by(Competency.code, Evidence.at, Evidence.id)
    )


class _Required(NamedTuple):
    id: int
    code: str
    name: str
    level: int


def _record(
    competency: Row[*tuple[Any, ...]] | _Required, rows: list[Row[*tuple[Any, ...]]], now: datetime
) -> CompetencyRecord:
    by_id = {row.id: row for row in rows}
    withdrawals = {row.corrects_id: Withdrawal(row.at, _name(row), row.note) for row in rows if row.corrects_id}
    standing = rules.standing(
        competency.code, [_evidence(row) for row in rows], now, site_cap=settings().competency_course_cap
    )
    return CompetencyRecord(
        id=competency.id,
        code=competency.code,
        name=competency.name,
        required=competency.level or rules.NO_LEVEL,
        standing=standing,
        lines=tuple(
            _line(reason, by_id[reason.evidence.id], withdrawals.get(reason.evidence.id))
            for reason in reversed(standing.reasons)
        ),
    )


def _evidence(row: Row[*tuple[Any, ...]]) -> rules.Evidence:
    return rules.Evidence(
        id=row.id,
        kind=EvidenceKind(row.source),
        competency=row.code,
        level=row.level,
        recorded_at=row.at,
        source=row.course_code or _name(row),
        corrects=row.corrects_id,
    )


def _line(reason: EvidenceReason, row: Row[*tuple[Any, ...]], withdrawal: Withdrawal | None) -> EvidenceLine:
    return EvidenceLine(
        reason=reason,
        course_title=row.title or "",
        course_code=row.course_code or "",
        course_slug=row.slug or "",
        course_revision=row.number,
        confirmed_by=_name(row),
        confirmed_on=row.confirmed_on,
        note=row.note,
        withdrawal=withdrawal,
    )


def _name(row: Row[*tuple[Any, ...]]) -> str:
    return full_name(row.name, row.title_before, row.title_after) if row.name else ""
