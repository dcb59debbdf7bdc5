"""Kesehatan situs: facts in words, what failed, another try, and nothing for those who administer one agency."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from elearning.core import clock as site_clock
from elearning.core import job_runs, mail
from elearning.core.audit import AuditEntry
from elearning.core.job_queue import JobQueue
from elearning.core.jobs import jobs_of
from elearning.core.mail import MailMessage
from elearning.core.permissions import Role
from elearning.extensions import db
from tests.factories import make_person, make_site_administrator
from tests.support.page_rules import assert_page_rules

PAGE = "/admin/kesehatan"


@pytest.fixture
def administrator(app):
    return make_site_administrator(name="Contoh Penjaga Situs")


@pytest.fixture
def jobs(app, monkeypatch):
    found = jobs_of(app)
    monkeypatch.setattr(found, "work", dict(found.work))
    woken: list[str] = []
    monkeypatch.setattr(found, "wake", woken.append)
    found.woken = woken
    yield found
    del found.woken


def fail(_now) -> None:
    raise RuntimeError("contoh galat")


def dead_letter(**changes) -> MailMessage:
    now = site_clock.now()
    facts = {"recipient": "gagal@contoh.example", "subject": "Perihal contoh", "body": "Isi", "created_at": now}
    letter = MailMessage(**(facts | {"tries": mail.MAX_TRIES, "last_error": "550 ditolak"} | changes))
    db.session.add(letter)
    db.session.flush()
    return letter


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_facts_are_told_and_a_silent_worker_needs_attention(administrator, sign_in, jobs, engine):
    page = sign_in(administrator).get(PAGE).text
    assert_page_rules(page)
    assert {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[engine] in page
    assert "Belum pernah terlihat" in page
    jobs.round()
    assert "Belum pernah terlihat" not in sign_in(administrator).get(PAGE).text


def test_a_failed_job_shows_its_error_and_is_tried_again(administrator, sign_in, jobs):
    jobs.work = {"mail": fail}
    jobs.round()
    client = sign_in(administrator)
    page = client.get(PAGE).text
    assert_page_rules(page)
    assert "RuntimeError: contoh galat" in page
    assert "Gagal: Mengirim surel" in page
    assert "hilangkan sebabnya" in page
    response = client.post(f"{PAGE}/pekerjaan/mail/percobaan")
    assert (response.status_code, jobs.woken) == (303, ["mail"])
    assert "job.retried" in actions()


def test_a_queue_that_is_away_is_told_and_breaks_no_page(administrator, sign_in, app, monkeypatch):
    settings = replace(app.config["SETTINGS"], job_queue_url="redis://127.0.0.1:1")
    found = jobs_of(app)
    monkeypatch.setattr(found, "queue", JobQueue(settings, found.run))
    letter = dead_letter()
    client = sign_in(administrator)

    assert client.post(f"{PAGE}/surel/{letter.id}/percobaan").status_code == 303
    page = client.get(PAGE).text

    assert_page_rules(page)
    assert "Redis tidak menjawab" in page
    assert "paling lambat semenit kemudian" in page


def test_a_job_that_did_not_fail_is_left_alone(administrator, sign_in, jobs):
    jobs.round()
    assert sign_in(administrator).post(f"{PAGE}/pekerjaan/mail/percobaan").status_code == 303
    assert (jobs.woken, "job.retried" in actions()) == ([], False)


def test_an_unknown_job_is_not_found(administrator, sign_in):
    assert sign_in(administrator).post(f"{PAGE}/pekerjaan/kapal/percobaan").status_code == 404


def test_a_given_up_letter_is_sent_again(administrator, sign_in, jobs):
    letter = dead_letter()
    client = sign_in(administrator)
    page = client.get(PAGE).text
    assert_page_rules(page)
    assert "550 ditolak" in page
    client.post(f"{PAGE}/surel/{letter.id}/percobaan")
    jobs.run("mail")
    assert db.session.get_one(MailMessage, letter.id).sent_at is not None
    assert (jobs.woken, "mail.retried" in actions()) == (["mail"], True)


def test_a_given_up_letter_is_dropped(administrator, sign_in):
    letter = dead_letter()
    sign_in(administrator).post(f"{PAGE}/surel/{letter.id}/penghapusan")
    assert db.session.scalar(select(func.count()).select_from(MailMessage)) == 0
    assert "mail.dropped" in actions()


@pytest.mark.parametrize("deed", ["percobaan", "penghapusan"])
@pytest.mark.parametrize("state", [{"sent_at": True}, {"next_try_at": True}])
def test_a_letter_that_is_sent_or_waits_is_left_alone(administrator, sign_in, deed, state):
    letter = dead_letter(**dict.fromkeys(state, site_clock.now()))
    assert sign_in(administrator).post(f"{PAGE}/surel/{letter.id}/{deed}").status_code == 303
    assert db.session.get(MailMessage, letter.id) is not None
    assert not {"mail.retried", "mail.dropped"} & set(actions())


@pytest.mark.parametrize("path", [f"{PAGE}/pekerjaan/mail/percobaan", f"{PAGE}/surel/1/percobaan"])
def test_posts_need_their_token(administrator, sign_in, path):
    client = sign_in(administrator)
    client.sends_csrf_token = False
    assert client.post(path).status_code == 400


def test_the_page_is_for_administrators_of_the_whole_site(client, sign_in):
    assert client.get(PAGE).location.startswith("/masuk")
    local = make_person(roles=(Role.LEARNER, Role.ADMINISTRATOR))
    assert sign_in(local).get(PAGE).status_code == 403


def test_the_page_costs_the_same_with_many_letters(administrator, sign_in, count_statements):
    for _ in range(60):
        dead_letter()
    client = sign_in(administrator)
    client.get(PAGE)
    with count_statements(at_most=10):
        client.get(PAGE)


def test_the_command_tells_the_same(app, runner, jobs):
    jobs.work = {"gagal": fail, "baik": lambda _now: 0}
    jobs.round()
    result = runner.invoke(args=["jobs", "list", "--json"])
    told = json.loads(result.stdout)
    assert [(job["name"], job["failures"], job["succeeded_at"] is None) for job in told["jobs"]] == [
        ("gagal", 1, True),
        ("baik", 0, False),
    ]
    assert told["mail"] == {"waiting": 0, "failed": 0}
    assert told["worker_seen_at"] is not None


def test_pauses_grow_and_success_ends_them(app, jobs, clock):
    jobs.work = {"gagal": fail}
    starts = []
    for minute in range(20):
        before = job_runs.states(["gagal"])[0].failures
        jobs.round()
        if job_runs.states(["gagal"])[0].failures > before:
            starts.append(minute)
        clock.shift(timedelta(minutes=1))
    assert starts == [0, 1, 2, 4, 8, 16]
    jobs.work = {"gagal": lambda _now: 0}
    clock.shift(timedelta(hours=1))
    jobs.round()
    state = job_runs.states(["gagal"])[0]
    assert (state.failures, state.next_try_at, state.last_error) == (0, None, "RuntimeError: contoh galat")


def test_the_longest_pause_is_an_hour():
    assert job_runs.pause_after(1) == timedelta()
    assert job_runs.pause_after(2) == timedelta(minutes=1)
    assert job_runs.pause_after(100) == timedelta(hours=1)
