"""What a certificate holds, how it is numbered, and that nobody can change it afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from elearning.certificates.models import Certificate
from elearning.core.audit import AuditEntry
from elearning.domain.certificates import is_check_code
from tests.factories import give_position, make_agency, make_nip, make_person
from tests.support.small_course import complete, make_course

NOON = datetime(2026, 5, 14, 5, 0, tzinfo=UTC)


@pytest.fixture
def course(app, clock):
    return make_course()


def certificate_of(session, chain) -> Certificate:
    return session.get(Certificate, chain.certificate_id)


def test_the_snapshot_holds_every_certified_field(db_session, course):
    person = make_person("Sri Contoh", title_before="Dr.", title_after="S.E., M.Si.", nip=make_nip(7))
    give_position(person, "Pranata Humas Ahli Muda", "Dinas Kominfo/Bidang Humas")
    snapshot = certificate_of(db_session, complete(person, course)).snapshot
    assert snapshot == {
        "name": "Dr. Sri Contoh, S.E., M.Si.",
        "nip": make_nip(7),
        "position": "Pranata Humas Ahli Muda",
        "unit": "Bidang Humas, Dinas Kominfo",
        "agency": "Pemerintah Kabupaten Contoh 9001",
        "issuer_code": "9001",
        "issuer": "Pemerintah Kabupaten Contoh 9001",
        "issuer_office": "Badan Kepegawaian Contoh",
        "city": "Kota Contoh",
        "signatory_name": "Dr. Contoh Penanda, M.Si.",
        "signatory_title": "Kepala Badan",
        "signatory_nip": "",
        "course_code": "KC-01",
        "course_title": "Kursus Contoh yang Singkat",
        "course_revision": 1,
        "wording": "telah menyelesaikan kursus mandiri dan lulus uji akhir",
        "logo": "",
        "jp_halves": 6,
        "modules": [{"title": "Modul contoh", "outcome": "menulis contoh", "jp_halves": 6}],
        "competencies": [
            {"code": "M.3", "name": "Komunikasi", "level": 3},
            {"code": "SK.1", "name": "Perekat Bangsa", "level": 1},
        ],
        "pass_rule": {"asks_every_step": True, "quizzes": 1, "pass_marks": ["70"]},
        "started_on": "2026-05-14",
        "finished_on": "2026-05-14",
        "issued_on": "2026-05-14",
        "time_zone": "Asia/Jakarta",
    }


def test_a_later_name_does_not_change_what_was_certified(db_session, course):
    person = make_person("Contoh Lama")
    certificate = certificate_of(db_session, complete(person, course))
    person.name = "Contoh Baru"
    db_session.flush()
    db_session.expire(certificate)
    assert certificate.snapshot["name"] == "Contoh Lama"


@pytest.mark.parametrize("name", ["Sukarno", "Ni’matul Ma'rifah", "Contoh " * 20 + "Panjang"])
def test_unusual_names_are_certified_as_they_are(db_session, course, name):
    assert certificate_of(db_session, complete(make_person(name), course)).snapshot["name"] == " ".join(name.split())


def test_numbers_count_per_agency_and_year_of_its_zone(db_session, course):
    eastern = make_agency("9300", time_zone="Asia/Jayapura")
    new_year_in_the_east = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)  # 00.30 WIT, 22.30 WIB
    first = certificate_of(db_session, complete(make_person(), course, now=new_year_in_the_east))
    second = certificate_of(db_session, complete(make_person(agency=eastern), course, now=new_year_in_the_east))
    third = certificate_of(db_session, complete(make_person(), course, now=new_year_in_the_east + timedelta(hours=2)))
    assert [first.number, second.number, third.number] == [
        "000001/KC-01/9001/2026",
        "000001/KC-01/9300/2027",
        "000001/KC-01/9001/2027",
    ]


def test_check_codes_are_whole_and_differ(db_session, course):
    codes = {certificate_of(db_session, complete(make_person(), course)).check_code for _ in range(20)}
    assert len(codes) == 20
    assert all(is_check_code(code) for code in codes)


def test_the_dates_are_those_of_the_issuing_agencys_zone(db_session, clock):
    make_agency("9300", time_zone="Asia/Jayapura")
    late_evening = datetime(2026, 5, 14, 16, 0, tzinfo=UTC)  # 23.00 WIB, 01.00 WIT the next day
    chain = complete(make_person(), make_course("KC-09", agency_code="9300"), now=late_evening)
    assert certificate_of(db_session, chain).snapshot["finished_on"] == "2026-05-15"


TABLES = (
    "audit_entry",
    "certificate",
    "certificate_document",
    "certificate_event",
    "course_completion",
    "evidence",
    "jp_entry",
)
UPDATES = {
    "audit_entry": "action = 'x'",
    "certificate": "number = 'x'",
    "certificate_document": "sha256 = 'x'",
    "certificate_event": "reason = 'x'",
    "course_completion": "completed_at = started_at",
    "evidence": "level = 5",
    "jp_entry": "jp_halves = 40",
}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("deed", ["UPDATE", "DELETE"])
def test_the_database_itself_refuses_to_change_history(db_session, course, table, deed):
    chain = complete(make_person(), course)
    db_session.add(AuditEntry(at=NOON, action="test.made", subject_type="", subject_id=None, detail={}, request_id="-"))
    db_session.execute(
        text(
            "INSERT INTO certificate_document (certificate_id, sha256, template_version, rendered_at, pdf)"
            " VALUES (:id, 'a', '1', :now, :pdf)"
        ),
        {"id": chain.certificate_id, "now": "2026-05-14 05:00:00", "pdf": b"x"},
    )
    db_session.commit()
    statement = f"UPDATE {table} SET {UPDATES[table]}" if deed == "UPDATE" else f"DELETE FROM {table}"
    with pytest.raises(DBAPIError, match=f"{table} is append-only"):
        db_session.execute(text(statement))
    db_session.rollback()


@pytest.mark.engines("postgresql")
@pytest.mark.parametrize("table", TABLES)
def test_history_cannot_be_truncated(db_session, table):
    with pytest.raises(DBAPIError, match="append-only"):
        db_session.execute(text(f"TRUNCATE {table} CASCADE"))
    db_session.rollback()


def test_a_person_has_one_certificate_number_for_a_course(db_session, course):
    person = make_person()
    complete(person, course)
    with pytest.raises(DBAPIError):
        db_session.execute(
            text(
                "INSERT INTO certificate SELECT id + 1, person_id, course_id, course_revision_id, completion_id,"
                " agency_id, year, sequence + 1, revision, number, 'X' || substr(check_code, 2), snapshot, issued_at,"
                " expires_at FROM certificate"
            )
        )
    db_session.rollback()
    assert len(db_session.scalars(select(Certificate.id)).all()) <= 1
