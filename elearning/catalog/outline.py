"""The outline of a revision as values: modules and steps in order. What every page, rule and report about a course
starts from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """A lesson or quiz as one revision has it. `id` names it in this revision, `activity_id` in all of them.

    `rules` of a quiz: pass_mark (per cent, text), attempts (0 = unlimited), time_limit_minutes, grace_minutes, overdue, wait_minutes, draw,
    layout, shuffle_questions, shuffle_answers.
    """

    id: int
    activity_id: int
    key: str
    kind: str
    title: str
    minutes: int
    transfer_bytes: int
    completion: str
    requires: Mapping[str, Any]
    rules: Mapping[str, Any]
    module_key: str
    number: str


@dataclass(frozen=True, slots=True)
class ModuleOutline:
    """A module and its steps; `number` counts from 1."""

    key: str
    number: int
    title: str
    jp_halves: int
    outcome: str
    steps: tuple[Step, ...]

    @property
    def minutes(self) -> int:
        """Minutes of all its steps."""
        return sum(step.minutes for step in self.steps)


@dataclass(frozen=True, eq=False)
class Outline:
    """A revision with its modules, compared by identity. `completion` is the course rule as written, empty where the
    default holds (every step).
    """

    course_id: int
    revision_id: int
    revision_number: int
    slug: str
    code: str
    title: str
    minutes: int
    jp_halves: int
    completion: Mapping[str, Any]
    prerequisites: tuple[str, ...]
    modules: tuple[ModuleOutline, ...]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps in reading order."""
        return tuple(step for module in self.modules for step in module.steps)

    @cached_property
    def step_by_key(self) -> Mapping[str, Step]:
        """Steps by the id written in the files."""
        return {step.key: step for step in self.steps}

    @cached_property
    def step_by_activity(self) -> Mapping[int, Step]:
        """Steps by the id of their activity."""
        return {step.activity_id: step for step in self.steps}

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {step.key: place for place, step in enumerate(self.steps)}

    def module_of(self, step: Step) -> ModuleOutline:
        """The module that a step belongs to."""
        return next(module for module in self.modules if module.key == step.module_key)

    def neighbours(self, step: Step) -> tuple[Step | None, Step | None]:
        """The steps before and after."""
        place = self._places[step.key]
        before = self.steps[place - 1] if place else None
        after = self.steps[place + 1] if place + 1 < len(self.steps) else None
        return before, after
