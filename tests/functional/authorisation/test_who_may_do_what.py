"""Asks every route as everybody, before and after a move to another agency, and compares with who_may_do_what.txt.

On SQLite alone: nothing that decides here asks which database it is, and the queries of reach run on both engines with
the pages of each feature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask

from elearning.accounts import passwords
from elearning.accounts.routes import passwords as password_routes
from elearning.extensions import db
from tests.conftest import NOON
from tests.support import databases
from tests.support.transactions import rolled_back
from tests.support.transfer_world import CAST, TransferWorld, questions

TABLE = Path(__file__).with_name("who_may_do_what.txt")
pytestmark = pytest.mark.engines("sqlite")


def read_table() -> dict[str, list[str]]:
    """The cells of each line by method and address. Words after # are for people."""
    table = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        method, _, rest = line.partition("#")[0].strip().partition(" ")
        if method:
            address, *cells = rest.split()
            assert len(cells) == len(CAST), f"{method} {address} has {len(cells)} cells instead of {len(CAST)}"
            assert f"{method} {address}" not in table, f"{method} {address} stands twice"
            table[f"{method} {address}"] = cells
    return table


def written(name: str, cells: list[str]) -> str:
    """A line of the table."""
    method, address = name.split()
    return f"{method:5}{address:64}{''.join(f'{cell:9}' for cell in cells)}".rstrip()


@pytest.fixture(scope="module")
def demo_app(engine_databases: databases.Databases, template: str, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    name = databases.next_name()
    app = make_app(engine_databases.copy(template, name), demo=True)
    with (
        time_machine.travel(NOON, tick=False),
        pytest.MonkeyPatch.context() as patch,
        rolled_back(app),
        app.app_context(),
    ):
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        patch.setattr(password_routes, "EVEN_SECONDS", 0)
        yield app
    with app.app_context():
        db.engine.dispose()
    engine_databases.drop(name)


@pytest.fixture(scope="module")
def world(demo_app: Flask) -> TransferWorld:
    return TransferWorld(demo_app)


def test_the_table_has_a_line_for_every_route_and_no_other(demo_app, world):
    asked, table = questions(demo_app), read_table()
    names = {question.name for question in asked}
    missing = [question for question in asked if question.name not in table]
    columns = [world.cells(column, missing) for column in CAST]
    lines = [written(question.name, list(cells)) for question, *cells in zip(missing, *columns, strict=True)]
    assert not lines, "add, after a look at every cell:\n" + "\n".join(lines)
    assert not table.keys() - names, "no such route"


@pytest.mark.parametrize("column", CAST)
def test_everybody_gets_what_the_table_says(demo_app, world, column):
    table = read_table()
    asked = [question for question in questions(demo_app) if question.name in table]
    place = list(CAST).index(column)
    wrong = [
        f"{question.name}: {told}, in the table {table[question.name][place]}"
        for question, told in zip(asked, world.cells(column, asked), strict=True)
        if told != table[question.name][place]
    ]
    assert not wrong, f"{column} gets\n" + "\n".join(wrong)
