"""The catalogue: which courses a search and its filters leave, in which order, and what each entry says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from elearning.catalog.queries import CourseEntry
from elearning.catalog.search import SearchResult
from elearning.core.jinja import format_day, format_duration, format_size
from elearning.domain.offering import is_offered
from elearning.learning.queries import MyCourse

LONGEST_QUERY = 100

_Choice = TypeVar("_Choice", bound=StrEnum)


class Relation(StrEnum):
    """The quick choices: what a course has to do with me."""

    ALL = ""
    NEW = "belum"
    RUNNING = "sedang"
    DUE = "tugas"
    DONE = "selesai"


class Length(StrEnum):
    """Ranges of JP."""

    ANY = ""
    SHORT = "sampai-2"
    MIDDLE = "2-5"
    LONG = "lebih-5"


_LENGTHS: dict[Length, Callable[[int], bool]] = {
    Length.ANY: lambda _halves: True,
    Length.SHORT: lambda halves: halves <= 4,
    Length.MIDDLE: lambda halves: 4 < halves <= 10,
    Length.LONG: lambda halves: halves > 10,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What stands in the address; unknown values are left out."""

    query: str = ""
    relation: Relation = Relation.ALL
    length: Length = Length.ANY
    topics: frozenset[str] = frozenset()
    competencies: frozenset[str] = frozenset()

    @property
    def is_filtering(self) -> bool:
        """Whether the folded filters are in use."""
        return bool(self.length or self.topics or self.competencies)

    def pairs(self, **changes: str) -> list[tuple[str, str]]:
        """The filters as address parts, with some replaced."""
        single = {"q": self.query, "lihat": self.relation.value, "jp": self.length.value} | changes
        pairs = [(name, value) for name, value in single.items() if value]
        pairs += [("topik", topic) for topic in sorted(self.topics)]
        return pairs + [("kompetensi", code) for code in sorted(self.competencies)]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One course in the list."""

    course: CourseEntry
    facts: list[str]
    state: str
    state_kind: str


def read_filters(args: MultiDict[str, str]) -> Filters:
    """The filters of an address."""
    return Filters(
        query=" ".join(args.get("q", "").split())[:LONGEST_QUERY],
        relation=_known(Relation, args.get("lihat", "")),
        length=_known(Length, args.get("jp", "")),
        topics=frozenset(args.getlist("topik")),
        competencies=frozenset(args.getlist("kompetensi")),
    )


def relation_of(mine: MyCourse | None) -> Relation:
    """What a course is to me: completed, running, asked for, or new."""
    if mine is None:
        return Relation.NEW
    if mine.completed_at is not None:
        return Relation.DONE
    if mine.is_running:
        return Relation.RUNNING
    return Relation.DUE if mine.is_due else Relation.NEW


def searched(courses: Sequence[CourseEntry], result: SearchResult | None) -> list[CourseEntry]:
    """Those of the courses that a search found, best first; all of them without a search."""
    if result is None:
        return list(courses)
    by_revision = {course.revision_id: course for course in courses}
    return [by_revision[found.key] for found in result.found if found.key in by_revision]


def filtered(
    courses: Iterable[CourseEntry], filters: Filters, mine: Mapping[int, MyCourse]
) -> tuple[list[CourseEntry], dict[Relation, int]]:
    """The courses that fit, and how many there would be with each quick choice."""
    fitting = [course for course in courses if _fits(course, filters)]
    relations = {course.course_id: _relations(mine.get(course.course_id)) for course in fitting}
    counts = {each: sum(each in found for found in relations.values()) for each in Relation}
    return [course for course in fitting if filters.relation in relations[course.course_id]], counts


def entry_rows(
    courses: Iterable[CourseEntry], mine: Mapping[int, MyCourse], names: Mapping[str, str], now: datetime
) -> list[EntryRow]:
    """The entries of one page."""
    return [_row(course, mine.get(course.course_id), names, now) for course in courses]


def options(courses: Sequence[CourseEntry], names: Mapping[str, str]) -> tuple[list[str], list[tuple[str, str]]]:
    """Topics and (code, name) of competencies that any course has, for the filters."""
    topics = sorted({topic for course in courses for topic in course.topics})
    codes = sorted({str(outcome["competency"]) for course in courses for outcome in course.outcomes})
    return topics, [(code, names.get(code, code)) for code in codes]


def checked(choices: Iterable[tuple[str, str]], chosen: frozenset[str]) -> list[tuple[str, str, bool]]:
    """Choices (value, label) in the shape of the macro `filter_group`."""
    return [(value, label, value in chosen) for value, label in choices]


def without_unknown(filters: Filters, topics: Iterable[str], codes: Iterable[str]) -> Filters:
    """The filters without topics and competencies that no course has."""
    return replace(
        filters, topics=filters.topics & frozenset(topics), competencies=filters.competencies & frozenset(codes)
    )


def _known(kind: type[_Choice], value: str) -> _Choice:
    return kind(value) if value in list(kind) else kind("")


def _relations(mine: MyCourse | None) -> frozenset[Relation]:
    """Everything is part of all; what is due may be running, or new although somebody asked for it."""
    found = {Relation.ALL, relation_of(mine)}
    if mine is not None and mine.is_due:
        found.add(Relation.DUE)
        if not mine.is_running:
            found.add(Relation.NEW)
    return frozenset(found)


def _fits(course: CourseEntry, filters: Filters) -> bool:
    proven = {str(outcome["competency"]) for outcome in course.outcomes}
    return (
        _LENGTHS[filters.length](course.jp_halves)
        and (not filters.topics or bool(filters.topics & set(course.topics)))
        and (not filters.competencies or bool(filters.competencies & proven))
    )


def _row(course: CourseEntry, mine: MyCourse | None, names: Mapping[str, str], now: datetime) -> EntryRow:
    levels = [
        gettext(
            "%(name)s sampai level %(level)s",
            name=names.get(each["competency"], each["competency"]),
            level=each["level"],
        )
        for each in course.outcomes
    ]
    facts = [course.audience.rstrip("."), format_duration(course.minutes), format_size(course.transfer_bytes), *levels]
    if not is_offered(course.withdrawn_from, now):
        facts.append(gettext("tidak ditawarkan lagi"))
    state, kind = _state(mine)
    return EntryRow(course, facts, state, kind)


def _state(mine: MyCourse | None) -> tuple[str, str]:
    relation = relation_of(mine)
    if mine is None or relation is Relation.NEW:
        return gettext("Belum diikuti"), ""
    if mine.completed_at is not None:
        return gettext("Selesai %(day)s", day=format_day(mine.completed_at)), "done"
    if mine.due_on is not None:
        word = gettext("Sedang dipelajari") if relation is Relation.RUNNING else gettext("Ditugaskan")
        return gettext("%(word)s, tenggat %(day)s", word=word, day=format_day(mine.due_on)), "attention"
    return gettext("Sedang dipelajari"), "now"
