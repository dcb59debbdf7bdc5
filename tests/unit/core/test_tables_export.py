"""CSV and XLSX that open in an Indonesian Excel, and run nothing there."""

from __future__ import annotations

import csv
import io
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from elearning.core.tables_export import CellKind, Column, csv_stream, is_formula, write_xlsx

COLUMNS = (
    Column("Nama", width=30),
    Column("NIP", CellKind.DIGITS, 24),
    Column("JP", CellKind.NUMBER, 8),
    Column("Tenggat", CellKind.DATE, 12),
)
NIP = "198001012009031001"
ROW = ("Dewi Contoh, S.Sos.", NIP, Decimal("1.5"), date(2026, 5, 4))


def csv_bytes(rows, columns=COLUMNS):
    return b"".join(csv_stream(columns, rows))


def xlsx_sheet(rows, columns=COLUMNS, sheet="Tim"):
    file = io.BytesIO()
    write_xlsx(file, sheet, columns, rows)
    return openpyxl.load_workbook(io.BytesIO(file.getvalue())).worksheets[0]


def test_a_csv_file_has_mark_semicolons_decimal_commas_and_windows_line_ends():
    assert csv_bytes([ROW]) == (
        b"\xef\xbb\xbfNama;NIP;JP;Tenggat\r\nDewi Contoh, S.Sos.;19800101 200903 1 001;1,5;04-05-2026\r\n"
    )


def test_an_empty_table_is_its_head_row():
    assert csv_bytes([]) == b"\xef\xbb\xbfNama;NIP;JP;Tenggat\r\n"
    assert xlsx_sheet([]).max_row == 1


def test_separators_quotes_and_line_breaks_inside_a_cell_stay_inside():
    text = 'Bagian "A"; bidang\nB'
    rows = list(
        csv.reader(io.StringIO(csv_bytes([(text, NIP, 1, None)]).decode("utf-8-sig"), newline=""), delimiter=";")
    )
    assert rows[1] == [text, "19800101 200903 1 001", "1", ""]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+62", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1", "\u00a0=1", "＝1+1", "=cmd|' /C calc'!A1"],
)
def test_a_text_that_could_run_as_a_formula_is_disarmed(text):
    assert is_formula(text)
    rows = list(
        csv.reader(io.StringIO(csv_bytes([(text, "", 0, None)]).decode("utf-8-sig"), newline=""), delimiter=";")
    )
    assert rows[1][0] == f"'{text}"
    cell = xlsx_sheet([(text, "", 0, None)])["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value.replace("_x000D_", "\r") == text


@pytest.mark.parametrize("text", ["", "Dewi", "a=b", "1-2", "'=1", "e@contoh.example"])
def test_ordinary_texts_stay_as_they_are(text):
    assert not is_formula(text)
    assert csv_bytes([(text, "", 0, None)]).decode("utf-8-sig").splitlines()[1].startswith(f"{text};")


def test_a_column_of_digits_cannot_smuggle_a_formula():
    assert "'=1" in csv_bytes([("A", "=1", 0, None)]).decode()


def test_xlsx_cells_have_types_and_formats():
    sheet = xlsx_sheet([ROW])
    name, nip, jp, due = (sheet.cell(2, place) for place in range(1, 5))
    assert (name.value, name.data_type) == ("Dewi Contoh, S.Sos.", "s")
    assert (nip.value, nip.data_type, nip.number_format) == (NIP, "s", "@")
    assert (jp.value, jp.data_type) == (1.5, "n")
    assert (due.value, due.number_format) == (datetime(2026, 5, 4), "dd-mm-yyyy")  # noqa: DTZ001
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D2"
    assert sheet.title == "Tim"


def test_a_sheet_name_that_excel_forbids_is_mended():
    assert (
        xlsx_sheet([], sheet="Tim [Dinas A/Bidang B]: 2026 yang panjang sekali").title
        == "Tim Dinas ABidang B 2026 yang p"
    )


def test_missing_cells_stay_empty():
    assert csv_bytes([("A", None, None, None)]).endswith(b"A;;;\r\n")
    assert [cell.value for cell in xlsx_sheet([("A", None, None, None)])[2]] == ["A", None, None, None]


@pytest.mark.parametrize("row", [("A", NIP, "1,5", None), ("A", NIP, True, None), ("A", NIP, 1, datetime.now(UTC))])
def test_a_cell_of_the_wrong_kind_is_a_defect(row):
    with pytest.raises(TypeError):
        csv_bytes([row])
    with pytest.raises(TypeError):
        xlsx_sheet([row])


def test_both_writers_keep_no_rows():
    def peak(write):
        tracemalloc.start()
        write()
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    def rows(count):
        return (ROW for _ in range(count))

    def as_csv(count):
        for _piece in csv_stream(COLUMNS, rows(count)):
            pass

    def as_xlsx(count):
        with open("/dev/null", "wb") as sink:
            write_xlsx(sink, "Tim", COLUMNS, rows(count))

    as_xlsx(10)
    assert peak(lambda: as_csv(10_000)) < peak(lambda: as_csv(500)) + 200_000
    assert peak(lambda: as_xlsx(5_000)) < peak(lambda: as_xlsx(500)) + 400_000
