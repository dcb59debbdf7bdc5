"""A holder asks for a correction, the officer issues anew or refuses, and both are told."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from elearning.accounts.models import Person
from elearning.certificates.changes import revoke
from elearning.certificates.corrections import (
    CorrectionField,
    CorrectionOpenError,
    NewRequest,
    ask,
    refuse,
    requests_about,
)
from elearning.certificates.models import Certificate, CertificateCorrection
from elearning.core import clock as site_clock
from elearning.core.audit import AuditEntry
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.notifications.models import Notice
from tests.factories import make_agency, make_person
from tests.support.page_rules import assert_page_rules
from tests.support.small_course import complete, make_course

QUEUE = "/admin/sertifikat/koreksi"
ASKED = {"field": "name", "wanted": "Dr. Dewi Contoh, M.Si.", "note": "Gelar saya sejak 2024."}
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def certificate(app) -> Certificate:
    chain = complete(make_person("Dewi Contoh"), make_course())
    return db.session.get_one(Certificate, chain.certificate_id)


@pytest.fixture
def officer(certificate) -> Person:
    return make_person("Contoh Pengelola", roles=(Role.LEARNER, Role.TRAINING_OFFICER))


@pytest.fixture
def holder(certificate, client):
    client.sign_in(db.session.get(Person, certificate.person_id))
    return client


@pytest.fixture
def asked(certificate, officer) -> CertificateCorrection:
    ask(certificate, NewRequest(CorrectionField.NAME, ASKED["wanted"], ASKED["note"]), now=site_clock.now())
    return requests_about(certificate.id)[0]


def path_of(certificate: Certificate) -> str:
    return f"/sertifikat/{certificate.id}/koreksi"


# Asking.


def test_a_holder_asks_and_the_office_is_told(holder, officer, certificate, db_session):
    page = holder.get("/sertifikat").text
    assert "Ada yang salah?" in page
    assert_page_rules(holder.get(path_of(certificate)).text)
    assert holder.post(path_of(certificate), data=ASKED).location == "/sertifikat"
    page = holder.get("/sertifikat").text
    assert_page_rules(page)
    assert "Perbaikan diminta" in page
    waiting = holder.get(path_of(certificate)).text
    assert_page_rules(waiting)
    assert "menunggu jawaban" in waiting
    notice = db_session.scalars(select(Notice).where(Notice.kind == "correction_asked")).one()
    request = db_session.scalars(select(CertificateCorrection)).one()
    assert (notice.person_id, notice.path) == (officer.id, f"{QUEUE}/{request.id}")
    entry = db_session.scalars(select(AuditEntry).where(AuditEntry.action == "correction.asked")).one()
    assert (entry.actor_id, entry.agency_id) == (certificate.person_id, certificate.agency_id)


def test_one_open_request_a_certificate(holder, asked, certificate, db_session):
    answer = holder.post(path_of(certificate), data=ASKED)
    assert answer.status_code == 422
    assert_page_rules(answer.text)
    assert len(db_session.scalars(select(CertificateCorrection)).all()) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"field": ""}, "Pilih bagian yang salah"),
        ({"field": "nip"}, "Pilih bagian yang salah"),
        ({"wanted": " "}, "Tulis bagaimana seharusnya"),
        ({"wanted": "x" * 301}, "terlalu panjang"),
        ({"note": "x" * 501}, "terlalu panjang"),
    ],
)
def test_an_unclear_request_stays_typed(holder, certificate, changes, words):
    sent = ASKED | changes
    answer = holder.post(path_of(certificate), data=sent)
    assert answer.status_code == 422
    assert_page_rules(answer.text)
    assert words in answer.text
    assert sent["note"] in answer.text


def test_somebody_elses_certificate_does_not_exist(certificate, sign_in):
    client = sign_in(make_person())
    assert client.get(path_of(certificate)).status_code == 404
    assert client.post(path_of(certificate), data=ASKED).status_code == 404


def test_a_revoked_certificate_is_not_corrected(holder, officer, certificate):
    revoke(certificate, "Salah", actor_id=officer.id, now=site_clock.now())
    assert "Ada yang salah?" not in holder.get("/sertifikat").text
    answer = holder.post(path_of(certificate), data=ASKED)
    assert answer.status_code == 422
    assert "sudah dicabut" in answer.text


# Answering.


def test_the_queue_leads_to_a_filled_form_and_the_reissue_answers(asked, officer, certificate, sign_in, db_session):
    client = sign_in(officer)
    queue = client.get(QUEUE).text
    assert_page_rules(queue)
    assert f"{QUEUE}/{asked.id}" in queue
    page = client.get(f"{QUEUE}/{asked.id}").text
    assert_page_rules(page)
    assert "Dr. Dewi Contoh, M.Si." in page
    form = client.get(f"/admin/sertifikat/terbit/{certificate.id}/penerbitan-ulang?koreksi={asked.id}").text
    assert 'value="Dr. Dewi Contoh, M.Si."' in form
    sent = {"name": asked.wanted, "position": "", "unit": "", "reason": "Permintaan pemegang sertifikat."}
    client.post(f"/admin/sertifikat/terbit/{certificate.id}/penerbitan-ulang", data=sent)
    new = db_session.scalars(select(Certificate).where(Certificate.revision == 1)).one()
    db_session.refresh(asked)
    assert (asked.reissued_id, asked.answered_by_id) == (new.id, officer.id)
    assert "Tidak ada yang menunggu" in client.get(QUEUE).text
    assert "Sudah dijawab" in client.get(f"{QUEUE}/{asked.id}").text


@pytest.mark.parametrize("typed", ["", "x", "-1", "9" * 30, "0"])
def test_a_strange_request_in_the_address_fills_nothing(officer, certificate, sign_in, typed):
    path = f"/admin/sertifikat/terbit/{certificate.id}/penerbitan-ulang"
    answer = sign_in(officer).get(path, query_string={"koreksi": typed})
    assert answer.status_code == 200
    assert 'value="Dewi Contoh"' in answer.text


def test_a_refusal_is_told_with_its_reason(asked, officer, certificate, sign_in, db_session):
    client = sign_in(officer)
    answer = client.post(f"{QUEUE}/{asked.id}/penolakan", data={"reason": "Sudah sesuai surat keputusan."})
    assert answer.location == QUEUE
    entry = db_session.scalars(select(AuditEntry).where(AuditEntry.action == "correction.refused")).one()
    assert entry.detail["reason"] == "Sudah sesuai surat keputusan."
    client.sign_in(db_session.get(Person, certificate.person_id))
    assert "Sudah sesuai surat keputusan." in client.get("/kotak-masuk").text
    page = client.get(path_of(certificate)).text
    assert_page_rules(page)
    assert "Ditolak: Sudah sesuai surat keputusan." in page
    assert client.post(path_of(certificate), data=ASKED).status_code == 303


def test_a_refusal_needs_a_reason_and_comes_once(asked, officer, sign_in):
    client = sign_in(officer)
    answer = client.post(f"{QUEUE}/{asked.id}/penolakan", data={"reason": ""})
    assert answer.status_code == 422
    assert_page_rules(answer.text)
    refuse(asked, "Sudah sesuai.", actor_id=officer.id, now=site_clock.now())
    again = client.post(f"{QUEUE}/{asked.id}/penolakan", data={"reason": "Lagi"})
    assert again.status_code == 422
    assert "sudah dijawab" in again.text.lower()


def test_another_agency_sees_no_request(asked, sign_in):
    client = sign_in(make_person(agency=make_agency("9701"), roles=(Role.LEARNER, Role.TRAINING_OFFICER)))
    assert "Dewi Contoh" not in client.get(QUEUE).text
    assert client.get(f"{QUEUE}/{asked.id}").status_code == 404
    assert client.post(f"{QUEUE}/{asked.id}/penolakan", data={"reason": "x"}).status_code == 404


def test_a_learner_has_no_queue(asked, holder):
    assert holder.get(QUEUE).status_code == 403
    assert holder.post(f"{QUEUE}/{asked.id}/penolakan", data={"reason": "x"}).status_code == 403


def test_the_queue_costs_the_same_for_any_number(officer, sign_in, count_statements):
    course = make_course("KC-09")
    for _ in range(5):
        certificate_id = complete(make_person(), course).certificate_id
        one = db.session.get_one(Certificate, certificate_id)
        ask(one, NewRequest(CorrectionField.UNIT, "Bidang Dua"), now=site_clock.now())
    client = sign_in(officer)
    with count_statements(at_most=4):
        client.get(QUEUE)


@pytest.mark.real_transactions
def test_of_two_requests_at_once_one_stands(own_app):
    with own_app.app_context():
        certificate_id = complete(make_person("Dewi Contoh"), make_course()).certificate_id
        db.session.commit()
    barrier = threading.Barrier(2)
    refused: list[CorrectionOpenError] = []

    def send(wanted: str) -> None:
        with own_app.app_context():
            barrier.wait()
            try:
                one = db.session.get_one(Certificate, certificate_id)
                ask(one, NewRequest(CorrectionField.NAME, wanted), now=site_clock.now())
                db.session.commit()
            except CorrectionOpenError as error:
                db.session.rollback()
                refused.append(error)

    threads = [threading.Thread(target=send, args=(wanted,)) for wanted in ("Dewi Satu", "Dewi Dua")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with own_app.app_context():
        assert len(db.session.scalars(select(CertificateCorrection)).all()) == 1
    assert len(refused) == 1
