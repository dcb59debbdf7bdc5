"""Attempts and answers as values: what queries return and services and pages take."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from elearning.domain.attempts import AttemptState
from elearning.domain.quiz_layout import Slot
from elearning.domain.schedule import AttemptTimes, DerivedState, QuizSchedule, derived_state
from elearning.quizzes.rules import QuizRules, rules_of, schedule_of

StoredAnswer = list[list[str]]


@dataclass(frozen=True, kw_only=True)
class HeldAttempt:
    """As much of an attempt as saving an answer needs."""

    id: int
    number: int
    state: AttemptState
    stored_rules: Mapping[str, Any]
    stored_layout: Sequence[Mapping[str, Any]]
    started_at: datetime
    ends_at: datetime | None

    @cached_property
    def schedule(self) -> QuizSchedule:
        """The rules of time of the revision on which the attempt began."""
        return schedule_of(self.stored_rules)

    @cached_property
    def layout(self) -> tuple[Slot, ...]:
        """The slots in order; slot 1 is the first."""
        return tuple(Slot(each["version"], each["mark"], tuple(each["order"])) for each in self.stored_layout)

    @property
    def times(self) -> AttemptTimes:
        """What the schedule asks of an attempt."""
        return AttemptTimes(self.state, self.started_at, self.ends_at)


@dataclass(frozen=True, kw_only=True)
class AttemptFacts(HeldAttempt):
    """One attempt with the quiz it is at. `enrolled_revision_id` is the learner's present revision, None after leaving."""

    person_id: int
    activity_id: int
    activity_key: str
    course_id: int
    slug: str
    course_title: str
    sources: Sequence[Mapping[str, Any]]
    title: str
    revision_id: int
    revision_number: int
    enrolled_revision_id: int | None
    finished_at: datetime | None
    fraction: int | None
    is_passed: bool | None

    @cached_property
    def rules(self) -> QuizRules:
        """All rules of that revision."""
        return rules_of(self.stored_rules)

    def state_at(self, now: datetime) -> DerivedState:
        """What the attempt is at a moment, written or not."""
        return derived_state(self.schedule, self.times, now)


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """The last answer saved in a slot. `answer` is what `Question.dump_response` wrote; `fraction` once it is marked."""

    slot: int
    answer: StoredAnswer
    is_flagged: bool
    sequence: int
    saved_at: datetime | None
    fraction: int | None = None


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """A line of the history of attempts."""

    id: int
    number: int
    state: AttemptState
    started_at: datetime
    ends_at: datetime | None
    finished_at: datetime | None
    fraction: int | None
    is_passed: bool | None


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What a form or script sent for one slot: form fields as `Question.parse_response` takes them, and the flag."""

    fields: Mapping[str, list[str]]
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """The proof that an answer lies in the database."""

    slot: int
    sequence: int
    saved_at: datetime


def stored_slot(slot: Slot) -> dict[str, Any]:
    """A slot as JSON of `Attempt.layout`."""
    return {"version": slot.version_id, "mark": slot.mark, "order": list(slot.order)}


def field_name(slot: int) -> str:
    """The form field of a slot's answer; its parts are `q3.<part>`."""
    return f"q{slot}"


def flag_name(slot: int) -> str:
    """The form field of "Tandai untuk dilihat lagi"."""
    return f"flag{slot}"


def shown_name(slot: int) -> str:
    """The hidden field that says what the page showed, so that an untouched slot of an old page overwrites nothing."""
    return f"shown{slot}"


def shown_mark(answer: StoredAnswer, *, is_flagged: bool) -> str:
    """A short fingerprint of an answer and its flag."""
    return hashlib.sha256(json.dumps([answer, is_flagged]).encode()).hexdigest()[:16]
