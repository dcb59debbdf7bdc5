""" "Sertifikat saya" and the document: for the holder, and for nobody else."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import func, select

from elearning.certificates.models import Certificate, CertificateDocument, CertificateEvent
from elearning.core import clock as core_clock
from elearning.core.permissions import Role
from tests.factories import make_person, make_site_administrator
from tests.support.page_rules import assert_page_rules
from tests.support.small_course import complete, make_course


@pytest.fixture
def holder(app, clock):
    return make_person("Dewi Contoh", title_after="S.Sos.")


@pytest.fixture
def certificate(holder, db_session) -> Certificate:
    return db_session.get(Certificate, complete(holder, make_course()).certificate_id)


def test_the_list_shows_all_certificates_with_their_state(holder, certificate, sign_in, db_session):
    second = complete(holder, make_course("KC-02", title="Kursus Kedua"))
    now = core_clock.now()
    db_session.add(CertificateEvent(certificate_id=second.certificate_id, kind="revoked", at=now, reason="Keliru"))
    page = sign_in(holder).get("/sertifikat").get_data(as_text=True)
    assert_page_rules(page)
    for text in ("Kursus Contoh yang Singkat", "000001/KC-01/9001/2026", "Kursus Kedua", "Berlaku", "Dicabut"):
        assert text in page
    assert f"/sertifikat/{certificate.id}.pdf" in page
    assert f"/verify/{certificate.check_code}" in page


def test_an_empty_list_says_how_to_get_one(app, sign_in):
    page = sign_in(make_person()).get("/sertifikat").get_data(as_text=True)
    assert_page_rules(page)
    assert "Belum ada sertifikat" in page


def test_a_course_completed_without_certificate_says_why(clock, sign_in):
    person = make_site_administrator()
    complete(person, make_course())
    complete(person, make_course("KC-02", title="Kursus tanpa lembar", certificate={"issue": False}))
    page = sign_in(person).get("/sertifikat").get_data(as_text=True)
    assert_page_rules(page)
    assert "instansi Anda belum tercatat" in page
    assert "Kursus ini tidak menerbitkan sertifikat." in page


def test_a_document_with_letters_that_no_font_has_is_a_clear_page(holder, sign_in, db_session):
    holder.name = "Dewi 漢字"  # entered before such letters were refused
    certificate_id = complete(holder, make_course()).certificate_id
    answer = sign_in(holder).get(f"/sertifikat/{certificate_id}.pdf")
    assert answer.status_code == 409
    assert_page_rules(answer.text)
    assert "漢字" in answer.text
    assert db_session.scalar(select(func.count()).select_from(CertificateDocument)) == 0


def test_the_list_costs_the_same_for_any_number(holder, sign_in, count_statements):
    for number in range(5):
        complete(holder, make_course(f"KC-{number + 10}"))
    client = sign_in(holder)
    with count_statements(at_most=6):
        client.get("/sertifikat")


def test_the_document_is_rendered_once_and_the_same_ever_after(holder, certificate, sign_in, db_session):
    client = sign_in(holder)
    first = client.get(f"/sertifikat/{certificate.id}.pdf")
    stored = db_session.scalars(select(CertificateDocument)).one()
    second = client.get(f"/sertifikat/{certificate.id}.pdf")
    assert first.data == second.data == stored.pdf
    assert first.data.startswith(b"%PDF-1.7")
    assert stored.sha256 == hashlib.sha256(first.data).hexdigest()
    assert db_session.scalar(select(func.count()).select_from(CertificateDocument)) == 1


def test_the_document_opens_in_the_browser_under_its_number(holder, certificate, sign_in):
    answer = sign_in(holder).get(f"/sertifikat/{certificate.id}.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == 'inline; filename="Sertifikat-000001-KC-01-9001-2026.pdf"'
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_document_at_hand_is_not_sent_again(holder, certificate, sign_in, count_statements):
    client = sign_in(holder)
    path = f"/sertifikat/{certificate.id}.pdf"
    tag = client.get(path).headers["ETag"]
    with count_statements(at_most=3):
        again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "roles",
    [(Role.LEARNER,), (Role.LEARNER, Role.SUPERVISOR), (Role.TRAINING_OFFICER,), (Role.ADMINISTRATOR,)],
)
def test_nobody_else_gets_the_document(certificate, sign_in, roles):
    assert sign_in(make_person(roles=roles)).get(f"/sertifikat/{certificate.id}.pdf").status_code == 404


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999999", "-1", "x"])
def test_a_document_that_is_not_there_is_not_found(holder, certificate, sign_in, number):
    assert sign_in(holder).get(f"/sertifikat/{number}.pdf").status_code == 404


def test_strangers_are_asked_to_sign_in(client, certificate):
    for path in ("/sertifikat", f"/sertifikat/{certificate.id}.pdf"):
        answer = client.get(path)
        assert answer.status_code == 303
        assert answer.location.startswith("/masuk")
