"""Assigning, extending, cancelling: several people at once, all or nothing, everybody told, everything recorded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from elearning.catalog.models import Assignment
from elearning.core.audit import AuditEntry
from elearning.notifications.models import Notice
from tests.factories import make_person, make_team, put_under
from tests.support.page_rules import assert_page_rules
from tests.support.small_course import complete, make_course

TODAY = date(2026, 5, 14)
DAY = timedelta(days=1)
DUE = TODAY + 30 * DAY


def task(*people, **changes):
    return {"course": "KC-01", "people": [person.id for person in people], "due_on": "13-06-2026"} | changes


def assignments(session):
    rows = session.scalars(select(Assignment).where(Assignment.cancelled_at.is_(None)))
    return {row.person_id: row.due_on for row in rows}


def deeds(session, action):
    return session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.action == action))


def notices(session, person):
    return session.scalars(select(Notice.kind).where(Notice.person_id == person.id).order_by(Notice.id)).all()


def told(client):
    """What the next page says about the deed."""
    page = client.get("/tim").text
    return page[page.index('id="isi"') : page.index("Belajar saya dulu")]


@pytest.fixture
def supervisor(team):
    return team.supervisor


def test_the_form_offers_the_direct_team_and_keeps_who_was_chosen(sign_in, team):
    page = sign_in(team.supervisor).get(f"/tim/penugasan?orang={team.free.id}&kursus=KC-01&orang=x").text
    assert_page_rules(page)
    assert f'value="{team.free.id}" checked' in page
    assert f'value="{team.idle.id}">' in page
    assert '<option selected value="KC-01">' in page


def test_a_very_large_team_is_not_listed_whole_and_who_was_chosen_always_is(sign_in, small):
    supervisor, people = make_team(1)
    crowd = [make_person(f"Contoh Banyak {number:03d}") for number in range(104)]
    put_under(supervisor, *crowd)
    page = sign_in(supervisor).get(f"/tim/penugasan?orang={crowd[-1].id}").text
    assert_page_rules(page)
    assert page.count('type="checkbox" name="people"') + page.count('name="people" type="checkbox"') == 100
    assert f'value="{crowd[-1].id}" checked' in page
    assert "5 orang lain tidak tercantum di sini" in page


@pytest.mark.parametrize("address", ["/tim/penugasan", "/tim/penugasan/tenggat", "/tim/penugasan/pembatalan"])
def test_more_than_a_page_can_hold_is_refused_with_the_limit(sign_in, db_session, team, address):
    before = assignments(db_session)
    given = db_session.scalars(select(Assignment.id).where(Assignment.person_id == team.late.id)).one()
    chosen = {"people": [team.late.id] * 501, "assignments": [given] * 501, "course": "KC-01", "due_on": "13-06-2026"}
    response = sign_in(team.supervisor).post(address, data=chosen)
    assert response.status_code == 422
    assert "Pilih paling banyak 500 sekaligus." in response.text
    assert assignments(db_session) == before


def test_reaching_a_few_people_costs_the_same_in_a_large_tree(sign_in, team, count_statements):
    client = sign_in(team.supervisor)
    addresses = (f"/tim/penugasan?orang={team.free.id}", f"/tim/{team.free.id}/penegasan")
    for address in addresses:
        client.get(address)
    counted = []
    for _ in range(2):
        for address in addresses:
            with count_statements(at_most=8) as seen:
                assert client.get(address).status_code == 200
            counted.append(seen.count)
        put_under(team.late, *(make_person() for _ in range(15)))
    assert counted[:2] == counted[2:]


def test_people_are_assigned_told_and_recorded(sign_in, db_session, small):
    supervisor, people = make_team(3)
    client = sign_in(supervisor)
    response = client.post("/tim/penugasan", data=task(*people[:2], note="  Sebelum\n musim hujan "))
    assert (response.status_code, response.location) == (303, "/tim")
    assert assignments(db_session) == {person.id: DUE for person in people[:2]}
    assert db_session.scalars(select(Assignment.assigned_by_id)).all() == [supervisor.id] * 2
    assert deeds(db_session, "assignment.created") == 2
    assert notices(db_session, people[0]) == ["course_assigned"]
    assert "Kursus Contoh yang Singkat ditugaskan sampai 13 Juni 2026" in told(client)


def test_a_day_is_taken_however_it_is_written(sign_in, db_session, team):
    client = sign_in(team.supervisor)
    for typed in ("13-06-2026", "14/06/2026", "15.6.2026", "2026-06-16"):
        assert client.post("/tim/penugasan", data=task(team.free, due_on=typed)).status_code == 303
    assert assignments(db_session)[team.free.id] == DUE + 3 * DAY


def test_who_has_completed_is_skipped_and_named_and_who_has_it_gets_the_new_day(sign_in, db_session, team):
    before = assignments(db_session)
    client = sign_in(team.supervisor)
    client.post("/tim/penugasan", data=task(team.done, team.late, team.free))
    assert assignments(db_session) == before | {team.late.id: DUE, team.free.id: DUE}
    message = told(client)
    assert f"Dilewati karena sudah menyelesaikan Kursus Contoh yang Singkat: {team.done.name}" in message
    assert f"Sudah ditugaskan sebelumnya, kini sampai 13 Juni 2026: {team.late.name}" in message
    assert notices(db_session, team.late)[-1] == "due_date_changed"


def test_sending_it_twice_changes_nothing(sign_in, db_session, team):
    client = sign_in(team.supervisor)
    client.post("/tim/penugasan", data=task(team.free))
    told(client)
    count = deeds(db_session, "assignment.created")
    client.post("/tim/penugasan", data=task(team.free))
    assert deeds(db_session, "assignment.created") == count
    assert notices(db_session, team.free) == ["course_assigned"]
    assert f"Sudah ditugaskan dengan tenggat itu: {team.free.name}" in told(client)


SILLY = [
    ({"people": []}, "Pilih paling sedikit satu orang."),
    ({"people": ["seorang"]}, "Pilihan tidak dapat dibaca."),
    ({"due_on": "13-05-2026"}, "Tenggat harus hari ini atau sesudahnya"),
    ({"due_on": "14-05-2036"}, "Tenggat harus hari ini atau sesudahnya"),
    ({"due_on": "31-02-2027"}, "Tulis tanggal sebagai hari-bulan-tahun"),
    ({"due_on": ""}, "Isi tenggat."),
    ({"course": ""}, "Pilih satu kursus."),
    ({"course": "KX-99"}, "Pilih satu kursus dari daftar."),
    ({"note": "a" * 501}, "Isian ini terlalu panjang."),
]


def test_silly_input_comes_back_with_what_was_typed(sign_in, db_session, team):
    before = assignments(db_session)
    client = sign_in(team.supervisor)
    for changes, words in SILLY:
        data = task(team.free, note="Pesan <b>penting</b>") | changes
        response = client.post("/tim/penugasan", data=data)
        assert response.status_code == 422, changes
        assert_page_rules(response.text)
        assert words in response.text
        assert "error-summary" in response.text
        assert changes.get("due_on", "13-06-2026") in response.text
        assert changes.get("note", "Pesan &lt;b&gt;penting&lt;/b&gt;")[:40] in response.text
    assert assignments(db_session) == before


def test_one_stranger_among_the_chosen_stops_the_whole_batch(sign_in, db_session, team):
    stranger = make_person()
    former = make_person()
    put_under(team.supervisor, former, since=TODAY - 9 * DAY, until=TODAY - DAY)
    before = assignments(db_session)
    client = sign_in(team.supervisor)
    for person_id in (stranger.id, former.id, team.supervisor.id, 0, -1, 2**70):
        response = client.post("/tim/penugasan", data=task(team.free, people=[team.free.id, person_id]))
        assert response.status_code == 404, person_id
        assert "Tidak ada yang diubah" in response.text
    assert client.get(f"/tim/penugasan?orang={stranger.id}").status_code == 404
    assert assignments(db_session) == before


def test_the_tree_below_may_be_assigned(sign_in, db_session, team):
    below = make_person()
    put_under(team.late, below)
    sign_in(team.supervisor).post("/tim/penugasan", data=task(below))
    assert assignments(db_session)[below.id] == DUE


def test_names_of_a_large_batch_fit_into_the_message(sign_in, small):
    supervisor, people = make_team(30)
    client = sign_in(supervisor)
    client.post("/tim/penugasan", data=task(*people))
    assert "dan 22 orang lain" in told(client)


def test_several_assignments_get_another_day(sign_in, db_session, team, give):
    other = give(team.supervisor, team.free, make_course("KC-02"), TODAY + DAY)
    late = db_session.scalars(select(Assignment).where(Assignment.person_id == team.late.id)).one()
    client = sign_in(team.supervisor)
    page = client.get(f"/tim/penugasan/tenggat?tugas={late.id}&tugas={other.id}").text
    assert_page_rules(page)
    assert f'value="{late.id}" checked' in page
    data = {"assignments": [late.id, other.id], "due_on": "13-06-2026"}
    assert client.post("/tim/penugasan/tenggat", data=data).status_code == 303
    assert assignments(db_session)[team.late.id] == DUE
    assert assignments(db_session)[team.free.id] == DUE
    assert deeds(db_session, "assignment.extended") == 2
    assert notices(db_session, team.late)[-1] == "due_date_changed"
    assert "Tenggat menjadi 13 Juni 2026" in told(client)


def test_assignments_are_taken_back(sign_in, db_session, team):
    late = db_session.scalars(select(Assignment).where(Assignment.person_id == team.late.id)).one()
    client = sign_in(team.supervisor)
    page = client.get(f"/tim/penugasan/pembatalan?tugas={late.id}").text
    assert_page_rules(page)
    assert client.post("/tim/penugasan/pembatalan", data={"assignments": [late.id]}).status_code == 303
    assert team.late.id not in assignments(db_session)
    assert deeds(db_session, "assignment.cancelled") == 1
    assert notices(db_session, team.late)[-1] == "assignment_cancelled"
    assert f"Penugasan dibatalkan: {team.late.name}" in told(client)


@pytest.mark.parametrize(("address", "extra"), [("tenggat", {"due_on": "13-06-2026"}), ("pembatalan", {})])
def test_what_is_cancelled_or_complete_is_skipped_and_named(sign_in, db_session, team, address, extra):
    late, done = (
        db_session.scalars(select(Assignment).where(Assignment.person_id == person.id)).one()
        for person in (team.late, team.done)
    )
    client = sign_in(team.supervisor)
    client.post("/tim/penugasan/pembatalan", data={"assignments": [late.id]})
    told(client)
    before = deeds(db_session, "assignment.cancelled"), deeds(db_session, "assignment.extended")
    data = {"assignments": [late.id, done.id]} | extra
    assert client.post(f"/tim/penugasan/{address}", data=data).status_code == 303
    message = told(client)
    assert "Dilewati karena sudah dibatalkan atau kursusnya sudah selesai" in message
    assert team.late.name in message
    assert team.done.name in message
    assert (deeds(db_session, "assignment.cancelled"), deeds(db_session, "assignment.extended")) == before


@pytest.mark.parametrize("address", ["tenggat", "pembatalan"])
def test_assignments_of_others_do_not_exist(sign_in, db_session, team, small, give, address):
    other_supervisor, (stranger,) = make_team(1)
    foreign = give(other_supervisor, stranger, small, DUE)
    own = db_session.scalars(select(Assignment).where(Assignment.person_id == team.late.id)).one()
    before = assignments(db_session)
    client = sign_in(team.supervisor)
    for each in (foreign.id, 999_999, 0, -5, 2**40, 2**70):
        data = {"assignments": [own.id, each], "due_on": "20-06-2026"}
        assert client.post(f"/tim/penugasan/{address}", data=data).status_code == 404, each
    assert client.get(f"/tim/penugasan/{address}?tugas={foreign.id}").status_code == 404
    assert assignments(db_session) == before


@pytest.mark.parametrize("address", ["tenggat", "pembatalan"])
def test_without_a_choice_nothing_happens(sign_in, team, address):
    client = sign_in(team.supervisor)
    assert "Belum ada yang dipilih" in client.get(f"/tim/penugasan/{address}?tugas=abc").text
    response = client.post(f"/tim/penugasan/{address}", data={"due_on": "20-06-2026"})
    assert response.status_code == 422
    assert "Pilih paling sedikit satu penugasan." in response.text
    assert_page_rules(response.text)


def test_a_new_day_in_the_past_comes_back(sign_in, db_session, team):
    late = db_session.scalars(select(Assignment).where(Assignment.person_id == team.late.id)).one()
    before = assignments(db_session)
    data = {"assignments": [late.id], "due_on": "01-01-2020"}
    response = sign_in(team.supervisor).post("/tim/penugasan/tenggat", data=data)
    assert response.status_code == 422
    assert "Tenggat harus hari ini atau sesudahnya" in response.text
    assert assignments(db_session) == before


def test_a_small_role_and_a_missing_token_change_nothing(client, sign_in, db_session, team):
    before = assignments(db_session)
    addresses = ("/tim/penugasan", "/tim/penugasan/tenggat", "/tim/penugasan/pembatalan")
    for address in addresses:
        assert client.post(address, data=task(team.free)).status_code == 303
    sign_in(team.late)
    for address in addresses:
        assert client.post(address, data=task(team.free)).status_code == 403
    sign_in(team.supervisor)
    client.sends_csrf_token = False
    for address in addresses:
        assert client.post(address, data=task(team.free)).status_code == 400
    assert assignments(db_session) == before


def test_completing_meanwhile_ends_what_needs_attention(sign_in, team):
    complete(team.idle, team.course)
    page = sign_in(team.supervisor).get("/tim").text
    assert f"/tim/{team.idle.id}#kursus" not in page[page.index('id="perhatian"') : page.index('id="matriks"')]
