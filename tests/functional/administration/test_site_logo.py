"""Logo situs: uploading, removing and restoring it, who may, where it is shown, and how other processes learn of it."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import func, select

from elearning.content.logo_pictures import draw_logo
from elearning.core import clock as site_clock
from elearning.core import site_changes as changes_module
from elearning.core.audit import AuditEntry
from elearning.core.permissions import Role
from elearning.core.site_changes import SiteChanges, SiteSettingChange, change_logo, site_changes
from elearning.core.site_logo import SiteLogo, keep_logo, logos_of, site_logo
from elearning.extensions import db
from tests.factories import PASSWORD, make_person, make_site_administrator
from tests.support.logo_files import CHALK, INK, disc, file_of, plain
from tests.support.page_rules import assert_page_rules
from tests.support.weight import transferred

PAGE = "/admin/pengaturan/logo"
SETTINGS = "/admin/pengaturan"
DRAWN = "#pelita"
PICTURE = re.compile(
    r'<img class="(site-mark[^"]*)" src="(/logo/[0-9a-f]{64}\.webp)" width="(\d+)" height="(\d+)" alt="">'
)


@pytest.fixture
def fresh(app, monkeypatch):
    """What the application knows of the logo comes back after the test."""
    changes = app.extensions["pelita_site_changes"]
    monkeypatch.setitem(app.config, "SETTINGS", changes.environment)
    monkeypatch.setitem(app.config, "SITE_LOGO", None)
    monkeypatch.setattr(changes, "seen", None)
    return app


@pytest.fixture
def administrator(fresh):
    return make_site_administrator(name="Contoh Penjaga Situs")


@pytest.fixture
def office(administrator, sign_in):
    return sign_in(administrator)


def send(client, picture: bytes | None = None, name: str = "logo.png", **fields: str):
    data = {"own_password": PASSWORD, **fields}
    if picture is not None:
        data["logo"] = (io.BytesIO(picture), name)
    return client.post(PAGE, data=data, content_type="multipart/form-data")


def choose(picture) -> str:
    """Show a picture as if somebody else had chosen it; returns its hash."""
    sha256 = keep_logo(draw_logo(file_of(picture)), now=site_clock.now())
    change_logo(sha256, actor_id=None, now=site_clock.now())
    db.session.commit()
    return sha256


def changes() -> list[tuple[bool, bool]]:
    """Whether there was a picture before and after each change."""
    query = select(SiteSettingChange).where(SiteSettingChange.name == "site_logo").order_by(SiteSettingChange.id)
    return [(bool(row.old_value), bool(row.new_value)) for row in db.session.scalars(query)]


def deeds() -> list[str]:
    query = select(AuditEntry.action).where(AuditEntry.action.startswith("site_logo")).order_by(AuditEntry.id)
    return list(db.session.scalars(query))


def shown(page: str) -> str:
    """The address of the logo in the head of a page, beside the name."""
    found = PICTURE.search(page)
    assert found, page[:2_000]
    assert DRAWN not in page.partition("</header>")[0]
    return found[2]


def test_without_a_logo_the_drawn_mark_is_shown(office):
    page = office.get(PAGE).text
    assert_page_rules(page)
    assert DRAWN in page.partition("</header>")[0]
    assert "Lepas logo" not in page
    assert "lambang bawaan" in office.get(SETTINGS).text


def test_a_logo_is_shown_at_once_beside_the_name(client, office):
    answer = send(office, file_of(disc(INK)))
    assert (answer.status_code, answer.location) == (303, SETTINGS)
    page = office.get(SETTINGS).text
    assert_page_rules(page)
    assert "Logo tersimpan" in page
    assert PICTURE.search(page)[1] == "site-mark site-mark--light"
    assert PICTURE.search(page).groups()[2:] == ("48", "48")
    assert '<span class="site-header__name">Pelita</span>' in page
    assert (changes(), deeds()) == ([(False, True)], ["site_logo.changed"])


@pytest.mark.parametrize("path", ["/masuk", "/verify", "/bantuan", "/verify/TIDAKADA"])
def test_strangers_see_it_too(app, client, fresh, path):
    sha256 = choose(disc())
    site_changes().refresh()
    page = client.get(path).text
    assert_page_rules(page)
    assert shown(page) == f"/logo/{sha256}.webp"
    picture = client.get(shown(page))
    assert (picture.status_code, picture.mimetype, picture.data[:4]) == (200, "image/webp", b"RIFF")
    assert picture.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert picture.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["0" * 64, "x", "..%2f..", "A" * 500])
def test_a_picture_that_never_was_is_not_found(client, fresh, name):
    assert client.get(f"/logo/{name}.webp").status_code == 404


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "bukan gambar PNG, JPEG, atau WebP"),
        (file_of(plain(100, 100), "GIF"), "bukan gambar PNG, JPEG, atau WebP"),
        (file_of(plain(100, 100))[:60], "bukan gambar PNG, JPEG, atau WebP"),
        (file_of(plain(1, 1)), "1 × 1"),
        (file_of(plain(10_000, 1)), "10000 × 1"),
        (file_of(plain(800, 100)), "800 × 100"),
        (file_of(plain(100, 100)) + bytes(200_000), "paling besar 200 KB"),
    ],
    ids=["svg", "gif", "half", "one pixel", "thread", "long", "heavy"],
)
def test_a_refused_picture_changes_nothing_and_says_why(office, raw, words):
    answer = send(office, raw)
    assert answer.status_code == 422
    assert_page_rules(answer.text)
    assert words in answer.text
    assert PASSWORD not in answer.text
    assert (changes(), deeds(), db.session.scalar(select(func.count(SiteLogo.id)))) == ([], [], 0)


def test_what_a_file_is_its_bytes_say_not_its_name(office):
    assert send(office, file_of(plain(100, 100), "JPEG"), "logo.svg").status_code == 303
    assert changes() == [(False, True)]


def test_nothing_chosen_is_said(office):
    answer = send(office)
    assert (answer.status_code, "Pilih berkas gambar." in answer.text) == (422, True)


@pytest.mark.parametrize("password", ["", "salah sama sekali"])
def test_without_the_password_nothing_changes_and_the_lost_file_is_told(office, password):
    answer = send(office, file_of(disc()), own_password=password)
    assert answer.status_code == 422
    assert_page_rules(answer.text)
    assert "Pilih sekali lagi" in answer.text
    assert changes() == []


def test_the_same_picture_again_is_no_change(office):
    send(office, file_of(disc()))
    send(office, file_of(disc()))
    assert "Tidak ada yang berubah" in office.get(SETTINGS).text
    assert (changes(), db.session.scalar(select(func.count(SiteLogo.id)))) == ([(False, True)], 1)


def test_a_logo_is_removed(office):
    send(office, file_of(disc()))
    assert "Lepas logo" in office.get(PAGE).text
    assert send(office, removes_logo="y").status_code == 303
    page = office.get(SETTINGS).text
    assert DRAWN in page.partition("</header>")[0]
    assert "Logo dilepas" in page
    assert (changes()[-1], deeds()) == ((True, False), ["site_logo.changed", "site_logo.removed"])
    told = office.get("/admin/jejak?tindakan=site_logo.removed").text
    assert "Contoh Penjaga Situs melepas logo situs, gambar " in told


def test_one_from_before_is_restored_and_so_is_none(office):
    send(office, file_of(disc(INK)))
    first = shown(office.get(SETTINGS).text)
    send(office, file_of(disc(CHALK)))
    newest, oldest = (
        db.session.scalar(select(f(SiteSettingChange.id)).where(SiteSettingChange.name == "site_logo"))
        for f in (func.max, func.min)
    )
    history = office.get(SETTINGS).text
    assert_page_rules(history)
    assert history.count(first) == 2, "as what it became, and as what was before the next"
    page = office.get(f"{SETTINGS}/riwayat/{newest}/pemulihan").text
    assert_page_rules(page)
    assert first in page
    answer = office.post(f"{SETTINGS}/riwayat/{newest}/pemulihan", data={"own_password": PASSWORD})
    assert (answer.status_code, shown(office.get(PAGE).text)) == (303, first)
    assert "lambang bawaan" in office.get(f"{SETTINGS}/riwayat/{oldest}/pemulihan").text
    office.post(f"{SETTINGS}/riwayat/{oldest}/pemulihan", data={"own_password": PASSWORD})
    assert DRAWN in office.get(PAGE).text.partition("</header>")[0]
    assert changes() == [(False, True), (True, True), (True, True), (True, False)]


def test_a_change_of_settings_leaves_the_logo_alone(office, app):
    send(office, file_of(disc()))
    logo = app.config["SITE_LOGO"]
    db.session.add(SiteSettingChange(at=site_clock.now(), name="site_name", old_value="Pelita", new_value="Suluh"))
    site_changes().refresh()
    assert (app.config["SITE_LOGO"], app.config["SETTINGS"].site_name) == (logo, "Suluh")


def test_it_is_for_administrators_of_the_whole_site_with_their_token(client, office, sign_in):
    local = sign_in(make_person(roles=(Role.LEARNER, Role.ADMINISTRATOR)))
    assert (local.get(PAGE).status_code, send(local, file_of(disc())).status_code) == (403, 403)
    office.sends_csrf_token = False
    assert send(office, file_of(disc())).status_code == 400
    assert changes() == []


# Every process


def test_another_process_learns_of_it_within_seconds(fresh, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(changes_module.time, "monotonic", lambda: now[0])
    other = SiteChanges(fresh)
    other.refresh_sometimes()
    sha256 = choose(disc())
    now[0] += changes_module.ASKED_EVERY_SECONDS - 0.1
    other.refresh_sometimes()
    assert site_logo() is None
    now[0] += 0.1
    other.refresh_sometimes()
    assert site_logo() == logos_of([sha256])[sha256]


def test_a_choice_whose_picture_is_gone_shows_the_drawn_mark(fresh, client):
    change_logo("0" * 64, actor_id=None, now=site_clock.now())
    site_changes().refresh()
    assert site_logo() is None
    assert client.get("/masuk").status_code == 200


# Budgets


@pytest.mark.engines("sqlite")
def test_pages_with_a_logo_stay_light_and_cost_no_statement_more(fresh, client, sign_in, count_statements):
    reader = sign_in(make_person())
    choose(disc())
    site_changes().refresh()
    page = reader.get("/katalog").text
    weights = transferred(reader, "/katalog") | {shown(page): len(reader.get(shown(page)).data)}
    assert sum(weights.values()) <= 50_000, weights
    assert len(weights) == 6, "the logo is one request more, kept for a year"
    with count_statements(at_most=8):
        reader.get("/katalog")
