"""The one evaluator of completion: what is done, what is not, and why.

The bar, "Mengapa belum selesai?", the certificate, the supervisor's table and the export all read the same verdict:
CourseStanding for one person's pages, CourseProgress (its figures alone) for lists of many people. Facts come in as
values and nothing is written here. What was once recorded as completed stays
completed: a new revision may add work, it never takes a completion back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from itertools import chain

from elearning.domain.completion_values import (
    NO_FACTS,
    OPEN,
    ActivityFacts,
    ActivityKind,
    ActivityRule,
    ActivityState,
    CompletionRule,
    Evaluation,
    Reason,
)
from elearning.domain.conditions import (
    Condition,
    ConditionError,
    Group,
    GroupKind,
    Leaf,
    LeafKind,
    course_targets,
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
    "CourseProgress",
    "CourseRules",
    "CourseStanding",
    "Evaluation",
    "Group",
    "GroupKind",
    "Leaf",
    "LeafKind",
    "Reason",
    "activity_standing",
    "course_progress",
    "dump_condition",
    "evaluate",
    "evaluate_course",
    "parse_condition",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRules:
    """A revision's activities in course order and its completion condition; None asks for every activity.

    ``asked`` is the condition that is judged. It, and what is true of everybody who has done nothing yet, is worked
    out once for each revision.
    """

    activities: tuple[ActivityRule, ...]
    condition: Condition | None = None
    asked: Condition = field(init=False, repr=False, compare=False)
    _by_id: Mapping[str, ActivityRule] = field(init=False, repr=False, compare=False)
    _courses_asked: frozenset[str] = field(init=False, repr=False, compare=False)
    _untouched: "CourseProgress" = field(init=False, repr=False, compare=False)
    _untouched_activities: Mapping[str, "ActivityStanding"] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        given = {
            "_by_id": {rule.id: rule for rule in self.activities},
            "asked": _course_condition(self),
            "_untouched_activities": {rule.id: _untouched(rule) for rule in self.activities if rule.requires is None},
        }
        for name, value in given.items():
            object.__setattr__(self, name, value)
        object.__setattr__(self, "_courses_asked", frozenset(course_targets(self.asked)))
        object.__setattr__(self, "_untouched", _progress(self, CourseFacts()))

    def activity(self, activity_id: str) -> ActivityRule | None:
        """Return the activity with this id, None when the revision has none."""
        return self._by_id.get(activity_id)

    def progress_without_facts(self, facts: "CourseFacts") -> "CourseProgress | None":
        """Return the progress of somebody about whom nothing is recorded that counts here, None where something is."""
        is_untouched = not facts.activities and facts.completed_at is None
        return self._untouched if is_untouched and self._courses_asked.isdisjoint(facts.courses_completed) else None

    def untouched_activity(self, activity_id: str) -> "ActivityStanding | None":
        """Return the standing of an activity that asks for nothing beforehand and has no facts, else None."""
        return self._untouched_activities.get(activity_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFacts:
    """What is recorded about one person in one course. ``courses_completed`` maps other course codes to moments."""

    activities: Mapping[str, ActivityFacts] = field(default_factory=dict)
    courses_completed: Mapping[str, datetime] = field(default_factory=dict)
    completed_at: datetime | None = None

    def of(self, activity_id: str) -> ActivityFacts:
        """Return the facts of one activity, empty ones when nothing is recorded."""
        return self.activities.get(activity_id, NO_FACTS)


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

    rules: CourseRules = field(repr=False)
    facts: CourseFacts = field(repr=False)
    activities: tuple[ActivityStanding, ...]
    done: int
    required: int
    fraction: int
    minutes_left: int
    next_step: str | None
    is_complete: bool
    completed_at: datetime | None
    is_kept: bool = False

    @property
    def condition(self) -> Evaluation:
        """The course condition judged leaf by leaf; put together only where it is shown."""
        return evaluate(self.rules.asked, self.rules, self.facts)

    def activity(self, activity_id: str) -> ActivityStanding | None:
        """Return one activity's standing, None when the revision has no such activity."""
        return next((standing for standing in self.activities if standing.id == activity_id), None)

    @property
    def unmet(self) -> tuple[Reason, ...]:
        """What "Mengapa belum selesai?" lists; empty when complete."""
        return () if self.is_complete else self.condition.unmet


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseProgress:
    """The figures of a CourseStanding that lists of many people show, equal to them; ``is_started`` says whether any
    activity is more than NOT_STARTED. ``open_ids`` are the activities that the course still asks for.
    """

    done: int
    required: int
    fraction: int
    is_complete: bool
    is_started: bool
    completed_at: datetime | None
    is_kept: bool
    open_ids: frozenset[str]


def course_progress(rules: CourseRules, facts: CourseFacts) -> CourseProgress:
    """Return the figures of ``evaluate_course`` without the activities and reasons behind them."""
    return rules.progress_without_facts(facts) or _progress(rules, facts)


def evaluate_course(rules: CourseRules, facts: CourseFacts) -> CourseStanding:
    """Return the standing that every face of the product shows."""
    activities = tuple([activity_standing(rules, rule, facts) for rule in rules.activities])
    progress = course_progress(rules, facts)
    is_complete, open_ids = progress.is_complete, progress.open_ids
    return CourseStanding(
        rules=rules,
        facts=facts,
        activities=activities,
        done=progress.done,
        required=progress.required,
        fraction=progress.fraction,
        minutes_left=0 if is_complete else sum(each.minutes for each in rules.activities if each.id in open_ids),
        next_step=None if is_complete else _next_step(activities, open_ids),
        is_complete=is_complete,
        completed_at=progress.completed_at,
        is_kept=progress.is_kept,
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
    own = facts.activities.get(rule.id)
    untouched = rules.untouched_activity(rule.id) if own is None else None
    if untouched is not None:
        return untouched
    own = own or NO_FACTS
    completed_at = _completed_at(rule, own)
    access = OPEN if rule.requires is None else evaluate(rule.requires, rules, facts)
    return ActivityStanding(rule, own, _state(rule, own, completed_at), completed_at, access)


def _untouched(rule: ActivityRule) -> ActivityStanding:
    return ActivityStanding(rule, NO_FACTS, _state(rule, NO_FACTS, None), None, OPEN)


def _progress(rules: CourseRules, facts: CourseFacts) -> CourseProgress:
    met, met_at, units = _verdict(rules.asked, rules, facts)
    done = sum(units.values())
    is_complete = met or facts.completed_at is not None
    return CourseProgress(
        done=done,
        required=len(units),
        fraction=FRACTION_ONE if is_complete else _share(done, len(units)),
        is_complete=is_complete,
        is_started=any(_is_started(rules.activity(key), own) for key, own in facts.activities.items()),
        completed_at=facts.completed_at or met_at,
        is_kept=is_complete and not met,
        open_ids=frozenset([target for (is_course, target), is_done in units.items() if not is_done and not is_course]),
    )


@lru_cache(maxsize=4_096)
def _share(done: int, required: int) -> int:
    return to_scaled(Fraction(done, max(1, required)))


def _is_started(rule: ActivityRule | None, own: ActivityFacts) -> bool:
    return rule is not None and _state(rule, own, _completed_at(rule, own)) is not ActivityState.NOT_STARTED


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


def _state(rule: ActivityRule, facts: ActivityFacts, completed_at: datetime | None) -> ActivityState:
    """Fold the facts into one state; ``completed_at`` is what ``_completed_at`` says.

    A finished attempt below the pass mark reads FAILED until another one is open.
    """
    if completed_at is not None:
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
_Verdict = tuple[bool, datetime | None, _Units]
"""Whether a condition holds and since when, as ``evaluate`` says, and what it asks for."""


def _verdict(condition: Condition, rules: CourseRules, facts: CourseFacts) -> _Verdict:
    """Return what ``evaluate`` would say, without a reason for each leaf: lists ask this for thousands of people."""
    if isinstance(condition, Leaf):
        met_at = _leaf_met_at(condition, rules, facts)
        is_met = met_at is not None
        return is_met, met_at, {condition.unit: is_met}
    if condition.kind is GroupKind.ALL:
        return _verdict_of_all(condition.members, rules, facts)
    verdicts = [_verdict(member, rules, facts) for member in condition.members]
    held = [each for each in verdicts if each[0]]
    times = [met_at for _, met_at, _ in held if met_at is not None]
    return bool(held), min(times, default=None), min((units for _, _, units in held or verdicts), key=_distance)


def _verdict_of_all(members: tuple[Condition, ...], rules: CourseRules, facts: CourseFacts) -> _Verdict:
    """Return the verdict of an ``all`` group. A target asked for twice is done only when both are met."""
    merged: _Units = {}
    times: list[datetime | None] = []
    for member in members:
        if isinstance(member, Leaf):
            met_at = _leaf_met_at(member, rules, facts)
            times.append(met_at)
            unit = member.unit
            merged[unit] = met_at is not None and merged.get(unit, True)
            continue
        is_met, met_at, units = _verdict(member, rules, facts)
        times.append(met_at if is_met else None)
        for unit, is_done in units.items():
            merged[unit] = is_done and merged.get(unit, True)
    held = [each for each in times if each is not None]
    met = bool(members) and len(held) == len(members)
    return met, max(held) if met else None, merged


def _leaf_met_at(leaf: Leaf, rules: CourseRules, facts: CourseFacts) -> datetime | None:
    if leaf.kind is LeafKind.COURSE:
        return facts.courses_completed.get(leaf.target)
    own = facts.activities.get(leaf.target)
    rule = rules.activity(leaf.target)
    return None if own is None or rule is None else _met_at(leaf.kind, rule, own)


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
    asked = [each for each in waiting if each.rule.id in open_ids]
    ranked = chain(
        (each for each in waiting if each.facts.has_open_attempt),
        (each for each in asked if _is_doable(each)),
        (each for each in waiting if _is_doable(each)),
        asked,
    )
    first = next(ranked, None)
    return first.rule.id if first else None


def _is_doable(standing: ActivityStanding) -> bool:
    return standing.may_open and standing.facts.attempts_left != 0
