"""The one evaluation of a course for a person: outline and recorded facts in, the domain's standing out.

Bar, reasons, certificate, team table and exports all call this; nothing else decides what is complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from elearning.catalog.outline import Outline, Step
from elearning.domain.completion import (
    ActivityKind,
    ActivityRule,
    CompletionRule,
    Condition,
    CourseFacts,
    CourseProgress,
    CourseRules,
    CourseStanding,
    course_progress,
    evaluate_course,
    parse_condition,
)


def standing(outline: Outline, facts: CourseFacts) -> CourseStanding:
    """Where a person stands in a course: states, reasons, progress and the next step from one evaluation."""
    return evaluate_course(rules_of(outline), facts)


def progress(outline: Outline, facts: CourseFacts) -> CourseProgress:
    """The figures of `standing` alone, for lists of many people."""
    return course_progress(rules_of(outline), facts)


@lru_cache(maxsize=500)
def rules_of(outline: Outline) -> CourseRules:
    """The rules of a revision as the domain knows them, read once for each outline that is kept."""
    return CourseRules(
        activities=tuple(_activity_rule(step) for step in outline.steps),
        condition=_condition(outline.completion),
    )


def pass_mark_of(step: Step) -> Decimal | None:
    """The pass mark of a quiz in per cent, None for a lesson."""
    return Decimal(str(step.rules["pass_mark"])) if step.kind == ActivityKind.QUIZ else None


def _activity_rule(step: Step) -> ActivityRule:
    return ActivityRule(
        id=step.key,
        kind=ActivityKind(step.kind),
        rule=CompletionRule(step.completion),
        minutes=step.minutes,
        pass_mark=pass_mark_of(step),
        requires=_condition(step.requires),
    )


def _condition(written: Mapping[str, Any]) -> Condition | None:
    return parse_condition(written) if written else None
