"""Agencies, units, positions and the levels they require: changed on their pages, each refusal with its sentence."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from elearning.competency.models import Competency, RequiredLevel
from elearning.core import clock as core_clock
from elearning.core.audit import AuditEntry
from elearning.core.permissions import Role
from elearning.organization.models import Agency, Position, Unit
from elearning.organization.services import ensure_position, ensure_unit
from tests.factories import give_position, home_agency, make_agency, make_person, make_site_administrator
from tests.support.page_rules import assert_page_rules
from tests.support.small_course import complete, make_competencies, make_course
from tests.support.statements import count_statements

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def admin(sign_in, app):
    return sign_in(make_person("Contoh Pengurus", roles=(Role.LEARNER, Role.ADMINISTRATOR)))


@pytest.fixture
def site(sign_in, app):
    return sign_in(make_site_administrator(name="Contoh Pengurus Situs"))


def unit(path: str, agency=None) -> Unit:
    return ensure_unit((agency or home_agency()).id, path, actor_id=None, now=core_clock.now())


def paths(db_session) -> list[str]:
    return sorted(db_session.scalars(select(Unit.path)))


def deeds(db_session, action: str) -> list[dict]:
    return list(db_session.scalars(select(AuditEntry.detail).where(AuditEntry.action == action)))


def agency_data(agency, **changes):
    facts = ("code", "name", "office", "city", "time_zone")
    return {name: getattr(agency, name) for name in facts} | {"instansi_id": ""} | changes


def test_an_agency_is_added_with_who_signs(site, db_session):
    data = {
        "code": "9300",
        "name": "Pemerintah Kota Rekaan",
        "office": "",
        "city": "Rekaan",
        "time_zone": "Asia/Makassar",
        "instansi_id": "A5EB04B1F5F1F6A0E040640A040252AD",
        "signatory_name": "Contoh Penanda",
        "signatory_title": "Kepala Badan",
        "signatory_nip": "",
    }
    assert_page_rules(site.get("/admin/instansi/baru").text)
    assert site.post("/admin/instansi/baru", data=data).status_code == 303
    made = db_session.scalar(select(Agency).where(Agency.code == "9300"))
    assert (made.time_zone, made.instansi_id) == ("Asia/Makassar", data["instansi_id"])
    page = site.get("/admin/instansi").text
    assert_page_rules(page)
    assert "Pemerintah Kota Rekaan" in page
    again = site.post("/admin/instansi/baru", data=data)
    assert again.status_code == 422
    assert "Instansi dengan kode 9300 sudah ada." in again.text
    assert "Kepala Badan" in again.text


def test_an_agency_is_changed_and_its_code_until_the_first_certificate(site, db_session):
    agency = make_agency("9400")
    path = f"/admin/instansi/{agency.id}"
    assert_page_rules(site.get(path).text)
    assert site.post(path, data=agency_data(agency, code="9401", name="Nama Baru")).status_code == 303
    assert (agency.code, agency.name) == ("9401", "Nama Baru")
    assert deeds(db_session, "agency.changed")[0]["before"]["code"] == "9400"
    complete(make_person(agency=agency), make_course())
    refused = site.post(path, data=agency_data(agency, code="9402"))
    assert refused.status_code == 422
    assert "sudah tercetak di nomor sertifikat" in refused.text
    assert site.post(path, data=agency_data(agency, name="Nama Lagi")).status_code == 303
    assert (agency.code, agency.name) == ("9401", "Nama Lagi")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "9 4"}, "hanya boleh huruf"),
        ({"code": "9001"}, "sudah ada"),
        ({"name": ""}, "Isi nama instansinya."),
        ({"time_zone": "Asia/Tokyo"}, "Pilih zona waktu dari daftar."),
        ({"instansi_id": "x"}, "ID SIASN"),
    ],
)
def test_agencies_that_cannot_be_are_refused(site, changes, words):
    home_agency()
    agency = make_agency("9500")
    answer = site.post(f"/admin/instansi/{agency.id}", data=agency_data(agency, **changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert_page_rules(answer.text)
    assert agency.code == "9500"


def test_only_who_administers_the_site_sees_agencies(admin):
    for path in ("/admin/instansi", "/admin/instansi/baru", f"/admin/instansi/{home_agency().id}"):
        assert admin.get(path).status_code == 403
    assert ">Instansi</a>" not in admin.get("/admin").text


def test_units_are_added_renamed_and_moved_with_all_below(admin, db_session):
    top, low, other = unit("Dinas A"), unit("Dinas A/Bidang B/Seksi C"), unit("Dinas_A")
    assert_page_rules(admin.get("/admin/unit").text)
    assert_page_rules(admin.get(f"/admin/unit/baru/{home_agency().id}").text)
    data = {"name": "Bidang Baru", "parent": str(other.id)}
    assert admin.post(f"/admin/unit/baru/{home_agency().id}", data=data).status_code == 303
    assert admin.post(f"/admin/unit/{top.id}", data={"name": "Dinas Z", "parent": "0"}).status_code == 303
    assert paths(db_session) == [
        "Dinas Z",
        "Dinas Z/Bidang B",
        "Dinas Z/Bidang B/Seksi C",
        "Dinas_A",
        "Dinas_A/Bidang Baru",
    ]
    middle = db_session.scalar(select(Unit).where(Unit.path == "Dinas Z/Bidang B"))
    assert admin.post(f"/admin/unit/{middle.id}", data={"name": "Bidang B", "parent": str(other.id)}).status_code == 303
    assert low.path == "Dinas_A/Bidang B/Seksi C"
    assert middle.parent_id == other.id
    assert deeds(db_session, "unit.moved") == [{"before": "Dinas Z/Bidang B", "after": "Dinas_A/Bidang B"}]
    page = admin.get("/admin/unit").text
    assert_page_rules(page)
    assert "› › Seksi C" in page


def test_units_that_cannot_be_are_refused(admin, db_session):
    top, low = unit("Dinas A"), unit("Dinas A/Bidang B")
    unit("Dinas B")
    foreign = unit("Dinas Asing", make_agency())
    before = paths(db_session)
    cases = [
        (top, {"name": "Dinas A", "parent": str(low.id)}, "Pilih unit dari daftar."),
        (top, {"name": "Dinas B", "parent": "0"}, "Unit Dinas B sudah ada."),
        (top, {"name": "Dinas/A", "parent": "0"}, "tidak sah"),
        (top, {"name": "", "parent": "0"}, "Isi nama unitnya."),
        (top, {"name": "x" * 151, "parent": "0"}, "terlalu panjang"),
        (low, {"name": "Bidang B", "parent": str(foreign.id)}, "Pilih unit dari daftar."),
    ]
    for which, data, words in cases:
        answer = admin.post(f"/admin/unit/{which.id}", data=data)
        assert answer.status_code == 422, data
        assert words in answer.text, data
        assert_page_rules(answer.text)
    assert paths(db_session) == before


def test_a_unit_is_closed_only_when_nobody_is_in_it(admin, db_session):
    person = make_person()
    give_position(person, unit="Dinas A/Bidang B")
    top, low = unit("Dinas A"), unit("Dinas A/Bidang B")
    assert_page_rules(admin.get(f"/admin/unit/{low.id}/penutupan").text)
    occupied = admin.post(f"/admin/unit/{low.id}/penutupan")
    assert occupied.status_code == 422
    assert "1 orang masih tercatat di Dinas A/Bidang B." in occupied.text
    above = admin.post(f"/admin/unit/{top.id}/penutupan")
    assert "Unit Dinas A/Bidang B di bawahnya masih dipakai." in above.text
    give_position(person, unit="Dinas C", since=date(2026, 5, 1))
    assert admin.post(f"/admin/unit/{low.id}/penutupan").status_code == 303
    assert admin.post(f"/admin/unit/{top.id}/penutupan").status_code == 303
    assert low.closed_at is not None
    choices = admin.get(f"/admin/orang/{person.id}/jabatan").text
    assert "Dinas C" in choices
    assert "Dinas A / Bidang B</option>" not in choices
    assert admin.post(f"/admin/unit/{low.id}/pembukaan").status_code == 303
    assert low.closed_at is None
    assert [len(deeds(db_session, f"unit.{deed}")) for deed in ("closed", "reopened")] == [2, 1]


def test_positions_are_added_renamed_and_stopped(admin, db_session):
    agency = home_agency()
    assert admin.post(f"/admin/jabatan/baru/{agency.id}", data={"name": "Analis  Baru"}).status_code == 303
    position = db_session.scalar(select(Position).where(Position.name == "Analis Baru"))
    ensure_position(agency.id, "Analis Lain")
    for part in ("nama", "level"):
        assert_page_rules(admin.get(f"/admin/jabatan/{position.id}/{part}").text)
    taken = admin.post(f"/admin/jabatan/{position.id}/nama", data={"name": "Analis Lain"})
    assert taken.status_code == 422
    assert "Jabatan “Analis Lain” sudah ada" in taken.text
    assert admin.post(f"/admin/jabatan/{position.id}/nama", data={"name": "Analis Utama"}).status_code == 303
    assert admin.post(f"/admin/jabatan/{position.id}/penghentian").status_code == 303
    person = make_person()
    assert "Analis Utama" not in admin.get(f"/admin/orang/{person.id}/jabatan").text
    page = admin.get("/admin/jabatan").text
    assert_page_rules(page)
    assert "Dihentikan" in page
    assert admin.post(f"/admin/jabatan/{position.id}/pemakaian").status_code == 303
    assert "Analis Utama" in admin.get(f"/admin/orang/{person.id}/jabatan").text
    assert deeds(db_session, "position.renamed") == [{"before": "Analis Baru", "after": "Analis Utama"}]


def test_required_levels_are_set_and_every_change_is_told(admin, db_session):
    make_competencies()
    position = ensure_position(home_agency().id, "Analis")
    path = f"/admin/jabatan/{position.id}/level"
    ids = _competency_ids(db_session)
    blank = {f"level_{each}": "0" for each in ids.values()}
    assert admin.post(path, data=blank | {f"level_{ids['M.3']}": "3"}).status_code == 303
    assert admin.post(path, data=blank | {f"level_{ids['M.3']}": "2"}).status_code == 303
    assert list(db_session.scalars(select(RequiredLevel.level))) == [2]
    page = admin.get(path).text
    assert_page_rules(page)
    assert "M.3: dari 3 ke 2" in page
    assert "M.3: dari tidak diwajibkan ke 3" in page
    assert "Contoh Pengurus" in page
    assert admin.post(path, data=blank).status_code == 303
    assert list(db_session.scalars(select(RequiredLevel.level))) == []
    silly = admin.post(path, data=blank | {f"level_{ids['M.3']}": "6"})
    assert silly.status_code == 422
    assert "Pilih level 1 sampai 5" in silly.text


def _competency_ids(db_session) -> dict[str, int]:
    from_rows = db_session.execute(select(Competency.code, Competency.id))
    return {row.code: row.id for row in from_rows}


def test_units_and_positions_of_other_agencies_do_not_exist(admin, client):
    other = make_agency()
    foreign, position = unit("Dinas Asing", other), ensure_position(other.id, "Jabatan Asing")
    addresses = [
        f"/admin/unit/{foreign.id}",
        f"/admin/unit/{foreign.id}/penutupan",
        f"/admin/unit/baru/{other.id}",
        f"/admin/jabatan/{position.id}/nama",
        f"/admin/jabatan/{position.id}/level",
        f"/admin/jabatan/baru/{other.id}",
    ]
    for path in addresses:
        assert admin.get(path).status_code == 404, path
        assert admin.post(path, data={"name": "Curian", "parent": "0"}).status_code == 404, path
    for part in (
        f"unit/{foreign.id}/pembukaan",
        f"jabatan/{position.id}/penghentian",
        f"jabatan/{position.id}/pemakaian",
    ):
        assert admin.post(f"/admin/{part}").status_code == 404, part
    assert "Dinas Asing" not in admin.get(f"/admin/unit?instansi={other.id}").text
    client.sign_out()
    assert client.get(addresses[0]).location.startswith("/masuk")


def test_the_lists_cost_the_same_for_many(admin):
    unit("Dinas A")
    ensure_position(home_agency().id, "Analis")
    for path in ("/admin/unit", "/admin/jabatan"):
        with count_statements() as few:
            admin.get(path)
        for number in range(12):
            give_position(make_person(), f"Jabatan {path} {number}", f"Dinas A/{path[7:]} {number}")
        with count_statements(at_most=few.count):
            admin.get(path)
