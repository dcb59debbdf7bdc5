"""Answering in a real browser: receipts, a lost line, a wrong clock, two tabs, and the same without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from elearning.accounts.models import Person
from elearning.core import clock
from elearning.core.permissions import Grant, Role
from elearning.extensions import db
from elearning.quizzes import queries
from elearning.quizzes.services import MoreTime, extend_attempt
from tests.factories import make_person
from tests.quiz_factories import ONE_OF_EACH, begin, choice_questions, make_quiz
from tests.support.chromium import assert_accessible, assert_fits_width
from tests.support.live_server import LiveServer

ANSWERS = "**/jawaban/**"


class Sitting:
    """One learner with an attempt at a quiz, and pages signed in as that learner."""

    def __init__(self, server: LiveServer, open_page: Callable[..., Page], questions: Any, **rules: Any) -> None:
        self._server, self._open = server, open_page
        with server.app.app_context():
            person = make_person()
            self.attempt_id, self.person_id = begin(person, make_quiz(questions, **rules)), person.id
            db.session.commit()
            client = server.app.test_client()
            client.sign_in(person)
            self._cookie = client.get_cookie("pelita_session").value

    def page(self, path: str = "", *, is_movable: bool = False, **options: Any) -> Page:
        """The attempt's page in a browser of its own; `is_movable` lets the test move the browser's clock."""
        page = self._open(**options)
        if is_movable:
            page.clock.install()
        cookie = {"name": "pelita_session", "value": self._cookie, "url": self._server.url}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        page.goto(f"{self._server.url}/percobaan/{self.attempt_id}{path}")
        return page

    def extend(self, minutes: int) -> None:
        """An officer gives the attempt more minutes."""
        with self._server.app.app_context():
            person = db.session.get_one(Person, self.person_id)
            officer = make_person()
            new = MoreTime(person=person, attempt_id=self.attempt_id, minutes=minutes, reason="Jaringan putus.")
            grants = [Grant(Role.TRAINING_OFFICER, None)]
            extend_attempt(new, grants, actor_id=officer.id, now=clock.now())
            db.session.commit()

    def saved(self) -> dict[int, list[list[str]]]:
        with self._server.app.app_context():
            return {slot: each.answer for slot, each in queries.answers_of(self.attempt_id).items()}


@pytest.fixture
def sit(live_server, open_page) -> Callable[..., Sitting]:
    return lambda questions, **rules: Sitting(live_server, open_page, questions, **rules)


def receipt(page: Page, slot: int):
    return page.locator(f"#soal-{slot} [data-receipt]")


def choose(page: Page, slot: int, words: str) -> None:
    page.locator(f"#soal-{slot}").get_by_label(words).check()


def test_each_answer_is_saved_as_it_is_given(sit):
    sitting = sit(choice_questions(2), shuffle_questions=False)
    page = sitting.page()
    choose(page, 1, "Keliru 1")
    expect(receipt(page, 1)).to_contain_text("Tersimpan ")
    assert sitting.saved() == {1: [["", "b"]]}
    expect(page.locator("[data-question-map]")).to_contain_text("Tersimpan, 1 soal")
    choose(page, 1, "Tepat 1")
    page.wait_for_timeout(300)
    expect(receipt(page, 1)).to_contain_text("Tersimpan ")
    assert sitting.saved() == {1: [["", "a"]]}


def test_a_lost_line_is_told_and_the_answer_is_sent_when_it_is_back(sit):
    sitting = sit(choice_questions(2), shuffle_questions=False)
    page = sitting.page()
    page.context.set_offline(True)
    choose(page, 1, "Keliru 1")
    expect(receipt(page, 1)).to_contain_text("sambungan putus")
    assert sitting.saved() == {}
    page.context.set_offline(False)
    expect(receipt(page, 1)).to_contain_text("Tersimpan ", timeout=15_000)
    assert sitting.saved() == {1: [["", "b"]]}


def test_an_unsent_answer_outlives_the_page(sit):
    sitting = sit(choice_questions(2), shuffle_questions=False)
    page = sitting.page()
    page.route(ANSWERS, lambda route: route.abort())
    choose(page, 2, "Jauh 2")
    expect(receipt(page, 2)).to_contain_text("sambungan putus")
    page.unroute(ANSWERS)
    page.reload()
    expect(page.locator("#soal-2").get_by_label("Jauh 2")).to_be_checked()
    expect(receipt(page, 2)).to_contain_text("Tersimpan ")
    assert sitting.saved() == {2: [["", "c"]]}


@pytest.mark.parametrize("status", [500, 503, 303])
def test_nothing_is_called_saved_that_is_not(sit, status):
    sitting = sit(choice_questions(1))
    page = sitting.page()
    page.route(ANSWERS, lambda route: route.fulfill(status=status, headers={"Location": "/masuk"}, body="<p>Maaf</p>"))
    choose(page, 1, "Keliru 1")
    expect(receipt(page, 1)).to_contain_text("Belum tersimpan: ")
    page.wait_for_timeout(500)
    expect(receipt(page, 1)).not_to_contain_text("Tersimpan ")
    assert sitting.saved() == {}


def test_sending_waits_for_answers_on_their_way(sit):
    sitting = sit(choice_questions(1))
    page = sitting.page()
    page.route(ANSWERS, lambda route: route.abort())
    choose(page, 1, "Tepat 1")
    expect(receipt(page, 1)).to_contain_text("sambungan putus")
    page.goto(page.url + "/ringkasan")
    page.get_by_role("button", name="Kumpulkan sekarang").click()
    expect(page.locator("[data-receipt]")).to_contain_text("belum tersimpan")
    page.unroute(ANSWERS)
    page.get_by_role("button", name="Kumpulkan sekarang").click()
    page.wait_for_url("**/tinjauan")
    expect(page.get_by_role("heading", level=1)).to_contain_text("lulus")
    assert sitting.saved() == {1: [["", "a"]]}


def test_a_clock_wrong_by_a_day_does_not_decide_which_tab_was_later(sit):
    sitting = sit(choice_questions(1))
    ahead = sitting.page()
    ahead.context.add_init_script("const real = Date.now; Date.now = () => real() + 86_400_000;")
    ahead.reload()
    behind = sitting.page()
    choose(ahead, 1, "Keliru 1")
    expect(receipt(ahead, 1)).to_contain_text("Tersimpan ")
    behind.wait_for_timeout(1_000)
    choose(behind, 1, "Jauh 1")
    expect(receipt(behind, 1)).to_contain_text("Tersimpan ")
    assert sitting.saved() == {1: [["", "c"]]}


def test_the_time_runs_out_and_what_was_given_is_sent(sit, live_server):
    sitting = sit(choice_questions(1), time_limit_minutes=1)
    page = sitting.page()
    choose(page, 1, "Tepat 1")
    expect(receipt(page, 1)).to_contain_text("Tersimpan ")
    page.evaluate("document.dispatchEvent(new CustomEvent('timer:over'))")
    page.wait_for_url("**/tinjauan")
    expect(page.get_by_role("heading", level=1)).to_contain_text("lulus")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_type_in_every_state_is_accessible_and_fits(sit, width, scheme):
    sitting = sit(ONE_OF_EACH, time_limit_minutes=30)
    page = sitting.page(width=width, color_scheme=scheme)
    for step in ("", "/ringkasan"):
        page.goto(page.url.removesuffix("/ringkasan") + step)
        assert_accessible(page)
        assert_fits_width(page)
    page.get_by_role("button", name="Kumpulkan sekarang").click()
    page.wait_for_url("**/tinjauan")
    assert_accessible(page)
    assert_fits_width(page)


def test_a_whole_quiz_by_keyboard_alone(sit):
    sitting = sit(choice_questions(1), layout="one_per_page")
    page = sitting.page()
    page.locator("#soal-1 input[type=radio]").first.focus()
    page.keyboard.press("Space")
    expect(receipt(page, 1)).to_contain_text("Tersimpan ")
    page.get_by_role("button", name="Simpan dan lihat ringkasan").press("Enter")
    page.wait_for_url("**/ringkasan")
    page.get_by_role("button", name="Kumpulkan sekarang").press("Enter")
    page.wait_for_url("**/tinjauan")


def test_a_whole_quiz_without_scripts(sit):
    sitting = sit(choice_questions(2), layout="one_per_page", shuffle_questions=False)
    page = sitting.page(java_script_enabled=False)
    choose(page, 1, "Tepat 1")
    page.get_by_role("button", name="Simpan dan lanjut").click()
    choose(page, 2, "Tepat 2")
    page.get_by_role("button", name="Simpan dan lihat ringkasan").click()
    expect(page.get_by_text("Semua soal terjawab")).to_be_visible()
    page.get_by_role("button", name="Kumpulkan sekarang").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("lulus")
    assert sitting.saved() == {1: [["", "a"]], 2: [["", "a"]]}


def test_the_next_receipt_tells_of_more_time(sit):
    sitting = sit(choice_questions(2), shuffle_questions=False, time_limit_minutes=10)
    page = sitting.page()
    timer = page.get_by_role("timer")
    expect(timer).to_contain_text("Sisa 10 menit")
    sitting.extend(20)
    choose(page, 1, "Tepat 1")
    expect(timer).to_contain_text("Sisa 30 menit")
    expect(page.locator("[data-timer-says]")).to_contain_text("Waktu ditambah: berakhir pukul")
    assert page.get_by_label("Tepat 1").is_checked()


def test_a_page_whose_time_is_over_asks_before_it_sends(sit):
    sitting = sit(choice_questions(2), shuffle_questions=False, time_limit_minutes=10)
    page = sitting.page(is_movable=True)
    choose(page, 1, "Tepat 1")
    expect(receipt(page, 1)).to_contain_text("Tersimpan ")
    sitting.extend(20)
    page.clock.fast_forward("10:30")
    expect(page.get_by_role("timer")).to_contain_text("Sisa 30 menit")
    expect(page).to_have_url(re.compile(r"/percobaan/\d+$"))


def test_a_page_whose_time_is_over_and_was_not_moved_is_sent(sit):
    sitting = sit(choice_questions(2), shuffle_questions=False, time_limit_minutes=10)
    page = sitting.page(is_movable=True)
    choose(page, 1, "Tepat 1")
    expect(receipt(page, 1)).to_contain_text("Tersimpan ")
    page.route("**/waktu", lambda route: route.fulfill(json={}))
    page.clock.fast_forward("10:30")
    expect(page).to_have_url(re.compile("/tinjauan$"))
