"""The list of people: who finds whom, by what, in which order, and the same list as a file."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from elearning.accounts.services import add_nip
from elearning.core import clock as core_clock
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.organization.models import PositionHolding
from tests.factories import give_position, home_agency, make_agency, make_person, make_site_administrator
from tests.support.page_rules import assert_page_rules
from tests.support.statements import count_statements

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def administrator(app):
    return make_person("Contoh Pengurus", roles=(Role.LEARNER, Role.ADMINISTRATOR))


@pytest.fixture
def site_administrator(app):
    return make_site_administrator(name="Contoh Pengurus Situs")


def names(page: str) -> list[str]:
    return [name.strip() for name in re.findall(r'rowheader"[^>]*>(?:<a[^>]*>)?([^<]+)', page)]


def test_an_administrator_of_an_agency_sees_its_people_and_nobody_else(sign_in, administrator):
    make_person("Contoh Sendiri")
    make_person("Contoh Asing", agency=make_agency())
    page = sign_in(administrator).get("/admin/orang").text
    assert_page_rules(page)
    assert names(page) == ["Contoh Pengurus", "Contoh Sendiri"]
    assert "2 orang yang dapat Anda kelola." in page


def test_an_administrator_of_the_site_sees_everybody_with_their_agency(sign_in, site_administrator):
    other = make_agency(name="Pemerintah Kota Seberang")
    make_person("Contoh Asing", agency=other)
    client = sign_in(site_administrator)
    assert names(client.get("/admin/orang").text) == ["Contoh Asing", "Contoh Pengurus Situs"]
    page = client.get(f"/admin/orang?instansi={other.id}").text
    assert names(page) == ["Contoh Asing"]
    assert "Pemerintah Kota Seberang" in page


def test_another_agency_in_the_address_finds_nobody(sign_in, administrator):
    other = make_agency()
    make_person("Contoh Asing", agency=other)
    page = sign_in(administrator).get(f"/admin/orang?instansi={other.id}").text
    assert names(page) == []
    assert "Tidak ada yang cocok" in page


def test_people_are_found_by_parts_of_name_nip_and_address(sign_in, administrator):
    made = make_person(
        "Wulan Contoh 100%", nip="198503122009032901", email="wulan.c@contoh.example", title_before="Dr."
    )
    make_person("Contoh Lain")
    client = sign_in(administrator)
    for words in ("wulan", "WULAN contoh", "Dr. wulan", "19850312 200903 2 901", "wulan.c@", "100%", "20090329"):
        assert names(client.get("/admin/orang", query_string={"q": words}).text) == ["Dr. Wulan Contoh 100%"], words
    for words in ("wulan lain", "_", "%%", "1985031220090329010"):
        assert names(client.get("/admin/orang", query_string={"q": words}).text) == [], words
    assert made.name in client.get("/admin/orang?q=100%25").text


def test_a_former_nip_still_finds_its_person(sign_in, administrator):
    from_contract = make_person("Contoh Pindah", nip="199001012024211901")
    add_nip(from_contract, "199001012026051901", core_clock.now().date(), actor_id=None, now=core_clock.now())
    page = sign_in(administrator).get("/admin/orang?q=199001012024211901").text
    assert names(page) == ["Contoh Pindah"]
    assert "19900101 202605 1 901" in page


def test_filters_by_unit_role_and_state(sign_in, administrator, client):
    inside, below, beside = make_person("Contoh A"), make_person("Contoh B"), make_person("Contoh C")
    give_position(inside, unit="Dinas_A")
    give_position(below, unit="Dinas_A/Bidang 1")
    give_position(beside, unit="DinasXA/Bidang 1")
    make_person("Contoh D", roles=(Role.LEARNER, Role.TRAINING_OFFICER))
    gone = make_person("Contoh E")
    gone.is_active = False
    unit_id = _unit_of(inside)
    sign_in(below)
    sign_in(administrator)

    def found(query: str) -> list[str]:
        return names(client.get(f"/admin/orang?{query}").text)

    assert found(f"unit={unit_id}") == ["Contoh A", "Contoh B"]
    assert found("peran=training_officer") == ["Contoh D"]
    assert found("keadaan=nonaktif") == ["Contoh E"]
    assert found("keadaan=belum-masuk") == ["Contoh A", "Contoh C", "Contoh D"]
    assert found("keadaan=aktif&peran=administrator") == ["Contoh Pengurus"]
    assert found("urut=-nama")[0] == "Contoh Pengurus"
    assert found("urut=-terakhir")[:2] in (["Contoh B", "Contoh Pengurus"], ["Contoh Pengurus", "Contoh B"])
    assert len(found("unit=x&peran=raja&keadaan=%25&urut=entah&halaman=-4")) == 6


def _unit_of(person) -> int:
    return db.session.scalar(select(PositionHolding.unit_id).where(PositionHolding.person_id == person.id))


def test_fifty_a_page_and_the_filter_stays_in_the_links(sign_in, administrator):
    for _ in range(51):
        make_person()
    client = sign_in(administrator)
    first = client.get("/admin/orang?q=contoh&peran=learner").text
    assert_page_rules(first)
    assert len(names(first)) == 50
    assert "1 sampai 50 dari 52" in first
    assert "q=contoh&amp;peran=learner&amp;halaman=2" in first
    assert len(names(client.get("/admin/orang?halaman=2").text)) == 2
    assert len(names(client.get("/admin/orang?halaman=9").text)) == 2


def test_the_list_costs_the_same_for_many(sign_in, administrator):
    client = sign_in(administrator)
    with count_statements() as few:
        client.get("/admin/orang")
    for _ in range(40):
        give_position(make_person())
    with count_statements(at_most=few.count) as many:
        client.get("/admin/orang")
    assert many.count <= 8


def test_a_page_is_worked_out_of_its_own_people_and_not_of_everybody(sign_in, administrator):
    client = sign_in(administrator)
    with count_statements() as seen:
        client.get("/admin/orang")
    counting = next(each for each in seen.statements if each.startswith("SELECT count("))
    assert "JOIN" not in counting
    cut = next(each for each in seen.statements if " LIMIT " in each and "FROM person" in each)
    assert cut.startswith("SELECT person.id FROM person WHERE")


def test_who_held_two_positions_at_once_stands_in_the_list_once(sign_in, administrator):
    person = make_person("Contoh Rangkap")
    give_position(person, "Analis", "Dinas A")
    held = db.session.scalars(select(PositionHolding).where(PositionHolding.person_id == person.id)).one()
    until = core_clock.now().date() + timedelta(days=30)
    earlier = {"position_id": held.position_id, "unit_id": held.unit_id, "starts_on": date(2019, 1, 1)}
    db.session.add(PositionHolding(person_id=person.id, ends_on=until, **earlier))
    page = sign_in(administrator).get("/admin/orang?q=rangkap").text
    assert names(page) == ["Contoh Rangkap"]


def test_the_files_hold_what_the_page_shows(sign_in, administrator):
    give_position(make_person("=Contoh Rumus", nip="198503122009032901"), "Analis", "Dinas A/Bidang B")
    make_person("Contoh Asing", agency=make_agency())
    client = sign_in(administrator)
    answer = client.get("/admin/orang/unduhan.csv?q=rumus", buffered=True)
    assert answer.headers["Cache-Control"] == "no-store"
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("Nama;NIP;Surel;Instansi;Unit;Jabatan;Peran;Keadaan")
    assert lines[1].startswith("'=Contoh Rumus;19850312 200903 2 901;")
    assert "Dinas A/Bidang B;Analis;;Belum pernah masuk;" in lines[1]
    sheet = load_workbook(io.BytesIO(client.get("/admin/orang/unduhan.xlsx", buffered=True).data)).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["=Contoh Rumus", "Contoh Pengurus"]


def test_the_day_of_the_last_visit_is_shown(sign_in, administrator):
    assert "terakhir 14 Mei 2026" in sign_in(administrator).get("/admin/orang").text


@pytest.mark.parametrize("path", ["/admin/orang", "/admin/orang/unduhan.csv", "/admin/orang/unduhan.xlsx"])
def test_others_stay_outside(sign_in, client, path):
    assert client.get(path).location.startswith("/masuk")
    for role in (Role.LEARNER, Role.SUPERVISOR, Role.TRAINING_OFFICER):
        assert sign_in(make_person(roles=(role,))).get(path).status_code == 403


def test_the_head_of_every_page_leads_to_the_administration(sign_in, administrator):
    client = sign_in(administrator)
    assert ">Admin</a>" in client.get("/").text
    assert 'href="/admin" aria-current="true">Admin' in client.get("/admin/orang").text
    assert 'href="/admin">Admin' in client.get("/bantuan").text
    assert ">Admin</a>" not in sign_in(make_person(agency=home_agency())).get("/").text
