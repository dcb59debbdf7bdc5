"""What an import says against a line is kept as values and told in the language of who reads it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, update

from elearning.accounts.models import Person
from elearning.accounts.queries import person_by_identifier
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.organization.import_models import PeopleImportLine
from elearning.organization.import_plan import LineKind
from tests.factories import home_agency, make_person
from tests.support.imports import HEAD, carry_out, line, send, take_back

KNOWN, NEW = "198001022009031001", "197001012000031001"
BAD = line(nip=NEW, nama="Contoh Baru", email="bukan surel", peran="raja")


@pytest.fixture(autouse=True)
def noon(clock):
    return clock


@pytest.fixture
def agency(app):
    return home_agency()


@pytest.fixture
def admin(agency):
    return make_person("Contoh Pengelola", agency=agency, roles=(Role.LEARNER, Role.ADMINISTRATOR))


@pytest.fixture
def desk(sign_in, admin):
    return sign_in(admin)


def read_english(person: Person) -> None:
    db.session.execute(update(Person).where(Person.id == person.id).values(locale="en"))


def test_a_file_sent_in_indonesian_is_read_in_english(desk, admin, agency):
    address = send(desk, agency.id, BAD)
    assert "peran: Peran “raja” tidak dikenal." in desk.get(address).text
    read_english(admin)
    page = desk.get(address).text
    assert "peran: The role “raja” is not known." in page
    assert "tidak dikenal" not in page


def test_refused_lines_come_back_in_the_language_of_the_reader(desk, admin, agency):
    address = send(desk, agency.id, BAD)
    assert "email: Surel" in desk.get(f"{address}/ditolak.csv").text
    read_english(admin)
    text = desk.get(f"{address}/ditolak.csv").text
    assert "The role “raja” is not known." in text
    assert text.splitlines()[0].endswith(";masalah"), "names of columns are those of the file"


def test_what_undoing_left_is_told_in_english_too(desk, admin, agency):
    make_person("Contoh Lama", nip=KNOWN, email="lama@contoh.example", agency=agency)
    address = send(desk, agency.id, line(nip=KNOWN, nama="Contoh Lama", email="baru@contoh.example"))
    carry_out(desk, address)
    person_by_identifier(KNOWN).email = "sendiri@contoh.example"
    assert "Surel: Diubah lagi sesudah impor." in take_back(desk, address)
    read_english(admin)
    assert "E-mail: Changed again after the import." in desk.get(address).text


def test_a_sentence_kept_by_an_older_release_is_still_told(desk, agency):
    address = send(desk, agency.id, BAD)
    kept = db.session.execute(select(PeopleImportLine.id)).scalar_one()
    text = "email: Surel 100% salah."
    db.session.execute(db.text("UPDATE people_import_line SET note = :text WHERE id = :id"), {"text": text, "id": kept})
    db.session.expire_all()
    assert text in desk.get(address).text
    assert "masalah" in desk.get(f"{address}/ditolak.csv").text


def test_lines_without_a_remark_keep_nothing(desk, agency):
    send(desk, agency.id, line(nip=NEW, nama="Contoh Baru"))
    kept = db.session.execute(db.text("SELECT kind, note, undo_note FROM people_import_line")).one()
    assert tuple(kept) == (LineKind.NEW.value, "", "")


def test_the_command_speaks_indonesian_and_names_the_code(runner, tmp_path, agency):
    file = tmp_path / "pegawai.csv"
    file.write_text("\n".join([HEAD, line(nip=NEW, nama="Contoh Baru", peran="raja")]))
    result = runner.invoke(args=["accounts", "import", str(file), "--agency", agency.code, "--json"])
    assert result.exit_code == 1
    assert "baris 2, kolom peran: Peran “raja” tidak dikenal." in result.stderr
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["line"], problem["column"], problem["code"]) == (2, "peran", "import_role_word")
