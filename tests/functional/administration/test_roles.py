"""Roles: given and taken no further than one's own reach, never one's own, and the site keeps an administrator."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from elearning.accounts.models import RoleGrant
from elearning.accounts.services import grant_role
from elearning.core import clock
from elearning.core.audit import AuditEntry
from elearning.core.permissions import Role
from tests.factories import PASSWORD, home_agency, make_agency, make_person, make_site_administrator
from tests.support.page_rules import assert_page_rules

pytestmark = pytest.mark.usefixtures("clock")
STAFF = (Role.LEARNER, Role.ADMINISTRATOR)


@pytest.fixture
def administrator(app):
    return make_person("Contoh Pengurus", roles=STAFF)


@pytest.fixture
def site_administrator(app):
    return make_site_administrator(name="Contoh Pengurus Situs")


@pytest.fixture
def held(db_session):
    def held(person) -> set[tuple[str, int | None]]:
        query = select(RoleGrant.role, RoleGrant.agency_id).where(RoleGrant.person_id == person.id)
        return {(row.role, row.agency_id) for row in db_session.execute(query)} - {("learner", person.agency_id)}

    return held


def give(client, person, grant: str, password: str = PASSWORD):
    return client.post(f"/admin/orang/{person.id}/peran", data={"grant": grant, "own_password": password})


def take(client, person, role: str, agency_id: int, password: str = PASSWORD):
    return client.post(f"/admin/orang/{person.id}/peran/{role}/{agency_id}/akhir", data={"own_password": password})


def test_a_role_is_given_and_taken_within_the_own_agency(sign_in, administrator, held, db_session):
    person, home = make_person(), home_agency().id
    client = sign_in(administrator)
    assert_page_rules(client.get(f"/admin/orang/{person.id}/peran").text)
    assert give(client, person, f"training_officer:{home}").status_code == 303
    assert held(person) == {("training_officer", home)}
    page = client.get(f"/admin/orang/{person.id}").text
    assert f"/peran/training_officer/{home}/akhir" in page
    assert_page_rules(client.get(f"/admin/orang/{person.id}/peran/training_officer/{home}/akhir").text)
    assert take(client, person, "training_officer", home).status_code == 303
    assert held(person) == set()
    assert take(client, person, "training_officer", home).status_code == 404
    deeds = select(AuditEntry.action, AuditEntry.actor_id).where(
        AuditEntry.subject_id == person.id, AuditEntry.actor_id.is_not(None)
    )
    assert {tuple(row) for row in db_session.execute(deeds)} == {
        ("role.granted", administrator.id),
        ("role.revoked", administrator.id),
    }


def test_nobody_gives_further_than_their_own_reach(sign_in, administrator, held):
    person, other = make_person(), make_agency()
    client = sign_in(administrator)
    page = client.get(f"/admin/orang/{person.id}/peran").text
    assert "seluruh situs" not in page
    for grant in ("administrator:0", f"administrator:{other.id}", "raja:1", "learner:0", ""):
        answer = give(client, person, grant)
        assert answer.status_code == 422, grant
        assert_page_rules(answer.text)
    assert held(person) == set()


def test_nobody_takes_further_than_their_own_reach(sign_in, administrator, held):
    person = make_person(roles=(Role.LEARNER, Role.TRAINING_OFFICER))
    make_site_administrator()
    from_site = make_person("Contoh Ganda", roles=STAFF)
    grant_role(from_site, Role.ADMINISTRATOR, None, actor_id=None, now=clock.now())
    client = sign_in(administrator)
    before = held(from_site)
    assert take(client, from_site, "administrator", 0).status_code == 403
    assert held(from_site) == before
    assert take(client, person, "training_officer", 10**12).status_code == 404


def test_the_own_roles_are_out_of_reach(sign_in, administrator, site_administrator, held):
    for own in (administrator, site_administrator):
        client = sign_in(own)
        agency = own.agency_id or 0
        assert client.get(f"/admin/orang/{own.id}/peran").status_code == 403
        assert give(client, own, f"training_officer:{home_agency().id}").status_code == 403
        assert take(client, own, "administrator", agency).status_code == 403
        assert client.get(f"/admin/orang/{own.id}/penonaktifan").status_code == 403
        assert ("administrator", own.agency_id) in held(own)
        assert "hanya dapat diubah administrator lain" in client.get(f"/admin/orang/{own.id}").text


def test_an_account_with_more_reach_can_be_seen_but_not_changed(sign_in, administrator):
    chief = make_person("Contoh Pengurus Pusat", email="pusat@contoh.example")
    grant_role(chief, Role.ADMINISTRATOR, None, actor_id=None, now=clock.now())
    client = sign_in(administrator)
    page = client.get(f"/admin/orang/{chief.id}").text
    assert_page_rules(page)
    assert "Hanya dapat dilihat" in page
    for part in ("nama", "data", "nip", "jabatan", "atasan", "tautan", "penonaktifan"):
        assert client.get(f"/admin/orang/{chief.id}/{part}").status_code == 403, part
    taken = {"email": "saya@contoh.example", "time_percent": "100", "locale": ""}
    assert client.post(f"/admin/orang/{chief.id}/data", data=taken).status_code == 403
    assert client.post(f"/admin/orang/{chief.id}/tautan", data={"how": "show"}).status_code == 403
    assert client.post(f"/admin/orang/{chief.id}/perangkat/pencabutan").status_code == 403
    assert client.post(f"/admin/orang/{chief.id}/penonaktifan", data={"own_password": PASSWORD}).status_code == 403
    assert (chief.email, chief.is_active) == ("pusat@contoh.example", True)


def test_the_site_gives_any_role_anywhere(sign_in, site_administrator, held):
    other = make_agency()
    person = make_person(agency=other)
    client = sign_in(site_administrator)
    for grant in ("administrator:0", f"training_officer:{other.id}", f"supervisor:{other.id}"):
        assert give(client, person, grant).status_code == 303, grant
    assert held(person) == {("administrator", None), ("training_officer", other.id), ("supervisor", other.id)}
    assert give(client, person, "administrator:0").status_code == 422, "what is held is not offered"


def test_the_password_is_asked_for_and_guesses_are_counted(sign_in, administrator, held):
    person, home = make_person(), home_agency().id
    client = sign_in(administrator)
    wrong = [give(client, person, f"training_officer:{home}", "salah semuanya") for _ in range(11)]
    assert {answer.status_code for answer in wrong[:10]} == {422}
    assert wrong[-1].status_code == 429
    assert "Kata sandi Anda tidak cocok" in wrong[0].text
    assert f'<option selected value="training_officer:{home}">' in wrong[0].text
    assert held(person) == set()
