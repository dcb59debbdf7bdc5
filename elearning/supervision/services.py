"""What a supervisor does for people of the team, several at once. What was already done is skipped and named.

Each function takes the team as the caller's query found it (`organization.queries.members_of`): whoever is not in it does
not exist here. All or nothing; the caller commits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from elearning.catalog import services as catalog
from elearning.catalog.services import AssignmentOutcome, NewAssignment
from elearning.core import clock
from elearning.organization.queries import TeamMember, time_zone_of
from elearning.progress.queries import completed_courses
from elearning.supervision.errors import NotInTeamError
from elearning.supervision.queries import AssignableCourse, GivenCourse, given_courses

Team = Mapping[int, TeamMember]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A course for some people by a day, inclusive in each one's own zone."""

    course: AssignableCourse
    person_ids: Collection[int]
    due_on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class AssignReport:
    """Names by what happened: newly assigned, given another date or note, the same as before, already completed."""

    assigned: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    completed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """Names whose assignment was changed; names left out because it was cancelled or the course is complete."""

    changed: tuple[str, ...]
    skipped: tuple[str, ...]


def assign_to_people(task: Task, team: Team, *, actor_id: int, now: datetime) -> AssignReport:
    """Give a course to people; who has completed it is left alone, who has it already gets the new date.

    Raises:
        NotInTeamError: somebody is not in the team.
        DueDateError: the day has passed in somebody's zone, or is too far away.
    """
    members = _members(task.person_ids, team)
    completed = completed_courses([member.person_id for member in members])
    zones = _zones(members)
    names: dict[str, list[str]] = {outcome: [] for outcome in (*AssignmentOutcome, "completed")}
    for member in members:
        if task.course.code in completed.get(member.person_id, {}):
            names["completed"].append(member.full_name)
            continue
        new = NewAssignment(person_id=member.person_id, course_id=task.course.id, due_on=task.due_on, note=task.note)
        today = clock.local_date(now, zones[member.agency_id])
        names[catalog.assign(new, actor_id=actor_id, today=today, now=now)].append(member.full_name)
    return AssignReport(
        assigned=tuple(names[AssignmentOutcome.ASSIGNED]),
        changed=tuple(names[AssignmentOutcome.CHANGED]),
        unchanged=tuple(names[AssignmentOutcome.UNCHANGED]),
        completed=tuple(names["completed"]),
    )


def assignments_under(assignment_ids: Collection[int], team: Team) -> list[GivenCourse]:
    """The assignments of these ids, if all belong to people of the team.

    Raises:
        NotInTeamError: one belongs to somebody else or does not exist.
    """
    found = given_courses(assignment_ids, team)
    if len(found) != len(set(assignment_ids)):
        raise NotInTeamError
    return found


def extend_assignments(
    given: Sequence[GivenCourse], team: Team, due_on: date, *, actor_id: int, now: datetime
) -> ChangeReport:
    """Give assignments another day.

    Raises:
        DueDateError: the day has passed in somebody's zone, or is too far away.
    """
    standing, skipped = _still_open(given)
    zones = _zones(team[each.assignment.person_id] for each in standing)
    for each in standing:
        today = clock.local_date(now, zones[team[each.assignment.person_id].agency_id])
        catalog.extend(each.assignment, due_on, actor_id=actor_id, today=today, now=now)
    return ChangeReport(_names(standing, team), _names(skipped, team))


def cancel_assignments(given: Sequence[GivenCourse], team: Team, *, actor_id: int, now: datetime) -> ChangeReport:
    """Take assignments back; what was learned stays."""
    standing, skipped = _still_open(given)
    for each in standing:
        catalog.cancel(each.assignment, actor_id=actor_id, now=now)
    return ChangeReport(_names(standing, team), _names(skipped, team))


def _members(person_ids: Collection[int], team: Team) -> list[TeamMember]:
    if not set(person_ids) <= team.keys():
        raise NotInTeamError
    return sorted((team[person_id] for person_id in set(person_ids)), key=lambda each: (each.name, each.person_id))


def _zones(members: Iterable[TeamMember]) -> dict[int | None, str]:
    """The zone of each agency among the members; one statement an agency."""
    return {agency_id: time_zone_of(agency_id) for agency_id in {member.agency_id for member in members}}


def _still_open(given: Sequence[GivenCourse]) -> tuple[list[GivenCourse], list[GivenCourse]]:
    """Assignments that stand, and those that were cancelled or whose course is complete."""
    completed = completed_courses({each.assignment.person_id for each in given})
    standing: list[GivenCourse] = []
    skipped: list[GivenCourse] = []
    for each in given:
        is_over = each.course_code in completed.get(each.assignment.person_id, {})
        (skipped if is_over or each.assignment.cancelled_at else standing).append(each)
    return standing, skipped


def _names(given: Iterable[GivenCourse], team: Team) -> tuple[str, ...]:
    return tuple(dict.fromkeys(team[each.assignment.person_id].full_name for each in given))
