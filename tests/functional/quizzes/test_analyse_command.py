"""`flask quizzes analyse`: a table of marks from a file, its statistics on stdout."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TABLE = "attempt,a,b,c\nmax,1,2,1\n1,1,2,1\n2,1,2,0\n3,1,1,0\n4,0,1,0\n5,0,0,0\n"


@pytest.fixture
def analyse(runner, tmp_path: Path) -> Callable[..., Any]:
    def invoke(content: str | bytes, *options: str) -> Any:
        file = tmp_path / "nilai.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return runner.invoke(args=["quizzes", "analyse", str(file), *options])

    return invoke


def facts(analyse: Callable[..., Any], content: str | bytes) -> dict[str, Any]:
    result = analyse(content, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


class TestFacts:
    def test_the_quiz_is_one_json_object(self, analyse):
        found = facts(analyse, TABLE)
        assert list(found) == ["quiz", "items"]
        assert found["quiz"] == {
            "n": 5,
            "mean": 2.0,
            "median": 2.0,
            "standard_deviation": pytest.approx(2.5**0.5, abs=1e-9),
            "skewness": 0.0,
            "kurtosis": pytest.approx(-1.2, abs=1e-9),
            "cic": pytest.approx(78.0, abs=1e-9),
            "error_ratio": pytest.approx(100 * 0.22**0.5, abs=1e-9),
            "standard_error": pytest.approx(0.55**0.5, abs=1e-9),
        }

    def test_each_item_has_its_figures_in_the_order_of_the_columns(self, analyse):
        items = facts(analyse, TABLE)["items"]
        assert [each["item"] for each in items] == ["a", "b", "c"]
        assert items[0] == {
            "item": "a",
            "n": 5,
            "facility": 0.6,
            "standard_deviation": pytest.approx(0.3**0.5, abs=1e-9),
            "intended_weight": 25.0,
            "effective_weight": pytest.approx(100 * 15**0.5 / (15**0.5 + 5 + 10**0.5), abs=1e-9),
            "discrimination_index": pytest.approx(900 / 156**0.5, abs=1e-9),
            "discriminative_efficiency": pytest.approx(100.0, abs=1e-9),
        }

    def test_what_is_undefined_is_null(self, analyse):
        found = facts(analyse, "attempt,a\nmax,0\n1,0\n")
        assert found["quiz"]["standard_deviation"] is None
        assert found["items"][0]["facility"] is None

    @pytest.mark.parametrize(
        "content",
        [
            TABLE.replace(",", ";"),
            TABLE.replace(",", ";").replace("\n", "\r\n"),
            "\ufeff" + TABLE,
            TABLE.replace(",1", ",1.0").replace("attempt", "Attempt").replace("max", "MAX"),
            TABLE.replace(",", ";").replace(";1", ";1,0"),
            TABLE.replace(",1", ',"1,0"'),
            TABLE.replace(",0", ","),
            TABLE.replace("\n4", "\n\n,,,\n4"),
            TABLE.replace("\n", ",,\n"),
        ],
        ids=["semicolon", "windows", "bom", "point", "comma", "quoted", "not reached", "blank lines", "padded"],
    )
    def test_spreadsheets_write_the_same_table_in_many_ways(self, analyse, content):
        assert facts(analyse, content) == facts(analyse, TABLE)

    def test_no_statement_goes_to_the_database(self, analyse, runner, count_statements):
        runner.invoke(args=["quizzes", "--help"])
        with count_statements(at_most=0):
            assert facts(analyse, TABLE)["quiz"]["n"] == 5


class TestTable:
    def test_people_read_a_table_with_decimal_commas(self, analyse):
        lines = analyse(TABLE).stdout.splitlines()
        assert lines[0].split() == ["Percobaan", "5"]
        assert any(line.split() == ["a", "5", "0,600", "0,548", "25,0", "32,2", "72,1", "100,0"] for line in lines)
        assert "Kurang dari 20 percobaan" in lines[-1]

    def test_twenty_attempts_need_no_warning(self, analyse):
        rows = "".join(f"{n},{n % 2}\n" for n in range(20))
        assert "Kurang dari" not in analyse(f"attempt,a\nmax,1\n{rows}").stdout


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "Baris 1 harus berisi"),
        ("attempt\nmax\n1\n", "Baris 1 harus berisi"),
        ("nama,a\nmax,1\n1,1\n", "yang terbaca nama;a"),
        ("attempt,a,a\nmax,1,1\n1,1,1\n", "kolom 3: nama soal kosong atau sudah dipakai (a)"),
        ("attempt,,a\nmax,1,1\n1,1,1\n", "kolom 2: nama soal kosong"),
        ("attempt,a\n1,1\n", "Baris kedua harus berisi “max”"),
        ("attempt,a\n", "Baris kedua harus berisi “max”"),
        ("attempt,a\nmax,\n1,1\n", "Baris 2, soal a: (kosong) bukan nilai"),
        ("attempt,a\nmax,-1\n1,1\n", "Baris 2, soal a: -1 bukan nilai"),
        ("attempt,a\nmax,1\n", "tidak memuat satu percobaan pun"),
        ("attempt,a\nmax,1\n1,satu\n", "Baris 3, soal a: satu bukan nilai"),
        ("attempt,a\nmax,1\n1,nan\n", "Baris 3, soal a: nan bukan nilai"),
        ("attempt,a\nmax,1\n1,1_0\n", "bukan nilai"),
        ("attempt,a\nmax,1\n1,1.5\n", "nilai 1.5 di luar 0 sampai 1"),
        ("attempt;a\nmax;1\n1;-0,5\n", "nilai -0,5 di luar 0 sampai 1"),
        ("attempt,a\nmax,1\n1,0,5\n", "Baris 3 berisi 3 kolom, seharusnya 2"),
        ("attempt,a,b\nmax,1,1\n1,0\n", "Baris 3 berisi 2 kolom, seharusnya 3"),
        ("attempt,a\nmax,1\n1,1\n1,0\n", "Baris 4: percobaan 1 sudah ada di baris 3"),
        ('attempt,a\nmax,1\n1,"1\n', "tidak dapat dibaca sebagai tabel"),
        ("attempt,a\nmax,1\n1,½\n".encode("latin-1"), "bukan UTF-8"),
    ],
)
def test_a_bad_file_is_refused_with_its_place_and_nothing_on_stdout(analyse, content, words):
    result = analyse(content, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr


@pytest.mark.parametrize("args", [["/tidak/ada.csv"], [], ["a.csv", "--xml"]])
def test_wrong_usage_ends_with_two(runner, args):
    result = runner.invoke(args=["quizzes", "analyse", *args])
    assert (result.exit_code, result.stdout) == (2, "")
