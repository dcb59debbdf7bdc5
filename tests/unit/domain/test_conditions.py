"""The tree of conditions as it is written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain.conditions import (
    Condition,
    ConditionError,
    Group,
    GroupKind,
    Leaf,
    LeafKind,
    activity_targets,
    course_targets,
    dump_condition,
    parse_condition,
)

WRITTEN = {
    "all": [
        {"completed": "tujuan"},
        {"passed": "uji-akhir"},
        {"any": [{"passed": "kuis-a"}, {"passed": "kuis-b"}, {"course": "LD-01"}]},
    ]
}


def test_a_written_condition_is_read_as_it_stands() -> None:
    assert parse_condition(WRITTEN) == Group(
        GroupKind.ALL,
        (
            Leaf(LeafKind.COMPLETED, "tujuan"),
            Leaf(LeafKind.PASSED, "uji-akhir"),
            Group(
                GroupKind.ANY,
                (
                    Leaf(LeafKind.PASSED, "kuis-a"),
                    Leaf(LeafKind.PASSED, "kuis-b"),
                    Leaf(LeafKind.COURSE, "LD-01"),
                ),
            ),
        ),
    )


def test_targets_are_named_once_each() -> None:
    condition = parse_condition({"all": [{"viewed": "a"}, {"passed": "a"}, WRITTEN]})
    assert activity_targets(condition) == ("a", "tujuan", "uji-akhir", "kuis-a", "kuis-b")
    assert course_targets(condition) == ("LD-01",)
    assert activity_targets(None) == ()


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (None, "akar"),
        ([], "akar"),
        ({}, "akar"),
        ({"passed": "a", "viewed": "b"}, "akar"),
        ({"lulus": "a"}, "lulus"),
        ({1: "a"}, "1"),
        ({"passed": ""}, "passed"),
        ({"passed": 7}, "passed"),
        ({"passed": "x" * 65}, "passed"),
        ({"all": []}, "all"),
        ({"all": "a"}, "all"),
        ({"all": [{"passed": "a"}, {"any": [{"passed": None}]}]}, "all[1].any[0].passed"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_place(content: object, place: str) -> None:
    with pytest.raises(ConditionError) as raised:
        parse_condition(content)
    assert raised.value.place == place


def _nested(depth: int) -> object:
    content: object = {"viewed": "a"}
    for _ in range(depth):
        content = {"all": [content]}
    return content


def test_groups_may_be_nested_seven_deep_and_not_deeper() -> None:
    assert activity_targets(parse_condition(_nested(7))) == ("a",)
    with pytest.raises(ConditionError):
        parse_condition(_nested(8))


LEAVES = st.builds(Leaf, st.sampled_from(LeafKind), st.text("abc-1", min_size=1, max_size=8))
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda inner: st.builds(Group, st.sampled_from(GroupKind), st.lists(inner, min_size=1, max_size=4).map(tuple)),
    max_leaves=6,
).filter(lambda condition: isinstance(condition, Leaf | Group))


@given(CONDITIONS)
@settings(max_examples=100, deadline=None)
def test_writing_and_reading_a_condition_gives_it_back(condition: Condition) -> None:
    assert parse_condition(dump_condition(condition)) == condition
