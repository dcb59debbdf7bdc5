"""An import of employees in a real browser, by keyboard alone on a phone: choose, look, agree, take back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from elearning.core.permissions import Role
from elearning.extensions import db
from tests.factories import PASSWORD, give_position, make_nip, make_person
from tests.support.chromium import assert_accessible, assert_fits_width

HEAD = "nip;nama;gelar_depan;gelar_belakang;email;unit;jabatan;nip_atasan;peran"
CHANGED, NEW = make_nip(9_841), make_nip(9_842)
FILE = (
    f"{HEAD}\n{CHANGED};Contoh Pegawai Bernama Sangat Panjang Sekali;Prof. Dr.;S.E., M.Si.;;;;;\n"
    f"{NEW};Contoh Pendatang;;;pendatang.beralamat.panjang@contoh.example;;;;\n1,98E+17;Contoh Ilmiah;;;;;;;"
)


@pytest.fixture
def open_desk(live_server, open_page) -> Callable[..., Page]:
    """Opens the import of an agency where one of the people of the file works already."""
    with live_server.app.app_context():
        administrator = make_person("Contoh Pengurus", roles=(Role.LEARNER, Role.ADMINISTRATOR))
        give_position(make_person("Contoh Lama", nip=CHANGED))
        db.session.commit()
        client = live_server.app.test_client()
        client.sign_in(administrator)
        cookie = {"name": "pelita_session", "value": client.get_cookie("pelita_session").value, "url": live_server.url}

    def open_desk(**options) -> Page:
        page = open_page(**options)
        page.context.add_cookies([cookie])
        page.goto(f"{live_server.url}/admin/impor")
        return page

    return open_desk


def walk_to(page: Page, goal: Locator) -> None:
    """Press the tab key until something has the focus."""
    for _ in range(80):
        if goal.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{goal} is not reached by keyboard on {page.url}")


def press(page: Page, name: str) -> None:
    """Go to a button by keyboard and press it."""
    walk_to(page, page.get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")


def confirm(page: Page, name: str) -> None:
    """Type one's password into the form of a button, then press it."""
    form = page.locator("form", has=page.get_by_role("button", name=name, exact=True))
    walk_to(page, form.locator("input[type=password]"))
    page.keyboard.type(PASSWORD)
    press(page, name)


def look(page: Page) -> None:
    assert_accessible(page)
    assert_fits_width(page)


def test_employees_are_imported_and_taken_back_by_keyboard_on_a_phone(open_desk, tmp_path):
    file = tmp_path / "pegawai.csv"
    file.write_text(FILE, encoding="utf-8")
    page = open_desk(width=360)
    look(page)
    page.get_by_label("Berkas pegawai").set_input_files(file)
    walk_to(page, page.get_by_label("Instansi", exact=True))
    page.keyboard.press("ArrowDown")
    press(page, "Periksa berkas")
    expect(page.get_by_text("Baru (1)")).to_be_visible()
    look(page)
    confirm(page, "Jalankan impor")
    expect(page.get_by_role("status")).to_contain_text("Impor dijalankan.")
    look(page)
    walk_to(page, page.locator("summary", has_text="Batalkan impor ini"))
    page.keyboard.press("Enter")
    look(page)
    confirm(page, "Kembalikan seperti semula")
    expect(page.get_by_role("status")).to_contain_text("2 orang kembali seperti semula.")
    look(page)
