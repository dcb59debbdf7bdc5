"""The JP ledger: which year an entry belongs to, floors and ceilings, years to choose from."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from elearning.accounts.models import PersonNip
from elearning.competency.queries import jp_account, jp_statement, jp_statements_of_people
from elearning.domain.jp import JpCounting, PeriodBasis
from elearning.extensions import db
from tests.factories import make_agency, make_nip, make_person, make_site_administrator
from tests.support.small_course import complete, make_course

TODAY = date(2026, 5, 14)


def noon(year, month, day):
    return datetime(year, month, day, 5, 0, tzinfo=UTC)


@pytest.fixture
def courses(app, clock):
    return [make_course(f"KC-{number}", jp_halves=20, title=f"Kursus {number}") for number in range(1, 5)]


def test_a_permanent_employee_is_short_of_the_floor_until_it_is_reached(courses):
    person = make_person()
    complete(person, courses[0], now=noon(2026, 3, 1))
    assert jp_statement(person.id, today=TODAY).short_halves == 20
    complete(person, courses[1], now=noon(2026, 4, 1))
    account = jp_statement(person.id, today=TODAY)
    assert (account.counted_halves, account.short_halves, account.is_met) == (40, 0, True)


def test_the_year_is_that_of_the_agencys_calendar(courses):
    east, west = make_agency("9301", time_zone="Asia/Jayapura"), make_agency("9302", time_zone="Asia/Jakarta")
    new_year = datetime(2025, 12, 31, 16, 0, tzinfo=UTC)  # 01.00 WIT in 2026, 23.00 WIB in 2025
    eastern, western = make_person(agency=east), make_person(agency=west)
    complete(eastern, courses[0], now=new_year)
    complete(western, courses[0], now=new_year)
    assert jp_statement(eastern.id, today=TODAY).counted_halves == 20
    assert jp_statement(western.id, today=TODAY).counted_halves == 0
    assert jp_statement(western.id, 2025, today=TODAY).counted_halves == 20


def test_contract_staff_see_the_year_of_their_contract_and_are_never_short(courses):
    person = make_person(nip=make_nip(5, is_pppk=True), contract_start=date(2025, 3, 1))
    for month, course in zip((1, 3, 4, 5), courses, strict=True):
        complete(person, course, now=noon(2026, month, 10))
    account = jp_account(person.id, today=TODAY)
    statement = account.statement
    assert (account.year, account.years) == (2026, (2026, 2025))
    assert (statement.basis, statement.period.first) == (PeriodBasis.CONTRACT, date(2026, 3, 1))
    assert (statement.counted_halves, statement.uncounted_halves, statement.short_halves) == (48, 12, 0)
    assert [line.counting for line, _ in account.lines] == [
        JpCounting.PARTLY_COUNTED,
        JpCounting.COUNTED,
        JpCounting.COUNTED,
    ]
    assert jp_statement(person.id, 2025, today=TODAY).counted_halves == 20


def test_contract_staff_without_contract_start_see_the_calendar_year_and_the_reason(courses):
    person = make_person(nip=make_nip(6, is_pppk=True))
    complete(person, courses[0], now=noon(2026, 1, 10))
    statement = jp_statement(person.id, today=TODAY)
    assert statement.contract_start_missing
    assert (statement.counted_halves, statement.short_halves) == (20, 0)


@pytest.mark.parametrize("year", [None, 1999, 2027, 0, -5, 99999])
def test_an_unknown_year_shows_the_running_one(courses, year):
    person = make_person()
    assert jp_account(person.id, year, today=TODAY).year == 2026


def test_the_newest_entry_comes_first(courses):
    person = make_person()
    complete(person, courses[0], now=noon(2026, 1, 10))
    complete(person, courses[1], now=noon(2026, 2, 10))
    assert [entry.title for _, entry in jp_account(person.id, today=TODAY).lines] == ["Kursus 2", "Kursus 1"]


def test_somebody_without_nip_has_no_target_and_all_their_jp(courses):
    person = make_site_administrator(nip="")
    complete(person, courses[0], now=noon(2026, 1, 10))
    statement = jp_statement(person.id, today=TODAY)
    assert (statement.target_halves, statement.ceiling_halves) == (None, None)
    assert (statement.counted_halves, statement.short_halves) == (20, 0)


def test_who_has_lost_their_nip_has_no_target_any_more(courses):
    person = make_person()
    db.session.execute(update(PersonNip).where(PersonNip.person_id == person.id).values(valid_until=TODAY))
    assert jp_statement(person.id, today=TODAY).target_halves is None


def test_many_people_cost_two_statements(courses, count_statements):
    people = [make_person() for _ in range(5)]
    for person in people:
        complete(person, courses[0], now=noon(2026, 1, 10))
    ids = [person.id for person in people]
    with count_statements(at_most=2):
        statements = jp_statements_of_people(ids, today=TODAY)
    assert {each.counted_halves for each in statements.values()} == {20}
