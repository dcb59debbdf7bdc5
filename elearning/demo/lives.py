"""What happens to one person in three years: deeds with their moments, in the order of time. Pure, the same for the same seed.

Each deed is about one learner, whoever does it, and depends on nothing but that learner's earlier deeds: so a life can be lived
alone, and all lives together are the deeds of the site sorted by time. Most people follow the course that issues certificates
and one or two others; some have finished, some stand in the middle, have failed a quiz, left an attempt open or never began.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from elearning.catalog.outline import Step
from elearning.core.permissions import Role
from elearning.demo.crowd import Crowd, Member
from elearning.demo.diary import Diary
from elearning.demo.stories import Ending, Plot

QUIZ = "quiz"
PASSED, FAILED = (82, 100), (40, 60)
MOST_COURSES = 3
PAPERS = 256
"""So many different papers of a quiz are dealt out."""
DUE_IN_DAYS = (-420, 9, -20, 24, -150, 45, -6, 12)
ASSIGNED_BEFORE = timedelta(days=60)
HANDED_OVER = timedelta(days=75)
FIRST_STEP = timedelta(days=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something happens at a moment to `learner`, done by `person` (numbers of the crowd)."""

    at: datetime
    person: int
    learner: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Join(Deed):
    """The account is made, the position held, the supervisor set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacate(Deed):
    """A head moves to the head office and leads the unit no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActUnder(Deed):
    """The head is gone; `person`, the one above, leads as acting head (Plt.)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseAccount(Deed):
    """An administrator closes the account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrol(Deed):
    """Joins a course."""

    course: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave(Deed):
    """Leaves a course."""

    course: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(Deed):
    """Opens a lesson at `began`, and marks it where its rule asks for that."""

    course: str
    step: str
    began: datetime
    is_marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt(Deed):
    """Takes a quiz from `began` on, `score` per cent of the questions right, and sends it at `at`; one that `is_open` is half
    answered and not sent. `draw` says which questions are wrong, `paper` which of the papers it is.
    """

    course: str
    step: str
    began: datetime
    score: int
    draw: int
    paper: int
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(Deed):
    """Is asked to complete a course, unless that is done."""

    course: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm(Deed):
    """What was shown at work is confirmed, where the course is among the evidence."""

    course: str
    levels: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadInbox(Deed):
    """Reads all notices."""


MAIN_ENDINGS = {
    Ending.COMPLETED: 62,
    Ending.HALFWAY: 12,
    Ending.FAILED_QUIZ: 6,
    Ending.OPEN_ATTEMPT: 4,
    Ending.BEGUN: 5,
    Ending.LEFT: 2,
    Ending.ABSENT: 9,
}
OTHER_ENDINGS = {
    Ending.COMPLETED: 52,
    Ending.HALFWAY: 12,
    Ending.FAILED_QUIZ: 5,
    Ending.OPEN_ATTEMPT: 2,
    Ending.ABSENT: 29,
}


class Lives:
    """Holds what all lives share: the crowd, and the courses, the certifying ones first."""

    def __init__(self, crowd: Crowd, plots: Sequence[Plot]) -> None:
        self.crowd, self.now = crowd, crowd.now
        self.plots = sorted(plots, key=lambda plot: (not plot.certifies, plot.outline.code))
        self._zones = {words.time_zone: ZoneInfo(words.time_zone) for words in crowd.agencies}

    def of(self, member: Member) -> list[Deed]:
        """All that happens to somebody before now, the earliest first."""
        random = Random(f"life:{self.crowd.seed}:{member.number}")
        life = _Life(member, random, self._zones[self.crowd.zone_of(member)], self.now)
        deeds = [*self.service(member), *self._learning(life)] if member.unit else list(self.service(member))
        return sorted((deed for deed in deeds if deed.at < self.now), key=lambda deed: deed.at)

    def service(self, member: Member) -> Iterator[Deed]:
        """What happens to the account, the position and the supervision of somebody."""
        number = member.number
        yield Join(at=member.joined_at, person=number, learner=number)
        unit = member.unit
        if unit is not None and unit.has_acting_head and unit.above is not None:
            handed_over = self._office_hour(unit.head, self.now - HANDED_OVER)
            if unit.head == number:
                yield Vacate(at=handed_over, person=number, learner=number)
            elif member.joined_at + FIRST_STEP < handed_over:
                yield ActUnder(at=handed_over, person=unit.above, learner=number)
        if member.left_at is not None and member.agency in self.crowd.administrators:
            by = self.crowd.administrators[member.agency]
            yield CloseAccount(at=member.left_at, person=by, learner=number)

    def _learning(self, life: _Life) -> Iterator[Deed]:
        until = life.member.left_at or self.now
        for plot in self._chosen(life):
            ending = self._ending(life, plot)
            if ending is not Ending.ABSENT:
                yield from (deed for deed in life.course(plot, ending) if deed.at < until)
        if life.member.chief is not None:
            yield from self._assignments(life, life.member.chief)
        for _ in range(life.random.randint(1, 4)):
            at = life.moment(life.random.randint(6, 700))
            if life.member.joined_at < at < until:
                yield ReadInbox(at=at, person=life.member.number, learner=life.member.number)

    def _chosen(self, life: _Life) -> list[Plot]:
        """Of a large catalogue everybody looks at a few courses only; the role accounts at those that they are to show."""
        if len(self.plots) <= MOST_COURSES or life.member.account is not None:
            return [*self.plots[: MOST_COURSES - 1], *self.plots[MOST_COURSES - 1 :][-1:]]
        return [self.plots[0], *life.random.sample(self.plots[1:], MOST_COURSES - 1)]

    def _ending(self, life: _Life, plot: Plot) -> Ending:
        chances = MAIN_ENDINGS if plot.certifies else OTHER_ENDINGS
        drawn = life.random.choices(list(chances), weights=list(chances.values()))[0]
        return self._told(life.member.account).get(plot.outline.slug, drawn)

    def _told(self, account: Role | None) -> dict[str, Ending]:
        """What the role accounts must show: the learner holds a certificate, the supervisor learns as well."""
        if not self.plots:
            return {}
        first, asked, last = (self.plots[place].outline.slug for place in (0, min(1, len(self.plots) - 1), -1))
        if account is Role.LEARNER:
            return {last: Ending.HALFWAY, asked: Ending.ABSENT, first: Ending.COMPLETED}
        if account is Role.SUPERVISOR:
            return {last: Ending.ABSENT, asked: Ending.COMPLETED, first: Ending.HALFWAY}
        return {}

    def _assignments(self, life: _Life, chief: int) -> Iterator[Deed]:
        """Many are asked to do the main course; the learner's account is asked for one not yet begun."""
        member, asked_for = life.member, self.plots[:1] if life.member.number % 5 > 1 else []
        if member.account is Role.LEARNER:
            asked_for = self.plots[1:2]
        for plot in asked_for:
            days = 9 if member.account is Role.LEARNER else DUE_IN_DAYS[member.number % len(DUE_IN_DAYS)]
            due = self.now + timedelta(days=days)
            asked = self._office_hour(chief, min(due, self.now) - ASSIGNED_BEFORE)
            if member.account is Role.LEARNER:
                asked = self._office_hour(chief, self.now - timedelta(days=2))
            if member.joined_at < asked < (member.left_at or self.now):
                due_on = due.astimezone(life.zone).date()
                yield Assign(at=asked, person=chief, learner=member.number, course=plot.outline.slug, due_on=due_on)

    def _office_hour(self, number: int, near: datetime) -> datetime:
        unit = self.crowd.unit_of(number)
        zone = self._zones[self.crowd.agencies[unit.agency if unit else 0].time_zone]
        return Diary(Random(f"office:{self.crowd.seed}:{number}"), zone, near).now


class _Life:
    """One person while their deeds are told."""

    def __init__(self, member: Member, random: Random, zone: ZoneInfo, now: datetime) -> None:
        self.member, self.random, self.zone, self.now = member, random, zone, now

    def moment(self, days_ago: int) -> datetime:
        """A working hour about so many days ago."""
        return Diary(self.random, self.zone, self.now - timedelta(days=days_ago)).now

    def course(self, plot: Plot, ending: Ending) -> Iterator[Deed]:
        """One course from the first visit to where it ends."""
        slug, steps = plot.outline.slug, plot.outline.steps
        diary = Diary(self.random, self.zone, self._start(ending))
        own: dict[str, Any] = {"person": self.member.number, "learner": self.member.number, "course": slug}
        yield Enrol(at=diary.now, **own)
        reach = _reach(steps, ending, self.random)
        for step in steps[:reach]:
            yield from self._done(slug, step, diary)
        if ending in (Ending.FAILED_QUIZ, Ending.OPEN_ATTEMPT) and steps[reach].kind == QUIZ:
            for _ in range(1 if ending is Ending.OPEN_ATTEMPT else 2):
                is_open = ending is Ending.OPEN_ATTEMPT
                yield self._attempt(slug, steps[reach], diary, PASSED if is_open else FAILED, is_open=is_open)
        if ending is Ending.LEFT:
            yield Leave(at=diary.later(days=20), **own)
        if ending is Ending.COMPLETED and self.member.chief is not None and self.random.random() < 0.45:
            at = diary.later(days=self.random.randint(8, 21))
            levels = plot.levels[: 1 + self.member.number % 2]
            yield Confirm(at=at, person=self.member.chief, learner=self.member.number, course=slug, levels=levels)

    def _start(self, ending: Ending) -> datetime:
        """Any time since they came; who is under way began rather lately."""
        if self.member.account is not None:
            return self.now - timedelta(days=150 if ending is Ending.COMPLETED else 12)
        most = (self.now - self.member.joined_at - FIRST_STEP).days
        least = 60 if ending is Ending.COMPLETED else 9
        if ending is not Ending.COMPLETED and self.random.random() < 0.6:
            most = min(most, 120)
        return self.now - timedelta(days=self.random.randint(min(least, most), most))

    def _done(self, slug: str, step: Step, diary: Diary) -> Iterator[Deed]:
        """One step to its good end; a quiz sometimes at the second attempt only, or once more for practice."""
        if step.kind != QUIZ:
            at, is_marked = diary.visit(step.minutes), step.completion == "marked"
            yield Read(
                at=at,
                person=self.member.number,
                learner=self.member.number,
                course=slug,
                step=step.key,
                began=at - timedelta(minutes=step.minutes if is_marked else 0),
                is_marked=is_marked,
            )
            return
        again = self.random.random()
        if again < 0.25:
            yield self._attempt(slug, step, diary, FAILED)
        yield self._attempt(slug, step, diary, PASSED)
        if again > 0.85:
            yield self._attempt(slug, step, diary, PASSED)

    def _attempt(
        self, slug: str, step: Step, diary: Diary, scores: tuple[int, int], *, is_open: bool = False
    ) -> Attempt:
        at = diary.visit(step.minutes)
        return Attempt(
            at=at,
            person=self.member.number,
            learner=self.member.number,
            course=slug,
            step=step.key,
            began=at - timedelta(minutes=step.minutes * 2 // 3),
            score=diary.score(*scores),
            draw=self.random.getrandbits(32),
            paper=self.random.randrange(PAPERS),
            is_open=is_open,
        )


def _reach(steps: Sequence[Step], ending: Ending, random: Random) -> int:
    """How many steps are done without trouble."""
    quizzes = [place for place, step in enumerate(steps) if step.kind == QUIZ]
    match ending:
        case Ending.COMPLETED:
            return len(steps)
        case Ending.HALFWAY:
            return max(1, round(len(steps) * random.uniform(0.3, 0.62)))
        case Ending.BEGUN | Ending.LEFT:
            return min(2, len(steps))
        case _:
            return random.choice(quizzes[: max(1, len(quizzes) // 2)]) if quizzes else len(steps) - 1
