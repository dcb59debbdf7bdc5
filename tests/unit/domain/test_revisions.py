"""Corrections, other revisions, and moves."""

from dataclasses import replace

import pytest

from elearning.domain.revisions import (
    ActivityDescription,
    Change,
    ChangeKind,
    Move,
    RevisionDescription,
    compare,
    move,
)

LESSON = ActivityDescription(id="baca", kind="lesson", rule="marked")
QUIZ = ActivityDescription(
    id="kuis", kind="quiz", rule="passed", pass_mark="70", quiz_rules={"attempts": "0", "draw": ""}
)
OLD = RevisionDescription(activities=(LESSON, QUIZ), jp_halves=2, module_jp_halves={"m1": 2})


def test_the_same_description_is_a_correction_without_changes() -> None:
    found = compare(OLD, replace(OLD))
    assert (found.changes, found.is_correction) == ((), True)


@pytest.mark.parametrize(
    ("new", "change"),
    [
        (replace(OLD, jp_halves=3), Change(ChangeKind.COURSE_JP, before="2", after="3")),
        (replace(OLD, condition="x"), Change(ChangeKind.COURSE_CONDITION, before="", after="x")),
        (replace(OLD, module_jp_halves={"m1": 1}), Change(ChangeKind.MODULE_JP, detail="m1", before="2", after="1")),
        (replace(OLD, activities=(LESSON,)), Change(ChangeKind.ACTIVITY_REMOVED, "kuis")),
        (replace(OLD, activities=(LESSON, QUIZ, replace(LESSON, id="b"))), Change(ChangeKind.ACTIVITY_ADDED, "b")),
        (
            replace(OLD, activities=(replace(LESSON, rule="viewed"), QUIZ)),
            Change(ChangeKind.COMPLETION_RULE, "baca", before="marked", after="viewed"),
        ),
        (
            replace(OLD, activities=(replace(LESSON, kind="quiz"), QUIZ)),
            Change(ChangeKind.ACTIVITY_KIND, "baca", before="lesson", after="quiz"),
        ),
        (
            replace(OLD, activities=(LESSON, replace(QUIZ, pass_mark="75"))),
            Change(ChangeKind.PASS_MARK, "kuis", before="70", after="75"),
        ),
        (
            replace(OLD, activities=(LESSON, replace(QUIZ, requires="r"))),
            Change(ChangeKind.REQUIREMENT, "kuis", before="", after="r"),
        ),
        (
            replace(OLD, activities=(LESSON, replace(QUIZ, quiz_rules={"attempts": "3", "draw": ""}))),
            Change(ChangeKind.QUIZ_RULE, "kuis", "attempts", "0", "3"),
        ),
        (
            replace(OLD, activities=(LESSON, replace(QUIZ, quiz_rules={"attempts": "0"}))),
            None,
        ),
    ],
)
def test_what_is_asked_of_a_learner_is_no_correction(new: RevisionDescription, change: Change | None) -> None:
    found = compare(OLD, new)
    assert found.changes == (() if change is None else (change,))
    assert found.is_correction == (change is None)


def test_another_order_alone_is_a_correction_and_is_told() -> None:
    found = compare(OLD, replace(OLD, activities=(QUIZ, LESSON)))
    assert (found.changes, found.is_correction) == ((Change(ChangeKind.ACTIVITY_ORDER),), True)


def test_a_replaced_activity_is_one_removed_and_one_added() -> None:
    found = compare(OLD, replace(OLD, activities=(replace(LESSON, id="baru"), QUIZ)))
    assert [(change.kind, change.activity_id) for change in found.changes] == [
        (ChangeKind.ACTIVITY_REMOVED, "baca"),
        (ChangeKind.ACTIVITY_ADDED, "baru"),
    ]
    assert not found.is_correction


@pytest.mark.parametrize(
    ("completed", "expected"),
    [
        (set(), Move(kept=(), added=("baru",), retired=("baca",))),
        ({"kuis", "baca"}, Move(kept=("kuis",), added=("baru",), retired=("baca",))),
        ({"kuis", "baru"}, Move(kept=("kuis", "baru"), added=(), retired=("baca",))),
    ],
)
def test_a_move_keeps_completions_and_adds_only_what_is_new(completed: set[str], expected: Move) -> None:
    new = replace(OLD, activities=(QUIZ, replace(LESSON, id="baru")))
    assert move(OLD, new, completed) == expected
