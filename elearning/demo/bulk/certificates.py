"""Certificates of completed courses, once all are known: numbered in the order of time in each agency and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from random import Random

from elearning.certificates.models import Certificate, CertificateEvent, CertificateSequence
from elearning.certificates.services import certificate_values
from elearning.certificates.snapshot import Achievement, Holder, take_snapshot
from elearning.core.clock import local_date
from elearning.demo.bulk.learner import ToCertify
from elearning.demo.bulk.people import place_on
from elearning.demo.bulk.sheaf import Sheaf
from elearning.demo.bulk.world import Authority, CourseWords, World
from elearning.demo.crowd import Member
from elearning.demo.lives import Lives
from elearning.domain.certificates import CODE_BITS, issue_year
from elearning.domain.certification import IssuingAgencyMissingError, issuing_agency
from elearning.domain.names import full_name
from elearning.notifications.models import Notice
from elearning.notifications.services import notice_values
from elearning.outcomes import completion_news
from elearning.progress.models import CourseCompletion
from elearning.progress.services import completion_values

AT_ONCE = 2_000


def issue_all(waiting: Sequence[ToCertify], world: World, lives: Lives, sheaf: Sheaf) -> Iterator[Sheaf]:
    """Issue what was earned; nobody whose course no agency can certify gets one. Hands the sheaf over to be emptied."""
    codes = Random(f"codes:{world.crowd.seed}")
    last: defaultdict[tuple[int, int], int] = defaultdict(int)
    for place, each in enumerate(sorted(waiting, key=lambda one: (one.completed_at, one.number)), start=1):
        member, course = world.crowd.member(each.number), world.courses[each.slug]
        own = world.authorities[member.agency] if member.agency is not None else None
        issuer = _issuer(course, world, own)
        number = None
        if issuer is not None:
            key = (issuer.agency.id, issue_year(each.completed_at, issuer.zone))
            last[key] += 1
            earned = _Earned(each, member, course, own)
            number = earned.issue(issuer, (last[key], codes.getrandbits(CODE_BITS)), world, lives, sheaf)
        news = completion_news(course.outline.course_id, course.revision.title, number)
        notice = notice_values(world.id_of(each.number), news, now=each.completed_at)
        sheaf.add(Notice, notice | {"read_at": each.read_at})
        if place % AT_ONCE == 0:
            yield sheaf
    for (agency_id, year), highest in sorted(last.items()):
        sheaf.add(CertificateSequence, {"agency_id": agency_id, "year": year, "last_number": highest})
    yield sheaf


class _Earned:
    """A completed course of one person."""

    def __init__(self, waiting: ToCertify, member: Member, course: CourseWords, own: Authority | None) -> None:
        self._waiting, self._member, self._course, self._own = waiting, member, course, own

    def issue(self, issuer: Authority, drawn: tuple[int, int], world: World, lives: Lives, sheaf: Sheaf) -> str:
        """Write the certificate; its number."""
        at, outline = self._waiting.completed_at, self._course.outline
        agency_id = self._own.agency.id if self._own else None
        person_id = world.id_of(self._waiting.number)
        facts = completion_values(person_id, outline, agency_id=agency_id, started_at=self._waiting.started_at, now=at)
        completion = CourseCompletion(id=self._waiting.completion_id, **facts)
        achieved = Achievement(completion, self._course.revision, outline, self._course.levels)
        today = local_date(at, issuer.agency.time_zone)
        holder = self._holder(issuer.agency.time_zone, lives)
        snapshot = take_snapshot(achieved, holder, issuer.issuer_on(today), issued_at=at)
        values = certificate_values(completion, snapshot, issuer.agency, drawn, now=at)
        identity = sheaf.add(Certificate, values)
        sheaf.add(CertificateEvent, {"certificate_id": identity, "kind": "issued", "at": at})
        return str(values["number"])

    def _holder(self, zone: str, lives: Lives) -> Holder:
        member = self._member
        day = local_date(self._waiting.completed_at, zone)
        position, path = place_on(member, lives.service(member), day, lives.crowd.zone_of(member))
        return Holder(
            name=full_name(member.name, member.title_before, member.title_after),
            nip=member.nip or "",
            position=position,
            unit_path=path,
            agency=self._own.agency.name if self._own else "",
        )


def _issuer(course: CourseWords, world: World, own: Authority | None) -> Authority | None:
    known = {authority.agency.code: authority for authority in world.authorities}
    try:
        return known[issuing_agency(course.revision.agency_code, known, own.agency.code if own else None)]
    except IssuingAgencyMissingError:
        return None
