"""Changes of roles and devices at the same moment: each is written once, and nobody acts with a role that is gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from elearning.accounts.errors import AdministratorGoneError, OwnAccountError, RoleReachError
from elearning.accounts.models import Person, RoleGrant, SignInSession
from elearning.accounts.services.roles import deactivate_person, give_role, take_role
from elearning.accounts.services.sessions import revoke_session, revoke_sessions
from elearning.core.audit import AuditEntry
from elearning.core.permissions import Grant, Role
from elearning.extensions import db
from tests.conftest import NOON
from tests.factories import make_agency, make_person, make_site_administrator
from tests.support.together import together

pytestmark = [pytest.mark.real_transactions, pytest.mark.usefixtures("clock")]
SITE = Grant(Role.ADMINISTRATOR, None)
ROUNDS = 4
"""A race is run several times: threads do not meet at every try."""


@dataclass(frozen=True)
class House:
    """Ids of two administrators of the site, one of an agency, and somebody there who is signed in on two devices."""

    first: int
    second: int
    agency_administrator: int
    person: int
    agency: int
    device: int

    def give(self, actor: int, person: int, grant: Grant) -> Callable[[], object]:
        return lambda: give_role(db.session.get_one(Person, person), grant, actor_id=actor, now=NOON)

    def take(self, actor: int, person: int, grant: Grant) -> Callable[[], object]:
        return lambda: take_role(db.session.get_one(Person, person), grant, actor_id=actor, now=NOON)

    @property
    def officer(self) -> Grant:
        return Grant(Role.TRAINING_OFFICER, self.agency)


@pytest.fixture
def house(app) -> House:
    with app.app_context():
        agency = make_agency()
        keeper = make_person(agency=agency, roles=(Role.LEARNER, Role.ADMINISTRATOR))
        person = make_person(agency=agency)
        devices = [
            SignInSession(
                person_id=person.id,
                token_hash=str(number) * 64,
                device="Peramban contoh",
                created_at=NOON,
                last_seen_at=NOON,
                expires_at=NOON.replace(year=2030),
            )
            for number in range(2)
        ]
        db.session.add_all(devices)
        db.session.flush()
        ids = [make_site_administrator().id, make_site_administrator().id, keeper.id, person.id, agency.id]
        found = House(*ids, devices[0].id)
        db.session.commit()
    return found


def written(action: str) -> int:
    query = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == action)
    return db.session.scalar(query) or 0


def holds(person_id: int, grant: Grant) -> bool:
    query = select(RoleGrant.agency_id).where(RoleGrant.person_id == person_id, RoleGrant.role == grant.role.value)
    return grant.agency_id in set(db.session.scalars(query))


def test_a_role_given_by_two_at_once_is_given_once(app, house):
    before = audit_count(app, "role.granted")
    results = together(
        app, house.give(house.first, house.person, house.officer), house.give(house.second, house.person, house.officer)
    )
    assert sorted(map(bool, results)) == [False, True], results
    with app.app_context():
        assert holds(house.person, house.officer)
        assert written("role.granted") == before + 1


def audit_count(app, action: str) -> int:
    with app.app_context():
        return written(action)


def test_a_role_taken_by_two_at_once_is_taken_once(app, house):
    together(app, house.give(house.first, house.person, house.officer))
    results = together(
        app,
        house.take(house.first, house.person, house.officer),
        house.take(house.agency_administrator, house.person, house.officer),
    )
    assert sorted(map(bool, results)) == [False, True], results
    with app.app_context():
        assert not holds(house.person, house.officer)
        assert written("role.revoked") == 1


def test_giving_and_taking_at_once_leave_what_the_record_says(app, house):
    for _ in range(ROUNDS):
        together(app, house.give(house.first, house.person, house.officer))
        given, taken = together(
            app,
            house.give(house.first, house.person, house.officer),
            house.take(house.second, house.person, house.officer),
        )
        assert taken is True
        with app.app_context():
            assert holds(house.person, house.officer) is given
            assert written("role.granted") - written("role.revoked") == audit_surplus(app, house)
        together(app, house.take(house.first, house.person, house.officer))


def audit_surplus(app, house: House) -> int:
    """What the record says of grants when nothing but the officer's role changes after the house is built."""
    built = db.session.scalar(
        select(func.count()).select_from(RoleGrant).where(RoleGrant.role != Role.TRAINING_OFFICER.value)
    )
    return (built or 0) + holds(house.person, house.officer)


def test_who_is_removed_at_that_moment_raises_nobody_any_more_or_did_so_before(app, house):
    outcomes = set()
    for _ in range(ROUNDS):
        removed, raised = together(
            app, house.take(house.first, house.second, SITE), house.give(house.second, house.person, SITE)
        )
        assert removed is True
        with app.app_context():
            assert not holds(house.second, SITE)
            assert holds(house.person, SITE) is (raised is True)
            if raised is not True:
                assert isinstance(raised, AdministratorGoneError)
        outcomes.add(type(raised))
        together(app, house.give(house.first, house.second, SITE))
        together(app, house.take(house.first, house.person, SITE))
    assert outcomes <= {bool, AdministratorGoneError}


def test_two_who_raise_each_other_at_once_stay_what_they_are(app, house):
    with app.app_context():
        other = make_person(agency=make_agency(), roles=(Role.LEARNER, Role.ADMINISTRATOR)).id
        db.session.commit()
    results = together(
        app,
        house.give(house.agency_administrator, other, SITE),
        house.give(other, house.agency_administrator, SITE),
        house.give(house.agency_administrator, house.agency_administrator, SITE),
        house.give(house.second, house.second, house.officer),
    )
    assert [type(each) for each in results] == [RoleReachError, RoleReachError, OwnAccountError, OwnAccountError]
    with app.app_context():
        assert not holds(other, SITE)
        assert not holds(house.agency_administrator, SITE)


def open_devices(person_id: int) -> int:
    query = select(func.count()).where(SignInSession.person_id == person_id, SignInSession.revoked_at.is_(None))
    return db.session.scalar(query) or 0


def test_a_change_of_role_and_signing_out_do_not_hold_each_other_up(app, house):
    results = together(
        app,
        house.give(house.first, house.person, house.officer),
        lambda: revoke_sessions(house.person, actor_id=house.agency_administrator, now=NOON),
        lambda: revoke_session(house.person, house.device, now=NOON),
        house.give(house.second, house.person, house.officer),
    )
    given, by_administrator, by_themselves = [results[0], results[3]], results[1], results[2]
    assert sorted(map(bool, given)) == [False, True]
    assert by_administrator + int(by_themselves) == 2, "each device is signed out by one of them"
    with app.app_context():
        assert open_devices(house.person) == 0
        assert holds(house.person, house.officer)
        assert (written("sessions.revoked"), written("session.revoked")) == (1, int(by_themselves))


def test_signing_out_while_the_account_is_closed_ends_every_device_once(app, house):
    closed, own = together(
        app,
        lambda: deactivate_person(db.session.get_one(Person, house.person), actor_id=house.first, now=NOON),
        lambda: revoke_session(house.person, house.device, now=NOON),
    )
    assert closed is True
    with app.app_context():
        ended = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "person.deactivated")).one()
        assert ended.detail["sessions"] == 2 - int(own)
        assert open_devices(house.person) == 0
        assert not db.session.get_one(Person, house.person).is_active
