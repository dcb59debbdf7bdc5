"""`flask competency import-required`: all rows or none, every refused row with its remedy."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from elearning.competency.models import Competency, RequiredLevel
from elearning.core.audit import AuditEntry
from elearning.organization.models import Position
from elearning.organization.services import ensure_position
from tests.factories import home_agency, make_agency
from tests.support.small_course import make_competencies


@pytest.fixture
def agency(app, clock):
    make_competencies()
    agency = home_agency()
    for name in ("Pranata Humas", "Analis Contoh"):
        ensure_position(agency.id, name)
    return agency


@pytest.fixture
def import_file(runner, tmp_path):
    def import_file(content: str | bytes, *options: str):
        file = tmp_path / "wajib.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return runner.invoke(args=["competency", "import-required", str(file), *options])

    return import_file


def levels(session) -> dict[tuple[str, str], int]:
    query = (
        select(Position.name, Competency.code, RequiredLevel.level)
        .join(Position, Position.id == RequiredLevel.position_id)
        .join(Competency, Competency.id == RequiredLevel.competency_id)
    )
    return {(row.name, row.code): row.level for row in session.execute(query)}


FILE = "position;code;level\nPranata Humas;M.3;3\n\nAnalis Contoh;SK.1;2\n"


@pytest.mark.parametrize(
    "content",
    [
        FILE,
        "\ufeff" + FILE,
        FILE.replace("\n", "\r\n"),
        FILE.replace(";", ","),
        FILE.replace("Pranata", '"Pranata').replace("Humas;", 'Humas";'),
        FILE.replace("M.3", " m.3 ").replace("Pranata Humas", "PRANATA  humas"),
    ],
    ids=["plain", "byte order mark", "windows", "commas", "quotes", "spaces and case"],
)
def test_a_file_sets_the_levels(agency, import_file, db_session, content):
    result = import_file(content)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "2 baru, 0 berubah, 0 tetap.\n"
    assert levels(db_session) == {("Pranata Humas", "M.3"): 3, ("Analis Contoh", "SK.1"): 2}


def test_the_same_file_twice_changes_nothing(agency, import_file, db_session):
    import_file(FILE)
    assert import_file(FILE).stdout == "0 baru, 0 berubah, 2 tetap.\n"
    audited = select(func.count()).where(AuditEntry.action == "required_levels.imported")
    assert db_session.scalar(audited) == 1


def test_a_changed_level_is_changed_and_others_stay(agency, import_file, db_session):
    import_file(FILE)
    assert import_file("position;code;level\nPranata Humas;M.3;4\n").stdout == "0 baru, 1 berubah, 0 tetap.\n"
    assert levels(db_session)["Pranata Humas", "M.3"] == 4
    assert levels(db_session)["Analis Contoh", "SK.1"] == 2


def test_every_refused_row_is_named_with_its_remedy_and_nothing_is_imported(agency, import_file, db_session):
    content = (
        "position;code;level\nPranata Humas;M.3;3\nPranata Hums;M.3;3\nPranata Humas;M.9;3\n"
        "Pranata Humas;T-SPBE;3\nPranata Humas;M.4;6\nPranata Humas;M.3;2\n"
    )
    result = import_file(content)
    assert result.exit_code == 1
    assert result.stdout == ""
    for words in (
        "wajib.csv:3: position: Jabatan “Pranata Hums” tidak ada",
        "wajib.csv:4: code: Kode kompetensi M.9 tidak dikenal",
        "wajib.csv:5: code: Kompetensi T-SPBE belum terdaftar",
        "wajib.csv:6: level: Level kompetensi harus angka 1 sampai 5",
        "wajib.csv:7: code: Jabatan dan kode ini sudah ada di baris 2",
        "5 baris bermasalah",
    ):
        assert words in result.stderr, words
    assert levels(db_session) == {}


def test_json_holds_the_facts_and_nothing_else(agency, import_file):
    assert json.loads(import_file(FILE, "--json").stdout) == {"new": 2, "changed": 0, "unchanged": 0, "problems": []}
    refused = import_file("position;code;level\nX;M.3;3\n", "--json")
    facts = json.loads(refused.stdout)
    assert (refused.exit_code, facts["problems"][0]["line"], facts["problems"][0]["column"]) == (1, 2, "position")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Baris pertama harus memuat"),
        (b"position;level\nA;3\n", "Baris pertama harus memuat"),
        (b"position;code;level;code\nA;B;3;C\n", "Baris pertama harus memuat"),
        ("position;code;level\nPranata Humas;M.3;3\n".encode("utf-16"), "bukan UTF-8"),
        (b"position;code;level\nPranata Humas;M.3\n", "Baris 2"),
        (b'position;code;level\n"Pranata Humas;M.3;3\n', "Baris 2"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(agency, import_file, content, words):
    result = import_file(content)
    assert result.exit_code == 1
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_positions_belong_to_one_agency(agency, import_file):
    make_agency("9400")
    assert import_file(FILE).exit_code == 2
    assert import_file(FILE, "--agency", "TIDAK-ADA").exit_code == 2
    assert import_file(FILE, "--agency", "9400").exit_code == 1
    assert import_file(FILE, "--agency", "9001").exit_code == 0


def test_a_missing_file_is_bad_usage(agency, runner):
    assert runner.invoke(args=["competency", "import-required", "/tidak/ada.csv"]).exit_code == 2
