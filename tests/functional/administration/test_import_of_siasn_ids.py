"""Ids of SIASN in an employee file: shown, written, refused where somebody else has them, taken back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from elearning.accounts.models import Person
from elearning.accounts.queries import person_by_identifier
from elearning.core.audit import AuditEntry
from elearning.core.permissions import Role
from elearning.extensions import db
from tests.factories import home_agency, make_agency, make_person
from tests.support.imports import HEAD, carry_out, line, send, take_back

KNOWN, NEW = "198001022009031001", "197001012000031001"
BEFORE, AFTER, OTHER = (letter * 32 for letter in "ABC")
FILE = (
    line(nip=KNOWN, nama="Contoh Satu", pns_orang_id=AFTER),
    line(nip=NEW, nama="Contoh Baru", pns_orang_id=OTHER),
)


@pytest.fixture(autouse=True)
def noon(clock):
    return clock


@pytest.fixture
def agency(app):
    return home_agency()


@pytest.fixture
def known(agency):
    person = make_person("Contoh Satu", nip=KNOWN, agency=agency)
    person.pns_orang_id = BEFORE
    return person


@pytest.fixture
def desk(sign_in, agency):
    return sign_in(make_person("Contoh Pengelola", agency=agency, roles=(Role.LEARNER, Role.ADMINISTRATOR)))


def ids() -> dict[str, str | None]:
    query = select(Person.name, Person.pns_orang_id).where(Person.name != "Contoh Pengelola")
    return dict(db.session.execute(query).all())


def test_an_id_is_shown_among_what_changes_before_it_is_written(desk, agency, known):
    page = desk.get(send(desk, agency.id, *FILE)).text
    assert f"ID SIASN: {BEFORE} → {AFTER}" in page
    assert f"ID SIASN: {OTHER}" in page
    assert ids() == {"Contoh Satu": BEFORE}


def test_an_id_is_written_and_recorded(desk, agency, known):
    carry_out(desk, send(desk, agency.id, *FILE))
    assert ids() == {"Contoh Satu": AFTER, "Contoh Baru": OTHER}
    query = select(AuditEntry.detail).where(AuditEntry.action == "person.siasn_id_changed")
    assert db.session.scalars(query).all() == [{"before": BEFORE, "after": AFTER}]


def test_an_empty_cell_leaves_the_id_as_it_is(desk, agency, known):
    assert "Tetap (1)" in desk.get(send(desk, agency.id, line(nip=KNOWN, nama="Contoh Satu"))).text


def test_an_id_of_somebody_else_is_refused(desk, agency, known):
    make_person("Contoh Lain", agency=make_agency()).pns_orang_id = AFTER
    page = desk.get(send(desk, agency.id, FILE[0])).text
    assert "Ditolak (1)" in page
    assert "ID SIASN ini sudah dipakai orang lain" in page


def test_undoing_gives_the_former_id_back(desk, agency, known):
    address = send(desk, agency.id, *FILE)
    carry_out(desk, address)
    take_back(desk, address)
    assert ids()["Contoh Satu"] == BEFORE
    assert not person_by_identifier(NEW).is_active


def test_undoing_leaves_an_id_that_was_changed_since(desk, agency, known):
    address = send(desk, agency.id, *FILE)
    carry_out(desk, address)
    person_by_identifier(KNOWN).pns_orang_id = "D" * 32
    assert "ID SIASN: Diubah lagi sesudah impor." in take_back(desk, address)
    assert ids()["Contoh Satu"] == "D" * 32


def test_undoing_does_not_give_back_an_id_that_somebody_took(desk, agency, known):
    address = send(desk, agency.id, *FILE)
    carry_out(desk, address)
    make_person("Contoh Pengambil", agency=agency).pns_orang_id = BEFORE
    assert "ID SIASN semula sudah dipakai orang lain." in take_back(desk, address)
    assert ids()["Contoh Satu"] == AFTER


def test_the_command_takes_the_column_too(runner, tmp_path, agency):
    file = tmp_path / "pegawai.csv"
    file.write_text("\n".join([HEAD, *FILE]))
    result = runner.invoke(args=["accounts", "import", str(file), "--agency", agency.code])
    assert result.exit_code == 0, result.stderr
    assert ids() == {"Contoh Satu": AFTER, "Contoh Baru": OTHER}
