"""Profile, devices, language and reading settings: what belongs to the person who is signed in."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select

from elearning.accounts.models import Person, SignInSession
from elearning.accounts.services import add_nip
from elearning.core import clock as site_clock
from elearning.extensions import db
from tests.factories import give_position, make_nip, make_person, make_site_administrator
from tests.support.page_rules import assert_page_rules


@pytest.fixture
def person(app):
    return make_person("Siti Contoh", title_before="Dr.", title_after="S.E., M.Si.")


def test_the_profile_shows_the_name_as_a_certificate_prints_it(client, sign_in, person):
    give_position(person, "Analis Contoh", "Dinas Contoh/Bidang Satu")
    older = make_nip(7)
    newer = make_nip(8)
    db.session.flush()
    add_nip(person, older, date(2026, 1, 5), actor_id=None, now=site_clock.now())
    add_nip(person, newer, date(2026, 3, 1), actor_id=None, now=site_clock.now())
    page = sign_in(person).get("/profil")
    assert page.status_code == 200
    assert_page_rules(page.text)
    for text in ("Dr. Siti Contoh, S.E., M.Si.", "Analis Contoh", "Dinas Contoh / Bidang Satu", "28 Februari 2026"):
        assert text in page.text
    assert page.text.index(newer[:8]) < page.text.index(older[:8])


def test_a_single_name_and_an_accommodation_are_shown(client, sign_in):
    page = sign_in(make_person("Suharto", time_multiplier_percent=150)).get("/profil")
    assert "Suharto" in page.text
    assert "150%" in page.text


def test_a_site_administrator_without_agency_has_a_profile(client, sign_in):
    page = sign_in(make_site_administrator()).get("/profil")
    assert page.status_code == 200
    assert_page_rules(page.text)


def test_names_are_shown_as_text(client, sign_in):
    page = sign_in(make_person("O'Brien <b>Contoh</b>")).get("/profil")
    assert "<b>Contoh</b>" not in page.text


def test_own_pages_cost_few_statements(client, sign_in, person, count_statements):
    sign_in(person)
    for path in ("/profil", "/perangkat"):
        with count_statements(at_most=8):
            client.get(path)


# Devices


@pytest.fixture
def elsewhere(app, person):
    other = app.test_client()
    other.sign_in(person)
    return other


def session_id(person, newest: bool) -> int:
    ids = db.session.scalars(select(SignInSession.id).where(SignInSession.person_id == person.id)).all()
    return max(ids) if newest else min(ids)


def test_devices_are_listed_and_one_can_be_signed_out(client, sign_in, person, elsewhere):
    sign_in(person)
    page = client.get("/perangkat")
    assert_page_rules(page.text)
    assert page.text.count("Perangkat ini") == 1
    response = client.post(f"/perangkat/{session_id(person, newest=False)}/pencabutan")
    assert response.location == "/perangkat"
    assert elsewhere.get("/profil").status_code == 303
    assert client.get("/profil").status_code == 200


def test_all_other_devices_can_be_signed_out_at_once(client, sign_in, person, elsewhere):
    sign_in(person)
    client.post("/perangkat/pencabutan")
    assert elsewhere.get("/profil").status_code == 303
    assert client.get("/profil").status_code == 200


def test_signing_out_this_device_leads_to_the_sign_in(client, sign_in, person):
    sign_in(person)
    assert client.post(f"/perangkat/{session_id(person, newest=True)}/pencabutan").location == "/masuk"
    assert client.get("/profil").status_code == 303


def test_somebody_elses_device_does_not_exist(client, sign_in, person, elsewhere):
    sign_in(make_person())
    assert client.post(f"/perangkat/{session_id(person, newest=False)}/pencabutan").status_code == 404
    assert elsewhere.get("/profil").status_code == 200


@pytest.mark.parametrize("number", ["0", "999999999", "99999999999999999999", "x", "-1"])
def test_a_made_up_device_is_not_found(client, sign_in, person, number):
    sign_in(person)
    assert client.post(f"/perangkat/{number}/pencabutan").status_code == 404


# Language and reading


def test_a_stranger_chooses_a_language(client):
    response = client.post("/bahasa", data={"language": "en", "next": "/bantuan"})
    assert response.location == "/bantuan"
    assert '<html lang="en"' in client.get("/bantuan").text


def test_the_language_follows_the_person(client, sign_in, person, elsewhere):
    sign_in(person)
    client.post("/bahasa", data={"language": "en", "next": "/profil"})
    assert '<html lang="en"' in elsewhere.get("/profil").text
    assert db.session.get_one(Person, person.id).locale == "en"


@pytest.mark.parametrize("language", ["", "xx", "<b>", "en-US"])
def test_an_unknown_language_is_refused(client, language):
    assert client.post("/bahasa", data={"language": language}).status_code == 422


@pytest.mark.parametrize("following", ["https://jahat.example", "//jahat.example", ""])
def test_a_language_leads_nowhere_else(client, following):
    assert client.post("/bahasa", data={"language": "id", "next": following}).location == "/masuk"


@pytest.mark.parametrize(
    ("following", "location"),
    [
        ("/kursus/kursus-latihan/pendaftaran", "/kursus/kursus-latihan"),
        ("/kursus/kursus-latihan/pendaftaran?a=1", "/kursus/kursus-latihan"),
        ("/percobaan/7/pengumpulan", "/percobaan/7"),
        ("/perangkat/3/pencabutan", "/perangkat"),
        ("/keluar", "/"),
        ("/tim/penugasan?orang=3", "/tim/penugasan?orang=3"),
        ("/tidak-ada/di-sini", "/tidak-ada/di-sini"),
    ],
)
def test_a_language_chosen_where_only_posts_go_leads_to_the_page_above(client, following, location):
    assert client.post("/bahasa", data={"language": "en", "next": following}).location == location


def test_the_error_page_of_a_refused_post_can_be_read_in_another_language(client, sign_in, person):
    sign_in(person)
    error = client.post("/percobaan/999999/pengumpulan")
    assert error.status_code == 404
    following = re.search(r'name="next" value="([^"]*)"', error.text)[1]
    page = client.post("/bahasa", data={"language": "en", "next": following}, follow_redirects=True)
    assert page.status_code == 404
    assert '<html lang="en"' in page.text


def test_reading_settings_follow_the_person(client, sign_in, person, elsewhere):
    sign_in(person)
    client.post("/display", data={"theme": "dark", "text": "larger", "next": "/profil"})
    assert 'data-text="larger"' in elsewhere.get("/profil").text
    stranger = client.application.test_client()
    assert 'data-text="larger"' not in stranger.get("/masuk").text


def test_a_stranger_keeps_reading_settings_on_the_device(client):
    client.post("/display", data={"text": "large", "theme": "<script>"})
    page = client.get("/masuk")
    assert 'data-text="large"' in page.text
    assert "data-theme" not in page.text
