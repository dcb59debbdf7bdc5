"""What all lives share: courses with their rules, agencies with who signs, competencies; read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select

from elearning.catalog.models import CourseRevision
from elearning.catalog.outline import Outline
from elearning.catalog.queries import current_courses, outlines_of
from elearning.certificates.looks import look_of
from elearning.certificates.snapshot import Issuer
from elearning.competency.models import Competency
from elearning.competency.queries import CourseLevel, levels_of
from elearning.core.site import settings
from elearning.demo.bulk.papers import Papers
from elearning.demo.crowd import Crowd
from elearning.demo.stories import Plot
from elearning.domain.completion import CourseRules
from elearning.domain.names import full_name
from elearning.domain.signatories import Term, signing_on
from elearning.extensions import db
from elearning.organization.models import Agency, Signatory
from elearning.organization.signatories import signatories_of
from elearning.progress.evaluation import rules_of


@dataclass(frozen=True, slots=True)
class CourseWords:
    """A course at its present revision."""

    outline: Outline
    revision: CourseRevision
    rules: CourseRules
    levels: Sequence[CourseLevel]

    @property
    def certifies(self) -> bool:
        """Whether completing it gives a certificate."""
        return bool(self.revision.certificate.get("issue"))


@dataclass(frozen=True, slots=True)
class Authority:
    """An agency as certificates need it."""

    agency: Agency
    zone: ZoneInfo
    signatories: Sequence[Signatory]
    wording: str
    logo: str

    def issuer_on(self, day: date) -> Issuer:
        """Who issues on a day. Raises: LookupError when nobody is in office, which would have to be told."""
        terms = [Term(row.id, row.name, row.starts_on, row.ends_on) for row in self.signatories]
        signing = signing_on(terms, day)
        if not signing.is_in_office:
            raise LookupError(f"nobody signs for {self.agency.code} on {day}")
        signatory = next(row for row in self.signatories if row.id == signing.term.id)
        return Issuer(self.agency, signatory, self.wording, self.logo)


@dataclass(frozen=True, slots=True)
class World:
    """`positions` and `units` are ids by (agency, name or path); `first_id` is the id of person number 0."""

    crowd: Crowd
    courses: Mapping[str, CourseWords]
    authorities: Sequence[Authority]
    positions: Mapping[tuple[int, str], int]
    units: Mapping[tuple[int, str], int]
    competencies: Mapping[str, Competency]
    papers: Papers
    first_id: int
    names: dict[int, str] = field(default_factory=dict)
    default_zone: str = field(default_factory=lambda: settings().default_time_zone)

    def id_of(self, number: int) -> int:
        """The id of a person."""
        return self.first_id + number

    def name_of(self, number: int) -> str:
        """The full name of a head, who is named often."""
        if number not in self.names:
            member = self.crowd.member(number)
            self.names[number] = full_name(member.name, member.title_before, member.title_after)
        return self.names[number]


def courses() -> dict[str, CourseWords]:
    """The courses that are there, by slug."""
    entries = current_courses()
    outlines = outlines_of([entry.revision_id for entry in entries])
    query = select(CourseRevision).where(CourseRevision.id.in_(outlines))
    revisions = {revision.id: revision for revision in db.session.scalars(query)}
    return {
        entry.slug: CourseWords(
            outlines[entry.revision_id],
            revisions[entry.revision_id],
            rules_of(outlines[entry.revision_id]),
            levels_of(entry.outcomes),
        )
        for entry in entries
    }


def plots(known: Mapping[str, CourseWords]) -> list[Plot]:
    """What lives need to know of courses."""
    return [
        Plot(course.outline, course.certifies, tuple((level.code, level.level) for level in course.levels))
        for course in known.values()
    ]


def authorities(agencies: Sequence[Agency]) -> list[Authority]:
    """What certificates need of agencies."""
    return [
        Authority(agency, ZoneInfo(agency.time_zone), signatories_of(agency.id), look.wording, look.logo)
        for agency in agencies
        for look in [look_of(agency.id)]
    ]


def competencies() -> dict[str, Competency]:
    """All competencies by code."""
    return {row.code: row for row in db.session.scalars(select(Competency))}
