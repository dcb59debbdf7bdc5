"""Fills an empty site with any number of invented people and three years of their learning, in one transaction that the caller commits.

Interrupted, nothing is there. People are made in portions, so that memory does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import func, select

from elearning.accounts.models import Person
from elearning.accounts.passwords import hash_password
from elearning.catalog.models import Enrolment
from elearning.certificates.models import Certificate
from elearning.competency.models import Evidence, JpEntry
from elearning.demo.bulk.certificates import issue_all
from elearning.demo.bulk.learner import Learner, ToCertify
from elearning.demo.bulk.papers import Papers
from elearning.demo.bulk.people import Registrar
from elearning.demo.bulk.rows import Rows
from elearning.demo.bulk.world import World, authorities, competencies, courses, plots
from elearning.demo.crowd import Crowd
from elearning.demo.ground import ROLE_ACCOUNT_PASSWORD, lay_ground
from elearning.demo.lives import Lives
from elearning.extensions import db
from elearning.quizzes.models import Attempt, Response

PORTION = 500


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
    world = World(
        crowd=crowd,
        courses=known,
        authorities=authorities(ground.agencies),
        positions=ground.positions,
        units=ground.units,
        competencies=competencies(),
        papers=Papers(crowd.seed),
        first_id=(db.session.scalar(select(func.max(Person.id))) or 0) + 1,
    )
    lives, rows = Lives(crowd, plots(known)), Rows()
    waiting = _live(world, lives, rows, told)
    issue_all(waiting, world, lives, rows)
    rows.finish()
    return _counted(crowd, rows)


def _live(world: World, lives: Lives, rows: Rows, told: Callable[[int, int], None]) -> Sequence[ToCertify]:
    registrar = Registrar(world, rows, hash_password(ROLE_ACCOUNT_PASSWORD))
    waiting: list[ToCertify] = []
    for number in range(world.crowd.size):
        member = world.crowd.member(number)
        deeds = lives.of(member)
        registrar.register(member, deeds)
        waiting += Learner(member, world, rows).live(deeds)
        if (number + 1) % PORTION == 0:
            rows.flush()
            told(number + 1, world.crowd.size)
    rows.flush()
    return waiting


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
