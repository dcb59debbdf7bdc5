"""The desks of the whole site and the inbox in a real browser: accessible and within the width, on a phone and beside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from elearning.core import audit, clock
from elearning.core.job_runs import JobRun
from elearning.core.mail import MailMessage
from elearning.core.site_changes import SiteSettingChange
from elearning.extensions import db
from elearning.notifications.kinds import NoticeKind
from elearning.notifications.services import News, notify
from tests.factories import make_person, make_site_administrator
from tests.support.chromium import assert_accessible, assert_fits_width

PLACES = ("/admin/jejak?q=contoh", "/admin/kesehatan", "/admin/pengaturan", "/kotak-masuk")
LONG_ERROR = "SMTPRecipientsRefused: {'gagal.sekali.dan.panjang@contoh.example': (550, b'5.1.1 mailbox unavailable')}"


@pytest.fixture
def open_desks(live_server, open_page) -> Callable[..., Page]:
    """Opens pages as an administrator of a site where a job, a letter and a setting have their history."""
    with live_server.app.app_context():
        administrator, now = make_site_administrator(name="Contoh Penjaga Situs"), clock.now()
        audit.record("person.renamed", make_person("Contoh Bernama Panjang Sekali"), actor_id=administrator.id, now=now)
        db.session.merge(
            JobRun(name="mail", started_at=now, failed_at=now, failures=3, last_error=LONG_ERROR, next_try_at=now)
        )
        db.session.add_all(
            [
                MailMessage(
                    recipient="gagal.sekali.dan.panjang@contoh.example",
                    subject="Akun Pelita Anda sudah dibuat",
                    body="",
                    created_at=now,
                    tries=6,
                    last_error=LONG_ERROR,
                ),
                SiteSettingChange(at=now, name="contact_email", old_value="bantuan@pelita.example", new_value=None),
            ]
        )
        notify(
            administrator.id,
            News(NoticeKind.DUE_SOON, str(now), {"course": "Kursus contoh", "due": "2026-12-31"}, "/katalog"),
            now=now,
        )
        db.session.commit()
        client = live_server.app.test_client()
        client.sign_in(administrator)
        cookie = {"name": "pelita_session", "value": client.get_cookie("pelita_session").value, "url": live_server.url}

    def open_desks(**options) -> Page:
        page = open_page(**options)
        page.context.add_cookies([cookie])
        page.goto(f"{live_server.url}/admin")
        return page

    return open_desks


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_the_desks_of_the_site_are_accessible_and_fit(open_desks, width, scheme):
    page = open_desks(width=width, color_scheme=scheme)
    for place in PLACES:
        page.goto(page.evaluate("place => new URL(place, location).href", place))
        assert_accessible(page)
        assert_fits_width(page)
