"""Moving to another agency, acting heads and extra quiz time, as an operator types them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from elearning.accounts.models import RoleGrant
from elearning.core import clock as time
from elearning.core.audit import AuditEntry
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.notifications.models import Notice
from elearning.organization.queries import affiliation_of, supervisors_of, team_of
from tests.factories import LONG_AGO, give_position, make_agency, make_person, make_team, put_under


def today():
    return time.local_date(time.now(), "Asia/Jakarta")


def run(runner, *words: str):
    return runner.invoke(args=list(words))


def test_who_moves_leaves_position_team_and_roles_behind(runner, clock):
    supervisor, people = make_team(2)
    other = make_agency("7371")
    person = people[0]

    result = run(runner, "accounts", "move", person.email, "--to", "7371")

    assert result.exit_code == 0, result.stderr
    assert person.agency_id == other.id
    assert affiliation_of(person.id, today()) is None
    assert affiliation_of(person.id, today() - timedelta(days=1)) is not None
    assert [member.person_id for member in team_of(supervisor.id, today())] == [people[1].id]
    grants = db.session.execute(
        select(RoleGrant.role, RoleGrant.agency_id).where(RoleGrant.person_id == person.id)
    ).all()
    assert grants == [(Role.LEARNER, other.id)]
    assert db.session.scalar(select(AuditEntry).where(AuditEntry.action == "person.moved")) is not None


def test_a_supervisor_who_moves_has_no_team_any_more_and_moving_twice_changes_nothing(runner, clock):
    supervisor, _ = make_team(2)
    make_agency("7371")

    for _ in range(2):
        assert run(runner, "accounts", "move", supervisor.email, "--to", "7371").exit_code == 0

    assert team_of(supervisor.id, today()) == []
    moves = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "person.moved")).all()
    assert len(moves) == 1


def test_an_acting_head_comes_beside_the_permanent_one_for_the_days_named(runner, clock):
    supervisor, people = make_team(1)
    acting = make_person()
    day = today()
    last = day + timedelta(days=10)
    options = ["--kind", "plt", "--from", f"{day:%d-%m-%Y}", "--until", f"{last:%d-%m-%Y}"]

    result = run(runner, "organization", "link-supervisor", people[0].email, acting.email, *options)

    assert result.exit_code == 0, result.stderr
    assert {(each.person_id, each.kind) for each in supervisors_of(people[0].id, last)} == {
        (supervisor.id, "permanent"),
        (acting.id, "plt"),
    }
    assert [each.person_id for each in supervisors_of(people[0].id, last + timedelta(days=1))] == [supervisor.id]
    assert [member.kind for member in team_of(acting.id, day)] == ["plt"]


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        (["accounts", "move", "tidak-ada@contoh.example", "--to", "7371"], 1, "tidak"),
        (["accounts", "move", "satu@contoh.example", "--to", "0000"], 1, "add-agency"),
        (["accounts", "move", "satu@contoh.example"], 2, "--to"),
        (["accounts", "set-time", "satu@contoh.example", "99"], 1, "100 sampai 400"),
        (["accounts", "set-time", "satu@contoh.example", "banyak"], 2, "PERSEN"),
        (
            ["organization", "link-supervisor", "satu@contoh.example", "lain@contoh.example", "--from", "01-03-2026"],
            1,
            "instansi yang sama",
        ),
        (
            ["organization", "link-supervisor", "satu@contoh.example", "satu@contoh.example", "--from", "01-03-2026"],
            1,
            "atasannya sendiri",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(runner, words, code, reason):
    make_person(email="satu@contoh.example")
    make_person(email="lain@contoh.example", agency=make_agency("7371"))

    result = run(runner, *words)

    assert (result.exit_code, result.stdout) == (code, "")
    assert reason in result.stderr


def test_quiz_time_is_given_and_recorded(runner):
    person = make_person()

    assert run(runner, "accounts", "set-time", person.email, "150").exit_code == 0

    assert person.time_multiplier_percent == 150
    assert (
        db.session.scalar(select(AuditEntry).where(AuditEntry.action == "person.time_multiplier_changed")) is not None
    )
    assert db.session.scalars(select(Notice.kind).where(Notice.person_id == person.id)).all() == ["quiz_time_changed"]


def test_a_link_that_would_begin_later_goes_with_the_move(runner, clock):
    supervisor, person = make_person(), make_person()
    give_position(person)
    put_under(supervisor, person, since=today() + timedelta(days=5), kind="plh")
    make_agency("7371")

    run(runner, "accounts", "move", person.email, "--to", "7371")

    assert supervisors_of(person.id, today() + timedelta(days=6)) == []
    assert affiliation_of(person.id, LONG_AGO) is not None
