"""Who is under whom on which day: transfers, acting heads, links that ended, circles."""

from __future__ import annotations

import random
from datetime import date

import pytest

from elearning.core import clock
from elearning.organization.errors import HoldingDateError, SupervisorDateError, SupervisorSelfError
from elearning.organization.queries import (
    affiliation_of,
    is_supervisor_of,
    member_of,
    members_of,
    supervisors_of,
    team_of,
)
from elearning.organization.services import NewLink, ensure_unit, link_supervisor
from tests.factories import give_position, home_agency, make_person, make_team, put_under

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


def names(supervisor, on, **options) -> list[str]:
    return [member.name for member in team_of(supervisor.id, on, **options)]


@pytest.fixture
def house(app):
    head, chief, person = (make_person(name) for name in ("Kepala", "Atasan", "Pegawai"))
    put_under(head, chief, since=MAY)
    put_under(chief, person, since=MAY)
    return head, chief, person


def test_a_team_is_who_is_under_on_that_day(house):
    _, chief, _ = house
    assert names(chief, date(2026, 4, 30)) == []
    assert names(chief, MAY) == ["Pegawai"]


def test_a_transferred_person_is_visible_from_the_transfer_on_and_to_nobody_twice(house):
    head, chief, person = house
    put_under(head, person, since=JUNE)
    assert names(chief, date(2026, 5, 31)) == ["Pegawai"]
    assert names(chief, JUNE) == []
    assert names(head, date(2026, 5, 31)) == ["Atasan"]
    assert names(head, JUNE) == ["Atasan", "Pegawai"]


@pytest.mark.parametrize("kind", ["plt", "plh"])
def test_an_acting_head_has_the_team_for_those_days_beside_the_permanent_one(house, kind):
    _, chief, person = house
    acting = make_person("Pelaksana Tugas")
    put_under(acting, person, since=JUNE, until=JULY, kind=kind)
    assert names(acting, JULY) == names(chief, JULY) == ["Pegawai"]
    assert names(acting, date(2026, 7, 2)) == []
    assert [each.kind for each in supervisors_of(person.id, JUNE)] == ["permanent", kind]


def test_the_tree_below_is_a_choice(house):
    head, _, person = house
    assert names(head, JUNE) == ["Atasan"]
    assert names(head, JUNE, includes_below=True) == ["Atasan", "Pegawai"]
    assert not is_supervisor_of(head.id, person.id, JUNE)
    assert is_supervisor_of(head.id, person.id, JUNE, includes_below=True)


def test_a_circle_in_the_data_ends_and_nobody_is_under_themselves(house):
    head, _, person = house
    put_under(person, head, since=MAY)
    assert names(head, JUNE, includes_below=True) == ["Atasan", "Pegawai"]
    assert not is_supervisor_of(head.id, head.id, JUNE, includes_below=True)


def test_inactive_people_are_in_no_team(house):
    _, chief, person = house
    person.is_active = False
    assert names(chief, JUNE) == []


def test_a_team_costs_one_statement_whatever_its_size(app, count_statements):
    supervisor, people = make_team(12)
    with count_statements(at_most=1):
        assert len(team_of(supervisor.id, JUNE, includes_below=True)) == len(people)


@pytest.mark.parametrize("seed", range(6))
def test_climbing_from_people_finds_whom_walking_down_the_tree_finds(app, seed):
    chance = random.Random(seed)
    people = [make_person() for _ in range(9)]
    people[3].is_active = False
    for person in people:
        for kind in chance.sample(["permanent", "plt", "plh"], chance.randint(0, 2)):
            above = chance.choice([each for each in people if each is not person])
            put_under(above, person, since=chance.choice([MAY, JUNE]), until=chance.choice([None, JULY]), kind=kind)
    ids = [person.id for person in people]
    for person_id in ids:
        for day in (MAY, JUNE, date(2026, 7, 2)):
            walked = {each.person_id: each for each in team_of(person_id, day, includes_below=True)}
            assert members_of(person_id, ids, day) == walked
            reached = [each for each in ids if is_supervisor_of(person_id, each, day, includes_below=True)]
            assert set(reached) - {people[3].id} == walked.keys() - {people[3].id}


def test_finding_one_person_costs_one_statement_and_one_row(house, count_statements):
    head, chief, person = house
    others = [make_person() for _ in range(20)]
    put_under(chief, *others, since=MAY)
    with count_statements(at_most=1):
        found = member_of(head.id, person.id, JUNE)
    assert (found.name, found.is_direct, found.kind) == ("Pegawai", False, "permanent")


def test_ids_that_no_database_holds_are_nobody(house):
    head, _, person = house
    assert members_of(head.id, [0, -1, 2**31, 2**70, person.id], JUNE).keys() == {person.id}
    assert members_of(head.id, [], JUNE) == {}
    assert member_of(person.id, head.id, JUNE) is None


def test_a_position_change_ends_the_one_before_yesterday(app):
    person = make_person()
    give_position(person, "Analis", since=MAY)
    give_position(person, "Perencana", "Dinas Lain", since=JUNE)
    assert affiliation_of(person.id, date(2026, 5, 31)).position == "Analis"
    assert affiliation_of(person.id, JUNE).unit_path == "Dinas Lain"
    assert affiliation_of(person.id, date(2026, 4, 30)) is None


def test_the_past_is_not_rewritten(house):
    _, _, person = house
    give_position(person, "Analis", since=JUNE)
    with pytest.raises(HoldingDateError):
        give_position(person, "Perencana", since=MAY)
    with pytest.raises(SupervisorDateError):
        put_under(make_person(), person, since=date(2026, 4, 1))
    with pytest.raises(SupervisorDateError):
        put_under(make_person(), person, since=JULY, until=JUNE, kind="plt")
    with pytest.raises(SupervisorSelfError):
        link_supervisor(NewLink(person.id, person.id, JULY), actor_id=None, now=clock.now())


def test_a_unit_is_created_once_with_all_above_it(app):
    agency = home_agency()
    first = ensure_unit(agency.id, "Dinas A/Bidang B/Seksi C", actor_id=None, now=clock.now())
    again = ensure_unit(agency.id, " Dinas A / Bidang  B / Seksi C ", actor_id=None, now=clock.now())
    assert first.id == again.id
    assert first.path == "Dinas A/Bidang B/Seksi C"
