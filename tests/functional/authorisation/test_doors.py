"""What stands before every door besides roles: a password of one's own, and the token of a form."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.routing import Rule

from elearning.accounts.models import Person
from elearning.core import clock as site_clock
from elearning.core.permissions import PUBLIC, Permission, declared_permission
from elearning.extensions import db

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


@pytest.mark.engines("sqlite")
def test_who_must_choose_a_password_first_reaches_nothing_else(app, client, sign_in):
    newcomer = Person(name="Contoh Baru", reading={}, must_change_password=True, created_at=site_clock.now())
    db.session.add(newcomer)
    sign_in(newcomer)
    token = {"X-CSRFToken": client.csrf_token()}
    asked = [
        (method, address(app, rule))
        for rule in app.url_map.iter_rules()
        for method in METHODS
        if method in (rule.methods or set())
        and declared_permission(app.view_functions[rule.endpoint]) not in (PUBLIC, Permission.OWN_ACCOUNT)
    ]
    answers = {f"{method} {path}": client.open(path, method=method, headers=token) for method, path in asked}
    wrong = [
        f"{name}: {answer.status_code} {answer.location}"
        for name, answer in answers.items()
        if (answer.status_code, answer.location) != (303, "/sandi-pertama")
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.engines("sqlite")
def test_a_form_without_its_token_changes_nothing(app, client):
    client.sends_csrf_token = False
    posts = [address(app, rule) for rule in app.url_map.iter_rules() if "POST" in (rule.methods or set())]
    accepted = [path for path in posts if client.post(path).status_code != 400]
    assert not accepted, "\n".join(accepted)
