"""What each kind of result changes in somebody's progress at a step, as values: one description for every way of writing it.

A time is set once, the best fraction only rises, attempts are counted. Knows no table; `services` turns a change into one statement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from elearning.catalog.outline import Step
from elearning.domain.completion import CompletionRule


@dataclass(frozen=True, slots=True)
class Grade:
    """The result of one finished attempt; `fraction` in ten-millionths."""

    fraction: int
    is_passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change by column. `once` stays where something is there already, `always` takes its place, `adds` is counted
    on, `best` is kept if it is higher. `completes`: by it the step's own rule is met.
    """

    at: datetime
    once: Mapping[str, datetime]
    always: Mapping[str, Any] = field(default_factory=dict)
    adds: Mapping[str, int] = field(default_factory=dict)
    best: int | None = None
    completes: bool = False

    def first_values(self) -> dict[str, Any]:
        """The columns of a row that this change begins."""
        best = {} if self.best is None else {"best_fraction": self.best}
        return {**self.once, **self.always, **self.adds, **best}


def viewed(step: Step, at: datetime) -> Change:
    """The step was opened."""
    return _change(at, {}, completes=step.completion == CompletionRule.VIEWED)


def marked(step: Step, at: datetime) -> Change:
    """The step was marked as done."""
    return _change(at, {"marked_at": at}, completes=step.completion == CompletionRule.MARKED)


def opened(at: datetime) -> Change:
    """An attempt began."""
    return _change(at, {}, {"has_open_attempt": True})


def graded(grade: Grade, at: datetime) -> Change:
    """An attempt was finished and marked."""
    return Change(
        at=at,
        once={"first_viewed_at": at} | ({"passed_at": at, "completed_at": at} if grade.is_passed else {}),
        always={"last_seen_at": at, "has_open_attempt": False},
        adds={"finished_attempts": 1},
        best=grade.fraction,
        completes=grade.is_passed,
    )


def abandoned(at: datetime) -> Change:
    """An attempt ended without a grade; it counts as used, and nobody was there."""
    return Change(
        at=at,
        once={"first_viewed_at": at, "last_seen_at": at},
        always={"has_open_attempt": False},
        adds={"finished_attempts": 1},
    )


def _change(
    at: datetime, once: Mapping[str, datetime], always: Mapping[str, Any] | None = None, *, completes: bool = False
) -> Change:
    """Somebody was at the step."""
    first = {"first_viewed_at": at, **once} | ({"completed_at": at} if completes else {})
    return Change(at=at, once=first, always={"last_seen_at": at, **(always or {})}, completes=completes)
