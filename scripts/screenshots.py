"""What `make screenshots` does: photographs the eight main pages of the demo on a phone and on a desk into docs/screenshots/.

The same day, the same people, the same codes every time: the clock stands still and what is otherwise random is drawn from one
seed, so a picture differs only where a page does. `--theme dark --out FOLDER` makes others to look at; nothing else is written.
"""

from __future__ import annotations

import argparse
import logging
import secrets
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

PROJECT_DIR = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT_DIR))

import time_machine  # noqa: E402 (all that follows is found only after the line above)
from flask import Flask  # noqa: E402
from flask_migrate import upgrade  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from sqlalchemy import select  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

from config import Settings  # noqa: E402
from elearning import create_app  # noqa: E402
from elearning.accounts.demo_accounts import DEMO_EMAILS  # noqa: E402
from elearning.accounts.models import Person  # noqa: E402
from elearning.authoring.services import sync_courses  # noqa: E402
from elearning.certificates.models import Certificate  # noqa: E402
from elearning.content.checks import surroundings  # noqa: E402
from elearning.content.loader import course_folders  # noqa: E402
from elearning.core import clock  # noqa: E402
from elearning.core.permissions import Role  # noqa: E402
from elearning.demo.stage import seed_demo  # noqa: E402
from elearning.extensions import db  # noqa: E402
from tests.support.chromium import ARGUMENTS, find_chromium  # noqa: E402

DAY = datetime(2026, 11, 26, 2, 10, tzinfo=UTC)  # a Thursday, 09.10 WIB
SIZES = {360: 800, 1280: 800}
MOST_BYTES = 150_000
FOLDER = PROJECT_DIR / "docs" / "screenshots"
COURSE = "/kursus/komunikasi-publik"


@dataclass(frozen=True)
class Picture:
    """A page, who sees it (None: a stranger) and what is done on it before the picture is taken."""

    name: str
    path: str
    viewer: Role | None
    prepare: Callable[[Page], None] | None = None


def main() -> int:
    parser = argparse.ArgumentParser(prog="make screenshots", description=__doc__)
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--out", type=Path, default=FOLDER, help="where the pictures go")
    parser.add_argument("--full", action="store_true", help="whole pages instead of their first screen")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    drawn = Random(7)
    setattr(secrets, "randbits", drawn.getrandbits)  # noqa: B010 (check codes and orders of questions, alike every time)
    with tempfile.TemporaryDirectory(prefix="pelita-pictures-") as name, time_machine.travel(DAY, tick=False):
        app = furnished(Path(name))
        with served(app) as url, sync_playwright() as playwright:
            path = find_chromium(playwright)
            if path is None:
                print("gambar: Chromium tidak ditemukan (Debian: apt-get install chromium).", file=sys.stderr)
                return 1
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            taken = list(photograph(browser, url, pictures(app), options))
            browser.close()
    heavy = [] if options.full else [file for file in taken if file.stat().st_size > MOST_BYTES]
    for file in heavy:
        print(f"gambar: {file.name} {file.stat().st_size} byte, paling banyak {MOST_BYTES}.", file=sys.stderr)
    print(f"gambar: {len(taken)} berkas di {options.out}", file=sys.stderr)
    return 1 if heavy else 0


def furnished(folder: Path) -> Flask:
    """The application with its courses and demo people."""
    settings = Settings(
        instance_dir=folder,
        database_url=f"sqlite:///{folder / 'pelita.sqlite'}",
        secret_key="pictures only 0123456789 abcdefghijkl",  # noqa: S106
        public_url="https://pelita.contoh.go.id",
        log_level="ERROR",
    )
    app = create_app(settings)
    with app.app_context():
        upgrade()
        around = surroundings(settings.courses_dir, DAY.date())
        sync_courses(course_folders(settings.courses_dir), around, move_learners=False, now=clock.now())
        seed_demo(now=clock.now(), told=lambda _done, _all: None)
        db.session.commit()
    return app


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """A server in a thread of this process: it shares the clock that stands still."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def pictures(app: Flask) -> list[Picture]:
    """The eight main pages."""
    with app.app_context():
        learner = select(Person.id).where(Person.email == DEMO_EMAILS[Role.LEARNER]).scalar_subquery()
        code = db.session.scalars(select(Certificate.check_code).where(Certificate.person_id == learner)).one()
    return [
        Picture("home", "/", Role.LEARNER),
        Picture("catalogue", "/katalog", Role.LEARNER),
        Picture("course", COURSE, Role.SUPERVISOR),
        Picture("lesson", f"{COURSE}/langkah/dari-lapor-ke-meja-anda", Role.SUPERVISOR),
        Picture("competency", "/kompetensi", Role.LEARNER),
        Picture("certificate-check", f"/verify/{code}", None),
        Picture("team", "/tim", Role.SUPERVISOR),
        # Last, since beginning it changes what other pages say.
        Picture("quiz", f"{COURSE}/kuis/kuis-pengaduan", Role.SUPERVISOR, begin_quiz),
    ]


def photograph(browser: Browser, url: str, wanted: list[Picture], options: argparse.Namespace) -> Iterator[Path]:
    """Every page at both sizes."""
    pages = {
        (viewer, size): signed_in(browser, url, viewer, size, options.theme)
        for viewer in {picture.viewer for picture in wanted}
        for size in SIZES.items()
    }
    for picture in wanted:
        for size in SIZES.items():
            page = pages[picture.viewer, size]
            answer = page.goto(f"{url}{picture.path}")
            if answer is None or not answer.ok:
                raise RuntimeError(f"{picture.path} answers {answer.status if answer else 'nothing'}")
            if picture.prepare:
                picture.prepare(page)
            page.evaluate("document.fonts.ready")
            file = options.out / f"{picture.name}-{size[0]}.png"
            page.screenshot(path=file, full_page=options.full, animations="disabled", caret="hide")
            yield file


def signed_in(browser: Browser, url: str, viewer: Role | None, size: tuple[int, int], theme: str) -> Page:
    """A page of a fresh browser profile, signed in by the one click that the demo offers."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        color_scheme="dark" if theme == "dark" else "light",
    )
    page = context.new_page()
    page.clock.set_fixed_time(DAY)
    if viewer is not None:
        page.goto(f"{url}/masuk")
        page.locator(f'button[name="role"][value="{viewer}"]').click()
        page.wait_for_url(f"{url}/")
    return page


def begin_quiz(page: Page) -> None:
    """Begin the attempt, or go on with it, and answer the first question."""
    page.get_by_role("main").get_by_role("button", name="Mulai").or_(
        page.get_by_role("link", name="Lanjutkan percobaan")
    ).first.click()
    page.wait_for_url("**/percobaan/*")
    page.get_by_role("radio").first.check()
    page.get_by_text("Tersimpan 0").first.wait_for()
    is_phone = (page.viewport_size or {"width": 0})["width"] == min(SIZES)
    page.get_by_role("radio").first.evaluate(
        "(node, isPhone) => isPhone ? node.closest('[data-slot]').scrollIntoView() : window.scrollTo(0, 0)", is_phone
    )


if __name__ == "__main__":
    sys.exit(main())
