"""What protects every answer alike: headers by kind of answer, cookies, what production asks for, what logs do not tell."""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator, MutableMapping
from http.cookies import SimpleCookie
from typing import Any

import pytest
import structlog
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from config import Environment, Settings, SettingsError, load_settings
from elearning.accounts.models import Person
from elearning.accounts.services.credentials import LinkPurpose, create_link
from elearning.core import clock as site_clock
from elearning.core.audit import AuditEntry
from elearning.core.display import COOKIE
from elearning.core.security import HEADERS
from elearning.extensions import db
from tests.conftest import WITHOUT_DATABASE
from tests.factories import PASSWORD, make_person
from tests.support.every_route import World, make_world

pytestmark = pytest.mark.usefixtures("clock")
ONCE = pytest.mark.engines("sqlite")


@pytest.fixture
def world(app) -> World:
    return make_world(app)


@ONCE
def test_every_kind_of_answer_carries_the_protecting_headers(client, world):
    names, supervisor = world.names, world.people["supervisor"]
    kinds = [
        ("", "/masuk", "text/html", 200),
        ("", "/tim", "text/html", 303),
        ("", "/tidak-ada", "text/html", 404),
        ("", "/healthz", "application/json", 200),
        ("", "/static/img/kawung.svg", "image/svg+xml", 200),
        ("", f"/verify/{names['check_code']}", "text/html", 200),
        ("learner", f"/sertifikat/{names['certificate']}.pdf", "application/pdf", 200),
        ("learner", "/kursus/kursus-latihan/media/1/surat.png", "image/png", 200),
        ("learner", "/tim", "text/html", 403),
        ("supervisor", "/tim/unduhan.csv", "text/csv", 200),
        ("supervisor", "/tim/unduhan.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 200),
        ("supervisor", f"/tim/{supervisor.id}", "text/html", 404),
    ]
    for who, path, mimetype, status in kinds:
        client.sign_out()
        if who:
            client.sign_in(world.people[who])
        answer = client.get(path, buffered=True)
        assert (answer.status_code, answer.mimetype) == (status, mimetype), path
        assert HEADERS.items() - {("Referrer-Policy", "same-origin")} <= set(answer.headers.items()), path
        assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    refused = client.post("/masuk", data=b"x" * 2_000_000)
    assert refused.status_code == 413
    assert HEADERS.items() <= set(refused.headers.items())


@ONCE
def test_the_policy_lets_nothing_inline_and_nothing_foreign_run():
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


@ONCE
def test_pages_of_people_are_kept_by_no_cache(client, world):
    client.sign_in(world.people["supervisor"])
    for path in ("/", "/profil", "/tim", "/tim/unduhan.csv", "/tim/unduhan.xlsx", "/kompetensi"):
        assert client.get(path, buffered=True).headers["Cache-Control"] == "no-store", path
    client.sign_in(world.people["learner"])
    assert "private" in client.get(f"/sertifikat/{world.names['certificate']}.pdf").headers["Cache-Control"]


@ONCE
@pytest.mark.parametrize("known", [True, False])
def test_a_page_whose_address_is_a_secret_names_it_to_nobody(client, known):
    token = create_link(make_person(), LinkPurpose.RESET, now=site_clock.now()) if known else "tidak-ada"
    answer = client.get(f"/sandi-baru/{token}")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "no-store"


# Cookies and production.


def cookies_of(answer) -> SimpleCookie:
    return SimpleCookie("\r\n".join(answer.headers.getlist("Set-Cookie")))


@pytest.fixture
def production(engine, make_app):
    """An application as in production; its database is never opened."""
    return make_app(WITHOUT_DATABASE, environment=Environment.PRODUCTION, testing=False)


@ONCE
def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(client, app):
    make_person(email="kuki@contoh.example")
    answers = [
        client.post("/masuk", data={"identifier": "kuki@contoh.example", "password": PASSWORD}),
        client.post("/display", data={"theme": "dark"}),
    ]
    for answer in answers:
        assert cookies_of(answer)
        for cookie in cookies_of(answer).values():
            assert cookie["httponly"]
            assert cookie["samesite"] == "Lax"
            assert not cookie["domain"]


@ONCE
def test_production_sends_cookies_over_tls_only_and_asks_browsers_to_stay_there(production):
    answer = production.test_client().get("/masuk")  # behind a proxy that nobody has told it of
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert cookies_of(answer)
    assert all(cookie["secure"] for cookie in cookies_of(answer).values())


@ONCE
def test_the_cookie_of_wishes_is_secure_in_production_too(production):
    production.config["WTF_CSRF_ENABLED"] = False
    answer = production.test_client().post("/display", data={"theme": "dark"})
    assert cookies_of(answer)[COOKIE]["secure"]


@ONCE
def test_production_has_no_style_guide_and_no_demo(production, tmp_path):
    assert production.test_client().get("/styleguide").status_code == 404
    secret, address = "a1b2c3d4e5f6g7h8i9j0" * 2, "https://pelita.contoh.go.id"
    environ = {"PELITA_ENV": "production", "SECRET_KEY": secret, "PUBLIC_URL": address, "INSTANCE_DIR": str(tmp_path)}
    assert load_settings(environ).demo is False
    with pytest.raises(SettingsError, match="DEMO"):
        load_settings(environ | {"DEMO": "1"})


# What is kept from others on the machine, and out of logs.


@ONCE
def test_a_new_instance_folder_is_for_its_owner_alone(tmp_path):
    folder = tmp_path / "baru"
    load_settings({"INSTANCE_DIR": str(folder)})
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600


@ONCE
def test_printing_the_settings_tells_no_password():
    settings = Settings(
        secret_key="rahasia-kunci", database_url="postgresql://a:rahasia-db@h/x", mail_url="smtp://a:rahasia-surat@h"
    )
    assert "rahasia" not in repr(settings)


def test_a_failed_statement_does_not_tell_its_values(db_session):
    with pytest.raises(DBAPIError) as raised:
        db_session.execute(text("INSERT INTO no_such_table VALUES (:link)"), {"link": "https://x/sandi-baru/RAHASIA"})
    db_session.rollback()
    assert "RAHASIA" not in str(raised.value)


@pytest.fixture
def told() -> Iterator[list[MutableMapping[str, Any]]]:
    """All that is logged, of every level."""
    usual = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG))
    with capture_logs() as entries:
        yield entries
    structlog.configure(**usual)


def test_logs_name_the_route_and_never_the_secret_in_its_address(client, told, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    token = create_link(make_person(email="log@contoh.example"), LinkPurpose.RESET, now=site_clock.now())
    client.get(f"/sandi-baru/{token}?kode={token}")
    client.post(f"/sandi-baru/{token}", data={"password": PASSWORD, "again": "lain sekali"})
    client.post("/masuk", data={"identifier": "log@contoh.example", "password": "rahasia-yang-salah"})
    assert [entry["route"] for entry in told if "route" in entry] == ["/sandi-baru/<token>"] * 2 + ["/masuk"]
    everything = f"{told}{capfd.readouterr()}{caplog.text}"
    assert token not in everything
    assert "rahasia-yang-salah" not in everything
    assert "log@contoh.example" not in everything


# Deeds leave a trace.


def test_links_and_devices_signed_out_are_audited(client, world):
    learner = world.people["learner"]
    before = set(db.session.scalars(select(AuditEntry.id)))
    client.sign_in(learner)
    client.post("/perangkat/pencabutan")
    client.sign_out()
    client.post("/lupa-sandi", data={"identifier": learner.email})
    query = select(AuditEntry.action).where(AuditEntry.id.not_in(before)).order_by(AuditEntry.id)
    assert db.session.scalars(query).all() == ["sessions.revoked", "link.created"]
    assert db.session.scalar(select(Person.must_change_password).where(Person.id == learner.id)) is False
