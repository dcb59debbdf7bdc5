"""Who there is: any number of invented people in agencies, unit trees and positions, the same for every seed and day.

Pure: no database, no clock. The plan of units is kept, a person is made anew whenever somebody asks, so that a hundred thousand
need no memory. NIPs end in 901 and more: so many people of one birthday are never appointed together, so no real person has such
a number.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from elearning.accounts.demo_accounts import DEMO_EMAILS
from elearning.core.permissions import Role
from elearning.demo.names import DEGREES, MEN, SECOND_NAMES, WOMEN
from elearning.demo.places import (
    AGENCIES,
    HEAD_OFFICE,
    HEAD_OFFICE_STAFF,
    HEAD_POSITION,
    PLACES,
    SECTIONS,
    AgencyWords,
    office,
)

SPAN = timedelta(days=3 * 365)
MOST_PEOPLE = 100_000
_SMALLEST_UNIT, _LARGEST_UNIT = 10, 40
_DIVISIONS, _SECTIONS = 4, len(SECTIONS)
_BIRTHDAYS, _STEP = 11_000, 7_919
_YOUNGEST_DAYS = 25 * 365
_PEOPLE_OF_STAFFED_AGENCY = 400
_ACTING_EVERY = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlan:
    """A unit of an agency (by its place), its head, the head above (None for the agency's own), and its people's numbers."""

    place: int
    agency: int
    path: str
    head: int
    above: int | None
    size: int
    head_position: str
    positions: tuple[str, ...]

    @property
    def has_acting_head(self) -> bool:
        """Whether its head has left and the one above leads it meanwhile."""
        return self.above is not None and self.size > 1 and self.place % _ACTING_EVERY == _ACTING_EVERY - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One invented person. `chief` is the number of the supervisor; `left_at` when the account was closed."""

    number: int
    name: str
    agency: int | None
    unit: UnitPlan | None
    position: str
    chief: int | None
    nip: str | None
    email: str | None
    title_before: str
    title_after: str
    roles: tuple[Role, ...]
    contract_start: date | None
    time_multiplier_percent: int
    in_position_since: date | None
    joined_at: datetime
    left_at: datetime | None
    account: Role | None = None

    @property
    def leads(self) -> bool:
        """Whether this person heads a unit."""
        return self.unit is not None and self.unit.head == self.number


class Crowd:
    """`size` people as they stand on the day of `now`; with `has_accounts` four of them are the accounts of the demo."""

    def __init__(self, size: int, *, now: datetime, seed: int = 1, has_accounts: bool = True) -> None:
        self.size, self.now, self.seed = size, now, seed
        self.opening = now - SPAN
        self.units: list[UnitPlan] = []
        self.administrators: dict[int, int] = {}
        self._accounts: dict[int, Role] = {}
        self._next = 0
        if has_accounts and size > len(DEMO_EMAILS):
            self._accounts[0] = Role.ADMINISTRATOR
            self._next = 1
        self.agencies: tuple[AgencyWords, ...] = AGENCIES[: _agencies(size)]
        self._plan(size - self._next)
        self._heads = [unit.head for unit in self.units]
        if has_accounts:
            self._give_accounts()

    def __iter__(self) -> Iterator[Member]:
        """Everybody, heads before their people."""
        return map(self.member, range(self.size))

    def number_of(self, role: Role) -> int | None:
        """The number of the account of a role."""
        return next((number for number, own in self._accounts.items() if own is role), None)

    def zone_of(self, member: Member) -> str:
        """The time zone in which somebody works."""
        return self.agencies[member.agency or 0].time_zone

    def unit_of(self, number: int) -> UnitPlan | None:
        """The unit in which somebody works; None for the administrator of the site."""
        place = bisect_right(self._heads, number) - 1
        return self.units[place] if place >= 0 else None

    def member(self, number: int) -> Member:
        """The person with this number."""
        account, unit = self._accounts.get(number), self.unit_of(number)
        if unit is None:
            return _site_administrator(self.opening)
        random = Random(f"crowd:{self.seed}:{number}")
        is_head = unit.head == number
        is_woman = random.random() < 0.52
        name = _name(random, WOMEN if is_woman else MEN)
        joined_at = self._joined_at(random, is_fixed=is_head or account is not None or self._administers(number))
        is_pppk = not is_head and account is None and random.random() < 0.25
        nip, appointed = self._nip(number, random, joined_at.date(), is_woman=is_woman, is_pppk=is_pppk)
        has_mailbox = random.random() < 0.85
        mailbox = f"{name.lower().replace(' ', '.')}.{number}@{self.agencies[unit.agency].mail_domain}"
        return Member(
            number=number,
            name=name,
            agency=unit.agency,
            unit=unit,
            position=unit.head_position if is_head else random.choice(unit.positions),
            chief=unit.above if is_head else unit.head,
            nip=nip,
            email=DEMO_EMAILS[account] if account else mailbox if has_mailbox else None,
            title_before="Dr." if is_head and unit.above is None else random.choice(("", "", "", "", "", "", "Ir.")),
            title_after=random.choice(DEGREES),
            roles=self._roles(number, account, is_head=is_head),
            contract_start=appointed if is_pppk and number % 7 else None,
            time_multiplier_percent=150 if number % 67 == 20 else 100,
            in_position_since=max(appointed, joined_at.date() - timedelta(days=random.randint(0, 1_500))),
            joined_at=joined_at,
            left_at=self._left_at(number, random, joined_at, is_bound=is_head or account is not None),
            account=account,
        )

    def _plan(self, size: int) -> None:
        """Agencies of falling size, one after the other."""
        weights = [1 / (1 + 0.35 * place) for place in range(len(self.agencies))]
        left = size
        for place, weight in enumerate(weights):
            own = left if place == len(weights) - 1 else round(left * weight / sum(weights[place:]))
            self._plan_agency(place, own)
            left -= own

    def _plan_agency(self, agency: int, size: int) -> None:
        if size <= 0:
            return
        planner = _Planner(self, agency, size, Random(f"units:{self.seed}:{agency}"))
        first = planner.add(
            HEAD_OFFICE, HEAD_POSITION, HEAD_OFFICE_STAFF, above=None, people=1 + min(12, size // 20 + 2)
        )
        if first.size > 1:
            self.administrators[agency] = first.head + 1
        place = 0
        while planner.left:
            planner.add_office(place, first.head)
            place += 1

    def take(self, count: int) -> int:
        """The first of so many numbers that are not yet given."""
        first = self._next
        self._next += count
        return first

    def _give_accounts(self) -> None:
        """The first section of the first agency holds the supervisor and the learner, its head office the officer."""
        section = next((unit for unit in self.units if unit.size > 1 and unit.above is not None), None)
        if section is not None:
            self._accounts |= {section.head: Role.SUPERVISOR, section.head + 1: Role.LEARNER}
        office_head = self.units[0]
        if office_head.size > 2:
            self._accounts[office_head.head + 2] = Role.TRAINING_OFFICER

    def _administers(self, number: int) -> bool:
        return number in self.administrators.values()

    def _roles(self, number: int, account: Role | None, *, is_head: bool) -> tuple[Role, ...]:
        roles = [Role.LEARNER]
        if is_head:
            roles.append(Role.SUPERVISOR)
        if account is Role.TRAINING_OFFICER or self._administers(number):
            roles.append(Role.TRAINING_OFFICER)
        if self._administers(number):
            roles.append(Role.ADMINISTRATOR)
        return tuple(roles)

    def _joined_at(self, random: Random, *, is_fixed: bool) -> datetime:
        """Most were there from the beginning, some came later."""
        late = random.random() < 0.15
        days = random.randint(20, SPAN.days * 2 // 3)
        return self.opening + timedelta(days=days) if late and not is_fixed else self.opening

    def _left_at(self, number: int, random: Random, joined_at: datetime, *, is_bound: bool) -> datetime | None:
        leaves = random.random() < 0.03
        days = random.randint(10, 300)
        if is_bound or not leaves or self._administers(number) or not self.administrators:
            return None
        return self.now - timedelta(days=days) if self.now - timedelta(days=days + 100) > joined_at else None

    def _nip(self, number: int, random: Random, joined: date, *, is_woman: bool, is_pppk: bool) -> tuple[str, date]:
        """The number and the first day of the appointment that it names; no two people share birthday and serial."""
        born = self.now.date() - timedelta(days=_YOUNGEST_DAYS + number * _STEP % _BIRTHDAYS)
        if is_pppk:
            appointed = date(joined.year - random.randint(1, 3), random.choice((1, 3, 6)), 1)
        else:
            appointed = date(min(born.year + random.randint(21, 27), joined.year - 1), random.choice((1, 3, 12)), 1)
        month = "21" if is_pppk else f"{appointed:%m}"
        serial = 901 + number // _BIRTHDAYS
        return f"{born:%Y%m%d}{appointed:%Y}{month}{2 if is_woman else 1}{serial}", appointed


class _Planner:
    """Gives the people of one agency to its units."""

    def __init__(self, crowd: Crowd, agency: int, size: int, random: Random) -> None:
        self.left = size
        self._crowd, self._agency, self._random = crowd, agency, random
        self._has_staff = size >= _PEOPLE_OF_STAFFED_AGENCY

    def add(
        self, path: str, head_position: str, positions: tuple[str, ...], *, above: int | None, people: int
    ) -> UnitPlan:
        """A unit of at most so many people, its head among them; a rest too small for a unit stays here."""
        size = min(people, self.left)
        if self.left - size < _SMALLEST_UNIT and above is not None and people > 1:
            size = self.left
        self.left -= size
        unit = UnitPlan(
            place=len(self._crowd.units),
            agency=self._agency,
            path=path,
            head=self._crowd.take(size),
            above=above,
            size=size,
            head_position=head_position,
            positions=positions,
        )
        self._crowd.units.append(unit)
        return unit

    def add_office(self, place: int, above: int) -> None:
        """An office with its divisions and their sections, as long as there are people."""
        words = office(place)
        head = self.add(words.name, words.head, words.positions, above=above, people=self._staff())
        for division in words.divisions[:_DIVISIONS]:
            if not self.left:
                return
            path = f"{words.name}/{division}"
            division_head = self.add(path, f"Kepala {division}", words.positions, above=head.head, people=self._staff())
            for number in range(_SECTIONS):
                if not self.left:
                    return
                section = SECTIONS[number].format(PLACES[(place + number) % len(PLACES)])
                people = self._random.randint(_SMALLEST_UNIT, _LARGEST_UNIT - _SMALLEST_UNIT)
                self.add(f"{path}/{section}", "Kepala Seksi", words.positions, above=division_head.head, people=people)

    def _staff(self) -> int:
        """Offices and divisions of large agencies have people of their own, those of small ones a head alone."""
        return self._random.randint(_SMALLEST_UNIT, _SMALLEST_UNIT + 4) if self._has_staff else 1


def _agencies(size: int) -> int:
    if size < 20:
        return 1
    return 2 if size < 600 else min(len(AGENCIES), 2 + -(-size // 2_500))


def _name(random: Random, first_names: tuple[str, ...]) -> str:
    """A few people have a single name, many three."""
    drawn = random.random()
    if drawn < 0.04:
        return random.choice(first_names)
    if drawn < 0.5:
        return f"{random.choice(first_names)} {random.choice(SECOND_NAMES)}"
    return f"{random.choice(first_names)} {' '.join(random.sample(SECOND_NAMES, 2))}"


def _site_administrator(opening: datetime) -> Member:
    return Member(
        number=0,
        name="Jaga Lentera",
        agency=None,
        unit=None,
        position="",
        chief=None,
        nip=None,
        email=DEMO_EMAILS[Role.ADMINISTRATOR],
        title_before="",
        title_after="",
        roles=(Role.ADMINISTRATOR, Role.TRAINING_OFFICER),
        contract_start=None,
        time_multiplier_percent=100,
        in_position_since=None,
        joined_at=opening,
        left_at=None,
        account=Role.ADMINISTRATOR,
    )
