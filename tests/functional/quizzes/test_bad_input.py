"""What a tampered, broken or hostile client sends: refused with a reason, nothing changed, nothing fallen over."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from elearning.extensions import db
from elearning.quizzes import queries
from elearning.quizzes.models import Response
from tests.factories import make_person
from tests.quiz_factories import begin, choice_questions, make_quiz

pytestmark = pytest.mark.usefixtures("clock")
TEXT_QUESTION = (
    {"id": "kata", "type": "short_answer", "stem": "<p>Kata?</p>", "answers": [{"text": "ya", "fraction": "1"}]},
)


@pytest.fixture
def attempt_id(app, sign_in):
    person = make_person()
    sign_in(person)
    return begin(person, make_quiz(TEXT_QUESTION))


def put(client, attempt_id, body, slot=1, **headers):
    headers = {"X-CSRFToken": client.csrf_token(), "Accept": "application/json"} | headers
    path = f"/percobaan/{attempt_id}/jawaban/{slot}"
    if isinstance(body, str | bytes):
        return client.put(path, data=body, content_type="application/json", headers=headers)
    return client.put(path, json=body, headers=headers)


def nothing_saved() -> bool:
    return db.session.scalar(select(func.count()).select_from(Response)) == 0


@pytest.mark.parametrize(
    "body",
    [
        [],
        "[",
        "null",
        {},
        {"sequence": 1},
        {"sequence": 0, "fields": {}},
        {"sequence": -5, "fields": {}},
        {"sequence": 2**53, "fields": {}},
        {"sequence": 10**400, "fields": {}},
        {"sequence": 1.5, "fields": {}},
        {"sequence": True, "fields": {}},
        {"sequence": "1", "fields": {}},
        {"sequence": 1, "fields": []},
        {"sequence": 1, "fields": {"q1": "a"}},
        {"sequence": 1, "fields": {"q1": [1]}},
        {"sequence": 1, "fields": {"q1": [["a"]]}},
        {"sequence": 1, "fields": {"q1": ["a"] * 201}},
        {"sequence": 1, "fields": {f"q{n}": [] for n in range(201)}},
        {"sequence": 1, "fields": {"q1": ["a"]}, "flagged": "ya"},
        {"sequence": 1, "fields": {"q1": ["a\x00b"]}},
        {"sequence": 1, "fields": {"q1": ["a\x1bb"]}},
        {"sequence": 1, "fields": {"q1": ["a\u2028b"]}},
        '{"sequence": 1, "fields": {"q1": ["\\ud800"]}}',
        {"sequence": 1, "fields": {"q1": ["x" * 4_097]}},
    ],
)
def test_what_is_no_answer_is_refused(client, attempt_id, body):
    answer = put(client, attempt_id, body)
    assert answer.status_code in (400, 422)
    assert answer.json["error"]["message"] or answer.status_code == 400
    assert nothing_saved()


def test_the_longest_answer_is_saved_whole(client, attempt_id):
    assert put(client, attempt_id, {"sequence": 1, "fields": {"q1": ["x" * 4_096]}}).status_code == 200
    assert queries.answers_of(attempt_id)[1].answer == [["", "x" * 4_096]]


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE response; --", "<script>alert(1)</script>", "{{ 7 * 7 }}", "%(x)s", "🙂ﷺ"]
)
def test_any_text_comes_back_as_it_was_written(client, attempt_id, text):
    put(client, attempt_id, {"sequence": 1, "fields": {"q1": [text]}})
    assert queries.answers_of(attempt_id)[1].answer == [["", text]]
    client.post(f"/percobaan/{attempt_id}/pengumpulan")
    page = client.get(f"/percobaan/{attempt_id}/tinjauan").text
    assert "<script>alert" not in page
    assert "49" not in page.split("Jawaban Anda")[1][:60]


@pytest.mark.parametrize("slot", [2, 0, 1001, 10**30, "x", "-1"])
def test_a_question_that_was_not_asked_is_not_found(client, attempt_id, slot):
    assert put(client, attempt_id, {"sequence": 1, "fields": {}}, slot).status_code == 404
    assert client.post(f"/percobaan/{attempt_id}/jawaban/{slot}", data={f"shown{slot}": "-"}).status_code == 404
    assert nothing_saved()


@pytest.mark.parametrize("number", [0, 10**15, 2**63, 10**40, "x"])
def test_an_attempt_that_cannot_exist_is_not_found(client, attempt_id, number):
    assert client.get(f"/percobaan/{number}").status_code == 404
    assert put(client, number, {"sequence": 1, "fields": {}}).status_code == 404


def test_fields_of_other_questions_and_unknown_ids_are_not_answers(client, sign_in):
    person = make_person()
    sign_in(person)
    attempt_id = begin(person, make_quiz(choice_questions(2)))
    fields = {"q2": ["a"], "q1": ["z"], "q1.p1": ["a"], "__proto__": ["a"]}
    assert put(client, attempt_id, {"sequence": 1, "fields": fields}).status_code == 200
    assert {slot: each.answer for slot, each in queries.answers_of(attempt_id).items()} == {1: []}


def test_a_form_with_too_long_a_text_comes_back_with_what_was_typed(client, attempt_id):
    refused = client.post(f"/percobaan/{attempt_id}/jawaban", data={"shown1": "-", "q1": "y" * 4_097})
    assert refused.status_code == 422
    assert "terlalu panjang" in refused.text
    assert "y" * 4_096 in refused.text
    assert nothing_saved()


def test_a_form_with_control_characters_is_refused(client, attempt_id):
    assert client.post(f"/percobaan/{attempt_id}/jawaban", data={"shown1": "-", "q1": "a\x00"}).status_code == 400
    assert nothing_saved()


def test_a_form_without_the_marks_of_its_page_changes_nothing(client, attempt_id):
    assert client.post(f"/percobaan/{attempt_id}/jawaban", data={"q1": "ya", "ke": "x'"}).status_code == 303
    assert nothing_saved()


def test_nothing_is_taken_without_the_form_token(client, attempt_id):
    client.sends_csrf_token = False
    assert put(client, attempt_id, {"sequence": 1, "fields": {"q1": ["ya"]}}, **{"X-CSRFToken": ""}).status_code == 400
    for path in ("jawaban", "pengumpulan"):
        assert client.post(f"/percobaan/{attempt_id}/{path}", data={"shown1": "-", "q1": "ya"}).status_code == 400
    assert nothing_saved()


def test_a_huge_body_is_refused(client, attempt_id):
    body = b'{"sequence": 1, "fields": {"q1": ["' + b"x" * 10_000_000 + b'"]}}'
    assert put(client, attempt_id, body).status_code == 413
    assert nothing_saved()
