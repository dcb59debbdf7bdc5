"""An attempt as its pages show it: questions with their controls as answered so far, the map, what is still open.

Knows how each kind of question asks; marking and right answers are `review`'s, so that a running attempt's page can
never tell them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from flask_babel import gettext

from elearning.domain.questions import InputKind, Option, Part, Question
from elearning.domain.questions.numerical import Numerical
from elearning.domain.questions.ordering import Ordering
from elearning.domain.questions.select_missing_words import SelectMissingWords
from elearning.domain.questions.true_false import TrueFalse
from elearning.domain.quiz_layout import Slot, numbers
from elearning.quizzes.links import CourseTexts
from elearning.quizzes.values import (
    AttemptFacts,
    GivenAnswer,
    SavedAnswer,
    field_name,
    flag_name,
    shown_mark,
    shown_name,
)

_Named = TypeVar("_Named", Option, Part)
UNTOUCHED = SavedAnswer(slot=0, answer=[], is_flagged=False, sequence=0, saved_at=None)


@dataclass(frozen=True, slots=True)
class ShownOption:
    """Something to choose; `text` is plain where it stands in a list box, sanitised HTML elsewhere."""

    id: str
    text: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A stem, item or gap with its list box; `name` is its form field and `text` sanitised HTML."""

    name: str
    text: str
    value: str
    options: tuple[ShownOption, ...]


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question with its controls. `kind` is an `InputKind`; `value` the text typed so far; `units` are to be typed, the
    first one is meant where none is; with `needs_unit` none is not enough. `number` is None for a text between
    questions."""

    slot: int
    number: int | None
    kind: str
    stem: str
    name: str
    options: tuple[ShownOption, ...]
    parts: tuple[ShownPart, ...]
    value: str
    unit: str
    units: tuple[str, ...]
    needs_unit: bool
    is_plain: bool
    is_ordering: bool
    has_gaps: bool
    flag_name: str
    is_flagged: bool
    shown_name: str
    shown: str
    sequence: int
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class MapItem:
    """A place in the question map; texts between questions have none."""

    slot: int
    number: int
    href: str
    saved: bool
    flagged: bool
    current: bool = False


@dataclass(frozen=True, slots=True)
class OverviewLine:
    """A question in the overview before sending."""

    slot: int
    number: int
    is_answered: bool
    is_complete: bool
    is_flagged: bool


def shown_question(
    slot: int, layout: Slot, question: Question, saved: SavedAnswer, texts: CourseTexts
) -> ShownQuestion:
    """A question in the order of its slot with the answer that is saved."""
    response = question.load_response(saved.answer)
    name = field_name(slot)
    chosen = set(response.values())
    is_ordering = isinstance(question, Ordering)
    parts = _ordered(question.parts, layout.order) if is_ordering else question.parts
    has_parts = question.input_kind is InputKind.SELECTS

    def offered(options: tuple[Option, ...]) -> tuple[ShownOption, ...]:
        ordered = options if is_ordering else _ordered(options, layout.order)
        return tuple(_option(each, question, chosen, texts) for each in ordered)

    return ShownQuestion(
        slot=slot,
        number=None,
        kind=question.input_kind.value,
        stem=texts.of(question.shown_stem, name),
        name=name,
        options=() if has_parts else offered(question.options),
        parts=tuple(
            ShownPart(
                name=f"{name}.{part.id}",
                text=texts.of(part_label(part.text, question), f"{name}-{part.id}"),
                value=response.value(part.id) or "",
                options=offered(question.options_of(part.id)),
            )
            for part in (parts if has_parts else ())
        ),
        value=response.value() or "",
        unit=question.unit if isinstance(question, Numerical) else "",
        units=tuple(unit.name for unit in question.units) if isinstance(question, Numerical) else (),
        needs_unit=isinstance(question, Numerical) and question.needs_unit,
        is_plain=isinstance(question, TrueFalse),
        is_ordering=is_ordering,
        has_gaps=isinstance(question, SelectMissingWords),
        flag_name=flag_name(slot),
        is_flagged=saved.is_flagged,
        shown_name=shown_name(slot),
        shown=shown_mark(question.dump_response(response), is_flagged=saved.is_flagged),
        sequence=saved.sequence,
        saved_at=saved.saved_at if response.given or saved.is_flagged else None,
    )


def with_given(question: Question, saved: SavedAnswer, given: GivenAnswer) -> SavedAnswer:
    """What a refused form had brought, to be shown again instead of what is saved."""
    response = question.parse_response(given.fields, field_name(saved.slot))
    return replace(saved, answer=question.dump_response(response), is_flagged=given.is_flagged)


def saved_in(answers: Mapping[int, SavedAnswer], slot: int) -> SavedAnswer:
    """What is saved in a slot, nothing where it was never touched."""
    return answers.get(slot) or replace(UNTOUCHED, slot=slot)


def question_map(
    attempt: AttemptFacts, answers: Mapping[int, SavedAnswer], addresses: list[str], current: int | None
) -> list[MapItem]:
    """The map of an attempt; `addresses` lead to the slots in order."""
    return [
        MapItem(
            slot=slot,
            number=number,
            href=addresses[slot - 1],
            saved=bool(saved_in(answers, slot).answer),
            flagged=saved_in(answers, slot).is_flagged,
            current=slot == current,
        )
        for slot, number in enumerate(numbers(attempt.layout), start=1)
        if number is not None
    ]


def overview(
    attempt: AttemptFacts, questions: Mapping[int, Question], answers: Mapping[int, SavedAnswer]
) -> list[OverviewLine]:
    """Each question with whether it is answered, wholly or in part."""
    lines = []
    for slot, (layout, number) in enumerate(zip(attempt.layout, numbers(attempt.layout), strict=True), start=1):
        if number is None:
            continue
        question, saved = questions[layout.version_id], saved_in(answers, slot)
        response = question.load_response(saved.answer)
        lines.append(
            OverviewLine(
                slot=slot,
                number=number,
                is_answered=not question.is_empty(response),
                is_complete=question.is_complete(response),
                is_flagged=saved.is_flagged,
            )
        )
    return lines


def option_text(option: Option, question: Question) -> str:
    """An option's words; those of true and false come from the catalogue."""
    return gettext(option.text) if isinstance(question, TrueFalse) else option.text


def part_label(text: str, question: Question) -> str:
    """How a part is called: a gap by its number, other parts by their own words (sanitised HTML)."""
    return gettext("Celah %(number)s", number=text) if isinstance(question, SelectMissingWords) else text


def _option(option: Option, question: Question, chosen: set[str], texts: CourseTexts) -> ShownOption:
    text = option_text(option, question)
    is_html = question.input_kind is not InputKind.SELECTS
    return ShownOption(
        option.id, texts.of(text, f"{question.id}-{option.id}") if is_html else text, option.id in chosen
    )


def _ordered(things: Iterable[_Named], order: tuple[str, ...]) -> list[_Named]:
    """Things in the order of the layout; what it does not name stays at the end."""
    places = {each: place for place, each in enumerate(order)}
    return sorted(things, key=lambda each: places.get(each.id, len(places)))
