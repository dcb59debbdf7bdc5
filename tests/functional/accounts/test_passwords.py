"""New passwords: forgotten, by activation link, at first sign-in, changed. One-time links work once and tell nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from elearning.accounts.letters import PATHS
from elearning.accounts.models import OneTimeLink, Person, SignInSession
from elearning.accounts.passwords import verify_password
from elearning.accounts.services.credentials import LinkPurpose, create_link
from elearning.core import clock as site_clock
from elearning.core.mail import MailMessage
from elearning.extensions import db
from tests.factories import PASSWORD, make_person
from tests.support.page_rules import assert_page_rules

NEW = "kata lain yang panjang"


@pytest.fixture
def person(app):
    return make_person("Contoh Lupa", email="lupa@contoh.example")


def ask(client, identifier="lupa@contoh.example"):
    return client.post("/lupa-sandi", data={"identifier": identifier})


def mailed_path() -> str:
    body = db.session.scalars(select(MailMessage.body).order_by(MailMessage.id.desc())).first()
    return re.search(r"http://localhost(/\S+)", body).group(1)


def choose(client, path, password=NEW, again=None):
    return client.post(path, data={"password": password, "again": again or password})


def has_password(person, password) -> bool:
    return verify_password(db.session.get_one(Person, person.id).password_hash, password)


# Forgotten


def test_the_forgotten_page_keeps_the_page_rules(client):
    assert_page_rules(client.get("/lupa-sandi").text)
    assert_page_rules(client.get("/lupa-sandi/terkirim").text)


def test_a_forgotten_password_is_replaced_by_a_mailed_link(client, person):
    ask(client)
    path = mailed_path()
    assert_page_rules(client.get(path).text)
    response = choose(client, path)
    assert (response.status_code, response.location) == (303, "/")
    assert has_password(person, NEW)
    assert client.get("/profil").status_code == 200


@pytest.mark.parametrize("identifier", ["lupa@contoh.example", "tidak@ada.example", "198001022009031001", "junk"])
def test_everybody_gets_the_same_answer(client, person, identifier):
    response = ask(client, identifier)
    assert (response.status_code, response.location) == (303, "/lupa-sandi/terkirim")


def test_a_person_without_address_gets_the_same_answer_and_no_letter(client):
    make_person(nip="198001022009031001", email=None)
    assert ask(client, "198001022009031001").status_code == 303
    assert db.session.scalars(select(MailMessage)).all() == []


def test_links_are_not_mailed_without_end(client, person, clock):
    answers = [ask(client).status_code for _ in range(4)]
    assert answers == [303, 303, 303, 429]
    unknown = [ask(client, "tidak@ada.example").status_code for _ in range(4)]
    assert unknown == answers
    assert len(db.session.scalars(select(MailMessage)).all()) == 3


def test_an_empty_request_comes_back(client):
    response = ask(client, "")
    assert response.status_code == 422
    assert_page_rules(response.text)


def test_a_newer_link_replaces_the_one_before(client, person):
    ask(client)
    older = mailed_path()
    ask(client)
    assert client.get(older).status_code == 404
    assert client.get(mailed_path()).status_code == 200


@pytest.mark.parametrize(
    ("purpose", "lasts"), [(LinkPurpose.RESET, timedelta(hours=1)), (LinkPurpose.ACTIVATION, timedelta(days=14))]
)
def test_a_link_ends_at_its_time(client, person, clock, purpose, lasts):
    path = PATHS[purpose] + create_link(person, purpose, now=site_clock.now())
    clock.shift(lasts - timedelta(seconds=1))
    assert client.get(path).status_code == 200
    clock.shift(timedelta(seconds=1))
    response = choose(client, path)
    assert response.status_code == 404
    assert_page_rules(response.text)
    assert has_password(person, PASSWORD)


def test_a_link_works_once(client, person):
    ask(client)
    path = mailed_path()
    choose(client, path)
    client.sign_out()
    assert choose(client, path, "yang ketiga kalinya").status_code == 404
    assert has_password(person, NEW)


def test_looking_at_a_link_does_not_use_it(client, person):
    ask(client)
    path = mailed_path()
    assert [client.get(path).status_code for _ in range(3)] == [200, 200, 200]


def test_a_link_of_one_purpose_is_none_of_the_other(client, person):
    token = create_link(person, LinkPurpose.ACTIVATION, now=site_clock.now())
    assert client.get(f"/sandi-baru/{token}").status_code == 404


@pytest.mark.parametrize("token", ["x", "x" * 3_000, "%3Cscript%3E", "' OR 1=1 --"])
def test_a_made_up_link_is_not_found(client, token):
    assert client.get(f"/sandi-baru/{token}").status_code == 404


def test_the_link_of_an_inactive_person_is_void(client, person):
    ask(client)
    person.is_active = False
    assert choose(client, mailed_path()).status_code == 404


def test_only_a_hash_of_the_token_is_kept(client, person):
    ask(client)
    token = mailed_path().rpartition("/")[2]
    assert db.session.scalars(select(OneTimeLink.token_hash)).one() != token


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("pendek", None, "paling sedikit 10 karakter"),
        ("1234567890", None, "mudah ditebak"),
        ("Password 2026!", None, "mudah ditebak"),
        ("contohlupa1", None, "mudah ditebak"),
        (NEW, "kata lain yang berbeda", "tidak sama"),
        (PASSWORD, None, "sama dengan yang sekarang"),
        ("x" * 200, None, "mudah ditebak"),
        ("abcdefghijklmn opqrst" * 7, None, "paling banyak 128"),
        ("", None, "Isi kata sandi baru"),
    ],
)
def test_a_refused_password_leaves_the_link_unused(client, person, password, again, words):
    ask(client)
    path = mailed_path()
    response = choose(client, path, password, again)
    assert response.status_code == 422
    assert_page_rules(response.text)
    assert choose(client, path).status_code == 303


def test_activation_signs_a_new_person_in(client):
    newcomer = make_person("Contoh Baru", password_hash=None)
    token = create_link(newcomer, LinkPurpose.ACTIVATION, now=site_clock.now())
    page = client.get(f"/aktivasi/{token}")
    assert "Aktifkan akun" in page.text
    assert choose(client, f"/aktivasi/{token}").status_code == 303
    assert "Contoh Baru" in client.get("/profil").text


# The first sign-in


def test_a_password_that_somebody_else_chose_must_be_replaced_first(client, sign_in):
    newcomer = make_person(must_change_password=True)
    sign_in(newcomer)
    assert client.get("/").location == "/sandi-pertama"
    assert client.get("/perangkat").status_code == 200, "own account pages stay open"
    page = client.get("/sandi-pertama")
    assert_page_rules(page.text)
    assert choose(client, "/sandi-pertama", PASSWORD).status_code == 422
    assert choose(client, "/sandi-pertama").status_code == 303
    assert has_password(newcomer, NEW)
    assert client.get("/sandi-pertama").location == "/"


# Changing


def change(client, present=PASSWORD, password=NEW):
    return client.post("/profil/sandi", data={"present": present, "password": password, "again": password})


def test_a_changed_password_ends_every_other_session(client, sign_in, person, app):
    elsewhere = app.test_client()
    elsewhere.sign_in(person)
    sign_in(person)
    assert_page_rules(client.get("/profil/sandi").text)
    assert change(client).location == "/profil"
    assert client.get("/profil").status_code == 200
    assert elsewhere.get("/profil").status_code == 303
    assert has_password(person, NEW)


def test_a_changed_password_voids_open_links(client, sign_in, person):
    token = create_link(person, LinkPurpose.RESET, now=site_clock.now())
    sign_in(person)
    change(client)
    assert client.get(f"/sandi-baru/{token}").status_code == 404


@pytest.mark.parametrize(("present", "password"), [("salah sama sekali", NEW), (PASSWORD, "pendek"), ("", NEW)])
def test_a_wrong_change_changes_nothing(client, sign_in, person, present, password):
    sign_in(person)
    response = change(client, present, password)
    assert response.status_code == 422
    assert_page_rules(response.text)
    assert has_password(person, PASSWORD)
    assert len(db.session.scalars(select(SignInSession).where(SignInSession.revoked_at.is_(None))).all()) == 1


def test_a_stolen_session_cannot_guess_the_password_without_end(client, sign_in, person, clock):
    sign_in(person)
    answers = [change(client, "salah sama sekali").status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    assert change(client).status_code == 429


@pytest.mark.parametrize("path", ["/profil/sandi", "/sandi-pertama", "/profil", "/perangkat"])
def test_strangers_are_asked_to_sign_in(client, path):
    response = client.get(path)
    assert response.status_code == 303
    assert response.location.startswith("/masuk?next=")
