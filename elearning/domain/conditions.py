"""The tree of conditions that courses and activities are written with: ``all`` and ``any`` groups over named leaves.

Owns the shape: reading it from a course package, writing it back, naming what it points at. Judging it is
``completion``'s.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from elearning.domain.errors import N_, DomainError

DEEPEST = 8
MOST_MEMBERS = 100
_LONGEST_TARGET = 64


class ConditionError(DomainError):
    """A condition that cannot be read; ``place`` is the way to it, for example ``all[1].any``."""

    code: ClassVar[str] = "condition_invalid"
    message_template: ClassVar[str] = N_("Syarat tidak dapat dibaca pada %(place)s: %(reason)s")

    def __init__(self, place: str, reason: str) -> None:
        self.place = place
        self.reason = reason
        super().__init__(place=place, reason=reason)


class LeafKind(StrEnum):
    """What a leaf asks for. The word is the key in a course package."""

    VIEWED = "viewed"
    MARKED = "marked"
    PASSED = "passed"
    COMPLETED = "completed"
    COURSE = "course"


class GroupKind(StrEnum):
    """How a group joins its members."""

    ALL = "all"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One requirement: of an activity (by id) or, for ``COURSE``, of another course (by code)."""

    kind: LeafKind
    target: str
    unit: tuple[bool, str] = field(init=False, repr=False, compare=False)
    """What is counted once however often it is asked for: whether it is a course, and the target."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", (self.kind is LeafKind.COURSE, self.target))


@dataclass(frozen=True, slots=True)
class Group:
    """Members joined by all or any; never empty."""

    kind: GroupKind
    members: tuple["Condition", ...]


Condition = Leaf | Group
"""A condition is one leaf or a group of conditions."""


def parse_condition(content: object) -> Condition:
    """Return the condition that a mapping with exactly one key describes: ``{"all": […]}``, ``{"passed":
    "uji-akhir"}``.

    Raises: ConditionError that names the place: no mapping, several keys, an unknown key, an empty group, a target
    that is no text, or groups nested deeper than eight.
    """
    return _parsed(content, "", DEEPEST)


def dump_condition(condition: Condition) -> dict[str, object]:
    """Return the mapping that ``parse_condition`` reads back to the same condition; JSON-able."""
    if isinstance(condition, Leaf):
        return {condition.kind.value: condition.target}
    return {condition.kind.value: [dump_condition(member) for member in condition.members]}


def leaves(condition: Condition | None) -> Iterator[Leaf]:
    """Yield every leaf in written order."""
    if isinstance(condition, Leaf):
        yield condition
    elif condition is not None:
        for member in condition.members:
            yield from leaves(member)


def activity_targets(condition: Condition | None) -> tuple[str, ...]:
    """Return the activity ids that the condition names, each once, in written order."""
    return tuple(dict.fromkeys(leaf.target for leaf in leaves(condition) if leaf.kind is not LeafKind.COURSE))


def course_targets(condition: Condition | None) -> tuple[str, ...]:
    """Return the course codes that the condition names, each once, in written order."""
    return tuple(dict.fromkeys(leaf.target for leaf in leaves(condition) if leaf.kind is LeafKind.COURSE))


def _parsed(content: object, place: str, depth: int) -> Condition:
    if not isinstance(content, Mapping) or len(content) != 1:
        raise ConditionError(
            place or "akar", "harus satu kunci: all, any, viewed, marked, passed, completed, atau course"
        )
    key, value = next(iter(content.items()))
    here = f"{place}.{key}" if place else str(key)
    if key in list(GroupKind):
        return Group(GroupKind(key), _members(value, here, depth))
    if key not in list(LeafKind):
        raise ConditionError(here, "kunci ini tidak dikenal")
    if not isinstance(value, str) or not 0 < len(value.strip()) <= _LONGEST_TARGET:
        raise ConditionError(here, "harus menyebut satu id aktivitas atau kode kursus")
    return Leaf(LeafKind(key), value.strip())


def _members(value: object, place: str, depth: int) -> tuple[Condition, ...]:
    if not isinstance(value, list | tuple) or not 0 < len(value) <= MOST_MEMBERS:
        raise ConditionError(place, "harus berupa daftar yang berisi")
    if depth <= 1:
        raise ConditionError(place, f"kelompok bertingkat lebih dari {DEEPEST}")
    return tuple(_parsed(item, f"{place}[{index}]", depth - 1) for index, item in enumerate(value))
