"""The lists of the studio as their addresses describe them: words, filters, order, page. Values only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from elearning.authoring.queries.courses import CourseFigures, PublishedCourse
from elearning.catalog.search import words_of

Choice = TypeVar("Choice", bound=StrEnum)
LONGEST_WORDS = 100
LARGEST_NUMBER = 2**31 - 1
PARTICIPANTS_A_PAGE = 50


class ParticipantState(StrEnum):
    """Where a participant stands; the first that fits, in this order. The values stand in addresses."""

    COMPLETE = "selesai"
    LATE = "terlambat"
    IN_PROGRESS = "berjalan"
    NOT_STARTED = "belum-mulai"


class QuizResult(StrEnum):
    """What came of the final quiz. The values stand in addresses."""

    GRADED = "dinilai"
    PASSED = "lulus"
    NOT_PASSED = "belum-lulus"


class Offering(StrEnum):
    """Whether newcomers may begin a course. The values stand in addresses."""

    OFFERED = "ditawarkan"
    WITHDRAWN = "ditarik"


class CourseOrder(StrEnum):
    """The orders of the list of courses."""

    CODE = "kode"
    TITLE = "judul"
    PARTICIPANTS = "peserta"
    COMPLETED = "selesai"
    RATE = "kelulusan"
    DAYS = "lama"


class ParticipantOrder(StrEnum):
    """The orders of the list of participants."""

    NAME = "nama"
    UNIT = "unit"
    DUE = "tenggat"
    SEEN = "terakhir"
    RESULT = "nilai"
    DAYS = "lama"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFilter:
    """What the address of the list of courses asks for; a `-` before the order turns it round."""

    words: str = ""
    offering: Offering | None = None
    order: str = CourseOrder.CODE

    def parameters(self, **changes: Any) -> dict[str, str]:
        """The parameters of the address after `changes`; what is at its first value is left out."""
        return _written(self, CourseFilter(), {"words": "q", "offering": "keadaan", "order": "urut"}, changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantFilter:
    """What the address of the list of participants asks for. Whatever cannot be read is left out."""

    words: str = ""
    unit: int | None = None
    state: ParticipantState | None = None
    revision: int | None = None
    result: QuizResult | None = None
    order: str = ParticipantOrder.NAME
    page: int = 1

    def parameters(self, **changes: Any) -> dict[str, str]:
        """The parameters of the address after `changes`; what is at its first value is left out."""
        return _written(self, ParticipantFilter(), PARAMETERS, changes)

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter other than the words and the state leaves people out."""
        return bool(self.unit or self.revision or self.result)


PARAMETERS = {
    "words": "q",
    "unit": "unit",
    "state": "keadaan",
    "revision": "revisi",
    "result": "nilai",
    "order": "urut",
    "page": "halaman",
}


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course with its figures and whether newcomers may begin it."""

    course: PublishedCourse
    figures: CourseFigures
    offering: Offering


def read_course_filter(given: Mapping[str, str]) -> CourseFilter:
    """The filter that an address describes."""
    return CourseFilter(
        words=_words(given), offering=_choice(given.get("keadaan"), Offering), order=_order(given, CourseOrder)
    )


def read_participant_filter(given: Mapping[str, str]) -> ParticipantFilter:
    """The filter that an address describes."""
    return ParticipantFilter(
        words=_words(given),
        unit=read_number(given.get("unit")),
        state=_choice(given.get("keadaan"), ParticipantState),
        revision=read_number(given.get("revisi")),
        result=_choice(given.get("nilai"), QuizResult),
        order=_order(given, ParticipantOrder),
        page=read_number(given.get("halaman")) or 1,
    )


def read_number(text: str | None) -> int | None:
    """A positive number that the database can hold, None for anything else."""
    if text is None or not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_NUMBER))):
        return None
    return int(text) if 0 < int(text) <= LARGEST_NUMBER else None


def course_lines(
    courses: Sequence[PublishedCourse], figures: Mapping[int, CourseFigures], words: str, now: datetime
) -> list[CourseLine]:
    """The courses that have all of these words, as they are offered now."""
    asked = words_of(words)
    return [
        CourseLine(
            course,
            figures.get(course.id, CourseFigures()),
            Offering.OFFERED if course.is_offered(now) else Offering.WITHDRAWN,
        )
        for course in courses
        if _has_words(course, asked)
    ]


def chosen_lines(lines: Sequence[CourseLine], wanted: CourseFilter) -> list[CourseLine]:
    """Those of the lines that a filter asks for, in its order."""
    found = [line for line in lines if wanted.offering in (None, line.offering)]
    is_turned = wanted.order.startswith("-")
    return sorted(found, key=_course_key(wanted.order.removeprefix("-")), reverse=is_turned)


def next_order(order: str, present: str, *, highest_first: bool) -> str:
    """What a heading leads to: names begin at A, figures at the highest; pressed again they turn round."""
    first, second = (f"-{order}", order) if highest_first else (order, f"-{order}")
    return second if present == first else first


def _has_words(course: PublishedCourse, words: Sequence[str]) -> bool:
    text = " ".join(words_of(f"{course.code} {course.title}"))
    return all(word in text for word in words)


def _course_key(order: str) -> Callable[[CourseLine], tuple[Any, ...]]:
    """Ties and unknown orders fall back to the code; what has no figure comes before the lowest."""
    keys: dict[str, Callable[[CourseLine], Any]] = {
        CourseOrder.TITLE: lambda line: line.course.title.casefold(),
        CourseOrder.PARTICIPANTS: lambda line: line.figures.participants,
        CourseOrder.COMPLETED: lambda line: line.figures.completed,
        CourseOrder.RATE: lambda line: _figure(line.figures.pass_rate),
        CourseOrder.DAYS: lambda line: _figure(line.figures.days_to_finish),
    }
    first = keys.get(order)
    return lambda line: (first(line), line.course.code) if first else (line.course.code,)


def _figure(value: Decimal | None) -> Decimal:
    return Decimal(-1) if value is None else value


def _words(given: Mapping[str, str]) -> str:
    return " ".join(given.get("q", "").split())[:LONGEST_WORDS]


def _choice(text: str | None, choices: type[Choice]) -> Choice | None:
    return choices(text) if text in set(choices) else None


def _order(given: Mapping[str, str], orders: type[StrEnum]) -> str:
    asked = given.get("urut", "")
    return asked if asked.removeprefix("-") in set(orders) else next(iter(orders))


def _written(wanted: Any, usual: Any, names: Mapping[str, str], changes: Mapping[str, Any]) -> dict[str, str]:
    changed = replace(wanted, **changes)
    pairs = {names[field.name]: (getattr(changed, field.name), getattr(usual, field.name)) for field in fields(wanted)}
    return {name: str(value) for name, (value, plain) in pairs.items() if value != plain}
