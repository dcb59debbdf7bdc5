"""Withdrawing a confirmed level: by whom, what it says beforehand, what stays on record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from elearning.competency.models import Evidence
from elearning.competency.services import Confirmation, confirm_level
from elearning.core import clock as core_clock
from elearning.core.audit import AuditEntry
from elearning.core.permissions import Role
from elearning.notifications.models import Notice
from elearning.organization.services import end_supervision
from tests.factories import make_person, put_under
from tests.support.page_rules import assert_page_rules

TODAY = date(2026, 5, 14)
DAY = timedelta(days=1)
REASON = {"note": "  Tertukar\n dengan orang lain "}


def confirm(team, level=3, *, person=None, hours=0):
    about = person or team.done
    told = Confirmation(about.id, "M.3", level, "Memimpin rapat warga", TODAY)
    return confirm_level(told, actor_id=team.supervisor.id, now=core_clock.now() + timedelta(hours=hours))


def address_of(evidence):
    return f"/tim/{evidence.person_id}/penegasan/{evidence.id}/penarikan"


def withdrawals(session):
    return session.scalar(select(func.count()).where(Evidence.source == "withdrawal"))


@pytest.fixture
def evidence(team):
    return confirm(team, 4)


def test_a_confirmation_is_withdrawn_from_the_persons_page_and_everybody_can_read_why(
    sign_in, db_session, team, evidence
):
    client = sign_in(team.supervisor)
    address = address_of(evidence)
    assert f'href="{address}"' in client.get(f"/tim/{team.done.id}").text
    page = client.get(address).text
    assert_page_rules(page)
    assert "Level Komunikasi turun dari 4 menjadi 2." in page
    assert "Memimpin rapat warga" in page
    response = client.post(address, data=REASON)
    assert (response.status_code, response.location) == (303, f"/tim/{team.done.id}#kompetensi")
    row = db_session.scalars(select(Evidence).where(Evidence.source == "withdrawal")).one()
    assert (row.corrects_id, row.confirmed_by_id, row.note) == (
        evidence.id,
        team.supervisor.id,
        "Tertukar dengan orang lain",
    )
    assert evidence.level == 4
    entry = db_session.scalars(select(AuditEntry).where(AuditEntry.action == "evidence.withdrawn")).one()
    assert (entry.actor_id, entry.detail) == (
        team.supervisor.id,
        {"person_id": team.done.id, "evidence_id": evidence.id, "competency": "M.3", "level": 4},
    )
    kinds = db_session.scalars(select(Notice.kind).where(Notice.person_id == team.done.id)).all()
    assert "level_withdrawn" in kinds
    shown = client.get(f"/tim/{team.done.id}").text
    assert "Penegasan ditarik dan dicatat. Level Komunikasi kini 2." in shown
    assert f'href="{address}"' not in shown
    assert "Tertukar dengan orang lain" in sign_in(team.done).get("/kompetensi").text


@pytest.mark.parametrize(
    ("levels", "withdrawn", "words"),
    [
        ([3], 0, "Level Komunikasi turun dari 3 menjadi belum ada."),
        ([4, 2], 1, "Level Komunikasi naik lagi dari 2 menjadi 4."),
        ([4, 2], 0, "Level Komunikasi tetap 2."),
    ],
)
def test_the_page_says_what_becomes_of_the_level(sign_in, team, levels, withdrawn, words):
    given = [confirm(team, level, person=team.free, hours=hour) for hour, level in enumerate(levels)]
    assert words in sign_in(team.supervisor).get(address_of(given[withdrawn])).text


def test_sending_it_again_is_refused_and_adds_nothing(sign_in, db_session, team, evidence):
    client = sign_in(team.supervisor)
    assert client.post(address_of(evidence), data=REASON).status_code == 303
    for response in (client.post(address_of(evidence), data=REASON), client.get(address_of(evidence))):
        assert response.status_code == 409
        assert "sudah ditarik sebelumnya" in response.text
    assert withdrawals(db_session) == 1
    assert db_session.scalar(select(func.count()).where(Notice.kind == "level_withdrawn")) == 1


SILLY = [
    ("", "Tulis alasan penegasan ini ditarik."),
    (" \n ", "Tulis dasarnya dalam catatan"),
    ("panjang sekali " * 70, "Isian ini terlalu panjang."),
]


@pytest.mark.parametrize(("note", "words"), SILLY)
def test_a_missing_or_long_reason_comes_back_as_it_was_typed(sign_in, db_session, team, evidence, note, words):
    response = sign_in(team.supervisor).post(address_of(evidence), data={"note": note})
    assert response.status_code == 422
    assert_page_rules(response.text)
    assert words in response.text
    assert note.strip() in response.text
    assert "turun dari 4 menjadi 2" in response.text
    assert withdrawals(db_session) == 0


def test_a_supervisor_further_up_and_a_new_one_may_withdraw_it_too(sign_in, db_session, team, evidence):
    head = make_person(roles=(Role.LEARNER, Role.SUPERVISOR))
    put_under(head, team.supervisor)
    assert sign_in(head).post(address_of(evidence), data=REASON).status_code == 303
    assert db_session.scalars(select(Evidence.confirmed_by_id).where(Evidence.source == "withdrawal")).all() == [
        head.id
    ]


def test_who_confirmed_may_withdraw_after_the_person_has_left_and_sees_no_level(sign_in, db_session, team, evidence):
    end_supervision(team.done.id, TODAY - DAY, actor_id=None, now=core_clock.now())
    client = sign_in(team.supervisor)
    page = client.get(address_of(evidence)).text
    assert_page_rules(page)
    assert "turun dari" not in page
    assert f'href="/tim/{team.done.id}"' not in page
    response = client.post(address_of(evidence), data=REASON)
    assert (response.status_code, response.location) == (303, "/tim/penegasan")
    assert "Penegasan Komunikasi ditarik dan dicatat." in client.get("/tim/penegasan").text
    assert withdrawals(db_session) == 1


def test_strangers_small_roles_and_other_rows_get_nowhere(client, sign_in, db_session, team, evidence):
    address = address_of(evidence)
    assert client.post(address, data=REASON).location.startswith("/masuk")
    sign_in(team.late)
    assert client.get(address).status_code == client.post(address, data=REASON).status_code == 403
    sign_in(make_person(roles=(Role.LEARNER, Role.SUPERVISOR)))
    assert client.get(address).status_code == client.post(address, data=REASON).status_code == 404
    sign_in(team.supervisor)
    course_row = db_session.scalars(select(Evidence.id).where(Evidence.source == "course")).first()
    wrong = [(team.done.id, course_row), (team.free.id, evidence.id), (team.done.id, 2**40), (2**40, evidence.id)]
    for person_id, evidence_id in wrong:
        elsewhere = f"/tim/{person_id}/penegasan/{evidence_id}/penarikan"
        assert client.get(elsewhere).status_code == client.post(elsewhere, data=REASON).status_code == 404
    assert withdrawals(db_session) == 0


def test_the_page_costs_the_same_for_every_length_of_the_record(sign_in, team, evidence, count_statements):
    client = sign_in(team.supervisor)
    client.get(address_of(evidence))
    with count_statements(at_most=7) as few:
        client.get(address_of(evidence))
    for hour in range(1, 6):
        confirm(team, hour, hours=hour)
    with count_statements() as many:
        client.get(address_of(evidence))
    assert many.count <= few.count


def test_a_learner_is_offered_no_withdrawal_on_their_own_page(sign_in, team, evidence):
    assert "Tarik kembali" not in sign_in(team.done).get("/kompetensi").text


def test_who_no_longer_supervises_somebody_finds_the_own_confirmations(sign_in, db_session, team, evidence):
    client = sign_in(team.supervisor)
    assert 'href="/tim/penegasan"' in client.get("/tim").text
    listed = client.get("/tim/penegasan").text
    assert_page_rules(listed)
    assert f'href="/tim/{team.done.id}"' in listed
    end_supervision(team.done.id, TODAY - DAY, actor_id=None, now=core_clock.now())
    listed = client.get("/tim/penegasan").text
    assert_page_rules(listed)
    assert "tidak lagi di tim Anda" in listed
    assert f'href="/tim/{team.done.id}"' not in listed
    address = address_of(evidence)
    assert f'href="{address}"' in listed
    assert 'href="/tim/penegasan"' in client.get(address).text
    response = client.post(address, data=REASON)
    assert (response.status_code, response.location) == (303, "/tim/penegasan")
    listed = client.get("/tim/penegasan").text
    assert f'href="{address}"' not in listed
    assert "Ditarik" in listed


def test_the_list_of_own_confirmations_holds_nobody_elses(sign_in, team, evidence):
    other = make_person(roles=(Role.LEARNER, Role.SUPERVISOR))
    page = sign_in(other).get("/tim/penegasan").text
    assert_page_rules(page)
    assert "Belum ada penegasan" in page
    assert sign_in(make_person()).get("/tim/penegasan").status_code == 403
