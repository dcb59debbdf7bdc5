"""Letters with links to many people at once: each in the language of its reader, in one wording of the moment a language."""

from __future__ import annotations

from elearning.accounts.letters import letters_of
from elearning.accounts.services.credentials import LinkPurpose
from elearning.core import clock as site_clock
from tests.factories import make_person


def test_everybody_is_written_to_in_their_own_language(app, clock):
    people = [
        make_person("Contoh Satu", email="satu@contoh.example"),
        make_person("Contoh Dua", email="dua@contoh.example"),
        make_person("Contoh Tiga", email="tiga@contoh.example"),
    ]
    people[1].locale = "en"
    tokens = {person.id: f"token-{person.id}" for person in people}
    letters = {
        each.recipient: each for each in letters_of(people, LinkPurpose.ACTIVATION, tokens, now=site_clock.now())
    }
    assert len(letters) == 3
    for person in people:
        letter = letters[person.email]
        assert f"/aktivasi/token-{person.id}\n" in letter.body
        assert person.name in letter.body
        assert ("28 Mei 2026" in letter.body, "28 May 2026" in letter.body) == (
            person.locale != "en",
            person.locale == "en",
        )
        assert letter.subject.startswith("Akun ") is (person.locale != "en")
