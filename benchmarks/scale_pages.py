"""Every page of every role as a request: the addresses of the application's own map, the parameters of a world.

An address that is not listed as skipped and whose parameters nobody knows stops the measurement: no page is forgotten.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Flask, url_for
from werkzeug.routing import Rule
from werkzeug.test import EnvironBuilder

from benchmarks.scale_world import SLUG, World
from benchmarks.site import Visitor
from elearning.core import clock
from elearning.core.permissions import PUBLIC, Permission, declared_permission

WSGI = dict[str, Any]
SKIPPED = {
    "assets.serve": "a file",
    "static": "a file",
    "learning.media": "a file; the courses of the demo bring none",
    "certificates.logo": "a file; no agency of the demo has one",
    "site_logo.picture": "a file; the demo has none",
    "health.ready": "asks after the job worker, which does not run here",
    "styleguide.show": "for developers",
    "accounts.activate": "like a new password",
    "accounts.first_password": "only before the first sign-in",
    "authoring.package_sync": "asks about folders, not people",
}
WHO: dict[str, tuple[str, ...]] = {
    Permission.OWN_ACCOUNT: ("learner",),
    Permission.LEARN: ("learner",),
    Permission.SUPERVISE: ("supervisor",),
    Permission.MANAGE_COURSES: ("officer", "site_officer"),
    Permission.MANAGE_PEOPLE: ("administrator", "site_administrator"),
    Permission.MANAGE_CERTIFICATES: ("administrator", "site_administrator"),
    Permission.MANAGE_SITE: ("site_administrator",),
    PUBLIC: ("",),
}
OTHERS = {
    "quizzes.attempt": "taker",
    "quizzes.overview": "taker",
    "quizzes.times": "taker",
    "authoring.withdrawal": "site_officer",
    "authoring.packages": "site_officer",
}
"""Pages that somebody else sees than their permission says."""

VARIANTS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("learning.catalogue", "learner", {"q": "layanan"}),
    ("notifications.inbox", "learner", {"halaman": "2"}),
    ("supervision.team", "supervisor", {"q": "sari"}),
    ("supervision.team", "head", {}),
    ("supervision.team", "head", {"bawahan": "1"}),
    ("authoring.course", "officer", {"q": "sari"}),
    ("authoring.course", "officer", {"urut": "tenggat"}),
    ("authoring.course", "site_officer", {"q": "sari"}),
    ("authoring.course", "site_officer", {"q": "sari wijaya"}),
    ("authoring.course", "site_officer", {"keadaan": "selesai"}),
    ("administration.people", "administrator", {"q": "sari"}),
    ("administration.people", "site_administrator", {"q": "sari"}),
    ("administration.people", "site_administrator", {"q": "sari wijaya"}),
    ("administration.people", "site_administrator", {"q": "19850101"}),
    ("administration.people", "site_administrator", {"urut": "jabatan"}),
    ("administration.people", "site_administrator", {"urut": "-terakhir"}),
    ("administration.people", "site_administrator", {"peran": "supervisor"}),
    ("administration.people", "site_administrator", {"keadaan": "nonaktif"}),
    ("administration.people", "site_administrator", {"halaman": "15"}),
    ("administration.issued_certificates", "administrator", {"q": "sari"}),
    ("administration.issued_certificates", "site_administrator", {"q": "sari"}),
    ("administration.issued_certificates", "site_administrator", {"halaman": "8"}),
    ("administration.audit_log", "administrator", {"q": "sari"}),
    ("administration.audit_log", "site_administrator", {"q": "sari"}),
    ("administration.audit_log", "site_administrator", {"tindakan": "certificate.issued"}),
)
QUERIES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "supervision.cancellation": lambda values: {"tugas": values["assignment"]},
    "supervision.due_date": lambda values: {"tugas": values["assignment"]},
    "authoring.assignment_summary": lambda values: {
        "deed": "tugaskan",
        "people": values["newcomer"],
        "due_on": f"{clock.now() + timedelta(days=60):%d-%m-%Y}",
    },
}
"""What stands in the address behind the question mark, where a page says nothing without."""


@dataclass(frozen=True)
class Page:
    """One request; `make` gives the environment of the n-th time it is asked."""

    name: str
    who: str
    endpoint: str
    make: Callable[[int], WSGI]
    is_deed: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.name, self.who


def pages(app: Flask, world: World) -> list[Page]:
    """All of them, in the order of their addresses; the deeds last."""
    with app.test_request_context():
        rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
        found = [
            page
            for rule in rules
            if "GET" in (rule.methods or ()) and rule.endpoint not in SKIPPED
            for page in _of_rule(app, rule, world)
        ]
    return [*found, *_deeds(world)]


def _of_rule(app: Flask, rule: Rule, world: World) -> Iterator[Page]:
    declared = declared_permission(app.view_functions[rule.endpoint]) or PUBLIC
    whose = (OTHERS[rule.endpoint],) if rule.endpoint in OTHERS else WHO[declared]
    given = {name: _value(rule.endpoint, name, world) for name in rule.arguments}
    given |= QUERIES[rule.endpoint](world.values) if rule.endpoint in QUERIES else {}
    for who in whose:
        yield _get(rule, who, {}, given, world)
    for endpoint, who, query in VARIANTS:
        if endpoint == rule.endpoint:
            yield _get(rule, who, query, given, world)


def _get(rule: Rule, who: str, query: dict[str, str], given: dict[str, Any], world: World) -> Page:
    path = url_for(rule.endpoint, **given, **query)
    shown = rule.rule.replace("int(max=9007199254740991):", "").replace("int:", "")
    name = shown + (f"?{urlencode(query)}" if query else "")
    environ = _environ("GET", path, world.visitors[who])
    return Page(name, who, rule.endpoint, lambda number: {**environ, "REMOTE_ADDR": _address(number)})


def _value(endpoint: str, name: str, world: World) -> Any:
    """What stands for a parameter of an address."""
    values, feature = world.values, endpoint.partition(".")[0]
    people = {"administration": "held", "supervision": "member", "authoring": "participant"}
    keys = {"learning.step": "lesson", "learning.print_module": "module", "quizzes.start_page": "quiz"}
    own = {"certificates": "own_certificate"}
    places: dict[str, str] = {
        "person_id": people.get(feature, ""),
        "key": keys.get(endpoint, ""),
        "certificate_id": own.get(feature, "certificate"),
        "attempt_id": "finished" if endpoint == "quizzes.review" else "open",
        "import_id": "level_import" if "level" in endpoint else "import",
        "code": "check_code" if endpoint == "certificates.verify" else "agency_code",
        "notice_id": "notice",
        "evidence_id": "evidence",
        "position_id": "position",
        "unit_id": "unit",
        "link_id": "link",
        "signatory_id": "signatory",
        "request_id": "request",
        "change_id": "change",
        "token": "token",
    }
    fixed = {
        "slug": SLUG,
        "role": "supervisor",
        "agency_id": values["agency"].id,
        "agency_code": values["agency"].code,
    }
    place = places.get(name, name)
    if place not in values and place not in fixed:
        raise LookupError(f"nobody knows what to measure at {endpoint}: {name}")
    return fixed.get(place, values.get(place))


def _deeds(world: World) -> Iterator[Page]:
    """What is written most often. Each person does it once, where it can be done only once."""
    values, taker = world.values, world.visitors["taker"]
    due = f"{clock.now() + timedelta(days=60):%d-%m-%Y}"

    def save(number: int) -> WSGI:
        body = {"sequence": 10**9 + number, "fields": {f"q{values['slot']}": [str(values["choice"])]}, "flagged": False}
        path = f"/percobaan/{values['open']}/jawaban/{values['slot']}"
        return _environ("PUT", path, taker, json.dumps(body).encode(), "application/json")

    def finish(number: int) -> WSGI:
        visitor, attempt_id = world.finishers[number]
        return _post(f"/percobaan/{attempt_id}/pengumpulan", visitor, {})

    def mark(number: int) -> WSGI:
        return _post(f"/kursus/{SLUG}/langkah/{values['marked']}/selesai", world.markers[number], {})

    def assign(number: int) -> WSGI:
        fields = {"course": "KM-01", "due_on": due, "note": "", "people": str(world.unassigned[number])}
        return _post("/tim/penugasan", world.visitors["assigner"], fields)

    yield Page("save an answer", "taker", "quizzes.save_response", save, is_deed=True)
    yield Page("finish a quiz", "taker", "quizzes.submit", finish, is_deed=True)
    yield Page("mark a lesson as read", "learner", "learning.mark", mark, is_deed=True)
    yield Page("assign a course to one person", "supervisor", "supervision.assign", assign, is_deed=True)


def _post(path: str, visitor: Visitor, fields: dict[str, str]) -> WSGI:
    body = urlencode({"csrf_token": visitor.token, **fields}).encode()
    return _environ("POST", path, visitor, body, "application/x-www-form-urlencoded")


def _environ(method: str, path: str, visitor: Visitor, body: bytes = b"", content_type: str | None = None) -> WSGI:
    headers = {"Cookie": visitor.cookie, "X-CSRFToken": visitor.token, "Accept-Language": "id"}
    builder = EnvironBuilder(
        path=path, method=method, headers=headers, input_stream=io.BytesIO(body), content_type=content_type
    )
    environ = builder.get_environ()
    return {**environ, "CONTENT_LENGTH": str(len(body))} if body else environ


def _address(number: int) -> str:
    """Look-ups of certificates are counted by address; one alone is soon refused."""
    return f"10.{number // 62_500 % 250}.{number // 250 % 250}.{number % 250 + 1}"
