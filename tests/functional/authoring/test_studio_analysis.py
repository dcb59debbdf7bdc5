"""Studio: the analysis of a quiz, from stored answers to advice."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest

from elearning.accounts.models import Person
from elearning.authoring.item_clinic import items_in
from elearning.authoring.queries.analysis import AnsweredAttempt
from elearning.core import clock as core_clock
from elearning.domain.questions import load
from elearning.domain.scores import FRACTION_ONE
from elearning.extensions import db
from elearning.quizzes.models import Attempt, Response
from elearning.quizzes.queries import pool_of
from tests.factories import make_agency, make_person
from tests.quiz_factories import ONE_OF_EACH, QuizCourse, choice_questions, make_quiz
from tests.support.page_rules import assert_page_rules

QUESTIONS = choice_questions(3)
WRONG, RIGHT = "b", "a"
_people = count(1)


def answer(person: Person, made: QuizCourse, chosen: list[str], *, number: int = 1, **changes: Any) -> Attempt:
    """A finished attempt that chose these, "" for none."""
    pool, now = pool_of(made.quiz.id), core_clock.now()
    asked = changes.pop("asked", range(len(pool)))
    slots = [pool[place] for place in asked]
    fractions = [FRACTION_ONE if each == RIGHT else 0 for each in chosen]
    attempt = Attempt(
        person_id=person.id,
        activity_id=made.quiz.activity_id,
        revision_activity_id=made.quiz.id,
        number=number,
        seed=1,
        layout=[{"version": slot.version_id, "mark": slot.mark, "order": []} for slot in slots],
        started_at=now,
        last_saved_at=now,
        **{
            "state": "finished",
            "finished_at": now,
            "fraction": sum(fractions) // len(fractions),
            "is_passed": False,
        }
        | changes,
    )
    db.session.add(attempt)
    db.session.flush()
    for slot, (value, fraction) in enumerate(zip(chosen, fractions, strict=True), start=1):
        if value:
            stored = [["", value]]
            row = Response(attempt_id=attempt.id, slot=slot, answer=stored, sequence=1, saved_at=now, fraction=fraction)
            db.session.add(row)
    db.session.flush()
    return attempt


def class_of(size: int, made: QuizCourse, **changes: Any) -> None:
    """People of the officer's agency; the first question is right for the better half, the second for the worse."""
    for place in range(size):
        is_better = place < size // 2
        chosen = [RIGHT if is_better else WRONG, WRONG if is_better else RIGHT, RIGHT if is_better else ""]
        answer(make_person(f"Contoh {next(_people)}", **changes), made, chosen)


@pytest.fixture
def made(app, clock) -> QuizCourse:
    return make_quiz(QUESTIONS)


def path(made: QuizCourse, query: str = "") -> str:
    return f"/studio/kursus/{made.course.slug}/analisis{query}"


def seen(client: Any, address: str) -> str:
    response = client.get(address, buffered=True)
    assert response.status_code == 200, response.text
    if not address.endswith(".csv") and ".csv?" not in address:
        assert_page_rules(response.text)
    return response.text


class TestPage:
    def test_twenty_attempts_are_analysed(self, sign_in, officer, made):
        class_of(20, made)
        page = seen(sign_in(officer), path(made))
        assert "Kuis seluruhnya" in page
        assert "Soal nomor 1?" in page
        assert "tebakan 33,3%" in page
        assert "50%" in page

    def test_nineteen_are_too_few_for_any_figure(self, sign_in, officer, made):
        class_of(19, made)
        page = seen(sign_in(officer), path(made))
        assert "Baru ada 19 percobaan yang selesai dinilai." in page
        assert "Daya beda" not in page

    def test_the_upper_group_that_prefers_a_distractor_is_told_in_words(self, sign_in, officer, made):
        class_of(24, made)
        page = seen(sign_in(officer), path(made))
        assert "Kelompok atas lebih banyak memilih B daripada kuncinya" in page
        assert "Yang nilainya tinggi justru lebih sering keliru di sini" in page

    def test_answers_stand_by_group_with_the_silent_ones(self, sign_in, officer, made):
        class_of(24, made)
        page = seen(sign_in(officer), path(made))
        assert "Tepat 1" in page
        assert "Jauh 1" in page
        assert "Tidak dijawab" in page

    def test_only_finished_attempts_count(self, sign_in, officer, made):
        class_of(19, made)
        answer(make_person("Belum Selesai"), made, [RIGHT] * 3, state="abandoned", fraction=None)
        assert "Baru ada 19" in seen(sign_in(officer), path(made))

    def test_people_of_another_agency_do_not_count(self, sign_in, officer, site_officer, made):
        class_of(12, made)
        class_of(12, made, agency=make_agency())
        assert "Baru ada 12" in seen(sign_in(officer), path(made))
        assert "Kuis seluruhnya" in seen(sign_in(site_officer), path(made))

    @pytest.mark.parametrize(
        ("counted", "expected"),
        [
            ("pertama", {("0", "0")}),
            ("tertinggi", {("1", "1")}),
            ("terakhir", {("1", "0")}),
            ("semua", {("0", "0"), ("1", "1"), ("1", "0")}),
        ],
    )
    def test_the_address_says_which_attempts_count(self, sign_in, officer, made, counted, expected):
        for _ in range(20):
            person = make_person(f"Contoh {next(_people)}")
            for number, chosen in enumerate(([WRONG] * 3, [RIGHT] * 3, [RIGHT, WRONG, WRONG]), start=1):
                answer(person, made, chosen, number=number)
        csv = seen(sign_in(officer), path(made, f".csv?percobaan={counted}"))
        assert {tuple(line.split(";")[1:3]) for line in csv.splitlines()[2:]} == expected
        assert f'value="{counted}" selected' in seen(sign_in(officer), path(made, f"?percobaan={counted}"))

    def test_questions_drawn_at_random_say_what_is_not_told(self, sign_in, officer, made):
        for place in range(40):
            asked = (0, 1) if place % 2 else (0, 2)
            chosen = [RIGHT if place % 3 else WRONG, RIGHT if place % 5 else WRONG]
            answer(make_person(f"Contoh {next(_people)}"), made, chosen, asked=asked)
        page = seen(sign_in(officer), path(made))
        assert "Soal tidak sama di semua percobaan" in page
        assert "20 percobaan" in page

    def test_every_type_of_question_shows_what_was_answered(self, sign_in, officer, app, clock):
        made = make_quiz(ONE_OF_EACH)
        pool = pool_of(made.quiz.id)
        for place in range(21):
            attempt = answer(make_person(f"Contoh {next(_people)}"), made, [""] * len(pool))
            for slot, each in enumerate(pool, start=1):
                question = load(dict(_content(each.question.id)))
                stored = _stored(question, is_right=place % 2 == 0)
                fraction = question.mark(question.load_response(stored)).fraction
                row = Response(
                    attempt_id=attempt.id, slot=slot, answer=stored, sequence=1, saved_at=None, fraction=fraction
                )
                db.session.add(row)
        db.session.flush()
        page = seen(sign_in(officer), path(made))
        assert "ambil nomor" in page
        assert "3,75" in page
        assert "Biaya" in page

    @pytest.mark.parametrize("query", ["?kuis=entah", "?kuis="])
    def test_words_of_the_address_that_mean_nothing(self, sign_in, officer, made, query):
        expected = 404 if query.endswith("entah") else 200
        assert sign_in(officer).get(path(made, query)).status_code == expected

    @pytest.mark.parametrize("query", ["?revisi=99", "?revisi=x", "?percobaan=entah", "?revisi=1"])
    def test_wishes_that_do_not_exist_fall_back(self, sign_in, officer, made, query):
        class_of(20, made)
        assert "Kuis seluruhnya" in seen(sign_in(officer), path(made, query))

    def test_the_cost_does_not_grow_with_the_attempts(self, sign_in, officer, made, count_statements):
        class_of(20, made)
        client = sign_in(officer)
        seen(client, path(made))
        with count_statements() as few:
            seen(client, path(made))
        class_of(30, made)
        with count_statements(at_most=few.count):
            seen(client, path(made))

    def test_the_course_leads_here(self, sign_in, officer, made):
        assert path(made) in seen(sign_in(officer), f"/studio/kursus/{made.course.slug}")


class TestFile:
    def test_the_command_reads_what_the_page_gives(self, sign_in, officer, made, runner, tmp_path):
        class_of(20, made)
        file = tmp_path / "nilai.csv"
        file.write_bytes(sign_in(officer).get(path(made, ".csv"), buffered=True).data)
        found = json.loads(runner.invoke(args=["quizzes", "analyse", str(file), "--json"]).stdout)
        assert [each["item"] for each in found["items"]] == ["soal-1", "soal-2", "soal-3"]
        assert [each["facility"] for each in found["items"]] == [0.5, 0.5, 0.5]
        assert found["quiz"]["n"] == 20

    def test_a_question_that_was_not_drawn_is_told_from_one_without_answer(self, sign_in, officer, made):
        answer(make_person("Contoh Undian"), made, [RIGHT, ""], asked=(0, 2))
        assert seen(sign_in(officer), path(made, ".csv")).splitlines()[2] == "1;1;na;"

    def test_it_names_nobody(self, sign_in, officer, made):
        class_of(3, made)
        assert "Contoh" not in seen(sign_in(officer), path(made, ".csv"))


def test_strangers_are_kept_out(client, sign_in, made):
    assert client.get(path(made)).status_code == 303
    learner = sign_in(make_person("Contoh Peserta"))
    assert learner.get(path(made)).status_code == 403
    assert learner.get(path(made, ".csv")).status_code == 403


def _content(question_id: str) -> Any:
    return next(each for each in ONE_OF_EACH if each["id"] == question_id)


def _stored(question: Any, *, is_right: bool) -> list[list[str]]:
    """An answer of each type as it is kept."""
    options = [option.id for option in question.options]
    return {
        "single_choice": [["", "a" if is_right else "b"]],
        "multiple_choice": [["", "a"], ["", "b" if is_right else "c"]],
        "true_false": [["", "false" if is_right else "true"]],
        "short_answer": [["", "ambil nomor" if is_right else "tunggu"]],
        "numerical": [["", "3,75" if is_right else "4"]],
        "matching": [["p1", options[0] if is_right else options[2]], ["p2", options[1]]] if len(options) > 2 else [],
        "ordering": [["i1", "1"], ["i2", "2"], ["i3", "3"]] if is_right else [["i1", "2"], ["i2", "1"], ["i3", "3"]],
    }[question.type_name]


def test_a_text_between_questions_is_no_item(app, clock, sign_in, officer):
    text = {"id": "bacaan", "type": "description", "stem": "<p>Baca dulu.</p>"}
    made = make_quiz([*QUESTIONS, text])
    answer(make_person("Contoh Bacaan"), made, [RIGHT] * 3, asked=(0, 1, 2))
    head = seen(sign_in(officer), path(made, ".csv")).splitlines()[0]
    assert head.count(";") == len(QUESTIONS)
    assert items_in([AnsweredAttempt(1, [{"version": 7, "mark": 0}, {"version": 8, "mark": 5}], {})]) == [(8, 5)]
