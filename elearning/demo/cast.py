"""Who there is: the people of the demo with names, numbers, positions and supervisors, the same for every seed and day.

Pure: no database, no clock. NIPs end in 901 to 999: so many people of one birthday are never appointed together, so no real
person has such a number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from elearning.accounts.demo_accounts import DEMO_EMAILS
from elearning.core.permissions import Role
from elearning.demo.names import AGENCIES, ARUNIKA, DEGREES, MEN, SECOND_NAMES, WOMEN, AgencyWords

PEOPLE = 200
OLDEST, YOUNGEST = 57, 24
_PPPK_SHARE, _MAILBOX_SHARE, _SINGLE_NAME_SHARE = 0.25, 0.85, 0.06


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One invented person. `chief` is the number of the supervisor in the cast, None for the heads of agencies."""

    number: int
    name: str
    agency: AgencyWords | None
    unit: str = ""
    position: str = ""
    team: int = -1
    chief: int | None = None
    nip: str | None = None
    email: str | None = None
    title_before: str = ""
    title_after: str = ""
    roles: tuple[Role, ...] = (Role.LEARNER,)
    contract_start: date | None = None
    time_multiplier_percent: int = 100
    in_position_since: date | None = None

    @property
    def account(self) -> Role | None:
        """The role that this person shows on the sign-in page, None for nearly everybody."""
        return next((role for role, email in DEMO_EMAILS.items() if email == self.email), None)

    @property
    def leads(self) -> bool:
        """Whether this person supervises others."""
        return Role.SUPERVISOR in self.roles


def invent_cast(today: date, *, size: int = PEOPLE, seed: int = 1) -> list[Member]:
    """`size` people (at least 40): two heads of agencies, sixteen heads of teams, their members and one site administrator."""
    inventor = _Inventor(Random(f"cast:{seed}"), today)
    for agency in AGENCIES:
        inventor.add_heads(agency)
    heads = [member for member in inventor.members if member.leads and member.team >= 0]
    for place in range(size - len(inventor.members) - 1):
        inventor.add_member(heads[place % len(heads)])
    inventor.members.append(_administrator(len(inventor.members)))
    return _with_accounts(inventor.members)


class _Inventor:
    """Draws people one after the other."""

    def __init__(self, random: Random, today: date) -> None:
        self.members: list[Member] = []
        self._random = random
        self._today = today
        self._names: set[str] = set()
        self._teams = 0

    def add_heads(self, agency: AgencyWords) -> None:
        """The head of an agency and the heads of its teams."""
        head = self._draw(agency, agency.head_unit, agency.head_position, None)
        self.members.append(replace(head, roles=(Role.LEARNER, Role.SUPERVISOR)))
        for unit, position, _ in agency.teams:
            chief = self._draw(agency, unit, f"{position} {_short(unit, position)}", head.number)
            self.members.append(replace(chief, roles=(Role.LEARNER, Role.SUPERVISOR), team=self._teams))
            self._teams += 1

    def add_member(self, chief: Member) -> None:
        """One more person in the team of a head."""
        agency = chief.agency
        if agency is None:
            raise LookupError("a head of a team belongs to an agency")
        positions = next(positions for unit, _, positions in agency.teams if unit == chief.unit)
        member = self._draw(agency, chief.unit, self._random.choice(positions), chief.number)
        self.members.append(replace(member, team=chief.team))

    def _draw(self, agency: AgencyWords, unit: str, position: str, chief: int | None) -> Member:
        random, number = self._random, len(self.members)
        is_woman = random.random() < 0.52
        name = self._name(WOMEN if is_woman else MEN)
        is_pppk = chief is not None and random.random() < _PPPK_SHARE
        has_mailbox = random.random() < _MAILBOX_SHARE
        nip, appointed = self._nip(number, is_woman=is_woman, is_pppk=is_pppk)
        mailbox = name.lower().replace(" ", ".")
        return Member(
            number=number,
            name=name,
            agency=agency,
            unit=unit,
            position=position,
            chief=chief,
            nip=nip,
            email=f"{mailbox}@{agency.mail_domain}" if has_mailbox else None,
            title_before="Dr." if chief is None else random.choice(("", "", "", "", "", "", "Ir.")),
            title_after=random.choice(DEGREES),
            contract_start=appointed if is_pppk and number % 7 else None,
            time_multiplier_percent=150 if number % 67 == 20 else 100,
            in_position_since=max(appointed, self._today - timedelta(days=random.randint(400, 2_000))),
        )

    def _name(self, first_names: tuple[str, ...]) -> str:
        """A name that nobody has yet; a few people have a single one."""
        while True:
            first = self._random.choice(first_names)
            name = (
                first if self._random.random() < _SINGLE_NAME_SHARE else f"{first} {self._random.choice(SECOND_NAMES)}"
            )
            if name not in self._names:
                self._names.add(name)
                return name

    def _nip(self, number: int, *, is_woman: bool, is_pppk: bool) -> tuple[str, date]:
        """The number and the first day of the appointment that it names."""
        age = timedelta(days=365 * self._random.randint(YOUNGEST, OLDEST) + self._random.randint(0, 364))
        born = self._today - age
        if is_pppk:
            appointed = date(self._today.year - self._random.randint(1, 3), self._random.choice((1, 3, 6)), 1)
        else:
            appointed = date(
                min(born.year + self._random.randint(22, 30), self._today.year - 2), self._random.choice((1, 3, 12)), 1
            )
        month = "21" if is_pppk else f"{appointed:%m}"
        return f"{born:%Y%m%d}{appointed:%Y}{month}{2 if is_woman else 1}{901 + number % 99}", appointed


def _short(unit: str, position: str) -> str:
    """What a position's title adds of its unit: "Kepala Bidang" + "Pencatatan Sipil", "Camat" + "Tirta Arunika"."""
    above, _, own = unit.rpartition("/")
    return above.removeprefix("Kecamatan ") if position == "Camat" else own.removeprefix("Bidang ")


def _administrator(number: int) -> Member:
    return Member(
        number=number,
        name="Jaga Lentera",
        agency=None,
        email=DEMO_EMAILS[Role.ADMINISTRATOR],
        roles=(Role.ADMINISTRATOR, Role.TRAINING_OFFICER),
    )


def _with_accounts(members: list[Member]) -> list[Member]:
    """The first team of Arunika holds the supervisor and the learner, the team for competencies the training officer."""
    chief = next(member for member in members if member.team == 0)
    learner = next(member for member in members if member.team == 0 and not member.leads)
    office = next(number for number, team in enumerate(ARUNIKA.teams) if "Pengembangan Kompetensi" in team[0])
    officer = next(member for member in members if member.team == office and not member.leads)
    changed = {
        chief.number: replace(
            chief, name="Panji Kelana", email=DEMO_EMAILS[Role.SUPERVISOR], title_before="", title_after="S.Sos., M.Si."
        ),
        learner.number: replace(
            learner,
            name="Dewi Rengganis",
            email=DEMO_EMAILS[Role.LEARNER],
            title_before="",
            title_after="S.I.Kom.",
            position="Pranata Humas Ahli Muda",
            nip=f"{(learner.nip or '')[:12]}03{'2'}{(learner.nip or '')[15:]}",
            contract_start=None,
        ),
        officer.number: replace(
            officer,
            name="Anteh Purnama",
            email=DEMO_EMAILS[Role.TRAINING_OFFICER],
            title_before="",
            title_after="S.Pd., M.Pd.",
            position="Analis SDM Aparatur Ahli Muda",
            roles=(Role.LEARNER, Role.TRAINING_OFFICER),
        ),
    }
    return [changed.get(member.number, member) for member in members]
