"""An administrator's way in a real browser: from the list to a person, to another name, on a phone and on a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from elearning.core.permissions import Role
from elearning.extensions import db
from tests.factories import give_position, home_agency, make_person, make_site_administrator, put_under
from tests.support.chromium import assert_accessible, assert_fits_width


@pytest.mark.parametrize("width", [360, 1280])
def test_a_person_is_found_and_renamed_on_accessible_pages(live_server, open_page, width):
    with live_server.app.app_context():
        administrator = make_person("Contoh Pengurus", roles=(Role.LEARNER, Role.ADMINISTRATOR))
        person = make_person(f"Wulan Contoh {width}")
        give_position(person)
        put_under(administrator, person)
        db.session.commit()
        client = live_server.app.test_client()
        client.sign_in(administrator)
        cookie = {"name": "pelita_session", "value": client.get_cookie("pelita_session").value, "url": live_server.url}
    page = open_page(width=width)
    page.context.add_cookies([cookie])
    page.goto(f"{live_server.url}/admin/orang")
    page.get_by_role("searchbox").fill(f"wulan contoh {width}")
    page.get_by_role("button", name="Cari").click()
    page.get_by_role("link", name=f"Wulan Contoh {width}").click()
    own = page.url
    for part in ("", "/nip", "/jabatan", "/atasan", "/peran", "/penonaktifan"):
        page.goto(own + part)
        assert_accessible(page)
        assert_fits_width(page)
    for path in ("/admin/orang", "/admin/unit", "/admin/jabatan"):
        page.goto(live_server.url + path)
        assert_accessible(page)
        assert_fits_width(page)
    page.goto(f"{own}/nama")
    page.get_by_label("Gelar belakang").fill("S.E.")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("status")).to_contain_text(f"Di sertifikat kini tercetak: Wulan Contoh {width}, S.E.")


def test_forms_of_what_is_new_and_files_from_outside_are_accessible_on_a_phone(live_server, open_page):
    with live_server.app.app_context():
        administrator = make_site_administrator()
        agency_id = home_agency().id
        db.session.commit()
        client = live_server.app.test_client()
        client.sign_in(administrator)
        cookie = {"name": "pelita_session", "value": client.get_cookie("pelita_session").value, "url": live_server.url}
    page = open_page(width=360)
    page.context.add_cookies([cookie])
    for path in (
        *("/orang/baru", "/instansi", "/instansi/baru", f"/unit/baru/{agency_id}", f"/jabatan/baru/{agency_id}"),
        *("/jabatan/level-wajib", "/siasn/id", "/siasn/penarikan"),
    ):
        answer = page.goto(f"{live_server.url}/admin{path}")
        assert answer.status == 200, path
        assert_accessible(page)
        assert_fits_width(page)
