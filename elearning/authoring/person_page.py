"""One person at one course as rows of a page: what is missing and why, steps with dates, attempts with minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from flask_babel import gettext

from elearning.authoring.queries.attempts import TakenAttempt
from elearning.authoring.standing import Detail
from elearning.catalog.outline import Step
from elearning.core.jinja import format_clock
from elearning.domain.attempts import is_open
from elearning.domain.completion import ActivityStanding, ActivityState
from elearning.domain.schedule import AttemptTimes, derived_state
from elearning.domain.scores import parse_pass_mark, percent_beside_pass_mark, to_exact
from elearning.quizzes.gateway import state_words
from elearning.quizzes.rules import schedule_of

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step with the word and kind of its state and when it was opened and completed."""

    number: str
    title: str
    word: str
    kind: str
    opened_at: datetime | None
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """An attempt with what it is now, its score in per cent and the whole minutes it took, begun ones too."""

    attempt: TakenAttempt
    word: str
    kind: str
    score: Decimal | None
    finished_at: datetime | None
    minutes: int
    is_running: bool


def step_lines(detail: Detail) -> list[StepLine]:
    """Every step of the person's revision in order."""
    by_key = {each.id: each for each in detail.standing.activities}
    return [_step_line(step, by_key[step.key]) for step in detail.outline.steps]


def attempt_lines(attempts: Sequence[TakenAttempt], now: datetime) -> list[AttemptLine]:
    """The attempts as time has left them, written or not."""
    return [_attempt_line(each, now) for each in attempts]


def running_words(attempt: TakenAttempt) -> str:
    """An attempt under way with its end, as a choice."""
    facts = {"quiz": attempt.title, "number": attempt.number}
    end = format_clock(attempt.ends_at) if attempt.ends_at else "–"
    return str(gettext("%(quiz)s, percobaan %(number)s, berakhir pukul %(time)s", time=end, **facts))


def _step_line(step: Step, standing: ActivityStanding) -> StepLine:
    word, kind = _state_words(standing)
    return StepLine(step.number, step.title, word, kind, standing.facts.viewed_at, standing.completed_at)


def _state_words(standing: ActivityStanding) -> tuple[str, str]:
    if not standing.may_open:
        return gettext("Terkunci"), "locked"
    words: dict[ActivityState, tuple[str, str]] = {
        ActivityState.COMPLETE: (gettext("Selesai"), "done"),
        ActivityState.PASSED: (gettext("Lulus"), "done"),
        ActivityState.FAILED: (gettext("Belum lulus"), "attention"),
        ActivityState.IN_PROGRESS: (gettext("Sedang berjalan"), "now"),
        ActivityState.NOT_STARTED: (gettext("Belum mulai"), ""),
    }
    return words[standing.state]


def _attempt_line(attempt: TakenAttempt, now: datetime) -> AttemptLine:
    times = AttemptTimes(attempt.state, attempt.started_at, attempt.ends_at)
    present = derived_state(schedule_of(attempt.rules), times, now)
    finished_at = attempt.finished_at or present.finished_at
    word, kind = state_words(present.state, is_passed=attempt.is_passed)
    score = None
    if attempt.fraction is not None:
        score = percent_beside_pass_mark(to_exact(attempt.fraction), parse_pass_mark(attempt.rules["pass_mark"]))
    minutes = ((finished_at or now) - attempt.started_at) // MINUTE
    return AttemptLine(attempt, word, kind, score, finished_at, minutes, is_open(present.state))
