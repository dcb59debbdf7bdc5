"""Every post and every address with what a broken, tampered or hostile client sends: a clear page, nothing changed.

The table of what is accepted is tests/support/every_route.py. What belongs to one feature (shapes of answers, words of
refusals) is tested beside its pages.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from elearning.accounts.models import Person
from elearning.core.own_path import own_path
from elearning.core.permissions import PUBLIC, Permission, declared_permission
from elearning.extensions import db
from tests.factories import put_under
from tests.support import databases
from tests.support.client import Client
from tests.support.every_route import POST_ROUTES, PostRoute, World, make_world
from tests.support.page_rules import assert_page_rules
from tests.support.rows import changed, rows
from tests.support.transactions import rolled_back

pytestmark = pytest.mark.usefixtures("clock")
SQL = "'; DROP TABLE person; --"
HTML = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
FORMATTED, OWLS = "%s%(x)s{{7*7}}", "🦉" * 250 + "x" * 4_750
JUNK = (
    *("", "0", "-1", "abc", "1e3", "٣", str(2**63), "9" * 5_000),
    *(SQL, HTML, FORMATTED, OWLS, "01-01-0001", "31-12-9999"),
)
# On PostgreSQL only what it may answer otherwise than SQLite: a key of nothing, no 64 bits, quotes, its driver's places, too long.
JUNK_ON = {"sqlite": JUNK, "postgresql": ("0", str(2**63), SQL, FORMATTED, OWLS)}
NOON = datetime(2026, 5, 14, 5, 0, tzinfo=UTC)  # where the clock of each test stands
CONTROL = ("a\x00b", "\x1b[2J", "a\x7f", "a\x85b", "a\u2028b")
TEN_MEGABYTES = b"x=" + b"x" * 10_000_000
ONCE = pytest.mark.engines("sqlite")  # decided before any database is asked
BY_ENDPOINT = pytest.mark.parametrize("endpoint", sorted(POST_ROUTES))
BY_DEMANDING_ENDPOINT = pytest.mark.parametrize(
    "endpoint", sorted(name for name, route in POST_ROUTES.items() if route.needed or route.text)
)
GET_FIELDS = (
    *("page", "year", "q", "halaman", "halaman-perhatian", "tahun", "soal", "kode", "kursus", "orang", "tugas", "urut"),
    *("kompetensi", "keadaan", "bawahan", "perhatian", "next", "lihat", "jp", "topik", "theme", "role"),
    *("kuis", "percobaan", "revisi"),
)


@pytest.fixture(scope="module")
def furnished(engine_databases, template, make_app) -> Iterator[tuple[Flask, World, dict[str, int]]]:
    """An application, the world in its database, and the ids of its people: made once, each test takes back what it does."""
    name = databases.next_name()
    app = make_app(engine_databases.copy(template, name))
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], demo=True)
    with time_machine.travel(NOON, tick=False), app.app_context():
        made = make_world(app)
        db.session.commit()
        ids = {who: person.id for who, person in made.people.items()}
    yield app, made, ids
    with app.app_context():
        db.engine.dispose()
    engine_databases.drop(name)


@pytest.fixture
def app(furnished) -> Iterator[Flask]:
    app, _, _ = furnished
    with rolled_back(app), app.app_context():
        yield app


@pytest.fixture
def world(app, furnished) -> World:
    _, made, ids = furnished
    found = {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(ids.values())))}
    return replace(made, people={who: found[number] for who, number in ids.items()})


@pytest.fixture
def junk(engine: str) -> tuple[str, ...]:
    return JUNK_ON[engine]


class Sender:
    """Posts to one route as whoever may; nobody is held up for having tried too often."""

    def __init__(self, client: Client, world: World, route: PostRoute) -> None:
        self.client, self.route = client, route
        self.path, self.body = world.fill(route.path), world.body_of(route)
        client.sends_csrf_token = True
        client.sign_out()
        if route.who:
            client.sign_in(world.people[route.who])

    def send(self, body: Any = None, **options: Any) -> TestResponse:
        forget_tries()
        return self.client.post(self.path, data=self.body if body is None else body, **options)

    def without(self, name: str) -> dict[str, str]:
        return {key: value for key, value in self.body.items() if key != name}


@pytest.fixture
def sender(client: Client, world: World, endpoint: str) -> Sender:
    return Sender(client, world, POST_ROUTES[endpoint])


def forget_tries() -> None:
    db.session.connection().exec_driver_sql("DELETE FROM throttle_count")


def assert_calm(response: TestResponse, sent: object) -> None:
    """A refusal with a page of its own, or a way on to a page of this site."""
    told = f"{response.request.method} {response.request.path[:80]} with {str(sent)[:120]!r}: {response.status}"
    assert response.status_code < 500, told
    words = response.get_data().decode(errors="replace")
    assert "Traceback" not in words, told
    assert "<script>alert" not in words, told
    if 300 <= response.status_code < 400:
        assert own_path(response.location[:500]) is not None, f"{told} {response.location}"
    elif response.status_code >= 400 and response.mimetype == "text/html":
        assert response.text.count("<h1") == 1, told


def assert_refused(response: TestResponse, sent: object) -> None:
    assert_calm(response, sent)
    assert 400 <= response.status_code < 500, f"{str(sent)[:120]!r}: {response.status}"


def test_every_route_that_takes_a_post_stands_in_the_table(app):
    takes = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if {"POST", "PUT", "PATCH", "DELETE"} & (rule.methods or set())
    }
    assert takes == POST_ROUTES.keys()


@BY_ENDPOINT
def test_the_body_of_the_table_is_accepted_and_sent_again_does_nothing_twice(sender):
    first = sender.send()
    assert first.status_code == sender.route.answer, first.text
    before = rows(aside=sender.route.repeats)
    assert_calm(sender.send(), "the same again")
    assert not changed(before, rows(aside=sender.route.repeats))


@BY_DEMANDING_ENDPOINT
def test_junk_in_what_is_needed_is_refused_and_changes_nothing(sender, junk):
    before = rows()
    for name in sender.route.needed + sender.route.text:
        assert_refused(sender.send(sender.without(name)), f"without {name}")
        assert_refused(sender.send(sender.body | {name: "   "}), f"blank {name}")
    for name in sender.route.needed:
        for value in junk:
            assert_refused(sender.send(sender.body | {name: value}), {name: value})
    assert not changed(before, rows())


@BY_ENDPOINT
def test_junk_in_anything_else_breaks_nothing(sender, junk):
    for name in sender.body.keys() - {*sender.route.needed}:
        for value in junk:
            assert_calm(sender.send(sender.body | {name: value}), {name: value})
    for value in junk:
        unknown = dict.fromkeys(("tidak-dikenal", "csrf_tokens", "__class__", "id", "person_id"), value)
        assert_calm(sender.send(sender.body | unknown), unknown)
    assert_calm(sender.send({name: [value, value, SQL] for name, value in sender.body.items()}), "each field thrice")
    assert_calm(sender.send({f"{name}[]": value for name, value in sender.body.items()}), "fields as arrays")


@ONCE
@BY_ENDPOINT
def test_bodies_of_another_kind_are_not_read_as_forms(sender):
    token = {"X-CSRFToken": sender.client.csrf_token()}
    before = rows()
    names = sender.body.keys()
    values: list[Any] = [
        [],
        [1, 2],
        "kata",
        5,
        None,
        {},
        dict.fromkeys(names, 5),
        dict.fromkeys(names, ["a\x00"]),
        sender.body,
    ]
    bodies = [json.dumps(value).encode() for value in values]
    for body in (*bodies, b"[" * 200_000, b"\xff\xfe", b'{"a":', b"1" * 10_000):
        assert_calm(sender.send(body, content_type="application/json", headers=token), body[:80])
    files = {name: (io.BytesIO(b"x"), f"{name}.txt") for name in names}
    files_with_token = {"csrf_token": sender.client.csrf_token()} | files
    assert_calm(sender.send(files_with_token, content_type="multipart/form-data"), "files")
    for kind in (
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "text/plain",
        "application/xml",
        "x" * 300,
    ):
        assert_calm(sender.send(b"--\r\n<a/>", content_type=kind, headers=token), kind)
    if sender.route.needed or sender.route.text:
        assert not changed(before, rows())


@ONCE
@BY_ENDPOINT
def test_control_characters_are_a_bad_request(sender):
    before = rows()
    for name in [*sender.body, "tidak-dikenal"]:
        for value in CONTROL:
            assert sender.send(sender.body | {name: value}).status_code == 400, (name, value)
    assert sender.send(sender.body | {"a\x00b": "x"}).status_code == 400
    assert not changed(before, rows())


@ONCE
@BY_ENDPOINT
def test_a_post_without_its_token_or_too_large_changes_nothing(sender):
    before = rows()
    for kind in ("application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x"):
        large = sender.send(TEN_MEGABYTES, content_type=kind, headers={"X-CSRFToken": sender.client.csrf_token()})
        assert large.status_code == 413, kind
        assert_page_rules(large.text)
    sender.client.sends_csrf_token = False
    for token in ("", "abc", "x" * 10_000, SQL):
        assert_refused(sender.send(sender.body | {"csrf_token": token}), "a wrong token")
    bare = sender.send()
    assert bare.status_code == 400
    assert_page_rules(bare.text)
    assert not changed(before, rows())


@pytest.mark.parametrize("endpoint", sorted(name for name, route in POST_ROUTES.items() if route.object_of))
def test_what_belongs_to_somebody_else_does_not_exist(sender, world):
    sender.client.sign_in(world.people[sender.route.object_of])
    before = rows()
    refused = sender.send()
    assert refused.status_code == 404
    assert_page_rules(refused.text)
    assert not changed(before, rows())


# Addresses.


PLACE = re.compile(r"<[^>]*>")


@pytest.mark.parametrize(
    "value",
    [
        "0",
        str(2**63 - 1),
        str(2**63),
        SQL,
        "%00",
        pytest.param("9" * 3_000, marks=ONCE),
        pytest.param(HTML, marks=ONCE),
    ],
)
@pytest.mark.parametrize("who", ["", "supervisor"])
def test_an_address_of_nothing_is_not_found(app, client, world, who, value):
    if who:
        client.sign_in(world.people[who])
    before = rows()
    for rule in app.url_map.iter_rules():
        path = PLACE.sub(lambda _: quote(value, safe="%"), rule.rule)
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT"} if rule.arguments else ()):
            forget_tries()
            answer = client.post(path) if method == "POST" else client.open(path, method=method, buffered=True)
            assert_calm(answer, path[:80])
            assert answer.status_code in (303, 308, 400, 403, 404, 405), f"{method} {path[:80]}: {answer.status}"
    assert not changed(before, rows())


# What stands behind the question mark.


def pages(app: Flask, world: World, who: str) -> list[str]:
    """Every address of a page for a stranger, for everybody signed in, or for supervisors, with the world's things in
    its places. /readyz is left out: no worker runs here.
    """
    wanted = {
        "": {PUBLIC},
        "learner": {Permission.OWN_ACCOUNT, Permission.LEARN},
        "supervisor": {Permission.SUPERVISE},
        "officer": {Permission.MANAGE_COURSES},
    }[who]
    known = {
        "slug": "kursus-latihan",
        "key": "tujuan-surat",
        "revision": 1,
        "path": "surat.png",
        "name": "x.css",
        "attempt_id": world.names["attempt"],
        "person_id": world.names["member"],
        "filename": "img/kawung.svg",
        "notice_id": world.names["notice"],
        "import_id": world.names["checked_import"],
        "certificate_id": world.names["certificate"],
        "evidence_id": world.names["evidence"],
        "sha256": "0" * 64,
        "code": world.names["check_code"],
        "token": world.names["reset_token"],
    }
    urls = app.url_map.bind("localhost")
    return [
        urls.build(rule.endpoint, {name: known[name] for name in rule.arguments}, method="GET")
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or set())
        and declared_permission(app.view_functions[rule.endpoint]) in wanted
        and rule.endpoint != "health.ready"
    ]


@pytest.mark.parametrize("who", ["", "learner", "supervisor", "officer"])
def test_pages_leave_out_what_they_cannot_read_in_an_address(app, client, world, junk, who):
    if who:
        client.sign_in(world.people[who])
    for path in pages(app, world, who):
        for value in junk:
            forget_tries()
            pairs = [(name, each) for name in GET_FIELDS for each in (value[:100], value[:100])]
            query = MultiDict([("q", value), ("tahun", value), *pairs])
            answer = client.get(path, query_string=query, buffered=True)
            assert_calm(answer, {path: value})
        if answer.mimetype == "text/html" and answer.status_code == 200:
            assert_page_rules(answer.text)


@ONCE
@pytest.mark.parametrize("value", CONTROL)
def test_control_characters_in_an_address_are_a_bad_request(app, client, world, value):
    client.sign_in(world.people["supervisor"])
    for path in pages(app, world, "supervisor"):
        assert client.get(path, query_string={"q": value}).status_code == 400, path


@ONCE
@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Language": "x" * 5_000},
        {"Accept-Language": "en;q=abc, *;q=99999999999999999999, id;q=-1"},
        {"Accept": "application/json;q=abc, \xff"},
        {"User-Agent": "\xff<script>alert(1)</script>" * 50},
        {"Cookie": "pelita_session=abc.def.ghi; pelita_display=theme=%00&text=<script>alert(1)</script>"},
        {"Cookie": "pelita_display=" + "theme=dark&" * 500},
        {"X-Request-ID": "<script>alert(1)</script>"},
        {"X-Forwarded-For": "1.2.3.4, <script>", "X-Forwarded-Host": "jahat.example", "X-Forwarded-Proto": "https"},
        {"Host": "jahat.example"},
        {"If-None-Match": "x" * 500, "Range": "bytes=9-1,a-b", "If-Modified-Since": "kemarin"},
        {"Save-Data": "x", "Content-Length": "0", "Origin": "https://jahat.example", "Referer": "//jahat.example"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_headers_may_hold_anything(app, client, world, headers):
    if "Cookie" not in headers:
        client.sign_in(world.people["learner"])
    for path in (
        "/",
        "/masuk",
        "/katalog",
        f"/sertifikat/{world.names['certificate']}.pdf",
        "/verify/ABC",
        "/tidak-ada",
    ):
        forget_tries()
        answer = client.get(path, headers=headers)
        assert answer.status_code < 500, path
        assert "jahat.example" not in str(answer.headers), path
        assert "<script>alert" not in answer.get_data().decode(errors="replace") + str(answer.headers), path


# Words that came from people are words on every page that shows them.


def test_markup_in_words_of_people_is_shown_as_words(client, world):
    learner, supervisor = world.people["learner"], world.people["supervisor"]
    put_under(supervisor, learner)
    for person in (learner, supervisor):
        person.name, person.title_before, person.title_after = HTML, HTML, "=1+1"
    client.sign_in(supervisor)
    assigned = {"course": "KR-01", "due_on": "31-12-2026", "note": HTML, "people": str(learner.id)}
    assert client.post("/tim/penugasan", data=assigned).status_code == 303
    confirmed = {"competency": "M.3", "level": "4", "confirmed_on": "01-05-2026", "note": HTML}
    assert client.post(f"/tim/{learner.id}/penegasan", data=confirmed).status_code == 303
    shown = 0
    for who, paths in (
        (
            supervisor,
            ("/tim", f"/tim/{learner.id}", f"/tim/{learner.id}/penegasan", f"/tim/penugasan?orang={learner.id}"),
        ),
        (
            learner,
            ("/", "/profil", "/kotak-masuk", "/kompetensi", "/kursus/kursus-ringkas", "/katalog?q=" + quote(HTML)),
        ),
    ):
        client.sign_in(who)
        for path in paths:
            page = client.get(path)
            assert page.status_code == 200, path
            assert "<script>alert" not in page.text, path
            assert "<img src=x" not in page.text, path
            assert_page_rules(page.text)
            shown += "&lt;script&gt;alert(1)" in page.text
    assert shown >= 8
