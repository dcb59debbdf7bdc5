"""An attempt from its start to its grade, through the services."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from elearning.catalog.services import NotEnrolledError, leave
from elearning.catalog.services import enrol as enrol_again
from elearning.core import clock as site_clock
from elearning.domain.access import ActivityLockedError, ActivityUnknownError
from elearning.domain.attempts import AttemptClosedError
from elearning.domain.schedule import AnswerTooLateError, AttemptLostError, AttemptWaitError, NoAttemptsLeftError
from elearning.notifications.models import Notice
from elearning.progress.models import ActivityProgress, CourseCompletion
from elearning.quizzes import queries
from elearning.quizzes.errors import NewerAnswerSavedError, SlotNotFoundError
from elearning.quizzes.jobs import close_due_attempts
from elearning.quizzes.models import Attempt, Response
from elearning.quizzes.services import Start, save_answer, start_attempt, submit_attempt
from elearning.quizzes.values import GivenAnswer
from tests.factories import make_person
from tests.quiz_factories import QuizCourse, begin, choice_questions, enrol, make_quiz, right_fields

pytestmark = pytest.mark.usefixtures("clock")


def start(person, made: QuizCourse, **changes) -> int:
    new = Start(person_id=person.id, slug=made.course.slug, key="kuis", **changes)
    return start_attempt(new, now=site_clock.now())


def answer(person, attempt_id: int, slot: int, fields=None, *, sequence: int = 1, is_flagged: bool = False):
    attempt = queries.lock_for_saving(person.id, attempt_id)
    given = GivenAnswer(fields if fields is not None else {f"q{slot}": ["a"]}, is_flagged)
    return save_answer(attempt, slot, given, sequence, now=site_clock.now())


def answer_all(person, attempt_id: int) -> None:
    attempt = queries.attempt_of(person.id, attempt_id)
    questions = queries.questions_of({slot.version_id for slot in attempt.layout})
    for number, slot in enumerate(attempt.layout, start=1):
        answer(person, attempt_id, number, right_fields(questions[slot.version_id], number))


def submit(person, attempt_id: int) -> bool:
    return submit_attempt(person.id, attempt_id, now=site_clock.now())


def saved(attempt_id: int) -> dict[int, list[list[str]]]:
    return {slot: each.answer for slot, each in queries.answers_of(attempt_id).items()}


def test_all_seven_types_answered_rightly_earn_everything(db_session):
    person = make_person()
    attempt_id = begin(person, make_quiz())
    answer_all(person, attempt_id)
    assert submit(person, attempt_id)
    attempt = db_session.get_one(Attempt, attempt_id, populate_existing=True)
    assert (attempt.state, attempt.fraction, attempt.is_passed) == ("finished", 10_000_000, True)


def test_a_question_never_touched_gets_a_mark_of_nothing(db_session):
    person = make_person()
    attempt_id = begin(person, make_quiz())
    submit(person, attempt_id)
    marks = db_session.scalars(select(Response.fraction).where(Response.attempt_id == attempt_id)).all()
    assert marks == [0] * 7


def test_passing_completes_the_step_and_the_course_once(db_session):
    person = make_person()
    made = make_quiz(choice_questions(2))
    attempt_id = begin(person, made)
    answer_all(person, attempt_id)
    assert [submit(person, attempt_id), submit(person, attempt_id)] == [True, False]
    own = db_session.scalar(select(ActivityProgress).where(ActivityProgress.activity_id == made.quiz.activity_id))
    assert (own.finished_attempts, own.has_open_attempt, own.best_fraction) == (1, False, 10_000_000)
    assert db_session.scalar(select(func.count()).select_from(CourseCompletion)) == 1


def test_failing_completes_nothing(db_session):
    person = make_person()
    attempt_id = begin(person, make_quiz(choice_questions(2)))
    answer(person, attempt_id, 1, {"q1": ["b"]})
    submit(person, attempt_id)
    assert db_session.get_one(Attempt, attempt_id, populate_existing=True).is_passed is False
    assert db_session.scalar(select(func.count()).select_from(CourseCompletion)) == 0


def test_a_second_start_returns_the_open_attempt(db_session):
    person = make_person()
    made = make_quiz()
    assert begin(person, made) == start(person, made)


def test_the_layout_is_fixed_at_the_start_and_drawn_from_the_pool(db_session):
    person = make_person()
    made = make_quiz(choice_questions(30), draw=10)
    attempt = queries.attempt_of(person.id, begin(person, made))
    assert len({slot.version_id for slot in attempt.layout}) == 10
    assert all(sorted(slot.order) == ["a", "b", "c"] for slot in attempt.layout)


def test_a_newer_answer_stays_when_an_older_one_arrives_late(db_session):
    person = make_person()
    attempt_id = begin(person, make_quiz(choice_questions(2)))
    answer(person, attempt_id, 1, {"q1": ["b"]}, sequence=20)
    with pytest.raises(NewerAnswerSavedError):
        answer(person, attempt_id, 1, {"q1": ["a"]}, sequence=10)
    assert saved(attempt_id) == {1: [["", "b"]]}


def test_the_same_answer_sent_twice_gets_the_first_receipt(db_session, clock):
    person = make_person()
    attempt_id = begin(person, make_quiz(choice_questions(2)))
    first = answer(person, attempt_id, 1, sequence=20)
    clock.shift(timedelta(seconds=30))
    assert answer(person, attempt_id, 1, sequence=20) == first


def test_an_answer_of_a_question_that_was_not_asked_is_refused(db_session):
    person = make_person()
    attempt_id = begin(person, make_quiz(choice_questions(2)))
    for slot in (0, 3, -1, 2**40):
        with pytest.raises(SlotNotFoundError):
            answer(person, attempt_id, slot)


def test_an_answer_after_sending_is_refused(db_session):
    person = make_person()
    attempt_id = begin(person, make_quiz(choice_questions(2)))
    submit(person, attempt_id)
    with pytest.raises(AttemptClosedError):
        answer(person, attempt_id, 1)


def test_an_answer_read_before_and_written_after_the_sending_changes_nothing(db_session):
    person = make_person()
    attempt_id = begin(person, make_quiz(choice_questions(2)))
    answer(person, attempt_id, 1)
    read_before = queries.attempt_for_saving(person.id, attempt_id)
    submit(person, attempt_id)
    rows = select(Response.slot, Response.answer, Response.sequence).where(Response.attempt_id == attempt_id)
    as_sent = db_session.execute(rows.order_by(Response.slot)).all()
    with pytest.raises(AttemptClosedError):
        save_answer(read_before, 1, GivenAnswer({"q1": ["b"]}, is_flagged=False), 2, now=site_clock.now())
    with pytest.raises(AttemptClosedError):
        save_answer(read_before, 2, GivenAnswer({"q2": ["b"]}, is_flagged=False), 1, now=site_clock.now())
    assert db_session.execute(rows.order_by(Response.slot)).all() == as_sent


def test_the_persons_time_multiplier_moves_the_end(db_session):
    person = make_person(time_multiplier_percent=150)
    attempt = queries.attempt_of(person.id, begin(person, make_quiz(time_limit_minutes=10)))
    assert attempt.ends_at == attempt.started_at + timedelta(minutes=15)


@pytest.mark.parametrize(("late", "is_taken"), [(59, True), (61, False), (5 * 60 + 59, False)])
def test_the_server_decides_whether_an_answer_came_in_time(db_session, clock, late, is_taken):
    person = make_person()
    attempt_id = begin(person, make_quiz(choice_questions(2), time_limit_minutes=10))
    clock.shift(timedelta(minutes=10, seconds=late))
    if is_taken:
        answer(person, attempt_id, 1)
    else:
        with pytest.raises(AnswerTooLateError):
            answer(person, attempt_id, 1)


def test_a_grace_period_takes_late_answers(db_session, clock):
    person = make_person()
    attempt_id = begin(person, make_quiz(choice_questions(2), time_limit_minutes=10, grace_minutes=5))
    clock.shift(timedelta(minutes=15, seconds=30))
    answer(person, attempt_id, 1)
    clock.shift(timedelta(minutes=1))
    with pytest.raises(AnswerTooLateError):
        answer(person, attempt_id, 2)


def test_the_worker_closes_what_time_has_ended_with_the_true_end_and_tells_it(db_session, clock):
    person = make_person()
    attempt_id = begin(person, make_quiz(choice_questions(1), time_limit_minutes=10))
    answer(person, attempt_id, 1)
    end = queries.attempt_of(person.id, attempt_id).ends_at
    clock.shift(timedelta(hours=3))
    assert [close_due_attempts(site_clock.now()), close_due_attempts(site_clock.now())] == [1, 0]
    attempt = db_session.get_one(Attempt, attempt_id, populate_existing=True)
    assert (attempt.state, attempt.finished_at, attempt.is_passed) == ("finished", end, True)
    assert "attempt_ended" in db_session.scalars(select(Notice.kind).where(Notice.person_id == person.id)).all()


def test_the_worker_leaves_running_attempts_alone_and_names_the_overdue(db_session, clock):
    person, other = make_person(), make_person()
    running = begin(person, make_quiz(time_limit_minutes=60))
    overdue = begin(other, make_quiz(time_limit_minutes=10, grace_minutes=30))
    clock.shift(timedelta(minutes=12))
    assert close_due_attempts(site_clock.now()) == 0
    states = [db_session.get_one(Attempt, each, populate_existing=True).state for each in (running, overdue)]
    assert states == ["in_progress", "overdue"]


def test_who_left_loses_nothing_and_is_graded_on_coming_back(db_session, clock):
    person = make_person()
    made = make_quiz(choice_questions(1), time_limit_minutes=10)
    attempt_id = begin(person, made)
    answer(person, attempt_id, 1)
    leave(person.id, made.course.id, now=site_clock.now())
    clock.shift(timedelta(hours=1))
    assert close_due_attempts(site_clock.now()) == 0
    with pytest.raises(NotEnrolledError):
        submit(person, attempt_id)
    enrol_again(person.id, made.course.id, made.revision.id, now=site_clock.now())
    assert close_due_attempts(site_clock.now()) == 1
    assert db_session.get_one(Attempt, attempt_id, populate_existing=True).is_passed


def test_a_start_after_the_end_closes_the_old_attempt_and_begins_another(db_session, clock):
    person = make_person()
    made = make_quiz(choice_questions(1), time_limit_minutes=10)
    first = begin(person, made)
    clock.shift(timedelta(hours=1))
    second = start(person, made)
    assert second != first
    assert db_session.get_one(Attempt, first, populate_existing=True).state == "finished"
    assert db_session.get_one(Attempt, second).number == 2


def test_attempts_are_limited(db_session):
    person = make_person()
    made = make_quiz(choice_questions(1), attempts=1)
    submit(person, begin(person, made))
    with pytest.raises(NoAttemptsLeftError):
        start(person, made)


def test_a_waiting_time_stands_between_attempts(db_session, clock):
    person = make_person()
    made = make_quiz(choice_questions(1), wait_minutes=30)
    submit(person, begin(person, made))
    clock.shift(timedelta(minutes=29))
    with pytest.raises(AttemptWaitError):
        start(person, made)
    clock.shift(timedelta(minutes=1))
    assert start(person, made)


def test_a_locked_quiz_cannot_be_started(db_session):
    person = make_person()
    made = make_quiz(requires={"viewed": "bacaan"})
    enrol(person, made)
    with pytest.raises(ActivityLockedError):
        start(person, made)


@pytest.mark.parametrize(("slug", "key"), [("tidak-ada", "kuis"), (None, "tidak-ada"), (None, "bacaan")])
def test_what_is_no_quiz_cannot_be_started(db_session, slug, key):
    person = make_person()
    made = make_quiz()
    enrol(person, made)
    with pytest.raises(ActivityUnknownError):
        start_attempt(Start(person_id=person.id, slug=slug or made.course.slug, key=key), now=site_clock.now())


def test_a_stranger_to_the_course_cannot_start(db_session):
    with pytest.raises(NotEnrolledError):
        start(make_person(), make_quiz())


STRICT = {"time_limit_minutes": 10, "grace_minutes": 5, "overdue": "grace"}


def test_what_had_to_be_sent_and_was_not_is_closed_without_a_grade(db_session, clock):
    person = make_person()
    attempt_id = begin(person, make_quiz(choice_questions(1), attempts=2, **STRICT))
    answer(person, attempt_id, 1)
    end = queries.attempt_of(person.id, attempt_id).ends_at
    clock.shift(timedelta(minutes=17))
    assert [close_due_attempts(site_clock.now()), close_due_attempts(site_clock.now())] == [1, 0]
    attempt = db_session.get_one(Attempt, attempt_id, populate_existing=True)
    assert (attempt.state, attempt.finished_at, attempt.fraction) == ("abandoned", end, None)
    progress = db_session.scalars(select(ActivityProgress).where(ActivityProgress.person_id == person.id)).one()
    assert (progress.finished_attempts, progress.has_open_attempt, progress.best_fraction) == (1, False, None)
    assert list(saved(attempt_id)) == [1]
    assert db_session.scalars(select(Notice.kind).where(Notice.person_id == person.id)).all() == ["attempt_lost"]


@pytest.mark.parametrize(("minutes", "state"), [(14, "finished"), (17, "abandoned")])
def test_sending_within_the_grace_period_counts_and_after_it_no_more(db_session, clock, minutes, state):
    person = make_person()
    attempt_id = begin(person, make_quiz(choice_questions(1), **STRICT))
    answer(person, attempt_id, 1)
    clock.shift(timedelta(minutes=minutes))
    assert submit(person, attempt_id)
    assert db_session.get_one(Attempt, attempt_id, populate_existing=True).state == state


def test_a_lost_attempt_makes_room_for_the_next_and_counts(db_session, clock):
    person = make_person()
    made = make_quiz(choice_questions(1), attempts=2, **STRICT)
    first = begin(person, made)
    clock.shift(timedelta(minutes=17))
    second = start(person, made)
    assert second != first
    clock.shift(timedelta(minutes=17))
    with pytest.raises(NoAttemptsLeftError):
        start(person, made)


def test_an_answer_after_the_grace_period_is_told_that_the_attempt_is_lost(db_session, clock):
    person = make_person()
    attempt_id = begin(person, make_quiz(choice_questions(1), **STRICT))
    clock.shift(timedelta(minutes=17))
    with pytest.raises(AttemptLostError):
        answer(person, attempt_id, 1)
