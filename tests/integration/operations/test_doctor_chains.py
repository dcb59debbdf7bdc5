"""The doctor names each link that is broken between result, completion, certificate, evidence and JP, and what counts them."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from elearning import outcomes
from elearning.accounts.models import Person
from elearning.catalog.models import Course, CourseRevision, Enrolment, MediaFile
from elearning.certificates.models import (
    Certificate,
    CertificateDocument,
    CertificateEvent,
    CertificateLogo,
    CertificateSequence,
)
from elearning.competency.models import Competency, Evidence, JpEntry
from elearning.core import clock as site_clock
from elearning.core import storage
from elearning.core.site_logo import SiteLogo
from elearning.extensions import db
from elearning.outcomes import Chain, Result, ResultKind, record_result
from elearning.progress.models import ActivityProgress, CourseCompletion
from tests.factories import make_person
from tests.quiz_factories import begin, make_quiz
from tests.support.doctor import assert_wrong, change, examined, folder, lift_guard
from tests.support.small_course import LESSON, complete, enrol, make_course, mark

pytestmark = pytest.mark.real_transactions
SHEET = b"%PDF-1.7 lembar pertama"


@pytest.fixture
def site(own_app: Flask) -> Flask:
    """A site on which one person has completed one course."""
    with own_app.app_context():
        complete(make_person(), make_course("KC-77"))
        db.session.commit()
    return own_app


def only(model: Any) -> Any:
    return db.session.scalars(select(model).order_by(model.id)).first()


def assert_good(app: Flask, name: str) -> None:
    check = examined(app)[1][name]
    assert (check["state"], check["remedy"]) == ("baik", ""), check


def test_a_result_without_its_completion_is_named_and_the_remedy_works(site, monkeypatch):
    assert_good(site, "penyelesaian")
    with monkeypatch.context() as broken:
        broken.setattr(outcomes, "_complete_course", lambda *_: Chain())
        change(site, lambda: complete(make_person(), make_course("KC-78")))
    assert_wrong(site, "penyelesaian", "1 pendaftaran")

    def mark_again() -> None:
        person = db.session.scalars(select(Person).order_by(Person.id.desc())).first()
        course = db.session.scalars(select(Course).where(Course.code == "KC-78")).one()
        result = Result(person_id=person.id, course_id=course.id, activity_key=LESSON, kind=ResultKind.MARKED)
        record_result(result, now=site_clock.now())

    change(site, mark_again)
    assert_good(site, "penyelesaian")


def test_who_has_not_finished_or_has_left_is_in_order(site, monkeypatch):
    def learn() -> None:
        begun, left = make_person(), make_person()
        course = make_course("KC-79")
        enrol(begun, course)
        mark(begun.id, course.id)
        with monkeypatch.context() as broken:
            broken.setattr(outcomes, "_complete_course", lambda *_: Chain())
            complete(left, course)
        gone = update(Enrolment).where(Enrolment.person_id == left.id).values(left_at=site_clock.now())
        db.session.execute(gone)

    change(site, learn)

    assert_good(site, "penyelesaian")


@pytest.mark.parametrize(
    "change_of_progress", [{"finished_attempts": 3}, {"has_open_attempt": False}], ids=["counted", "open"]
)
def test_progress_that_tells_another_story_than_the_attempts_is_named(site, change_of_progress):
    change(site, lambda: begin(make_person(), make_quiz()))
    assert_good(site, "kemajuan kuis")

    change(
        site,
        lambda: db.session.execute(
            update(ActivityProgress).where(ActivityProgress.has_open_attempt).values(**change_of_progress)
        ),
    )

    assert_wrong(site, "kemajuan kuis", "1 kuis")


def test_an_attempt_without_any_progress_is_named(site):
    def lose() -> None:
        begin(make_person(), make_quiz())
        db.session.flush()
        db.session.execute(ActivityProgress.__table__.delete().where(ActivityProgress.has_open_attempt))

    change(site, lose)

    assert_wrong(site, "kemajuan kuis", "1 kuis")


def test_evidence_that_nothing_bears_out_is_named(site):
    assert_good(site, "sumber bukti")

    def invent() -> None:
        evidence = only(Evidence)
        facts = {"competency_id": evidence.competency_id, "level": 3, "at": site_clock.now()}
        stranger = make_person()
        other = db.session.scalars(select(Competency).where(Competency.id != evidence.competency_id)).first()
        unconfirmed = Evidence(person_id=stranger.id, source="confirmation", **facts)
        of_another = {"person_id": evidence.person_id, "source": "withdrawal", "corrects_id": evidence.id}
        db.session.add_all([unconfirmed, Evidence(**of_another, **(facts | {"competency_id": other.id, "level": 0}))])

    change(site, invent)
    assert_wrong(site, "sumber bukti", "2 bukti")


def test_evidence_and_jp_that_stand_with_another_person_than_the_completion_are_named(site):
    def move() -> None:
        stranger = make_person()
        db.session.flush()
        for model in (Evidence, JpEntry):
            lift_guard(model.__tablename__)
            row = only(model)
            db.session.execute(update(model).where(model.id == row.id).values(person_id=stranger.id))

    change(site, move)

    assert_wrong(site, "sumber bukti", "1 bukti")
    assert_wrong(site, "pemilik JP", "1 JP")


def test_a_certificate_that_was_never_issued_is_named(site):
    def lose() -> None:
        lift_guard("certificate_event")
        db.session.execute(CertificateEvent.__table__.delete())

    assert_good(site, "riwayat sertifikat")
    change(site, lose)

    assert_wrong(site, "riwayat sertifikat", "1 sertifikat")


def test_numbers_with_a_gap_are_named(site):
    assert_good(site, "nomor sertifikat")
    change(site, lambda: db.session.execute(update(CertificateSequence).values(last_number=9)))

    assert_wrong(site, "nomor sertifikat", "1 instansi")


@pytest.mark.parametrize("pdf", [SHEET, b"%PDF-1.7 lembar lain"], ids=["same", "other"])
def test_a_sheet_that_is_not_the_one_first_rendered_is_named(site, pdf):
    def keep() -> None:
        facts = {"template_version": "1", "rendered_at": site_clock.now(), "sha256": sha256(SHEET).hexdigest()}
        db.session.add(CertificateDocument(certificate_id=only(Certificate).id, pdf=pdf, **facts))

    change(site, keep)

    if pdf == SHEET:
        assert_good(site, "lembar sertifikat")
    else:
        assert_wrong(site, "lembar sertifikat", "1 lembar")


def test_a_damaged_logo_is_named(site):
    def keep() -> None:
        agency_id = only(CourseCompletion).agency_id
        facts = {"agency_id": agency_id, "created_at": site_clock.now()}
        db.session.add(CertificateLogo(sha256="0" * 64, png=b"bukan gambar", **facts))

    assert_good(site, "logo sertifikat")
    change(site, keep)

    assert_wrong(site, "logo sertifikat", "1 logo")


def test_a_damaged_logo_of_the_site_is_named(site):
    def keep() -> None:
        facts = {"width": 96, "height": 96, "ground": "any", "created_at": site_clock.now()}
        db.session.add(SiteLogo(sha256="0" * 64, webp=b"bukan gambar", **facts))

    assert_good(site, "logo situs")
    change(site, keep)

    assert_wrong(site, "logo situs", "1 logo")


def test_a_photograph_with_other_bytes_is_named(site):
    assert site.test_cli_runner().invoke(args=["courses", "sync"]).exit_code == 0

    def keep() -> None:
        facts = {"path": "foto.jpg", "media_type": "image/jpeg", "size_bytes": 11}
        revision = only(CourseRevision)
        db.session.add(MediaFile(revision_id=revision.id, sha256=storage.put(b"foto rekaan"), **facts))

    change(site, keep)
    for path in (folder(site) / "files").glob("*/*"):
        path.write_bytes(b"byte lain")

    assert_wrong(site, "foto kursus", "rusak")
