"""Closed units and retired positions in an employee file: nobody new is put there, by page, by command or by undoing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from elearning.accounts.queries import person_by_identifier
from elearning.core import clock as site_clock
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.organization.models import Position, PositionHolding, Unit
from elearning.organization.queries import affiliation_of
from elearning.organization.structure import close_unit, retire_position
from tests.factories import give_position, home_agency, make_person
from tests.support.imports import HEAD, carry_out, line, send, take_back

KNOWN, NEW = "198001022009031001", "197001012000031001"


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


@pytest.fixture
def known(agency):
    """Somebody who works as "Juru Contoh" in "Dinas Lama"."""
    person = make_person("Contoh Lama", nip=KNOWN, agency=agency)
    give_position(person, "Juru Contoh", "Dinas Lama")
    return person


def unit(agency_id: int, path: str) -> Unit:
    found = db.session.scalar(select(Unit).where(Unit.path == path))
    if found is None:
        found = Unit(agency_id=agency_id, name=path, path=path)
        db.session.add(found)
        db.session.flush()
    return found


def close(found: Unit, admin) -> None:
    now = site_clock.now()
    assert close_unit(found, on=now.date() + timedelta(days=1), actor_id=admin.id, now=now)


def retire(agency_id: int, name: str, admin) -> None:
    found = db.session.scalar(select(Position).where(Position.name == name))
    if found is None:
        found = Position(agency_id=agency_id, name=name)
        db.session.add(found)
        db.session.flush()
    assert retire_position(found, is_retired=True, actor_id=admin.id, now=site_clock.now())


@pytest.mark.parametrize("path", ["Dinas Tutup", "Dinas Tutup/Bidang Baru"])
def test_a_line_into_a_closed_unit_or_below_it_is_refused(desk, agency, admin, path):
    close(unit(agency.id, "Dinas Tutup"), admin)
    page = desk.get(send(desk, agency.id, line(nip=NEW, nama="Contoh Baru", unit=path, jabatan="Analis"))).text
    assert "Ditolak (1)" in page
    assert "unit: Unit “Dinas Tutup” sudah ditutup. Tulis unit lain" in page


def test_a_line_into_a_retired_position_is_refused(desk, agency, admin):
    retire(agency.id, "Juru Usang", admin)
    page = desk.get(send(desk, agency.id, line(nip=NEW, nama="Contoh Baru", unit="Dinas", jabatan="Juru  Usang"))).text
    assert "Ditolak (1)" in page
    assert "jabatan: Jabatan “Juru Usang” tidak diberikan lagi. Tulis jabatan lain" in page


def test_who_holds_a_retired_position_keeps_it_in_another_unit(desk, agency, admin, known):
    retire(agency.id, "Juru Contoh", admin)
    carry_out(
        desk, send(desk, agency.id, line(nip=KNOWN, nama="Contoh Lama", unit="Dinas Baru", jabatan="Juru Contoh"))
    )
    place = affiliation_of(known.id, site_clock.now().date())
    assert (place.position, place.unit_path) == ("Juru Contoh", "Dinas Baru")


def test_a_unit_of_the_same_beginning_is_not_meant(desk, agency, admin):
    close(unit(agency.id, "Dinas A"), admin)
    page = desk.get(send(desk, agency.id, line(nip=NEW, nama="Contoh Baru", unit="Dinas AB", jabatan="Analis"))).text
    assert "Baru (1)" in page


def test_a_unit_closed_after_the_look_refuses_the_line_when_it_is_carried_out(desk, agency, admin):
    unit(agency.id, "Dinas Tutup")
    address = send(desk, agency.id, line(nip=NEW, nama="Contoh Baru", unit="Dinas Tutup", jabatan="Analis"))
    close(unit(agency.id, "Dinas Tutup"), admin)
    page = carry_out(desk, address)
    assert "Data berubah sejak diperiksa" in page
    assert "Ditolak (1)" in page
    assert db.session.scalars(select(PositionHolding)).all() == []


@pytest.mark.parametrize("what", ["unit", "jabatan"])
def test_the_command_refuses_the_file_with_row_and_remedy(runner, tmp_path, agency, admin, what):
    if what == "unit":
        close(unit(agency.id, "Dinas"), admin)
    else:
        retire(agency.id, "Analis", admin)
    file = tmp_path / "pegawai.csv"
    file.write_text("\n".join([HEAD, line(nip=NEW, nama="Contoh Baru", unit="Dinas", jabatan="Analis")]))
    result = runner.invoke(args=["accounts", "import", str(file), "--agency", agency.code])
    assert result.exit_code == 1
    assert f"baris 2, kolom {what}: " in result.stderr
    assert "pakai lagi" in result.stderr


@pytest.mark.parametrize("what", ["unit", "jabatan"])
def test_undoing_puts_nobody_back_into_an_unused_place(desk, agency, admin, known, what):
    address = send(desk, agency.id, line(nip=KNOWN, nama="Contoh Lama", unit="Dinas Baru", jabatan="Analis"))
    carry_out(desk, address)
    if what == "unit":
        close(unit(agency.id, "Dinas Lama"), admin)
    else:
        retire(agency.id, "Juru Contoh", admin)
    assert "Unit atau jabatan semula tidak dipakai lagi." in take_back(desk, address)
    place = affiliation_of(person_by_identifier(KNOWN).id, site_clock.now().date())
    assert (place.position, place.unit_path) == ("Analis", "Dinas Baru")
