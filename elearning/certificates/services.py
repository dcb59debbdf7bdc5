"""Writes of certificates: issue with a gap-free number and an unguessable check code, once per completion."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from elearning.accounts.models import Person
from elearning.catalog.models import CourseRevision
from elearning.catalog.outline import Outline
from elearning.certificates.looks import issuing
from elearning.certificates.models import Certificate, CertificateDocument, CertificateEvent, CertificateSequence
from elearning.certificates.rendering import Rendering
from elearning.certificates.snapshot import Achievement, holder_of, take_snapshot
from elearning.certificates.snapshot_values import Snapshot
from elearning.competency.queries import CourseLevel
from elearning.core import clock
from elearning.core.upsert import insert
from elearning.domain.certificates import CODE_BITS, check_code, format_number, issue_year
from elearning.domain.certification import IssuingAgencyMissingError, issuing_agency
from elearning.extensions import db
from elearning.organization.models import Agency
from elearning.progress.models import CourseCompletion


def issue(
    completion: CourseCompletion, outline: Outline, levels: Sequence[CourseLevel], *, now: datetime
) -> Certificate | None:
    """Issue the certificate of a completion; None when the course issues none or no agency can (`queries.mine` says
    which).

    The number is taken by one statement that locks the agency's sequence until the transaction ends: a rollback gives
    it back, so numbers have no gaps. The unique key on the completion refuses a second certificate.
    """
    revision = db.session.get_one(CourseRevision, completion.revision_id)
    issuer, own = _agencies(completion, revision)
    if issuer is None or not revision.certificate.get("issue"):
        return None
    finished_on = clock.local_date(completion.completed_at, issuer.time_zone)
    holder = holder_of(db.session.get_one(Person, completion.person_id), own, finished_on)
    achieved = Achievement(completion, revision, outline, levels)
    snapshot = take_snapshot(achieved, holder, issuing(issuer, now=now), issued_at=now)
    sequence = _next_number(issuer.id, issue_year(now, ZoneInfo(issuer.time_zone)))
    bits = secrets.randbits(CODE_BITS)
    certificate = Certificate(**certificate_values(completion, snapshot, issuer, (sequence, bits), now=now))
    db.session.add(certificate)
    db.session.flush()
    db.session.add(CertificateEvent(certificate_id=certificate.id, kind="issued", at=now))
    return certificate


def certificate_values(
    completion: CourseCompletion, snapshot: Snapshot, issuer: Agency, drawn: tuple[int, int], *, now: datetime
) -> dict[str, Any]:
    """The columns of a first issue. `drawn`: its number among those of agency and year, the random bits of its code."""
    sequence, bits = drawn
    year = issue_year(now, ZoneInfo(issuer.time_zone))
    return {
        "person_id": completion.person_id,
        "course_id": completion.course_id,
        "course_revision_id": completion.revision_id,
        "completion_id": completion.id,
        "agency_id": issuer.id,
        "year": year,
        "sequence": sequence,
        "number": format_number(sequence, snapshot["course_code"], issuer.code, year),
        "check_code": check_code(bits),
        "snapshot": dict(snapshot),
        "issued_at": now,
    }


def _agencies(completion: CourseCompletion, revision: CourseRevision) -> tuple[Agency | None, Agency | None]:
    """The agency that issues (the one the course names where it exists here, else the learner's own) and their own."""
    query = select(Agency).where(or_(Agency.code == revision.agency_code, Agency.id == completion.agency_id))
    known = {agency.code: agency for agency in db.session.scalars(query)}
    own = next((agency for agency in known.values() if agency.id == completion.agency_id), None)
    try:
        return known[issuing_agency(revision.agency_code, known, own.code if own else None)], own
    except IssuingAgencyMissingError:
        return None, None


def _next_number(agency_id: int, year: int) -> int:
    statement = insert(CertificateSequence).values(agency_id=agency_id, year=year, last_number=1)
    counted = statement.on_conflict_do_update(
        index_elements=["agency_id", "year"], set_={"last_number": CertificateSequence.last_number + 1}
    )
    number: int = db.session.execute(counted.returning(CertificateSequence.last_number)).scalar_one()
    return number


def keep_document(certificate: Certificate, rendering: Rendering, *, now: datetime) -> bool:
    """Keep the first rendering for ever; False when another request was first, whose bytes then stand."""
    statement = insert(CertificateDocument).values(
        certificate_id=certificate.id,
        sha256=rendering.sha256,
        template_version=rendering.template_version,
        rendered_at=now,
        pdf=rendering.pdf,
    )
    kept = statement.on_conflict_do_nothing(index_elements=["certificate_id"])
    return db.session.scalar(kept.returning(CertificateDocument.certificate_id)) is not None
