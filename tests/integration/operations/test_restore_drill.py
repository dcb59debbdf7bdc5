"""The whole of a bad day: a backup taken while people learn, an empty machine, and everybody goes on where they were."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPResponse

import pytest
from flask import Flask
from sqlalchemy import func, select

from elearning.accounts.models import Person
from elearning.catalog.models import Course
from elearning.certificates.models import Certificate
from elearning.core.jobs import jobs_of
from elearning.extensions import db
from elearning.quizzes import queries
from elearning.quizzes.models import Attempt
from elearning.quizzes.values import SavedAnswer
from tests.factories import make_person
from tests.support.answer_writers import wait_until, writers_of
from tests.support.backups import run, taken
from tests.support.client import Client
from tests.support.live_server import LiveServer
from tests.support.small_course import complete

pytestmark = pytest.mark.real_transactions


@pytest.fixture
def restored(site: Flask, empty_site: Callable[..., Flask], tmp_path) -> Flask:
    """An empty site into which a backup was restored that was taken while learners saved answers."""
    assert run(site, "courses", "sync").exit_code == 0
    writers = writers_of(site)
    for writer in writers:
        writer.start()
    wait_until(lambda: all(writer.confirmed >= 3 for writer in writers))
    path = taken(site, tmp_path)
    for writer in writers:
        writer.is_stopped.set()
    for writer in writers:
        writer.join(30)
    new = empty_site()
    result = run(new, "restore", path)
    assert result.exit_code == 0, result.stderr
    return new


@pytest.fixture
def server(restored: Flask) -> Iterator[LiveServer]:
    with restored.app_context():
        jobs_of(restored).beat()
    server = LiveServer(restored)
    server.start()
    yield server
    server.stop()


class Learner:
    """Somebody with a running attempt who comes back to the restored server."""

    def __init__(self, server: LiveServer) -> None:
        self._server = server
        with server.app.app_context():
            row = db.session.execute(select(Attempt.id, Attempt.person_id)).first()
            assert row is not None
            self.attempt_id, person_id = row
            client = server.app.test_client()
            assert isinstance(client, Client)
            client.sign_in(db.session.get_one(Person, person_id))
            self._token = client.csrf_token()
            cookie = client.get_cookie("pelita_session")
            assert cookie is not None
            self._cookie = cookie.value

    def saved(self) -> dict[int, SavedAnswer]:
        with self._server.app.app_context():
            return queries.answers_of(self.attempt_id)

    def ask(self, path: str = "", *, method: str = "GET", body: object = None) -> HTTPResponse:
        headers = {
            "Cookie": f"pelita_session={self._cookie}",
            "X-CSRFToken": self._token,
            "Content-Type": "application/json",
        }
        address = f"{self._server.url}/percobaan/{self.attempt_id}{path}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(address, data=data, method=method, headers=headers)
        return urllib.request.urlopen(request, timeout=30)


def test_after_a_restore_everybody_goes_on_where_they_were(restored, server):
    assert_nothing_is_wrong(restored)
    assert_a_running_attempt_goes_on(Learner(server))
    assert_certificates_go_on(server)


def assert_nothing_is_wrong(restored: Flask) -> None:
    doctor = run(restored, "doctor", "--json")
    wrong = [check for check in json.loads(doctor.stdout)["checks"] if check["state"] == "salah"]
    assert (doctor.exit_code, wrong) == (0, [])


def assert_a_running_attempt_goes_on(learner: Learner) -> None:
    before = learner.saved()
    with learner.ask() as page:
        assert (page.status, "data-receipt" in page.read().decode()) == (200, True)
    later = max(answer.sequence for answer in before.values()) + 1
    answer = {"sequence": later, "fields": {"q1": ["b"]}, "flagged": True}
    with learner.ask("/jawaban/1", method="PUT", body=answer) as receipt:
        assert json.load(receipt)["sequence"] == later
    after = learner.saved()
    assert (after[1].sequence, after[1].answer, after[1].is_flagged) == (later, [["", "b"]], True)
    assert {slot: after[slot] for slot in before if slot != 1} == {slot: before[slot] for slot in before if slot != 1}
    with learner.ask("/pengumpulan", method="POST", body={}) as review:
        assert review.url.endswith("/tinjauan")


def assert_certificates_go_on(server: LiveServer) -> None:
    """The one that was issued checks; the next numbers follow without a gap."""
    with server.app.app_context():
        certificate = db.session.scalars(select(Certificate)).one()
        code, number = certificate.check_code, certificate.number
    with urllib.request.urlopen(f"{server.url}/verify/{code}", timeout=30) as page:
        words = page.read().decode()
    assert number in words
    with server.app.app_context():
        course = db.session.scalars(select(Course).where(Course.code == "KC-77")).one()
        for _ in range(2):
            complete(make_person(), course)
        db.session.commit()
        sequences = db.session.scalars(select(Certificate.sequence).order_by(Certificate.id)).all()
        assert sequences == [1, 2, 3]
        assert db.session.scalar(select(func.count(func.distinct(Certificate.number)))) == 3
