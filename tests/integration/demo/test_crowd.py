"""A crowd made at once is equal to the same crowd made by single requests, row by row, and stands in the order of time."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from config import Environment
from elearning.accounts.models import Person
from elearning.catalog.models import Course, CourseRevision
from elearning.certificates.models import Certificate, CertificateSequence
from elearning.core import clock as site_clock
from elearning.core.audit import AuditEntry
from elearning.core.instance_lock import share
from elearning.demo.bulk import seed
from elearning.demo.bulk.seed import seed_crowd
from elearning.demo.crowd import Crowd
from elearning.extensions import db
from elearning.notifications.models import Notice
from elearning.progress.models import CourseCompletion
from tests.factories import make_person
from tests.support.likeness import Likeness, likeness
from tests.support.single_lives import live_one_by_one

WAITS_FOR_ANOTHER = {"all": [{"completed": "menyapa"}, {"course": "KL-01"}]}


def quiet(_done: int, _total: int) -> None:
    """Hears of progress and says nothing."""


def made(make, crowd: Crowd) -> Likeness:
    """What a way of making a crowd leaves; it is taken back afterwards."""
    savepoint = db.session.begin_nested()
    make(crowd)
    found = likeness()
    savepoint.rollback()
    db.session.expire_all()
    return found


def differences(one: Likeness, other: Likeness) -> dict[str, tuple[Counter[str], Counter[str]]]:
    return {
        table: (one[table] - other[table], other[table] - one[table]) for table in one if one[table] != other[table]
    }


def let_a_course_wait_for_another() -> None:
    waiting = update(CourseRevision).where(
        CourseRevision.id.in_(select(Course.current_revision_id).where(Course.code == "KR-01"))
    )
    db.session.execute(waiting.values(completion=WAITS_FOR_ANOTHER))
    db.session.expire_all()


def test_fifty_people_are_equal_to_single_requests_in_every_row(app, clock):
    crowd = Crowd(50, now=site_clock.now())
    at_once = made(lambda each: seed_crowd(each, told=quiet), crowd)
    one_by_one = made(live_one_by_one, crowd)
    assert differences(at_once, one_by_one) == {}
    for table in ("attempt", "response", "certificate", "evidence", "jp_entry", "notice", "assignment"):
        assert at_once[table].total() > 5, table
    supervisions = Counter(json.loads(label)["kind"] for label in at_once["supervisor_link"].elements())
    assert supervisions["permanent"] > 40


def test_a_course_that_waits_for_another_is_completed_at_the_same_moment(app, clock):
    let_a_course_wait_for_another()
    crowd = Crowd(50, now=site_clock.now(), seed=3, has_accounts=False)
    at_once = made(lambda each: seed_crowd(each, told=quiet), crowd)
    one_by_one = made(live_one_by_one, crowd)
    assert differences(at_once, one_by_one) == {}
    assert at_once["course_completion"].total() > 10


def test_a_difference_would_be_seen(app, clock):
    crowd = Crowd(12, now=site_clock.now())
    one = made(lambda each: seed_crowd(each, told=quiet), crowd)
    db.session.execute(update(CourseRevision).values(jp_halves=CourseRevision.jp_halves + 1))
    db.session.expire_all()
    other = made(lambda each: seed_crowd(each, told=quiet), crowd)
    assert {"jp_entry", "certificate", "course_revision"} <= differences(one, other).keys()


def test_portions_lived_side_by_side_leave_what_one_process_leaves(app, clock, monkeypatch):
    crowd = Crowd(25, now=site_clock.now())
    by_one = made(lambda each: seed_crowd(each, told=quiet), crowd)
    monkeypatch.setattr(seed, "PORTION", 9)
    monkeypatch.setattr(seed, "WORTH_SHARING", 1)
    by_several = made(lambda each: seed_crowd(each, told=quiet), crowd)
    assert differences(by_one, by_several) == {}


def test_certificates_are_numbered_without_gaps_in_the_order_of_time(app, clock):
    seed_crowd(Crowd(120, now=site_clock.now()), told=quiet)
    query = select(Certificate.agency_id, Certificate.year, Certificate.sequence).order_by(
        Certificate.issued_at, Certificate.id
    )
    numbers: dict[tuple[int, int], list[int]] = {}
    for agency_id, year, sequence in db.session.execute(query):
        numbers.setdefault((agency_id, year), []).append(sequence)
    assert len(numbers) > 2
    assert all(given == list(range(1, len(given) + 1)) for given in numbers.values())
    last = select(CertificateSequence.agency_id, CertificateSequence.year, CertificateSequence.last_number)
    assert {(row[0], row[1]): row[2] for row in db.session.execute(last)} == {
        key: len(given) for key, given in numbers.items()
    }


@pytest.mark.parametrize(
    ("model", "moment"),
    [(AuditEntry, AuditEntry.at), (Notice, Notice.created_at), (Certificate, Certificate.issued_at)],
)
def test_what_lists_show_newest_first_has_its_ids_in_the_order_of_time(app, clock, model, moment):
    seed_crowd(Crowd(60, now=site_clock.now()), told=quiet)
    moments = list(db.session.scalars(select(moment).order_by(model.id)))
    assert len(moments) > 10
    assert moments == sorted(moments)


def test_new_rows_go_on_after_the_ids_of_the_crowd(app, clock):
    seed_crowd(Crowd(20, now=site_clock.now()), told=quiet)
    highest = db.session.scalar(select(func.max(Person.id)))
    assert make_person().id == highest + 1


def test_without_demo_nobody_has_a_password_or_a_demo_address(app, runner):
    result = runner.invoke(args=["demo", "seed", "--people", "30", "--json"])
    assert result.exit_code == 0, result.stderr
    facts = json.loads(result.stdout)
    assert (facts["people"], facts["agencies"]) == (30, 2)
    assert facts["enrolments"] > 0
    assert facts["jp"] > 0
    assert db.session.scalar(select(func.count(Person.id)).where(Person.password_hash.is_not(None))) == 0
    assert db.session.scalar(select(func.count(Person.id)).where(Person.email.endswith("@pelita.example"))) == 0


def test_production_gets_no_crowd_and_nobody_is_added_to_people(app, runner, monkeypatch):
    settings = app.config["SETTINGS"]
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, environment=Environment.PRODUCTION))
    assert runner.invoke(args=["demo", "seed", "--people", "10"]).exit_code == 1
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    make_person()
    refused = runner.invoke(args=["demo", "seed", "--people", "10"])
    assert refused.exit_code == 1
    assert "Sudah ada 1 orang" in refused.stderr
    assert runner.invoke(args=["demo", "seed", "--people", "100001"]).exit_code == 2


def test_a_site_that_runs_is_not_filled_beside(app, runner):
    with share(app.config["SETTINGS"].instance_dir):
        refused = runner.invoke(args=["demo", "seed", "--people", "10"])
    assert refused.exit_code == 1
    assert "Hentikan dulu" in refused.stderr
    assert db.session.scalar(select(func.count(Person.id))) == 0


@pytest.mark.parametrize("size", [1, 2, 5, 19, 20])
def test_any_number_of_people_can_be_made(app, clock, size):
    seeded = seed_crowd(Crowd(size, now=site_clock.now()), told=quiet)
    assert (seeded.people, db.session.scalar(select(func.count(Person.id)))) == (size, size)
    assert db.session.scalar(select(func.count(CourseCompletion.id))) <= seeded.enrolments
