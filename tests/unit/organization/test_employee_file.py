"""Reading employee files: separators, marks, and every problem named by line and column."""

from __future__ import annotations

from datetime import date

import pytest

from elearning.core.permissions import Role
from elearning.organization.employee_file import COLUMNS, OPTIONAL_COLUMNS, read_employees

TODAY = date(2026, 5, 14)
ALL_COLUMNS = (*COLUMNS, *OPTIONAL_COLUMNS)
HEAD = ";".join(ALL_COLUMNS)
NIP, OTHER_NIP, PPPK_NIP = "198001022009031001", "198001032009032002", "199001022024211003"
SIASN_ID = "0123456789ABCDEF0123456789ABCDEF"


def read(*lines: str, head: str = HEAD):
    return read_employees("\n".join([head, *lines]).encode(), TODAY)


def line(**cells: str) -> str:
    return ";".join(({"nip": NIP, "nama": "Contoh Satu"} | cells).get(name, "") for name in ALL_COLUMNS)


def test_a_full_line_is_read():
    cells = {
        "nip": "19900102 202421 1 003",
        "nama": "Contoh  Satu",
        "gelar_depan": "Dr.",
        "gelar_belakang": ", S.E.",
        "email": "Satu@Contoh.example",
        "unit": "Dinas A / Bidang  B",
        "jabatan": "Analis",
        "nip_atasan": NIP,
        "peran": "Peserta + pengelola pelatihan",
        "mulai_kontrak": "01-03-2025",
        "pns_orang_id": SIASN_ID,
    }
    found = read(line(**cells))
    assert found.problems == []
    row = found.rows[0]
    assert (row.line, row.nip, row.name.full) == (2, PPPK_NIP, "Dr. Contoh Satu, S.E.")
    assert (row.email, row.unit, row.position) == ("satu@contoh.example", "Dinas A/Bidang B", "Analis")
    assert (row.supervisor_nip, row.contract_start) == (NIP, date(2025, 3, 1))
    assert row.roles == (Role.LEARNER, Role.TRAINING_OFFICER)
    assert row.siasn_id == SIASN_ID


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("separator", [";", ","])
def test_separators_marks_and_line_ends_of_spreadsheets_are_understood(separator, mark, newline):
    lines = newline.join([HEAD, line(), "", ";" * 10]).replace(";", separator)
    found = read_employees(mark + lines.encode(), TODAY)
    assert (len(found.rows), found.problems) == (1, [])


def test_quoted_cells_may_hold_the_separator():
    found = read(line(gelar_belakang='"S.E.; M.Si."'))
    assert found.rows[0].name.title_after == "S.E.; M.Si."


def test_the_columns_may_stand_in_any_order_and_the_last_two_may_be_missing():
    head = "nama;nip;gelar_depan;gelar_belakang;email;unit;jabatan;nip_atasan;peran"
    found = read(f"Contoh Satu;{NIP};;;;;;;", head=head)
    assert (len(found.rows), found.problems) == (1, [])


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"nip": "1,98001E+17"}, "nip", "format kolom menjadi Teks"),
        ({"nip": "1.98001E+17"}, "nip", "format kolom menjadi Teks"),
        ({"nip": "19800102200903100"}, "nip", "17 angka"),
        ({"nip": ""}, "nip", "18 angka"),
        ({"nip": "198001022009031000"}, "nip", "000"),
        ({"nip": "198001022009131001"}, "nip", "13"),
        ({"nama": ""}, "nama", "tidak boleh kosong"),
        ({"nama": "12345"}, "nama", "tidak dapat dicetak"),
        ({"nama": "x" * 151}, "nama", "terlalu panjang"),
        ({"gelar_depan": "x" * 61}, "nama", "terlalu panjang"),
        ({"email": "bukan surel"}, "email", "nama@instansi.go.id"),
        ({"unit": "Dinas A//B", "jabatan": "Analis"}, "unit", "Dinas A/Bidang B"),
        ({"unit": "Dinas A"}, "jabatan", "keduanya"),
        ({"jabatan": "Analis"}, "unit", "keduanya"),
        ({"unit": "Dinas A", "jabatan": "x" * 201}, "jabatan", "200"),
        ({"nip_atasan": NIP}, "nip_atasan", "sama dengan NIP orangnya"),
        ({"nip_atasan": "123"}, "nip_atasan", "3 angka"),
        ({"peran": "raja"}, "peran", "raja"),
        ({"mulai_kontrak": "31-02-2025", "nip": PPPK_NIP}, "mulai_kontrak", "dd-mm-yyyy"),
        ({"mulai_kontrak": "01-03-2025"}, "mulai_kontrak", "hanya untuk PPPK"),
        ({"mulai_kontrak": "01-03-1925", "nip": PPPK_NIP}, "mulai_kontrak", "Periksa tahunnya"),
        ({"nama": "Contoh\x00Satu"}, "nama", "tidak dapat dicetak"),
        ({"pns_orang_id": "A8ACA7A5"}, "pns_orang_id", "32 angka dan huruf"),
        ({"pns_orang_id": "1,98E+31"}, "pns_orang_id", "32 angka dan huruf"),
    ],
)
def test_each_problem_is_named_with_line_column_and_remedy(cells, column, words):
    found = read(line(nip=OTHER_NIP), line(**cells))
    assert [(problem.line, problem.column) for problem in found.problems] == [(3, column)]
    assert words in found.problems[0].error.message


def test_all_problems_are_named_at_once():
    found = read(line(nip="1", nama="", email="x"), line(nip="2"))
    assert [(problem.line, problem.column) for problem in found.problems] == [
        (2, "nip"),
        (2, "nama"),
        (2, "email"),
        (3, "nip"),
    ]


@pytest.mark.parametrize("column", ["nip", "email", "pns_orang_id"])
def test_the_second_of_two_equal_lines_is_named(column):
    first = {"nip": NIP, "email": "satu@contoh.example", "pns_orang_id": SIASN_ID}
    other = {"nip": OTHER_NIP, "email": "dua@contoh.example", "pns_orang_id": SIASN_ID.replace("0", "1")}
    found = read(line(**first), line(**(other | {column: first[column]})))
    assert [(problem.line, problem.column) for problem in found.problems] == [(3, column)]
    assert "baris 2" in found.problems[0].error.message


def test_a_line_that_does_not_fit_the_columns_is_named():
    found = read(line(), "satu;dua")
    assert [problem.line for problem in found.problems] == [3]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "nama kolom"),
        (b"nip;nama\n", "gelar_depan"),
        ((HEAD + ";gaji\n").encode(), "gaji"),
        ((HEAD + ";nip\n").encode(), "nama kolom"),
        ((HEAD + "\n").encode(), "tidak memuat seorang pun"),
        ((HEAD + "\n" + line(nama="Cont\xf6h")).encode("latin-1"), "UTF-8"),
        ((HEAD + "\n").encode("utf-16"), "UTF-8"),
        ((HEAD + '\n"tidak ditutup').encode(), "Baris 2"),
        ((HEAD + "\n" + "x" * 200_000).encode(), "Baris 2"),
        (bytes(range(256)), "UTF-8"),
    ],
)
def test_a_file_that_is_no_employee_file_is_refused(content, words):
    found = read_employees(content, TODAY)
    assert found.rows == []
    assert words in " ".join(problem.error.message for problem in found.problems)
