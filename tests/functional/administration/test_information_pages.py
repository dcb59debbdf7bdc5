"""Help, accessibility, privacy, contact: open to everybody, in the frame of the site."""

from __future__ import annotations

import pytest

from tests.factories import make_person
from tests.support.page_rules import assert_page_rules

PAGES = ["/bantuan", "/aksesibilitas", "/privasi", "/kontak"]


@pytest.mark.parametrize("path", PAGES)
def test_everybody_can_read_it(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert_page_rules(response.text)


@pytest.mark.parametrize("path", PAGES)
def test_who_is_signed_in_sees_their_places_too(client, sign_in, path):
    response = sign_in(make_person("Contoh Pembaca")).get(path)
    assert_page_rules(response.text)
    assert "Contoh Pembaca" in response.text


def test_the_footer_leads_to_all_of_them(client):
    page = client.get("/masuk").text
    assert all(f'href="{path}"' in page for path in PAGES)


def test_the_address_of_the_settings_is_shown(client):
    assert "mailto:bantuan@pelita.example" in client.get("/kontak").text
