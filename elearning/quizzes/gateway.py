"""What the page before a quiz says: rules, attempts so far, and whether another may begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext

from elearning.catalog.outline import Outline, Step
from elearning.domain.access import ActivityUnknownError
from elearning.domain.attempts import AttemptState, is_open
from elearning.domain.completion import ActivityFacts, ActivityKind
from elearning.domain.errors import DomainError
from elearning.domain.schedule import (
    FULL_TIME_PERCENT,
    AttemptHistory,
    AttemptTimes,
    AttemptWaitError,
    attempts_allowed,
    attempts_left,
    check_may_start,
    derived_state,
)
from elearning.domain.scores import percent_beside_pass_mark, to_exact
from elearning.quizzes.rules import QuizRules, rules_of
from elearning.quizzes.values import PastAttempt


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """A line of the history: the state is what time has made of it; `score` in per cent once it is graded."""

    attempt: PastAttempt
    state: AttemptState
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class Gateway:
    """A quiz before its start. `refusal` is empty when an attempt may begin (access aside); `opens_at`: when the waiting
    time ends, where that alone refuses it.
    """

    rules: QuizRules
    minutes: int | None
    used: int
    allowed: int | None
    left: int | None
    best: Decimal | None
    is_passed: bool
    running: AttemptLine | None
    ended: AttemptLine | None
    lines: tuple[AttemptLine, ...]
    refusal: DomainError | None
    opens_at: datetime | None


def quiz_in(outline: Outline, key: str) -> Step:
    """The quiz with this id. Raises: ActivityUnknownError when the revision has none."""
    step = outline.step_by_key.get(key)
    if step is None or step.kind != ActivityKind.QUIZ:
        raise ActivityUnknownError
    return step


def attempts_so_far(own: ActivityFacts, rules: QuizRules, last_finished_at: datetime | None) -> AttemptHistory:
    """The recorded attempts as the schedule takes them; an open one is among the used."""
    granted = own.attempts_allowed - rules.schedule.attempts if own.attempts_allowed is not None else 0
    return AttemptHistory(own.attempts_used + own.has_open_attempt, granted, own.has_open_attempt, last_finished_at)


def gateway_of(
    step: Step, own: ActivityFacts, attempts: Sequence[PastAttempt], *, now: datetime, time_percent: int
) -> Gateway:
    """The quiz as one person finds it at a moment; `attempts` newest first."""
    rules = rules_of(step.rules)
    lines = tuple(_line(each, rules, now) for each in attempts)
    unwritten = next((line for line in lines if is_open(line.attempt.state)), None)
    running = unwritten if unwritten and is_open(unwritten.state) else None
    last = max((ended for each in attempts if (ended := _ended_at(each, rules, now))), default=None)
    history = attempts_so_far(own, rules, last)
    if running is None:
        history = replace(history, has_open=False)
    best = (
        percent_beside_pass_mark(to_exact(own.best_fraction), rules.pass_mark)
        if own.best_fraction is not None
        else None
    )
    refusal = _refusal(rules, history, now)
    return Gateway(
        rules=rules,
        minutes=_minutes(rules, time_percent),
        used=history.used,
        allowed=attempts_allowed(rules.schedule, history.granted),
        left=attempts_left(rules.schedule, history),
        best=best,
        is_passed=own.passed_at is not None,
        running=running,
        ended=unwritten if running is None else None,
        lines=lines,
        refusal=refusal,
        opens_at=refusal.until if isinstance(refusal, AttemptWaitError) else None,
    )


def state_words(state: AttemptState, *, is_passed: bool | None) -> tuple[str, str]:
    """(word, kind of status) of an attempt."""
    if state is AttemptState.FINISHED:
        return (gettext("Lulus"), "done") if is_passed else (gettext("Belum lulus"), "attention")
    return {
        AttemptState.IN_PROGRESS: (gettext("Sedang berjalan"), "now"),
        AttemptState.OVERDUE: (gettext("Lewat waktu, belum dikirim"), "soon"),
        AttemptState.SUBMITTED: (gettext("Waktu habis, sedang dinilai"), "now"),
        AttemptState.ABANDONED: (gettext("Ditutup tanpa nilai"), ""),
    }[state]


def _line(attempt: PastAttempt, rules: QuizRules, now: datetime) -> AttemptLine:
    times = AttemptTimes(attempt.state, attempt.started_at, attempt.ends_at)
    score = None
    if attempt.fraction is not None:
        score = percent_beside_pass_mark(to_exact(attempt.fraction), rules.pass_mark)
    return AttemptLine(attempt, derived_state(rules.schedule, times, now).state, score)


def _ended_at(attempt: PastAttempt, rules: QuizRules, now: datetime) -> datetime | None:
    """When an attempt ended, also where only time has ended it and nobody has written that."""
    times = AttemptTimes(attempt.state, attempt.started_at, attempt.ends_at)
    return attempt.finished_at or derived_state(rules.schedule, times, now).finished_at


def _minutes(rules: QuizRules, time_percent: int) -> int | None:
    """The person's own time in whole minutes, rounded up; None without a limit."""
    limit = rules.schedule.time_limit_minutes
    return None if limit is None else -(-limit * time_percent // FULL_TIME_PERCENT)


def _refusal(rules: QuizRules, history: AttemptHistory, now: datetime) -> DomainError | None:
    if history.has_open:
        return None
    try:
        check_may_start(rules.schedule, history, now)
    except DomainError as error:
        return error
    return None
