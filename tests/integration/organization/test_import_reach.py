"""What an administrator may not do by a file of employees: change their own roles, or people who reach further than they do."""

from __future__ import annotations

import pytest

from elearning.accounts.services import grant_role
from elearning.core import clock
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.organization.import_plan import ImportWish, LineKind, plan_import
from elearning.organization.remarks import joined
from tests.factories import home_agency, make_nip, make_person, make_site_administrator

HEAD = "nip;nama;gelar_depan;gelar_belakang;email;unit;jabatan;nip_atasan;peran"
NIP = make_nip(7_301)


def planned(actor_id: int | None, *lines: str, whole: bool = False):
    content = "\n".join([HEAD, *lines]).encode()
    wish = ImportWish(agency=home_agency(), content=content, is_whole_list=whole, actor_id=actor_id)
    return plan_import(wish, now=clock.now())


@pytest.fixture
def admin(app):
    return make_person("Contoh Pengelola", nip=make_nip(7_300), roles=(Role.LEARNER, Role.ADMINISTRATOR))


@pytest.fixture
def wide(app):
    person = make_person("Contoh Luas", nip=NIP, email="luas@contoh.example")
    grant_role(person, Role.TRAINING_OFFICER, None, actor_id=None, now=clock.now())
    db.session.flush()
    return person


@pytest.mark.parametrize(
    ("roles", "kind"),
    [
        ("administrator + pengelola", LineKind.REFUSED),
        ("peserta", LineKind.REFUSED),
        ("administrator", LineKind.UNCHANGED),
        ("", LineKind.UNCHANGED),
    ],
)
def test_nobody_changes_their_own_roles(admin, roles, kind):
    plan = planned(admin.id, f"{make_nip(7_300)};Contoh Pengelola;;;;;;;{roles}")
    assert [line.kind for line in plan.lines] == [kind]
    assert ("Ini Anda sendiri" in joined(plan.lines[0].note)) is (kind is LineKind.REFUSED)


@pytest.mark.parametrize("line", [f"{NIP};Contoh Luas;;;baru@contoh.example;;;;", f"{NIP};Contoh Lain;;;;;;;"])
def test_who_reaches_further_is_not_changed(admin, wide, line):
    """By another address an administrator of one agency could take over an account that reaches the whole site."""
    plan = planned(admin.id, line)
    assert [each.kind for each in plan.lines] == [LineKind.REFUSED]
    assert "menjangkau lebih jauh" in joined(plan.lines[0].note)


def test_who_reaches_further_may_stand_in_the_file_as_they_are(admin, wide):
    plan = planned(admin.id, f"{NIP};Contoh Luas;;;luas@contoh.example;;;;")
    assert [each.kind for each in plan.lines] == [LineKind.UNCHANGED]


def test_the_operator_and_the_whole_site_may_change_everybody(wide):
    for actor_id in (None, make_site_administrator().id):
        plan = planned(actor_id, f"{NIP};Contoh Luas;;;baru@contoh.example;;;;")
        assert [each.kind for each in plan.lines] == [LineKind.CHANGED]


def test_who_reaches_further_stays_active_though_missing_from_a_whole_list(admin, wide):
    plan = planned(admin.id, f"{make_nip(7_300)};Contoh Pengelola;;;;;;;", whole=True)
    line = next(each for each in plan.lines if each.person_id == wide.id)
    assert (line.kind, "tetap aktif" in joined(line.note)) == (LineKind.UNCHANGED, True)
