"""One course for many people: who would be assigned, whose date would change, who is left out and why; and the doing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from elearning.authoring.queries.courses import PublishedCourse
from elearning.authoring.queries.participants import Participant
from elearning.catalog.services.assignments import LONGEST_NOTE, check_due
from elearning.catalog.services.many_assignments import (
    ManyAssignments,
    Target,
    assign_many,
    cancel_many,
    extend_many,
)
from elearning.core import clock


class ManyDeed(StrEnum):
    """What is to happen. The values stand in addresses."""

    ASSIGN = "tugaskan"
    EXTEND = "perpanjang"
    CANCEL = "batalkan"


class Fate(StrEnum):
    """What becomes of one person."""

    NEW = "new"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    UNCHANGED = "unchanged"
    COMPLETE = "complete"
    UNASSIGNED = "unassigned"
    WITHDRAWN = "withdrawn"


TOUCHED = (Fate.NEW, Fate.CHANGED, Fate.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to happen at which course. `due_on` is the last day, inclusive in each one's own zone; None to cancel."""

    course: PublishedCourse
    deed: ManyDeed
    due_on: date | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The people by what becomes of them."""

    people: dict[Fate, list[Participant]] = field(default_factory=dict)

    def of(self, fate: Fate) -> list[Participant]:
        """The people of one fate."""
        return self.people.get(fate, [])

    @property
    def touched(self) -> list[Participant]:
        """For whom something would change."""
        return [person for fate in TOUCHED for person in self.of(fate)]


def plan(wish: Wish, people: Sequence[Participant], *, now: datetime) -> Plan:
    """What a wish does to each of these people.

    Raises:
        DueDateError: the day has passed in the zone of somebody whom it touches, or is too far away.
    """
    found: dict[Fate, list[Participant]] = {}
    for person in people:
        found.setdefault(_fate(wish, person, now), []).append(person)
    made = Plan(found)
    if wish.due_on is not None:
        for zone in {person.time_zone for person in made.touched}:
            check_due(wish.due_on, clock.local_date(now, zone))
    return made


def carry_out(wish: Wish, people: Sequence[Participant], *, by: str, actor_id: int, now: datetime) -> Plan:
    """Do it for all of them at once; the people are told with the name `by`. Returns what became of whom.

    Raises:
        DueDateError: the day has passed in the zone of somebody whom it touches, or is too far away.
    """
    made = plan(wish, people, now=now)
    targets = [_target(person) for person in made.touched]
    course = wish.course
    what = ManyAssignments(
        course_id=course.id,
        slug=course.slug,
        title=course.title,
        due_on=wish.due_on or date.max,
        note=_note(wish),
        by=by,
    )
    do = {ManyDeed.ASSIGN: assign_many, ManyDeed.EXTEND: extend_many, ManyDeed.CANCEL: cancel_many}[wish.deed]
    do(what, targets, actor_id=actor_id, now=now)
    return made


def _fate(wish: Wish, person: Participant, now: datetime) -> Fate:
    if person.completed_at is not None:
        return Fate.COMPLETE
    if person.assignment_id is None:
        if wish.deed is not ManyDeed.ASSIGN:
            return Fate.UNASSIGNED
        return Fate.NEW if wish.course.is_offered(now) or person.is_following else Fate.WITHDRAWN
    if wish.deed is ManyDeed.CANCEL:
        return Fate.CANCELLED
    is_same = person.due_on == wish.due_on and (wish.deed is ManyDeed.EXTEND or person.note == _note(wish))
    return Fate.UNCHANGED if is_same else Fate.CHANGED


def _note(wish: Wish) -> str:
    return wish.note.strip()[:LONGEST_NOTE]


def _target(person: Participant) -> Target:
    return Target(
        person_id=person.person_id,
        agency_id=person.agency_id,
        assignment_id=person.assignment_id,
        due_before=person.due_on,
    )
