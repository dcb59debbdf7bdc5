"""What the pages of a quiz cost: statements, whatever the number of questions, and bytes before the first paint."""

from __future__ import annotations

import gzip
import re

import pytest

from elearning.quizzes import queries
from tests.factories import make_person
from tests.quiz_factories import ONE_OF_EACH, begin, choice_questions, enrol, make_quiz

PAGE, SAVE, SUBMIT, SUBMIT_WITH_CERTIFICATE = 8, 6, 12, 28
SIZES = (1, 20, 60)


@pytest.fixture
def learner(app, sign_in):
    person = make_person()
    sign_in(person)
    return person


def put(client, attempt_id: int, slot: int, choice: str, sequence: int = 1):
    headers = {"X-CSRFToken": client.csrf_token(), "Accept": "application/json"}
    body = {"sequence": sequence, "fields": {f"q{slot}": [choice]}}
    return client.put(f"/percobaan/{attempt_id}/jawaban/{slot}", json=body, headers=headers)


def answer_all(client, person, attempt_id: int, choice: str) -> None:
    for slot in range(1, len(queries.attempt_of(person.id, attempt_id).layout) + 1):
        assert put(client, attempt_id, slot, choice).status_code == 200


@pytest.mark.parametrize("count", SIZES)
def test_starting_and_reading_cost_the_same_for_any_number_of_questions(client, learner, count_statements, count):
    made = make_quiz(choice_questions(count), attempts=3)
    enrol(learner, made)
    with count_statements(at_most=PAGE):
        assert client.get(made.path).status_code == 200
    with count_statements(at_most=PAGE):
        attempt_page = client.post(made.path).location
    for path in ("", "/ringkasan"):
        with count_statements(at_most=PAGE):
            assert client.get(f"{attempt_page}{path}").status_code == 200


@pytest.mark.parametrize("count", SIZES)
def test_saving_costs_the_same_for_any_number_of_questions(client, learner, count_statements, count):
    attempt_id = begin(learner, make_quiz(choice_questions(count)))
    client.get(f"/percobaan/{attempt_id}")
    for choice in ("a", "b"):
        with count_statements(at_most=SAVE):
            assert put(client, attempt_id, 1, choice, sequence=ord(choice)).status_code == 200
    form = {f"shown{slot}": "-" for slot in range(1, count + 1)} | {f"q{slot}": "c" for slot in range(1, count + 1)}
    with count_statements(at_most=SAVE):
        assert client.post(f"/percobaan/{attempt_id}/jawaban", data=form).status_code == 303


@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("choice", ["a", "b"])
def test_sending_costs_the_same_for_any_number_of_questions(client, learner, count_statements, count, choice):
    made = make_quiz(choice_questions(count))
    made.revision.completion = {"all": [{"completed": "kuis"}, {"completed": "bacaan"}]}
    attempt_id = begin(learner, made)
    answer_all(client, learner, attempt_id, choice)
    with count_statements(at_most=SUBMIT):
        assert client.post(f"/percobaan/{attempt_id}/pengumpulan").status_code == 303
    with count_statements(at_most=PAGE):
        assert client.get(f"/percobaan/{attempt_id}/tinjauan").status_code == 200


def test_sending_that_issues_a_certificate_stays_in_its_budget(client, learner, count_statements):
    attempt_id = begin(learner, make_quiz(choice_questions(20), issues_certificate=True))
    answer_all(client, learner, attempt_id, "a")
    with count_statements(at_most=SUBMIT_WITH_CERTIFICATE):
        client.post(f"/percobaan/{attempt_id}/pengumpulan")
    assert "Sertifikat" in client.get(f"/percobaan/{attempt_id}/tinjauan").text


def test_html_and_style_before_the_first_paint_are_light(client, learner):
    attempt_id = begin(learner, make_quiz(ONE_OF_EACH))
    page = client.get(f"/percobaan/{attempt_id}")
    sheet = re.search(r'rel="stylesheet" href="([^"]+)"', page.text)
    style = client.get(sheet[1], headers={"Accept-Encoding": "br"})
    assert len(gzip.compress(page.data)) + len(style.data) <= 14_336
