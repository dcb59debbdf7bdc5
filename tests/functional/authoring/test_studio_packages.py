"""Packages in the browser: findings, what an import would change and for whom, and the import of what was looked at."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from config import PROJECT_DIR
from elearning.authoring.services.learners import describe
from elearning.authoring.services.preview import outline_of_package
from elearning.catalog import services as catalog
from elearning.catalog.models import Course, CourseRevision, Enrolment
from elearning.catalog.queries import outline_of
from elearning.content.checks import examine, surroundings
from elearning.core import clock as core_clock
from elearning.core.audit import AuditEntry
from elearning.extensions import db
from tests.factories import make_person
from tests.support.page_rules import assert_page_rules

SLUG = "kursus-latihan"
FIRST = "modules/01-surat/01-tujuan-surat.md"
QUIZ = "modules/01-surat/09-kuis-surat.quiz.yaml"
PATH = f"/studio/paket/{SLUG}/sinkron"
FINGERPRINT = re.compile(r'name="fingerprint" value="([0-9a-f]{64})"')


def page_of(answer, status=200):
    assert answer.status_code == status, answer.text
    assert_page_rules(answer.text)
    return answer.text


@pytest.fixture
def folder(app, tmp_path, monkeypatch):
    """A copy of the fixture courses that the site takes for its own."""
    root = tmp_path / "courses"
    shutil.copytree(PROJECT_DIR / "tests" / "fixtures" / "courses", root)
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], courses_dir=root))
    return root


@pytest.fixture
def edit(folder):
    def edit(name, old, new):
        path = folder / SLUG / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return edit


@pytest.fixture
def client(sign_in, site_officer):
    return sign_in(site_officer)


@pytest.fixture
def learner(course):
    person = make_person()
    catalog.enrol(person.id, course.id, course.current_revision_id, now=core_clock.now())
    return person


def send(client, learners="tetap"):
    fingerprint = FINGERPRINT.search(page_of(client.get(PATH))).group(1)
    return client.post(PATH, data={"fingerprint": fingerprint, "learners": learners})


def revision_of(person, course):
    query = select(CourseRevision.number).join(Enrolment, Enrolment.revision_id == CourseRevision.id)
    return db.session.scalars(query.where(Enrolment.person_id == person.id, Enrolment.course_id == course.id)).one()


def revisions():
    return db.session.scalar(select(func.count()).select_from(CourseRevision))


def test_packages_are_listed_with_their_state_and_findings_by_severity(client, folder, edit):
    page = page_of(client.get("/studio/paket"))
    assert page.count("Terbit, revisi 1") == 3
    edit("course.yaml", "minutes: 23", "minutes: 99")
    (folder / SLUG / "media" / "sisa.png").write_bytes(b"x")
    page = page_of(client.get("/studio/paket"))
    assert "Berbeda dari revisi 1 yang terbit" in page
    assert re.search(rf"courses/{SLUG}/course\.yaml:\d+", page)
    assert f"courses/{SLUG}/media/sisa.png:1" in page
    only = page_of(client.get("/studio/paket?tingkat=kesalahan"))
    assert "course.yaml:" in only
    assert "sisa.png tidak dipakai" not in only
    assert "course.yaml:" not in page_of(client.get("/studio/paket?tingkat=peringatan"))


def test_an_empty_folder_says_so(client, folder):
    shutil.rmtree(folder)
    assert "Belum ada paket" in page_of(client.get("/studio/paket"))
    assert client.get(PATH).status_code == 404


def test_an_unchanged_package_offers_nothing(client, folder, learner):
    page = page_of(client.get(PATH))
    assert "Tidak berubah sejak revisi 1." in page
    assert FINGERPRINT.search(page) is None


def test_a_correction_moves_everybody_and_the_page_says_so_before(client, edit, course, learner, site_officer):
    edit(FIRST, "Pak Bima menulis", "Bu Sinta menulis")
    page = page_of(client.get(PATH))
    assert "Perbaikan: tidak ada langkah" in page
    assert "pindah begitu diimpor" in page
    assert revisions() == 3
    answer = send(client)
    assert (answer.status_code, answer.location) == (303, "/studio/paket")
    assert revision_of(learner, course) == 2
    assert "1 peserta pindah" in page_of(client.get("/studio/paket"))
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "course.synced")).one()
    assert (entry.actor_id, entry.subject_id, entry.detail["moved"]) == (site_officer.id, course.id, 1)


@pytest.mark.parametrize(("learners", "expected"), [("tetap", 1), ("pindah", 2)])
def test_a_change_is_told_rule_by_rule_and_learners_stay_or_move_as_chosen(
    client, edit, course, learner, learners, expected
):
    edit(QUIZ, "pass_mark: 70", "pass_mark: 80\nattempts: 3")
    page = page_of(client.get(PATH))
    assert "Perubahan: kursus meminta hal lain" in page
    assert "berubah: dari 70 menjadi 80." in page
    assert "kesempatan dari 0 menjadi 3." in page
    assert "tetap, kecuali dipindahkan" in page
    assert send(client, learners).status_code == 303
    assert revision_of(learner, course) == expected


def test_who_stayed_behind_can_be_moved_later(client, edit, course, learner):
    edit(QUIZ, "pass_mark: 70", "pass_mark: 80")
    send(client)
    page = page_of(client.get(PATH))
    assert "Tidak berubah sejak revisi 2." in page
    assert "Pindahkan peserta" in page
    assert send(client, "pindah").status_code == 303
    assert revision_of(learner, course) == 2


def test_new_and_removed_steps_are_named(client, edit, folder):
    text = (folder / SLUG / FIRST).read_text("utf-8").replace("id: tujuan-surat", "id: tujuan-lain")
    (folder / SLUG / FIRST).write_text(text, "utf-8")
    edit(QUIZ, "tujuan-surat", "tujuan-lain")
    page = page_of(client.get(PATH))
    assert "Langkah baru: “" in page
    assert "Langkah dihapus: “" in page


def test_a_package_that_changed_in_between_is_shown_anew_and_not_imported(client, edit):
    edit(FIRST, "Pak Bima menulis", "Bu Sinta menulis")
    fingerprint = FINGERPRINT.search(page_of(client.get(PATH))).group(1)
    edit(QUIZ, "pass_mark: 70", "pass_mark: 80")
    page = page_of(client.post(PATH, data={"fingerprint": fingerprint, "learners": "tetap"}), 409)
    assert "Isi paket berubah sejak ringkasan itu ditampilkan" in page
    assert "berubah: dari 70 menjadi 80." in page
    assert revisions() == 3


def test_an_error_refuses_the_import(client, edit):
    edit("course.yaml", "minutes: 23", "minutes: 99")
    page = page_of(client.get(PATH))
    assert "Ditolak" in page
    assert FINGERPRINT.search(page) is None
    assert client.post(PATH, data={"fingerprint": "0" * 64, "learners": "tetap"}).status_code == 409
    assert page_of(client.post(PATH, data={"fingerprint": "x", "learners": "tetap"}), 422)
    assert revisions() == 3


def test_a_new_course_is_published(client, folder):
    shutil.copytree(folder / SLUG, folder / "kursus-baru")
    path = folder / "kursus-baru" / "course.yaml"
    path.write_text(path.read_text("utf-8").replace("code: KL-01", "code: KB-01"), "utf-8")
    page = page_of(client.get("/studio/paket/kursus-baru/sinkron"))
    assert "Kursus baru: belum pernah diimpor." in page
    fingerprint = FINGERPRINT.search(page).group(1)
    body = {"fingerprint": fingerprint, "learners": "tetap"}
    assert client.post("/studio/paket/kursus-baru/sinkron", data=body).status_code == 303
    assert db.session.scalar(select(Course.code).where(Course.slug == "kursus-baru")) == "KB-01"


def test_a_package_is_described_as_the_revision_that_it_becomes(folder, course):
    examination = examine(folder / SLUG, surroundings(folder, core_clock.now().date()))
    assert describe(outline_of_package(examination)) == describe(outline_of(course.current_revision_id))


def test_packages_are_for_officers_of_the_whole_site(client, sign_in, officer, folder):
    client.sends_csrf_token = False
    assert client.post(PATH, data={}).status_code == 400
    client.sends_csrf_token = True
    sign_in(officer)
    assert "/studio/paket" not in client.get("/studio").text
    for path in ("/studio/paket", PATH):
        assert client.get(path).status_code == 403
    assert client.post(PATH, data={"fingerprint": "0" * 64, "learners": "tetap"}).status_code == 403
    client.sign_out()
    assert client.get("/studio/paket").status_code == 303
