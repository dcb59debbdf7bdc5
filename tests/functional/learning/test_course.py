"""The page of a course: the one button, what is missing and why, joining, leaving and coming back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from elearning.catalog.models import Activity, CourseRevision, Enrolment, RevisionActivity
from elearning.catalog.services import NewAssignment, assign
from elearning.core import clock as site_clock
from elearning.core.audit import AuditEntry
from elearning.extensions import db
from tests.factories import make_person
from tests.support.page_rules import assert_page_rules

COURSE = "/kursus/kursus-latihan"
FIRST = f"{COURSE}/langkah/tujuan-surat"


def enrolments() -> int:
    return db.session.scalar(select(func.count()).select_from(Enrolment).where(Enrolment.left_at.is_(None))) or 0


def test_a_newcomer_sees_what_the_course_is_and_one_way_in(reader, course):
    html = reader.get(COURSE).text
    assert_page_rules(html)
    assert "Daftar dan mulai" in html
    assert "0,5 JP, 23 menit" in html
    assert "Komunikasi sampai level 2" in html
    assert "menulis surat yang dipahami sekali baca" in html
    assert "Mengapa belum selesai?" not in html
    assert f'href="{FIRST}"' not in html


def test_joining_opens_the_first_step_at_once(reader, course):
    response = reader.post(f"{COURSE}/pendaftaran")
    assert (response.status_code, response.location) == (303, FIRST)
    assert enrolments() == 1
    assert db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("enrol"))).all() == [
        "enrolment.begun"
    ]


def test_joining_twice_is_joining_once(reader, course):
    reader.post(f"{COURSE}/pendaftaran")
    assert reader.post(f"{COURSE}/pendaftaran").status_code == 303
    assert enrolments() == 1


def test_each_unmet_condition_is_named_with_its_link(reader, join, course):
    join(course)
    html = reader.get(COURSE).text
    assert_page_rules(html)
    assert "Kursus selesai bila 3 syarat ini terpenuhi." in html
    for words in ("Baca “Tujuan surat”", "Buka “Bentuk surat”", "Lulus “Kuis surat”, paling sedikit 70"):
        assert words in html
    assert f'href="{COURSE}/kuis/kuis-surat"' in html
    assert "Mulai belajar" in html


def test_the_button_leads_to_the_very_next_step(reader, join, course):
    join(course)
    reader.post(f"{FIRST}/selesai")
    html = reader.get(COURSE).text
    assert "Lanjutkan ke 1.2" in html
    assert "1 dari 3 langkah" in html
    assert "dibaca" in html


def test_a_completed_course_shows_the_certificate(reader, join, finish, course):
    join(course)
    finish(course)
    html = reader.get(COURSE).text
    assert_page_rules(html)
    assert "Lihat sertifikat" in html
    assert re.search(r'href="/sertifikat/\d+\.pdf"', html)
    assert "lulus, 90" in html
    assert "Mengapa belum selesai?" not in html
    assert "Keluar dari kursus" not in html


def test_leaving_and_coming_back_loses_nothing(reader, join, course):
    join(course)
    reader.post(f"{FIRST}/selesai")
    assert reader.post(f"{COURSE}/pendaftaran/akhir").location == COURSE
    html = reader.get(COURSE).text
    assert "Ikuti lagi" in html
    assert "tetap tersimpan" in html
    assert enrolments() == 0
    assert reader.post(f"{COURSE}/pendaftaran").location == f"{COURSE}/langkah/bentuk-surat"
    assert "1 dari 3 langkah" in reader.get(COURSE).text


def test_a_course_with_missing_prerequisites_says_which_and_refuses(reader, course, plain_course):
    revision = db.session.get_one(CourseRevision, plain_course.current_revision_id)
    revision.prerequisites = ["KL-01"]
    html = reader.get("/kursus/kursus-ringkas").text
    assert "Sebelum mendaftar" in html
    assert "Daftar dan mulai" not in html
    response = reader.post("/kursus/kursus-ringkas/pendaftaran")
    assert response.status_code == 403
    assert "KL-01" in response.text
    assert enrolments() == 0


def test_a_due_date_is_shown(reader, join, course, learner):
    join(course)
    now = site_clock.now()
    due = now.date() + timedelta(days=10)
    asked = NewAssignment(person_id=learner.id, course_id=course.id, due_on=due)
    assign(asked, actor_id=make_person().id, today=now.date(), now=now)
    assert "Tenggat" in reader.get(COURSE).text


@pytest.mark.parametrize("path", ["", "/pendaftaran", "/pendaftaran/akhir"])
def test_an_unknown_course_is_not_found(reader, path):
    call = reader.post if path else reader.get
    assert call(f"/kursus/tidak-ada{path}").status_code == 404


def test_a_stranger_cannot_join(client, course):
    assert client.post(f"{COURSE}/pendaftaran").status_code == 303
    assert enrolments() == 0


def test_a_locked_step_says_why(reader, join, course):
    join(course)
    revision_id = course.current_revision_id
    lock_second_step(revision_id)
    response = reader.get(f"{COURSE}/langkah/bentuk-surat")
    assert response.status_code == 403
    assert_page_rules(response.text)
    assert "Baca “Tujuan surat”" in response.text
    assert "terkunci" in reader.get(COURSE).text


def lock_second_step(revision_id: int) -> None:
    query = select(RevisionActivity).join(Activity).where(Activity.key == "bentuk-surat")
    row = db.session.scalars(query.where(RevisionActivity.revision_id == revision_id)).one()
    row.requires = {"marked": "tujuan-surat"}
