"""The one evaluator of completion: states, reasons, progress, the next step."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain.completion import (
    ActivityFacts,
    ActivityKind,
    ActivityRule,
    ActivityState,
    CompletionRule,
    Condition,
    CourseFacts,
    CourseRules,
    Evaluation,
    Group,
    GroupKind,
    Leaf,
    LeafKind,
    activity_standing,
    course_progress,
    evaluate,
    evaluate_course,
    parse_condition,
)
from elearning.domain.scores import FRACTION_ONE

T = [datetime(2026, 1, day, 8, 0, tzinfo=UTC) for day in range(1, 10)]
VIEWED = ActivityRule(id="baca", kind=ActivityKind.LESSON, rule=CompletionRule.VIEWED, minutes=10)
MARKED = ActivityRule(id="tandai", kind=ActivityKind.LESSON, rule=CompletionRule.MARKED, minutes=15)
QUIZ = ActivityRule(id="kuis", kind=ActivityKind.QUIZ, rule=CompletionRule.PASSED, minutes=8, pass_mark=Decimal(70))
RULES = CourseRules(activities=(VIEWED, MARKED, QUIZ))
PASSED_QUIZ = ActivityFacts(passed_at=T[4], best_fraction=8_000_000, attempts_used=2)
ALL_DONE = CourseFacts(
    activities={"baca": ActivityFacts(viewed_at=T[0]), "tandai": ActivityFacts(marked_at=T[5]), "kuis": PASSED_QUIZ}
)


@pytest.mark.parametrize(
    ("rule", "facts", "state"),
    [
        (VIEWED, ActivityFacts(), ActivityState.NOT_STARTED),
        (VIEWED, ActivityFacts(viewed_at=T[0]), ActivityState.COMPLETE),
        (MARKED, ActivityFacts(), ActivityState.NOT_STARTED),
        (MARKED, ActivityFacts(viewed_at=T[0]), ActivityState.IN_PROGRESS),
        (MARKED, ActivityFacts(marked_at=T[0]), ActivityState.COMPLETE),
        (QUIZ, ActivityFacts(), ActivityState.NOT_STARTED),
        (QUIZ, ActivityFacts(viewed_at=T[0]), ActivityState.IN_PROGRESS),
        (QUIZ, ActivityFacts(attempts_used=1, has_open_attempt=True), ActivityState.IN_PROGRESS),
        (QUIZ, ActivityFacts(attempts_used=1, best_fraction=6_999_999), ActivityState.FAILED),
        (QUIZ, ActivityFacts(attempts_used=2, best_fraction=0, has_open_attempt=True), ActivityState.IN_PROGRESS),
        (QUIZ, ActivityFacts(attempts_used=2, attempts_allowed=2, best_fraction=0), ActivityState.FAILED),
        (QUIZ, PASSED_QUIZ, ActivityState.PASSED),
        (QUIZ, replace(PASSED_QUIZ, has_open_attempt=True), ActivityState.PASSED),
        (MARKED, ActivityFacts(completed_at=T[0]), ActivityState.COMPLETE),
        (QUIZ, ActivityFacts(completed_at=T[0]), ActivityState.COMPLETE),
    ],
)
def test_facts_fold_into_one_state(rule: ActivityRule, facts: ActivityFacts, state: ActivityState) -> None:
    standing = activity_standing(RULES, rule, CourseFacts(activities={rule.id: facts}))
    assert standing.state is state
    assert state.is_done == (standing.completed_at is not None)


def test_an_unmet_quiz_tells_score_pass_mark_and_attempts() -> None:
    facts = ActivityFacts(attempts_used=2, attempts_allowed=3, best_fraction=6_500_000)
    (reason,) = activity_standing(RULES, QUIZ, CourseFacts(activities={"kuis": facts})).reasons
    assert (reason.kind, reason.target, reason.met) == (LeafKind.PASSED, "kuis", False)
    assert (reason.best_fraction, reason.pass_mark) == (6_500_000, Decimal(70))
    assert (reason.attempts_used, reason.attempts_left) == (2, 1)


@pytest.mark.parametrize(
    ("kind", "facts", "met_at"),
    [
        (LeafKind.VIEWED, ActivityFacts(viewed_at=T[1]), T[1]),
        (LeafKind.VIEWED, ActivityFacts(), None),
        (LeafKind.VIEWED, ActivityFacts(completed_at=T[2]), T[2]),
        (LeafKind.MARKED, ActivityFacts(marked_at=T[1]), T[1]),
        (LeafKind.MARKED, ActivityFacts(viewed_at=T[1]), None),
        (LeafKind.PASSED, ActivityFacts(passed_at=T[1]), T[1]),
        (LeafKind.PASSED, ActivityFacts(completed_at=T[1]), None),
        (LeafKind.COMPLETED, ActivityFacts(passed_at=T[1]), T[1]),
        (LeafKind.COMPLETED, ActivityFacts(viewed_at=T[1], attempts_used=1), None),
    ],
)
def test_each_leaf_asks_for_its_own_fact(kind: LeafKind, facts: ActivityFacts, met_at: datetime | None) -> None:
    evaluation = evaluate(Leaf(kind, "kuis"), RULES, CourseFacts(activities={"kuis": facts}))
    assert (evaluation.met, evaluation.met_at) == (met_at is not None, met_at)


def test_a_course_leaf_asks_for_another_course() -> None:
    leaf = Leaf(LeafKind.COURSE, "LD-01")
    assert not evaluate(leaf, RULES, CourseFacts()).met
    assert evaluate(leaf, RULES, CourseFacts(courses_completed={"LD-01": T[3]})).met_at == T[3]


def test_an_unknown_activity_is_never_met() -> None:
    assert not evaluate(Leaf(LeafKind.VIEWED, "hilang"), RULES, ALL_DONE).met


def test_a_course_without_a_rule_asks_for_every_activity() -> None:
    standing = evaluate_course(RULES, ALL_DONE)
    assert (standing.is_complete, standing.done, standing.required) == (True, 3, 3)
    assert standing.completed_at == T[5]
    assert (standing.fraction, standing.minutes_left, standing.next_step) == (FRACTION_ONE, 0, None)
    assert standing.unmet == ()


def test_progress_minutes_next_step_and_reasons_come_from_one_evaluation() -> None:
    facts = CourseFacts(activities={"baca": ActivityFacts(viewed_at=T[0])})
    standing = evaluate_course(RULES, facts)
    assert (standing.done, standing.required, standing.fraction) == (1, 3, 3_333_333)
    assert (standing.minutes_left, standing.next_step) == (23, "tandai")
    assert [(reason.kind, reason.target) for reason in standing.unmet] == [
        (LeafKind.COMPLETED, "tandai"),
        (LeafKind.COMPLETED, "kuis"),
    ]
    assert standing.completed_at is None


def test_a_failed_activity_does_not_complete_the_course() -> None:
    facts = CourseFacts(activities={**ALL_DONE.activities, "kuis": ActivityFacts(attempts_used=1, best_fraction=100)})
    assert not evaluate_course(RULES, facts).is_complete


def test_any_needs_one_and_holds_since_the_first() -> None:
    condition = parse_condition({"any": [{"marked": "tandai"}, {"passed": "kuis"}]})
    standing = evaluate_course(replace(RULES, condition=condition), ALL_DONE)
    assert (standing.is_complete, standing.completed_at, standing.required) == (True, T[4], 1)


def test_of_an_unmet_any_group_the_nearest_alternative_is_counted_and_all_are_listed() -> None:
    condition = parse_condition(
        {"any": [{"all": [{"viewed": "baca"}, {"marked": "tandai"}, {"passed": "kuis"}]}, {"marked": "tandai"}]}
    )
    standing = evaluate_course(
        replace(RULES, condition=condition), CourseFacts(activities={"baca": ActivityFacts(viewed_at=T[0])})
    )
    assert (standing.done, standing.required, standing.minutes_left) == (0, 1, 15)
    assert [reason.target for reason in standing.unmet] == ["tandai", "kuis", "tandai"]
    assert [reason.met for reason in standing.condition.reasons] == [True, False, False, False]


def test_an_activity_asked_for_twice_counts_once() -> None:
    condition = parse_condition({"all": [{"viewed": "kuis"}, {"passed": "kuis"}]})
    standing = evaluate_course(
        replace(RULES, condition=condition), CourseFacts(activities={"kuis": ActivityFacts(viewed_at=T[0])})
    )
    assert (standing.done, standing.required) == (0, 1)


def test_a_recorded_completion_stands_when_a_revision_asks_for_more() -> None:
    facts = CourseFacts(activities={"baca": ActivityFacts(completed_at=T[0])}, completed_at=T[1])
    standing = evaluate_course(RULES, facts)
    assert (standing.is_complete, standing.is_kept, standing.completed_at) == (True, True, T[1])
    assert (standing.fraction, standing.unmet, standing.next_step) == (FRACTION_ONE, (), None)
    assert (standing.done, standing.required) == (1, 3)


def test_an_empty_course_is_never_complete() -> None:
    standing = evaluate_course(CourseRules(activities=()), CourseFacts())
    assert (standing.is_complete, standing.fraction, standing.next_step) == (False, 0, None)


LOCKED_QUIZ = replace(QUIZ, requires=parse_condition({"marked": "tandai"}))
OPTIONAL = replace(VIEWED, id="pilihan")


def test_an_open_attempt_is_the_next_step_whatever_comes_before() -> None:
    facts = CourseFacts(activities={"kuis": ActivityFacts(attempts_used=1, has_open_attempt=True)})
    assert evaluate_course(RULES, facts).next_step == "kuis"


def test_the_next_step_skips_what_is_locked() -> None:
    rules = CourseRules(activities=(LOCKED_QUIZ, MARKED))
    assert evaluate_course(rules, CourseFacts()).next_step == "tandai"


def test_the_next_step_skips_a_quiz_without_attempts_left() -> None:
    rules = CourseRules(activities=(QUIZ, MARKED))
    facts = CourseFacts(activities={"kuis": ActivityFacts(attempts_used=2, attempts_allowed=2, best_fraction=0)})
    assert evaluate_course(rules, facts).next_step == "tandai"


def test_the_next_step_leads_to_what_unlocks_the_rest() -> None:
    rules = CourseRules(activities=(LOCKED_QUIZ, MARKED), condition=parse_condition({"passed": "kuis"}))
    assert evaluate_course(rules, CourseFacts()).next_step == "tandai"


def test_when_nothing_can_be_done_the_next_step_shows_why() -> None:
    rules = CourseRules(activities=(QUIZ,))
    facts = CourseFacts(activities={"kuis": ActivityFacts(attempts_used=2, attempts_allowed=2, best_fraction=0)})
    assert evaluate_course(rules, facts).next_step == "kuis"


def test_what_the_course_does_not_ask_for_is_no_next_step_before_what_it_does() -> None:
    rules = CourseRules(activities=(OPTIONAL, MARKED), condition=parse_condition({"completed": "tandai"}))
    assert evaluate_course(rules, CourseFacts()).next_step == "tandai"


def test_an_activity_opens_when_its_requirement_is_met_and_stays_open_once_done() -> None:
    rules = CourseRules(activities=(MARKED, LOCKED_QUIZ))
    locked = evaluate_course(rules, CourseFacts()).activity("kuis")
    opened = evaluate_course(rules, CourseFacts(activities={"tandai": ActivityFacts(marked_at=T[0])})).activity("kuis")
    kept = evaluate_course(rules, CourseFacts(activities={"kuis": PASSED_QUIZ})).activity("kuis")
    assert [each is not None and each.may_open for each in (locked, opened, kept)] == [False, True, True]


TARGETS = ("baca", "tandai", "kuis")
LEAVES = st.one_of(
    st.builds(
        Leaf, st.sampled_from([kind for kind in LeafKind if kind is not LeafKind.COURSE]), st.sampled_from(TARGETS)
    ),
    st.builds(Leaf, st.just(LeafKind.COURSE), st.sampled_from(["LD-01", "KP-01"])),
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda inner: st.builds(Group, st.sampled_from(GroupKind), st.lists(inner, min_size=1, max_size=4).map(tuple)),
    max_leaves=8,
)
MOMENTS = st.one_of(st.none(), st.sampled_from(T))
FACTS = st.builds(
    ActivityFacts,
    viewed_at=MOMENTS,
    marked_at=MOMENTS,
    passed_at=MOMENTS,
    completed_at=MOMENTS,
    attempts_used=st.integers(0, 2),
)
COURSE_FACTS = st.builds(
    CourseFacts,
    activities=st.fixed_dictionaries(dict.fromkeys(TARGETS, FACTS)),
    courses_completed=st.dictionaries(st.sampled_from(["LD-01", "KP-01"]), st.sampled_from(T)),
)


@given(CONDITIONS, COURSE_FACTS)
@settings(max_examples=100, deadline=None)
def test_every_figure_agrees_with_the_verdict(condition: Condition, facts: CourseFacts) -> None:
    standing = evaluate_course(replace(RULES, condition=condition), facts)
    assert standing.is_complete == (standing.done == standing.required)
    assert standing.is_complete == (standing.fraction == FRACTION_ONE)
    assert standing.is_complete == (standing.unmet == ())
    assert standing.is_complete == (standing.completed_at is not None)
    assert not any(reason.met for reason in standing.unmet)
    assert standing.is_complete <= (standing.minutes_left == 0)


@given(CONDITIONS, COURSE_FACTS, st.sampled_from(TARGETS))
@settings(max_examples=100, deadline=None)
def test_doing_more_never_takes_a_completion_away(condition: Condition, facts: CourseFacts, target: str) -> None:
    rules = replace(RULES, condition=condition)
    later = T[-1] + timedelta(days=1)
    own = facts.of(target)
    more = replace(
        own, viewed_at=own.viewed_at or later, marked_at=own.marked_at or later, passed_at=own.passed_at or later
    )
    after = replace(facts, activities={**facts.activities, target: more})
    assert evaluate_course(rules, facts).is_complete <= evaluate_course(rules, after).is_complete


def units_of(evaluation: Evaluation) -> dict[tuple[bool, str], bool]:
    """What a judged condition asks for, each once, read from its reasons leaf by leaf."""
    if evaluation.reason is not None:
        return {(evaluation.reason.kind is LeafKind.COURSE, evaluation.reason.target): evaluation.reason.met}
    if evaluation.group is GroupKind.ANY:
        open_to = [member for member in evaluation.members if member.met] or evaluation.members
        return min(map(units_of, open_to), key=lambda units: (len(units) - sum(units.values()), len(units)))
    merged: dict[tuple[bool, str], bool] = {}
    for member in evaluation.members:
        for unit, is_done in units_of(member).items():
            merged[unit] = merged.get(unit, True) and is_done
    return merged


SPARSE_FACTS = st.builds(
    CourseFacts,
    activities=st.dictionaries(st.sampled_from((*TARGETS, "hilang")), FACTS),
    courses_completed=st.dictionaries(st.sampled_from(["LD-01", "KP-01", "XX-01"]), st.sampled_from(T)),
    completed_at=MOMENTS,
)


@given(st.one_of(st.none(), CONDITIONS), SPARSE_FACTS)
@settings(max_examples=300, deadline=None)
def test_the_figures_of_lists_are_those_of_the_whole_evaluation(
    condition: Condition | None, facts: CourseFacts
) -> None:
    rules = replace(RULES, activities=(VIEWED, MARKED, LOCKED_QUIZ), condition=condition)
    whole, figures = evaluate_course(rules, facts), course_progress(rules, facts)
    units = units_of(whole.condition)
    assert (figures.done, figures.required) == (sum(units.values()), len(units)) == (whole.done, whole.required)
    assert figures.is_complete == whole.is_complete == (whole.condition.met or facts.completed_at is not None)
    assert figures.completed_at == whole.completed_at == (facts.completed_at or whole.condition.met_at)
    assert (figures.fraction, figures.is_kept) == (whole.fraction, whole.is_kept)
    assert figures.is_started == any(each.state is not ActivityState.NOT_STARTED for each in whole.activities)
    assert figures.open_ids == {target for (is_course, target), done in units.items() if not done and not is_course}


def test_nobody_without_facts_is_judged_twice_and_a_course_completed_elsewhere_still_counts() -> None:
    rules = replace(RULES, condition=parse_condition({"any": [{"course": "LD-01"}, {"passed": "kuis"}]}))
    assert course_progress(rules, CourseFacts()) is course_progress(rules, CourseFacts(courses_completed={"X": T[0]}))
    assert course_progress(rules, CourseFacts(courses_completed={"LD-01": T[3]})).completed_at == T[3]
    assert course_progress(rules, CourseFacts(completed_at=T[2])).is_kept
