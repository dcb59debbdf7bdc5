""" "Kompetensi saya": required, present, evidence, history, and the JP ledger by year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from elearning.competency.models import RequiredLevel
from elearning.competency.services import Confirmation, confirm_level, withdraw
from elearning.organization.queries import affiliation_of
from tests.factories import give_position, make_nip, make_person
from tests.support.page_rules import assert_page_rules
from tests.support.small_course import complete, make_competencies, make_course

NOON = datetime(2026, 5, 14, 5, 0, tzinfo=UTC)
TODAY = date(2026, 5, 14)


@pytest.fixture
def person(app, clock, db_session):
    person = make_person("Dewi Contoh")
    give_position(person, "Pranata Humas")
    position = affiliation_of(person.id, TODAY).position_id
    competencies = make_competencies()
    for code, level in (("M.1", 1), ("M.3", 3), ("M.5", 2), ("SK.1", 1)):
        db_session.add(RequiredLevel(position_id=position, competency_id=competencies[code].id, level=level))
    return person


@pytest.fixture
def boss(person):
    return make_person("Panji Contoh")


def page_of(person, sign_in, path="/kompetensi") -> str:
    answer = sign_in(person).get(path)
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert_page_rules(page)
    return page


def test_the_page_sets_required_beside_present_with_the_evidence(person, boss, sign_in):
    complete(person, make_course())
    confirm_level(Confirmation(person.id, "M.1", 2, "Menjaga kas tanpa selisih", TODAY), actor_id=boss.id, now=NOON)
    page = page_of(person, sign_in)
    for text in (
        "2 dari 4 kompetensi sudah memenuhi standar Pranata Humas.",
        "Kurang 1 level",
        "Kurang 2 level",
        "Melebihi",
        "Memenuhi",
        "Bukti belajar sampai level 3",
        "Kursus saja membuktikan paling tinggi level 2",
        "Level 2 ditegaskan",
        "oleh Panji Contoh",
        "“Menjaga kas tanpa selisih”",
        "Bukti belajar lengkap, menunggu penegasan atasan",
    ):
        assert text in page, text


def test_a_gap_names_the_course_that_helps(person, sign_in):
    make_course("KC-20", title="Melayani dengan Contoh", outcomes=[{"competency": "M.5", "level": 2, "text": "x"}])
    page = page_of(person, sign_in)
    assert "Melayani dengan Contoh, 3 JP" in page
    assert 'href="/kursus/kursus-kc-20"' in page


def test_withdrawn_evidence_stays_readable_with_its_reason(person, boss, sign_in):
    evidence = confirm_level(Confirmation(person.id, "M.3", 3, "Baik", TODAY), actor_id=boss.id, now=NOON)
    withdraw(evidence, "Tertukar nama", actor_id=boss.id, now=NOON + timedelta(seconds=1))
    page = page_of(person, sign_in)
    assert "Sudah ditarik." in page
    assert "Tertukar nama" in page


def test_the_ledger_of_a_permanent_employee_says_what_is_short(person, sign_in):
    complete(person, make_course())
    page = page_of(person, sign_in)
    assert "Tahun 2026. Satu JP 45 menit." in page
    assert "Jumlah, kurang 17 dari 20 JP" in page


def test_the_ledger_of_contract_staff_never_says_short(app, clock, sign_in):
    person = make_person(nip=make_nip(5, is_pppk=True), contract_start=date(2025, 3, 1))
    for number in range(3):
        complete(person, make_course(f"KC-{number + 30}", jp_halves=20))
    page = page_of(person, sign_in)
    assert "Tahun kontrak 1 Maret 2026 sampai 28 Februari 2027" in page
    assert "paling banyak 24 JP; 6 JP di atasnya tercatat saja" in page
    assert "Dihitung 4 JP, sisanya di atas batas" in page
    assert "kurang" not in page.casefold()


def test_contract_staff_without_contract_start_are_told_what_is_missing(app, clock, sign_in):
    page = page_of(make_person(nip=make_nip(6, is_pppk=True)), sign_in)
    assert "Tanggal mulai kontrak belum tercatat" in page


def test_another_year_can_be_chosen(person, sign_in):
    complete(person, make_course(), now=datetime(2025, 11, 1, 5, 0, tzinfo=UTC))
    page = page_of(person, sign_in)
    assert 'href="/kompetensi?tahun=2025#jp"' in page
    assert "Belum ada JP pada tahun ini" in page
    assert "Tahun 2025. Satu JP 45 menit." in page_of(person, sign_in, "/kompetensi?tahun=2025")


@pytest.mark.parametrize("year", ["x", "-1", "99999999999999999999", "", "2025'--"])
def test_a_year_that_makes_no_sense_shows_the_running_one(person, sign_in, year):
    assert "Tahun 2026" in page_of(person, sign_in, f"/kompetensi?tahun={year}")


def test_somebody_without_position_and_evidence_sees_the_next_step(app, clock, sign_in):
    page = page_of(make_person(), sign_in)
    assert "Jabatan Anda belum tercatat" in page
    assert "Belum ada bukti" in page


def test_the_page_is_told_in_english_too(person, sign_in):
    complete(person, make_course())
    answer = sign_in(person).get("/kompetensi", headers={"Accept-Language": "en"})
    assert '<html lang="en"' in answer.get_data(as_text=True)


def test_the_page_keeps_to_eight_statements_whatever_there_is(person, boss, sign_in, count_statements):
    for number in range(6):
        complete(person, make_course(f"KC-{number + 40}"))
        confirm_level(Confirmation(person.id, "M.3", number % 5 + 1, f"n{number}", TODAY), actor_id=boss.id, now=NOON)
    client = sign_in(person)
    with count_statements(at_most=8):
        client.get("/kompetensi")


def test_strangers_are_asked_to_sign_in(client):
    answer = client.get("/kompetensi")
    assert answer.status_code == 303
    assert answer.location.startswith("/masuk")
