"""The lesson player: reading, marking, going on, and who may not."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from elearning.catalog.models import MediaFile
from elearning.catalog.services import leave
from elearning.certificates.models import Certificate
from elearning.core import clock as site_clock
from elearning.core import storage
from elearning.extensions import db
from elearning.outcomes import Result, ResultKind, record_result
from elearning.progress.models import ActivityProgress
from elearning.progress.services import Grade
from tests.support.page_rules import assert_page_rules

FIRST = "/kursus/kursus-latihan/langkah/tujuan-surat"
SECOND = "/kursus/kursus-latihan/langkah/bentuk-surat"
QUIZ = "/kursus/kursus-latihan/kuis/kuis-surat"


def progress(learner) -> ActivityProgress:
    db.session.expire_all()
    return db.session.scalars(select(ActivityProgress).where(ActivityProgress.person_id == learner.id)).one()


def test_a_lesson_shows_its_text_its_place_and_the_ways_on(reader, join, course):
    join(course)
    html = reader.get(FIRST).text
    assert_page_rules(html)
    assert "Tujuan surat" in html
    assert "Modul 1, langkah 1 dari 3" in html
    assert "8 menit di langkah ini, 23 menit sampai akhir modul" in html
    assert 'id="satu-kalimat"' in html
    assert f'href="{SECOND}#tujuh-kalimat"' in html
    assert "0 dari 3 langkah" in html
    assert "Selesai dibaca, berikutnya" in html


def test_the_first_view_is_recorded_once(clock, reader, join, course, learner):
    join(course)
    reader.get(FIRST)
    first = progress(learner).first_viewed_at
    clock.shift(3600)
    reader.get(FIRST)
    row = progress(learner)
    assert (row.first_viewed_at, row.completed_at) == (first, None)


def test_a_lesson_that_completes_by_reading_is_complete_at_once(reader, join, course, learner):
    join(course)
    html = reader.get(SECOND).text
    assert "1 dari 3 langkah" in html
    assert "Selesai dibaca" not in html
    assert progress(learner).completed_at is not None


def test_marking_leads_to_the_next_step(reader, join, course, learner):
    join(course)
    response = reader.post(f"{FIRST}/selesai")
    assert (response.status_code, response.location) == (303, SECOND)
    assert progress(learner).completed_at is not None
    assert "sudah selesai" in reader.get(FIRST).text


def test_marking_twice_changes_nothing(clock, reader, join, course, learner):
    join(course)
    reader.post(f"{FIRST}/selesai")
    before = progress(learner).marked_at
    clock.shift(60)
    assert reader.post(f"{FIRST}/selesai").status_code == 303
    assert progress(learner).marked_at == before


def test_the_last_step_of_a_course_completes_it_and_leads_to_its_page(reader, join, plain_course):
    join(plain_course)
    response = reader.post("/kursus/kursus-ringkas/langkah/menyapa/selesai")
    assert response.location == "/kursus/kursus-ringkas"
    html = reader.get(response.location).text
    assert "selesai dan tercatat" in html
    assert "Kursus ini tidak menerbitkan sertifikat." in html


def test_a_quiz_step_leads_to_the_quiz(reader, join, course):
    join(course)
    response = reader.get("/kursus/kursus-latihan/langkah/kuis-surat")
    assert (response.status_code, response.location) == (303, QUIZ)


def test_a_lesson_that_is_not_marked_cannot_be_marked(reader, join, course):
    join(course)
    assert reader.post(f"{SECOND}/selesai").status_code == 404


def test_the_reading_place_follows_to_another_device(reader, join, course):
    join(course)
    reader.get(FIRST)
    assert reader.post(f"{FIRST}/tempat", data={"heading": "periksa-lagi"}).status_code == 204
    html = reader.get(FIRST).text
    assert '<a href="#periksa-lagi">Periksa lagi</a>' in html


@pytest.mark.parametrize("heading", ["<script>", "x" * 81, "A B", "../x"])
def test_a_reading_place_that_is_no_anchor_is_refused(reader, join, course, learner, heading):
    join(course)
    reader.get(FIRST)
    assert reader.post(f"{FIRST}/tempat", data={"heading": heading}).status_code == 422
    assert progress(learner).reading_place == ""


def test_a_reading_place_that_the_lesson_no_longer_has_is_left_out(reader, join, course):
    join(course)
    reader.get(FIRST)
    reader.post(f"{FIRST}/tempat", data={"heading": "bagian-lama"})
    html = reader.get(FIRST).text
    assert "Terakhir Anda membaca" not in html


def test_a_module_is_printed_with_all_its_open_lessons(reader, join, course):
    join(course)
    html = reader.get("/kursus/kursus-latihan/modul/surat/cetak").text
    assert_page_rules(html)
    assert "Modul 1. Surat yang jelas" in html
    assert "1.1 Tujuan surat" in html
    assert "Satu kalimat" in html
    assert "Tujuh kalimat" in html


def test_the_parts_of_printed_lessons_are_named_with_their_lesson(reader, join, course):
    join(course)
    html = reader.get("/kursus/kursus-latihan/modul/surat/cetak").text
    names = re.findall(r'aria-labelledby="([^"]+)"', html)
    assert len(names) > 2
    assert all(name.startswith("langkah-") for name in names)
    assert set(" ".join(names).split()) <= set(re.findall(r'id="([^"]+)"', html))


def test_a_photograph_is_kept_for_a_year_and_only_for_people_who_are_signed_in(reader, join, course, app, client):
    join(course)
    path = "/kursus/kursus-latihan/media/1/surat.png"
    assert f'src="{path}"' in reader.get(SECOND).text
    source = app.config["SETTINGS"].courses_dir / "kursus-latihan" / "media" / "surat.png"
    assert storage.put(source.read_bytes()) == db.session.scalars(select(MediaFile.sha256)).first()
    response = reader.get(path)
    assert (response.status_code, response.mimetype) == (200, "image/png")
    assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert reader.get(path, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    client.sign_out()
    assert client.get(path).status_code == 303


def test_a_photograph_whose_file_is_lost_is_not_there_and_the_log_says_so(reader, course):
    digest = db.session.scalars(select(MediaFile.sha256)).first()
    storage.path_of(digest).unlink(missing_ok=True)
    with capture_logs() as entries:
        assert reader.get("/kursus/kursus-latihan/media/1/surat.png").status_code == 404
    assert {"event": "stored file lost", "sha256": digest, "log_level": "error"} in entries


@pytest.mark.parametrize("path", ["/1/lain.png", "/2/surat.png", "/1/../course.yaml", "/1/%00", "/99999999999/x.png"])
def test_there_are_no_other_photographs(reader, course, path):
    assert reader.get(f"/kursus/kursus-latihan/media{path}").status_code == 404


def test_who_has_not_joined_is_led_to_the_course_page(reader, course, learner):
    for path in (FIRST, "/kursus/kursus-latihan/modul/surat/cetak"):
        response = reader.get(path)
        assert (response.status_code, response.location) == (303, "/kursus/kursus-latihan")
    assert reader.post(f"{FIRST}/selesai").location == "/kursus/kursus-latihan"
    assert reader.post(f"{FIRST}/tempat", data={"heading": "x"}).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(ActivityProgress)) == 0


def test_who_has_left_reads_no_further_until_coming_back(reader, join, course, learner):
    join(course)
    leave(learner.id, course.id, now=site_clock.now())
    assert reader.get(FIRST).status_code == 303


def test_a_stranger_is_asked_to_sign_in(client, course):
    response = client.get(FIRST)
    assert response.status_code == 303
    assert response.location.startswith("/masuk")


@pytest.mark.parametrize(
    "path",
    [
        "/kursus/tidak-ada/langkah/x",
        "/kursus/kursus-latihan/langkah/tidak-ada",
        "/kursus/kursus-latihan/modul/tidak-ada/cetak",
        "/kursus/%00/langkah/x",
        "/kursus/kursus-latihan/langkah/%00",
        "/kursus/kursus-latihan/langkah/' OR 1=1--",
    ],
)
def test_what_does_not_exist_is_not_found(reader, join, course, path):
    join(course)
    assert reader.get(path).status_code == 404


def test_a_mark_without_its_token_is_refused(reader, join, course):
    join(course)
    reader.sends_csrf_token = False
    assert reader.post(f"{FIRST}/selesai").status_code == 400
    assert db.session.scalar(select(func.count()).select_from(ActivityProgress)) == 0


def test_completing_by_reading_the_last_lesson_issues_the_certificate_once(reader, join, course, learner):
    join(course)
    reader.post(f"{FIRST}/selesai")
    from_quiz(learner, course)
    html = reader.get(SECOND).text
    assert "Kursus selesai" in html
    reader.get(SECOND)
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 1


def from_quiz(learner, course) -> None:
    grade = Grade(9_000_000, is_passed=True)
    result = Result(
        person_id=learner.id,
        course_id=course.id,
        activity_key="kuis-surat",
        kind=ResultKind.GRADED,
        grade=grade,
    )
    record_result(result, now=site_clock.now())
