"""Every route declares who may call it, and its address names a thing, not an act."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.routing import Rule

from elearning.core.permissions import PUBLIC, Permission, declared_permission
from tests.conftest import WITHOUT_DATABASE

VERBS = {"create", "delete", "edit", "update", "remove", "add", "save", "submit", "send", "get", "show", "do"}


@pytest.fixture(scope="module")
def bare_app(make_app) -> Flask:
    """An application whose database is never opened."""
    return make_app(WITHOUT_DATABASE)


def rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def test_every_route_declares_its_permission(bare_app):
    allowed = {PUBLIC, *Permission}
    undeclared = [
        f"{rule.rule} ({rule.endpoint})"
        for rule in rules(bare_app)
        if declared_permission(bare_app.view_functions[rule.endpoint]) not in allowed
    ]
    assert not undeclared, "\n".join(undeclared)


def test_addresses_name_things(bare_app):
    acts = [
        f"{rule.rule} ({rule.endpoint})" for rule in rules(bare_app) if VERBS & set(rule.rule.strip("/").split("/"))
    ]
    assert not acts, "\n".join(acts)


def test_no_two_views_share_an_address(bare_app):
    seen = [(rule.rule, method) for rule in rules(bare_app) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}]
    assert len(seen) == len(set(seen))
