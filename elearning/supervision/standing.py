"""Where people stand in their courses and their JP, as the team pages and exports show it: composed, never decided here.

Completion comes from the one evaluation, JP from the rules of the domain. A constant number of statements for any
number of people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from elearning.catalog.outline import Outline
from elearning.catalog.queries import kept_outlines
from elearning.competency.queries import jp_statements_of_people
from elearning.core import clock
from elearning.domain.completion import CourseFacts, CourseProgress, CourseStanding
from elearning.domain.jp import JpStatement
from elearning.progress.evaluation import progress, standing
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


@dataclass(frozen=True, slots=True)
class Footing:
    """What is recorded about one person in one course; the whole evaluation is worked out where a page shows it."""

    outline: Outline
    facts: CourseFacts
    traces: Mapping[int, Trace]
    enrolled_at: datetime | None

    def standing(self) -> CourseStanding:
        """The whole evaluation."""
        return standing(self.outline, self.facts)

    def place(self) -> GoingOn:
        """Where the person goes on."""
        return going_on(self.outline, self.standing(), self.traces, self.enrolled_at)


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
    footing: Footing
    completed_on: date | None
    assignment: OpenAssignment | None
    days_left: int | None

    @property
    def place(self) -> GoingOn:
        """Where the person goes on."""
        return self.footing.place()

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
    links = course_links(person_ids)
    accounts = jp_statements_of_people(person_ids, today=today)
    courses: defaultdict[int, dict[int, PersonCourse]] = defaultdict(dict)
    days = {zone: clock.local_date(now, zone) for zone in {link.time_zone for link in links}}
    for link, footing in _footings(links):
        figures = progress(footing.outline, footing.facts)
        if link.is_following or link.assignment or figures.is_complete:
            courses[link.person_id][link.course_id] = _person_course(link, footing, figures, days[link.time_zone])
    return {
        person_id: Learning(person_id, today, account, courses[person_id]) for person_id, account in accounts.items()
    }


def details_of(person_id: int, *, today: date, now: datetime) -> tuple[Learning, list[CourseDetail]]:
    """Where one person stands, with the evaluation of each course: what needs attention first, then by title."""
    learning = learning_of([person_id], today=today, now=now)[person_id]
    details = [CourseDetail(each, each.footing.outline, each.footing.standing()) for each in learning.courses.values()]
    return learning, sorted(details, key=lambda each: (*attention_order(each.course), each.course.title))


def attention_order(course: PersonCourse) -> tuple[int, date]:
    """Late first, then due soon, then not begun, then the rest; inside each the nearest due date first."""
    rank = NEEDS_ATTENTION.index(course.state) if course.needs_attention else len(NEEDS_ATTENTION)
    return rank, course.assignment.due_on if course.assignment else date.max


def course_names(courses: Iterable[PersonCourse]) -> list[CourseName]:
    """The courses among these, each once, by title."""
    found = {each.course_id: CourseName(each.course_id, each.slug, each.code, each.title) for each in courses}
    return sorted(found.values(), key=lambda each: (each.title, each.id))


def state_of(figures: CourseProgress, days_left: int | None) -> CourseState:
    """The state of a course; `days_left` None without an assignment. The due date itself is not late."""
    if figures.is_complete:
        return CourseState.COMPLETE
    if days_left is not None and days_left < 0:
        return CourseState.LATE
    if days_left is not None and days_left <= SOON_DAYS:
        return CourseState.DUE_SOON
    return CourseState.IN_PROGRESS if figures.is_started else CourseState.NOT_STARTED


def _footings(links: Sequence[CourseLink]) -> Iterator[tuple[CourseLink, Footing]]:
    """Each link with what is recorded about it; two statements."""
    if not links:
        return
    outlines = kept_outlines({link.revision_id for link in links})
    facts, traces = facts_and_traces({link.person_id for link in links}, outlines.values())
    of_person: defaultdict[int, dict[int, Trace]] = defaultdict(dict)
    for (person_id, activity_id), trace in traces.items():
        of_person[person_id][activity_id] = trace
    for link in links:
        own = facts[link.person_id, link.revision_id]
        yield link, Footing(outlines[link.revision_id], own, of_person[link.person_id], link.enrolled_at)


def _person_course(link: CourseLink, footing: Footing, figures: CourseProgress, today: date) -> PersonCourse:
    """`today` is the day in the zone of the link."""
    outline = footing.outline
    completed_at = figures.completed_at if figures.is_complete else None
    days_left = (link.assignment.due_on - today).days if link.assignment and not figures.is_complete else None
    return PersonCourse(
        person_id=link.person_id,
        course_id=link.course_id,
        slug=outline.slug,
        code=outline.code,
        title=outline.title,
        jp_halves=outline.jp_halves,
        state=state_of(figures, days_left),
        is_following=link.is_following,
        is_started=figures.is_started,
        done=figures.done,
        required=figures.required,
        fraction=figures.fraction,
        footing=footing,
        completed_on=clock.local_date(completed_at, link.time_zone) if completed_at else None,
        assignment=link.assignment,
        days_left=days_left,
    )
