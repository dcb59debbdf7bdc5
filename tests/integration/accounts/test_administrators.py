"""Two administrators at the same moment: the site never loses its last one, and who has lost the role does nothing more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from elearning.accounts.errors import (
    AdministratorGoneError,
    OwnAccountError,
    PersonReachError,
    RoleReachError,
)
from elearning.accounts.models import Person, RoleGrant
from elearning.accounts.services.roles import deactivate_person, give_role, reactivate_person, take_role
from elearning.core.permissions import Grant, Role
from elearning.extensions import db
from tests.conftest import NOON
from tests.factories import make_agency, make_person, make_site_administrator
from tests.support.together import together

SITE = Grant(Role.ADMINISTRATOR, None)


def remove(actor_id: int, person_id: int) -> Callable[[], object]:
    return lambda: take_role(db.session.get_one(Person, person_id), SITE, actor_id=actor_id, now=NOON)


def close(actor_id: int, person_id: int) -> Callable[[], object]:
    return lambda: deactivate_person(db.session.get_one(Person, person_id), actor_id=actor_id, now=NOON)


def active_administrators() -> int:
    query = select(func.count(RoleGrant.id)).join(Person, Person.id == RoleGrant.person_id)
    held = query.where(RoleGrant.role == "administrator", RoleGrant.agency_id.is_(None), Person.is_active)
    return db.session.scalar(held) or 0


@pytest.mark.real_transactions
@pytest.mark.parametrize("deeds", [(remove, remove), (close, close), (remove, close)])
def test_of_two_administrators_who_remove_each_other_one_wins(app, clock, deeds):
    with app.app_context():
        first, second = (make_site_administrator().id for _ in range(2))
        db.session.commit()
    results = together(app, deeds[0](first, second), deeds[1](second, first))
    assert results.count(True) == 1, results
    assert sum(isinstance(result, AdministratorGoneError) for result in results) == 1, results
    with app.app_context():
        assert active_administrators() == 1


def test_the_last_administrator_of_the_site_stays(app, clock):
    last, gone = make_site_administrator(), make_site_administrator()
    agency = make_agency()
    helper = make_person(agency=agency, roles=(Role.LEARNER,))
    give_role(helper, SITE, actor_id=last.id, now=NOON)
    assert take_role(gone, SITE, actor_id=helper.id, now=NOON)
    assert deactivate_person(last, actor_id=helper.id, now=NOON)
    with pytest.raises(AdministratorGoneError):
        take_role(helper, SITE, actor_id=gone.id, now=NOON)
    with pytest.raises(AdministratorGoneError):
        deactivate_person(helper, actor_id=last.id, now=NOON)
    assert active_administrators() == 1


def test_an_inactive_last_holder_does_not_count_as_one(app, clock):
    active, closed = make_site_administrator(), make_site_administrator()
    other = make_site_administrator()
    deactivate_person(closed, actor_id=active.id, now=NOON)
    assert take_role(other, SITE, actor_id=active.id, now=NOON)
    with pytest.raises(OwnAccountError):
        take_role(active, SITE, actor_id=active.id, now=NOON)
    assert reactivate_person(closed, actor_id=active.id, now=NOON)
    assert take_role(active, SITE, actor_id=closed.id, now=NOON)
    assert active_administrators() == 1


def test_an_agency_reaches_neither_the_site_nor_another_agency(app, clock):
    home, other = make_agency(), make_agency()
    administrator = make_person(agency=home, roles=(Role.LEARNER, Role.ADMINISTRATOR))
    person = make_person(agency=home)
    for grant in (SITE, Grant(Role.TRAINING_OFFICER, other.id), Grant(Role.TRAINING_OFFICER, None)):
        with pytest.raises(RoleReachError):
            give_role(person, grant, actor_id=administrator.id, now=NOON)
    chief = make_site_administrator()
    give_role(person, Grant(Role.TRAINING_OFFICER, other.id), actor_id=chief.id, now=NOON)
    with pytest.raises(PersonReachError):
        deactivate_person(person, actor_id=administrator.id, now=NOON)
    assert person.is_active


def test_doing_it_twice_changes_nothing_more(app, clock):
    chief, person = make_site_administrator(), make_person()
    grant = Grant(Role.TRAINING_OFFICER, person.agency_id)
    assert [give_role(person, grant, actor_id=chief.id, now=NOON) for _ in range(2)] == [True, False]
    assert [take_role(person, grant, actor_id=chief.id, now=NOON) for _ in range(2)] == [True, False]
    assert [deactivate_person(person, actor_id=chief.id, now=NOON) for _ in range(2)] == [True, False]
    assert [reactivate_person(person, actor_id=chief.id, now=NOON) for _ in range(2)] == [True, False]
