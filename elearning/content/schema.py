"""The values a course package consists of, each with the place where it was written.

Texts are still Markdown here; `elearning.content.markdown` turns them into HTML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from elearning.content.fields import Plain
from elearning.content.problems import Place
from elearning.content.quiz_plan import NO_TRIES, QuestionTries, QuizPlan
from elearning.domain.conditions import Condition
from elearning.domain.questions.description import Description
from elearning.domain.schedule import OverdueHandling

MINUTES_PER_JP = 45


@dataclass(frozen=True, slots=True)
class Source:
    """A law or another text that lessons and questions cite by `id`."""

    id: str
    title: str
    note: str
    place: Place


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the course is evidence for, up to which level (1–5)."""

    competency: str
    level: int
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Certificate:
    """Whether completion issues one, and its wording."""

    is_issued: bool
    wording: str


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the glossary; `text` is Markdown of one paragraph."""

    term: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition and where it was written; `dump_condition` makes it JSON-able."""

    condition: Condition
    place: Place


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson; `body` is Markdown whose first line is line `body_line` of the file."""

    id: str
    title: str
    minutes: int
    practice_minutes: int
    completion: str
    goal: str
    sources: tuple[tuple[str, Place], ...]
    requires: Rule | None
    body: str
    body_line: int
    place: Place

    kind = "lesson"


@dataclass(frozen=True, slots=True)
class QuestionText:
    """A question as written. `content` is JSON-able and what `elearning.domain.questions.load` takes, texts in Markdown;
    `lines` maps paths in it (`choices.0.feedback`) to lines of the file."""

    id: str
    type: str
    mark: Decimal
    content: Mapping[str, Plain]
    lines: Mapping[str, int]
    place: Place
    tries: QuestionTries = NO_TRIES

    @property
    def is_asked(self) -> bool:
        """Whether there is anything to answer: not in a text between questions."""
        return self.type != Description.type_name

    @property
    def read_again(self) -> str:
        """`lesson-id` or `lesson-id#anchor`, "" when none is named."""
        return str(self.content["read_again"])

    @property
    def source(self) -> str:
        """The id of the source that the key rests on, "" when none is named."""
        return str(self.content["source"])

    def place_of(self, path: str) -> Place:
        """The nearest written place at or above a path."""
        while path:
            if path in self.lines:
                return Place(self.place.file, self.lines[path])
            path = path.rpartition(".")[0]
        return self.place


@dataclass(frozen=True, slots=True)
class QuizRules:
    """How a quiz is taken; 0 attempts are unlimited, no `draw` means all questions."""

    pass_mark: Decimal
    attempts: int
    time_limit_minutes: int | None
    grace_minutes: int
    overdue: OverdueHandling
    wait_minutes: int
    shuffle_questions: bool
    shuffle_answers: bool
    draw: int | None
    layout: str


@dataclass(frozen=True, slots=True)
class Quiz:
    """A quiz with its questions."""

    id: str
    title: str
    minutes: int
    intro: str
    rules: QuizRules
    plan: QuizPlan
    requires: Rule | None
    questions: tuple[QuestionText, ...]
    place: Place

    kind = "quiz"


Activity = Lesson | Quiz


@dataclass(frozen=True, slots=True)
class Module:
    """A part of the course; `outcome` is printed on page 2 of the certificate."""

    id: str
    title: str
    jp_halves: int
    outcome: str
    activities: tuple[Activity, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class CoursePackage:
    """A whole course as written. `jp_halves` counts half JP: 12 is 6 JP."""

    slug: str
    code: str
    title: str
    summary: str
    audience: str
    language: str
    minutes: int
    jp_halves: int
    owner: str
    reviewed: date | None
    review_due: date | None
    topics: tuple[str, ...]
    agency: str | None
    sources: tuple[Source, ...]
    outcomes: tuple[Outcome, ...]
    prerequisites: tuple[tuple[str, Place], ...]
    certificate: Certificate
    completion: Rule | None
    modules: tuple[Module, ...]
    glossary: tuple[Term, ...]
    places: Mapping[str, Place]

    @property
    def activities(self) -> tuple[Activity, ...]:
        return tuple(activity for module in self.modules for activity in module.activities)

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        return tuple(a for a in self.activities if isinstance(a, Lesson))

    @property
    def quizzes(self) -> tuple[Quiz, ...]:
        return tuple(a for a in self.activities if isinstance(a, Quiz))
