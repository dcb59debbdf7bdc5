"""What completion is told and what it answers with: activities, facts about them, reasons. Values only; the rules that
read them are ``completion``'s, which names them for everybody else.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from elearning.domain.conditions import Condition, GroupKind, LeafKind


class ActivityKind(StrEnum):
    """What an activity is."""

    LESSON = "lesson"
    QUIZ = "quiz"


class CompletionRule(StrEnum):
    """What completes an activity by itself."""

    VIEWED = "viewed"
    MARKED = "marked"
    PASSED = "passed"


class ActivityState(StrEnum):
    """Where a person stands in an activity. COMPLETE and PASSED are done; FAILED is not, whatever attempts are left."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"
    PASSED = "passed"
    FAILED = "failed"

    @property
    def is_done(self) -> bool:
        """Whether this state completes the activity."""
        return self in (ActivityState.COMPLETE, ActivityState.PASSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRule:
    """An activity of a revision as far as completion is concerned. ``pass_mark`` is per cent, for quizzes."""

    id: str
    kind: ActivityKind
    rule: CompletionRule
    minutes: int = 0
    pass_mark: Decimal | None = None
    requires: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFacts:
    """What is recorded about one person and one activity.

    ``best_fraction`` is the grade that counts (ten-millionths) over finished attempts; ``attempts_allowed`` None means
    unlimited. ``completed_at`` is a completion recorded before, possibly under an older revision: it stands.
    """

    viewed_at: datetime | None = None
    marked_at: datetime | None = None
    passed_at: datetime | None = None
    completed_at: datetime | None = None
    best_fraction: int | None = None
    attempts_used: int = 0
    attempts_allowed: int | None = None
    has_open_attempt: bool = False

    @property
    def attempts_left(self) -> int | None:
        """How many attempts may still be begun, None when unlimited."""
        return None if self.attempts_allowed is None else max(0, self.attempts_allowed - self.attempts_used)


NO_FACTS = ActivityFacts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One requirement and whether it is met. ``target`` is an activity id, or a course code for ``LeafKind.COURSE``.

    The figures are filled where they explain: score and attempts for ``PASSED``, and for ``COMPLETED`` of a quiz.
    """

    kind: LeafKind
    target: str
    met: bool
    met_at: datetime | None = None
    best_fraction: int | None = None
    pass_mark: Decimal | None = None
    attempts_used: int = 0
    attempts_left: int | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A judged condition, in the shape it was written.

    A leaf has ``reason`` and no members; a group has ``group`` and members. ``met_at`` is when it came to hold: the
    latest of an ``all``, the earliest of the met ones of an ``any``.
    """

    met: bool
    met_at: datetime | None = None
    reason: Reason | None = None
    group: GroupKind | None = None
    members: tuple["Evaluation", ...] = ()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every leaf's reason in written order."""
        if self.reason is not None:
            return (self.reason,)
        return tuple(reason for member in self.members for reason in member.reasons)

    @property
    def unmet(self) -> tuple[Reason, ...]:
        """What still has to be done: nothing below a group that is met, every alternative of an ``any`` that is not."""
        if self.met:
            return ()
        if self.reason is not None:
            return (self.reason,)
        return tuple(reason for member in self.members for reason in member.unmet)


OPEN = Evaluation(met=True)
"""What an activity without requirements waits for: nothing."""
