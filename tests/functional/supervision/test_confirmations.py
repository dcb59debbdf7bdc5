"""Confirming a competency level: seen on a day, told to the person, kept for ever."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select

from elearning.competency.models import Competency, Evidence, RequiredLevel
from elearning.core.audit import AuditEntry
from elearning.notifications.models import Notice
from elearning.organization.queries import affiliation_of
from tests.factories import make_person, put_under
from tests.support.page_rules import assert_page_rules
from tests.support.small_course import complete

TODAY = date(2026, 5, 14)
DAY = timedelta(days=1)
TOLD = {
    "competency": "M.3",
    "level": "3",
    "confirmed_on": "13-05-2026",
    "note": "Memimpin rapat warga dengan bahasa yang dipahami.",
}


def confirmations(session):
    return session.scalar(select(func.count()).where(Evidence.source == "confirmation"))


def test_a_level_is_confirmed_recorded_and_told(sign_in, db_session, team):
    client = sign_in(team.supervisor)
    page = client.get(f"/tim/{team.free.id}/penegasan?kompetensi=M.3").text
    assert_page_rules(page)
    assert '<option selected value="M.3">' in page
    assert 'value="14-05-2026"' in page
    response = client.post(f"/tim/{team.free.id}/penegasan", data=TOLD)
    assert (response.status_code, response.location) == (303, f"/tim/{team.free.id}#kompetensi")
    evidence = db_session.scalars(select(Evidence).where(Evidence.person_id == team.free.id)).one()
    assert (evidence.level, evidence.confirmed_on, evidence.confirmed_by_id) == (3, TODAY - DAY, team.supervisor.id)
    assert db_session.scalar(select(AuditEntry.actor_id).where(AuditEntry.action == "level.confirmed"))
    assert db_session.scalars(select(Notice.kind).where(Notice.person_id == team.free.id)).all() == ["level_confirmed"]
    shown = client.get(f"/tim/{team.free.id}").text
    assert "Memimpin rapat warga" in shown
    assert "Level 3 ditegaskan" in shown


SILLY = [
    ({"level": "6"}, "Pilih level 1 sampai 5."),
    ({"level": ""}, "Pilih level 1 sampai 5."),
    ({"competency": "M.9"}, "Pilih satu kompetensi dari daftar."),
    ({"competency": ""}, "Pilih satu kompetensi."),
    ({"confirmed_on": "15-05-2026"}, "Tanggal penegasan tidak boleh sesudah hari ini."),
    ({"confirmed_on": "31-12-2023"}, "belum atau tidak lagi di bawah Anda"),
    ({"confirmed_on": "kemarin"}, "Tulis tanggal sebagai hari-bulan-tahun"),
    ({"note": " \n "}, "Tulis dasarnya dalam catatan"),
    ({"note": ""}, "Tulis apa yang menunjukkan level itu."),
    ({"note": "a" * 1_001}, "Isian ini terlalu panjang."),
]


def test_silly_input_comes_back_and_confirms_nothing(sign_in, db_session, team):
    client = sign_in(team.supervisor)
    for changes, words in SILLY:
        response = client.post(f"/tim/{team.free.id}/penegasan", data=TOLD | changes)
        assert response.status_code == 422, changes
        assert_page_rules(response.text)
        assert words in response.text
    assert confirmations(db_session) == 0


def test_only_for_days_on_which_the_person_was_in_the_team(sign_in, db_session, team):
    newcomer = make_person()
    put_under(team.supervisor, newcomer, since=TODAY - 2 * DAY)
    client = sign_in(team.supervisor)
    address = f"/tim/{newcomer.id}/penegasan"
    assert client.post(address, data=TOLD | {"confirmed_on": "11-05-2026"}).status_code == 422
    assert client.post(address, data=TOLD | {"confirmed_on": "12-05-2026"}).status_code == 303
    assert confirmations(db_session) == 1


def test_people_of_other_teams_cannot_be_confirmed(client, sign_in, db_session, team):
    stranger = make_person()
    assert client.post(f"/tim/{team.free.id}/penegasan", data=TOLD).status_code == 303
    sign_in(team.supervisor)
    for person_id in (stranger.id, team.supervisor.id, 999_999):
        assert client.get(f"/tim/{person_id}/penegasan").status_code == 404
        assert client.post(f"/tim/{person_id}/penegasan", data=TOLD).status_code == 404
    sign_in(team.late)
    assert client.post(f"/tim/{team.free.id}/penegasan", data=TOLD).status_code == 403
    assert confirmations(db_session) == 0


def test_the_persons_page_shows_what_the_position_requires_and_what_is_shown(sign_in, db_session, team):
    position_id = affiliation_of(team.done.id, TODAY).position_id
    communication = db_session.scalar(select(Competency.id).where(Competency.code == "M.3"))
    db_session.add(RequiredLevel(position_id=position_id, competency_id=communication, level=4))
    page = sign_in(team.supervisor).get(f"/tim/{team.done.id}").text
    assert_page_rules(page)
    assert "Kurang 2 level" in page
    assert "Bukti belajar sampai level 3" in page
    assert f"/tim/{team.done.id}/penegasan?kompetensi=M.3" in page


def test_the_persons_page_names_what_is_missing_and_no_answers(sign_in, team):
    client = sign_in(team.supervisor)
    page = client.get(f"/tim/{team.soon.id}").text
    assert_page_rules(page)
    assert "Mengapa belum selesai?" in page
    assert "Lulus “Uji akhir”, paling sedikit 70" in page
    assert "/kuis/" not in page
    assert "1 dari 2 langkah" in page


def test_the_persons_page_shows_certificates_and_jp(sign_in, team):
    page = sign_in(team.supervisor).get(f"/tim/{team.done.id}").text
    assert "000001/KC-01/9001/2026" in page
    assert "Jumlah, kurang 17 dari 20 JP" in page
    assert "/sertifikat/" not in page


def test_the_persons_page_costs_the_same_for_every_number_of_courses(sign_in, team, count_statements, db_session):
    client = sign_in(team.supervisor)
    client.get(f"/tim/{team.free.id}")
    with count_statements() as few:
        client.get(f"/tim/{team.free.id}")
    complete(team.free, team.course)
    with count_statements() as many:
        client.get(f"/tim/{team.free.id}")
    assert (
        many.count <= few.count + 2
    )  # facts of steps and events of certificates, which an empty list does not ask for
    assert many.count <= 14
