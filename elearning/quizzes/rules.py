"""The rules of a quiz as a revision stores them, read into the values that the domain takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from elearning.domain.quiz_layout import LayoutRules
from elearning.domain.schedule import OverdueHandling, QuizSchedule
from elearning.domain.scores import parse_pass_mark

ONE_PER_PAGE = "one_per_page"


@dataclass(frozen=True, slots=True)
class QuizRules:
    """How a quiz is taken. `intro` is sanitised HTML, possibly empty."""

    pass_mark: Decimal
    schedule: QuizSchedule
    layout: LayoutRules
    is_one_per_page: bool
    intro: str


def rules_of(stored: Mapping[str, Any]) -> QuizRules:
    """The rules of a quiz from `RevisionActivity.rules`; what is not written has its default."""
    return QuizRules(
        pass_mark=parse_pass_mark(stored["pass_mark"]),
        schedule=schedule_of(stored),
        layout=LayoutRules(
            draw=stored.get("draw"),
            shuffle_questions=stored.get("shuffle_questions", True),
            shuffle_answers=stored.get("shuffle_answers", True),
        ),
        is_one_per_page=stored.get("layout") == ONE_PER_PAGE,
        intro=stored.get("intro") or "",
    )


def schedule_of(stored: Mapping[str, Any]) -> QuizSchedule:
    """The rules of time and attempts alone: all that saving an answer asks."""
    return QuizSchedule(
        time_limit_minutes=stored.get("time_limit_minutes"),
        grace_minutes=stored.get("grace_minutes") or 0,
        handling=OverdueHandling(stored.get("overdue") or OverdueHandling.SUBMIT),
        attempts=stored.get("attempts") or 0,
        wait_minutes=stored.get("wait_minutes") or 0,
    )
