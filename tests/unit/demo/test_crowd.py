"""The plan of a crowd: whole, plainly invented, in the shape of real agencies, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from elearning.core.permissions import Role
from elearning.demo.crowd import Crowd
from elearning.domain.nip import NipKind, parse_nip

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def crowd():
    return Crowd(10_000, now=NOW)


@pytest.fixture(scope="module")
def members(crowd):
    return list(crowd)


def test_everybody_has_a_head_above_them_who_was_there_before(crowd, members):
    heads = {unit.head for unit in crowd.units}
    for member in members:
        if member.chief is not None:
            assert member.chief in heads
            assert member.chief < member.number
            assert members[member.chief].joined_at <= member.joined_at
    assert sum(member.chief is None for member in members) == len(crowd.agencies) + 1


def test_agencies_have_one_head_office_and_trees_of_one_to_five_levels(crowd):
    depths = Counter(unit.path.count("/") + 1 for unit in crowd.units)
    assert set(depths) == {1, 2, 3, 4, 5}
    assert len(crowd.agencies) == 6
    for place in range(len(crowd.agencies)):
        assert sum(unit.above is None for unit in crowd.units if unit.agency == place) == 1
    assert len({(unit.agency, unit.path) for unit in crowd.units}) == len(crowd.units)


def test_a_unit_has_ten_to_forty_people(crowd):
    assert 10 <= min(unit.size for unit in crowd.units) <= max(unit.size for unit in crowd.units) <= 40
    assert sum(unit.size for unit in crowd.units) == 10_000 - 1


def test_no_number_or_address_is_somebody_elses_or_real(members):
    nips = [member.nip for member in members if member.nip]
    assert len(set(nips)) == len(nips) == 10_000 - 1
    assert all(int(nip[-3:]) > 900 for nip in nips)
    mailboxes = [member.email for member in members if member.email]
    assert len(set(mailboxes)) == len(mailboxes)
    assert all(mailbox.endswith(".example") for mailbox in mailboxes)


def test_both_services_some_late_comers_and_some_who_left(members):
    kinds = Counter(parse_nip(member.nip, NOW.date()).kind for member in members if member.nip)
    assert kinds[NipKind.PPPK] > 2_000 < kinds[NipKind.PNS]
    assert sum(member.joined_at > members[0].joined_at for member in members) > 1_000
    assert 100 < sum(member.left_at is not None for member in members) < 500


def test_each_role_has_one_account_unless_there_are_none(members):
    assert Counter(member.account for member in members if member.account) == dict.fromkeys(Role, 1)
    assert not any(member.account for member in Crowd(300, now=NOW, has_accounts=False))


def test_the_same_seed_gives_the_same_people_and_another_gives_others(crowd, members):
    assert list(Crowd(10_000, now=NOW))[:500] == members[:500]
    assert Crowd(10_000, now=NOW, seed=2).member(100) != crowd.member(100)


def test_a_hundred_thousand_people_have_different_numbers():
    crowd = Crowd(100_000, now=NOW)
    nips = {crowd.member(number).nip for number in range(1, 100_000, 9)}
    assert len(nips) == len(range(1, 100_000, 9))
    assert len(crowd.agencies) == 12
