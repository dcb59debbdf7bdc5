"""One course for many people: the summary says what would happen, the post does it, and nobody outside is touched."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from elearning.catalog.models import Assignment
from elearning.catalog.queries import open_assignment
from elearning.core.audit import AuditEntry
from elearning.extensions import db
from elearning.notifications.models import Notice
from elearning.organization.models import Unit
from tests.factories import give_position, make_agency, make_person
from tests.support.page_rules import assert_page_rules

PATH = "/studio/kursus/kursus-kc-01/penugasan"
SUMMARY = f"{PATH}/ringkasan"


def page_of(answer, status=200):
    assert answer.status_code == status, answer.text
    assert_page_rules(answer.text)
    return answer.text


def wish(deed="tugaskan", due_on="31-12-2026", **others):
    return {"deed": deed, "due_on": due_on, "note": "Perlu.", **others}


def everybody(group):
    return [person.id for person in group.own.values()]


def due_dates(group):
    found = {name: open_assignment(person.id, group.course.id) for name, person in group.own.items()}
    return {name: given.due_on for name, given in found.items() if given}


def unit_id(agency_id, path):
    return db.session.scalars(select(Unit.id).where(Unit.agency_id == agency_id, Unit.path == path)).one()


def count(model, *conditions):
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


@pytest.fixture
def client(sign_in, group):
    return sign_in(group.officer)


def test_ticked_people_come_along_from_the_list(client, group):
    page = page_of(client.get(f"{PATH}?people={group.late.id}&people={group.idle.id}&people=x"))
    assert "2 orang dipilih." in page
    assert "Budi Contoh" in page
    assert "Adi Contoh" not in page


def test_the_summary_says_what_would_happen_and_changes_nothing(client, group):
    before = due_dates(group)
    page = page_of(client.get(SUMMARY, query_string=wish(people=everybody(group))))
    assert "4 orang diperiksa. Belum ada yang berubah." in page
    assert "Baru ditugasi: 1" in page
    assert "Tenggat atau pesannya berubah: 2" in page
    assert "Dilewati karena sudah menyelesaikan kursus: 1" in page
    assert "Lakukan untuk 3 orang" in page
    assert due_dates(group) == before


def test_assigning_gives_all_of_them_the_day_tells_them_and_is_recorded(client, group):
    told = count(Notice)
    answer = client.post(PATH, data=wish(people=everybody(group)))
    assert (answer.status_code, answer.location) == (303, "/studio/kursus/kursus-kc-01")
    assert due_dates(group) == dict.fromkeys(("late", "running", "idle"), date(2026, 12, 31))
    assert count(Notice) == told + 3
    kinds = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(3)))
    assert sorted(kinds) == ["assignment.changed", "assignment.changed", "assignment.created"]
    page = page_of(client.get(answer.location))
    assert "Baru ditugasi: 1" in page
    assert client.post(PATH, data=wish(people=everybody(group))).status_code == 303
    assert count(Notice) == told + 3


def test_a_whole_unit_is_assigned_with_the_units_below_it_enrolled_or_not(client, group):
    agency_id = group.officer.agency_id
    newcomer = make_person("Fajar Contoh")
    give_position(newcomer, unit="Dinas A/Bidang 2")
    unit = unit_id(agency_id, "Dinas A")
    page = page_of(client.get(SUMMARY, query_string=wish(unit=unit)))
    assert "4 orang diperiksa" in page
    assert "Fajar Contoh" in page
    assert client.post(PATH, data=wish(unit=str(unit))).status_code == 303
    assert open_assignment(newcomer.id, group.course.id) is not None
    assert set(due_dates(group)) == {"late", "idle"}
    assert due_dates(group)["late"] == date(2026, 12, 31)


def test_extending_and_cancelling_leave_out_who_is_not_assigned(client, group):
    page = page_of(client.get(SUMMARY, query_string=wish("perpanjang", people=everybody(group))))
    assert "Dilewati karena tidak sedang ditugasi: 1" in page
    client.post(PATH, data=wish("perpanjang", "30-11-2026", people=everybody(group)))
    assert due_dates(group) == dict.fromkeys(("late", "idle"), date(2026, 11, 30))
    page = page_of(client.get(SUMMARY, query_string=wish("batalkan", "", people=everybody(group))))
    assert "Penugasannya dibatalkan: 2" in page
    assert "Batalkan untuk 2 orang" in page
    client.post(PATH, data=wish("batalkan", "", people=everybody(group)))
    assert due_dates(group) == {}
    last = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))[-4:]
    assert last == ["assignment.extended"] * 2 + ["assignment.cancelled"] * 2
    assert count(Notice, Notice.kind == "assignment_cancelled") == 2
    page = page_of(client.get(SUMMARY, query_string=wish("batalkan", "", people=everybody(group))))
    assert "Tidak ada yang akan berubah" in page


REFUSED = {
    "a day that has passed": (wish(due_on="13-05-2026"), "hari ini atau sesudahnya"),
    "no day": (wish(due_on=""), "Isi tenggat."),
    "a day that cannot be read": (wish(due_on="besok"), "misalnya 31-12-2026"),
    "no deed": (wish(deed=""), "Pilih satu tindakan"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(client, group, name):
    body, words = REFUSED[name]
    body = body | {"people": everybody(group)}
    before = due_dates(group)
    for answer in (client.get(SUMMARY, query_string=body), client.post(PATH, data=body)):
        page = page_of(answer, 422)
        assert words in page
        assert "Perlu." in page
        assert "4 orang dipilih." in page
    assert due_dates(group) == before


def test_somebody_must_be_meant(client, group):
    assert "Pilih satu unit kerja, atau centang orang" in page_of(client.get(SUMMARY, query_string=wish()), 422)
    assert "dari daftar" in page_of(client.post(PATH, data=wish(unit="999999")), 422)


def test_nobody_of_another_agency_is_reached(client, group):
    far = make_agency()
    outsider = make_person(agency=far)
    give_position(outsider, unit="Dinas Jauh")
    far_unit = unit_id(far.id, "Dinas Jauh")
    body = wish(people=[group.idle.id, outsider.id])
    assert client.get(f"{PATH}?people={outsider.id}").status_code == 404
    assert client.get(SUMMARY, query_string=body).status_code == 404
    assert client.post(PATH, data=body).status_code == 404
    assert client.post(PATH, data=wish(unit=str(far_unit))).status_code == 422
    assert "Dinas Jauh" not in page_of(client.get(PATH))
    assert count(Assignment, Assignment.person_id == outsider.id) == 0


def test_forty_people_cost_as_many_statements_as_two(client, group, count_statements):
    for _ in range(2):
        give_position(make_person(), unit="Dinas Besar")
    unit = unit_id(group.officer.agency_id, "Dinas Besar")
    client.post(PATH, data=wish(unit=str(unit)))
    with count_statements() as few:
        client.post(PATH, data=wish(due_on="30-12-2026", unit=str(unit)))
    for _ in range(40):
        give_position(make_person(), unit="Dinas Besar")
    with count_statements(at_most=few.count):
        client.post(PATH, data=wish(due_on="29-12-2026", unit=str(unit)))
    assert count(Assignment, Assignment.due_on == date(2026, 12, 29)) == 42


def test_other_doors_stay_closed(client, sign_in, group):
    client.sends_csrf_token = False
    assert client.post(PATH, data=wish(people=everybody(group))).status_code == 400
    client.sends_csrf_token = True
    sign_in(group.done)
    assert client.get(PATH).status_code == 403
    assert client.post(PATH, data=wish(people=everybody(group))).status_code == 403
    client.sign_out()
    assert client.get(SUMMARY).status_code == 303
