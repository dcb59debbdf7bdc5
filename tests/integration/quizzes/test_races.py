"""Two things at the same time, on real threads: a start, a sending, an answer count once, and none is lost in between."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select

from elearning.accounts.models import Person
from elearning.core import clock as site_clock
from elearning.core.permissions import Grant, Role
from elearning.domain.attempts import AttemptClosedError
from elearning.domain.schedule import NETWORK_ALLOWANCE, AttemptEndedError
from elearning.extensions import db
from elearning.progress.models import ActivityProgress, CourseCompletion
from elearning.quizzes import queries
from elearning.quizzes.errors import NewerAnswerSavedError
from elearning.quizzes.jobs import close_due_attempts
from elearning.quizzes.models import Attempt, AttemptExtension, Response
from elearning.quizzes.services import MoreTime, Start, extend_attempt, save_answer, start_attempt, submit_attempt
from elearning.quizzes.values import GivenAnswer
from tests.factories import make_person
from tests.quiz_factories import begin, choice_questions, enrol, make_quiz

pytestmark = pytest.mark.real_transactions
THREADS = 8


@pytest.fixture
def at_once(app) -> Callable[..., list[Any]]:
    """Runs functions at the same moment, each in a thread and transaction of its own; returns what they return."""

    def at_once(*deeds: Callable[[], Any]) -> list[Any]:
        barrier = Barrier(len(deeds))

        def run(deed: Callable[[], Any]) -> Any:
            with app.app_context():
                barrier.wait()
                found = deed()
                db.session.commit()
                return found

        with ThreadPoolExecutor(len(deeds)) as pool:
            return list(pool.map(run, deeds))

    return at_once


@pytest.fixture
def arranged(app):
    """A person enrolled at a quiz of four questions, as plain ids that every thread may use."""
    with app.app_context():
        person, made = make_person(), make_quiz(choice_questions(4), attempts=2)
        enrol(person, made)
        db.session.commit()
        return person.id, made.course.slug, made.course.id


def save(person_id: int, attempt_id: int, slot: int, choice: str, sequence: int) -> str:
    attempt = queries.attempt_for_saving(person_id, attempt_id)
    given = GivenAnswer({f"q{slot}": [choice]}, is_flagged=False)
    try:
        save_answer(attempt, slot, given, sequence, now=site_clock.now())
    except (AttemptClosedError, NewerAnswerSavedError) as error:
        db.session.rollback()
        return error.code
    return "saved"


def test_many_starts_begin_one_attempt(app, arranged, at_once):
    person_id, slug, _ = arranged
    start = Start(person_id=person_id, slug=slug, key="kuis")
    found = at_once(*[lambda: start_attempt(start, now=site_clock.now())] * THREADS)
    assert len(set(found)) == 1
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_many_sendings_count_once(app, arranged, at_once):
    person_id, slug, course_id = arranged
    with app.app_context():
        attempt_id = start_attempt(Start(person_id=person_id, slug=slug, key="kuis"), now=site_clock.now())
        for slot in range(1, 5):
            save(person_id, attempt_id, slot, "a", 1)
        db.session.commit()
    found = at_once(*[lambda: submit_attempt(person_id, attempt_id, now=site_clock.now())] * THREADS)
    assert sorted(found) == [False] * (THREADS - 1) + [True]
    with app.app_context():
        assert db.session.scalar(select(ActivityProgress.finished_attempts)) == 1
        assert db.session.scalar(select(func.count()).select_from(CourseCompletion)) == 1


def test_an_answer_confirmed_beside_a_sending_is_in_the_grade(app, arranged, at_once):
    """Whoever comes first: a saved answer is marked, or it was refused; never confirmed and left out."""
    person_id, slug, _ = arranged
    with app.app_context():
        attempt_id = start_attempt(Start(person_id=person_id, slug=slug, key="kuis"), now=site_clock.now())
        db.session.commit()
    told = at_once(
        *[lambda slot=slot: save(person_id, attempt_id, slot, "a", 1) for slot in range(1, 5)],
        lambda: submit_attempt(person_id, attempt_id, now=site_clock.now()),
    )[:4]
    with app.app_context():
        right = db.session.scalars(select(Response.slot).where(Response.fraction > 0)).all()
        assert sorted(right) == [slot for slot, word in enumerate(told, start=1) if word == "saved"]
        assert db.session.get_one(Attempt, attempt_id).fraction == len(right) * 2_500_000


def test_of_many_answers_to_one_question_the_newest_stays(app, arranged, at_once):
    person_id, slug, _ = arranged
    with app.app_context():
        attempt_id = start_attempt(Start(person_id=person_id, slug=slug, key="kuis"), now=site_clock.now())
        db.session.commit()
    at_once(*[lambda n=n: save(person_id, attempt_id, 1, "abc"[n % 3], n) for n in range(1, THREADS + 1)])
    with app.app_context():
        kept = queries.answers_of(attempt_id)[1]
        assert (kept.sequence, kept.answer) == (THREADS, [["", "abc"[THREADS % 3]]])


def test_starts_and_sendings_beside_one_another_end_without_a_deadlock(app, arranged, at_once):
    person_id, slug, _ = arranged
    start = Start(person_id=person_id, slug=slug, key="kuis")
    with app.app_context():
        attempt_id = start_attempt(start, now=site_clock.now())
        db.session.commit()

    def begin_again() -> int:
        return start_attempt(start, now=site_clock.now())

    def send() -> bool:
        return submit_attempt(person_id, attempt_id, now=site_clock.now())

    at_once(*[begin_again, send, lambda: save(person_id, attempt_id, 1, "a", 1)] * 3)
    with app.app_context():
        states = db.session.scalars(select(Attempt.state).order_by(Attempt.number)).all()
        assert states in (["finished"], ["finished", "in_progress"])


def test_the_worker_and_the_learner_close_an_ended_attempt_once(app, at_once, clock):
    with app.app_context():
        person, made = make_person(), make_quiz(choice_questions(1), time_limit_minutes=5)
        attempt_id, person_id = begin(person, made), person.id
        db.session.commit()
    clock.shift(3_600)
    at_once(
        lambda: close_due_attempts(site_clock.now()),
        lambda: submit_attempt(person_id, attempt_id, now=site_clock.now()),
        lambda: close_due_attempts(site_clock.now()),
    )
    with app.app_context():
        assert db.session.scalar(select(ActivityProgress.finished_attempts)) == 1
        assert db.session.get_one(Attempt, attempt_id).finished_at == db.session.get_one(Attempt, attempt_id).ends_at


def test_more_time_and_the_worker_agree_whoever_comes_first(app, at_once, clock):
    """Extended and still open, or closed and refused; never closed although extended."""
    with app.app_context():
        person, made = make_person(), make_quiz(choice_questions(1), time_limit_minutes=5)
        officer = make_person(roles=(Role.LEARNER, Role.TRAINING_OFFICER))
        attempt_id, person_id, officer_id = begin(person, made), person.id, officer.id
        db.session.commit()
        ended = db.session.get_one(Attempt, attempt_id).ends_at + NETWORK_ALLOWANCE
    clock.move_to(ended)

    def give() -> str:
        new = MoreTime(
            person=db.session.get_one(Person, person_id), attempt_id=attempt_id, minutes=10, reason="Jaringan putus."
        )
        grants = [Grant(Role.TRAINING_OFFICER, None)]
        try:
            extend_attempt(new, grants, actor_id=officer_id, now=ended)
        except AttemptEndedError:
            db.session.rollback()
            return "ended"
        return "extended"

    def close() -> int:
        return close_due_attempts(ended + timedelta(seconds=1))

    told, *closed = at_once(give, close, close)
    with app.app_context():
        state = db.session.get_one(Attempt, attempt_id).state
        given = db.session.scalar(select(func.count()).select_from(AttemptExtension))
    assert (told, sum(closed), state, given) in (("extended", 0, "in_progress", 1), ("ended", 1, "finished", 0))


def test_two_officers_who_give_time_at_once_both_give_it(app, at_once, clock):
    with app.app_context():
        person, made = make_person(), make_quiz(choice_questions(1), time_limit_minutes=5)
        officer = make_person(roles=(Role.LEARNER, Role.TRAINING_OFFICER))
        attempt_id, person_id, officer_id = begin(person, made), person.id, officer.id
        db.session.commit()
        before = db.session.get_one(Attempt, attempt_id).ends_at

    def give() -> None:
        person = db.session.get_one(Person, person_id)
        new = MoreTime(person=person, attempt_id=attempt_id, minutes=10, reason="Jaringan putus.")
        grants = [Grant(Role.TRAINING_OFFICER, None)]
        extend_attempt(new, grants, actor_id=officer_id, now=site_clock.now())

    at_once(give, give)
    with app.app_context():
        assert db.session.get_one(Attempt, attempt_id).ends_at - before == timedelta(minutes=20)
