"""Pengaturan situs: what may be changed while the site runs, by whom, with the password, its history, and every process."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from config import CHANGEABLE, SettingsError
from elearning.accounts.services import guesses
from elearning.core import clock as site_clock
from elearning.core import site_changes as changes_module
from elearning.core.audit import AuditEntry
from elearning.core.mail import MailMessage
from elearning.core.permissions import Role
from elearning.core.site_changes import SiteChanges, SiteSettingChange, change_settings, site_changes, text_of
from elearning.extensions import db
from tests.factories import PASSWORD, make_person, make_site_administrator
from tests.support.page_rules import assert_page_rules

PAGE = "/admin/pengaturan"


@pytest.fixture
def fresh(app, monkeypatch):
    """The settings of the application come back after the test."""
    changes = app.extensions["pelita_site_changes"]
    monkeypatch.setitem(app.config, "SETTINGS", changes.environment)
    monkeypatch.setitem(app.config, "PERMANENT_SESSION_LIFETIME", app.config["PERMANENT_SESSION_LIFETIME"])
    monkeypatch.setattr(changes, "seen", None)
    return app


@pytest.fixture
def administrator(fresh):
    return make_site_administrator(name="Contoh Penjaga Situs")


def body(app, **changes):
    values = {name: text_of(app.config["SETTINGS"], name) for name in CHANGEABLE}
    return values | {"own_password": PASSWORD} | changes


def rows():
    query = select(SiteSettingChange).order_by(SiteSettingChange.id)
    return [(row.name, row.old_value, row.new_value) for row in db.session.scalars(query)]


def test_the_page_shows_what_holds(app, administrator, sign_in):
    page = sign_in(administrator).get(PAGE).text
    assert_page_rules(page)
    assert 'value="Pelita"' in page
    assert "Riwayat" not in page


def test_a_change_holds_at_once_on_every_page_and_is_kept_with_its_history(app, administrator, sign_in):
    client = sign_in(administrator)
    assert client.post(PAGE, data=body(app, site_name="Suluh", session_days="7")).status_code == 303
    assert rows() == [("site_name", "Pelita", "Suluh"), ("session_days", "30", "7")]
    assert app.config["PERMANENT_SESSION_LIFETIME"] == timedelta(days=7)
    page = client.get(PAGE).text
    assert_page_rules(page)
    assert "nilai dari lingkungan: Pelita" in page
    assert "Suluh" in client.get("/bantuan").text
    told = client.get("/admin/jejak?tindakan=setting.changed").text
    assert "Contoh Penjaga Situs mengubah pengaturan Nama situs dari “Pelita” menjadi “Suluh”." in told
    assert len(list(db.session.scalars(select(AuditEntry).where(AuditEntry.action == "setting.changed")))) == 2


def test_the_environments_value_needs_no_row_of_its_own(app, administrator, sign_in):
    client = sign_in(administrator)
    client.post(PAGE, data=body(app, site_name="Suluh"))
    client.post(PAGE, data=body(app, site_name="Pelita"))
    assert rows()[-1] == ("site_name", "Suluh", None)
    assert "nilai dari lingkungan" in client.get(PAGE).text
    assert app.config["SETTINGS"] == site_changes().environment


def test_nothing_changed_is_said_and_not_kept(app, administrator, sign_in):
    client = sign_in(administrator)
    client.post(PAGE, data=body(app))
    assert rows() == []
    assert "Tidak ada yang berubah" in client.get(PAGE).text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"site_name": " "}, "tidak boleh kosong"),
        ({"site_name": "x" * 61}, "terlalu panjang"),
        ({"site_name": "Pe\u200blita"}, "karakter yang tidak terlihat"),
        ({"contact_email": "bukan alamat"}, "Tulis satu alamat surel"),
        ({"mail_from": "a@b.example, c@d.example"}, "Tulis satu alamat surel"),
        ({"default_time_zone": "Mars/Olympus"}, "Pilih satu zona waktu"),
        ({"session_days": "0"}, "1 sampai 365"),
        ({"session_days": "366"}, "1 sampai 365"),
        ({"jp_floor_pns": "dua puluh"}, "1 sampai 200"),
        ({"jp_ceiling_pppk": "2.5"}, "1 sampai 200"),
        ({"competency_course_cap": "6"}, "1 sampai 5"),
        ({"own_password": ""}, "Isi kata sandi Anda"),
        ({"own_password": "salah sama sekali"}, "Kata sandi Anda tidak cocok"),
    ],
)
def test_a_refused_change_keeps_what_was_typed_and_changes_nothing(app, administrator, sign_in, changes, words):
    response = sign_in(administrator).post(PAGE, data=body(app, site_motto="Semboyan contoh") | changes)
    assert response.status_code == 422
    assert_page_rules(response.text)
    assert words in response.text
    assert 'value="Semboyan contoh"' in response.text
    assert PASSWORD not in response.text
    assert rows() == []


@pytest.mark.parametrize("value", ["1", "365"])
def test_limits_themselves_are_allowed(app, administrator, sign_in, value):
    sign_in(administrator).post(PAGE, data=body(app, session_days=value))
    assert app.config["SETTINGS"].session_days == int(value)


def test_guessing_the_password_is_held_up_even_when_right(app, administrator, sign_in, clock):
    client = sign_in(administrator)
    wrong = body(app, site_name="Suluh", own_password="salah sama sekali")
    answers = [client.post(PAGE, data=wrong).status_code for _ in range(guesses.SIGN_IN.account.count)]
    assert set(answers) == {422}
    response = client.post(PAGE, data=body(app, site_name="Suluh"))
    assert response.status_code == 429
    assert "Terlalu banyak percobaan" in response.text
    clock.shift(timedelta(minutes=15))
    assert client.post(PAGE, data=body(app, site_name="Suluh")).status_code == 303


def test_right_passwords_are_no_guesses(app, administrator, sign_in, clock):
    client = sign_in(administrator)
    answers = {client.post(PAGE, data=body(app)).status_code for _ in range(guesses.SIGN_IN.account.count + 2)}
    assert answers == {303}


def test_a_value_from_before_is_restored(app, administrator, sign_in):
    client = sign_in(administrator)
    client.post(PAGE, data=body(app, site_name="Suluh"))
    client.post(PAGE, data=body(app, site_name="Obor"))
    newest = db.session.scalars(select(SiteSettingChange.id).order_by(SiteSettingChange.id.desc())).first()
    address = f"{PAGE}/riwayat/{newest}/pemulihan"
    page = client.get(address).text
    assert_page_rules(page)
    assert ("Obor" in page, "Suluh" in page) == (True, True)
    assert client.post(address, data={"own_password": "salah sama sekali"}).status_code == 422
    assert app.config["SETTINGS"].site_name == "Obor"
    assert client.post(address, data={"own_password": PASSWORD}).status_code == 303
    assert (app.config["SETTINGS"].site_name, rows()[-1]) == ("Suluh", ("site_name", "Obor", "Suluh"))


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_change_that_never_was_is_not_found(administrator, sign_in, method):
    assert getattr(sign_in(administrator), method)(f"{PAGE}/riwayat/99/pemulihan").status_code == 404


def test_it_is_for_administrators_of_the_whole_site_with_their_token(app, client, administrator, sign_in):
    assert client.get(PAGE).location.startswith("/masuk")
    local = make_person(roles=(Role.LEARNER, Role.ADMINISTRATOR))
    assert sign_in(local).get(PAGE).status_code == 403
    assert sign_in(local).post(PAGE, data=body(app)).status_code == 403
    client = sign_in(administrator)
    client.sends_csrf_token = False
    assert client.post(PAGE, data=body(app, site_name="Suluh")).status_code == 400
    assert rows() == []


# Every process


def change(**texts) -> None:
    change_settings(texts, actor_id=None, now=site_clock.now())
    db.session.commit()


def test_another_process_learns_of_a_change_within_seconds(fresh, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(changes_module.time, "monotonic", lambda: now[0])
    other = SiteChanges(fresh)
    other.refresh_sometimes()
    change(site_name="Suluh")
    now[0] += changes_module.ASKED_EVERY_SECONDS - 0.1
    other.refresh_sometimes()
    assert fresh.config["SETTINGS"].site_name == "Pelita"
    now[0] += 0.1
    other.refresh_sometimes()
    assert fresh.config["SETTINGS"].site_name == "Suluh"


def test_asking_costs_one_statement_and_nothing_in_between(fresh, count_statements):
    change(site_name="Suluh")
    site_changes().refresh()
    with count_statements(at_most=1):
        site_changes().refresh()
    other = SiteChanges(fresh)
    other.refresh_sometimes()
    with count_statements(at_most=0):
        other.refresh_sometimes()


def test_a_kept_value_that_is_no_longer_allowed_is_left_out(fresh):
    for name, value in (("session_days", "9999"), ("tidak_dikenal", "x"), ("site_motto", "Semboyan contoh")):
        db.session.add(SiteSettingChange(at=site_clock.now(), name=name, old_value="", new_value=value))
    site_changes().refresh()
    assert fresh.config["SETTINGS"].session_days == 30
    assert fresh.config["SETTINGS"].site_motto == "Semboyan contoh"


def test_a_value_out_of_range_is_refused_by_the_service_too(fresh):
    with pytest.raises(SettingsError, match="SESSION_DAYS"):
        change(session_days="0")


def test_letters_are_sent_from_the_changed_address(fresh, runner):
    change(mail_from="suluh@contoh.example")
    site_changes().refresh()
    db.session.add(
        MailMessage(
            recipient="a@contoh.example",
            subject="Contoh",
            body="Isi",
            created_at=site_clock.now(),
            next_try_at=site_clock.now(),
        )
    )
    runner.invoke(args=["jobs", "work", "--until-idle"])
    letters = sorted((fresh.config["SETTINGS"].instance_dir / "outbox").rglob("*"))
    assert any("From: suluh@contoh.example" in letter.read_text() for letter in letters if letter.is_file())
