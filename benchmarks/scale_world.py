"""Who asks on a site of any size, and what they speak of: found in its data so that every size is asked the same thing.

Typical means the same at every size: a learner of three courses, a supervisor of some twenty people, the agency of
middle size. Besides, a few people of its own are made for what can be done only once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select

from benchmarks.site import Visitor, lesson_key, signed_in
from elearning.accounts.models import Person, RoleGrant, SignInSession
from elearning.accounts.services import NewPerson, create_person
from elearning.accounts.services.credentials import LinkPurpose, create_link
from elearning.catalog.models import Assignment, Course, Enrolment, RevisionModule
from elearning.catalog.outline import Outline
from elearning.catalog.queries import outlines_of
from elearning.catalog.services import enrol
from elearning.certificates.corrections import CorrectionField, NewRequest, ask, requests_about
from elearning.certificates.models import Certificate
from elearning.competency.level_imports import keep_level_import
from elearning.competency.models import Evidence
from elearning.core import clock
from elearning.core.permissions import Role
from elearning.core.site_changes import SiteSettingChange
from elearning.extensions import db
from elearning.notifications.models import Notice
from elearning.organization.import_batches import Upload, keep_import
from elearning.organization.models import Agency, Position, PositionHolding, Signatory, SupervisorLink, Unit
from elearning.outcomes import Result, ResultKind, record_result
from elearning.quizzes.models import Attempt
from elearning.quizzes.queries import attempt_of, questions_of
from elearning.quizzes.services import Start, start_attempt

SLUG = "komunikasi-publik"
TEAM_SIZE = 20
DOERS = 30
"""People made for each deed that one person can do only once."""


@dataclass(frozen=True)
class World:
    """Signed-in browsers by what they are, values by the names of addresses, and who does the deeds."""

    visitors: dict[str, Visitor]
    values: dict[str, Any]
    markers: Sequence[Visitor]
    finishers: Sequence[tuple[Visitor, int]]
    unassigned: Sequence[int]


def make_world(app: Flask) -> World:
    """Look around and add what is missing; commits."""
    with app.app_context():
        _let_everybody_have_been_here()
        outline = _outline()
        people, values = _found(outline)
        taker, *finishers = [_taker(outline) for _ in range(DOERS + 1)]
        chief, unassigned = _team_of_newcomers()
        markers = [_reader(outline, has_read=False) for _ in range(DOERS)]
        people |= {"taker": taker[0], "assigner": chief}
        values["newcomer"] = unassigned[0]
        values |= _quiz_values(taker, outline) | _office_values(people, values)
        db.session.commit()
        return World(
            visitors={who: signed_in(app, person) for who, person in people.items()} | {"": signed_in(app, None)},
            values=values,
            markers=[signed_in(app, person) for person in markers],
            finishers=[(signed_in(app, person), attempt_id) for person, attempt_id in finishers],
            unassigned=unassigned,
        )


def _let_everybody_have_been_here() -> None:
    """A session long gone of every person: the seed lets nobody sign in, and lists are sorted by it."""
    if db.session.scalar(select(SignInSession.id).where(SignInSession.token_hash.like("seen-%")).limit(1)):
        return
    last = clock.now() - timedelta(days=40)
    ids = db.session.scalars(select(Person.id)).all()
    seen = [
        {
            "person_id": each,
            "token_hash": f"seen-{each}",
            "device": "Peramban contoh",
            "created_at": last - timedelta(minutes=each),
            "last_seen_at": last - timedelta(minutes=each),
            "expires_at": last,
        }
        for each in ids
    ]
    db.session.execute(insert(SignInSession), seen)


def _outline() -> Outline:
    revision = db.session.scalars(select(Course.current_revision_id).where(Course.slug == SLUG)).one()
    return outlines_of([revision or 0])[revision or 0]


def _found(outline: Outline) -> tuple[dict[str, Person], dict[str, Any]]:
    """The people who look, and what they look at."""
    agency = _middle_agency()
    supervisor, evidence = _supervisor()
    learner = _learner(outline)
    certificate = db.session.scalars(select(Certificate).where(Certificate.person_id == learner.id)).first()
    of_agency = db.session.scalars(select(Certificate).where(Certificate.agency_id == agency.id).limit(1)).one()
    people = {
        "learner": learner,
        "supervisor": supervisor,
        "head": _head(agency),
        "officer": _holder(Role.TRAINING_OFFICER, agency.id),
        "administrator": _holder(Role.ADMINISTRATOR, agency.id),
        "site_officer": _holder(Role.TRAINING_OFFICER, None),
        "site_administrator": _holder(Role.ADMINISTRATOR, None),
    }
    values: dict[str, Any] = {
        "slug": SLUG,
        "lesson": lesson_key(outline),
        "agency": agency,
        "own_certificate": certificate.id if certificate else 0,
        "certificate": of_agency.id,
        "check_code": of_agency.check_code,
        "evidence": evidence.id,
        "member": evidence.person_id,
        "assignment": _assignment_under(supervisor),
        "notice": db.session.scalars(select(Notice.id).where(Notice.person_id == learner.id).limit(1)).one(),
        "finished": db.session.scalars(_finished_attempts(learner.id)).first(),
        "participant": _participant(outline, agency),
    }
    return people, values


def _middle_agency() -> Agency:
    sizes = db.session.execute(
        select(Person.agency_id, func.count().label("people"))
        .where(Person.agency_id.is_not(None))
        .group_by(Person.agency_id)
        .order_by("people")
    ).all()
    return db.session.get_one(Agency, sizes[(len(sizes) - 1) // 2].agency_id)


def _supervisor() -> tuple[Person, Evidence]:
    """Whoever leads nearly `TEAM_SIZE` people, all of them directly, and has confirmed a level of one; that word."""
    today = clock.now().date()
    stands = (SupervisorLink.starts_on <= today, SupervisorLink.ends_on.is_(None), SupervisorLink.kind == "permanent")
    leaders = select(SupervisorLink.supervisor_id)
    teams = (
        select(SupervisorLink.supervisor_id)
        .where(*stands)
        .group_by(SupervisorLink.supervisor_id)
        .having(func.max(SupervisorLink.person_id.in_(leaders).cast(db.Integer)) == 0)
        .order_by(func.abs(func.count() - TEAM_SIZE), SupervisorLink.supervisor_id)
    )
    for supervisor_id in db.session.scalars(teams):
        words = (
            select(Evidence)
            .join(SupervisorLink, SupervisorLink.person_id == Evidence.person_id)
            .where(*stands, SupervisorLink.supervisor_id == supervisor_id, Evidence.confirmed_by_id == supervisor_id)
        )
        word, person = db.session.scalars(words.limit(1)).first(), db.session.get_one(Person, supervisor_id)
        if word is not None and _assignment_under(person):
            return person, word
    raise LookupError("no supervisor of this site has confirmed a level and assigned a course")


def _assignment_under(supervisor: Person) -> int | None:
    query = (
        select(Assignment.id)
        .join(SupervisorLink, SupervisorLink.person_id == Assignment.person_id)
        .where(
            SupervisorLink.supervisor_id == supervisor.id,
            SupervisorLink.ends_on.is_(None),
            Assignment.cancelled_at.is_(None),
        )
    )
    return db.session.scalars(query.limit(1)).first()


def _learner(outline: Outline) -> Person:
    """A certificate, three courses followed, no role beside."""
    several = (
        select(Certificate.person_id)
        .join(Enrolment, Enrolment.person_id == Certificate.person_id)
        .join(Attempt, Attempt.person_id == Certificate.person_id)
        .join(Notice, Notice.person_id == Certificate.person_id)
        .where(Certificate.person_id.not_in(select(RoleGrant.person_id).where(RoleGrant.role != Role.LEARNER.value)))
        .group_by(Certificate.person_id)
        .having(func.count(Certificate.id.distinct()) == 1, func.count(Enrolment.id.distinct()) == 3)
        .order_by(Certificate.person_id)
    )
    within = select(Enrolment.person_id).where(Enrolment.course_id == outline.course_id, Enrolment.left_at.is_(None))
    for person_id in db.session.scalars(several.where(Certificate.person_id.in_(within))):
        person = db.session.get_one(Person, person_id)
        if person.is_active:
            return person
    raise LookupError("nobody here follows three courses and has a certificate")


def _finished_attempts(person_id: int) -> Any:
    return select(Attempt.id).where(Attempt.person_id == person_id, Attempt.finished_at.is_not(None)).limit(1)


def _participant(outline: Outline, agency: Agency) -> int:
    query = (
        select(Enrolment.person_id)
        .join(Assignment, (Assignment.person_id == Enrolment.person_id) & (Assignment.course_id == Enrolment.course_id))
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.course_id == outline.course_id, Person.agency_id == agency.id)
        .where(Assignment.cancelled_at.is_(None))
    )
    return db.session.scalars(query.limit(1)).one()


def _head(agency: Agency) -> Person:
    """Who leads the agency: supervises in it and has nobody above."""
    led = select(SupervisorLink.person_id)
    leads = select(SupervisorLink.supervisor_id)
    query = select(Person).where(Person.agency_id == agency.id, Person.id.in_(leads), Person.id.not_in(led))
    return db.session.scalars(query.order_by(Person.id).limit(1)).one()


def _holder(role: Role, agency_id: int | None) -> Person:
    query = (
        select(Person)
        .join(RoleGrant)
        .where(RoleGrant.role == role.value, RoleGrant.agency_id.is_not_distinct_from(agency_id))
    )
    return db.session.scalars(query.order_by(Person.id).limit(1)).one()


def _newcomer(number: int = 0, agency_id: int | None = None, roles: tuple[Role, ...] = (Role.LEARNER,)) -> Person:
    agency_id = agency_id or _middle_agency().id
    new = NewPerson(name=f"Ukur {number}", agency_id=agency_id, roles=roles, email=_free_address())
    return create_person(new, actor_id=None, now=clock.now())


def _free_address() -> str:
    return f"ukur{(db.session.scalar(select(func.max(Person.id))) or 0) + 1}@ukur.example"


def _reader(outline: Outline, *, has_read: bool) -> Person:
    """Somebody who has just enrolled, or has read all lessons."""
    person = _newcomer()
    enrol(person.id, outline.course_id, outline.revision_id, now=clock.now())
    for step in outline.steps:
        if has_read and step.kind == "lesson":
            kind = ResultKind.MARKED if step.completion == "marked" else ResultKind.VIEWED
            result = Result(person_id=person.id, course_id=outline.course_id, activity_key=step.key, kind=kind)
            record_result(result, now=clock.now())
    return person


def _taker(outline: Outline) -> tuple[Person, int]:
    """Somebody with an open attempt at the first quiz."""
    person = _reader(outline, has_read=True)
    key = next(step.key for step in outline.steps if step.kind == "quiz")
    return person, start_attempt(Start(person_id=person.id, slug=outline.slug, key=key), now=clock.now())


def _team_of_newcomers() -> tuple[Person, list[int]]:
    chief = _newcomer(roles=(Role.LEARNER, Role.SUPERVISOR))
    ids = [_newcomer().id for _ in range(DOERS)]
    links = [{"person_id": each, "supervisor_id": chief.id, "starts_on": date(2024, 1, 1)} for each in ids]
    db.session.execute(insert(SupervisorLink), links)
    return chief, ids


def _quiz_values(taker: tuple[Person, int], outline: Outline) -> dict[str, Any]:
    found = attempt_of(taker[0].id, taker[1])
    if found is None:
        raise LookupError("an attempt that was just begun is not there")
    questions = questions_of({slot.version_id for slot in found.layout})
    slot, layout = next(
        (number, slot) for number, slot in enumerate(found.layout, start=1) if questions[slot.version_id].options
    )
    modules = select(RevisionModule.key).where(RevisionModule.revision_id == outline.revision_id)
    return {
        "open": taker[1],
        "slot": slot,
        "choice": layout.order[0],
        "quiz": next(step.key for step in outline.steps if step.kind == "quiz"),
        "module": db.session.scalars(modules.order_by(RevisionModule.position).limit(1)).one(),
        "marked": next(step.key for step in outline.steps if step.completion == "marked"),
    }


def _office_values(people: dict[str, Person], values: dict[str, Any]) -> dict[str, Any]:
    """What officers and administrators of the agency have on their desks."""
    agency, actor_id, now = values["agency"], people["administrator"].id, clock.now()
    held = db.session.execute(
        select(PositionHolding, SupervisorLink.id.label("link"))
        .join(Person, Person.id == PositionHolding.person_id)
        .join(SupervisorLink, SupervisorLink.person_id == Person.id)
        .where(Person.agency_id == agency.id, PositionHolding.ends_on.is_(None), SupervisorLink.ends_on.is_(None))
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == Role.SUPERVISOR.value)
        .limit(1)
    ).one()
    holding = held.PositionHolding
    certificate = db.session.get_one(Certificate, values["certificate"])
    if not requests_about(certificate.id):
        ask(certificate, NewRequest(CorrectionField.NAME, "Dr. Contoh Pemegang"), now=now)
    db.session.add(change := SiteSettingChange(at=now, name="site_motto", old_value="Lama", new_value="Baru"))
    head = "nip;nama;gelar_depan;gelar_belakang;email;unit;jabatan;nip_atasan;peran"
    lines = [f";Contoh Impor {n};;;impor{n}@ukur.example;;;;" for n in range(100)]
    batch = Upload(
        agency=agency, file_name="pegawai.csv", content="\n".join([head, *lines]).encode(), is_whole_list=False
    )
    position = db.session.get_one(Position, holding.position_id)
    levels = Upload(agency=agency, file_name="level.csv", content=f"jabatan;kode;level\n{position.name};M.3;4".encode())
    db.session.flush()
    return {
        "held": holding.person_id,
        "link": held.link,
        "position": holding.position_id,
        "unit": holding.unit_id,
        "unit_above": db.session.scalars(
            select(Unit.id).where(Unit.agency_id == agency.id, Unit.parent_id.is_(None)).limit(1)
        ).first(),
        "signatory": db.session.scalars(select(Signatory.id).where(Signatory.agency_id == agency.id).limit(1)).one(),
        "request": requests_about(certificate.id)[0].id,
        "change": change.id,
        "import": keep_import(batch, actor_id=actor_id, now=now).id,
        "level_import": keep_level_import(levels, actor_id=actor_id, now=now).id,
        "token": create_link(db.session.get_one(Person, values["member"]), LinkPurpose.RESET, now=now),
    }
