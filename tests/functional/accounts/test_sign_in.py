"""Signing in and out: by NIP or address, throttled, telling nothing about who exists, never leading elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from elearning.accounts.models import Person, SignInSession
from elearning.accounts.passwords import needs_new_hash
from elearning.accounts.services import add_nip, guesses
from elearning.accounts.services.guesses import Caller
from elearning.core import clock as site_clock
from elearning.core.permissions import Role
from elearning.extensions import db
from tests.factories import CHEAP_HASH, PASSWORD, make_nip, make_person
from tests.support.page_rules import assert_page_rules

NIP = "198001022009031001"
REFUSAL = "tidak cocok"


def enter(client, identifier=NIP, password=PASSWORD, **fields):
    return client.post("/masuk", data={"identifier": identifier, "password": password, **fields})


@pytest.fixture
def person(app):
    return make_person("Contoh Masuk", nip=NIP, email="masuk@contoh.example")


@pytest.mark.parametrize("typed", [NIP, "19800102 200903 1 001", "19800102.200903.1.001", " MASUK@Contoh.example "])
def test_a_person_signs_in_by_nip_or_address(client, person, typed):
    response = enter(client, typed)
    assert (response.status_code, response.location) == (303, "/")
    assert client.get("/profil").status_code == 200


def test_the_page_keeps_the_page_rules(client):
    response = client.get("/masuk")
    assert response.status_code == 200
    assert_page_rules(response.text)


def test_who_is_signed_in_is_sent_on(client, person):
    enter(client)
    response = client.get("/masuk?next=/perangkat")
    assert (response.status_code, response.location) == (303, "/perangkat")


@pytest.mark.parametrize(
    ("identifier", "password"),
    [
        (NIP, "salah sama sekali"),
        ("198001022009031999", PASSWORD),
        ("tidak@ada.example", PASSWORD),
        ("junk", "salah juga"),
    ],
)
def test_every_refusal_says_the_same(client, person, identifier, password):
    response = enter(client, identifier, password)
    assert response.status_code == 422
    assert REFUSAL in response.text
    assert_page_rules(response.text)
    assert password not in response.text


def test_a_person_who_never_chose_a_password_is_refused_alike(client):
    make_person(nip=NIP, password_hash=None)
    response = enter(client)
    assert response.status_code == 422
    assert REFUSAL in response.text


def test_an_inactive_person_is_refused_alike_and_loses_the_session(client, person):
    enter(client)
    person = db.session.get_one(Person, person.id)
    person.is_active = False
    assert client.get("/profil").status_code == 303
    assert REFUSAL in enter(client).text


def test_a_nip_that_has_ended_no_longer_signs_in(client, person):
    newer = make_nip()
    add_nip(person, newer, site_clock.now().date(), actor_id=None, now=site_clock.now())
    assert enter(client).status_code == 422
    assert enter(client, newer).status_code == 303


@pytest.mark.parametrize("fields", [{}, {"identifier": ""}, {"identifier": "x" * 5_000}, {"password": "x" * 5_000}])
def test_an_incomplete_form_comes_back_with_what_was_typed(client, fields):
    response = client.post("/masuk", data={"identifier": "contoh@contoh.example"} | fields)
    assert response.status_code == 422
    assert_page_rules(response.text)


@pytest.mark.parametrize(
    "text", ["' OR 1=1 --", "<script>alert(1)</script>", "%s%n{{7*7}}", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨", "🦉"]
)
def test_hostile_text_is_only_text(client, person, text):
    response = enter(client, text, text)
    assert response.status_code == 422
    assert "<script>alert" not in response.text


def test_control_characters_are_a_bad_request(client):
    assert enter(client, "abc\x00def").status_code == 400


def test_a_missing_form_token_changes_nothing(client, person):
    client.sends_csrf_token = False
    assert enter(client).status_code == 400
    assert db.session.scalars(select(SignInSession)).all() == []


@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        ("/profil?x=1", "/profil?x=1"),
        ("https://jahat.example/", "/"),
        ("//jahat.example/", "/"),
        ("/\\jahat.example", "/"),
        ("\\\\jahat.example", "/"),
        ("javascript:alert(1)", "/"),
        ("profil", "/"),
        ("/" + "x" * 2_000, "/"),
        ("", "/"),
    ],
)
def test_after_sign_in_only_own_paths_are_followed(client, person, asked, goes):
    assert enter(client, next=asked).location == goes


def test_a_page_that_needs_a_person_comes_back_after_sign_in(client, person):
    asked = client.get("/perangkat?x=1")
    assert asked.status_code == 303
    page = client.get(asked.location)
    assert 'value="/perangkat?x=1"' in page.text


def test_sessions_rotate_at_sign_in(client, person):
    enter(client)
    with client.session_transaction() as cookie:
        first = cookie["_user_id"]
    enter(client)
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != first
    old, new = db.session.scalars(select(SignInSession).order_by(SignInSession.id))
    assert old.revoked_at is not None
    assert new.revoked_at is None


@pytest.mark.parametrize(("is_remembered", "lasts"), [(True, timedelta(days=30)), (False, timedelta(hours=12))])
def test_a_device_is_remembered_only_when_asked(client, person, is_remembered, lasts):
    enter(client, **({"is_remembered": "y"} if is_remembered else {}))
    row = db.session.scalars(select(SignInSession)).one()
    assert row.expires_at - row.created_at == lasts
    with client.session_transaction() as cookie:
        assert bool(cookie.get("_permanent")) is is_remembered


def test_a_session_ends_at_its_time(client, person, clock):
    enter(client)
    clock.shift(timedelta(hours=12, seconds=1))
    assert client.get("/profil").status_code == 303


def test_signing_out_ends_the_session_in_the_table_too(client, person):
    enter(client)
    with client.session_transaction() as cookie:
        stolen = dict(cookie)
    assert client.post("/keluar").location == "/masuk"
    with client.session_transaction() as cookie:
        cookie.update(stolen)
    assert client.get("/profil").status_code == 303


def test_a_get_does_not_sign_out(client, person):
    enter(client)
    assert client.get("/keluar").status_code == 405


def test_an_old_hash_is_renewed(client, person):
    enter(client)
    renewed = db.session.get_one(Person, person.id).password_hash
    assert renewed != CHEAP_HASH
    assert not needs_new_hash(renewed)


# Guessing


def test_the_eleventh_guess_at_an_account_must_wait(client, person, clock):
    for _ in range(10):
        assert enter(client, password="salah sama sekali").status_code == 422
    response = enter(client)
    assert response.status_code == 429
    assert "Coba lagi sesudah pukul 12.15 WIB" in response.text
    assert response.headers["Retry-After"] == "900"
    assert_page_rules(response.text)
    clock.shift(timedelta(minutes=15))
    assert enter(client).status_code == 303


def test_an_unknown_account_is_throttled_like_a_known_one(client, clock):
    answers = {enter(client, "tidak@ada.example", "salah").status_code for _ in range(10)}
    assert answers == {422}
    assert enter(client, "tidak@ada.example", "salah").status_code == 429


def test_writing_an_account_differently_gives_no_more_guesses(client, person, clock):
    for typed in [NIP, "19800102 200903 1 001"] * 5:
        enter(client, typed, "salah")
    assert enter(client, "19800102.2009.03.1.001").status_code == 429


def test_other_accounts_are_not_held_up(client, person, clock):
    make_person(email="lain@contoh.example")
    for _ in range(11):
        enter(client, password="salah")
    assert enter(client, "lain@contoh.example").status_code == 303


def test_an_address_that_guesses_at_many_accounts_must_wait(client, person, clock):
    for number in range(100):
        guesses.count(guesses.SIGN_IN, Caller(f"tebak{number}@contoh.example", "127.0.0.1"), now=site_clock.now())
    assert enter(client).status_code == 429
    elsewhere = client.post(
        "/masuk", data={"identifier": NIP, "password": PASSWORD}, environ_base={"REMOTE_ADDR": "10.1.2.3"}
    )
    assert elsewhere.status_code == 303


def test_right_passwords_do_not_use_up_an_office_network(client, person, clock):
    for _ in range(12):
        assert enter(client).status_code == 303


# Demo accounts


@pytest.fixture
def demo(app, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], demo=True))
    return make_person("Contoh Peraga", email="learner@pelita.example")


def test_a_demo_offers_one_click_per_existing_role(client, demo):
    page = client.get("/masuk")
    assert page.text.count('name="role"') == 1
    assert_page_rules(page.text)
    response = client.post("/masuk/contoh", data={"role": "learner", "next": "/profil"})
    assert response.location == "/profil"
    assert "Contoh Peraga" in client.get("/profil").text


@pytest.mark.parametrize("role", ["administrator", "", "jahat", "learner\u0000"])
def test_a_role_without_demo_account_is_not_there(client, demo, role):
    assert client.post("/masuk/contoh", data={"role": role}).status_code in (400, 404)


def test_without_demo_there_is_no_one_click(client):
    make_person(email="learner@pelita.example", roles=(Role.LEARNER,))
    assert 'name="role"' not in client.get("/masuk").text
    assert client.post("/masuk/contoh", data={"role": "learner"}).status_code == 404
