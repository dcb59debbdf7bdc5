"""The stored snapshot is what it always was, to the letter: certificates of all years are read and printed from it."""

from __future__ import annotations

import hashlib
import json

import pytest
from sqlalchemy import text

from elearning.certificates.changes import Corrected, reissue
from elearning.certificates.models import Certificate
from elearning.certificates.snapshot_values import Snapshot, logo_of
from elearning.certificates.wording import printed
from elearning.core import clock as site_clock
from elearning.extensions import db
from tests.factories import make_person
from tests.support.small_course import complete, make_course

GOLDEN = "6d391e46b3814612fca5fb20926138b9881d3ff3da68696be6cc27137a7fc644"
GOLDEN_REISSUE = "88a411c35ebffe4cae4b776ba64a3807b18ad78bf6293f624c138a29951ac63a"
GOLDEN_WORDS = "d6dda97132cb6f2e7b607244b50f492689c0c0ac2f50156e4e001777196cb843"
NIP = "199001012015051001"


@pytest.fixture
def certificate(app, clock) -> Certificate:
    person = make_person("Contoh Pemegang", nip=NIP)
    return db.session.get_one(Certificate, complete(person, make_course()).certificate_id)


def stored(certificate: Certificate) -> str:
    """The column as it lies in the table; PostgreSQL keeps no order of keys."""
    db.session.flush()
    query = text("SELECT CAST(snapshot AS TEXT) FROM certificate WHERE id = :id")
    return str(db.session.execute(query, {"id": certificate.id}).scalar_one())


def digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def test_an_issue_is_stored_as_ever(certificate):
    assert digest(json.loads(stored(certificate))) == GOLDEN


@pytest.mark.engines("sqlite")
def test_the_keys_keep_their_order(certificate):
    assert list(json.loads(stored(certificate))) == list(Snapshot.__annotations__)


def test_a_reissue_is_stored_as_ever(certificate):
    corrected = Corrected("Dr. Contoh Pemegang", "Analis", "Bidang Contoh")
    new = reissue(certificate, corrected, "Gelar", actor_id=make_person().id, now=site_clock.now())
    assert digest(json.loads(stored(new))) == GOLDEN_REISSUE


def test_the_printed_words_are_those_of_ever(certificate):
    words = printed(certificate, "https://pelita.example").as_json()
    for secret in ("check_url", "check_code", "number"):
        words.pop(secret)
    assert digest(words) == GOLDEN_WORDS


def test_a_snapshot_older_than_logos_bears_none(certificate):
    old = Snapshot(**{name: value for name, value in certificate.snapshot.items() if name != "logo"})
    assert logo_of(old) == ""
    assert logo_of({**old, "logo": "abc"}) == "abc"
