"""Required levels by file in the browser: nothing before the yes, what was shown is what is set."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from elearning.competency.import_models import LevelImport
from elearning.competency.level_imports import forget_level_imports
from elearning.competency.models import Competency, RequiredLevel
from elearning.core import clock as site_clock
from elearning.core.audit import AuditEntry
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.organization.models import Position
from elearning.organization.services import ensure_position
from tests.factories import home_agency, make_agency, make_person
from tests.support.page_rules import assert_page_rules
from tests.support.small_course import make_competencies

HEAD = "jabatan;kode;level"
GOOD = f"{HEAD}\nPranata Humas;M.3;3\nAnalis Contoh;SK.1;2\n"


@pytest.fixture(autouse=True)
def noon(clock):
    return clock


@pytest.fixture
def agency(app):
    make_competencies()
    agency = home_agency()
    for name in ("Pranata Humas", "Analis Contoh"):
        ensure_position(agency.id, name)
    return agency


@pytest.fixture
def desk(sign_in, agency):
    return sign_in(make_person("Contoh Pengelola", agency=agency, roles=(Role.LEARNER, Role.ADMINISTRATOR)))


@pytest.fixture
def upload(desk, agency):
    agency_id = agency.id

    def upload(content: str | bytes, *, expects: int = 303):
        content = content.encode() if isinstance(content, str) else content
        data = {"agency": str(agency_id), "file": (io.BytesIO(content), "level.csv")}
        response = desk.post("/admin/jabatan/level-wajib", data=data, content_type="multipart/form-data")
        assert response.status_code == expects, response.text
        return response.location if expects == 303 else response

    return upload


@pytest.fixture
def carry_out(desk):
    def carry_out(address: str) -> str:
        response = desk.post(f"{address}/pelaksanaan")
        assert (response.status_code, response.location) == (303, address), response.text
        return desk.get(address).text

    return carry_out


def levels() -> dict[tuple[str, str], int]:
    query = (
        select(Position.name, Competency.code, RequiredLevel.level)
        .join(Position, Position.id == RequiredLevel.position_id)
        .join(Competency, Competency.id == RequiredLevel.competency_id)
    )
    return {(name, code): level for name, code, level in db.session.execute(query)}


def test_the_front_offers_the_form_and_the_present_levels(desk, agency, upload, carry_out):
    page = desk.get("/admin/jabatan/level-wajib").text
    assert_page_rules(page)
    assert "Periksa berkas" in page
    carry_out(upload(GOOD))
    text = desk.get(f"/admin/jabatan/level-wajib/{agency.id}/berkas.csv").text
    rows = list(csv.reader(io.StringIO(text.strip("\ufeff")), delimiter=";"))
    assert rows == [HEAD.split(";"), ["Analis Contoh", "SK.1", "2"], ["Pranata Humas", "M.3", "3"]]
    assert "Tetap 2" in desk.get(upload(text)).text, "the file comes back as it is"


def test_a_file_is_shown_before_a_level_is_written(desk, upload):
    page = desk.get(upload(GOOD)).text
    assert_page_rules(page)
    assert "Baru (2)" in page
    assert "level 3" in page
    assert levels() == {}


def test_what_was_shown_is_set_and_recorded(upload, carry_out):
    page = carry_out(upload(GOOD))
    assert_page_rules(page)
    assert "Level wajib tersimpan." in page
    assert levels() == {("Pranata Humas", "M.3"): 3, ("Analis Contoh", "SK.1"): 2}
    query = select(AuditEntry.action).where(AuditEntry.action.contains("level")).order_by(AuditEntry.id)
    assert db.session.scalars(query).all() == ["level_import.checked", "required_levels.imported"]


def test_a_changed_level_is_shown_from_what_to_what_and_the_others_stay(desk, upload, carry_out):
    carry_out(upload(GOOD))
    address = upload(f"{HEAD}\nPranata Humas;M.3;4\n")
    assert "level 3 → 4" in desk.get(address).text
    carry_out(address)
    assert levels() == {("Pranata Humas", "M.3"): 4, ("Analis Contoh", "SK.1"): 2}


def test_refused_lines_are_named_with_row_and_remedy_and_stay_out(desk, upload, carry_out):
    address = upload(f"{GOOD}Pranata Hums;M.3;9\nPranata Humas;M.3;2\n")
    page = desk.get(f"{address}?jenis=refused").text
    assert_page_rules(page)
    assert "M.3, baris 4" in page
    assert "jabatan: Jabatan “Pranata Hums” tidak ada" in page
    assert "level: Level kompetensi harus angka 1 sampai 5" in page
    assert "kode: Jabatan dan kode ini sudah ada di baris 2" in page
    carry_out(address)
    assert levels() == {("Pranata Humas", "M.3"): 3, ("Analis Contoh", "SK.1"): 2}


def test_refused_lines_come_as_a_file_that_can_be_sent_again(desk, upload):
    address = upload(f"{HEAD}\nPranata Hums;M.3;3\n")
    text = desk.get(f"{address}/ditolak.csv").text
    head, row = csv.reader(io.StringIO(text.strip("\ufeff")), delimiter=";")
    assert (head[-1], row[:3]) == ("masalah", ["Pranata Hums", "M.3", "3"])
    assert "Periksa ejaannya" in row[-1]
    assert "Baru (1)" in desk.get(upload(text.replace("Hums", "Humas"))).text


def test_english_columns_are_read_as_the_command_reads_them(desk, upload):
    assert "Baru (1)" in desk.get(upload("position;code;level\nPranata Humas;M.3;3\n")).text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"PK\x03\x04 workbook", "berkas Excel"),
        (HEAD.encode(), "hanya memuat nama kolom"),
        (b"jabatan;level\nA;3\n", "Baris pertama harus memuat nama kolom jabatan;kode;level"),
        (f"{HEAD}\nsatu;dua".encode(), "Baris 2"),
        (HEAD.replace(";", "\t").encode(), "dipisah dengan tab"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_remedy(upload, content, words):
    response = upload(content, expects=422)
    assert words in response.text
    assert_page_rules(response.text)
    assert db.session.scalars(select(LevelImport)).all() == []


def test_a_world_that_changed_is_shown_instead_of_written(desk, upload, carry_out):
    first, second = upload(GOOD), upload(f"{HEAD}\nPranata Humas;M.3;4\n")
    carry_out(first)
    page = carry_out(second)
    assert "Data berubah sejak diperiksa" in page
    assert "level 3 → 4" in page
    assert levels()["Pranata Humas", "M.3"] == 3
    carry_out(second)
    assert levels()["Pranata Humas", "M.3"] == 4


def test_a_file_that_changes_nothing_is_not_carried_out(desk, upload, carry_out):
    carry_out(upload(GOOD))
    address = upload(GOOD)
    assert "Tidak ada yang akan berubah" in desk.get(address).text
    response = desk.post(f"{address}/pelaksanaan")
    assert response.status_code == 422
    assert_page_rules(response.text)


def test_carrying_out_twice_or_too_late_is_refused(desk, upload, carry_out, noon):
    done, late = upload(GOOD), upload(GOOD)
    carry_out(done)
    assert desk.post(f"{done}/pelaksanaan").status_code == 409
    noon.shift(timedelta(hours=24))
    assert desk.post(f"{late}/pelaksanaan").status_code == 409
    assert "kedaluwarsa" in desk.get(late).text
    assert forget_level_imports(site_clock.now()) == 1
    db.session.expire_all()
    kept = db.session.scalars(select(LevelImport).order_by(LevelImport.id)).all()
    assert [(each.state, each.content) for each in kept] == [("done", None), ("expired", None)]
    page = desk.get(late).text
    assert_page_rules(page)
    assert "Baru 2" in page, "the counts stay"


def test_imports_of_other_agencies_do_not_exist(agency, upload, sign_in):
    address, agency_id = upload(GOOD), agency.id
    other = sign_in(make_person(agency=make_agency(), roles=(Role.LEARNER, Role.ADMINISTRATOR)))
    for path in (address, f"{address}/ditolak.csv", f"/admin/jabatan/level-wajib/{agency_id}/berkas.csv"):
        assert other.get(path).status_code == 404
    assert other.post(f"{address}/pelaksanaan").status_code == 404
    data = {"agency": str(agency_id), "file": (io.BytesIO(GOOD.encode()), "level.csv")}
    assert other.post("/admin/jabatan/level-wajib", data=data, content_type="multipart/form-data").status_code == 422


def test_strangers_sign_in_and_learners_are_refused(upload, client, sign_in):
    address = upload(GOOD)
    client.sign_out()
    assert client.get(address).location.startswith("/masuk")
    learner = sign_in(make_person())
    assert learner.get("/admin/jabatan/level-wajib").status_code == 403
    assert learner.post(f"{address}/pelaksanaan").status_code == 403


def test_statements_do_not_grow_with_the_lines(desk, agency, upload, count_statements):
    for number in range(60):
        ensure_position(agency.id, f"Jabatan {number}")

    def file(first: int, size: int) -> str:
        return "\n".join([HEAD, *(f"Jabatan {first + each};M.3;3" for each in range(size))])

    with count_statements() as few:
        small = upload(file(0, 2))
    with count_statements(at_most=few.count):
        large = upload(file(2, 50))
    with count_statements() as few:
        desk.post(f"{small}/pelaksanaan")
    with count_statements(at_most=few.count):
        desk.post(f"{large}/pelaksanaan")
    with count_statements() as few:
        desk.get(small)
    with count_statements(at_most=few.count):
        desk.get("/admin/jabatan/level-wajib")
