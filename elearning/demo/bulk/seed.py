"""Fills an empty site with any number of invented people and three years of their learning, in one transaction that the caller commits.

Interrupted, nothing is there. People are made in portions, so that memory does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing import cpu_count, get_context
from signal import SIG_DFL, SIGTERM, signal

from sqlalchemy import func, select

from elearning.accounts.passwords import hash_password
from elearning.catalog.models import Enrolment
from elearning.certificates.models import Certificate
from elearning.competency.models import Evidence, JpEntry
from elearning.demo.bulk.certificates import issue_all
from elearning.demo.bulk.learner import Learner, ToCertify
from elearning.demo.bulk.papers import Papers
from elearning.demo.bulk.people import Registrar
from elearning.demo.bulk.rows import Rows
from elearning.demo.bulk.sheaf import Blocks, Sheaf, Written
from elearning.demo.bulk.world import World, authorities, competencies, courses, plots
from elearning.demo.crowd import Crowd
from elearning.demo.ground import ROLE_ACCOUNT_PASSWORD, lay_ground
from elearning.demo.lives import QUIZ, Lives
from elearning.extensions import db
from elearning.quizzes.models import Attempt, Response

PORTION = 500
WORTH_SHARING = 2_000
"""From so many people on the lives are lived by several processes; only this one knows the database."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was made, and the JP of all people together."""

    agencies: int
    people: int
    enrolments: int
    attempts: int
    answers: int
    certificates: int
    evidence: int
    jp: float

    def facts(self) -> dict[str, int | float]:
        """By name, as the command prints them."""
        return asdict(self)


def seed_crowd(crowd: Crowd, *, told: Callable[[int, int], None]) -> Seeded:
    """Make a crowd and its lives; `told` hears of progress as (people done, of how many)."""
    known = courses()
    ground = lay_ground(crowd)
    rows = Rows()
    world = World(
        crowd=crowd,
        courses=known,
        authorities=authorities(ground.agencies),
        positions=ground.positions,
        units=ground.units,
        competencies=competencies(),
        papers=Papers(crowd.seed),
        first_id=rows.first_ids()["person"],
    )
    world.papers.read(step for course in known.values() for step in course.outline.steps if step.kind == QUIZ)
    part = _Part(world, Lives(crowd, plots(known)), Blocks(rows.first_ids(), PORTION), rows.is_sqlite)
    waiting: list[ToCertify] = []
    for number, (written, earned) in enumerate(_lived(part), start=1):
        rows.write(written)
        waiting += earned
        told(min(number * PORTION, crowd.size), crowd.size)
    sheaf = Sheaf(Blocks(rows.first_ids(), crowd.size), 0, is_sqlite=rows.is_sqlite)
    for full in issue_all(waiting, world, part.lives, sheaf):
        rows.write(full.take())
    rows.finish()
    return _counted(crowd, rows)


@dataclass(frozen=True, slots=True)
class _Part:
    """Lives the people of one portion, in memory alone."""

    world: World
    lives: Lives
    blocks: Blocks
    is_sqlite: bool

    def __call__(self, number: int) -> tuple[Written, list[ToCertify]]:
        sheaf = Sheaf(self.blocks, number, is_sqlite=self.is_sqlite)
        registrar = Registrar(self.world, sheaf, _password_hash())
        earned: list[ToCertify] = []
        for own in range(number * PORTION, min((number + 1) * PORTION, self.world.crowd.size)):
            member = self.world.crowd.member(own)
            deeds = self.lives.of(member)
            registrar.register(member, deeds)
            earned += Learner(member, self.world, sheaf).live(deeds)
        return sheaf.take(), earned


_shared: list[_Part] = []
"""What the processes of a crowd inherit from the one that forks them."""


def _lived(part: _Part) -> Iterator[tuple[Written, list[ToCertify]]]:
    """The portions in their order; those of a large crowd are lived side by side."""
    portions = range(-(-part.world.crowd.size // PORTION))
    if part.world.crowd.size < WORTH_SHARING:
        yield from map(part, portions)
        return
    _password_hash()  # made once, before the processes part
    _shared.append(part)
    pool = get_context("fork").Pool(cpu_count(), initializer=_let_be_stopped)
    try:
        yield from pool.imap(_live_portion, portions)
        pool.close()
    finally:
        _shared.clear()
        pool.terminate()
        pool.join()


def _let_be_stopped() -> None:
    """A process that is forked ends when it is told to, whatever the one that forks it does then."""
    signal(SIGTERM, SIG_DFL)


def _live_portion(number: int) -> tuple[Written, list[ToCertify]]:
    return _shared[-1](number)


@cache
def _password_hash() -> str:
    return hash_password(ROLE_ACCOUNT_PASSWORD)


def _counted(crowd: Crowd, rows: Rows) -> Seeded:
    written = rows.written
    halves = int(db.session.scalar(select(func.sum(JpEntry.jp_halves))) or 0)
    return Seeded(
        agencies=len(crowd.agencies),
        people=crowd.size,
        enrolments=written[Enrolment.__tablename__],
        attempts=written[Attempt.__tablename__],
        answers=written[Response.__tablename__],
        certificates=written[Certificate.__tablename__],
        evidence=written[Evidence.__tablename__],
        jp=halves / 2,
    )
