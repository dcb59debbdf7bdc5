"""Issued certificates in the hands of officer and administrator: the list, revoking, issuing anew, and who may not."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from elearning.accounts.models import Person
from elearning.certificates.models import Certificate, CertificateEvent
from elearning.core.permissions import Role
from elearning.extensions import db
from tests.factories import PASSWORD, make_agency, make_person
from tests.support.page_rules import assert_page_rules
from tests.support.small_course import complete, make_course

LIST = "/admin/sertifikat/terbit"
pytestmark = pytest.mark.usefixtures("clock")
REVOKE = {"reason": "Ujiannya dikerjakan orang lain", "own_password": PASSWORD}
REISSUE = {"name": "Dr. Dewi Contoh", "position": "", "unit": "", "reason": "Gelar kurang"}


@pytest.fixture
def certificate(app) -> Certificate:
    chain = complete(make_person("Dewi Contoh"), make_course())
    return db.session.get_one(Certificate, chain.certificate_id)


@pytest.fixture
def page(certificate):
    return f"{LIST}/{certificate.id}"


@pytest.fixture
def office(certificate, sign_in):
    return sign_in(make_person("Contoh Pengelola", roles=(Role.LEARNER, Role.TRAINING_OFFICER)))


def events(certificate: Certificate) -> list[str]:
    query = select(CertificateEvent.kind).where(CertificateEvent.certificate_id == certificate.id)
    return list(db.session.scalars(query.order_by(CertificateEvent.id)))


# Reach.


@pytest.mark.parametrize("role", [Role.TRAINING_OFFICER, Role.ADMINISTRATOR])
@pytest.mark.parametrize("path", ["", "/pencabutan", "/penerbitan-ulang"])
def test_officer_and_administrator_of_the_issuing_agency_see_it(page, sign_in, role, path):
    answer = sign_in(make_person(roles=(Role.LEARNER, role))).get(page + path)
    assert answer.status_code == 200
    assert_page_rules(answer.text)
    assert "Dewi Contoh" in answer.text


@pytest.mark.parametrize("path", ["", "/pencabutan", "/penerbitan-ulang"])
def test_for_another_agency_it_does_not_exist(page, sign_in, path):
    other = make_person(agency=make_agency("9700"), roles=(Role.LEARNER, Role.TRAINING_OFFICER, Role.ADMINISTRATOR))
    client = sign_in(other)
    assert client.get(page + path).status_code == 404
    if path:
        assert client.post(page + path, data=REVOKE | REISSUE).status_code == 404
    assert "Dewi Contoh" not in client.get(LIST).text


@pytest.mark.parametrize("role", [Role.LEARNER, Role.SUPERVISOR])
def test_others_have_no_business_here(page, sign_in, role):
    client = sign_in(make_person(roles=(role,)))
    assert [client.get(path).status_code for path in (LIST, page, f"{page}/pencabutan")] == [403, 403, 403]
    assert client.post(f"{page}/pencabutan", data=REVOKE).status_code == 403


# The list.


@pytest.mark.parametrize("words", ["dewi", "000001/KC-01", "contoh dewi"])
def test_the_list_is_searched_by_name_and_number(office, certificate, words):
    complete(make_person("Rudi Rekaan"), make_course("KC-02"))
    answer = office.get(LIST, query_string={"q": words})
    assert_page_rules(answer.text)
    assert "Dewi Contoh" in answer.text
    assert "Rudi Rekaan" not in answer.text


def test_the_list_is_searched_by_the_whole_nip(office, certificate):
    nip = certificate.snapshot["nip"]
    typed = f"{nip[:8]} {nip[8:14]} {nip[14:]}"
    assert "Dewi Contoh" in office.get(LIST, query_string={"q": typed}).text
    assert "Dewi Contoh" not in office.get(LIST, query_string={"q": nip[:10]}).text


def test_the_list_is_narrowed_by_state(office, certificate, page):
    assert "Dewi Contoh" in office.get(f"{LIST}?keadaan=berlaku").text
    office.post(f"{page}/pencabutan", data=REVOKE)
    assert "Dewi Contoh" not in office.get(f"{LIST}?keadaan=berlaku").text
    revoked = office.get(f"{LIST}?keadaan=dicabut").text
    assert_page_rules(revoked)
    assert "Dewi Contoh" in revoked


def test_the_list_costs_the_same_for_any_number(office, count_statements):
    course = make_course("KC-03")
    for _ in range(6):
        complete(make_person(), course)
    with count_statements(at_most=6):
        office.get(LIST)


# Revoking.


def test_a_revocation_shows_on_the_check_page(office, certificate, page, client):
    answer = office.post(f"{page}/pencabutan", data=REVOKE)
    assert (answer.status_code, answer.location) == (303, page)
    shown = office.get(page).text
    assert_page_rules(shown)
    assert "Terbitkan ulang" not in shown
    checked = client.get(f"/verify/{certificate.check_code}").text
    assert "dicabut oleh penerbitnya" in checked
    assert "Ujiannya dikerjakan orang lain" in checked


def test_revoking_again_says_so(office, certificate, page):
    office.post(f"{page}/pencabutan", data=REVOKE)
    assert office.post(f"{page}/pencabutan", data=REVOKE).status_code == 303
    assert "sudah dicabut sebelumnya" in office.get(page).text
    assert events(certificate) == ["issued", "revoked"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"own_password": "bukan kata sandinya"}, "Kata sandi Anda tidak cocok"),
        ({"own_password": ""}, "Isi kata sandi Anda"),
        ({"reason": ""}, "Tulis alasannya"),
        ({"reason": "x" * 501}, "terlalu panjang"),
    ],
)
def test_without_password_or_reason_nothing_is_revoked(office, certificate, page, changes, words):
    sent = REVOKE | changes
    answer = office.post(f"{page}/pencabutan", data=sent)
    assert answer.status_code == 422
    assert_page_rules(answer.text)
    assert words in answer.text
    assert sent["reason"] in answer.text
    assert events(certificate) == ["issued"]


# Issuing anew.


def test_the_form_is_filled_with_what_is_printed(office, page):
    assert 'value="Dewi Contoh"' in office.get(f"{page}/penerbitan-ulang").text


def test_a_reissue_leads_to_the_new_one_and_the_old_one_points_to_it(office, certificate, page, client):
    answer = office.post(f"{page}/penerbitan-ulang", data=REISSUE)
    assert answer.status_code == 303
    new = db.session.scalars(select(Certificate).where(Certificate.revision == 1)).one()
    assert answer.location == f"{LIST}/{new.id}"
    shown = office.get(answer.location).text
    assert_page_rules(shown)
    assert f"{certificate.number} rev. 2" in shown
    old = client.get(f"/verify/{certificate.check_code}").text
    assert_page_rules(old)
    assert f"/verify/{new.check_code}" in old
    fresh = client.get(f"/verify/{new.check_code}").text
    assert "Dr. Dewi Contoh" in fresh
    assert "rev. 2" in fresh


def test_the_holder_has_both_and_can_open_the_new_document(office, certificate, page, client):
    office.post(f"{page}/penerbitan-ulang", data=REISSUE)
    new = db.session.scalars(select(Certificate).where(Certificate.revision == 1)).one()
    client.sign_in(db.session.get(Person, certificate.person_id))
    listed = client.get("/sertifikat").text
    assert_page_rules(listed)
    assert "rev. 2" in listed
    assert "Digantikan" in listed
    assert client.get(f"/sertifikat/{new.id}.pdf").data.startswith(b"%PDF")
    assert "diterbitkan ulang" in client.get("/kotak-masuk").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Isi nama pemegang"),
        ({"name": "Dewi Contoh"}, "Belum ada yang berbeda"),
        ({"name": "漢字"}, "tidak dapat dicetak"),
        ({"reason": ""}, "Tulis alasannya"),
    ],
)
def test_a_reissue_that_cannot_be_keeps_what_was_typed(office, certificate, page, changes, words):
    answer = office.post(f"{page}/penerbitan-ulang", data=REISSUE | changes)
    assert answer.status_code == 422
    assert_page_rules(answer.text)
    assert words in answer.text
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 1


def test_who_was_slower_than_a_colleague_is_told(office, page):
    office.post(f"{page}/penerbitan-ulang", data=REISSUE)
    answer = office.post(f"{page}/penerbitan-ulang", data=REISSUE | {"name": "Dewi Contoh Dua"})
    assert answer.status_code == 422
    assert "sudah diterbitkan ulang sebagai" in answer.text
    assert "Dewi Contoh Dua" in answer.text
