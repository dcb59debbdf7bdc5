"""A database moved to the other engine reads row by row like the one it came from, or nothing was moved."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import text, update

from elearning.accounts.models import Person
from elearning.competency.services import Confirmation, confirm_level
from elearning.core import clock as site_clock
from elearning.core import instance_lock
from elearning.extensions import db
from elearning.operations import moving
from elearning.organization.models import Unit
from tests.factories import make_agency, make_person, make_team
from tests.quiz_factories import begin, make_quiz
from tests.support import databases
from tests.support.rows import all_rows
from tests.support.small_course import complete, make_course

pytestmark = pytest.mark.real_transactions

BOTH_WAYS = ["sqlite", "postgresql"]


@pytest.fixture
def site(own_app: Flask) -> Flask:
    """A site with a chain of every kind, and a unit that was put under a younger one."""
    with own_app.app_context():
        supervisor, people = make_team(2)
        complete(people[0], make_course("KC-77"))
        begin(make_person("Contoh Ñandú"), make_quiz())
        today = site_clock.now().date()
        confirmation = Confirmation(people[1].id, "M.3", 2, "Melihat sendiri cara kerjanya.", today)
        confirm_level(confirmation, actor_id=supervisor.id, now=site_clock.now())
        agency = make_agency("9500")
        old, young = (Unit(agency_id=agency.id, name=name, path=name) for name in ("Lama", "Baru"))
        db.session.add_all([old, young])
        db.session.flush()
        db.session.execute(update(Unit).where(Unit.id == min(old.id, young.id)).values(parent_id=max(old.id, young.id)))
        db.session.commit()
        db.session.remove()
    return own_app


@pytest.fixture
def other_site(request: pytest.FixtureRequest, make_app: Callable[..., Flask]) -> Iterator[Callable[[str], Flask]]:
    """Makes a site with a database of the engine named, migrated and empty."""
    made: list[tuple[Flask, databases.Databases, str]] = []

    def make(engine: str, *, is_migrated: bool = True) -> Flask:
        store: databases.Databases = request.getfixturevalue(f"{engine}_databases")
        name = databases.next_name()
        app = make_app(store.create(name))
        made.append((app, store, name))
        if is_migrated:
            databases.migrate(app)
        return app

    yield make
    for app, store, name in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        store.drop(name)


def copy(app: Flask, target: Flask | str, *more: str):
    url = target if isinstance(target, str) else target.config["SETTINGS"].database_url
    return app.test_cli_runner().invoke(args=["database", "copy", "--to", url, *more])


@pytest.mark.parametrize("other", BOTH_WAYS)
def test_every_row_is_there_and_reads_alike(site, other_site, other, monkeypatch):
    monkeypatch.setattr(moving, "BATCH", 3)
    target = other_site(other)
    before = all_rows(site)

    result = copy(site, target, "--json")

    assert result.exit_code == 0, result.stderr
    after = all_rows(target)
    assert "site.database_copied" in after["audit_entry"].pop()
    assert after == before
    assert all_rows(site) == before
    told = json.loads(result.stdout)
    assert {name: facts["rows"] for name, facts in told.items()} == {name: len(rows) for name, rows in before.items()}
    assert told["person"]["rows"] > 3


@pytest.mark.parametrize("other", BOTH_WAYS)
def test_the_copy_goes_on_where_the_original_was_and_guards_its_history(site, other_site, other):
    target = other_site(other)
    assert copy(site, target).exit_code == 0

    with target.app_context():
        complete(make_person(), make_course("KC-78"))
        db.session.commit()
        with pytest.raises(Exception, match="append-only"):
            db.session.execute(text("DELETE FROM certificate"))
        db.session.rollback()


def test_a_database_with_rows_is_left_alone(site, other_site):
    target = other_site("sqlite")
    with target.app_context():
        make_agency("9501")
        db.session.commit()
        db.session.remove()
    before = all_rows(target)

    result = copy(site, target)

    assert result.exit_code == 1
    assert "sudah berisi baris di tabel" in result.stderr
    assert all_rows(target) == before


def test_a_database_without_tables_is_told_to_be_migrated(site, other_site):
    result = copy(site, other_site("sqlite", is_migrated=False))

    assert result.exit_code == 1
    assert "tujuan belum berada di migrasi" in result.stderr
    assert "db upgrade" in result.stderr


def test_nothing_is_moved_under_a_running_server(site, other_site):
    target = other_site("sqlite")

    with instance_lock.share(site.config["SETTINGS"].instance_dir):
        result = copy(site, target)

    assert result.exit_code == 1
    assert "masih berjalan" in result.stderr
    assert not any(all_rows(target).values())


def test_the_own_database_and_an_address_that_is_none_are_refused(site):
    same = copy(site, site.config["SETTINGS"].database_url)
    odd = copy(site, "mysql://rahasia@x/y")

    assert (same.exit_code, odd.exit_code) == (1, 2)
    assert "sedang dipakai" in same.stderr
    assert "postgresql://" in odd.stderr
    assert "rahasia" not in odd.stderr


@pytest.mark.engines("sqlite")
def test_a_row_that_postgresql_does_not_take_is_named_and_nothing_is_moved(site, other_site):
    with site.app_context():
        db.session.execute(update(Person).values(title_before="Dr. " * 100))
        db.session.commit()
        db.session.remove()
    target = other_site("postgresql")

    result = copy(site, target)

    assert result.exit_code == 1
    assert "tabel person" in result.stderr
    assert "Traceback" not in result.stderr
    assert not any(all_rows(target).values())


def test_a_copy_that_reads_otherwise_is_taken_back(site, other_site, monkeypatch):
    target = other_site("sqlite")
    plain = moving._Inserts._detached

    def forgetful(self, row):
        return plain(self, row) | ({"name": "Orang lain"} if self._table.name == "person" else {})

    monkeypatch.setattr(moving._Inserts, "_detached", forgetful)
    result = copy(site, target)

    assert result.exit_code == 1
    assert "Tabel person berbeda" in result.stderr
    assert not any(all_rows(target).values())
