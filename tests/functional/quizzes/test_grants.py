"""Further attempts: from the command line, within the officer's scope, recorded and told."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from elearning.core import clock as site_clock
from elearning.core.audit import AuditEntry
from elearning.core.permissions import Role
from elearning.notifications.models import Notice
from elearning.quizzes.models import AttemptGrant
from elearning.quizzes.services import Start, start_attempt, submit_attempt
from tests.factories import make_agency, make_person
from tests.quiz_factories import begin, choice_questions, make_quiz


@pytest.fixture
def made(app):
    return make_quiz(choice_questions(1), attempts=1)


@pytest.fixture
def learner(made):
    person = make_person()
    submit_attempt(person.id, begin(person, made), now=site_clock.now())
    return person


@pytest.fixture
def officer(app):
    return make_person(roles=(Role.LEARNER, Role.TRAINING_OFFICER))


def grant(runner, made, person, officer, *more: str, quiz: str = "kuis"):
    arguments = ["quizzes", "grant-attempt", made.course.slug, quiz, "--person", person.email, "--by", officer.email]
    return runner.invoke(args=[*arguments, *more])


def test_a_granted_attempt_can_be_begun_and_is_recorded_and_told(runner, db_session, made, learner, officer):
    told = grant(runner, made, learner, officer, "--extra", "2", "--reason", "Listrik padam", "--json")
    assert told.exit_code == 0, told.stderr
    assert json.loads(told.stdout) | {"grant": 0} == {"grant": 0, "person": learner.id, "quiz": "kuis", "extra": 2}
    row = db_session.scalar(select(AttemptGrant))
    assert (row.extra, row.granted_by_id, row.reason) == (2, officer.id, "Listrik padam")
    entry = db_session.scalar(select(AuditEntry).where(AuditEntry.action == "attempt.granted"))
    assert (entry.actor_id, entry.subject_id, entry.agency_id) == (officer.id, row.id, learner.agency_id)
    assert db_session.scalar(
        select(Notice.kind).where(Notice.person_id == learner.id, Notice.kind == "attempt_granted")
    )
    again = Start(person_id=learner.id, slug=made.course.slug, key="kuis")
    assert start_attempt(again, now=site_clock.now())


def test_an_officer_of_another_agency_and_a_mere_learner_grant_nothing(runner, db_session, made, learner):
    elsewhere = make_person(roles=(Role.LEARNER, Role.TRAINING_OFFICER), agency=make_agency())
    for giver in (elsewhere, make_person()):
        told = grant(runner, made, learner, giver)
        assert (told.exit_code, told.stdout) == (1, "")
        assert "di instansinya" in told.stderr
    assert db_session.scalar(select(AttemptGrant.id)) is None


def test_an_inactive_officer_grants_nothing(runner, made, learner, officer):
    officer.is_active = False
    assert grant(runner, made, learner, officer).exit_code == 1


@pytest.mark.parametrize("quiz", ["tidak-ada", "bacaan"])
def test_what_is_no_quiz_gets_no_attempts(runner, made, learner, officer, quiz):
    assert grant(runner, made, learner, officer, quiz=quiz).exit_code == 1


def test_a_quiz_without_limit_needs_no_grant(runner, learner, officer):
    told = grant(runner, make_quiz(choice_questions(1)), learner, officer)
    assert told.exit_code == 1
    assert "tanpa batas" in told.stderr


def test_bad_usage_is_told_apart_from_a_refusal(runner, made, learner, officer):
    assert grant(runner, made, learner, officer, "--extra", "0").exit_code == 2
    officer.email = "tiada@contoh.example"
    assert runner.invoke(args=["quizzes", "grant-attempt", "x", "y", "--person", "0", "--by", "0"]).exit_code == 1
    assert runner.invoke(args=["quizzes", "grant-attempt", "--help"]).exit_code == 0
