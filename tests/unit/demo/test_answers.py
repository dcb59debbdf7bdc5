"""Right and wrong answers to every type of question, as the demo and the browser tests give them."""

from __future__ import annotations

import pytest

from elearning.demo.answers import right_answer, wrong_answer
from elearning.domain.questions import TYPE_NAMES, load
from elearning.domain.scores import FRACTION_ONE
from tests.quiz_factories import ONE_OF_EACH

GAPS = {
    "id": "rumpang",
    "type": "select_missing_words",
    "stem": "[[1]] membaca, [[2]] menjawab.",
    "words": [{"text": "Petugas"}, {"text": "pejabat"}, {"text": "warga"}],
}
QUESTIONS = [load(content) for content in (*ONE_OF_EACH, GAPS)]


def test_every_type_is_tried():
    assert {question.type_name for question in QUESTIONS} == set(TYPE_NAMES) - {"description"}


def test_a_text_between_questions_gets_no_answer():
    text = load({"id": "teks", "type": "description", "stem": "Baca dulu."})
    assert right_answer(text, "q7") == wrong_answer(text, "q7") == {}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.type_name)
def test_the_right_answer_earns_everything(question):
    response = question.parse_response(right_answer(question, "q7"), "q7")
    assert question.mark(response).fraction == FRACTION_ONE
    assert question.is_complete(response)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.type_name)
def test_the_wrong_answer_is_an_answer_and_earns_less(question):
    response = question.parse_response(wrong_answer(question, "q7"), "q7")
    assert question.mark(response).fraction < FRACTION_ONE
    assert not question.is_empty(response)
