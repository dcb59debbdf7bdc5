"""The ground the other tests stand on: nothing leaks from one to the next, and counts count what the budgets mean."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, text

from elearning.accounts.models import Person
from elearning.core import clock as site_clock
from elearning.extensions import db


def a_person(name: str) -> Person:
    return Person(name=name, reading={}, created_at=site_clock.now())


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_a_test_commits_is_gone_in_the_next(db_session, time):
    assert db_session.scalar(select(func.count()).select_from(Person)) == 0
    db_session.add(a_person(f"Contoh {time}"))
    db_session.commit()
    assert db_session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_rollback_takes_back_only_what_was_not_committed(db_session):
    db_session.add(a_person("Contoh Tetap"))
    db_session.commit()
    db_session.add(a_person("Contoh Batal"))
    db_session.flush()
    db_session.rollback()
    assert db_session.scalars(select(Person.name)).all() == ["Contoh Tetap"]


def test_the_engine_is_the_one_the_test_id_names(app, engine):
    assert db.engine.dialect.name == engine


@pytest.mark.engines("postgresql")
def test_a_test_may_be_about_one_engine(app, engine):
    assert engine == "postgresql"


def test_a_request_sees_what_the_test_wrote_and_the_test_what_the_request_wrote(app, client, sign_in):
    person = a_person("Contoh Masuk")
    db.session.add(person)
    sign_in(person)
    response = client.get("/healthz")
    assert response.status_code == 200
    assert db.session.scalar(text("SELECT count(*) FROM sign_in_session")) == 1


def test_statements_are_counted_without_transaction_control(db_session, count_statements):
    with count_statements() as seen:
        db_session.execute(
            insert(Person), [{"name": f"Contoh {n}", "reading": {}, "created_at": site_clock.now()} for n in range(3)]
        )
        db_session.commit()
        db_session.execute(select(Person))
    assert seen.count == 2, str(seen)


def test_a_passed_budget_fails_with_the_statements(db_session, count_statements):
    def ask_twice() -> None:
        with count_statements(at_most=1):
            db_session.execute(text("SELECT 1"))
            db_session.execute(text("SELECT 2"))

    with pytest.raises(AssertionError, match="SELECT 2"):
        ask_twice()


def test_the_clock_stands_still_until_it_is_moved(clock):
    before = site_clock.now()
    assert site_clock.now() == before
    clock.shift(timedelta(minutes=5))
    assert site_clock.now() - before == timedelta(minutes=5)


@pytest.mark.real_transactions
def test_real_transactions_are_seen_by_other_threads(app):
    def write() -> None:
        with app.app_context():
            db.session.add(a_person("Contoh Utas"))
            db.session.commit()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    with app.app_context():
        assert db.session.scalars(select(Person.name)).all() == ["Contoh Utas"]
