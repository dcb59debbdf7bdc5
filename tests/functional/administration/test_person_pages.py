"""One person: every change with its audit, every refusal beside its field, nothing outside the administrator's agencies."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select

from elearning.accounts.models import OneTimeLink, Person, PersonNip, RoleGrant, SignInSession
from elearning.core.audit import AuditEntry
from elearning.core.mail import MailMessage
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.notifications.models import Notice
from elearning.organization.models import PositionHolding, SupervisorLink
from elearning.organization.services import ensure_position
from tests.factories import (
    PASSWORD,
    give_position,
    home_agency,
    make_agency,
    make_person,
    make_site_administrator,
    put_under,
)
from tests.support.page_rules import assert_page_rules
from tests.support.statements import count_statements

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def administrator(app):
    return make_person("Contoh Pengurus", roles=(Role.LEARNER, Role.ADMINISTRATOR))


@pytest.fixture
def person(app):
    made = make_person("Wulan Contoh", email="wulan@contoh.example", title_after="S.E.")
    give_position(made)
    return made


@pytest.fixture
def admin(sign_in, administrator):
    return sign_in(administrator)


@pytest.fixture
def deeds(db_session):
    """The details of the audit rows of an action."""

    def deeds(action: str) -> list[dict]:
        return list(db_session.scalars(select(AuditEntry.detail).where(AuditEntry.action == action)))

    return deeds


PAGES = ("", "/nama", "/data", "/nip", "/jabatan", "/atasan", "/tautan", "/penonaktifan", "/peran")


def test_every_page_of_a_person_keeps_the_rules(admin, person):
    put_under(make_person("Contoh Kepala"), person)
    for part in PAGES:
        answer = admin.get(f"/admin/orang/{person.id}{part}")
        assert answer.status_code == 200, part
        assert_page_rules(answer.text)
        assert "Wulan Contoh" in answer.text
    assert_page_rules(admin.get("/admin/orang/baru").text)
    page = admin.get(f"/admin/orang/{person.id}").text
    assert "Wulan Contoh, S.E." in page
    assert "Contoh Kepala" in page
    assert "Analis Contoh" in page


def test_a_person_costs_the_same_whatever_they_have(admin, person):
    with count_statements() as few:
        admin.get(f"/admin/orang/{person.id}")
    for number in range(4):
        put_under(make_person(), person, kind="plt", until=date(2026, 6, number + 1))
    with count_statements(at_most=few.count):
        admin.get(f"/admin/orang/{person.id}")


def test_people_of_other_agencies_do_not_exist(admin):
    stranger = make_person(agency=make_agency())
    nobody = make_site_administrator()
    for each in (stranger.id, nobody.id, 0, 10**6, 10**30):
        for part in PAGES:
            assert admin.get(f"/admin/orang/{each}{part}").status_code == 404, part
        assert admin.post(f"/admin/orang/{each}/nama", data={"name": "Lain"}).status_code == 404
        assert admin.post(f"/admin/orang/{each}/pengaktifan").status_code == 404
        assert admin.post(f"/admin/orang/{each}/perangkat/pencabutan").status_code == 404
    assert stranger.name != "Lain"


def test_strangers_sign_in_and_other_roles_are_refused(client, sign_in, person):
    assert client.get(f"/admin/orang/{person.id}").location.startswith("/masuk")
    for role in (Role.LEARNER, Role.SUPERVISOR, Role.TRAINING_OFFICER):
        other = sign_in(make_person(roles=(role,)))
        assert other.get(f"/admin/orang/{person.id}").status_code == 403
        assert other.post(f"/admin/orang/{person.id}/nama", data={"name": "Lain"}).status_code == 403


def test_a_new_name_is_printed_as_a_certificate_will(admin, person, deeds):
    data = {"name": "Sri Wulan Contoh", "title_before": "Dr.", "title_after": "S.E., M.Si."}
    answer = admin.post(f"/admin/orang/{person.id}/nama", data=data, follow_redirects=True)
    assert "Di sertifikat kini tercetak: Dr. Sri Wulan Contoh, S.E., M.Si." in answer.text
    assert deeds("person.renamed") == [{"before": "Wulan Contoh, S.E.", "after": "Dr. Sri Wulan Contoh, S.E., M.Si."}]


def test_data_are_changed_each_with_before_and_after(admin, person, deeds):
    data = {
        "email": "baru@contoh.example",
        "contract_start": "01-02-2024",
        "time_percent": "150",
        "locale": "en",
        "pns_orang_id": "A5EB04B1F5F1F6A0E040640A040252AD",
    }
    assert admin.post(f"/admin/orang/{person.id}/data", data=data).status_code == 303
    assert (person.email, person.time_multiplier_percent, person.locale) == ("baru@contoh.example", 150, "en")
    assert person.contract_start == date(2024, 2, 1)
    assert person.pns_orang_id == data["pns_orang_id"]
    assert deeds("person.email_changed") == [{"before": "wulan@contoh.example", "after": "baru@contoh.example"}]
    assert deeds("person.time_multiplier_changed") == [{"before": 100, "percent": 150}]
    page = admin.get(f"/admin/orang/{person.id}/data").text
    assert 'value="01-02-2024"' in page
    admin.post(f"/admin/orang/{person.id}/data", data=data)
    assert len(deeds("person.time_multiplier_changed")) == 1
    told = db.session.scalars(select(Notice).where(Notice.person_id == person.id)).all()
    assert [(each.kind, each.params, each.path) for each in told] == [
        ("quiz_time_changed", {"percent": 150}, "/profil")
    ]


def test_data_that_cannot_be_come_back_as_typed(admin, person, deeds):
    make_person(email="dipakai@contoh.example")
    good = {"email": "a@contoh.example", "time_percent": "100", "locale": ""}
    cases = [
        ({"email": "bukan surel"}, "tidak sah"),
        ({"email": "DIPAKAI@contoh.example"}, "sudah dipakai orang lain"),
        ({"time_percent": "99"}, "100 sampai 400 persen"),
        ({"time_percent": "banyak"}, "Tulis bilangan bulat"),
        ({"contract_start": "01-02-1999"}, "di luar batas"),
        ({"contract_start": "kemarin"}, "hari-bulan-tahun"),
        ({"pns_orang_id": "12"}, "ID SIASN"),
        ({"locale": "jv"}, "Pilih bahasa"),
    ]
    for changes, words in cases:
        answer = admin.post(f"/admin/orang/{person.id}/data", data=good | changes)
        assert answer.status_code == 422, changes
        assert words in answer.text, changes
        assert_page_rules(answer.text)
        assert "error-summary" in answer.text
        typed = next(iter(changes.values()))
        assert typed in answer.text or typed == "jv"
    assert person.email == "wulan@contoh.example"
    assert deeds("person.email_changed") == []


def test_a_contract_civil_servant_becomes_a_permanent_one(admin, person, db_session):
    before = db_session.scalar(select(PersonNip).where(PersonNip.person_id == person.id))
    data = {"kind": "new", "nip": "19850312 202605 2 901", "valid_from": "01-05-2026"}
    assert admin.post(f"/admin/orang/{person.id}/nip", data=data).status_code == 303
    assert before.valid_until == date(2026, 4, 30)
    now = db_session.scalar(
        select(PersonNip.nip).where(PersonNip.person_id == person.id, PersonNip.valid_until.is_(None))
    )
    assert now == "198503122026052901"
    page = admin.get(f"/admin/orang/{person.id}").text
    assert "19850312 202605 2 901" in page
    assert "sampai 30 April 2026" in page


def test_a_mistyped_nip_is_put_right_without_another_period(admin, person, db_session, deeds):
    data = {"kind": "correction", "nip": "198503122009032902", "valid_from": ""}
    assert admin.post(f"/admin/orang/{person.id}/nip", data=data).status_code == 303
    assert list(db_session.scalars(select(PersonNip.nip).where(PersonNip.person_id == person.id))) == [data["nip"]]
    assert deeds("person.nip_corrected")[0]["after"] == data["nip"]


def test_nips_that_cannot_be_are_refused(admin, person):
    other = make_person(nip="198503122009032903")
    bare = make_person(nip="")
    cases = [
        (person, {"kind": "new", "nip": "123", "valid_from": "01-05-2026"}, "18"),
        (person, {"kind": "new", "nip": "198503122009032903", "valid_from": "01-05-2026"}, "sudah dipakai orang lain"),
        (person, {"kind": "correction", "nip": "198503122009032903"}, "sudah dipakai orang lain"),
        (person, {"kind": "new", "nip": "198503122009032904", "valid_from": ""}, "Isi hari mulai"),
        (person, {"kind": "new", "nip": "198503122009032904", "valid_from": "01-01-1990"}, "sesudah NIP yang sekarang"),
        (bare, {"kind": "correction", "nip": "198503122009032904"}, "belum punya NIP"),
        (person, {"nip": "198503122009032904"}, "Pilih salah satu."),
    ]
    for whose, data, words in cases:
        answer = admin.post(f"/admin/orang/{whose.id}/nip", data=data)
        assert answer.status_code == 422, data
        assert words in answer.text, data
    assert other.name in admin.get("/admin/orang?q=198503122009032903").text


def test_another_position_ends_the_present_one_the_day_before(admin, person, db_session):
    held = db_session.scalar(select(PositionHolding).where(PositionHolding.person_id == person.id))
    position = ensure_position(person.agency_id, "Kepala Bidang Contoh")
    data = {"position": position.id, "unit": held.unit_id, "starts_on": "01-06-2026"}
    assert admin.post(f"/admin/orang/{person.id}/jabatan", data=data).status_code == 303
    assert held.ends_on == date(2026, 5, 31)
    assert "Kepala Bidang Contoh" in admin.get(f"/admin/orang/{person.id}").text
    early = admin.post(
        f"/admin/orang/{person.id}/jabatan", data=data | {"position": held.position_id, "starts_on": "01-01-2020"}
    )
    assert early.status_code == 422
    assert "pada atau sesudah mulai jabatan yang sekarang" in early.text


def test_a_position_of_another_agency_is_no_choice(admin, person, db_session):
    held = db_session.scalar(select(PositionHolding).where(PositionHolding.person_id == person.id))
    foreign = ensure_position(make_agency().id, "Jabatan Asing")
    data = {"position": foreign.id, "unit": held.unit_id, "starts_on": "01-06-2026"}
    answer = admin.post(f"/admin/orang/{person.id}/jabatan", data=data)
    assert answer.status_code == 422
    assert "Pilih jabatan dari daftar." in answer.text


def test_a_supervisor_is_set_with_dates_and_becomes_one(admin, person, db_session):
    above = make_person("Contoh Kepala", email="kepala@contoh.example")
    data = {"supervisor": "kepala@contoh.example", "kind": "permanent", "starts_on": "14-05-2026"}
    assert admin.post(f"/admin/orang/{person.id}/atasan", data=data).status_code == 303
    link = db_session.scalar(select(SupervisorLink).where(SupervisorLink.person_id == person.id))
    assert (link.supervisor_id, link.kind) == (above.id, "permanent")
    roles = set(db_session.scalars(select(RoleGrant.role).where(RoleGrant.person_id == above.id)))
    assert "supervisor" in roles


def test_an_acting_head_needs_a_reason_and_stands_beside(admin, person, db_session):
    put_under(make_person("Contoh Tetap"), person)
    make_person("Contoh Plt", email="plt@contoh.example")
    data = {"supervisor": "plt@contoh.example", "kind": "plt", "starts_on": "14-05-2026", "ends_on": "30-06-2026"}
    refused = admin.post(f"/admin/orang/{person.id}/atasan", data=data)
    assert refused.status_code == 422
    assert "Isi alasan penunjukan" in refused.text
    assert admin.post(f"/admin/orang/{person.id}/atasan", data=data | {"reason": "SP 12/2026"}).status_code == 303
    page = admin.get(f"/admin/orang/{person.id}").text
    assert "Plt. · SP 12/2026" in page
    assert "14 Mei 2026 sampai 30 Juni 2026" in page
    assert "Contoh Tetap" in page


def test_supervisors_that_cannot_be_are_refused(admin, person):
    below = make_person("Contoh Bawahan", email="bawah@contoh.example")
    put_under(person, below)
    gone = make_person(email="pergi@contoh.example")
    gone.is_active = False
    make_person(email="asing@contoh.example", agency=make_agency())
    good = {"kind": "permanent", "starts_on": "14-05-2026"}
    cases = [
        ({"supervisor": "wulan@contoh.example"}, "atasannya sendiri"),
        ({"supervisor": "bawah@contoh.example"}, "berada di bawah orang ini"),
        ({"supervisor": "pergi@contoh.example"}, "nonaktif"),
        ({"supervisor": "asing@contoh.example"}, "Tidak ada orang di instansi ini"),
        ({"supervisor": "siapa"}, "Tidak ada orang di instansi ini"),
        ({"supervisor": "kepala@contoh.example", "ends_on": "01-01-2026"}, "Tidak ada orang di instansi ini"),
    ]
    for changes, words in cases:
        answer = admin.post(f"/admin/orang/{person.id}/atasan", data=good | changes)
        assert answer.status_code == 422, changes
        assert words in answer.text, changes


def test_a_supervision_ends_with_a_day(admin, person, db_session, deeds):
    put_under(make_person("Contoh Kepala"), person)
    link = db_session.scalar(select(SupervisorLink).where(SupervisorLink.person_id == person.id))
    path = f"/admin/orang/{person.id}/atasan/{link.id}/akhir"
    assert_page_rules(admin.get(path).text)
    assert admin.post(path, data={"last_day": "01-01-2000"}).status_code == 422
    assert admin.post(path, data={"last_day": "13-05-2026"}).status_code == 303
    assert link.ends_on == date(2026, 5, 13)
    assert admin.post(path, data={"last_day": "13-05-2026"}).status_code == 404
    assert deeds("supervisor.ended")[0]["last_day"] == "2026-05-13"


def test_somebody_new_is_a_learner_with_a_link_that_is_shown_once(admin, db_session):
    agency = home_agency()
    data = {"agency": agency.id, "name": "Contoh Baru", "nip": "198503122009032905", "title_after": "S.H."}
    answer = admin.post("/admin/orang/baru", data=data)
    assert answer.status_code == 303
    made = db_session.scalar(select(Person).where(Person.name == "Contoh Baru"))
    assert answer.location == f"/admin/orang/{made.id}/tautan"
    assert list(db_session.scalars(select(RoleGrant.role).where(RoleGrant.person_id == made.id))) == ["learner"]
    assert admin.post(answer.location, data={"how": "mail"}).status_code == 422
    shown = admin.post(answer.location, data={"how": "show"}, follow_redirects=True)
    found = re.search(r"<code>(http://localhost/aktivasi/[\w-]+)</code>", shown.text)
    assert found
    assert shown.headers["Cache-Control"] == "no-store"
    assert "/aktivasi/" not in admin.get(f"/admin/orang/{made.id}").text
    assert admin.get(found[1]).status_code == 200


def test_somebody_new_cannot_be_put_elsewhere_or_without_a_way_to_sign_in(admin):
    agency, other = home_agency(), make_agency()
    cases = [
        ({"agency": other.id, "name": "Contoh", "email": "x@contoh.example"}, "Pilih instansi dari daftar."),
        ({"agency": agency.id, "name": "Contoh"}, "Isi NIP atau surel"),
        ({"agency": agency.id, "name": "", "email": "x@contoh.example"}, "Isi namanya, tanpa gelar."),
        ({"agency": agency.id, "name": "Contoh", "nip": "1985"}, "18"),
    ]
    for data, words in cases:
        answer = admin.post("/admin/orang/baru", data=data)
        assert answer.status_code == 422, data
        assert words in answer.text, data


def test_a_link_is_mailed_and_the_old_one_is_void(admin, person, db_session, deeds):
    for _ in range(2):
        answer = admin.post(f"/admin/orang/{person.id}/tautan", data={"how": "mail"}, follow_redirects=True)
        assert "Tautan dikirim ke wulan@contoh.example." in answer.text
    links = list(db_session.scalars(select(OneTimeLink.used_at).where(OneTimeLink.person_id == person.id)))
    assert links.count(None) == 1
    letters = list(db_session.scalars(select(MailMessage.recipient)))
    assert letters == ["wulan@contoh.example"] * 2
    assert deeds("link.created")[0] == {"purpose": "reset"}


def test_signing_out_everywhere_spares_the_own_device(admin, administrator, person, db_session, app):
    other = app.test_client()
    other.sign_in(person)
    admin.post(f"/admin/orang/{person.id}/perangkat/pencabutan")
    assert other.get("/profil").status_code == 303
    admin.post(f"/admin/orang/{administrator.id}/perangkat/pencabutan")
    assert admin.get("/admin/orang").status_code == 200


def test_a_closed_account_is_signed_out_and_can_be_opened_again(admin, person, db_session, deeds, app):
    device = app.test_client()
    device.sign_in(person)
    page = admin.get(f"/admin/orang/{person.id}/penonaktifan").text
    assert "Semua perangkatnya dikeluarkan" in page
    assert admin.post(f"/admin/orang/{person.id}/penonaktifan", data={"own_password": PASSWORD}).status_code == 303
    assert not person.is_active
    assert device.get("/profil").status_code == 303
    open_sessions = select(SignInSession.id).where(
        SignInSession.person_id == person.id, SignInSession.revoked_at.is_(None)
    )
    assert db_session.scalar(open_sessions) is None
    assert "Aktifkan lagi" in admin.get(f"/admin/orang/{person.id}").text
    assert admin.post(f"/admin/orang/{person.id}/tautan", data={"how": "mail"}).status_code == 409
    admin.post(f"/admin/orang/{person.id}/pengaktifan")
    assert person.is_active
    assert (len(deeds("person.deactivated")), len(deeds("person.reactivated"))) == (1, 1)


def test_closing_an_account_needs_the_own_password(admin, person):
    for password in ("", "salah sama sekali"):
        answer = admin.post(f"/admin/orang/{person.id}/penonaktifan", data={"own_password": password})
        assert answer.status_code == 422
        assert_page_rules(answer.text)
    assert person.is_active
