"""Walks Pelita in a browser as a person does: signs in through the form, reads, answers by the controls on the page."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from elearning.demo.answers import Fields, right_answer, wrong_answer
from elearning.domain.questions import Question
from elearning.quizzes import queries
from tests.support.chromium import assert_accessible, assert_fits_width
from tests.support.live_server import LiveServer
from tests.support.page_rules import assert_page_rules

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
Look = Callable[[Page], None]


def look_with_axe(page: Page) -> None:
    """Nothing wrong for axe on a phone and on a desk, no colour of the dark theme either; nothing wider than the screen."""
    for size in (DESK, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert_fits_width(page)
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert_accessible(page, only_colours=scheme == "dark")


def look_by_rules(page: Page) -> None:
    """What can be said of a page without running a script in it."""
    assert_page_rules(page.content())


def look_at_width(page: Page) -> None:
    """Only that it fits the screen."""
    assert_fits_width(page)


class Walker:
    """One browser of one person; every page that is reached is looked at."""

    def __init__(self, server: LiveServer, page: Page, look: Look) -> None:
        self.server, self.page, self._look = server, page, look

    def go(self, path: str) -> None:
        """Type an address."""
        answer = self.page.goto(f"{self.server.url}{path}")
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        self._look(self.page)

    def press(self, name: str, role: str = "button", *, leads_to: str) -> None:
        """Press a button or follow a link, and look at where it leads."""
        self.page.get_by_role(role, name=name, exact=False).first.click()  # type: ignore[arg-type]
        self.page.wait_for_url(leads_to)
        self._look(self.page)

    def sign_in(self, identifier: str, password: str) -> None:
        """From the sign-in page to one's home."""
        self.go("/masuk")
        self.page.get_by_label("NIP atau surel dinas").fill(identifier)
        self.page.get_by_label("Kata sandi", exact=True).fill(password)
        self.press("Masuk", leads_to=f"{self.server.url}/")

    def answer_all(self, person_id: int, *, rightly: bool = True, receipts: bool = True) -> int:
        """Answer every question on the page of an attempt; returns the attempt's id. With `receipts` waits for each."""
        attempt_id = self.attempt_id
        for slot, question in self.questions(person_id, attempt_id).items():
            self.answer(slot, question, rightly=rightly, receipts=receipts)
        return attempt_id

    @property
    def attempt_id(self) -> int:
        """The attempt that the address names."""
        return int(self.page.url.split("/percobaan/")[1].split("/")[0].split("?")[0].split("#")[0])

    def questions(self, person_id: int, attempt_id: int) -> dict[int, Question]:
        """The questions of an attempt by slot, from the server's database."""
        with self.server.app.app_context():
            attempt = queries.attempt_of(person_id, attempt_id)
            assert attempt is not None
            known = queries.questions_of({slot.version_id for slot in attempt.layout})
            return {number: known[slot.version_id] for number, slot in enumerate(attempt.layout, start=1)}

    def answer(self, slot: int, question: Question, *, rightly: bool = True, receipts: bool = True) -> None:
        """Answer one question by its controls."""
        fields = (right_answer if rightly else wrong_answer)(question, f"q{slot}")
        self._fill(fields)
        if receipts:
            expect(self.page.locator(f"#soal-{slot} [data-receipt]")).to_contain_text("Tersimpan ")

    def _fill(self, fields: Fields) -> None:
        for name, values in fields.items():
            for value in values:
                control = self.page.locator(f'[name="{name}"]').first
                kind = control.get_attribute("type")
                if kind in ("radio", "checkbox"):
                    self.page.locator(f'[name="{name}"][value="{value}"]').check()
                elif kind is None:  # a select
                    control.select_option(value)
                else:
                    control.fill(value)
                    control.blur()
