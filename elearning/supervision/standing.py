"""Where people stand in their courses and their JP, as the team pages and exports show it: composed, never decided here.

Completion comes from the one evaluation, JP from the rules of the domain. A constant number of statements for any
number of people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from elearning.catalog.outline import Outline
from elearning.catalog.queries import kept_outlines
from elearning.competency.queries import jp_statements_of_people
from elearning.core import clock
from elearning.domain.completion import ActivityState, CourseFacts, CourseStanding
from elearning.domain.jp import JpStatement
from elearning.progress.evaluation import standing
from elearning.progress.going_on import GoingOn, going_on
from elearning.progress.queries import Trace, facts_and_traces
from elearning.supervision.queries import CourseLink, OpenAssignment, course_links

SOON_DAYS = 14


class CourseState(StrEnum):
    """Where a person stands in a course; the first that fits, in this order. The values stand in addresses."""

    COMPLETE = "selesai"
    LATE = "terlambat"
    DUE_SOON = "segera"
    NOT_STARTED = "belum-mulai"
    IN_PROGRESS = "berjalan"


NEEDS_ATTENTION = (CourseState.LATE, CourseState.DUE_SOON, CourseState.NOT_STARTED)


@dataclass(frozen=True, slots=True)
class CourseName:
    """A course as a column: its newest title among the revisions shown."""

    id: int
    slug: str
    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCourse:
    """One person in one course. `fraction` in ten-millionths; `days_left` to the due date, negative when it has passed."""

    person_id: int
    course_id: int
    slug: str
    code: str
    title: str
    jp_halves: int
    state: CourseState
    is_following: bool
    is_started: bool
    done: int
    required: int
    fraction: int
    place: GoingOn
    completed_on: date | None
    assignment: OpenAssignment | None
    days_left: int | None

    @property
    def needs_attention(self) -> bool:
        """Whether it was assigned and is late, due soon or not begun."""
        return self.assignment is not None and self.state in NEEDS_ATTENTION


@dataclass(frozen=True, slots=True)
class Learning:
    """All courses of one person by course id, and the JP of the year that holds `today`."""

    person_id: int
    today: date
    jp: JpStatement
    courses: Mapping[int, PersonCourse]


@dataclass(frozen=True, slots=True)
class CourseDetail:
    """A course of one person with the whole evaluation, for the person's own page."""

    course: PersonCourse
    outline: Outline
    standing: CourseStanding


def learning_of(person_ids: Collection[int], *, today: date, now: datetime) -> dict[int, Learning]:
    """Where these people stand; five statements at most, however many they are. `today` decides the year of the JP."""
    return {person_id: learning for person_id, (learning, _) in _load(person_ids, today, now).items()}


def details_of(person_id: int, *, today: date, now: datetime) -> tuple[Learning, list[CourseDetail]]:
    """Where one person stands, with the evaluation of each course: what needs attention first, then by title."""
    learning, details = _load([person_id], today, now)[person_id]
    return learning, sorted(details, key=lambda each: (*attention_order(each.course), each.course.title))


def attention_order(course: PersonCourse) -> tuple[int, date]:
    """Late first, then due soon, then not begun, then the rest; inside each the nearest due date first."""
    rank = NEEDS_ATTENTION.index(course.state) if course.needs_attention else len(NEEDS_ATTENTION)
    return rank, course.assignment.due_on if course.assignment else date.max


def course_names(courses: Iterable[PersonCourse]) -> list[CourseName]:
    """The courses among these, each once, by title."""
    found = {each.course_id: CourseName(each.course_id, each.slug, each.code, each.title) for each in courses}
    return sorted(found.values(), key=lambda each: (each.title, each.id))


def state_of(standing: CourseStanding, days_left: int | None, *, is_started: bool) -> CourseState:
    """The state of a course; `days_left` None without an assignment. The due date itself is not late."""
    if standing.is_complete:
        return CourseState.COMPLETE
    if days_left is not None and days_left < 0:
        return CourseState.LATE
    if days_left is not None and days_left <= SOON_DAYS:
        return CourseState.DUE_SOON
    return CourseState.IN_PROGRESS if is_started else CourseState.NOT_STARTED


def _load(person_ids: Collection[int], today: date, now: datetime) -> dict[int, tuple[Learning, list[CourseDetail]]]:
    links = course_links(person_ids)
    outlines = kept_outlines({link.revision_id for link in links})
    evaluated, traces = _facts_and_traces(links, outlines.values())
    accounts = jp_statements_of_people(person_ids, today=today)
    details: defaultdict[int, list[CourseDetail]] = defaultdict(list)
    for link in links:
        outline = outlines[link.revision_id]
        result = standing(outline, evaluated[link.person_id, link.revision_id])
        if link.is_following or link.assignment or result.is_complete:
            place = going_on(outline, result, traces[link.person_id], link.enrolled_at)
            course = _person_course(link, outline, result, place, now)
            details[link.person_id].append(CourseDetail(course, outline, result))
    return {
        person_id: (_learning(person_id, today, account, details[person_id]), details[person_id])
        for person_id, account in accounts.items()
    }


def _facts_and_traces(
    links: Sequence[CourseLink], outlines: Collection[Outline]
) -> tuple[Mapping[tuple[int, int], CourseFacts], Mapping[int, Mapping[int, Trace]]]:
    """Facts by (person, revision), and the traces of each person by activity id."""
    of_person: defaultdict[int, dict[int, Trace]] = defaultdict(dict)
    if not links:
        return {}, of_person
    facts, traces = facts_and_traces({link.person_id for link in links}, outlines)
    for (person_id, activity_id), trace in traces.items():
        of_person[person_id][activity_id] = trace
    return facts, of_person


def _learning(person_id: int, today: date, account: JpStatement, details: Iterable[CourseDetail]) -> Learning:
    return Learning(person_id, today, account, {each.course.course_id: each.course for each in details})


def _person_course(
    link: CourseLink, outline: Outline, result: CourseStanding, place: GoingOn, now: datetime
) -> PersonCourse:
    today = clock.local_date(now, link.time_zone)
    completed_at = result.completed_at if result.is_complete else None
    days_left = (link.assignment.due_on - today).days if link.assignment and not result.is_complete else None
    is_started = any(each.state is not ActivityState.NOT_STARTED for each in result.activities)
    return PersonCourse(
        person_id=link.person_id,
        course_id=link.course_id,
        slug=outline.slug,
        code=outline.code,
        title=outline.title,
        jp_halves=outline.jp_halves,
        state=state_of(result, days_left, is_started=is_started),
        is_following=link.is_following,
        is_started=is_started,
        done=result.done,
        required=result.required,
        fraction=result.fraction,
        place=place,
        completed_on=clock.local_date(completed_at, link.time_zone) if completed_at else None,
        assignment=link.assignment,
        days_left=days_left,
    )
