"""A site to measure: the real courses, some demo people, a supervisor of a thousand, and eight sessions that are signed in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Flask, session
from flask_migrate import upgrade
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import insert, select

from config import PROJECT_DIR, Settings
from elearning import create_app
from elearning.accounts.models import Person
from elearning.accounts.services import NewPerson, create_person
from elearning.accounts.viewer import begin_session
from elearning.authoring.services import sync_courses
from elearning.catalog.models import Course
from elearning.catalog.outline import Outline
from elearning.catalog.queries import outlines_of
from elearning.catalog.services import enrol
from elearning.certificates.models import Certificate, CertificateDocument
from elearning.content.checks import surroundings
from elearning.content.loader import course_folders
from elearning.core import clock
from elearning.core.permissions import Role
from elearning.demo.stage import ROLE_ACCOUNT_PASSWORD, seed_demo
from elearning.extensions import db
from elearning.organization.models import SupervisorLink
from elearning.outcomes import Result, ResultKind, record_result
from elearning.quizzes.queries import attempt_of, questions_of
from elearning.quizzes.services import Start, start_attempt

SESSIONS = 8
TEAM = 1_000
SLUG = "komunikasi-publik"
PEOPLE = 90
SECRET = "benchmark only 0123456789 abcdefghijklm"  # noqa: S105


@dataclass(frozen=True)
class Visitor:
    """A signed-in browser: its cookie and its form token."""

    cookie: str
    token: str


@dataclass(frozen=True)
class Site:
    """What requests are made of."""

    settings: Settings
    learners: Sequence[Visitor]
    attempts: Sequence[tuple[int, str]]
    supervisor: Visitor
    small_supervisor: Visitor
    stranger: Visitor
    holders: Sequence[tuple[Visitor, int]]
    rendered: tuple[Visitor, int]
    check_code: str
    lesson: str


def prepare(folder: Path) -> Site:
    """Make everything in an empty folder."""
    settings = Settings(
        instance_dir=folder,
        database_url=f"sqlite:///{folder / 'pelita.sqlite'}",
        secret_key=SECRET,
        public_url="http://localhost",
        log_level="WARNING",
    )
    app = create_app(settings)
    with app.app_context():
        upgrade()
        _courses(settings)
        seed_demo(now=clock.now(), size=PEOPLE, told=lambda _done, _all: None)
        db.session.commit()
        course = db.session.scalars(select(Course).where(Course.slug == SLUG)).one()
        outline = outlines_of([course.current_revision_id or 0])[course.current_revision_id or 0]
        people = _learners(outline)
        attempts = [_attempt(person, outline) for person in people]
        supervisor = _supervisor_of_many(outline)
        db.session.commit()
        site = _site(app, settings, outline, (people, attempts, supervisor))
        db.engine.dispose()
    return site


def lesson_key(outline: Outline) -> str:
    """A lesson of usual length."""
    lessons = sorted((step for step in outline.steps if step.kind == "lesson"), key=lambda step: step.transfer_bytes)
    return lessons[len(lessons) // 2].key


def _courses(settings: Settings) -> None:
    now = clock.now()
    around = surroundings(settings.courses_dir, now.date())
    report = sync_courses(course_folders(settings.courses_dir), around, move_learners=False, now=now)
    if report.is_refused:
        raise RuntimeError(f"courses/ has errors: {report.problems[0].message}")
    db.session.commit()


def _learners(outline: Outline) -> list[Person]:
    """Eight people who have read the first half of the course."""
    agency_id = _account("learner").agency_id
    people = []
    for number in range(SESSIONS):
        new = NewPerson(name=f"Ukur {number}", email=f"ukur{number}@pelita.example", agency_id=agency_id)
        person = create_person(new, actor_id=None, now=clock.now())
        enrol(person.id, outline.course_id, outline.revision_id, now=clock.now())
        lessons = [step for step in outline.steps if step.kind == "lesson"]
        for step in lessons:
            kind = ResultKind.MARKED if step.completion == "marked" else ResultKind.VIEWED
            result = Result(person_id=person.id, course_id=outline.course_id, activity_key=step.key, kind=kind)
            record_result(result, now=clock.now())
        people.append(person)
    return people


def _attempt(person: Person, outline: Outline) -> tuple[int, str]:
    """An open attempt, its first slot with a choice, and that choice: id and the JSON of its field."""
    quiz = next(step for step in outline.steps if step.kind == "quiz")
    attempt_id = start_attempt(Start(person_id=person.id, slug=outline.slug, key=quiz.key), now=clock.now())
    found = attempt_of(person.id, attempt_id)
    if found is None:
        raise LookupError("an attempt that was just begun is not there")
    questions = questions_of({slot.version_id for slot in found.layout})
    slot, layout = next(
        (number, slot) for number, slot in enumerate(found.layout, start=1) if questions[slot.version_id].options
    )
    return attempt_id, f"{slot}:{layout.order[0]}"


def _supervisor_of_many(outline: Outline) -> Person:
    """Somebody with a thousand people, written straight into the tables: what is measured is reading them."""
    agency_id, now = _account("learner").agency_id, clock.now()
    new = NewPerson(
        name="Ukur Atasan",
        email="ukur.atasan@pelita.example",
        agency_id=agency_id,
        roles=(Role.LEARNER, Role.SUPERVISOR),
    )
    supervisor = create_person(new, actor_id=None, now=now)
    rows = [{"name": f"Contoh {n:04d}", "agency_id": agency_id, "reading": {}, "created_at": now} for n in range(TEAM)]
    ids = list(db.session.scalars(insert(Person).returning(Person.id), rows))
    links = [{"person_id": each, "supervisor_id": supervisor.id, "starts_on": date(2024, 1, 1)} for each in ids]
    db.session.execute(insert(SupervisorLink), links)
    for each in ids:
        enrol(each, outline.course_id, outline.revision_id, now=now)
    return supervisor


def _site(
    app: Flask, settings: Settings, outline: Outline, who: tuple[list[Person], list[tuple[int, str]], Person]
) -> Site:
    people, attempts, supervisor = who
    learner = _account("learner")
    certificates = db.session.execute(
        select(Certificate, Person).join(Person, Person.id == Certificate.person_id).where(Person.id != learner.id)
    ).all()
    own = db.session.scalars(select(Certificate).where(Certificate.person_id == learner.id)).one()
    if db.session.scalar(select(CertificateDocument.certificate_id)) is not None:
        raise LookupError("no certificate of a new site is rendered yet")
    return Site(
        settings=settings,
        learners=[signed_in(app, person) for person in people],
        attempts=attempts,
        supervisor=signed_in(app, supervisor),
        small_supervisor=signed_in(app, _account("supervisor")),
        stranger=signed_in(app, None),
        holders=[(signed_in(app, person), certificate.id) for certificate, person in certificates],
        rendered=(signed_in(app, learner), own.id),
        check_code=own.check_code,
        lesson=f"/kursus/{outline.slug}/langkah/{lesson_key(outline)}",
    )


def _account(role: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == f"{role}@pelita.example")).one()


def signed_in(app: Flask, person: Person | None) -> Visitor:
    """A browser with a form token, signed in where a person is given."""
    with app.test_request_context():
        if person is not None:
            begin_session(person, now=clock.now())
            db.session.commit()
        session["csrf_token"] = secret = secrets.token_hex(20)
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookie = serializer.dumps(dict(session))
    token = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(secret)
    return Visitor(f"{app.config['SESSION_COOKIE_NAME']}={cookie}", str(token))


def sign_in_body(visitor: Visitor) -> dict[str, str]:
    """The sign-in form as somebody fills it in."""
    return {
        "csrf_token": visitor.token,
        "identifier": "learner@pelita.example",
        "password": ROLE_ACCOUNT_PASSWORD,
    }


def environment(site: Site) -> dict[str, str]:
    """The settings of the server that shows the site."""
    return {
        "PELITA_ENV": "development",
        "DEMO": "0",
        "INSTANCE_DIR": str(site.settings.instance_dir),
        "DATABASE_URL": site.settings.database_url,
        "SECRET_KEY": SECRET,
        "COURSES_DIR": str(PROJECT_DIR / "courses"),
        "TRUSTED_PROXIES": "1",
    }
