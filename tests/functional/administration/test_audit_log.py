"""Jejak: what happened in one's agencies, in sentences, by key and by filter, as a page and as a file."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from elearning.accounts.services import grant_role
from elearning.administration.audit_wording import DEEDS
from elearning.core import audit
from elearning.core import clock as site_clock
from elearning.core.audit import AuditEntry
from elearning.core.permissions import Role
from elearning.extensions import db
from tests.factories import home_agency, make_agency, make_person, make_site_administrator
from tests.support.page_rules import assert_page_rules

PAGE = "/admin/jejak"
FILE = "/admin/jejak/unduhan.csv"


@pytest.fixture
def administrator(app):
    return make_person("Contoh Pengurus", roles=(Role.LEARNER, Role.ADMINISTRATOR))


def rename(person, actor, *, action="person.renamed", **detail):
    audit.record(action, person, actor_id=actor.id, now=site_clock.now(), agency_id=person.agency_id, **detail)


def test_a_deed_is_told_in_a_sentence(administrator, sign_in):
    rename(make_person("Contoh Berganti Nama"), administrator)
    page = sign_in(administrator).get(PAGE).text
    assert_page_rules(page)
    assert "Contoh Pengurus mengubah nama Contoh Berganti Nama." in page


def test_an_unknown_deed_is_shown_by_its_code_and_values(administrator, sign_in):
    rename(make_person(), administrator, action="kapal.berlayar", tujuan="Ambon")
    assert "Contoh Pengurus: kapal.berlayar (tujuan: Ambon)" in sign_in(administrator).get(PAGE).text


@pytest.mark.parametrize("action", sorted(DEEDS))
def test_every_sentence_can_be_told_without_details(administrator, sign_in, action):
    rename(make_person("Contoh Sasaran"), administrator, action=action)
    response = sign_in(administrator).get(PAGE, query_string={"tindakan": action})
    assert response.status_code == 200
    assert DEEDS[action].name in response.text


def test_another_agency_does_not_exist_for_its_neighbour(administrator, sign_in):
    stranger = make_person("Contoh Tetangga Jauh", agency=make_agency())
    rename(stranger, stranger)
    client = sign_in(administrator)
    assert "Contoh Tetangga Jauh" not in client.get(PAGE).text
    assert "Contoh Tetangga Jauh" not in client.get(FILE, buffered=True).text
    assert "Contoh Tetangga Jauh" not in client.get(PAGE, query_string={"q": "Tetangga Jauh"}).text


def test_the_whole_site_sees_every_agency_and_the_machine(sign_in):
    stranger = make_person("Contoh Tetangga Jauh", agency=make_agency())
    audit.record("person.renamed", stranger, actor_id=None, now=site_clock.now())
    page = sign_in(make_site_administrator()).get(PAGE).text
    assert "Sistem mengubah nama Contoh Tetangga Jauh." in page


def test_a_deed_without_agency_belongs_to_that_of_who_did_it(administrator, sign_in):
    colleague, stranger = make_person("Contoh Rekan"), make_person("Contoh Asing", agency=make_agency())
    for person in (colleague, stranger):
        audit.record("sessions.revoked", None, actor_id=person.id, now=site_clock.now())
    page = sign_in(administrator).get(PAGE, query_string={"tindakan": "sessions.revoked"}).text
    assert "Contoh Rekan keluar dari perangkat lain." in page
    assert "Contoh Asing" not in page


@pytest.mark.parametrize("words", ["dicari", "Contoh Dicari", "dicari@contoh.example"])
def test_somebody_is_found_as_actor_and_as_subject(administrator, sign_in, words):
    sought = make_person("Contoh Dicari", email="dicari@contoh.example")
    rename(sought, administrator)
    rename(make_person("Contoh Lainnya"), sought)
    rename(make_person("Contoh Ketiga"), administrator)
    page = sign_in(administrator).get(PAGE, query_string={"q": words, "tindakan": "person.renamed"}).text
    assert "mengubah nama Contoh Dicari" in page
    assert "Contoh Dicari mengubah nama" in page
    assert "Contoh Ketiga" not in page


def test_days_are_those_of_the_reader_and_inclusive(administrator, sign_in, clock):
    clock.shift(timedelta(hours=12, minutes=-1))  # 23.59 WIB on the fourteenth
    rename(make_person("Contoh Hari Ini"), administrator)
    clock.shift(timedelta(minutes=1))
    rename(make_person("Contoh Besok"), administrator)
    client = sign_in(administrator)
    first = client.get(PAGE, query_string={"sampai": "14-05-2026", "tindakan": "person.renamed"}).text
    second = client.get(PAGE, query_string={"dari": "15-05-2026", "tindakan": "person.renamed"}).text
    assert ("Contoh Hari Ini" in first, "Contoh Besok" in first) == (True, False)
    assert ("Contoh Hari Ini" in second, "Contoh Besok" in second) == (False, True)


def test_a_date_that_is_none_is_told_and_stays(administrator, sign_in):
    page = sign_in(administrator).get(PAGE, query_string={"dari": "kemarin"}).text
    assert_page_rules(page)
    assert "“kemarin” bukan tanggal" in page
    assert 'value="kemarin"' in page


def test_pages_go_on_behind_the_last_entry_and_miss_none(administrator, sign_in, count_statements):
    person = make_person("Contoh Sering")
    for number in range(120):
        rename(person, administrator, action="kapal.berlayar", nomor=number)
    client, seen, address = sign_in(administrator), [], f"{PAGE}?tindakan=kapal.berlayar"
    while address:
        with count_statements(at_most=4):
            page = client.get(address).text
        seen += [number for number in range(120) if f"(nomor: {number})" in page]
        address = (
            page.partition("Lebih lama")[0].rpartition('href="')[2].partition('"')[0] if "Lebih lama" in page else ""
        )
        address = address.replace("&amp;", "&")
    assert sorted(seen) == list(range(120))
    assert seen[:50] == list(range(70, 120))


def test_the_file_holds_the_filter_and_disarms_formulas(administrator, sign_in):
    rename(make_person("Contoh Berkas"), administrator, action="kapal.berlayar", nomor="=1+1")
    rename(make_person("Contoh Lain"), administrator)
    response = sign_in(administrator).get(FILE, query_string={"tindakan": "kapal.berlayar"}, buffered=True)
    assert response.headers["Content-Type"].startswith("text/csv")
    lines = response.get_data().decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("Waktu;Tindakan;Oleh;Tentang")
    assert "Contoh Berkas" in lines[1]


def test_nothing_found_is_said(administrator, sign_in):
    page = sign_in(administrator).get(PAGE, query_string={"q": "tidak-ada-yang-bernama-ini"}).text
    assert_page_rules(page)
    assert "Tidak ada yang cocok" in page


@pytest.mark.parametrize("path", [PAGE, FILE])
def test_only_administrators_read_it(client, sign_in, path):
    assert client.get(path).location.startswith("/masuk")
    assert sign_in(make_person()).get(path).status_code == 403


@pytest.mark.parametrize("statement", [update(AuditEntry).values(action="x"), delete(AuditEntry)])
def test_the_database_refuses_to_change_what_the_page_shows(app, administrator, statement):
    rename(make_person(), administrator)
    db.session.flush()
    with pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(statement)


def test_an_entry_knows_whom_it_is_about(app, administrator):
    person = make_person()
    grant_role(person, Role.TRAINING_OFFICER, home_agency().id, actor_id=administrator.id, now=site_clock.now())
    db.session.flush()
    newest = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert (newest.action, newest.about_id) == ("role.granted", person.id)
