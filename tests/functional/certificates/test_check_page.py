"""The public check page: what a stranger with a code learns, and what nobody learns."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from elearning.certificates.lookups import LOOKUPS, NIP_GUESSES_OF_ADDRESS
from elearning.certificates.models import Certificate, CertificateEvent
from elearning.core.throttle import Limit, ThrottleCount, hit
from elearning.domain.certificates import check_code, format_check_code
from tests.factories import give_position, make_nip, make_person
from tests.support.page_rules import assert_page_rules
from tests.support.small_course import complete, make_course
from tests.support.weight import transferred

NOON = datetime(2026, 5, 14, 5, 0, tzinfo=UTC)
UNKNOWN = check_code(12345)
CHECK_BYTES = 20_000
NIP = make_nip(4321)


@pytest.fixture
def certificate(app, clock, db_session) -> Certificate:
    person = make_person("Dewi Contoh", title_after="S.Sos.", nip=NIP)
    give_position(person, "Pranata Humas Ahli Muda", "Dinas Kominfo/Bidang Humas")
    return db_session.get(Certificate, complete(person, make_course()).certificate_id)


def page_of(client, certificate, **options) -> str:
    return client.get(f"/verify/{certificate.check_code}", **options).get_data(as_text=True)


def test_the_page_shows_every_certified_field(client, certificate):
    page = page_of(client, certificate)
    assert_page_rules(page)
    for text in (
        "Berlaku",
        "Dewi Contoh, S.Sos.",
        "Pranata Humas Ahli Muda",
        "Bidang Humas, Dinas Kominfo",
        "Pemerintah Kabupaten Contoh 9001",
        "Badan Kepegawaian Contoh",
        "Kursus Contoh yang Singkat",
        "KC-01, revisi 1",
        "3 (tiga) jam pelajaran",
        "14 Mei 2026",
        "000001/KC-01/9001/2026",
        format_check_code(certificate.check_code),
        "Kepala Badan, Dr. Contoh Penanda, M.Si.",
        "Komunikasi sampai level 3",
        "Modul contoh",
        "menulis contoh",
        "paling sedikit 70 dari 100",
        "telah menyelesaikan kursus mandiri dan lulus uji akhir",
        "Diperiksa 14 Mei 2026, 12.00 WIB.",
        "tidak memuat tanda tangan elektronik tersertifikasi",
    ):
        assert text in page, text


def test_the_page_shows_only_the_last_three_digits_of_the_nip(client, certificate):
    page = page_of(client, certificate)
    assert NIP not in page.replace(" ", "")
    assert NIP[:15] not in page.replace(" ", "")
    assert f"tiga angka terakhir {NIP[-3:]}" in page


def test_the_page_is_told_in_english_too(client, certificate):
    page = page_of(client, certificate, headers={"Accept-Language": "en"})
    assert_page_rules(page)
    assert '<html lang="en"' in page
    assert "14 May 2026" in page
    assert "(tiga)" not in page


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("address", ["/verify", "/verify/{code}", f"/verify/{UNKNOWN}"])
def test_a_check_weighs_at_most_twenty_kilobytes_with_all_its_requests(client, certificate, address):
    weights = transferred(client, address.format(code=certificate.check_code))
    assert len(weights) <= 3, sorted(weights)
    assert sum(weights.values()) <= CHECK_BYTES, weights


@pytest.mark.engines("sqlite")
def test_a_check_runs_no_script_and_loads_no_font(client, certificate):
    page = page_of(client, certificate)
    assert "<script" not in page
    assert not [part for part in transferred(client, f"/verify/{certificate.check_code}") if "woff2" in part]


def test_the_page_keeps_to_its_statements(client, certificate, count_statements):
    with count_statements(at_most=3):
        page_of(client, certificate)


def test_the_page_is_hidden_from_search_engines_and_tells_nobody_where_visitors_come_from(client, certificate):
    answers = [client.get("/verify"), client.get(f"/verify/{certificate.check_code}"), client.get(f"/verify/{UNKNOWN}")]
    for answer in answers:
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert '<meta name="robots" content="noindex, nofollow">' in answer.get_data(as_text=True)


def test_a_code_may_be_typed_as_it_comes(client, certificate):
    typed = format_check_code(certificate.check_code).lower().replace("0", "o").replace("-", " - ")
    answer = client.get("/verify", query_string={"kode": typed})
    assert (answer.status_code, answer.location) == (303, f"/verify/{certificate.check_code}")
    assert client.get(f"/verify/{certificate.check_code.lower()}").status_code == 200


@pytest.mark.parametrize("code", [UNKNOWN, UNKNOWN[:-1] + "7", "X", "a" * 300, "%C3%A9", "<script>", "'--"])
def test_an_unknown_code_is_a_clear_404_by_the_same_statements(client, certificate, count_statements, code):
    with count_statements() as known:
        client.get(f"/verify/{certificate.check_code}")
    with count_statements() as unknown:
        answer = client.get("/verify/" + code)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert_page_rules(page)
    assert "Tidak ditemukan" in page
    assert unknown.statements == known.statements


def test_the_form_names_what_it_wants(client):
    answer = client.get("/verify")
    assert answer.status_code == 200
    assert_page_rules(answer.get_data(as_text=True))


@pytest.mark.parametrize(
    ("typed", "words"), [("", "Ketik kode"), ("   ", "Ketik kode"), ("000001/KC-01/9001/2026", "Itu nomor sertifikat")]
)
def test_what_cannot_be_a_code_comes_back_with_a_remedy(client, typed, words):
    answer = client.get("/verify", query_string={"kode": typed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert_page_rules(page)
    assert words in page


def test_control_characters_are_refused(client):
    assert client.get("/verify?kode=%00abc").status_code == 400
    assert client.get("/verify/%00abc").status_code in (400, 404)


# State and history.


def add_event(session, certificate, kind, **facts):
    session.add(CertificateEvent(certificate_id=certificate.id, kind=kind, at=NOON, **facts))
    session.flush()


def test_a_revoked_certificate_says_so_with_its_reason(client, certificate, db_session):
    add_event(db_session, certificate, "revoked", reason="Terbit karena kekeliruan data")
    page = page_of(client, certificate)
    assert "Dicabut" in page
    assert "Terbit karena kekeliruan data" in page
    assert re.search(r'class="verdict verdict--revoked"', page)


def test_a_superseded_certificate_leads_to_the_one_in_its_place(client, certificate, db_session):
    other = Certificate(
        **{
            column: getattr(certificate, column)
            for column in (
                *("person_id", "course_id", "course_revision_id", "completion_id", "agency_id", "year", "sequence"),
                *("number", "snapshot", "issued_at"),
            )
        },
        revision=1,
        check_code=check_code(99),
    )
    db_session.add(other)
    db_session.flush()
    add_event(db_session, certificate, "superseded", reason="Gelar ditambahkan", other_id=other.id)
    page = page_of(client, certificate)
    assert_page_rules(page)
    assert "Digantikan" in page
    assert f'href="/verify/{other.check_code}"' in page
    assert "000001/KC-01/9001/2026 rev. 2" in page


def test_a_certificate_expires_after_its_last_moment(client, clock, db_session):
    chain = complete(make_person(), make_course("KC-77"))
    row = db_session.get(Certificate, chain.certificate_id)
    other = Certificate(
        **{
            name: getattr(row, name)
            for name in (
                *("person_id", "course_id", "course_revision_id", "completion_id", "agency_id", "year"),
                *("number", "snapshot", "issued_at"),
            )
        },
        sequence=99,
        revision=3,
        check_code=check_code(77),
        expires_at=NOON,
    )
    db_session.add(other)
    db_session.flush()
    assert "Berlaku sampai" in page_of(client, other)
    assert "Masa berlaku habis" not in page_of(client, other)
    clock.shift(timedelta(seconds=1))
    assert "Masa berlaku habis" in page_of(client, other)


# The NIP.


def test_the_holders_nip_is_confirmed(client, certificate):
    path = f"/verify/{certificate.check_code}"
    typed = f" {NIP[:8]} {NIP[8:14]}.{NIP[14:]}"
    answer = client.post(path, data={"nip": typed})
    assert (answer.status_code, answer.location) == (303, path)
    page = client.get(path).get_data(as_text=True)
    assert "Cocok: NIP yang Anda ketik sama" in page
    assert NIP not in page


def test_another_nip_is_denied_and_stays_in_the_field(client, certificate):
    other = make_nip(99)
    answer = client.post(f"/verify/{certificate.check_code}", data={"nip": other})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert_page_rules(page)
    assert "Tidak cocok" in page
    assert other in page


@pytest.mark.parametrize("nip", ["", "123", NIP + "1", NIP[:-1] + "x", "1.98609E+17", "<b>", "٣" * 18])
def test_what_is_no_nip_is_refused_with_a_remedy(client, certificate, nip):
    answer = client.post(f"/verify/{certificate.check_code}", data={"nip": nip})
    assert answer.status_code == 422
    assert "18 angka" in answer.get_data(as_text=True)


def test_comparing_with_an_unknown_code_is_the_same_404(client, certificate):
    assert client.post(f"/verify/{UNKNOWN}", data={"nip": NIP}).status_code == 404


def test_comparing_needs_the_form_token(client, certificate):
    client.sends_csrf_token = False
    assert client.post(f"/verify/{certificate.check_code}", data={"nip": NIP}).status_code == 400


def test_comparing_works_behind_tls_although_the_page_sends_no_referrer(client, certificate):
    answer = client.post(f"/verify/{certificate.check_code}", data={"nip": NIP}, base_url="https://localhost")
    assert answer.status_code == 303


# Guessing.


def use_up(limit: Limit, times: int) -> None:
    for _ in range(times):
        hit(limit, "127.0.0.1", now=NOON)


def test_look_ups_of_one_address_are_counted_whatever_they_find(client, certificate, db_session):
    use_up(LOOKUPS, LOOKUPS.count - 2)
    assert client.get(f"/verify/{certificate.check_code}").status_code == 200
    assert client.get(f"/verify/{UNKNOWN}").status_code == 404
    refused = client.get(f"/verify/{certificate.check_code}")
    page = refused.get_data(as_text=True)
    assert refused.status_code == 429
    assert_page_rules(page)
    assert "Coba lagi sesudah pukul 12.10 WIB" in page
    assert int(refused.headers["Retry-After"]) == 600
    assert "Dewi Contoh" not in page
    assert (
        client.get(f"/verify/{certificate.check_code}", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 200
    )


def test_counting_begins_anew_in_the_next_window(client, certificate, clock):
    use_up(LOOKUPS, LOOKUPS.count)
    assert client.get(f"/verify/{UNKNOWN}").status_code == 429
    clock.shift(LOOKUPS.period)
    assert client.get(f"/verify/{certificate.check_code}").status_code == 200


def test_guesses_of_a_nip_are_few_and_refused_ones_count_too(client, certificate, db_session):
    path = f"/verify/{certificate.check_code}"
    for number in range(NIP_GUESSES_OF_ADDRESS.count):
        assert client.post(path, data={"nip": make_nip(number + 50)}).status_code == 422
    assert client.post(path, data={"nip": NIP}).status_code == 429
    assert max(db_session.scalars(select(ThrottleCount.hits))) == NIP_GUESSES_OF_ADDRESS.count + 1


def test_the_table_of_counts_tells_nothing_about_codes(client, certificate, db_session):
    client.get(f"/verify/{certificate.check_code}")
    keys = db_session.scalars(select(ThrottleCount.key)).all()
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)
