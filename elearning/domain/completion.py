"""The one evaluator of completion: what is done, what is not, and why.

The bar, "Mengapa belum selesai?", the certificate, the supervisor's table and the export all read the same
CourseStanding. Facts come in as values and nothing is written here. What was once recorded as completed stays
completed: a new revision may add work, it never takes a completion back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from elearning.domain.conditions import (
    Condition,
    ConditionError,
    Group,
    GroupKind,
    Leaf,
    LeafKind,
    dump_condition,
    parse_condition,
)
from elearning.domain.scores import FRACTION_ONE, to_scaled

__all__ = [
    "ActivityFacts",
    "ActivityKind",
    "ActivityRule",
    "ActivityStanding",
    "ActivityState",
    "CompletionRule",
    "Condition",
    "ConditionError",
    "CourseFacts",
    "CourseRules",
    "CourseStanding",
    "Evaluation",
    "Group",
    "GroupKind",
    "Leaf",
    "LeafKind",
    "Reason",
    "activity_standing",
    "dump_condition",
    "evaluate",
    "evaluate_course",
    "parse_condition",
]


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
class CourseRules:
    """A revision's activities in course order and its completion condition; None asks for every activity."""

    activities: tuple[ActivityRule, ...]
    condition: Condition | None = None
    _by_id: Mapping[str, ActivityRule] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {rule.id: rule for rule in self.activities})

    def activity(self, activity_id: str) -> ActivityRule | None:
        """Return the activity with this id, None when the revision has none."""
        return self._by_id.get(activity_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFacts:
    """What is recorded about one person in one course. ``courses_completed`` maps other course codes to moments."""

    activities: Mapping[str, ActivityFacts] = field(default_factory=dict)
    courses_completed: Mapping[str, datetime] = field(default_factory=dict)
    completed_at: datetime | None = None

    def of(self, activity_id: str) -> ActivityFacts:
        """Return the facts of one activity, empty ones when nothing is recorded."""
        return self.activities.get(activity_id, NO_FACTS)


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


@dataclass(frozen=True, slots=True)
class ActivityStanding:
    """One activity's state with its reasons. ``may_open`` says whether its ``requires`` is met (or it was done
    before).
    """

    rule: ActivityRule
    facts: ActivityFacts
    state: ActivityState
    completed_at: datetime | None
    access: Evaluation

    @property
    def id(self) -> str:
        """The activity's id."""
        return self.rule.id

    @property
    def may_open(self) -> bool:
        """Whether the activity may be opened now."""
        return self.access.met or self.state.is_done

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the activity is done or not, by its own rule; put together only where it is shown."""
        return (_activity_reason(LeafKind(self.rule.rule.value), self.rule, self.facts),)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseStanding:
    """Everything that is shown about one person in one course.

    ``done`` of ``required`` counts what the course condition asks for, an activity or a course each once; of an
    ``any`` group only the alternative that is nearest. ``fraction`` is done / required in ten-millionths,
    FRACTION_ONE exactly when complete. ``is_kept`` marks a completion recorded earlier whose revision asks for more
    now.
    """

    activities: tuple[ActivityStanding, ...]
    condition: Evaluation
    done: int
    required: int
    fraction: int
    minutes_left: int
    next_step: str | None
    is_complete: bool
    completed_at: datetime | None
    is_kept: bool = False

    def activity(self, activity_id: str) -> ActivityStanding | None:
        """Return one activity's standing, None when the revision has no such activity."""
        return next((standing for standing in self.activities if standing.id == activity_id), None)

    @property
    def unmet(self) -> tuple[Reason, ...]:
        """What "Mengapa belum selesai?" lists; empty when complete."""
        return () if self.is_complete else self.condition.unmet


def evaluate_course(rules: CourseRules, facts: CourseFacts) -> CourseStanding:
    """Return the standing that every face of the product shows."""
    activities = tuple(activity_standing(rules, rule, facts) for rule in rules.activities)
    condition = evaluate(_course_condition(rules), rules, facts)
    units = _units(condition)
    done = sum(units.values())
    is_complete = condition.met or facts.completed_at is not None
    open_ids = frozenset(target for (is_course, target), is_done in units.items() if not is_done and not is_course)
    return CourseStanding(
        activities=activities,
        condition=condition,
        done=done,
        required=len(units),
        fraction=FRACTION_ONE if is_complete else to_scaled(Fraction(done, max(1, len(units)))),
        minutes_left=0 if is_complete else sum(each.rule.minutes for each in activities if each.id in open_ids),
        next_step=None if is_complete else _next_step(activities, open_ids),
        is_complete=is_complete,
        completed_at=facts.completed_at or condition.met_at,
        is_kept=is_complete and not condition.met,
    )


def evaluate(condition: Condition, rules: CourseRules, facts: CourseFacts) -> Evaluation:
    """Return whether ``condition`` holds, since when, and why. A leaf that names an unknown activity is never met."""
    if isinstance(condition, Leaf):
        reason = _leaf_reason(condition, rules, facts)
        return Evaluation(reason.met, reason.met_at, reason=reason)
    members = tuple(evaluate(member, rules, facts) for member in condition.members)
    times = [member.met_at for member in members if member.met and member.met_at is not None]
    if condition.kind is GroupKind.ALL:
        met = bool(members) and all(member.met for member in members)
        return Evaluation(met, max(times, default=None) if met else None, group=condition.kind, members=members)
    met = any(member.met for member in members)
    return Evaluation(met, min(times, default=None) if met else None, group=condition.kind, members=members)


def activity_standing(rules: CourseRules, rule: ActivityRule, facts: CourseFacts) -> ActivityStanding:
    """Return one activity's state by its own rule, with the reasons, and whether it may be opened."""
    own = facts.of(rule.id)
    access = OPEN if rule.requires is None else evaluate(rule.requires, rules, facts)
    return ActivityStanding(
        rule=rule,
        facts=own,
        state=_state(rule, own),
        completed_at=_completed_at(rule, own),
        access=access,
    )


def _course_condition(rules: CourseRules) -> Condition:
    if rules.condition is not None:
        return rules.condition
    return Group(GroupKind.ALL, tuple(Leaf(LeafKind.COMPLETED, rule.id) for rule in rules.activities))


def _completed_at(rule: ActivityRule, facts: ActivityFacts) -> datetime | None:
    """Return when the activity was completed: the recorded moment first, else by its rule."""
    if facts.completed_at is not None:
        return facts.completed_at
    if rule.rule is CompletionRule.VIEWED:
        return facts.viewed_at
    return facts.marked_at if rule.rule is CompletionRule.MARKED else facts.passed_at


def _state(rule: ActivityRule, facts: ActivityFacts) -> ActivityState:
    """Fold the facts into one state. A finished attempt below the pass mark reads FAILED until another one is open."""
    if _completed_at(rule, facts) is not None:
        return ActivityState.PASSED if facts.passed_at is not None else ActivityState.COMPLETE
    if facts.has_open_attempt:
        return ActivityState.IN_PROGRESS
    if rule.rule is CompletionRule.PASSED and facts.attempts_used:
        return ActivityState.FAILED
    return (
        ActivityState.NOT_STARTED if facts.viewed_at is None and facts.marked_at is None else ActivityState.IN_PROGRESS
    )


def _leaf_reason(leaf: Leaf, rules: CourseRules, facts: CourseFacts) -> Reason:
    if leaf.kind is LeafKind.COURSE:
        met_at = facts.courses_completed.get(leaf.target)
        return Reason(kind=leaf.kind, target=leaf.target, met=met_at is not None, met_at=met_at)
    rule = rules.activity(leaf.target)
    if rule is None:
        return Reason(kind=leaf.kind, target=leaf.target, met=False)
    return _activity_reason(leaf.kind, rule, facts.of(rule.id))


def _activity_reason(kind: LeafKind, rule: ActivityRule, facts: ActivityFacts) -> Reason:
    """Return the reason for one activity. A recorded completion also meets ``viewed`` and ``marked``, never
    ``passed``.
    """
    met_at = _met_at(kind, rule, facts)
    is_scored = rule.rule is CompletionRule.PASSED
    return Reason(
        kind=kind,
        target=rule.id,
        met=met_at is not None,
        met_at=met_at,
        best_fraction=facts.best_fraction if is_scored else None,
        pass_mark=rule.pass_mark if is_scored else None,
        attempts_used=facts.attempts_used if is_scored else 0,
        attempts_left=facts.attempts_left if is_scored else None,
    )


def _met_at(kind: LeafKind, rule: ActivityRule, facts: ActivityFacts) -> datetime | None:
    if kind is LeafKind.COMPLETED:
        return _completed_at(rule, facts)
    if kind is LeafKind.PASSED:
        return facts.passed_at
    own = facts.viewed_at if kind is LeafKind.VIEWED else facts.marked_at
    return own or facts.completed_at


_Units = dict[tuple[bool, str], bool]
"""What a condition asks for, each once: (is it a course, target) → done."""


def _units(evaluation: Evaluation) -> _Units:
    """Return what the condition asks for. A target asked for twice is done only when both are met."""
    if evaluation.reason is not None:
        reason = evaluation.reason
        return {(reason.kind is LeafKind.COURSE, reason.target): reason.met}
    if evaluation.group is GroupKind.ANY:
        return min((_units(member) for member in _candidates(evaluation)), key=_distance)
    merged: _Units = {}
    for member in evaluation.members:
        for unit, is_done in _units(member).items():
            merged[unit] = merged.get(unit, True) and is_done
    return merged


def _candidates(evaluation: Evaluation) -> Iterable[Evaluation]:
    """Return the members of an ``any`` group that may stand for it: only met ones once it is met."""
    return [member for member in evaluation.members if member.met] if evaluation.met else evaluation.members


def _distance(units: _Units) -> tuple[int, int]:
    """Sort alternatives: the fewest things left first, then the smallest; ties keep the written order."""
    return (len(units) - sum(units.values()), len(units))


def _next_step(activities: tuple[ActivityStanding, ...], open_ids: frozenset[str]) -> str | None:
    """Return where "Lanjutkan" leads.

    An open attempt first, its clock may run; then in course order the first thing the course asks for that can be
    done; then anything not done that can be opened, for it may unlock the rest; last, a required thing that cannot be
    done, so that its page says why.
    """
    waiting = [each for each in activities if not each.state.is_done]
    doable = [each for each in waiting if each.may_open and each.facts.attempts_left != 0]
    ranked = (
        [each for each in waiting if each.facts.has_open_attempt]
        + [each for each in doable if each.id in open_ids]
        + doable
        + [each for each in waiting if each.id in open_ids]
    )
    return ranked[0].id if ranked else None
