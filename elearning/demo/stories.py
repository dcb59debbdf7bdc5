"""What everybody does in the year before `now`: deeds with their moments, in the order of time. Pure, the same for the same seed.

The course that issues certificates is the one most people follow; of the others everybody does a few. Some have finished, some
stand in the middle, some have failed a quiz, some have an attempt open, some have not begun what they were asked to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random
from zoneinfo import ZoneInfo

from elearning.catalog.outline import Outline, Step
from elearning.core.permissions import Role
from elearning.demo.cast import Member
from elearning.demo.diary import Diary

YEAR = timedelta(days=320)
PASSED, FAILED = (82, 100), (40, 60)
DUE_IN_DAYS = (-20, 9, -6, 24, 12, 45)
ASSIGNED_BEFORE = timedelta(days=60)
HANDOVER_TEAM = 4
ASKED_COURSE = 1
QUIZ = "quiz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Somebody (a number of the cast) does something at a moment."""

    at: datetime
    person: int


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
    """Opens a lesson, and marks it where its rule asks for that."""

    course: str
    step: str
    is_marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt(Deed):
    """Takes a quiz: `score` per cent of the questions right; not sent when `is_open`, and then half answered."""

    course: str
    step: str
    score: int
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(Deed):
    """Asks `learner` to complete a course, unless they have."""

    course: str
    learner: int
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm(Deed):
    """Confirms what `learner` has shown at work, where the course is among their evidence."""

    course: str
    learner: int
    levels: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover(Deed):
    """Leaves the lead of a team to an acting head (Plt.)."""

    acting: int
    learners: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadInbox(Deed):
    """Reads all notices."""


@dataclass(frozen=True, slots=True)
class Plot:
    """What a course offers to stories: its outline, whether it certifies, the levels that it is evidence of."""

    outline: Outline
    certifies: bool
    levels: tuple[tuple[str, int], ...]


class Ending(StrEnum):
    """How far somebody comes in a course."""

    COMPLETED = "completed"
    HALFWAY = "halfway"
    FAILED_QUIZ = "failed_quiz"
    OPEN_ATTEMPT = "open_attempt"
    BEGUN = "begun"
    LEFT = "left"
    ABSENT = "absent"


MAIN_ENDINGS = {
    Ending.COMPLETED: 20,
    Ending.HALFWAY: 12,
    Ending.FAILED_QUIZ: 6,
    Ending.OPEN_ATTEMPT: 5,
    Ending.BEGUN: 6,
    Ending.LEFT: 2,
    Ending.ABSENT: 49,
}
OTHER_ENDINGS = {Ending.COMPLETED: 20, Ending.HALFWAY: 10, Ending.FAILED_QUIZ: 3, Ending.ABSENT: 67}


def write_stories(cast: Sequence[Member], plots: Sequence[Plot], *, now: datetime, seed: int = 1) -> list[Deed]:
    """All deeds before `now`, the earliest first."""
    writer = _Writer(cast, sorted(plots, key=lambda plot: (not plot.certifies, plot.outline.code)), now, seed)
    deeds = [deed for deed in writer.write() if deed.at < now]
    return sorted(deeds, key=lambda deed: (deed.at, deed.person))


class _Writer:
    """Holds what all stories share."""

    def __init__(self, cast: Sequence[Member], plots: Sequence[Plot], now: datetime, seed: int) -> None:
        self._cast, self._plots, self._now, self._seed = cast, plots, now, seed

    def write(self) -> Iterator[Deed]:
        learners = [member for member in self._cast if Role.LEARNER in member.roles]
        for member in learners:
            random = Random(f"story:{self._seed}:{member.number}")
            yield from self._learning(member, random)
            yield ReadInbox(at=self._ago(days=random.randint(6, 30)), person=member.number)
        yield from self._assignments()
        yield from self._handover()

    def _learning(self, member: Member, random: Random) -> Iterator[Deed]:
        for plot in self._plots:
            ending = self._ending(member, plot, random)
            if ending is not Ending.ABSENT:
                yield from self._course(member, plot, ending, random)

    def _ending(self, member: Member, plot: Plot, random: Random) -> Ending:
        chances = MAIN_ENDINGS if plot.certifies else OTHER_ENDINGS
        drawn = random.choices(list(chances), weights=list(chances.values()))[0]
        return self._told(member).get(plot.outline, drawn)

    def _told(self, member: Member) -> dict[Outline, Ending]:
        """What the role accounts must show: the learner holds a certificate, the supervisor learns as well."""
        first, asked, last = (self._plots[place].outline for place in (0, min(ASKED_COURSE, len(self._plots) - 1), -1))
        if member.account is Role.LEARNER:
            return {asked: Ending.ABSENT, first: Ending.COMPLETED, last: Ending.HALFWAY}
        if member.account is Role.SUPERVISOR:
            return {asked: Ending.COMPLETED, last: Ending.ABSENT, first: Ending.HALFWAY}
        return {}

    def _course(self, member: Member, plot: Plot, ending: Ending, random: Random) -> Iterator[Deed]:
        slug, steps = plot.outline.slug, plot.outline.steps
        diary = Diary(random, self._zone(member), self._start(member, ending, random))
        yield Enrol(at=diary.now, person=member.number, course=slug)
        reach = _reach(steps, ending, random)
        for step in steps[:reach]:
            yield from _done(member, slug, step, diary, fails_first=random.random() < 0.06)
        if ending in (Ending.FAILED_QUIZ, Ending.OPEN_ATTEMPT) and steps[reach].kind == QUIZ:
            yield from _stuck(member, slug, steps[reach], diary, is_open=ending is Ending.OPEN_ATTEMPT)
        if ending is Ending.LEFT:
            yield Leave(at=diary.later(days=20), person=member.number, course=slug)
        if ending is Ending.COMPLETED and member.chief is not None and random.random() < 0.45:
            moment = diary.later(days=random.randint(8, 21))
            yield Confirm(at=moment, person=member.chief, course=slug, learner=member.number, levels=plot.levels)

    def _start(self, member: Member, ending: Ending, random: Random) -> datetime:
        """Who is still under way began lately; who finished, some time in the year."""
        if member.account is not None:
            return self._ago(days=150 if ending is Ending.COMPLETED else 12 if member.account is Role.LEARNER else 35)
        first = YEAR.days - 8
        return self._ago(days=random.randint(50, first) if ending is Ending.COMPLETED else random.randint(9, 70))

    def _assignments(self) -> Iterator[Deed]:
        """Every head asks the team to do the main course; the learner's account is asked for one not yet begun."""
        heads = [member for member in self._cast if member.leads and member.team >= 0]
        for head in heads:
            for member in self._cast:
                due = self._now + timedelta(days=DUE_IN_DAYS[(head.team + member.number) % len(DUE_IN_DAYS)])
                asked = self._moment(head, min(due, self._now) - ASSIGNED_BEFORE)
                if member.chief == head.number and member.number % 5 > 1 and self._plots:
                    yield self._asking(head, member, self._plots[0], asked, due)
        learner = next((member for member in self._cast if member.account is Role.LEARNER), None)
        if learner is not None and learner.chief is not None and len(self._plots) > ASKED_COURSE + 1:
            head = self._cast[learner.chief]
            asked = self._moment(head, self._ago(days=2))
            yield self._asking(head, learner, self._plots[ASKED_COURSE], asked, self._now + timedelta(days=9))

    def _asking(self, head: Member, member: Member, plot: Plot, asked: datetime, due: datetime) -> Assign:
        due_on = due.astimezone(self._zone(head)).date()
        return Assign(at=asked, person=head.number, course=plot.outline.slug, learner=member.number, due_on=due_on)

    def _handover(self) -> Iterator[Deed]:
        heads = [member for member in self._cast if member.leads and member.team in (HANDOVER_TEAM, HANDOVER_TEAM + 1)]
        if len(heads) == 2:  # who leaves and who takes over
            leaving, acting = heads
            team = tuple(member.number for member in self._cast if member.chief == leaving.number)
            moment = self._moment(leaving, self._ago(days=75))
            yield Handover(at=moment, person=leaving.number, acting=acting.number, learners=team)

    def _zone(self, member: Member) -> ZoneInfo:
        return ZoneInfo(member.agency.time_zone if member.agency else "Asia/Jakarta")

    def _ago(self, *, days: int) -> datetime:
        return self._now - timedelta(days=days)

    def _moment(self, member: Member, near: datetime) -> datetime:
        return Diary(Random(f"office:{self._seed}:{member.number}"), self._zone(member), near).now


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
            return random.choice(quizzes[: max(1, len(quizzes) // 2)]) if quizzes else 0


def _done(member: Member, slug: str, step: Step, diary: Diary, *, fails_first: bool) -> Iterator[Deed]:
    """One step to its good end; a quiz sometimes at the second attempt only."""
    if step.kind != QUIZ:
        is_marked = step.completion == "marked"
        yield Read(at=diary.visit(step.minutes), person=member.number, course=slug, step=step.key, is_marked=is_marked)
        return
    if fails_first:
        score = diary.score(*FAILED)
        yield Attempt(at=diary.visit(step.minutes), person=member.number, course=slug, step=step.key, score=score)
    score = diary.score(*PASSED)
    yield Attempt(at=diary.visit(step.minutes), person=member.number, course=slug, step=step.key, score=score)


def _stuck(member: Member, slug: str, step: Step, diary: Diary, *, is_open: bool) -> Iterator[Deed]:
    """A quiz failed twice, or one begun and not yet sent."""
    for _ in range(1 if is_open else 2):
        yield Attempt(
            at=diary.visit(step.minutes),
            person=member.number,
            course=slug,
            step=step.key,
            score=diary.score(*(PASSED if is_open else FAILED)),
            is_open=is_open,
        )
