"""The team table as its address describes it: words, state, course, order, page. Pure functions over values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from elearning.catalog.search import words_of
from elearning.core.pagination import Page, page_of
from elearning.organization.queries import TeamMember
from elearning.supervision.standing import (
    CourseName,
    CourseState,
    Learning,
    PersonCourse,
    attention_order,
    course_names,
)

ATTENTION_PAGE_SIZE = 10
LONGEST_WORDS = 100
BY_NAME, BY_JP, BY_LATE = "nama", "jp", "terlambat"
HIGHEST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One person of the team with where they stand."""

    member: TeamMember
    learning: Learning

    @property
    def late_count(self) -> int:
        """How many of their courses are late."""
        return sum(course.state is CourseState.LATE for course in self.learning.courses.values())


@dataclass(frozen=True, slots=True)
class Attention:
    """An assignment that is late, due soon or not begun, with whose it is."""

    member: TeamMember
    course: PersonCourse


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFilter:
    """What the address asks for; every field is named there as `PARAMETERS` says. Whatever cannot be read is left out."""

    words: str = ""
    state: CourseState | None = None
    course: str = ""
    order: str = BY_NAME
    includes_below: bool = False
    page: int = 1
    attention: CourseState | None = None
    attention_page: int = 1

    def parameters(self, **changes: Any) -> dict[str, str]:
        """The parameters of the address after `changes`; what is at its first value is left out."""
        wanted, plain = replace(self, **changes), TeamFilter()
        values = {PARAMETERS[field.name]: getattr(wanted, field.name) for field in fields(self)}
        usual = {PARAMETERS[field.name]: getattr(plain, field.name) for field in fields(self)}
        return {name: _written(value) for name, value in values.items() if value != usual[name]}

    @property
    def is_narrowed(self) -> bool:
        """Whether some people of the team are left out."""
        return bool(self.words or self.state or self.course)


PARAMETERS = {
    "words": "q",
    "state": "keadaan",
    "course": "kursus",
    "order": "urut",
    "includes_below": "bawahan",
    "page": "halaman",
    "attention": "perhatian",
    "attention_page": "halaman-perhatian",
}


def read_filter(given: Mapping[str, str]) -> TeamFilter:
    """The filter that an address describes."""
    return TeamFilter(
        words=" ".join(given.get("q", "").split())[:LONGEST_WORDS],
        state=_state(given.get("keadaan")),
        course=given.get("kursus", "")[:LONGEST_WORDS],
        order=given.get("urut", BY_NAME)[:LONGEST_WORDS],
        includes_below=given.get("bawahan") == "1",
        page=_number(given.get("halaman")),
        attention=_state(given.get("perhatian")),
        attention_page=_number(given.get("halaman-perhatian")),
    )


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything that the two lists of the team page show."""

    rows: Sequence[TeamRow]
    page: Page
    courses: Sequence[CourseName]
    shown_courses: Sequence[CourseName]
    course_counts: Mapping[int, Mapping[CourseState, int]]
    attention: Sequence[Attention]
    attention_page: Page
    attention_counts: Mapping[CourseState, int]


def listing(team: Sequence[TeamRow], wanted: TeamFilter) -> Listing:
    """The part of a team that a filter asks for."""
    found = matching(team, wanted)
    page = page_of(wanted.page, len(found))
    courses = course_names(course for row in team for course in row.learning.courses.values())
    calls = attention_of(team)
    chosen = [each for each in calls if wanted.attention in (None, each.course.state)]
    attention_page = page_of(wanted.attention_page, len(chosen), ATTENTION_PAGE_SIZE)
    return Listing(
        rows=found[page.offset : page.offset + page.size],
        page=page,
        courses=courses,
        shown_courses=[each for each in courses if wanted.course in ("", each.code)],
        course_counts=_course_counts(team),
        attention=chosen[attention_page.offset : attention_page.offset + attention_page.size],
        attention_page=attention_page,
        attention_counts=Counter(each.course.state for each in calls),
    )


def matching(team: Iterable[TeamRow], wanted: TeamFilter) -> list[TeamRow]:
    """The people that a filter asks for, in its order."""
    words = words_of(wanted.words)
    found = [row for row in team if _has_words(row.member, words) and _has_course(row.learning, wanted)]
    reverse = wanted.order.startswith("-")
    return sorted(found, key=_order_key(wanted.order.removeprefix("-")), reverse=reverse)


def attention_of(team: Iterable[TeamRow]) -> list[Attention]:
    """What needs the supervisor: late first, then due soon, then not begun; inside each the nearest due date first."""
    calls = [
        Attention(row.member, course)
        for row in team
        for course in row.learning.courses.values()
        if course.needs_attention
    ]
    return sorted(calls, key=lambda each: (*attention_order(each.course), each.member.name, each.course.course_id))


def matches(course: PersonCourse, wanted: TeamFilter) -> bool:
    """Whether a course of a person is one that a filter asks for."""
    return wanted.course in ("", course.code) and wanted.state in (None, course.state)


def _has_words(member: TeamMember, words: Sequence[str]) -> bool:
    if not words:
        return True
    text = " ".join(words_of(f"{member.full_name} {member.nip} {member.position} {member.unit}"))
    return all(word in text for word in words)


def _has_course(learning: Learning, wanted: TeamFilter) -> bool:
    if not wanted.course and wanted.state is None:
        return True
    return any(matches(course, wanted) for course in learning.courses.values())


def _order_key(order: str) -> Callable[[TeamRow], tuple[Any, ...]]:
    """Ties and unknown orders fall back to the name."""
    if order == BY_JP:
        return lambda row: (row.learning.jp.counted_halves, *_by_name(row))
    if order == BY_LATE:
        return lambda row: (row.late_count, *_by_name(row))
    if order == BY_NAME:
        return _by_name
    return lambda row: (_fraction_in(row.learning, order), *_by_name(row))


def _by_name(row: TeamRow) -> tuple[str, int]:
    return row.member.name.casefold(), row.member.person_id


def _fraction_in(learning: Learning, code: str) -> int:
    """How far somebody is in the course of this code; those who do not have it come before those at nothing."""
    return next((course.fraction for course in learning.courses.values() if course.code == code), -1)


def _course_counts(team: Iterable[TeamRow]) -> dict[int, Counter[CourseState]]:
    counts: dict[int, Counter[CourseState]] = {}
    for row in team:
        for course_id, course in row.learning.courses.items():
            counts.setdefault(course_id, Counter())[course.state] += 1
    return counts


def _state(text: str | None) -> CourseState | None:
    return CourseState(text) if text in set(CourseState) else None


def _number(text: str | None) -> int:
    is_number = text is not None and text.isascii() and text.isdigit() and len(text) <= len(str(HIGHEST_PAGE))
    return max(1, int(text)) if is_number and text else 1


def _written(value: object) -> str:
    return "1" if value is True else str(value)
