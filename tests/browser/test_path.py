"""The whole path in a browser: sign in, enrol, read, pass, certificate, competency, supervisor, stranger.

Once on a phone with every page looked at by axe in both themes and on a desk as well, once by plain forms without scripts, once on
PostgreSQL; and a server that is killed in the middle of a quiz.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from elearning.accounts.queries import nips_of
from elearning.competency.required_import import import_required_levels
from elearning.core import clock
from elearning.core.csv_file import CsvLine
from elearning.extensions import db
from elearning.quizzes import queries
from tests.factories import PASSWORD, home_agency, make_team
from tests.support.courses import import_courses
from tests.support.live_server import LiveServer
from tests.support.walker import Walker, look_at_width, look_by_rules, look_with_axe

COURSE = "kursus-latihan"
TITLE = "Kursus latihan surat"


@dataclass(frozen=True)
class Office:
    """A learner and their supervisor."""

    learner_id: int
    learner_email: str
    learner_name: str
    learner_nip: str
    supervisor_email: str


def furnish(server: LiveServer) -> Office:
    """The courses of tests/fixtures, and a team of one whose position requires what the course teaches."""
    import_courses(server.app)
    with server.app.app_context():
        supervisor, (learner,) = make_team(1)
        level = CsvLine(2, {"position": "Analis Contoh", "code": "M.3", "level": "2"})
        import_required_levels([level], home_agency(), actor_id=None, now=clock.now())
        db.session.commit()
        nip = nips_of(learner.id)[0].nip
        return Office(learner.id, str(learner.email), learner.name, nip, str(supervisor.email))


def enrol_and_read(learner: Walker) -> None:
    """From the catalogue through both lessons: one is marked, the other counts as read by being opened."""
    learner.press("Katalog", "link", leads_to="**/katalog")
    learner.press(TITLE, "link", leads_to=f"**/kursus/{COURSE}")
    learner.press("Daftar", leads_to=f"**/kursus/{COURSE}**")
    learner.go(f"/kursus/{COURSE}/langkah/tujuan-surat")
    learner.press("Selesai dibaca", leads_to="**/langkah/bentuk-surat")
    learner.press("Berikutnya", "link", leads_to="**/kuis/kuis-surat")


def take_quiz(learner: Walker, person_id: int, *, receipts: bool) -> int:
    """All seven types answered rightly, the overview, the review."""
    learner.press("Mulai kuis", leads_to="**/percobaan/*")
    attempt_id = learner.answer_all(person_id, receipts=receipts)
    learner.press("Simpan dan lihat ringkasan", leads_to="**/ringkasan")
    expect(learner.page.get_by_text("Semua soal terjawab")).to_be_visible()
    learner.press("Kumpulkan sekarang", leads_to="**/tinjauan")
    expect(learner.page.get_by_role("heading", level=1)).to_contain_text("lulus")
    return attempt_id


def fetch_certificate(learner: Walker) -> str:
    """The list, the document itself; returns the address of the public check page."""
    learner.go("/sertifikat")
    expect(learner.page.get_by_role("main")).to_contain_text(TITLE)
    document = learner.page.get_by_role("link", name="Buka PDF").get_attribute("href")
    answer = learner.page.request.get(f"{learner.server.url}{document}")
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF-")
    checked = learner.page.get_by_role("link", name="Halaman pemeriksaan").get_attribute("href")
    assert checked is not None
    return checked


def walk(server: LiveServer, pages: tuple[Page, Page, Page], look, *, receipts: bool) -> None:
    """The path of all three people."""
    office = furnish(server)
    learner, supervisor, stranger = (Walker(server, page, look) for page in pages)

    learner.sign_in(office.learner_email, PASSWORD)
    learner.go("/kompetensi")
    expect(learner.page.get_by_role("main")).to_contain_text("Belum ada bukti")
    enrol_and_read(learner)
    take_quiz(learner, office.learner_id, receipts=receipts)
    learner.go(f"/kursus/{COURSE}")
    expect(learner.page.get_by_role("main")).to_contain_text("Anda menyelesaikan kursus ini")
    checked = fetch_certificate(learner)
    learner.go("/kompetensi")
    expect(learner.page.get_by_role("main")).to_contain_text(TITLE)
    expect(learner.page.get_by_role("main")).not_to_contain_text("Belum ada bukti")
    learner.go("/kotak-masuk")
    expect(learner.page.get_by_role("main")).to_contain_text("sudah terbit")

    supervisor.sign_in(office.supervisor_email, PASSWORD)
    supervisor.press("Tim saya", "link", leads_to="**/tim")
    supervisor.press(office.learner_name, "link", leads_to=f"**/tim/{office.learner_id}**")
    expect(supervisor.page.get_by_role("main")).to_contain_text(TITLE)
    expect(supervisor.page.get_by_role("main")).to_contain_text("Halaman pemeriksaan")

    stranger.go(checked)
    main = stranger.page.get_by_role("main")
    expect(main).to_contain_text(office.learner_name)
    expect(main).not_to_contain_text(office.learner_nip)
    stranger.page.get_by_role("textbox", name="NIP yang ingin dicocokkan").fill(office.learner_nip)
    stranger.press("Cocokkan", leads_to="**/verify/**")
    expect(main).to_contain_text("Cocok")


def test_the_whole_path_on_a_phone_with_nothing_for_axe_to_find(live_server, open_page):
    walk(live_server, (open_page(), open_page(), open_page()), look_with_axe, receipts=True)


def test_the_whole_path_by_plain_forms_without_scripts(live_server, open_page):
    pages = tuple(open_page(java_script_enabled=False) for _ in range(3))
    walk(live_server, pages, look_by_rules, receipts=False)


def test_the_whole_path_on_postgresql(live_server_on_postgresql, open_page):
    walk(live_server_on_postgresql, (open_page(), open_page(), open_page()), look_at_width, receipts=True)


def test_a_server_killed_in_mid_quiz_loses_nothing_that_had_its_receipt(live_server, open_page):
    office = furnish(live_server)
    learner = Walker(live_server, open_page(), look_at_width)
    learner.sign_in(office.learner_email, PASSWORD)
    enrol_and_read(learner)
    learner.press("Mulai kuis", leads_to="**/percobaan/*")
    attempt_id = learner.attempt_id
    questions = learner.questions(office.learner_id, attempt_id)
    for slot in (1, 2, 3):
        learner.answer(slot, questions[slot])
    live_server.kill()
    learner.answer(4, questions[4], receipts=False)
    expect(learner.page.locator("#soal-4 [data-receipt]")).to_contain_text("Belum tersimpan")
    live_server.start()
    expect(learner.page.locator("#soal-4 [data-receipt]")).to_contain_text("Tersimpan ", timeout=20_000)
    learner.go(f"/percobaan/{attempt_id}")
    with live_server.app.app_context():
        assert sorted(queries.answers_of(attempt_id)) == [1, 2, 3, 4]
    for slot in (5, 6, 7):
        learner.answer(slot, questions[slot])
    learner.press("Simpan dan lihat ringkasan", leads_to="**/ringkasan")
    learner.press("Kumpulkan sekarang", leads_to="**/tinjauan")
    expect(learner.page.get_by_role("heading", level=1)).to_contain_text("lulus")
