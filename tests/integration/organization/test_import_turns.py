"""Reading a long file holds up nobody who writes, and what changes meanwhile is not lost."""

from __future__ import annotations

import io

import pytest

from elearning.accounts.queries import person_by_identifier
from elearning.core import clock as site_clock
from elearning.core import database
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.organization import import_batches, import_plan
from elearning.organization.employee_file import read_employees
from elearning.organization.import_batches import Upload, carry_out_import, keep_import, read_ahead
from tests.factories import home_agency, make_person
from tests.support.imports import HEAD, PASSWORD_FIELD, line

KNOWN = "198001022009031001"
FILE = "\n".join([HEAD, line(nip=KNOWN, nama="Contoh Ganti")]).encode()


@pytest.fixture(autouse=True)
def noon(clock):
    return clock


@pytest.fixture
def admin(app):
    make_person("Contoh Lama", nip=KNOWN, agency=home_agency())
    return make_person("Contoh Pengelola", agency=home_agency(), roles=(Role.LEARNER, Role.ADMINISTRATOR))


@pytest.fixture
def reads(monkeypatch) -> list[bool]:
    """For each reading of a file, whether its request was still one that holds up nobody."""
    seen: list[bool] = []

    def read(content, today):
        seen.append(database._reads_only.get())
        return read_employees(content, today)

    monkeypatch.setattr(import_batches, "read_employees", read)
    monkeypatch.setattr(import_plan, "read_employees", read)
    return seen


def test_a_file_is_read_before_its_request_begins_to_write(sign_in, admin, reads):
    desk, agency = sign_in(admin), home_agency()
    data = {"agency": str(agency.id), "file": (io.BytesIO(FILE), "pegawai.csv")}
    address = desk.post("/admin/impor", data=data, content_type="multipart/form-data").location
    assert reads == [True]
    desk.post(f"{address}/pelaksanaan", data=PASSWORD_FIELD)
    assert reads == [True, True], "and once only"
    assert person_by_identifier(KNOWN).name == "Contoh Ganti"


def test_what_changes_while_a_file_is_read_is_shown_and_not_overwritten(admin):
    upload = Upload(agency=home_agency(), file_name="pegawai.csv", content=FILE)
    kept = keep_import(upload, actor_id=admin.id, now=site_clock.now())
    file = read_ahead(kept, now=site_clock.now())
    person_by_identifier(KNOWN).name = "Contoh Mendahului"
    db.session.flush()
    assert not carry_out_import(kept.id, "", actor_id=admin.id, now=site_clock.now(), file=file)
    assert person_by_identifier(KNOWN).name == "Contoh Mendahului"
    assert kept.state == "checked"


def test_a_file_read_before_midnight_is_read_again_after_it(admin, noon, reads):
    upload = Upload(agency=home_agency(), file_name="pegawai.csv", content=FILE)
    kept = keep_import(upload, actor_id=admin.id, now=site_clock.now())
    file = read_ahead(kept, now=site_clock.now())
    later = site_clock.now().replace(hour=20)
    assert carry_out_import(kept.id, "", actor_id=admin.id, now=later, file=file)
    assert len(reads) == 3


def test_a_file_that_is_done_is_not_read_again(admin, reads):
    upload = Upload(agency=home_agency(), file_name="pegawai.csv", content=FILE)
    kept = keep_import(upload, actor_id=admin.id, now=site_clock.now())
    assert carry_out_import(kept.id, "", actor_id=admin.id, now=site_clock.now())
    before = len(reads)
    assert read_ahead(kept, now=site_clock.now()) is None
    assert len(reads) == before
