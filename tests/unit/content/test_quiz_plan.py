"""The plan of a quiz is read whole; what contradicts itself and what no page obeys yet is named with its line."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from elearning.content.fields import Fields
from elearning.content.problems import ProblemLog
from elearning.content.quiz_plan import KEYS, QuizPlan, read_plan
from elearning.content.yaml_source import Entries, parse_yaml
from elearning.domain.behaviours import Behaviour
from elearning.domain.grading import GradingMethod
from elearning.domain.quiz_grades import FeedbackBand
from elearning.domain.quiz_sections import Draw, Section
from elearning.domain.review_options import EVERYTHING, Moment, ReviewItem
from tests.unit.content.conftest import QUIZ

WHOLE = """\
behaviour: interactive
penalty: 0.3333333
grade_method: average
navigation: sequential
review:
  during: [attempt, correctness]
  after_close: [marks]
sections:
  - title: Dasar
    shuffle: true
    ask:
      - question: antre-pilih
      - {draw: 2, category: dasar / hukum, tags: [uu], competencies: [M.1], difficulty_from: 2, difficulty_to: 3}
overall_feedback:
  - {from: 70, text: Lulus.}
opens_at: 2026-12-01T08:00+07:00
closes_at: 2026-12-02T08:00+07:00
password: melati
ip_ranges: [10.12.0.0/16, 10.1.1.1]
"""


def read(text: str) -> tuple[QuizPlan, list[tuple[int, str]]]:
    log = ProblemLog("kursus")
    node = parse_yaml(text)
    assert isinstance(node, Entries)
    fields = Fields(node, "a.quiz.yaml", log)
    plan = read_plan(fields)
    fields.finish()
    return plan, [(problem.line, problem.code) for problem in log.found]


def test_every_key_is_read_exactly():
    plan, problems = read(WHOLE)
    draw = Draw(
        count=2, category=("dasar", "hukum"), tags=frozenset({"uu"}), competencies=frozenset({"M.1"}), least=2, most=3
    )
    assert problems == []
    assert (plan.behaviour, plan.penalty) == (Behaviour.INTERACTIVE, 3_333_333)
    assert (plan.grade_method, plan.navigation) == (GradingMethod.AVERAGE, "sequential")
    assert plan.sections == (Section("Dasar", ("antre-pilih", draw), shuffles=True),)
    assert plan.overall_feedback == (FeedbackBand(Decimal(70), "Lulus."),)
    assert (plan.opens_at, plan.closes_at) == (
        datetime(2026, 12, 1, 1, 0, tzinfo=UTC),
        datetime(2026, 12, 2, 1, 0, tzinfo=UTC),
    )
    assert (plan.password, plan.ip_ranges) == ("melati", ("10.12.0.0/16", "10.1.1.1/32"))
    assert set(plan.places) == set(KEYS)


def test_what_a_review_does_not_name_stays_shown():
    items = read(WHOLE)[0].review.items
    assert items[Moment.DURING] == {ReviewItem.ATTEMPT, ReviewItem.CORRECTNESS}
    assert items[Moment.AFTER_CLOSE] == {ReviewItem.MARKS}
    assert items[Moment.LATER_WHILE_OPEN] == items[Moment.IMMEDIATELY_AFTER] == EVERYTHING


def test_without_a_word_a_quiz_is_asked_as_ever():
    assert read("{}\n") == (QuizPlan(), [])


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("behaviour: kilat\n", 1, "unknown-option"),
        ("penalty: 1.01\n", 1, "out-of-range"),
        ("penalty: -0.1\n", 1, "out-of-range"),
        ("review:\n  during: [marks]\n", 2, "bad-review"),
        ("review:\n  during: [attempt, overall_feedback]\n", 2, "bad-review"),
        ("review:\n  after_close:\n    - marks\n    - kunci\n", 4, "unknown-option"),
        ("review:\n  kemudian: [marks]\n", 2, "unknown-key"),
        ("sections:\n  - title: Dasar\n", 2, "missing-value"),
        ("sections:\n  - title: Dasar\n    ask:\n      - {draw: 0}\n", 4, "out-of-range"),
        ("sections:\n  - title: Dasar\n    ask:\n      - {question: a, draw: 2}\n", 4, "unknown-key"),
        (
            "sections:\n  - title: Dasar\n    ask:\n      - {draw: 1, difficulty_from: 3, difficulty_to: 2}\n",
            4,
            "out-of-range",
        ),
        ("overall_feedback:\n  - {from: 101, text: x}\n", 2, "out-of-range"),
        ("overall_feedback:\n  - {from: 70}\n", 2, "missing-value"),
        ("opens_at: 2026-12-01T08:00\n", 1, "wrong-type"),
        ("closes_at: besok\n", 1, "wrong-type"),
        ("ip_ranges: [10.12.0.0/16, 10.12.0.1/16]\n", 1, "wrong-type"),
    ],
)
def test_a_mistake_is_named_with_its_line(text, line, code):
    assert (line, code) in read(text)[1]


def block(key: str) -> str:
    """What the whole plan says under a key."""
    lines = WHOLE.splitlines(keepends=True)
    start = next(number for number, text in enumerate(lines) if text.startswith(f"{key}:"))
    end = next((n for n in range(start + 1, len(lines)) if not lines[n].startswith(" ")), len(lines))
    return "".join(lines[start:end])


def add(package, text: str) -> None:
    package.replace(QUIZ, "pass_mark: 70\n", f"pass_mark: 70\n{text}")


@pytest.mark.parametrize("key", [each for each in KEYS if each != "penalty"])
def test_what_no_page_obeys_yet_is_refused_and_not_passed_over(package, key):
    add(package, block(key))
    (problem,) = [problem for problem in package.examine().problems if problem.is_error]
    assert (problem.code, problem.line) == ("not-yet", 5)
    assert f"“{key}” belum dijalankan" in problem.message


def test_another_penalty_is_refused_too(package):
    add(package, "penalty: 0.5\n")
    assert ("error", "not-yet") in package.found()


@pytest.mark.parametrize("text", ["    penalty: 0.5\n", "    hints: [{text: Baca lagi.}]\n"])
def test_tries_of_a_question_are_refused_where_they_stand(package, text):
    package.replace(QUIZ, "    type: single_choice\n", f"    type: single_choice\n{text}")
    assert [(p.code, p.line) for p in package.examine().problems if p.is_error] == [("not-yet", 10)]


def test_the_values_that_pages_obey_pass(package):
    before = package.found()
    add(
        package,
        "behaviour: deferred\npenalty: 0.3333333\ngrade_method: highest\nnavigation: free\nsections: []\npassword: null\n",
    )
    assert package.found() == before


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sections:\n  - {title: A, ask: [{question: tidak-ada}]}\n", "unknown-question"),
        (
            "sections:\n  - {title: A, ask: [{question: antre-kata}]}\n  - {title: B, ask: [{question: antre-kata}]}\n",
            "duplicate-id",
        ),
        ("overall_feedback: [{from: 70, text: x}, {from: 70.0, text: y}]\n", "duplicate-band"),
        ("opens_at: 2026-12-01T08:00+07:00\ncloses_at: 2026-12-01T01:00Z\n", "never-open"),
    ],
)
def test_a_plan_that_contradicts_itself_is_found(package, text, code):
    add(package, text)
    assert ("error", code) in package.found()
