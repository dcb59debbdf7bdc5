"""Saves that come late, twice, in another order or not at all: what was confirmed is what is kept.

The model is the learner's own view: for each question the newest answer whose receipt they saw.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from elearning.core import clock as site_clock
from elearning.extensions import db
from elearning.quizzes import queries
from elearning.quizzes.errors import NewerAnswerSavedError
from elearning.quizzes.models import Response
from elearning.quizzes.services import save_answer
from elearning.quizzes.values import GivenAnswer
from tests.factories import make_person
from tests.quiz_factories import begin, choice_questions, make_quiz

SLOTS = 3


@dataclass(frozen=True)
class Sending:
    """An answer as the browser sends it, and in how many copies it arrives (0: lost)."""

    slot: int
    choice: str
    is_flagged: bool
    copies: int


SENDINGS = st.lists(
    st.builds(
        Sending,
        slot=st.integers(1, SLOTS),
        choice=st.sampled_from("abc"),
        is_flagged=st.booleans(),
        copies=st.integers(0, 3),
    ),
    max_size=12,
)


@pytest.fixture
def attempt(app):
    person = make_person()
    return queries.attempt_of(person.id, begin(person, make_quiz(choice_questions(SLOTS))))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sendings=SENDINGS, data=st.data())
def test_the_newest_confirmed_answer_is_kept_whatever_the_line_does(attempt, sendings, data):
    db.session.execute(delete(Response))
    numbered = list(enumerate(sendings, start=1))
    arriving = [(number, each) for number, each in numbered for _ in range(each.copies)]
    confirmed: dict[int, tuple[int, Sending]] = {}
    for number, each in data.draw(st.permutations(arriving)):
        if _arrives(attempt, number, each):
            confirmed[each.slot] = max(confirmed.get(each.slot, (0, each)), (number, each), key=lambda pair: pair[0])
    kept = {slot: (saved.answer, saved.is_flagged) for slot, saved in queries.answers_of(attempt.id).items()}
    assert kept == {slot: ([["", each.choice]], each.is_flagged) for slot, (_, each) in confirmed.items()}


def _arrives(attempt, number: int, each: Sending) -> bool:
    """Whether the learner gets a receipt."""
    fields = GivenAnswer({f"q{each.slot}": [each.choice]}, each.is_flagged)
    try:
        return save_answer(attempt, each.slot, fields, number, now=site_clock.now()).sequence == number
    except NewerAnswerSavedError as error:
        return error.sequence <= number
