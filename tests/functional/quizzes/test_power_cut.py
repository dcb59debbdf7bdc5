"""kill -9 of the server in mid-quiz: every answer with a receipt is there afterwards, and the attempt goes on."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from elearning.extensions import db
from elearning.quizzes import queries
from elearning.quizzes.models import Attempt
from tests.factories import make_person
from tests.quiz_factories import begin, choice_questions, make_quiz
from tests.support.live_server import LiveServer

COUNT = 16
ENOUGH = 6
PATIENCE = 20


class Browser:
    """A signed-in browser over real connections: no reply is no receipt."""

    def __init__(self, server: LiveServer, person: Any) -> None:
        client = server.app.test_client()
        client.sign_in(person)
        self._token = client.csrf_token()
        self._cookie = f"pelita_session={client.get_cookie('pelita_session').value}"
        self._address = urlsplit(server.url).netloc

    def send(self, method: str, path: str, body: str, content_type: str) -> tuple[int, str]:
        headers = {
            "Cookie": self._cookie,
            "X-CSRFToken": self._token,
            "Content-Type": content_type,
            "Accept": "application/json",
        }
        connection = http.client.HTTPConnection(self._address, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            reply = connection.getresponse()
            return reply.status, reply.read().decode()
        finally:
            connection.close()

    def save(self, attempt_id: int, slot: int, sequence: int) -> bool:
        """Whether a receipt came back."""
        body = json.dumps({"sequence": sequence, "fields": {f"q{slot}": ["a"]}})
        try:
            status, _ = self.send("PUT", f"/percobaan/{attempt_id}/jawaban/{slot}", body, "application/json")
        except (OSError, http.client.HTTPException):
            return False
        return status == 200

    def post(self, path: str, fields: Mapping[str, str]) -> int:
        return self.send("POST", path, urlencode(fields), "application/x-www-form-urlencoded")[0]


@pytest.mark.parametrize("name", ["live_server", "live_server_on_postgresql"])
def test_a_power_cut_in_mid_quiz_loses_no_confirmed_answer(name, request):
    server: LiveServer = request.getfixturevalue(name)
    with server.app.app_context():
        person = make_person()
        attempt_id, person_id = begin(person, make_quiz(choice_questions(COUNT))), person.id
        db.session.commit()
        browser = Browser(server, person)
    confirmed = _save_until_the_cut(server, browser, attempt_id)
    server.start()
    with server.app.app_context():
        kept = {slot for slot, saved in queries.answers_of(attempt_id).items() if saved.answer}
        assert queries.attempt_of(person_id, attempt_id).state == "in_progress"
    assert confirmed <= kept
    assert all(browser.save(attempt_id, slot, sequence=1_000) for slot in range(1, COUNT + 1))
    assert browser.post(f"/percobaan/{attempt_id}/pengumpulan", {}) == 303
    with server.app.app_context():
        assert db.session.get_one(Attempt, attempt_id).is_passed


def _save_until_the_cut(server: LiveServer, browser: Browser, attempt_id: int) -> set[int]:
    """Save one answer after another and pull the plug while they are on their way; returns those with a receipt."""
    confirmed: set[int] = set()
    has_enough = Event()

    def save_all() -> None:
        for slot in range(1, COUNT + 1):
            if not browser.save(attempt_id, slot, sequence=1):
                break
            confirmed.add(slot)
            if len(confirmed) == ENOUGH:
                has_enough.set()

    saving = Thread(target=save_all)
    saving.start()
    assert has_enough.wait(PATIENCE)
    server.kill()
    saving.join(PATIENCE)
    return confirmed
