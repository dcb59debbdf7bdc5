"""The team as CSV and XLSX, byte by byte and cell by cell."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import openpyxl

from tests.factories import give_position, make_nip, make_person, put_under

HEADINGS = [
    "NIP",
    "Nama",
    "Jabatan",
    "Unit kerja",
    "JP tahun ini",
    "Kode kursus",
    "Kursus",
    "JP kursus",
    "Keadaan",
    "Langkah selesai",
    "Langkah wajib",
    "Kemajuan (persen)",
    "Tenggat",
    "Selesai pada",
]


def read_csv(response):
    text = response.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))


def read_xlsx(response):
    return openpyxl.load_workbook(io.BytesIO(response.data)).worksheets[0]


def of(rows, person):
    return next(row for row in rows if row[1] == person.name)


def test_the_csv_opens_in_an_indonesian_excel(sign_in, team):
    response = sign_in(team.supervisor).get("/tim/unduhan.csv", buffered=True)
    assert response.data.startswith(b"\xef\xbb\xbfNIP;Nama;")
    assert response.content_type == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="tim-2026-05-14.csv"'
    assert response.headers["Cache-Control"] == "no-store"
    rows = read_csv(response)
    assert rows[0] == HEADINGS
    assert len(rows) == 6
    done, soon, free = of(rows, team.done), of(rows, team.soon), of(rows, team.free)
    assert done[4:] == [
        *("3", "KC-01", "Kursus Contoh yang Singkat", "3", "Selesai", "2", "2", "100", "13-05-2026", "14-05-2026"),
    ]
    assert soon[8:] == ["Jatuh tempo dalam 14 hari", "1", "2", "50", "28-05-2026", ""]
    assert free[4:] == ["0", *[""] * 9]
    assert done[0].count(" ") == 3
    assert len(done[0].replace(" ", "")) == 18


def test_the_xlsx_has_typed_cells(sign_in, team):
    response = sign_in(team.supervisor).get("/tim/unduhan.xlsx", buffered=True)
    assert response.content_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert "tim-2026-05-14.xlsx" in response.headers["Content-Disposition"]
    sheet = read_xlsx(response)
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]] == HEADINGS
    done = next(row for row in rows if row[1].value == team.done.name)
    assert (done[0].data_type, done[0].number_format, len(done[0].value)) == ("s", "@", 18)
    assert (done[4].value, done[4].data_type) == (3, "n")
    assert done[13].value == datetime(2026, 5, 14)  # noqa: DTZ001
    assert sheet.max_row == 6


def test_files_carry_the_filter_of_the_page(sign_in, team):
    client = sign_in(team.supervisor)
    page = client.get("/tim?keadaan=selesai").text
    assert 'href="/tim/unduhan.csv?keadaan=selesai"' in page
    assert [row[1] for row in read_csv(client.get("/tim/unduhan.csv?keadaan=selesai", buffered=True))[1:]] == [
        team.done.name
    ]
    assert read_xlsx(client.get("/tim/unduhan.xlsx?keadaan=selesai", buffered=True)).max_row == 2
    assert len(read_csv(client.get("/tim/unduhan.csv?q=tidakada", buffered=True))) == 1


def test_a_name_that_is_a_formula_runs_nowhere(sign_in, db_session, team):
    team.free.name = '=HYPERLINK("http://contoh.example";"Nama")'
    give_position(make_person(), "Analis Contoh")
    client = sign_in(team.supervisor)
    rows = read_csv(client.get("/tim/unduhan.csv", buffered=True))
    assert any(row[1] == "'" + team.free.name for row in rows)
    cells = [cell for row in read_xlsx(client.get("/tim/unduhan.xlsx", buffered=True)).iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == team.free.name] == ["s"]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_files_hold_the_team_of_the_day_and_the_tree_by_choice(sign_in, team):
    below = make_person("Contoh Terbawah", nip=make_nip(6_001))
    put_under(team.late, below)
    client = sign_in(team.supervisor)
    assert below.name not in client.get("/tim/unduhan.csv", buffered=True).text
    assert below.name in client.get("/tim/unduhan.csv?bawahan=1", buffered=True).text
    assert team.supervisor.name not in client.get("/tim/unduhan.csv?bawahan=1", buffered=True).text


def test_statements_do_not_grow_with_the_team(sign_in, team, count_statements):
    client = sign_in(team.supervisor)
    client.get("/tim/unduhan.csv", buffered=True)
    with count_statements() as few:
        client.get("/tim/unduhan.csv", buffered=True).get_data()
    put_under(team.supervisor, *(make_person() for _ in range(20)))
    with count_statements() as many:
        response = client.get("/tim/unduhan.csv", buffered=True)
        assert len(read_csv(response)) == 26
    assert many.count == few.count


def test_a_large_team_is_read_in_portions(sign_in, team, monkeypatch):
    monkeypatch.setattr("elearning.supervision.report.PORTION", 2)
    client = sign_in(team.supervisor)
    rows = read_csv(client.get("/tim/unduhan.csv", buffered=True))
    assert [row[1] for row in rows[1:]] == sorted(row[1] for row in rows[1:])
    assert len(rows) == 6


def test_files_are_for_supervisors(client, sign_in, team):
    addresses = ("/tim/unduhan.csv", "/tim/unduhan.xlsx")
    assert [client.get(address).status_code for address in addresses] == [303, 303]
    sign_in(team.free)
    assert [client.get(address).status_code for address in addresses] == [403, 403]
