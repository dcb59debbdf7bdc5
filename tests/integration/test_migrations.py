"""Migrations from an empty database to the newest table, back to nothing and again; and that they say what the models say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from elearning.extensions import db
from tests.support import databases

APPEND_ONLY = {
    "audit_entry",
    "certificate",
    "certificate_document",
    "certificate_event",
    "course_completion",
    "evidence",
    "jp_entry",
    "jp_withdrawal",
}
TRIGGERS = {
    "sqlite": "SELECT tbl_name, lower(sql) FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgrelid::regclass::text, lower(pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal",
}
DEEDS = {"sqlite": {"update", "delete"}, "postgresql": {"update", "delete", "truncate"}}


@pytest.fixture
def empty_app(engine_databases: databases.Databases, make_app: object) -> Iterator[Flask]:
    """An application whose database has no table yet, in its context."""
    name = databases.next_name()
    app: Flask = make_app(engine_databases.create(name))  # type: ignore[operator]
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    engine_databases.drop(name)


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def guarded(engine: str) -> dict[str, set[str]]:
    """The deeds that triggers refuse, by table."""
    found: dict[str, set[str]] = {}
    with db.engine.connect() as connection:
        for table, source in connection.execute(text(TRIGGERS[engine])):
            found.setdefault(table, set()).update(deed for deed in DEEDS[engine] if f" {deed} " in f" {source} ")
    return found


def drift() -> list[object]:
    """What a migration made now would still change."""
    options = {"compare_type": True, "compare_server_default": True}
    with db.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), db.metadata))


def test_the_migrations_are_one_chain(empty_app):
    script = ScriptDirectory(empty_app.extensions["migrate"].directory)
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1
    assert all(not revision.is_merge_point for revision in script.walk_revisions())


def test_up_down_and_up_again(empty_app, engine):
    upgrade()
    first = tables()
    assert first == db.metadata.tables.keys()
    assert drift() == []
    downgrade(revision="base")
    assert tables() == set()
    assert guarded(engine) == {}
    upgrade()
    assert tables() == first
    assert drift() == []


def test_each_step_can_be_taken_back_by_itself(empty_app):
    script = ScriptDirectory(empty_app.extensions["migrate"].directory)
    for revision in reversed(list(script.walk_revisions())):
        upgrade(revision=revision.revision)
        downgrade(revision=str(revision.down_revision or "base"))
        upgrade(revision=revision.revision)
    assert tables() == db.metadata.tables.keys()


def test_history_is_guarded_from_the_first_to_the_newest_step(empty_app, engine):
    upgrade()
    assert guarded(engine) == dict.fromkeys(APPEND_ONLY, DEEDS[engine])


@pytest.mark.engines("sqlite")
def test_history_cannot_be_replaced_by_an_insert_either(empty_app):
    upgrade()
    row = (
        "INSERT OR REPLACE INTO audit_entry (id, at, action, subject_type, detail, request_id) "
        "VALUES (1, '2026-05-14', :action, '', '{}', '-')"
    )
    db.session.execute(text(row), {"action": "first"})
    db.session.commit()
    with pytest.raises(Exception, match="append-only"):
        db.session.execute(text(row), {"action": "second"})
    db.session.rollback()
    assert db.session.scalar(text("SELECT action FROM audit_entry")) == "first"
