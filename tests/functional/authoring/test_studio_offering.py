"""Studio: a course leaves the catalogue and comes back; who has it goes on to the end."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from elearning.catalog.models import Assignment, Course, CourseWithdrawal
from elearning.catalog.queries import enrolment_of
from elearning.catalog.services import NewAssignment, Withdrawing, assign, cancel, offer_course_again, withdraw_course
from elearning.certificates.models import Certificate
from elearning.core import clock as core_clock
from elearning.core.audit import AuditEntry
from elearning.domain.offering import AlreadyWithdrawnError, CourseWithdrawnError, NotWithdrawnError
from elearning.extensions import db
from elearning.learning.services import leave_course
from tests.factories import make_person, make_team
from tests.functional.authoring.conftest import DAY, TODAY
from tests.support.page_rules import assert_page_rules
from tests.support.small_course import grade, make_course, mark

PAGE = "/studio/kursus/kursus-kc-01/penarikan"
TITLE = "Kursus Contoh yang Singkat"
ZONE = "Asia/Jakarta"


def withdraw(course: Course, **changes) -> None:
    withdraw_course(
        course, Withdrawing(reason="Aturannya diganti.", **changes), time_zone=ZONE, actor_id=None, now=core_clock.now()
    )


def seen(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert_page_rules(response.text)
    return response.text


class TestOfficer:
    def test_withdraws_with_a_reason_and_offers_again(self, sign_in, site_officer, group):
        client = sign_in(site_officer)
        page = seen(client, PAGE)
        assert "1 orang sedang mengikuti" in page
        assert "2 orang ditugasi dan belum mendaftar" in page
        assert client.post(PAGE, data={"reason": "Aturannya diganti.", "first_day": ""}).status_code == 303
        page = seen(client, PAGE)
        assert "Ditarik dari katalog sejak 14 Mei 2026" in page
        assert "Aturannya diganti." in page
        assert client.post("/studio/kursus/kursus-kc-01/penawaran").status_code == 303
        page = seen(client, PAGE)
        assert "ditawarkan lagi 14 Mei 2026" in page
        actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("course.%")))
        assert sorted(actions) == ["course.offered", "course.withdrawn"]

    def test_may_name_a_later_day(self, sign_in, site_officer, small):
        client = sign_in(site_officer)
        assert client.post(PAGE, data={"reason": "Diganti.", "first_day": "20-05-2026"}).status_code == 303
        assert "Ditawarkan sampai sebelum 20 Mei 2026" in seen(client, PAGE)
        assert "ditarik mulai 20 Mei 2026" in seen(client, "/studio")

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ({"reason": " ", "first_day": ""}, "Tulis alasannya"),
            ({"reason": "Diganti.", "first_day": "13-05-2026"}, "hari ini atau sesudahnya"),
            ({"reason": "Diganti.", "first_day": "entah"}, "hari-bulan-tahun"),
            ({"reason": "a" * 501, "first_day": ""}, "terlalu panjang"),
        ],
    )
    def test_is_told_what_is_wrong_and_loses_nothing(self, sign_in, site_officer, small, body, words):
        response = sign_in(site_officer).post(PAGE, data=body)
        assert response.status_code == 422
        assert_page_rules(response.text)
        assert words in response.text
        assert body["reason"].strip() in response.text
        assert body["first_day"] in response.text
        assert db.session.scalar(select(CourseWithdrawal.id)) is None

    def test_twice_is_a_conflict_and_keeps_the_first_reason(self, sign_in, site_officer, small):
        withdraw(small)
        response = sign_in(site_officer).post(PAGE, data={"reason": "Lain.", "first_day": ""})
        assert response.status_code == 409
        assert db.session.scalars(select(CourseWithdrawal.reason)).all() == ["Aturannya diganti."]

    def test_of_one_agency_may_not(self, sign_in, officer, small):
        client = sign_in(officer)
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, data={"reason": "Diganti."}).status_code == 403
        assert client.post("/studio/kursus/kursus-kc-01/penawaran").status_code == 403
        assert PAGE not in seen(client, "/studio/kursus/kursus-kc-01")

    def test_sees_which_courses_ask_for_this_one_first(self, sign_in, site_officer, small):
        make_course("KC-02", title="Kursus lanjutan", prerequisites=["KC-01"])
        assert "Kursus lanjutan" in seen(sign_in(site_officer), PAGE)

    def test_finds_withdrawn_courses_by_a_filter(self, sign_in, site_officer, small):
        make_course("KC-02", title="Kursus lain")
        withdraw(small)
        client = sign_in(site_officer)
        page = seen(client, "/studio?keadaan=ditarik")
        assert "Kursus lain" not in page
        assert "sejak 14 Mei 2026, revisi 1" in page
        page = seen(client, "/studio?keadaan=ditawarkan")
        assert TITLE not in page
        assert "Ditarik dari katalog (1)" in page


class TestLearner:
    def test_finds_it_neither_in_the_catalogue_nor_by_search(self, sign_in, small):
        withdraw(small)
        client = sign_in(make_person())
        assert TITLE not in seen(client, "/katalog")
        assert TITLE not in seen(client, "/katalog?q=singkat")

    def test_finds_it_until_the_day_comes(self, sign_in, small, clock):
        withdraw(small, first_day=TODAY + 2 * DAY)
        client = sign_in(make_person())
        assert TITLE in seen(client, "/katalog")
        clock.shift(timedelta(days=2))
        assert TITLE not in seen(client, "/katalog")

    def test_cannot_join_it_any_more(self, sign_in, small):
        withdraw(small)
        person = make_person()
        client = sign_in(person)
        page = seen(client, "/kursus/kursus-kc-01")
        assert "Tidak ditawarkan lagi" in page
        assert "Daftar dan mulai" not in page
        response = client.post("/kursus/kursus-kc-01/pendaftaran")
        assert response.status_code == 409
        assert "tidak ditawarkan lagi" in response.text
        assert enrolment_of(person.id, small.id) is None

    def test_who_follows_it_goes_on_and_gets_the_certificate(self, sign_in, group):
        withdraw(group.course)
        page = seen(sign_in(group.running), "/kursus/kursus-kc-01")
        assert "Anda tetap dapat menyelesaikannya" in page
        mark(group.running.id, group.course.id)
        grade(group.running.id, group.course.id)
        owner = select(Certificate.id).where(Certificate.person_id == group.running.id)
        assert db.session.scalar(owner) is not None

    def test_who_was_given_it_before_may_still_begin(self, sign_in, group):
        withdraw(group.course)
        assert sign_in(group.idle).post("/kursus/kursus-kc-01/pendaftaran").status_code == 303
        assert enrolment_of(group.idle.id, group.course.id) is not None

    def test_who_left_may_come_back(self, sign_in, group):
        leave_course(group.running.id, group.course.id, now=core_clock.now())
        withdraw(group.course)
        assert sign_in(group.running).post("/kursus/kursus-kc-01/pendaftaran").status_code == 303

    def test_keeps_the_certificate(self, sign_in, group):
        withdraw(group.course)
        assert "tetap berlaku" in seen(sign_in(group.done), "/kursus/kursus-kc-01")

    def test_is_not_led_to_it_by_a_gap(self, sign_in, small, group):
        client = sign_in(group.idle)
        db.session.execute(db.delete(Assignment))
        withdraw(small)
        assert "/kursus/kursus-kc-01" not in seen(client, "/kompetensi")


class TestAssigning:
    def test_a_newcomer_cannot_be_given_it(self, officer, small):
        withdraw(small)
        new = NewAssignment(person_id=make_person().id, course_id=small.id, due_on=TODAY + DAY)
        with pytest.raises(CourseWithdrawnError):
            assign(new, actor_id=officer.id, today=TODAY, now=core_clock.now())

    def test_an_open_assignment_may_get_another_day_and_be_cancelled(self, officer, group):
        withdraw(group.course)
        new = NewAssignment(person_id=group.idle.id, course_id=group.course.id, due_on=TODAY + DAY)
        assign(new, actor_id=officer.id, today=TODAY, now=core_clock.now())
        given = db.session.scalars(select(Assignment).where(Assignment.person_id == group.idle.id)).one()
        assert given.due_on == TODAY + DAY
        cancel(given, actor_id=officer.id, now=core_clock.now())
        assert given.cancelled_at is not None

    def test_who_follows_it_may_be_given_a_day(self, officer, group):
        withdraw(group.course)
        new = NewAssignment(person_id=group.running.id, course_id=group.course.id, due_on=TODAY + DAY)
        assign(new, actor_id=officer.id, today=TODAY, now=core_clock.now())

    def test_for_many_newcomers_are_left_out_and_named(self, sign_in, officer, group):
        newcomer = make_person("Fajar Contoh")
        withdraw(group.course)
        body = {"deed": "tugaskan", "due_on": "31-12-2026", "people": [newcomer.id, group.running.id]}
        client = sign_in(officer)
        page = client.get("/studio/kursus/kursus-kc-01/penugasan/ringkasan", query_string=body).text
        assert "Dilewati karena kursus ini tidak ditawarkan lagi" in page
        assert client.post("/studio/kursus/kursus-kc-01/penugasan", data=body).status_code == 303
        given = set(db.session.scalars(select(Assignment.person_id).where(Assignment.cancelled_at.is_(None))))
        assert group.running.id in given
        assert newcomer.id not in given

    def test_an_officer_is_told_so_beside_the_date(self, sign_in, officer, group):
        newcomer = make_person("Fajar Contoh")
        withdraw(group.course)
        address = f"/studio/kursus/kursus-kc-01/peserta/{newcomer.id}/tenggat"
        response = sign_in(officer).post(address, data={"due_on": "31-12-2026", "note": "Perlu."})
        assert response.status_code == 422
        assert "tidak ditawarkan lagi" in response.text
        assert "Perlu." in response.text

    def test_a_supervisor_is_not_offered_it(self, sign_in, small):
        supervisor, members = make_team(1)
        withdraw(small)
        client = sign_in(supervisor)
        assert TITLE not in seen(client, "/tim/penugasan")
        body = {"course": "KC-01", "due_on": "31-12-2026", "note": "", "people": members[0].id}
        assert client.post("/tim/penugasan", data=body).status_code == 422


class TestRecord:
    def test_the_database_holds_one_open_withdrawal_a_course(self, small):
        withdraw(small)
        with pytest.raises(AlreadyWithdrawnError):
            withdraw(small)
        offer_course_again(small, actor_id=None, now=core_clock.now())
        with pytest.raises(NotWithdrawnError):
            offer_course_again(small, actor_id=None, now=core_clock.now())
        withdraw(small)
        assert len(db.session.scalars(select(CourseWithdrawal.id)).all()) == 2

    def test_the_database_refuses_a_withdrawal_without_a_reason(self, small):
        now = core_clock.now()
        db.session.add(CourseWithdrawal(course_id=small.id, from_at=now, reason="  ", withdrawn_at=now))
        with pytest.raises(IntegrityError):
            db.session.flush()


class TestCommands:
    def test_withdraw_and_offer(self, runner, small):
        result = runner.invoke(
            args=["courses", "withdraw", small.slug, "--reason", "Diganti.", "--from", "20-05-2026", "--json"]
        )
        assert result.exit_code == 0, result.stderr
        assert json.loads(result.stdout) == {"slug": small.slug, "withdrawn_from": "2026-05-20T00:00:00+07:00"}
        result = runner.invoke(args=["courses", "offer", small.slug])
        assert result.stdout == f"Kursus {small.slug} ditawarkan lagi.\n"

    def test_refusals_are_sentences(self, runner, small):
        result = runner.invoke(args=["courses", "offer", small.slug])
        assert result.exit_code == 1
        assert "sedang ditawarkan" in result.stderr
        result = runner.invoke(args=["courses", "withdraw", small.slug, "--reason", " "])
        assert result.exit_code == 1
        assert "Tulis alasannya" in result.stderr
        assert runner.invoke(args=["courses", "withdraw", "entah", "--reason", "x"]).exit_code == 2
