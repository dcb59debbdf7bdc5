"""Each kind of question beyond the first seven as a learner meets it: asked, answered by form, reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from elearning.domain.questions.matching import option_id
from elearning.domain.scores import FRACTION_ONE
from elearning.extensions import db
from elearning.quizzes.models import Attempt
from tests.factories import make_person
from tests.quiz_factories import begin, make_quiz
from tests.support.page_rules import assert_page_rules

pytestmark = pytest.mark.usefixtures("clock")

LENGTHS = [{"name": "km", "multiplier": "1"}, {"name": "m", "multiplier": "1000"}]
DISTANCE = {
    "id": "jarak",
    "type": "numerical",
    "stem": "<p>Berapa jaraknya?</p>",
    "answers": [{"value": "2.5", "fraction": "1", "feedback": "<p>Dari peta.</p>"}],
    "units": LENGTHS,
}
STRICT_DISTANCE = DISTANCE | {"unit_rule": "required", "unit_feedback": "<p>Satuannya belum ada.</p>"}
GAPS = {
    "id": "celah",
    "type": "select_missing_words",
    "stem": "<p>Dicatat <strong>[[1]]</strong>, dijawab dalam [[3]] hari.</p>",
    "words": [{"text": "petugas"}, {"text": "pelapor"}, {"text": "5", "group": "2"}, {"text": "14", "group": "2"}],
    "partial_feedback": "<p>Lihat alurnya.</p>",
}


def word_id(text: str, group: int) -> str:
    """The value of a word in its list box."""
    return option_id("celah", f"{group}:{text}")


@dataclass(frozen=True)
class Case:
    """A question, what is filled in (fields without the slot's name), what its pages say, what it earns."""

    content: Mapping[str, Any]
    fields: Mapping[str, str]
    asked: tuple[str, ...]
    reviewed: tuple[str, ...]
    fraction: int = FRACTION_ONE


CASES = {
    "another unit": Case(DISTANCE, {"": "2.500 m"}, ("Tanpa satuan berarti km.",), ("2.500 m", "Dari peta.")),
    "no unit where one may be left out": Case(DISTANCE, {"": "2,5"}, ("Koma atau titik boleh.",), ("Dari peta.",)),
    "a required unit left out": Case(
        STRICT_DISTANCE,
        {"": "2,5"},
        ("Angka beserta satuannya.",),
        ("Benar sebagian", "2,5 km", "Satuannya belum ada."),
        9_000_000,
    ),
    "all gaps filled": Case(
        GAPS,
        {"g1": word_id("petugas", 1), "g2": word_id("5", 2)},
        (
            "<strong>(1)\u00a0……</strong>, dijawab dalam (2)\u00a0…… hari",
            "Celah 1",
            "Celah 2",
            "Pilih kata bagi tiap celah",
        ),
        ("Celah 2", "petugas"),
    ),
    "a wrong word and an empty gap": Case(
        GAPS | {"words": [*GAPS["words"], {"text": "30", "group": "2"}]},
        {"g1": word_id("pelapor", 1), "g2": ""},
        ("Celah 1",),
        ("pelapor; yang tepat: petugas", "Tidak dijawab; yang tepat: 5", "Lihat alurnya."),
        0,
    ),
}


@pytest.fixture
def learner(app, sign_in):
    person = make_person()
    sign_in(person)
    return person


@pytest.mark.parametrize("name", CASES)
def test_a_question_is_asked_answered_and_reviewed_without_a_script(client, learner, name):
    case = CASES[name]
    attempt_id = begin(learner, make_quiz([case.content]))
    page = client.get(f"/percobaan/{attempt_id}")
    data = {f"q1.{part}" if part else "q1": value for part, value in case.fields.items()}

    client.post(f"/percobaan/{attempt_id}/jawaban", data={"shown1": "-", **data})
    again = client.get(f"/percobaan/{attempt_id}")
    client.post(f"/percobaan/{attempt_id}/pengumpulan")
    review = client.get(f"/percobaan/{attempt_id}/tinjauan")

    assert [words for words in case.asked if words not in page.text] == []
    assert [words for words in case.reviewed if words not in review.text] == []
    assert db.session.get(Attempt, attempt_id, populate_existing=True).fraction == case.fraction
    for each in (page, again, review):
        assert_page_rules(each.text)


TEXT = {"id": "denah", "type": "description", "stem": "<p>Denah gedung.</p>", "feedback": "<p>Gambar 2.</p>"}


def test_a_text_between_questions_is_shown_and_counts_nowhere(client, learner):
    made = make_quiz([DISTANCE, TEXT, DISTANCE | {"id": "jarak-dua"}], shuffle_questions=False)
    attempt_id = begin(learner, made)
    start, page = client.get(made.path), client.get(f"/percobaan/{attempt_id}")
    client.post(f"/percobaan/{attempt_id}/jawaban", data={"shown1": "-", "q1": "2,5", "shown2": "-", "q2": "x"})
    overview = client.get(f"/percobaan/{attempt_id}/ringkasan")
    client.post(f"/percobaan/{attempt_id}/pengumpulan")
    review = client.get(f"/percobaan/{attempt_id}/tinjauan")

    assert "2 soal" in start.text
    assert [words in page.text for words in ("Soal 2 dari 2", "Denah gedung.", "Pengantar")] == [True] * 3
    assert (page.text.count("data-slot="), page.text.count("data-map-slot=")) == (2, 2)
    assert "1 soal belum terjawab penuh" in overview.text
    assert "Soal 3" not in overview.text
    assert "1 dari 2 soal benar seluruhnya" in review.text
    assert [words in review.text for words in ("Denah gedung.", "Gambar 2.", "Pengantar")] == [True] * 3
    assert db.session.get(Attempt, attempt_id, populate_existing=True).fraction == FRACTION_ONE // 2
    for each in (start, page, overview, review):
        assert_page_rules(each.text)


def test_a_text_has_a_page_of_its_own_where_each_question_has(client, learner):
    made = make_quiz([TEXT, DISTANCE], shuffle_questions=False, layout="one_per_page")
    attempt_id = begin(learner, made)
    text, question = (client.get(f"/percobaan/{attempt_id}?soal={slot}") for slot in (1, 2))
    turned = client.post(f"/percobaan/{attempt_id}/jawaban", data={"di": "1", "ke": "2"})

    assert "Denah gedung." in text.text
    assert "data-slot=" not in text.text
    assert "Soal 1 dari 1" in question.text
    assert turned.location.endswith("soal=2")
    for each in (text, question):
        assert_page_rules(each.text)
