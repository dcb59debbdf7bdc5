"""What the worker tells by itself: due dates, courses left lying, quizzes that end, letters about unread notices; each once."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from elearning.catalog import services as catalog
from elearning.catalog.models import Enrolment
from elearning.catalog.queries import open_assignment, outline_of
from elearning.catalog.services import NewAssignment
from elearning.core import clock as site_clock
from elearning.core.jobs import jobs_of
from elearning.core.mail import MailMessage
from elearning.extensions import db
from elearning.notifications.jobs import send_digests
from elearning.notifications.kinds import NoticeKind
from elearning.notifications.models import Notice
from elearning.notifications.queries import Wishes, newest_id
from elearning.notifications.sentences import sentence
from elearning.notifications.services import News, choose_wishes, notify
from elearning.progress import services as progress
from elearning.progress.jobs import remind_of_due_dates, remind_of_untouched_courses
from elearning.progress.models import CourseCompletion
from elearning.quizzes.jobs import warn_of_ends
from elearning.quizzes.models import Attempt
from tests.factories import make_agency, make_person
from tests.quiz_factories import begin, choice_questions, make_quiz
from tests.support.courses import course as course_named

TODAY = date(2026, 5, 14)
DAY = timedelta(days=1)


def at(clock, day: date, *, hour: int = 12, minute: int = 0) -> None:
    """Let the clock show an hour of Jakarta."""
    clock.move_to(f"{day:%Y-%m-%d}T{hour:02}:{minute:02}:00+07:00")


def assign(learner, course, due_on, *, today=TODAY):
    asked = NewAssignment(person_id=learner.id, course_id=course.id, due_on=due_on, note="")
    catalog.assign(asked, actor_id=make_person().id, today=today, now=site_clock.now())
    db.session.commit()


def told(kind: NoticeKind) -> list[Notice]:
    return list(db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id)))


def remind() -> int:
    return remind_of_due_dates(site_clock.now())


# Due dates


def test_a_due_date_is_told_fourteen_and_three_days_before_and_on_the_day_and_once_after(app, clock, course):
    learner, due_on = make_person(), TODAY + 20 * DAY
    assign(learner, course, due_on)
    days = []
    for number in range(40):
        at(clock, TODAY + number * DAY)
        days += [(TODAY + number * DAY - due_on).days for _ in range(remind() + remind())]
    assert days == [-14, -3, 0, 1]
    assert len(told(NoticeKind.DUE_SOON)) == 3
    assert sentence("due_passed", told(NoticeKind.DUE_PASSED)[0].params) == (
        "Tenggat kursus Kursus latihan surat, 3 Juni 2026, sudah lewat. Kursus tetap dapat diselesaikan."
    )


def test_who_was_just_given_a_day_is_not_told_it_again(app, clock, course):
    assign(make_person(), course, TODAY + 10 * DAY)
    assert remind() == 0
    at(clock, TODAY + 7 * DAY)
    assert remind() == 1


def test_another_day_is_told_anew(app, clock, course):
    learner = make_person()
    assign(learner, course, TODAY + 20 * DAY)
    at(clock, TODAY + 6 * DAY)
    assert remind() == 1
    assignment = open_assignment(learner.id, course.id)
    catalog.extend(assignment, TODAY + 21 * DAY, actor_id=learner.id, today=TODAY + 6 * DAY, now=site_clock.now())
    at(clock, TODAY + 7 * DAY)
    assert remind() == 1


def test_a_worker_that_stood_still_tells_the_nearest_only(app, clock, course):
    assign(make_person(), course, TODAY + 20 * DAY)
    at(clock, TODAY + 19 * DAY)
    assert remind() == 1
    assert [notice.key.rpartition(":")[2] for notice in told(NoticeKind.DUE_SOON)] == ["3"]


def test_the_day_is_that_of_the_learners_agency(app, clock, course):
    east = make_agency(time_zone="Asia/Jayapura")
    for person in (make_person(agency=east), make_person()):
        assign(person, course, TODAY + 20 * DAY)
    at(clock, TODAY + 5 * DAY, hour=22, minute=30)  # 00.30 of the next day in Jayapura
    assert remind() == 1
    at(clock, TODAY + 6 * DAY, hour=0, minute=30)
    assert remind() == 1


def complete(learner, course) -> None:
    completion = CourseCompletion(
        person_id=learner.id,
        course_id=course.id,
        revision_id=course.current_revision_id,
        started_at=site_clock.now(),
        completed_at=site_clock.now(),
    )
    db.session.add(completion)


def test_completed_cancelled_and_inactive_are_left_in_peace(app, clock, course):
    done, cancelled, gone = make_person(), make_person(), make_person()
    for learner in (done, cancelled, gone):
        assign(learner, course, TODAY + 20 * DAY)
    complete(done, course)
    catalog.cancel(open_assignment(cancelled.id, course.id), actor_id=done.id, now=site_clock.now())
    gone.is_active = False
    at(clock, TODAY + 20 * DAY)
    assert remind() == 0


@pytest.mark.real_transactions
def test_two_workers_tell_each_once_between_them(app, clock):
    from_workers: list[int] = []
    with app.app_context():
        for _ in range(20):
            assign(make_person(), course_named("kursus-latihan"), TODAY + 20 * DAY)
    at(clock, TODAY + 20 * DAY)

    def work() -> None:
        with app.app_context():
            from_workers.append(remind())

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with app.app_context():
        assert len(told(NoticeKind.DUE_SOON)) == 20
    assert sum(from_workers) == 20


# Courses left lying


@pytest.fixture
def lying(app, clock, course):
    """Somebody who enrolled on TODAY and never came back."""
    learner = make_person()
    catalog.enrol(learner.id, course.id, course.current_revision_id, now=site_clock.now())
    db.session.commit()
    return learner


def nudge(clock, day: date, hour: int = 8) -> int:
    at(clock, day, hour=hour)
    return remind_of_untouched_courses(site_clock.now())


def test_a_course_left_lying_for_a_fortnight_is_told_of_once_a_week(clock, lying):
    days = [number for number in range(40) if nudge(clock, TODAY + number * DAY)]
    assert days == [15, 22, 29, 36]


def test_it_is_looked_for_in_one_hour_of_the_day(clock, lying):
    assert [hour for hour in range(24) if nudge(clock, TODAY + 15 * DAY, hour)] == [8]


def test_who_came_back_is_left_in_peace_for_another_fortnight(clock, lying, course):
    at(clock, TODAY + 10 * DAY)
    outline = outline_of(course.current_revision_id)
    progress.record_view(lying.id, outline.steps[0], now=site_clock.now())
    assert [number for number in range(10, 30) if nudge(clock, TODAY + number * DAY)] == [25]


def test_it_can_be_switched_off(clock, lying):
    choose_wishes(lying.id, Wishes(wants_reminders=False), newest_id=0)
    assert nudge(clock, TODAY + 15 * DAY) == 0


def test_one_course_a_week_of_several(clock, lying, plain_course):
    db.session.execute(update(Enrolment).values(enrolled_at=site_clock.now()))
    catalog.enrol(lying.id, plain_course.id, plain_course.current_revision_id, now=site_clock.now())
    assert nudge(clock, TODAY + 15 * DAY) == 1


def test_what_was_left_completed_or_forgotten_for_a_quarter_is_left_in_peace(clock, lying, course):
    assert nudge(clock, TODAY + 200 * DAY) == 0
    complete(lying, course)
    assert nudge(clock, TODAY + 15 * DAY) == 0


# Quizzes that end


def test_a_long_quiz_is_told_of_a_quarter_before_its_end_once(app, clock):
    attempt = db.session.get_one(Attempt, begin(make_person(), make_quiz(choice_questions(1))))
    attempt.ends_at = attempt.started_at + timedelta(hours=1)
    clock.shift(timedelta(minutes=44))
    assert warn_of_ends(site_clock.now()) == 0
    clock.shift(timedelta(minutes=1))
    assert (warn_of_ends(site_clock.now()), warn_of_ends(site_clock.now())) == (1, 0)
    assert told(NoticeKind.ATTEMPT_ENDING)[0].path == f"/percobaan/{attempt.id}"


def test_a_short_quiz_is_not_told_of(app, clock):
    attempt = db.session.get_one(Attempt, begin(make_person(), make_quiz(choice_questions(1))))
    attempt.ends_at = attempt.started_at + timedelta(minutes=45)
    clock.shift(timedelta(minutes=35))
    assert warn_of_ends(site_clock.now()) == 0


# Letters


def letters() -> list[MailMessage]:
    return list(db.session.scalars(select(MailMessage).order_by(MailMessage.id)))


def tell(person, key: str) -> None:
    notify(
        person.id, News(NoticeKind.COURSE_COMPLETED, key, {"course": "Rahasia"}, "/kompetensi"), now=site_clock.now()
    )


@pytest.fixture
def wisher(app, clock):
    """Somebody who wishes for letters from now on, with one notice from before."""
    person = make_person("Contoh Pembaca Surat")
    tell(person, "lama")
    choose_wishes(person.id, Wishes(wants_digest=True), newest_id=newest_id(person.id))
    return person


def test_a_letter_counts_what_is_new_and_tells_nothing_of_it(clock, wisher):
    assert send_digests(site_clock.now()) == 0
    tell(wisher, "a")
    tell(wisher, "b")
    assert send_digests(site_clock.now()) == 1
    letter = letters()[0]
    assert (letter.recipient, letter.subject) == (wisher.email, "2 pemberitahuan baru di Pelita")
    assert "http://localhost/kotak-masuk" in letter.body
    assert "Rahasia" not in letter.body + letter.subject
    assert wisher.name not in letter.body


def test_there_is_one_letter_a_day_and_none_at_night(clock, wisher):
    tell(wisher, "a")
    sent = []
    for hours in range(48):
        at(clock, TODAY + DAY * (hours // 24), hour=hours % 24)
        tell(wisher, str(hours))
        sent += [hours] * (send_digests(site_clock.now()) + send_digests(site_clock.now()))
    assert sent == [6, 30]


def test_what_was_read_or_told_before_makes_no_letter(clock, wisher):
    tell(wisher, "a")
    send_digests(site_clock.now())
    at(clock, TODAY + DAY)
    assert send_digests(site_clock.now()) == 0
    assert len(letters()) == 1


def test_who_did_not_ask_gets_no_letter(app, clock):
    tell(make_person(), "a")
    assert send_digests(site_clock.now()) == 0


def test_all_of_it_is_registered_and_runs_twice_without_a_second_effect(app, clock, wisher, course, monkeypatch):
    assign(wisher, course, TODAY + 20 * DAY)
    at(clock, TODAY + 20 * DAY)
    jobs = jobs_of(app)
    assert {"due_dates", "untouched", "digests", "quiz_ends"} <= jobs.work.keys()
    jobs.round()
    before = (len(told(NoticeKind.DUE_SOON)), len(letters()))
    jobs.round()
    assert before == (1, 1) == (len(told(NoticeKind.DUE_SOON)), len(letters()))
