"""Data of an agency's certificates: signatories by date, wording, logo, the sample; and what certificates make of it."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from elearning.certificates.models import Certificate, CertificateLogo
from elearning.core.audit import AuditEntry
from elearning.core.permissions import Role
from elearning.notifications.models import Notice
from elearning.organization.models import Signatory
from tests.factories import home_agency, make_agency, make_person, make_site_administrator
from tests.support.page_rules import assert_page_rules
from tests.support.pictures import png
from tests.support.small_course import complete, make_course

PAGE = "/admin/sertifikat/instansi/9001"
NEW = f"{PAGE}/penanda-tangan"
SUCCESSOR = {"name": "Dr. Contoh Pengganti, M.A.", "title": "Kepala Badan", "nip": "", "starts_on": "01-06-2026"}
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def agency(app):
    return home_agency()


@pytest.fixture
def administrator(agency):
    return make_person("Contoh Administrator", roles=(Role.LEARNER, Role.ADMINISTRATOR))


@pytest.fixture
def office(administrator, sign_in):
    return sign_in(administrator)


def upload(client, picture: bytes, name: str = "logo.png", **fields: str):
    data = {"wording": "", "logo": (io.BytesIO(picture), name), **fields}
    return client.post(PAGE, data=data, content_type="multipart/form-data")


def issued(db_session, **changes) -> Certificate:
    chain = complete(make_person(), make_course("KC-77", certificate={"issue": True}), **changes)
    return db_session.get(Certificate, chain.certificate_id)


# Reach.


def test_a_single_agency_is_opened_at_once(office):
    answer = office.get("/admin/sertifikat")
    assert (answer.status_code, answer.location) == (303, PAGE)


def test_the_whole_site_is_a_list(agency, sign_in):
    make_agency("9555")
    page = sign_in(make_site_administrator()).get("/admin/sertifikat").text
    assert_page_rules(page)
    assert "9555" in page
    assert PAGE in page


@pytest.mark.parametrize("path", ["", "/contoh.pdf", "/penanda-tangan", "/penanda-tangan/1"])
def test_another_agency_does_not_exist(office, path):
    make_agency("9556")
    assert office.get(f"/admin/sertifikat/instansi/9556{path}").status_code == 404
    assert office.get(f"/admin/sertifikat/instansi/nihil{path}").status_code == 404


def test_a_signatory_of_another_agency_does_not_exist(office, db_session):
    other = make_agency("9557")
    row = db_session.scalars(select(Signatory).where(Signatory.agency_id == other.id)).one()
    assert office.get(f"{NEW}/{row.id}").status_code == 404
    assert office.post(f"{NEW}/{row.id}", data=SUCCESSOR).status_code == 404


def test_an_officer_has_no_business_here(agency, sign_in):
    officer = make_person(roles=(Role.LEARNER, Role.TRAINING_OFFICER))
    assert sign_in(officer).get(PAGE).status_code == 403


# Signatories.


def test_a_successor_ends_the_open_term_the_day_before(office, agency, administrator, db_session):
    page = office.get(NEW).text
    assert_page_rules(page)
    assert office.post(NEW, data=SUCCESSOR).location == PAGE
    first, second = db_session.scalars(select(Signatory).order_by(Signatory.starts_on)).all()
    assert (first.ends_on, second.name) == (date(2026, 5, 31), "Dr. Contoh Pengganti, M.A.")
    entry = db_session.scalars(select(AuditEntry).where(AuditEntry.action == "signatory.added")).all()[-1]
    assert (entry.actor_id, entry.agency_id) == (administrator.id, agency.id)
    page = office.get(PAGE).text
    assert_page_rules(page)
    assert "Akan menjabat" in page
    assert "Penanda tangan dicatat: Dr. Contoh Pengganti, M.A." in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Isi nama"),
        ({"name": "漢字"}, "tidak dapat dicetak"),
        ({"title": "x" * 201}, "terlalu panjang"),
        ({"nip": "123"}, "18 angka"),
        ({"starts_on": ""}, "hari pertama"),
        ({"starts_on": "31-02-2026"}, "hari-bulan-tahun"),
        ({"ends_on": "31-05-2026"}, "sebelum hari pertama"),
        ({"starts_on": "14-05-2026"}, "bertumpang tindih"),
    ],
)
def test_a_wrong_term_is_refused_and_stays_typed(office, db_session, changes, words):
    sent = SUCCESSOR | changes
    answer = office.post(NEW, data=sent)
    assert answer.status_code == 422
    assert_page_rules(answer.text)
    assert words in answer.text
    assert sent["title"] in answer.text
    assert db_session.scalars(select(Signatory.ends_on)).all() == [None]


def test_correcting_a_term_changes_what_is_printed_next_only(office, agency, db_session):
    before = issued(db_session)
    row = db_session.scalars(select(Signatory)).one()
    assert_page_rules(office.get(f"{NEW}/{row.id}").text)
    sent = SUCCESSOR | {"name": "Contoh Dibetulkan", "starts_on": "01-01-2026"}
    assert office.post(f"{NEW}/{row.id}", data=sent).status_code == 303
    after = db_session.get(Certificate, complete(make_person(), make_course("KC-78")).certificate_id)
    assert before.snapshot["signatory_name"] == "Dr. Contoh Penanda, M.Si."
    assert after.snapshot["signatory_name"] == "Contoh Dibetulkan"


def test_who_is_in_office_on_the_day_of_issue_signs(office, agency, db_session):
    office.post(NEW, data=SUCCESSOR)
    late_on_the_eve = datetime(2026, 5, 31, 16, 59, tzinfo=UTC)  # 23.59 WIB
    midnight = datetime(2026, 5, 31, 17, 0, tzinfo=UTC)
    course = make_course("KC-79")
    names = [
        db_session.get(Certificate, complete(make_person(), course, now=moment).certificate_id).snapshot[
            "signatory_name"
        ]
        for moment in (late_on_the_eve, midnight)
    ]
    assert names == ["Dr. Contoh Penanda, M.Si.", "Dr. Contoh Pengganti, M.A."]


def test_nobody_in_office_stops_no_learner_and_is_told_once(office, administrator, agency, db_session):
    row = db_session.scalars(select(Signatory)).one()
    row.starts_on, row.ends_on = date(2026, 1, 1), date(2026, 5, 13)
    first = issued(db_session)
    complete(make_person(), make_course("KC-80"))
    assert first.snapshot["signatory_name"] == "Dr. Contoh Penanda, M.Si."
    notices = db_session.scalars(select(Notice).where(Notice.kind == "signatory_missing")).all()
    assert [(each.person_id, each.path) for each in notices] == [(administrator.id, PAGE)]
    assert "Hari ini tidak ada yang menjabat" in office.get(PAGE).text


# Wording and logo.


def test_wording_and_logo_stand_on_the_next_certificate_and_its_check_page(office, agency, client, db_session):
    answer = upload(office, png(), wording="telah  menuntaskan pelatihan daring")
    assert answer.location == PAGE
    page = office.get(PAGE).text
    assert_page_rules(page)
    assert "Kalimat atau logo diubah" in page
    logo = db_session.scalars(select(CertificateLogo)).one()
    certificate = issued(db_session)
    assert certificate.snapshot["wording"] == "telah menuntaskan pelatihan daring"
    assert certificate.snapshot["logo"] == logo.sha256
    checked = client.get(f"/verify/{certificate.check_code}").text
    assert_page_rules(checked)
    address = f"/sertifikat/logo/{logo.sha256}.png"
    assert address in checked
    picture = client.get(address)
    assert (picture.data, picture.mimetype) == (png(), "image/png")
    assert "immutable" in picture.headers["Cache-Control"]
    client.sign_in(db_session.get(type(make_person()), certificate.person_id))
    assert client.get(f"/sertifikat/{certificate.id}.pdf").data.startswith(b"%PDF")


def test_the_logo_can_be_taken_away_and_old_certificates_keep_it(office, db_session):
    upload(office, png())
    before = issued(db_session)
    office.post(PAGE, data={"wording": "", "removes_logo": "y"})
    after = db_session.get(Certificate, complete(make_person(), make_course("KC-81")).certificate_id)
    assert (bool(before.snapshot["logo"]), after.snapshot["logo"]) == (True, "")


def test_saving_without_a_new_picture_keeps_the_old_one(office, db_session):
    upload(office, png())
    office.post(PAGE, data={"wording": "telah selesai"})
    assert issued(db_session).snapshot["logo"]


def test_a_course_with_words_of_its_own_keeps_them(office, db_session):
    office.post(PAGE, data={"wording": "telah selesai"})
    chain = complete(make_person(), make_course("KC-82"))
    words = db_session.get(Certificate, chain.certificate_id).snapshot["wording"]
    assert words == "telah menyelesaikan kursus mandiri dan lulus uji akhir"


BROKEN = png()[:-60] + b"\0" * 60


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "gambar PNG"),
        (b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x80\x00\x80", "gambar PNG"),
        (BROKEN, "gambar PNG yang utuh"),
        (png(63, 100), "63 × 100"),
        (png(100, 2_001), "100 × 2001"),
        (png() + b"\0" * 200_000, "200 KB"),
    ],
    ids=["svg", "jpeg", "broken", "small", "large", "heavy"],
)
def test_a_picture_that_cannot_be_printed_is_refused(office, db_session, picture, words):
    answer = upload(office, picture, wording="telah selesai")
    assert answer.status_code == 422
    assert_page_rules(answer.text)
    assert words in answer.text
    assert "telah selesai" in answer.text
    assert db_session.scalars(select(CertificateLogo)).all() == []


@pytest.mark.parametrize("wording", ["x" * 161, "漢字"])
def test_a_wording_that_cannot_be_printed_is_refused(office, wording):
    answer = office.post(PAGE, data={"wording": wording})
    assert answer.status_code == 422
    assert wording in answer.text


def test_an_unknown_logo_is_not_found(client, app):
    assert client.get(f"/sertifikat/logo/{'0' * 64}.png").status_code == 404


def test_the_sample_bears_no_number_and_counts_none(office, agency, db_session):
    upload(office, png(300, 100))
    answer = office.get(f"{PAGE}/contoh.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert issued(db_session).number.startswith("000001/")


def test_the_list_costs_the_same_for_any_number(agency, sign_in, count_statements):
    for _ in range(4):
        make_agency()
    client = sign_in(make_site_administrator())
    with count_statements(at_most=6):
        client.get("/admin/sertifikat")
