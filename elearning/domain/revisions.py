"""What changed between two revisions of a course, whether it is a mere correction, and what a move does to a learner.

A correction changes no activity, rule, pass mark or JP: texts, media, questions' wording, titles, order. It moves
running enrolments at once; anything else only when told. A move keeps every completion by activity id and never takes
one back.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ChangeKind(StrEnum):
    """What differs."""

    ACTIVITY_ADDED = "activity_added"
    ACTIVITY_REMOVED = "activity_removed"
    ACTIVITY_KIND = "activity_kind"
    ACTIVITY_ORDER = "activity_order"
    """Only the order: a correction still, since nothing more or less is asked."""
    COMPLETION_RULE = "completion_rule"
    PASS_MARK = "pass_mark"  # noqa: S105 - a mark to pass, no password
    REQUIREMENT = "requirement"
    QUIZ_RULE = "quiz_rule"
    """Attempts, time limit, draw and the like; ``detail`` names it."""
    COURSE_CONDITION = "course_condition"
    COURSE_JP = "course_jp"
    MODULE_JP = "module_jp"


HARMLESS = frozenset({ChangeKind.ACTIVITY_ORDER})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityDescription:
    """An activity as far as revisions differ. Texts are compared as they stand, so write them canonically.

    ``requires`` and ``rule`` are the written forms; ``quiz_rules`` maps names (``attempts``, ``time_limit_minutes``,
    ``draw``…) to their written values.
    """

    id: str
    kind: str
    rule: str
    pass_mark: str = ""
    requires: str = ""
    quiz_rules: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionDescription:
    """A revision as far as learners' obligations go. JP in halves; ``condition`` the written form, empty for the
    default.
    """

    activities: tuple[ActivityDescription, ...]
    jp_halves: int
    condition: str = ""
    module_jp_halves: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``activity_id`` is empty for the course itself; ``detail`` names a quiz rule or a module."""

    kind: ChangeKind
    activity_id: str = ""
    detail: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences; ``is_correction`` when none of them changes what is asked of a learner."""

    changes: tuple[Change, ...]

    @property
    def is_correction(self) -> bool:
        """Whether running enrolments move at once."""
        return all(change.kind in HARMLESS for change in self.changes)


@dataclass(frozen=True, slots=True)
class Move:
    """What moving one learner does, by activity id. Completions of ``retired`` activities stay recorded."""

    kept: tuple[str, ...]
    added: tuple[str, ...]
    retired: tuple[str, ...]


def compare(old: RevisionDescription, new: RevisionDescription) -> Comparison:
    """Return every difference that matters between two revisions, the course's own first, then by activity in new
    order.
    """
    before = {activity.id: activity for activity in old.activities}
    after = {activity.id: activity for activity in new.activities}
    changes = _course_changes(old, new)
    changes += [Change(ChangeKind.ACTIVITY_REMOVED, each) for each in before if each not in after]
    for each, activity in after.items():
        if each in before:
            changes += _activity_changes(before[each], activity)
        else:
            changes.append(Change(ChangeKind.ACTIVITY_ADDED, each))
    if [each for each in before if each in after] != [each for each in after if each in before]:
        changes.append(Change(ChangeKind.ACTIVITY_ORDER))
    return Comparison(tuple(changes))


def move(old: RevisionDescription, new: RevisionDescription, completed: Collection[str]) -> Move:
    """Return what a move from ``old`` to ``new`` does to a learner who completed the activities in ``completed``.

    ``kept`` are completions that count on in the new revision, ``added`` the activities that are new to the learner
    and not done, ``retired`` the activities that the new revision no longer has.
    """
    before = {activity.id for activity in old.activities}
    after = [activity.id for activity in new.activities]
    return Move(
        kept=tuple(each for each in after if each in completed),
        added=tuple(each for each in after if each not in before and each not in completed),
        retired=tuple(activity.id for activity in old.activities if activity.id not in after),
    )


def _course_changes(old: RevisionDescription, new: RevisionDescription) -> list[Change]:
    changes = _differing(ChangeKind.COURSE_JP, str(old.jp_halves), str(new.jp_halves))
    changes += _differing(ChangeKind.COURSE_CONDITION, old.condition, new.condition)
    for module in dict.fromkeys([*old.module_jp_halves, *new.module_jp_halves]):
        before, after = (str(each.module_jp_halves.get(module, "")) for each in (old, new))
        changes += _differing(ChangeKind.MODULE_JP, before, after, detail=module)
    return changes


def _activity_changes(old: ActivityDescription, new: ActivityDescription) -> list[Change]:
    pairs = (
        (ChangeKind.ACTIVITY_KIND, old.kind, new.kind),
        (ChangeKind.COMPLETION_RULE, old.rule, new.rule),
        (ChangeKind.PASS_MARK, old.pass_mark, new.pass_mark),
        (ChangeKind.REQUIREMENT, old.requires, new.requires),
    )
    changes = [
        change for kind, before, after in pairs for change in _differing(kind, before, after, activity_id=new.id)
    ]
    for name in dict.fromkeys([*old.quiz_rules, *new.quiz_rules]):
        before, after = old.quiz_rules.get(name, ""), new.quiz_rules.get(name, "")
        changes += _differing(ChangeKind.QUIZ_RULE, before, after, activity_id=new.id, detail=name)
    return changes


def _differing(kind: ChangeKind, before: str, after: str, *, activity_id: str = "", detail: str = "") -> list[Change]:
    return [] if before == after else [Change(kind, activity_id, detail, before, after)]
