"""`flask demo seed`: a whole year in one transaction, once, and only where a demo is meant."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from config import Environment
from elearning.accounts.models import Person
from elearning.catalog.models import Assignment, CourseRevision, Enrolment, RevisionActivity
from elearning.certificates.models import Certificate
from elearning.competency.models import Evidence, RequiredLevel
from elearning.core import clock as site_clock
from elearning.demo.stage import Seeded, seed_demo
from elearning.extensions import db
from elearning.notifications.models import Notice
from elearning.organization.models import SupervisorLink
from elearning.organization.queries import team_of
from elearning.progress.models import CourseCompletion
from elearning.quizzes.models import Attempt
from tests.factories import make_person
from tests.support import databases
from tests.support.transactions import rolled_back

NOON = datetime(2026, 5, 14, 5, 0, tzinfo=UTC)  # where the clock of each test stands


@pytest.fixture
def demo(app, monkeypatch):
    """The application with DEMO=1."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], demo=True))
    return app


@pytest.fixture(scope="module")
def seeded_app(engine_databases, template, make_app) -> Iterator[tuple[Flask, Seeded]]:
    """A small year that three tests look at."""
    name = databases.next_name()
    app = make_app(engine_databases.copy(template, name))
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], demo=True)
    with time_machine.travel(NOON, tick=False), app.app_context():
        seeded = seed_demo(now=site_clock.now(), size=60, told=lambda _done, _total: None)
        db.session.commit()
    yield app, seeded
    with app.app_context():
        db.engine.dispose()
    engine_databases.drop(name)


@pytest.fixture
def seeded(seeded_app, clock) -> Iterator[Seeded]:
    app, seeded = seeded_app
    with rolled_back(app), app.app_context():
        yield seeded


def count(model, *conditions) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def account(role: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == f"{role}@pelita.example")).one()


def test_a_small_year_leaves_everything_that_pages_show(seeded):
    assert (seeded.agencies, seeded.people) == (2, 60)
    assert count(Person) == 60
    for model in (Enrolment, Attempt, Certificate, Evidence, RequiredLevel, Assignment, Notice):
        assert count(model) > 0, model
    assert count(SupervisorLink, SupervisorLink.kind == "plt") > 0
    assert count(Attempt, Attempt.is_passed.is_(False)) > 0


def test_nothing_happens_in_a_course_before_it_is_published(seeded):
    begun = {
        Enrolment: (Enrolment.revision_id, Enrolment.enrolled_at),
        CourseCompletion: (CourseCompletion.revision_id, CourseCompletion.started_at),
        Attempt: (RevisionActivity.revision_id, Attempt.started_at),
    }
    for model, (revision_id, moment) in begun.items():
        query = select(func.count()).select_from(model)
        if model is Attempt:
            query = query.join(RevisionActivity, RevisionActivity.id == Attempt.revision_activity_id)
        query = query.join(CourseRevision, CourseRevision.id == revision_id)
        assert db.session.scalar(query) > 0
        assert db.session.scalar(query.where(moment < CourseRevision.published_at)) == 0, model


def test_the_role_accounts_have_what_they_are_meant_to_show(seeded):
    now = site_clock.now()
    learner, supervisor = account("learner"), account("supervisor")
    assert count(Certificate, Certificate.person_id == learner.id) == 1
    assert count(Notice, Notice.person_id == learner.id, Notice.read_at.is_(None)) >= 1
    assert count(Assignment, Assignment.person_id == learner.id) >= 1
    assert learner.id in {member.person_id for member in team_of(supervisor.id, now.date())}
    assert {account("officer").agency_id, account("administrator").agency_id} == {learner.agency_id, None}
    with_password = db.session.scalars(select(Person.email).where(Person.password_hash.is_not(None))).all()
    assert len(with_password) == 4


def test_the_command_is_refused_without_demo(runner):
    result = runner.invoke(args=["demo", "seed"])
    assert result.exit_code == 1
    assert "DEMO=1" in result.stderr
    assert count(Person) == 0


def test_the_command_is_refused_in_production(app, runner, monkeypatch):
    settings = replace(app.config["SETTINGS"], environment=Environment.PRODUCTION, demo=True)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    assert runner.invoke(args=["demo", "seed"]).exit_code == 1


def test_people_who_are_there_stay_alone(demo, runner):
    make_person()
    refused = runner.invoke(args=["demo", "seed"])
    skipped = runner.invoke(args=["demo", "seed", "--if-empty", "--json"])
    assert (refused.exit_code, skipped.exit_code) == (1, 0)
    assert "Sudah ada 1 orang" in refused.stderr
    assert json.loads(skipped.stdout) == {"agencies": 0, "people": 0, "deeds": 0}
    assert count(Person) == 1
