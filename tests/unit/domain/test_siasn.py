"""The contract of the rows that SIASN takes: names, types and writing of every field, and the form of its ids."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.domain.siasn import CourseRow, SiasnIdError, course_payload, parse_siasn_id

HEX = "F3C9EE2A00112233445566778899AABB"
UUID = "8ae482a8-7a5c-4b1f-9d2e-0123456789ab"
ROW = CourseRow(
    person_id=HEX,
    agency_id="A5EB03E2" * 4,
    organizer="Pemerintah Kabupaten Contoh",
    title="Menulis Surat Dinas",
    number="000123/KM-01/5108/2025",
    jp_halves=17,
    started_on=date(2025, 5, 10),
    finished_on=date(2025, 5, 14),
)
FIELDS = {
    "id": type(None),
    "instansiId": str,
    "institusiPenyelenggara": str,
    "jenisDiklatId": str,
    "jenisKursus": str,
    "jenisKursusSertipikat": str,
    "jumlahJam": int,
    "lokasiId": str,
    "namaKursus": str,
    "nomorSertipikat": str,
    "pnsOrangId": str,
    "tahunKursus": int,
    "tanggalKursus": str,
    "tanggalSelesaiKursus": str,
    "path": list,
}


def test_the_row_has_exactly_the_fields_of_the_web_service_in_their_types():
    payload = course_payload(ROW)
    assert {name: type(value) for name, value in payload.items()} == FIELDS
    assert list(payload) == list(FIELDS)


def test_the_row_says_what_the_certificate_says():
    payload = course_payload(ROW)
    assert payload == {
        "id": None,
        "instansiId": "A5EB03E2" * 4,
        "institusiPenyelenggara": "Pemerintah Kabupaten Contoh",
        "jenisDiklatId": "16",
        "jenisKursus": "",
        "jenisKursusSertipikat": "T",
        "jumlahJam": 8,
        "lokasiId": "",
        "namaKursus": "Menulis Surat Dinas",
        "nomorSertipikat": "000123/KM-01/5108/2025",
        "pnsOrangId": HEX,
        "tahunKursus": 2025,
        "tanggalKursus": "10-05-2025",
        "tanggalSelesaiKursus": "14-05-2025",
        "path": [{"dok_id": "", "dok_nama": "", "dok_uri": "", "object": "", "slug": ""}],
    }


@pytest.mark.parametrize(("halves", "hours"), [(1, 0), (2, 1), (3, 1), (16, 8), (17, 8)])
def test_a_half_jp_is_cut(halves, hours):
    assert course_payload(replace(ROW, jp_halves=halves))["jumlahJam"] == hours


@given(st.dates(min_value=date(1000, 1, 1)))
def test_dates_are_day_month_year(day):
    written = course_payload(replace(ROW, started_on=day))["tanggalKursus"]
    assert re.fullmatch(r"\d{2}-\d{2}-\d{4}", str(written))
    assert str(written) == f"{day.day:02}-{day.month:02}-{day.year:04}"


@pytest.mark.parametrize("text", [HEX, HEX.lower(), UUID, UUID.upper(), f"  {HEX}\n"])
def test_an_id_is_kept_as_typed(text):
    assert parse_siasn_id(text) == text.strip()


@pytest.mark.parametrize(
    "text", ["", HEX[:-1], HEX + "0", HEX.replace("F", "G"), UUID[:-1], UUID.replace("-", "_"), "٣" * 32, "x" * 9_000]
)
def test_anything_else_is_no_id(text):
    with pytest.raises(SiasnIdError, match="32"):
        parse_siasn_id(text)
