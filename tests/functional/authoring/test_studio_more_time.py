"""Studio: more minutes for an attempt under way, and what its learner sees of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from elearning.core import clock as core_clock
from elearning.core.audit import AuditEntry
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.notifications.models import Notice
from elearning.quizzes.jobs import close_due_attempts
from elearning.quizzes.models import Attempt, AttemptExtension
from elearning.quizzes.services import submit_attempt
from tests.factories import make_agency, make_person
from tests.quiz_factories import begin, choice_questions, make_quiz
from tests.support.page_rules import assert_page_rules

MINUTE = 60


class Sitting:
    """A learner with an attempt of thirty minutes, begun at 12.00 WIB."""

    def __init__(self, **rules) -> None:
        made = make_quiz(choice_questions(2), time_limit_minutes=30, **rules)
        self.learner = make_person("Contoh Pembelajar")
        self.attempt_id = begin(self.learner, made)
        self.page = f"/studio/kursus/{made.course.slug}/peserta/{self.learner.id}"
        self.address = f"{self.page}/tambahan-waktu"

    def body(self, **changes) -> dict[str, str]:
        return {"attempt": str(self.attempt_id), "minutes": "10", "time_reason": "Jaringan kantor putus."} | changes

    @property
    def attempt(self) -> Attempt:
        db.session.expire_all()
        return db.session.get_one(Attempt, self.attempt_id)


@pytest.fixture
def sitting(app, clock) -> Sitting:
    return Sitting()


def test_minutes_are_given_told_and_recorded(sign_in, officer, sitting):
    before = sitting.attempt.ends_at
    client = sign_in(officer)
    answer = client.post(sitting.address, data=sitting.body())
    assert (answer.status_code, answer.location) == (303, f"{sitting.page}#tambahan-waktu")
    assert (sitting.attempt.ends_at - before).total_seconds() == 10 * MINUTE
    assert sitting.attempt.grace_until > sitting.attempt.ends_at
    page = client.get(sitting.page).text
    assert_page_rules(page)
    assert "kini berakhir 14 Mei 2026, 12.40 WIB" in page
    assert "10 menit untuk" in page
    assert "Jaringan kantor putus." in page
    notice = db.session.scalars(select(Notice).where(Notice.person_id == sitting.learner.id)).one()
    assert (notice.kind, notice.path) == ("attempt_extended", f"/percobaan/{sitting.attempt_id}")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "attempt.extended")).one()
    assert (entry.actor_id, entry.about_id) == (officer.id, sitting.learner.id)
    assert (entry.detail["minutes"], entry.detail["reason"]) == (10, "Jaringan kantor putus.")
    inbox = sign_in(sitting.learner).get("/kotak-masuk").text
    assert "mendapat tambahan waktu 10 menit" in inbox
    assert "percobaan Anda di kuis itu masih berjalan" in inbox


def test_the_learner_works_on_after_the_first_end(sign_in, officer, sitting, clock):
    sign_in(officer).post(sitting.address, data=sitting.body())
    clock.shift(35 * MINUTE)
    assert close_due_attempts(core_clock.now()) == 0
    client = sign_in(sitting.learner)
    assert "berakhir pukul 12.40 WIB" in client.get(f"/percobaan/{sitting.attempt_id}").text
    headers = {"X-CSRFToken": client.csrf_token(), "Accept": "application/json"}
    answer = client.put(
        f"/percobaan/{sitting.attempt_id}/jawaban/1",
        json={"sequence": 1, "fields": {"q1": ["a"]}, "flagged": False},
        headers=headers,
    )
    assert answer.status_code == 200
    assert answer.json["times"]["words"] == "berakhir pukul 12.40 WIB"
    clock.shift(7 * MINUTE)
    assert close_due_attempts(core_clock.now()) == 1
    assert sitting.attempt.state == "finished"


def test_a_page_asks_for_the_end_and_strangers_do_not_learn_it(sign_in, officer, sitting):
    times = f"/percobaan/{sitting.attempt_id}/waktu"
    first = sign_in(sitting.learner).get(times).json
    sign_in(officer).post(sitting.address, data=sitting.body())
    answer = sign_in(sitting.learner).get(times)
    assert answer.json["ends"] > first["ends"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert sign_in(make_person()).get(times).status_code == 404


def test_a_page_without_a_limit_has_no_end_to_ask_for(sign_in, app, clock):
    person = make_person()
    attempt_id = begin(person, make_quiz(choice_questions(1)))
    assert sign_in(person).get(f"/percobaan/{attempt_id}/waktu").json == {}


def test_an_attempt_in_its_grace_period_goes_on(sign_in, officer, app, clock):
    sitting = Sitting(grace_minutes=10)
    clock.shift(35 * MINUTE)
    close_due_attempts(core_clock.now())
    assert sitting.attempt.state == "overdue"
    sign_in(officer).post(sitting.address, data=sitting.body())
    assert sitting.attempt.state == "in_progress"
    assert (sitting.attempt.ends_at - core_clock.now()).total_seconds() == 10 * MINUTE


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"minutes": "0"}, "Isi 1 sampai 120 menit."),
        ({"minutes": "121"}, "Isi 1 sampai 120 menit."),
        ({"minutes": "sepuluh"}, "Tulis bilangan bulat"),
        ({"minutes": ""}, "Isi 1 sampai 120 menit."),
        ({"time_reason": " "}, "Tulis alasannya"),
        ({"attempt": "999999"}, "tidak berjalan lagi"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(sign_in, officer, sitting, changes, words):
    before = sitting.attempt.ends_at
    body = sitting.body(**changes)
    answer = sign_in(officer).post(sitting.address, data=body)
    assert answer.status_code == 422
    assert_page_rules(answer.text)
    assert words in answer.text
    assert body["time_reason"].strip() in answer.text
    assert sitting.attempt.ends_at == before
    assert db.session.scalar(select(AttemptExtension.id)) is None


def test_an_attempt_that_was_sent_or_ended_by_time_is_refused(sign_in, officer, sitting, clock):
    other = Sitting()
    submit_attempt(sitting.learner.id, sitting.attempt_id, now=core_clock.now())
    clock.shift(32 * MINUTE)
    client = sign_in(officer)
    for each in (sitting, other):
        answer = client.post(each.address, data=each.body())
        assert answer.status_code == 422
        assert "tidak berjalan lagi" in answer.text
        assert 'name="minutes"' not in client.get(each.page).text
    assert db.session.scalar(select(AttemptExtension.id)) is None


def test_an_officer_of_another_agency_and_another_persons_attempt(sign_in, officer, sitting):
    other = Sitting()
    assert sign_in(officer).post(sitting.address, data=other.body()).status_code == 422
    elsewhere = make_person(agency=make_agency(), roles=(Role.LEARNER, Role.TRAINING_OFFICER))
    assert sign_in(elsewhere).post(sitting.address, data=sitting.body()).status_code == 404
    assert db.session.scalar(select(AttemptExtension.id)) is None


@pytest.mark.parametrize(("minutes", "reason"), [(0, "Alasan."), (121, "Alasan."), (10, " ")])
def test_the_database_refuses_what_the_rules_refuse(sitting, officer, minutes, reason):
    now = core_clock.now()
    row = AttemptExtension(
        attempt_id=sitting.attempt_id,
        minutes=minutes,
        reason=reason,
        ends_before=sitting.attempt.started_at,
        ends_after=sitting.attempt.ends_at,
        extended_by_id=officer.id,
        extended_at=now,
    )
    db.session.add(row)
    with pytest.raises(IntegrityError):
        db.session.flush()
