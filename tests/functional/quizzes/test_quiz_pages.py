"""A quiz as a learner meets it: rules, questions, receipts, overview, review; by form and by script."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from elearning.core import clock as site_clock
from elearning.domain.scores import FRACTION_ONE
from elearning.extensions import db
from elearning.quizzes import queries
from elearning.quizzes.models import Attempt, Response
from elearning.quizzes.services import submit_attempt
from tests.factories import make_person
from tests.quiz_factories import begin, choice_questions, enrol, make_quiz, right_fields
from tests.support.page_rules import assert_page_rules

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def learner(app, sign_in):
    person = make_person()
    sign_in(person)
    return person


def fields_of(html: str) -> dict[str, str]:
    """The hidden fields of a page's form, as a browser sends them back."""
    tags = re.findall(r'<input type="hidden"[^>]*>', html)
    pairs = [(re.search(r'name="([^"]*)"', tag)[1], re.search(r'value="([^"]*)"', tag)[1]) for tag in tags]
    return {name: value for name, value in pairs if name != "csrf_token"}


def put(client, attempt_id: int, slot: int, fields, *, sequence: int = 1, **more):
    body = {"sequence": sequence, "fields": fields} | more
    headers = {"X-CSRFToken": client.csrf_token(), "Accept": "application/json"}
    return client.put(f"/percobaan/{attempt_id}/jawaban/{slot}", json=body, headers=headers)


def saved(attempt_id: int) -> dict[int, list[list[str]]]:
    return {slot: each.answer for slot, each in queries.answers_of(attempt_id).items()}


def answer_rightly(person, attempt_id: int, client) -> None:
    attempt = queries.attempt_of(person.id, attempt_id)
    questions = queries.questions_of({slot.version_id for slot in attempt.layout})
    for slot, layout in enumerate(attempt.layout, start=1):
        fields = right_fields(questions[layout.version_id], slot)
        assert put(client, attempt_id, slot, fields).status_code == 200


def test_the_page_before_tells_the_rules(client, learner):
    made = make_quiz(choice_questions(12), draw=5, time_limit_minutes=20, attempts=3)
    enrol(learner, made)
    page = client.get(made.path)
    assert page.status_code == 200
    assert_page_rules(page.text)
    for words in ("5 soal", "20 menit", "terpakai 0 dari 3, tersisa 3", "nilai 70 atau lebih", "Mulai kuis"):
        assert words in page.text


def test_the_page_before_gives_a_person_their_own_time(client, sign_in):
    person = make_person(time_multiplier_percent=150)
    made = make_quiz(time_limit_minutes=20)
    enrol(person, made)
    assert "30 menit" in sign_in(person).get(made.path).text


def test_starting_leads_to_the_questions_and_twice_to_the_same_attempt(client, learner):
    made = make_quiz()
    enrol(learner, made)
    first, second = client.post(made.path), client.post(made.path)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert client.get(first.location).status_code == 200
    assert "Lanjutkan percobaan 1" in client.get(made.path).text


def test_a_locked_quiz_says_why_and_does_not_start(client, learner):
    made = make_quiz(requires={"viewed": "bacaan"})
    enrol(learner, made)
    page = client.get(made.path)
    assert "Mulai kuis" not in page.text
    assert f"/kursus/{made.course.slug}/langkah/bacaan" in page.text
    refused = client.post(made.path)
    assert refused.status_code == 422
    assert_page_rules(refused.text)


def test_who_has_no_attempt_left_is_told_before_and_after_pressing(client, learner):
    made = make_quiz(choice_questions(1), attempts=1)
    submit_attempt(learner.id, begin(learner, made), now=site_clock.now())
    assert "Semua 1 kesempatan sudah dipakai" in client.get(made.path).text
    assert client.post(made.path).status_code == 422


def test_who_is_not_enrolled_is_led_to_the_course(client, learner):
    made = make_quiz()
    for answer in (client.get(made.path), client.post(made.path)):
        assert (answer.status_code, answer.location) == (303, f"/kursus/{made.course.slug}")


@pytest.mark.parametrize(
    "path", ["/kursus/tidak-ada/kuis/kuis", "/kursus/{slug}/kuis/tidak-ada", "/kursus/{slug}/kuis/bacaan"]
)
def test_what_is_no_quiz_is_not_found(client, learner, path):
    made = make_quiz()
    enrol(learner, made)
    address = path.format(slug=made.course.slug)
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_all_seven_types_stand_on_one_page_in_order(client, learner):
    attempt_id = begin(learner, make_quiz())
    page = client.get(f"/percobaan/{attempt_id}")
    assert page.status_code == 200
    assert_page_rules(page.text)
    assert page.text.count("data-slot=") == 7
    assert "correct" not in page.text
    assert "Itu yang dicari" not in page.text


def test_one_question_a_page_and_the_page_asked_for_stays_in_range(client, learner):
    attempt_id = begin(learner, make_quiz(choice_questions(3), layout="one_per_page"))
    for wanted, shown in (("", 1), ("?soal=2", 2), ("?soal=99", 3), ("?soal=x", 1), ("?soal=-1", 1)):
        page = client.get(f"/percobaan/{attempt_id}{wanted}")
        assert f'id="soal-{shown}"' in page.text
        assert page.text.count("data-slot=") == 1
        assert_page_rules(page.text)


def test_the_script_gets_a_receipt_with_the_servers_time(client, learner):
    attempt_id = begin(learner, make_quiz(choice_questions(2)))
    answer = put(client, attempt_id, 1, {"q1": ["b"]}, sequence=7, flagged=True)
    assert answer.json == {"sequence": 7, "receipt": "Tersimpan 12.00.00"}
    assert saved(attempt_id) == {1: [["", "b"]]}
    page = client.get(f"/percobaan/{attempt_id}").text
    assert "Tersimpan 12.00.00" in page
    assert "ditandai" in page


def test_an_older_answer_that_arrives_late_is_named_and_changes_nothing(client, learner):
    attempt_id = begin(learner, make_quiz(choice_questions(2)))
    put(client, attempt_id, 1, {"q1": ["b"]}, sequence=20)
    late = put(client, attempt_id, 1, {"q1": ["a"]}, sequence=10)
    assert (late.status_code, late.json["error"]["code"], late.json["sequence"]) == (409, "newer_answer_saved", 20)
    assert saved(attempt_id) == {1: [["", "b"]]}


def test_a_form_without_script_saves_and_turns_the_page(client, learner):
    attempt_id = begin(learner, make_quiz(choice_questions(3), layout="one_per_page"))
    hidden = fields_of(client.get(f"/percobaan/{attempt_id}?soal=2").text)
    turned = client.post(f"/percobaan/{attempt_id}/jawaban", data=hidden | {"q2": "c", "flag2": "y", "ke": "3"})
    assert (turned.status_code, turned.location) == (303, f"/percobaan/{attempt_id}?soal=3")
    assert saved(attempt_id) == {2: [["", "c"]]}
    assert queries.answers_of(attempt_id)[2].is_flagged


def test_a_form_of_one_answer_may_also_be_sent_to_its_own_address(client, learner):
    attempt_id = begin(learner, make_quiz(choice_questions(3), layout="one_per_page"))
    hidden = fields_of(client.get(f"/percobaan/{attempt_id}?soal=2").text)
    answer = client.post(f"/percobaan/{attempt_id}/jawaban/2", data=hidden | {"q2": "c", "q1": "a", "ke": "ringkasan"})
    assert answer.location == f"/percobaan/{attempt_id}/ringkasan"
    assert saved(attempt_id) == {2: [["", "c"]]}


def test_all_types_are_saved_by_one_plain_form(client, learner):
    attempt_id = begin(learner, make_quiz())
    page = client.get(f"/percobaan/{attempt_id}").text
    attempt = queries.attempt_of(learner.id, attempt_id)
    questions = queries.questions_of({slot.version_id for slot in attempt.layout})
    data: dict[str, object] = dict(fields_of(page))
    for slot, layout in enumerate(attempt.layout, start=1):
        data |= right_fields(questions[layout.version_id], slot)
    assert client.post(f"/percobaan/{attempt_id}/jawaban", data=data | {"ke": "ringkasan"}).status_code == 303
    overview = client.get(f"/percobaan/{attempt_id}/ringkasan")
    assert_page_rules(overview.text)
    assert "Semua soal terjawab" in overview.text


def test_an_old_page_in_a_second_tab_wipes_nothing_out(client, learner):
    attempt_id = begin(learner, make_quiz(choice_questions(3)))
    old = fields_of(client.get(f"/percobaan/{attempt_id}").text)
    put(client, attempt_id, 1, {"q1": ["b"]}, sequence=5)
    client.post(f"/percobaan/{attempt_id}/jawaban", data=old | {"q3": "a"})
    assert saved(attempt_id) == {1: [["", "b"]], 3: [["", "a"]]}


def test_a_choice_taken_back_in_a_form_is_taken_back(client, learner):
    attempt_id = begin(learner, make_quiz())
    attempt = queries.attempt_of(learner.id, attempt_id)
    questions = queries.questions_of({slot.version_id for slot in attempt.layout})
    slot = next(n for n, each in enumerate(attempt.layout, 1) if questions[each.version_id].id == "banyak")
    put(client, attempt_id, slot, {f"q{slot}": ["a", "b"]})
    hidden = fields_of(client.get(f"/percobaan/{attempt_id}").text)
    client.post(f"/percobaan/{attempt_id}/jawaban", data=hidden)
    assert saved(attempt_id)[slot] == []


def test_the_overview_names_what_is_open_and_flagged(client, learner):
    attempt_id = begin(learner, make_quiz(choice_questions(3)))
    put(client, attempt_id, 1, {"q1": ["b"]}, flagged=True)
    page = client.get(f"/percobaan/{attempt_id}/ringkasan")
    assert_page_rules(page.text)
    assert "2 soal belum terjawab penuh" in page.text
    assert "1 soal Anda tandai" in page.text


def test_sending_leads_to_the_review_with_right_wrong_and_why(client, learner):
    attempt_id = begin(learner, make_quiz())
    answer_rightly(learner, attempt_id, client)
    sent = client.post(f"/percobaan/{attempt_id}/pengumpulan")
    assert (sent.status_code, sent.location) == (303, f"/percobaan/{attempt_id}/tinjauan")
    page = client.get(sent.location)
    assert_page_rules(page.text)
    for words in ("Kuis antrean lulus", "Itu yang dicari.", "Tempat <em>loket</em>", "Kata kerja.", "Kursus selesai"):
        assert words in page.text
    assert (
        f"/kursus/{db.session.get(Attempt, attempt_id) and queries.attempt_of(learner.id, attempt_id).slug}/langkah/bacaan#bagian-dua"
        in page.text
    )


def test_the_review_of_wrong_and_empty_answers_tells_the_right_ones(client, learner):
    attempt_id = begin(learner, make_quiz())
    attempt = queries.attempt_of(learner.id, attempt_id)
    questions = queries.questions_of({slot.version_id for slot in attempt.layout})
    wrong = {"satu": {"": ["b"]}, "kata": {"": ["<b>tunggu</b>"]}, "urut": {"i1": ["2"], "i2": ["1"]}}
    for slot, layout in enumerate(attempt.layout, start=1):
        parts = wrong.get(questions[layout.version_id].id, {})
        if parts:
            put(client, attempt_id, slot, {f"q{slot}.{part}" if part else f"q{slot}": v for part, v in parts.items()})
    client.post(f"/percobaan/{attempt_id}/pengumpulan")
    page = client.get(f"/percobaan/{attempt_id}/tinjauan")
    assert_page_rules(page.text)
    for words in (
        "belum lulus",
        "&lt;b&gt;tunggu&lt;/b&gt;",
        "Cari kata kerjanya.",
        "ambil…",
        "3,75 menit",
        "Tidak dijawab",
        "Anda menaruhnya di 2",
        "Ulangi kuis ini",
    ):
        assert words in page.text


def test_sending_twice_counts_once(client, learner):
    made = make_quiz(choice_questions(1))
    attempt_id = begin(learner, made)
    put(client, attempt_id, 1, {"q1": ["a"]})
    client.post(f"/percobaan/{attempt_id}/pengumpulan")
    again = client.post(f"/percobaan/{attempt_id}/pengumpulan")
    assert again.status_code == 303
    assert "sudah dikumpulkan sebelumnya" in client.get(again.location).text
    assert "terpakai 1" in client.get(made.path).text


def test_going_back_to_a_sent_attempt_leads_to_its_review(client, learner):
    attempt_id = begin(learner, make_quiz(choice_questions(1)))
    client.post(f"/percobaan/{attempt_id}/pengumpulan")
    for path in (f"/percobaan/{attempt_id}", f"/percobaan/{attempt_id}/ringkasan"):
        assert client.get(path).location == f"/percobaan/{attempt_id}/tinjauan"
    form = client.post(f"/percobaan/{attempt_id}/jawaban", data={"shown1": "-", "q1": "a"})
    assert form.location == f"/percobaan/{attempt_id}/tinjauan"
    script = put(client, attempt_id, 1, {"q1": ["a"]})
    assert (script.status_code, script.json["error"]["code"]) == (409, "attempt_closed")


def test_a_running_attempt_has_no_review(client, learner):
    attempt_id = begin(learner, make_quiz(choice_questions(1)))
    assert client.get(f"/percobaan/{attempt_id}/tinjauan").location == f"/percobaan/{attempt_id}"


def test_reading_shows_that_time_is_over_and_writes_nothing(client, learner, clock):
    attempt_id = begin(learner, make_quiz(choice_questions(2), time_limit_minutes=10))
    clock.shift(timedelta(hours=1))
    page = client.get(client.get(f"/percobaan/{attempt_id}").location)
    assert_page_rules(page.text)
    assert "Waktu kuis sudah habis" in page.text
    assert db.session.get(Attempt, attempt_id).state == "in_progress"
    client.post(f"/percobaan/{attempt_id}/pengumpulan")
    attempt = db.session.get(Attempt, attempt_id, populate_existing=True)
    assert (attempt.state, attempt.finished_at) == ("finished", attempt.ends_at)


@pytest.mark.parametrize("by_script", [True, False])
def test_a_late_answer_is_refused_clearly_and_closes_the_attempt(client, learner, clock, by_script):
    attempt_id = begin(learner, make_quiz(choice_questions(2), time_limit_minutes=10))
    put(client, attempt_id, 1, {"q1": ["a"]})
    clock.shift(timedelta(minutes=12))
    if by_script:
        late = put(client, attempt_id, 2, {"q2": ["a"]})
        assert (late.status_code, late.json["error"]["code"]) == (409, "answer_too_late")
        assert late.json["review"] == f"/percobaan/{attempt_id}/tinjauan"
    else:
        late = client.post(f"/percobaan/{attempt_id}/jawaban", data={"shown2": "-", "q2": "a"})
        assert "sebelum jawaban ini sampai" in client.get(late.location).text
    attempt = db.session.get(Attempt, attempt_id, populate_existing=True)
    assert (attempt.state, attempt.fraction) == ("finished", FRACTION_ONE // 2)


def test_the_grace_period_is_told(client, learner, clock):
    attempt_id = begin(learner, make_quiz(choice_questions(2), time_limit_minutes=10, grace_minutes=5))
    clock.shift(timedelta(minutes=12))
    page = client.get(f"/percobaan/{attempt_id}")
    assert "Waktu sudah habis" in page.text
    assert_page_rules(page.text)


def test_an_attempt_closed_without_a_grade_says_so(client, learner):
    attempt_id = begin(learner, make_quiz(choice_questions(1)))
    db.session.execute(update(Attempt).values(state="abandoned", finished_at=site_clock.now()))
    page = client.get(f"/percobaan/{attempt_id}/tinjauan")
    assert "ditutup tanpa nilai" in page.text
    assert_page_rules(page.text)


PATHS = ("", "/ringkasan", "/tinjauan")


def test_somebody_elses_attempt_does_not_exist(client, learner, sign_in):
    attempt_id = begin(learner, make_quiz(choice_questions(1)))
    client.sign_out()
    sign_in(make_person())
    answers = [client.get(f"/percobaan/{attempt_id}{path}") for path in PATHS]
    answers.append(put(client, attempt_id, 1, {"q1": ["a"]}))
    answers += [client.post(f"/percobaan/{attempt_id}/{name}") for name in ("jawaban", "jawaban/1", "pengumpulan")]
    assert {answer.status_code for answer in answers} == {404}
    assert db.session.scalar(select(Response.id)) is None
    assert db.session.get(Attempt, attempt_id, populate_existing=True).state == "in_progress"


def test_a_stranger_is_asked_to_sign_in(client, app):
    made = make_quiz(choice_questions(1))
    attempt_id = begin(make_person(), made)
    answers = [client.get(f"/percobaan/{attempt_id}{path}") for path in PATHS]
    answers += [client.get(made.path), client.post(made.path), client.post(f"/percobaan/{attempt_id}/pengumpulan")]
    assert all(answer.status_code == 303 and answer.location.startswith("/masuk") for answer in answers)


STRICT = {"time_limit_minutes": 10, "grace_minutes": 5, "overdue": "grace"}


def test_a_quiz_that_must_be_sent_says_so_before_during_and_after(client, learner, clock):
    made = make_quiz(choice_questions(1), attempts=2, **STRICT)
    enrol(learner, made)
    before = client.get(made.path).text
    assert "masa tenggang 5 menit untuk mengumpulkan" in before
    attempt = client.post(made.path).location
    clock.shift(timedelta(minutes=12))
    assert "habis ditutup tanpa nilai" in client.get(attempt).text
    clock.shift(timedelta(minutes=5))
    for page in (client.get(f"{attempt}/tinjauan"), client.get(made.path)):
        assert "ditutup tanpa nilai" in page.text
        assert_page_rules(page.text)
    assert "tinjauan" in client.post(f"{attempt}/pengumpulan").location
    after = client.get(f"{attempt}/tinjauan").text
    assert "belum dikumpulkan. Kesempatannya terpakai" in after
    assert "terpakai 1 dari 2" in client.get(made.path).text


def test_the_page_says_when_the_next_attempt_may_begin(client, learner, clock):
    made = make_quiz(choice_questions(1), wait_minutes=1_440)
    enrol(learner, made)
    attempt = client.post(made.path).location
    client.post(f"{attempt}/pengumpulan")
    page = client.get(made.path)
    assert "Percobaan berikutnya dapat dimulai 15 Mei 2026" in page.text
    assert "Mulai lagi" not in page.text
    assert_page_rules(page.text)
    assert client.post(made.path).status_code == 422
    clock.shift(timedelta(days=1))
    assert "Mulai lagi" in client.get(made.path).text


def test_the_wait_counts_from_an_end_that_nobody_has_written_yet(client, learner, clock):
    made = make_quiz(choice_questions(1), time_limit_minutes=10, wait_minutes=60)
    enrol(learner, made)
    client.post(made.path)
    clock.shift(timedelta(minutes=30))
    assert "Percobaan berikutnya dapat dimulai" in client.get(made.path).text
