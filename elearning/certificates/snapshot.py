"""Every certified field as it is at the moment of issue: what the document prints and the check page shows, for ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from elearning.accounts.models import Person, PersonNip
from elearning.catalog.models import CourseRevision
from elearning.catalog.outline import Outline
from elearning.certificates.snapshot_values import Snapshot, SnapshotCompetency, SnapshotModule, SnapshotPassRule
from elearning.competency.queries import CourseLevel
from elearning.core import clock
from elearning.domain.names import full_name
from elearning.extensions import db
from elearning.organization.models import Agency, Signatory
from elearning.organization.queries import affiliation_of
from elearning.progress.evaluation import pass_mark_of
from elearning.progress.models import CourseCompletion


@dataclass(frozen=True, slots=True)
class Achievement:
    """What is certified: the completion and all that its course gives."""

    completion: CourseCompletion
    revision: CourseRevision
    outline: Outline
    levels: Sequence[CourseLevel]


@dataclass(frozen=True, slots=True)
class Holder:
    """Who it is issued to, as on the last day of the course: full name, NIP in force, position, unit and own agency;
    "" for what there is not. `unit_path` is from the root on.
    """

    name: str
    nip: str
    position: str
    unit_path: str
    agency: str


@dataclass(frozen=True, slots=True)
class Issuer:
    """The agency that issues, who signs on the day of issue, and what the agency prints: a wording and a logo, or ""."""

    agency: Agency
    signatory: Signatory
    wording: str
    logo: str


def holder_of(person: Person, agency: Agency | None, on: date) -> Holder:
    """Read who somebody is on a date; `agency` is their own."""
    affiliation = affiliation_of(person.id, on)
    return Holder(
        name=full_name(person.name, person.title_before, person.title_after),
        nip=_nip(person.id, on),
        position=affiliation.position if affiliation else "",
        unit_path=affiliation.unit_path if affiliation else "",
        agency=agency.name if agency else "",
    )


def take_snapshot(achieved: Achievement, holder: Holder, issued_by: Issuer, *, issued_at: datetime) -> Snapshot:
    """All certified fields; the holder's own agency is named beside the issuing one. Reads no table."""
    issuer, signatory = issued_by.agency, issued_by.signatory
    completion, revision, outline = achieved.completion, achieved.revision, achieved.outline
    return Snapshot(
        name=holder.name,
        nip=holder.nip,
        position=holder.position,
        unit=", ".join(reversed(holder.unit_path.split("/"))),
        agency=holder.agency,
        issuer_code=issuer.code,
        issuer=issuer.name,
        issuer_office=issuer.office,
        city=issuer.city,
        signatory_name=signatory.name,
        signatory_title=signatory.title,
        signatory_nip=signatory.nip,
        course_code=outline.code,
        course_title=outline.title,
        course_revision=outline.revision_number,
        wording=str(revision.certificate.get("wording") or issued_by.wording),
        logo=issued_by.logo,
        jp_halves=outline.jp_halves,
        modules=[
            SnapshotModule(title=module.title, outcome=module.outcome, jp_halves=module.jp_halves)
            for module in outline.modules
        ],
        competencies=[SnapshotCompetency(code=each.code, name=each.name, level=each.level) for each in achieved.levels],
        pass_rule=_pass_rule(outline),
        started_on=clock.local_date(completion.started_at, issuer.time_zone).isoformat(),
        finished_on=clock.local_date(completion.completed_at, issuer.time_zone).isoformat(),
        issued_on=clock.local_date(issued_at, issuer.time_zone).isoformat(),
        time_zone=issuer.time_zone,
    )


def _nip(person_id: int, on: date) -> str:
    """The number in force on a date; one that is only dated later is better than none."""
    query = (
        select(PersonNip.nip)
        .where(PersonNip.person_id == person_id)
        .order_by((PersonNip.valid_from <= on).desc(), PersonNip.valid_from.desc())
        .limit(1)
    )
    return db.session.scalar(query) or ""


def _pass_rule(outline: Outline) -> SnapshotPassRule:
    marks = [mark for step in outline.steps if (mark := pass_mark_of(step)) is not None]
    return SnapshotPassRule(
        asks_every_step=not outline.completion,
        quizzes=len(marks),
        pass_marks=[f"{mark.normalize():f}" for mark in sorted(set(marks))],
    )
