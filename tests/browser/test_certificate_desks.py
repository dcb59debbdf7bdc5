"""The desks of certificates in a real browser: revoking, issuing anew, what is printed, SIASN."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from elearning.certificates.corrections import CorrectionField, NewRequest, ask, requests_about
from elearning.certificates.models import Certificate
from elearning.core import clock
from elearning.core.permissions import Role
from elearning.extensions import db
from tests.factories import PASSWORD, make_agency, make_person
from tests.support.chromium import assert_accessible, assert_fits_width
from tests.support.small_course import complete, make_course


@pytest.fixture
def desk(live_server, open_page) -> Callable[..., tuple[Page, dict[str, str]]]:
    """Opens a page as an administrator whose agency issued one certificate, with a request to correct it; and addresses."""
    with live_server.app.app_context():
        agency = make_agency()
        administrator = make_person(agency=agency, roles=(Role.LEARNER, Role.ADMINISTRATOR))
        course = make_course(f"KB-{clock.now():%H%M%S%f}")
        certificate_id = complete(make_person("Dewi Contoh", agency=agency), course).certificate_id
        certificate = db.session.get_one(Certificate, certificate_id)
        ask(certificate, NewRequest(CorrectionField.NAME, "Dr. Dewi Contoh"), now=clock.now())
        request_id = requests_about(certificate_id)[0].id
        db.session.commit()
        client = live_server.app.test_client()
        client.sign_in(administrator)
        cookie = {"name": "pelita_session", "value": client.get_cookie("pelita_session").value, "url": live_server.url}
        issued = f"/admin/sertifikat/terbit/{certificate_id}"
        places = {
            "look": f"/admin/sertifikat/instansi/{agency.code}",
            "signatory": f"/admin/sertifikat/instansi/{agency.code}/penanda-tangan",
            "list": "/admin/sertifikat/terbit",
            "issued": issued,
            "revocation": f"{issued}/pencabutan",
            "reissue": f"{issued}/penerbitan-ulang",
            "request": f"/admin/sertifikat/koreksi/{request_id}",
            "siasn": "/admin/siasn",
        }

    def open_desk(place: str, **options) -> tuple[Page, dict[str, str]]:
        page = open_page(**options)
        page.context.add_cookies([cookie])
        addresses = {name: live_server.url + path for name, path in places.items()}
        page.goto(addresses[place])
        return page, addresses

    return open_desk


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_the_desks_of_certificates_are_accessible(desk, width, scheme):
    page, addresses = desk("list", width=width, color_scheme=scheme)
    for address in addresses.values():
        page.goto(address)
        assert_accessible(page)
        assert_fits_width(page)


def test_a_request_is_answered_by_a_filled_form(desk):
    page, _ = desk("request")
    page.get_by_role("link", name="Terbitkan ulang").click()
    expect(page.get_by_label("Nama dengan gelar")).to_have_value("Dr. Dewi Contoh")
    page.get_by_role("button", name="Terbitkan ulang").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("rev. 2")


def test_a_revocation_asks_for_the_password(desk):
    page, _ = desk("revocation")
    page.get_by_label("Alasan").fill("Salah orang")
    page.get_by_role("button", name="Cabut sertifikat").click()
    expect(page.get_by_label("Alasan")).to_have_value("Salah orang")
    page.get_by_label("Kata sandi Anda").fill(PASSWORD)
    page.get_by_role("button", name="Cabut sertifikat").click()
    expect(page.get_by_text("Dicabut").first).to_be_visible()
