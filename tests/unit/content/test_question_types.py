"""Each kind of question as package text: what is written well passes, what is not is named; the schema agrees."""

from io import StringIO

import pytest
from ruamel.yaml import YAML

from elearning.domain.questions import load
from tests.unit.content.conftest import QUIZ
from tests.unit.content.test_editor_schemas import as_json, validator

UNITS = """
    type: numerical
    stem: Berapa jaraknya?
    answers:
      - {value: "2,5", tolerance: 0.05, tolerance_type: relative, feedback: Ukur di peta.}
    units:
      - {name: km}
      - {name: m, multiplier: 1000}
    unit_rule: required
    unit_penalty: 0.25
    unit_feedback: Tulis **satuannya**.
    other_feedback: Ukur lagi.
"""
ACCENTS = """
    type: short_answer
    stem: Tempat minum kopi?
    answers:
      - {text: "kaf\u00e9*", feedback: Dari bahasa Prancis.}
    ignore_accents: true
    other_feedback: Sebutkan tempatnya.
"""
TEXT = """
    type: description
    stem: Soal berikut memakai **satu** denah.
"""
GAPS = """
    type: select_missing_words
    stem: Dicatat **[[1]]** dan dijawab dalam [[3]] hari.
    words:
      - {text: petugas}
      - {text: pelapor}
      - {text: 5, group: 2}
      - {text: 14, group: 2}
    shuffle: false
    feedback: Lihat alurnya.
"""
WELL_WRITTEN = {"units": UNITS, "accents": ACCENTS, "text": TEXT, "gaps": GAPS}


def add(package, text: str) -> None:
    package.write(QUIZ, package.read(QUIZ) + f"  - id: tambahan{text}")


def faults_of_schema(package) -> list[str]:
    content = as_json(YAML(typ="safe").load(StringIO(package.read(QUIZ))))
    return [fault.message[:200] for fault in validator("quiz.schema.json").iter_errors(content)]


@pytest.mark.parametrize("name", WELL_WRITTEN)
def test_a_well_written_question_passes_and_loads(package, name):
    add(package, WELL_WRITTEN[name])

    examination = package.examine()

    assert [problem for problem in examination.problems if problem.severity.value == "error"] == []
    assert faults_of_schema(package) == []
    question = load(examination.quizzes["kuis-antre"].questions["tambahan"])
    assert question.max_mark <= 1


def test_gaps_survive_as_they_are_written_beside_glossary_terms(package):
    add(package, GAPS.replace("Dicatat", "Menurut [[SLA]], dicatat"))

    examination = package.examine()

    stem = examination.quizzes["kuis-antre"].questions["tambahan"]["stem"]
    assert "dicatat <strong>[[1]]</strong> dan dijawab dalam [[3]] hari." in stem
    assert "[[SLA]]" not in stem
    assert [problem.code for problem in examination.problems if problem.severity.value == "error"] == []


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("units", "    unit_feedback: Tulis **satuannya**.\n", "", "no-feedback"),
        ("units", "unit_rule: required", "unit_rule: wajib", "unknown-option"),
        ("units", "tolerance_type: relative", "tolerance_type: persen", "unknown-option"),
        ("units", "multiplier: 1000", "multiplier: seribu", "wrong-type"),
        ("units", "multiplier: 1000", "multiplier: 0", "bad-question"),
        ("units", "{name: m,", "{name: km,", "bad-question"),
        ("units", "unit_penalty: 0.25", "unit_penalty: 2", "bad-question"),
        ("gaps", "[[3]]", "[[9]]", "bad-question"),
        ("gaps", " **[[1]]** dan dijawab dalam [[3]] hari.", " petugas.", "bad-question"),
        ("gaps", "{text: 14, group: 2}", "{text: 14, group: 21}", "out-of-range"),
        ("gaps", "{text: 14, group: 2}", "{text: 14}", "bad-question"),
        ("gaps", "    feedback: Lihat alurnya.\n", "", "no-feedback"),
        ("text", "stem: Soal", "mark: 1\n    stem: Soal", "out-of-range"),
        ("text", "stem: Soal berikut memakai **satu** denah.", "feedback: Denah.", "missing-value"),
        ("accents", "ignore_accents: true", "ignore_accents: ya", "wrong-type"),
        ("units", "{name: km}", "{name: km, faktor: 1}", "unknown-key"),
    ],
)
def test_a_question_that_is_not_well_written_is_named(package, name, old, new, code):
    assert old in WELL_WRITTEN[name]
    add(package, WELL_WRITTEN[name].replace(old, new, 1))

    assert ("error", code) in package.found()


def test_a_quiz_of_texts_alone_asks_nothing(package):
    head, _, _ = package.read(QUIZ).partition("questions:\n")
    package.write(QUIZ, f"{head}questions:\n  - id: tambahan{TEXT}")

    assert ("error", "empty-quiz") in package.found()


def test_texts_do_not_count_among_those_that_are_drawn(package):
    add(package, TEXT)
    package.replace(QUIZ, "pass_mark: 70", "pass_mark: 70\ndraw: 8")

    assert ("error", "draw-too-many") in package.found()
    assert ("error", "unequal-marks") not in package.found()
