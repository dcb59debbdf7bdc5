"""Walks every route as somebody who may not be there. What is yours and what is not is tested with each feature's pages."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from elearning.accounts.models import Person
from elearning.core import clock as site_clock
from elearning.core.permissions import PUBLIC, Permission, declared_permission, permissions_of
from elearning.extensions import db
from tests.support.client import Client

SAMPLES = {"RowNumber": "1", "UUIDConverter": "00000000-0000-0000-0000-000000000000", "FloatConverter": "1.0"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def address(app: Flask, rule: Rule) -> str:
    """An address that the rule matches; whether the thing exists does not matter before the door."""
    converters = {name: type(converter).__name__ for name, converter in rule._converters.items()}
    values = {name: SAMPLES.get(kind, "contoh") for name, kind in converters.items()}
    for name, converter in rule._converters.items():
        if type(converter).__name__ == "AnyConverter":
            values[name] = sorted(converter.items)[0]
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values, force_external=False)


def doors(app: Flask, *, closed_to: frozenset[str]) -> list[tuple[str, str]]:
    """Method and address of every view whose permission is not among the given."""
    return [
        (method, address(app, rule))
        for rule in app.url_map.iter_rules()
        for method in METHODS
        if method in (rule.methods or set())
        and declared_permission(app.view_functions[rule.endpoint]) not in closed_to | {PUBLIC}
    ]


def knock(client: Client, method: str, path: str) -> TestResponse:
    """Call as the pages and scripts of the site do: with the token of the session."""
    if method == "POST":
        return client.post(path)
    return client.open(path, method=method, headers={"X-CSRFToken": client.csrf_token()})


@pytest.mark.engines("sqlite")
def test_strangers_are_sent_to_sign_in_from_every_door(app, client):
    entrances = [address(app, rule) for rule in app.url_map.iter_rules() if rule.endpoint == "accounts.sign_in"]
    open_doors = []
    for method, path in doors(app, closed_to=frozenset()):
        response = knock(client, method, path)
        if response.status_code != 303 or response.location.partition("?")[0] not in entrances:
            open_doors.append(f"{method} {path}: {response.status_code} {response.location}")
    assert not open_doors, "\n".join(open_doors)


@pytest.mark.engines("sqlite")
def test_a_learner_is_refused_at_every_door_of_other_roles(app, client, sign_in):
    learner = Person(name="Contoh Pembelajar", reading={}, created_at=site_clock.now())
    db.session.add(learner)
    sign_in(learner)
    own = frozenset(str(permission) for permission in permissions_of(frozenset()))
    wrong = [
        f"{method} {path}: {code}"
        for method, path in doors(app, closed_to=own)
        if (code := knock(client, method, path).status_code) != 403
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.engines("sqlite")
def test_who_must_choose_a_password_first_reaches_nothing_else(app, client, sign_in):
    newcomer = Person(name="Contoh Baru", reading={}, must_change_password=True, created_at=site_clock.now())
    db.session.add(newcomer)
    sign_in(newcomer)
    wrong = [
        f"{method} {path}: {code}"
        for method, path in doors(app, closed_to=frozenset({str(Permission.OWN_ACCOUNT)}))
        if (code := knock(client, method, path).status_code) != 303
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.engines("sqlite")
def test_a_form_without_its_token_changes_nothing(app, client):
    client.sends_csrf_token = False
    posts = [
        address(app, rule)
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or set()) and not rule.endpoint.startswith("static")
    ]
    accepted = [path for path in posts if client.post(path).status_code != 400]
    assert not accepted, "\n".join(accepted)
