"""The participants of a course: who is shown, in which order, on the page and in files."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from elearning.authoring.listing import ParticipantFilter
from elearning.authoring.queries.courses import published_course
from elearning.authoring.queries.participants import Field, participant_ids, participants_of
from elearning.authoring.standing import detail_of
from elearning.catalog.services import leave
from elearning.core import clock as core_clock
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.organization.models import Unit
from tests.factories import make_agency, make_person
from tests.support.page_rules import assert_page_rules
from tests.support.small_course import enrol

STAFF = (Role.LEARNER, Role.TRAINING_OFFICER)
PATH = "/studio/kursus/kursus-kc-01"


def page_of(client, query=""):
    response = client.get(f"{PATH}?{query}")
    assert response.status_code == 200, response.text
    assert_page_rules(response.text)
    return response.text


def shown(page, group):
    table = page.partition("<tbody")[2]
    return {name for name, person in group.own.items() if person.name in table}


def read_csv(response):
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))


def test_the_list_says_where_everybody_of_the_agency_stands(sign_in, group):
    page = page_of(sign_in(group.officer))
    assert shown(page, group) == set(group.own)
    assert group.stranger.name not in page
    assert "Semua (4)" in page
    assert "Selesai (1)" in page
    assert "14 Mei 2026, dalam 4 hari" in page
    assert "1 dari 2 langkah" in page
    assert "60, belum lulus" in page
    assert "100, lulus" in page
    assert "11 Mei 2026" in page


FILTERS = {
    "keadaan=selesai": {"done"},
    "keadaan=terlambat": {"late"},
    "keadaan=berjalan": {"running"},
    "keadaan=belum-mulai": {"idle"},
    "nilai=dinilai": {"done", "running"},
    "nilai=lulus": {"done"},
    "nilai=belum-lulus": {"running"},
    "revisi=1": {"done", "late", "running", "idle"},
    "revisi=2": set(),
    "q=citra": {"running"},
    "q=CONTOH+adi": {"done"},
    "q=%25": set(),
    "unit=999999": set(),
    "keadaan=entah&urut=entah&halaman=-1&revisi=x&unit=99999999999": {"done", "late", "running", "idle"},
}


@pytest.mark.parametrize("query", FILTERS)
def test_filters_stand_in_the_address(sign_in, group, query):
    assert shown(page_of(sign_in(group.officer), query), group) == FILTERS[query]


def test_a_unit_is_shown_with_the_units_below_it_and_no_other_of_the_same_beginning(sign_in, group):
    client = sign_in(group.officer)
    units = {unit.path: unit.id for unit in db.session.query(Unit).filter_by(agency_id=group.officer.agency_id)}
    assert shown(page_of(client, f"unit={units['Dinas A']}"), group) == {"done", "late", "idle"}
    assert shown(page_of(client, f"unit={units['Dinas A/Bidang 1']}"), group) == {"late"}


def test_a_person_is_found_by_nip_with_and_without_spaces(sign_in, group):
    client, nip = (
        sign_in(group.officer),
        db.session.execute(
            db.text("SELECT nip FROM person_nip WHERE person_id = :id"), {"id": group.late.id}
        ).scalar_one(),
    )
    for words in (nip, f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}", nip[:12]):
        assert "late" in shown(page_of(client, f"q={words}"), group)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("nama", ["done", "late", "running", "idle"]),
        ("-nama", ["idle", "running", "late", "done"]),
        ("tenggat", ["late", "idle", "done", "running"]),
        ("-nilai", ["done", "running", "late", "idle"]),
        ("nilai", ["running", "done", "late", "idle"]),
        ("unit", ["done", "idle", "late", "running"]),
        ("terakhir", ["done", "running", "late", "idle"]),
        ("-lama", ["done", "late", "running", "idle"]),
    ],
)
def test_the_order_stands_in_the_address_and_what_is_not_there_comes_last(sign_in, group, order, expected):
    table = page_of(sign_in(group.officer), f"urut={order}").partition("<tbody")[2]
    places = [table.index(group.own[name].name) for name in expected]
    assert places == sorted(places)


def test_the_state_of_the_list_is_that_of_the_evaluation(app, group):
    course = published_course(group.course.slug)
    where = Field(course, None, core_clock.now(), core_clock.now().date())
    people = participants_of(where, participant_ids(where, ParticipantFilter()))
    assert len(people) == 5
    for person in people:
        standing = detail_of(person).standing
        assert (person.state == "selesai") == standing.is_complete
        is_started = any(each.state != "not_started" for each in standing.activities)
        assert is_started == (person.state in ("selesai", "berjalan"))


def test_who_left_is_a_participant_no_more_unless_complete(sign_in, group):
    for person in (group.running, group.done):
        leave(person.id, group.course.id, now=core_clock.now())
    assert shown(page_of(sign_in(group.officer)), group) == {"done", "late", "idle"}


def test_fifty_people_stand_on_a_page_and_the_cost_stays_the_same(sign_in, group, count_statements):
    client = sign_in(group.officer)
    page_of(client)
    with count_statements() as few:
        page_of(client)
    for _ in range(60):
        enrol(make_person(), group.course)
    with count_statements(at_most=few.count):
        first = page_of(client)
    assert "1 sampai 50 dari 64" in first
    assert 'href="/studio/kursus/kursus-kc-01?halaman=2"' in first
    assert "51 sampai 64 dari 64" in page_of(client, "halaman=2")


def test_the_list_begins_with_who_is_at_the_course_and_works_out_one_page(sign_in, group, count_statements):
    client = sign_in(group.officer)
    with count_statements() as seen:
        page_of(client)
    cut = next(each for each in seen.statements if each.startswith("SELECT person.id FROM person"))
    assert " UNION " in cut
    assert "last_seen_at" not in cut
    assert " LIMIT " in cut


def test_the_files_hold_the_rows_of_the_filter_in_its_order(sign_in, group):
    client = sign_in(group.officer)
    answer = client.get(f"{PATH}/peserta.csv?urut=-nama", buffered=True)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="peserta-KC-01-2026-05-14.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    rows = read_csv(answer)
    assert [row[1] for row in rows[1:]] == ["Dewi Contoh", "Citra Contoh", "Budi Contoh", "Adi Contoh"]
    assert rows[4][3:] == [
        *("KC-01", "Kursus Contoh yang Singkat", "1", "Selesai", "2", "2"),
        *("", "14-05-2026", "100", "ya", "14-05-2026", "4"),
    ]
    sheet = openpyxl.load_workbook(
        io.BytesIO(client.get(f"{PATH}/peserta.xlsx?nilai=belum-lulus", buffered=True).data)
    ).worksheets[0]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["Citra Contoh"]
    assert [cell.value for cell in sheet[2]][11:13] == [60, "tidak"]


def test_a_file_costs_by_portions_of_people_not_by_people(sign_in, group, count_statements):
    client = sign_in(group.officer)
    for _ in range(60):
        enrol(make_person(), group.course)
    client.get(f"{PATH}/peserta.csv", buffered=True)
    with count_statements(at_most=6):
        client.get(f"{PATH}/peserta.csv", buffered=True)


def test_other_doors_stay_closed(client, sign_in, group):
    for path in (PATH, f"{PATH}/peserta.csv", f"{PATH}/peserta.xlsx"):
        client.sign_out()
        assert client.get(path).status_code == 303
        assert sign_in(group.done).get(path).status_code == 403
    assert sign_in(group.officer).get("/studio/kursus/tidak-ada").status_code == 404
    assert client.get("/studio/kursus/tidak-ada/peserta.csv").status_code == 404
    far = make_person("Contoh Jauh", agency=make_agency(), roles=STAFF)
    assert "Belum ada peserta" in page_of(sign_in(far))
