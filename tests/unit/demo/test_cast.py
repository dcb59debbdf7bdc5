"""The invented people: whole, in order, and nobody real."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from elearning.core.permissions import Role
from elearning.demo.cast import PEOPLE, invent_cast
from elearning.domain.nip import NipKind, parse_nip

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def cast():
    return invent_cast(TODAY)


def test_there_are_two_hundred_people_each_under_a_head(cast):
    assert len(cast) == PEOPLE
    without = [member for member in cast if member.chief is None]
    assert [member.agency.name if member.agency else None for member in without] == [
        "Pemerintah Kabupaten Arunika",
        "Pemerintah Kota Lintang Kejora",
        None,
    ]
    assert all(cast[member.chief].leads for member in cast if member.chief is not None)


def test_a_head_of_a_team_has_about_twelve_people(cast):
    sizes = Counter(member.chief for member in cast if member.chief is not None and not member.leads)
    assert 10 <= min(sizes.values()) <= max(sizes.values()) <= 13


def test_every_nip_is_valid_and_differs_and_has_a_number_that_is_never_given_out(cast):
    nips = [member.nip for member in cast if member.nip]
    assert len(set(nips)) == len(nips) == PEOPLE - 1
    assert all(parse_nip(nip, TODAY).value == nip for nip in nips)
    assert all(int(nip[-3:]) > 900 for nip in nips)


def test_contract_staff_have_the_start_of_their_contract_but_for_a_few(cast):
    contract = [member for member in cast if member.nip and parse_nip(member.nip, TODAY).kind is NipKind.PPPK]
    missing = [member for member in contract if member.contract_start is None]
    assert 30 <= len(contract) <= 65
    assert 1 <= len(missing) <= 15


def test_each_role_has_one_account(cast):
    assert Counter(member.account for member in cast if member.account) == dict.fromkeys(Role, 1)


def test_names_and_addresses_differ(cast):
    assert len({member.name for member in cast}) == PEOPLE
    mailboxes = [member.email for member in cast if member.email]
    assert len(set(mailboxes)) == len(mailboxes)
    assert all(mailbox.endswith(".example") for mailbox in mailboxes)


def test_the_same_seed_gives_the_same_people_and_another_gives_others(cast):
    assert invent_cast(TODAY) == cast
    assert invent_cast(TODAY, seed=2) != cast
