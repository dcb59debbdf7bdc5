"""What people had before an upgrade they have after it: every row, and every figure that pages derive from rows.

A new migration is judged by this without a change here, unless it moves a column: then `MOVED` says where to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, MetaData, select, text

from elearning.catalog.queries import outline_of
from elearning.certificates.queries import held_by
from elearning.competency.jp_accounts import jp_statement
from elearning.competency.queries import records_of
from elearning.extensions import db
from elearning.progress.evaluation import progress
from elearning.progress.queries import completed_courses, facts_of
from tests.support import databases, first_release
from tests.support.first_release import (
    CONTRACT,
    COURSE,
    HALFWAY,
    HEAD,
    NOW,
    OTHER_COURSE,
    PERMANENT,
    TODAY,
    day,
)

MOVED = {
    "agency.signatory_name": "SELECT name FROM signatory ORDER BY agency_id",
    "agency.signatory_title": "SELECT title FROM signatory ORDER BY agency_id",
    "agency.signatory_nip": "SELECT nip FROM signatory ORDER BY agency_id",
}
"""Columns of the first release that stand elsewhere now, and what reads them there in the order of their old rows."""

Columns = dict[str, list[Any]]


@pytest.fixture
def old_site(engine_databases: databases.Databases, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """The site of `first_release` at its migration, in an application context."""
    name = databases.next_name()
    app = make_app(engine_databases.create(name))
    with app.app_context():
        upgrade(revision=first_release.FIRST)
        with db.engine.begin() as connection:
            first_release.write(connection)
        yield app
        db.session.remove()
        db.engine.dispose()
    engine_databases.drop(name)


def columns() -> Columns:
    """The values of every column that is there, as "table.column", in the order of the keys."""
    metadata = MetaData()
    found: Columns = {}
    with db.engine.connect() as connection:
        metadata.reflect(connection)
        for table in metadata.sorted_tables:
            if table.name != "alembic_version":
                rows = connection.execute(select(table).order_by(*table.primary_key.columns)).all()
                found |= {
                    f"{table.name}.{column.name}": [row[place] for row in rows]
                    for place, column in enumerate(table.columns)
                }
    return found


def test_every_value_of_the_first_release_is_still_there(old_site):
    before = columns()
    assert sum(len(values) for values in before.values()) > 700

    upgrade()

    after = columns()
    with db.engine.connect() as connection:
        after |= {name: list(connection.scalars(text(query))) for name, query in MOVED.items()}
    changed = {name: (values, after.get(name)) for name, values in before.items() if after.get(name) != values}
    assert changed == {}


def test_upgrading_and_going_back_changes_nothing_of_the_first_release(old_site):
    before = columns()

    upgrade()
    downgrade(revision=first_release.FIRST)

    assert columns() == before


def test_completions_are_those_of_before(old_site):
    upgrade()

    found = completed_courses([PERMANENT, CONTRACT, HEAD, HALFWAY])
    assert {person_id: found[person_id] for person_id in (PERMANENT, CONTRACT, HEAD, HALFWAY)} == {
        PERMANENT: {"KC-01": day(2025, 12, 31, 16), "KC-02": day(2026, 3, 1)},
        CONTRACT: {"KC-01": day(2025, 12, 31, 16), "KC-02": day(2026, 4, 1)},
        HEAD: {},
        HALFWAY: {},
    }
    for person_id, course_id, expected in (
        (PERMANENT, COURSE, (2, 2, True)),
        (CONTRACT, OTHER_COURSE, (2, 2, True)),
        (HALFWAY, COURSE, (1, 2, False)),
    ):
        outline = outline_of(course_id)
        figures = progress(outline, facts_of(person_id, outline))
        assert (figures.done, figures.required, figures.is_complete) == expected, (person_id, course_id)


def test_learning_hours_of_each_year_are_those_of_before(old_site):
    with db.engine.connect() as connection:
        before = jp_by_calendar_year(connection)
    assert before == {(PERMANENT, 2025): 6, (PERMANENT, 2026): 40, (CONTRACT, 2026): 46}

    upgrade()

    with db.engine.connect() as connection:
        assert jp_by_calendar_year(connection) == before
    for year in (2025, 2026):
        assert jp_statement(PERMANENT, year, today=TODAY).counted_halves == before[PERMANENT, year]
    contract_year = jp_statement(CONTRACT, today=TODAY)
    assert (contract_year.counted_halves, contract_year.uncounted_halves) == (40, 0)
    assert jp_statement(CONTRACT, 2025, today=TODAY).counted_halves == 6
    assert jp_statement(HEAD, today=TODAY).short_halves == 40


def jp_by_calendar_year(connection: Connection) -> dict[tuple[int, int], int]:
    """Halves by person and calendar year, added up from the ledger alone."""
    metadata = MetaData()
    metadata.reflect(connection, only=["jp_entry"], resolve_fks=False)
    ledger = metadata.tables["jp_entry"]
    found: dict[tuple[int, int], int] = {}
    for row in connection.execute(select(ledger.c.person_id, ledger.c.earned_on, ledger.c.jp_halves)):
        found[row.person_id, row.earned_on.year] = found.get((row.person_id, row.earned_on.year), 0) + row.jp_halves
    return found


def test_competency_levels_are_those_of_before(old_site):
    upgrade()

    assert levels(PERMANENT, position_id=1) == {"M.3": (3, 4), "SK.1": (0, 0)}
    assert levels(CONTRACT, position_id=None) == {"M.3": (0, 2)}
    assert levels(HEAD, position_id=None) == {}


def levels(person_id: int, position_id: int | None) -> dict[str, tuple[int, int]]:
    """Required and present level by code."""
    return {each.code: (each.required, each.present) for each in records_of(person_id, position_id, now=NOW)}


def test_certificates_stand_as_they_did(old_site):
    upgrade()

    assert fates(PERMANENT) == {1: "valid", 2: "superseded", 5: "valid"}
    assert fates(CONTRACT) == {3: "revoked", 4: "expired"}
    replaced = next(each for each in held_by(PERMANENT, now=NOW) if each.id == 5)
    assert replaced.number == "000005/KC/9001/2026 rev. 2"


def fates(person_id: int) -> dict[int, str]:
    """What each certificate of a person is now."""
    return {each.id: str(each.validity) for each in held_by(person_id, now=NOW)}


def test_history_is_still_guarded_after_the_upgrade(old_site):
    upgrade()

    for table in ("evidence", "certificate", "certificate_event", "jp_entry", "course_completion", "audit_entry"):
        with pytest.raises(Exception, match="append-only"):
            db.session.execute(text(f"DELETE FROM {table}"))
        db.session.rollback()
