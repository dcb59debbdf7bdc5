"""The doctor finds what is broken, says how to mend it, and leaves everything as it is."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text, update

from config import Environment
from elearning.catalog.models import CourseRevision, MediaFile
from elearning.certificates import rendering
from elearning.competency.models import Evidence
from elearning.core import clock as site_clock
from elearning.core import mail, storage
from elearning.core.audit import AuditEntry
from elearning.core.jobs import WorkerHeartbeat, jobs_of
from elearning.extensions import db
from elearning.operations import machine
from elearning.quizzes.models import Attempt
from tests.factories import make_person
from tests.quiz_factories import begin, make_quiz
from tests.support import databases
from tests.support.doctor import assert_wrong, change, examined, folder, lift_guard
from tests.support.rows import all_rows
from tests.support.small_course import complete, make_course

pytestmark = pytest.mark.real_transactions


@pytest.fixture
def site(own_app: Flask) -> Flask:
    """A site with a worker and its photographs, on which somebody has completed a course."""
    assert own_app.test_cli_runner().invoke(args=["courses", "sync"]).exit_code == 0
    with own_app.app_context():
        complete(make_person(), make_course("KC-77"))
        db.session.commit()
        jobs_of(own_app).beat()
    (folder(own_app)).chmod(0o700)
    return own_app


def test_a_site_in_order_has_nothing_wrong_and_is_not_changed(site):
    before = all_rows(site)

    code, checks = examined(site)

    wrong = {name: check for name, check in checks.items() if check["state"] == "salah"}
    assert (code, wrong) == (0, {})
    assert {name for name, check in checks.items() if check["state"] == "perhatian"} == {"setelan", "cadangan"}
    assert all(bool(check["remedy"]) == (check["state"] != "baik") for check in checks.values())
    assert all_rows(site) == before


def test_people_read_one_line_a_check_and_the_remedy_below(site):
    result = site.test_cli_runner().invoke(args=["doctor"])

    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert next(line for line in lines if "migrasi" in line).startswith("baik")
    place = next(number for number, line in enumerate(lines) if line.startswith("perhatian  cadangan"))
    assert "flask --app wsgi backup" in lines[place + 1]


def test_after_a_backup_its_age_is_told(site, tmp_path, monkeypatch):
    site.test_cli_runner().invoke(args=["backup", str(tmp_path / "malam.zip")])
    assert examined(site)[1]["cadangan"]["state"] == "baik"

    monkeypatch.setattr(machine, "LONGEST_WITHOUT_BACKUP", timedelta(seconds=-1))
    check = examined(site)[1]["cadangan"]
    assert (check["state"], "malam.zip" in check["seen"]) == ("perhatian", True)


def test_a_database_without_tables_is_told_from_a_lost_one(engine_databases, make_app):
    name = databases.next_name()
    app = make_app(engine_databases.create(name))
    if app.config["SETTINGS"].is_sqlite:
        assert_wrong(app, "basis data", "unable to open")
        with app.app_context():
            db.session.execute(text("SELECT 1"))
            db.session.remove()
    assert_wrong(app, "migrasi", "belum ada tabel")
    with app.app_context():
        db.engine.dispose()
    engine_databases.drop(name)


def test_a_database_of_a_newer_pelita_is_named(site):
    change(site, lambda: db.session.execute(text("UPDATE alembic_version SET version_num = '9999'")))

    assert_wrong(site, "migrasi", "9999", "lebih baru")


def test_a_silent_worker_is_named(site):
    past = site_clock.now() - timedelta(hours=1)
    change(site, lambda: db.session.execute(update(WorkerHeartbeat).values(at=past)))

    assert_wrong(site, "pekerja", "terakhir terlihat")


def test_work_that_fails_is_named(site):
    def fail(_now) -> None:
        raise RuntimeError("contoh")

    jobs_of(site).add("rekaan", fail)
    jobs_of(site).run("rekaan")

    check = examined(site)[1]["pekerjaan"]
    assert (check["state"], "rekaan" in check["seen"]) == ("perhatian", True)


def test_a_clock_that_went_back_is_named(site):
    ahead = site_clock.now() + timedelta(hours=3)
    change(site, lambda: db.session.add(AuditEntry(at=ahead, action="x", subject_type="", detail={}, request_id="-")))

    assert_wrong(site, "jam", "masa depan")


def test_a_completion_without_certificate_is_named_by_id(site):
    def lose() -> None:
        for table in ("certificate_event", "certificate"):
            lift_guard(table)
            db.session.execute(text(f"DELETE FROM {table}"))

    change(site, lose)

    assert_wrong(site, "sertifikat", "1 penyelesaian", "id 1")


def test_a_course_that_issues_none_and_people_without_agency_are_in_order(site):
    def learn() -> None:
        complete(make_person(), make_course("KC-78", certificate={"issue": False}))
        person = make_person()
        person.agency_id = None
        complete(person, make_course("KC-79"))

    change(site, learn)

    assert examined(site)[1]["sertifikat"]["state"] == "baik"


def test_lost_learning_hours_and_lost_evidence_are_named(site):
    def lose() -> None:
        for table in ("jp_entry", "evidence"):
            lift_guard(table)
            db.session.execute(text(f"DELETE FROM {table}"))
        assert db.session.query(Evidence).count() == 0

    change(site, lose)

    assert_wrong(site, "JP", "1 penyelesaian tanpa JP")
    assert_wrong(site, "bukti", "1 sertifikat")


def test_a_certificate_of_a_course_that_proves_nothing_needs_no_evidence(site):
    change(site, lambda: complete(make_person(), make_course("KC-80", outcomes=[])))

    assert examined(site)[1]["bukti"]["state"] == "baik"


def test_an_attempt_that_nobody_closed_is_named(site):
    def leave_open() -> None:
        attempt_id = begin(make_person(), make_quiz(time_limit="10 minutes"))
        past = site_clock.now() - timedelta(hours=1)
        ended = update(Attempt).where(Attempt.id == attempt_id).values(ends_at=past, grace_until=past)
        db.session.execute(ended)

    change(site, leave_open)

    assert_wrong(site, "percobaan", "1 percobaan")


def test_a_lost_photograph_is_named_and_a_spare_one_is_fine(site):
    def store() -> None:
        digest = storage.put(b"foto rekaan")
        storage.put(b"foto yang tidak dipakai")
        revision = db.session.query(CourseRevision).first()
        facts = {"path": "foto.jpg", "media_type": "image/jpeg", "size_bytes": 11}
        db.session.add(MediaFile(revision_id=revision.id, sha256=digest, **facts))

    change(site, store)
    check = examined(site)[1]["foto kursus"]
    assert (check["state"], "1 tidak dipakai" in check["seen"]) == ("baik", True)

    for path in (folder(site) / "files").glob("*/*"):
        path.unlink()
    assert_wrong(site, "foto kursus", "2 dari 2 berkas hilang")


def test_the_remedy_for_lost_photographs_of_packages_works(site):
    for path in (folder(site) / "files").glob("*/*"):
        path.unlink()
    assert_wrong(site, "foto kursus", "1 dari 1 berkas hilang")

    assert site.test_cli_runner().invoke(args=["courses", "sync"]).exit_code == 0

    assert examined(site)[1]["foto kursus"]["state"] == "baik"


def test_letters_that_were_given_up_are_counted(site):
    def give_up() -> None:
        mail.post("tidak@ada.example", "x", "x", now=site_clock.now())
        db.session.flush()
        db.session.execute(update(mail.MailMessage).values(next_try_at=None))

    change(site, give_up)

    check = examined(site)[1]["surat"]
    assert (check["state"], "1 surat" in check["seen"]) == ("perhatian", True)


@pytest.mark.engines("sqlite")
def test_a_row_that_points_nowhere_is_named(site):
    def break_link() -> None:
        connection = db.engine.raw_connection()
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("UPDATE enrolment SET revision_id = 999999")
        connection.commit()
        connection.execute("PRAGMA foreign_keys = ON")
        connection.close()

    change(site, break_link)

    assert_wrong(site, "keutuhan berkas", "enrolment", "course_revision")


@pytest.mark.engines("sqlite")
def test_an_open_folder_and_a_readable_key_are_named(site):
    folder(site).chmod(0o755)
    assert examined(site)[1]["folder instance"]["state"] == "perhatian"

    key = folder(site) / "secret_key"
    key.write_text("kunci rekaan")
    key.chmod(0o644)
    assert_wrong(site, "folder instance", "secret_key")


@pytest.mark.engines("sqlite")
def test_a_full_disk_and_a_tight_one_are_named(site, monkeypatch):
    monkeypatch.setattr(machine, "free_disk_bytes", lambda _folder: machine.MIN_FREE_BYTES)
    assert examined(site)[1]["ruang disk"]["state"] == "perhatian"

    monkeypatch.setattr(machine, "free_disk_bytes", lambda _folder: machine.MIN_FREE_BYTES - 1)
    assert_wrong(site, "ruang disk", "199 MB")


@pytest.mark.engines("sqlite")
def test_missing_fonts_are_named(site, monkeypatch, tmp_path):
    monkeypatch.setattr(rendering, "FONTS", tmp_path)

    assert_wrong(site, "huruf sertifikat", "Plus Jakarta Sans")


@pytest.mark.engines("sqlite")
def test_a_mail_server_that_is_not_there_is_named_without_its_password(sqlite_databases, make_app):
    app = make_app("sqlite:////nonexistent/x.sqlite", mail_url="smtp://siapa:sandi-rahasia@127.0.0.1:1")

    assert_wrong(app, "surel", "server surel tidak menjawab")
    assert "sandi-rahasia" not in json.dumps(examined(app)[1])
    assert_wrong(app, "basis data", "unable to open")


@pytest.mark.engines("sqlite")
def test_a_production_site_behind_a_proxy_it_does_not_trust_is_warned(make_app):
    nowhere = "sqlite:////nonexistent/x.sqlite"
    settings = {"environment": Environment.PRODUCTION, "public_url": "https://pelita.contoh.go.id"}
    assert "TRUSTED_PROXIES" in examined(make_app(nowhere, **settings))[1]["setelan"]["remedy"]

    whole = settings | {"trusted_proxies": 1, "contact_email": "bantuan@contoh.go.id"}
    checks = examined(make_app(nowhere, **whole))[1]
    assert checks["setelan"]["state"] == "baik"
    assert (checks["surel"]["state"], "outbox" in checks["surel"]["seen"]) == ("perhatian", True)


@pytest.mark.engines("sqlite")
def test_a_queue_that_is_away_is_named_but_nothing_is_wrong_for_it(make_app):
    app = make_app("sqlite:////nonexistent/x.sqlite", job_queue_url="redis://:sandi-rahasia@127.0.0.1:1")

    checks = examined(app)[1]

    assert checks["antrean pekerjaan"]["state"] == "perhatian"
    assert "Redis tidak menjawab" in checks["antrean pekerjaan"]["seen"]
    assert "JOB_QUEUE_URL" in checks["antrean pekerjaan"]["remedy"]
    assert "sandi-rahasia" not in json.dumps(checks)
