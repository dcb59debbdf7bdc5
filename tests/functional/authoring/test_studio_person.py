"""One person at one course: what an officer sees of them, and what an officer can do for them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from elearning.accounts.models import Person
from elearning.catalog.queries import open_assignment
from elearning.core.audit import AuditEntry
from elearning.extensions import db
from elearning.notifications.models import Notice
from elearning.progress.models import ActivityProgress
from tests.factories import make_agency, make_person
from tests.quiz_factories import begin, choice_questions, make_quiz
from tests.support.page_rules import assert_page_rules


def address(person, course, end=""):
    return f"/studio/kursus/{course.slug}/peserta/{person.id}{end}"


def page_of(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, response.text
    assert_page_rules(response.text)
    return response.text


def actions():
    return list(db.session.scalars(select(AuditEntry.action)))


@pytest.fixture
def tested(app, clock):
    """A quiz with two attempts, one of them begun by a learner."""
    made = make_quiz(choice_questions(2), attempts=2, time_limit_minutes=30)
    learner = make_person("Contoh Pembelajar")
    begin(learner, made)
    return made.course, learner


def test_the_page_says_what_is_missing_and_why_with_steps_and_dates(sign_in, group):
    page = page_of(sign_in(group.officer), address(group.running, group.course))
    assert "Mengapa belum selesai?" in page
    assert "Lulus “Uji akhir”, paling sedikit 70" in page
    assert "Nilai terbaik sejauh ini 60." in page
    assert "1 dari 2 langkah" in page
    assert "1.1 Pelajaran contoh" in page
    assert "14 Mei 2026, 12.00 WIB" in page
    assert "Mengapa belum selesai?" not in page_of(sign_in(group.officer), address(group.done, group.course))


def test_attempts_are_shown_with_minutes_and_without_answers(sign_in, officer, tested, clock):
    course, learner = tested
    clock.shift(8 * 60)
    page = page_of(sign_in(officer), address(learner, course))
    assert "percobaan 1" in page
    assert "8 menit" in page
    assert "Sedang berjalan" in page
    assert "/percobaan/" not in page
    clock.shift(60 * 60)
    page = page_of(sign_in(officer), address(learner, course))
    assert "30 menit" in page
    assert "Waktu habis, sedang dinilai" in page


def test_more_attempts_are_granted_with_a_reason_told_and_recorded(sign_in, officer, tested):
    course, learner = tested
    client = sign_in(officer)
    body = {"quiz": "kuis", "extra": "2", "reason": "Listrik padam."}
    answer = client.post(address(learner, course, "/kesempatan"), data=body)
    assert (answer.status_code, answer.location) == (303, address(learner, course, "#kesempatan"))
    assert db.session.scalars(select(ActivityProgress.granted_attempts)).one() == 2
    assert db.session.scalars(select(Notice.kind).where(Notice.person_id == learner.id)).one() == "attempt_granted"
    assert "attempt.granted" in actions()
    page = page_of(client, address(learner, course))
    assert "Listrik padam." in page
    assert "mendapat 2 kesempatan tambahan" in page


@pytest.mark.parametrize("changes", [{"reason": " "}, {"quiz": "lain"}, {"extra": "0"}, {"extra": "99"}])
def test_a_grant_that_lacks_something_comes_back_as_it_was_typed(sign_in, officer, tested, changes):
    course, learner = tested
    body = {"quiz": "kuis", "extra": "2", "reason": "Listrik padam."} | changes
    answer = sign_in(officer).post(address(learner, course, "/kesempatan"), data=body)
    assert answer.status_code == 422
    assert_page_rules(answer.text)
    assert "perlu diperbaiki" in answer.text
    assert ("Listrik padam." in answer.text) == ("reason" not in changes)
    assert "attempt.granted" not in actions()


def test_a_quiz_without_a_limit_asks_for_no_grant(sign_in, group):
    client = sign_in(group.officer)
    assert "boleh dicoba tanpa batas" in page_of(client, address(group.running, group.course))
    body = {"quiz": "uji-akhir", "extra": "1", "reason": "Perlu."}
    assert client.post(address(group.running, group.course, "/kesempatan"), data=body).status_code == 422


def test_quiz_time_is_given_and_recorded(sign_in, group):
    client, path = sign_in(group.officer), address(group.running, group.course)
    assert client.post(f"{path}/waktu-kuis", data={"percent": "150"}).status_code == 303
    assert db.session.get_one(Person, group.running.id).time_multiplier_percent == 150
    assert "person.time_multiplier_changed" in actions()
    assert '<option selected value="150">150%</option>' in page_of(client, path)
    assert "100%, seperti biasa</option>" in page_of(client, path)
    for value in ("", "99", "401", "x"):
        answer = client.post(f"{path}/waktu-kuis", data={"percent": value})
        assert answer.status_code == 422
        assert_page_rules(answer.text)


def test_a_change_of_quiz_time_is_told_with_its_reason_and_the_same_again_is_not(sign_in, group, clock):
    client, path = sign_in(group.officer), address(group.running, group.course, "/waktu-kuis")
    for percent in ("150", "150", "100"):
        clock.shift(60)
        assert client.post(path, data={"percent": percent}).status_code == 303
    told = db.session.scalars(select(Notice).where(Notice.person_id == group.running.id).order_by(Notice.id)).all()
    assert [(each.kind, each.params) for each in told if each.kind == "quiz_time_changed"] == [
        ("quiz_time_changed", {"percent": 150}),
        ("quiz_time_changed", {"percent": 100}),
    ]
    inbox = page_of(sign_in(group.running), "/kotak-masuk")
    assert "menjadi 150 persen dari waktu biasa" in inbox
    assert "penyesuaian waktu kuis Anda diubah" in inbox


def test_a_due_date_is_set_moved_and_cancelled(sign_in, group):
    client, path = sign_in(group.officer), address(group.running, group.course)
    for day in ("31-12-2026", "30-11-2026"):
        assert client.post(f"{path}/tenggat", data={"due_on": day, "note": "Perlu."}).status_code == 303
    given = open_assignment(group.running.id, group.course.id)
    assert f"{given.due_on:%d-%m-%Y}" == "30-11-2026"
    assert "Perlu.</textarea>" in page_of(client, path)
    assert "30 November 2026" in page_of(client, f"{path}/pembatalan")
    assert client.post(f"{path}/pembatalan").status_code == 303
    assert open_assignment(group.running.id, group.course.id) is None
    assert {"assignment.created", "assignment.changed", "assignment.cancelled"} <= set(actions())
    assert client.post(f"{path}/pembatalan").status_code == 409
    assert "Tidak ada penugasan" in page_of(client, f"{path}/pembatalan")


def test_a_day_that_has_passed_or_cannot_be_read_comes_back(sign_in, group):
    client, path = sign_in(group.officer), address(group.running, group.course, "/tenggat")
    for day, words in (
        ("13-05-2026", "hari ini atau sesudahnya"),
        ("besok", "misalnya 31-12-2026"),
        ("", "Isi tenggat"),
    ):
        answer = client.post(path, data={"due_on": day, "note": "Perlu segera."})
        assert answer.status_code == 422
        assert_page_rules(answer.text)
        assert words in answer.text
        assert "Perlu segera." in answer.text
    assert open_assignment(group.running.id, group.course.id) is None


def test_who_is_complete_gets_no_due_date(sign_in, group):
    client, path = sign_in(group.officer), address(group.done, group.course)
    assert client.post(f"{path}/tenggat", data={"due_on": "31-12-2026"}).status_code == 303
    assert open_assignment(group.done.id, group.course.id) is None


def test_people_of_another_agency_do_not_exist_and_other_doors_stay_closed(client, sign_in, group):
    posts = ("/kesempatan", "/waktu-kuis", "/tenggat", "/pembatalan")
    sign_in(group.officer)
    for person in (group.stranger, make_person(agency=make_agency())):
        page_of(client, address(person, group.course), 404)
        page_of(client, address(person, group.course, "/pembatalan"), 404)
        for end in posts:
            assert client.post(address(person, group.course, end), data={"percent": "150"}).status_code == 404
    assert client.get("/studio/kursus/tidak-ada/peserta/1").status_code == 404
    sign_in(group.done)
    assert client.get(address(group.done, group.course)).status_code == 403
    assert client.post(address(group.done, group.course, "/waktu-kuis"), data={"percent": "400"}).status_code == 403
    client.sign_out()
    assert client.get(address(group.done, group.course)).status_code == 303
    sign_in(group.officer)
    client.sends_csrf_token = False
    for end in posts:
        assert client.post(address(group.late, group.course, end), data={"percent": "150"}).status_code == 400
