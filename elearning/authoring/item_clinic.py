"""The item clinic: from the stored answers of a quiz to its statistics, who chose what, and what to do about it.

An item is one version of a question with its mark: a question that a revision changed is another item.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from string import ascii_uppercase
from typing import Any

from flask_babel import gettext

from elearning.authoring.queries.analysis import AnsweredAttempt
from elearning.content.plain_text import without_tags
from elearning.domain.answer_tally import Tally, Thirds, tally, thirds
from elearning.domain.item_advice import FEWEST_ATTEMPTS, Choice, ItemFacts, advice_for
from elearning.domain.item_analysis import NOT_ASKED, Analysis, ItemStatistics, Mark, analyse
from elearning.domain.questions import InputKind, Question
from elearning.domain.questions.ordering import Ordering
from elearning.domain.scores import FRACTION_ONE, to_exact

MOST_TYPED = 8
LONGEST_NAME = 90
SEPARATOR = "\x1f"

Item = tuple[int, int]
"""A version of a question and its mark in ten-millionths."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer to a question and how many gave it. ``is_right`` None where that cannot be told for one answer."""

    label: str
    text: str
    is_right: bool | None
    tally: Tally


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """A question with everything an author needs to mend it. ``is_enough``: asked often enough to say anything."""

    number: int
    name: str
    statistics: ItemStatistics
    advice: tuple[str, ...]
    rows: tuple[AnswerRow, ...]
    is_enough: bool


@dataclass(frozen=True, slots=True)
class Clinic:
    """A quiz as analysed. ``is_whole``: every attempt was asked the same questions."""

    analysis: Analysis
    items: tuple[ItemSheet, ...]
    is_whole: bool


def items_in(attempts: Iterable[AnsweredAttempt]) -> list[Item]:
    """The items that attempts were asked, in the order in which their versions were written; texts between questions
    have no mark and are none.
    """
    asked = {(slot["version"], slot["mark"]) for attempt in attempts for slot in attempt.layout}
    return sorted(item for item in asked if item[1])


def marks_of(attempt: AnsweredAttempt, items: Sequence[Item]) -> list[Mark]:
    """The marks of one attempt by item: None where nothing was answered, NOT_ASKED where the item was not drawn."""
    earned: dict[Item, Mark] = {}
    for slot, asked in enumerate(attempt.layout, start=1):
        fraction = attempt.answers.get(slot, (None, None))[1]
        earned[asked["version"], asked["mark"]] = (
            None if fraction is None else Fraction(fraction * asked["mark"], FRACTION_ONE**2)
        )
    return [earned.get(item, NOT_ASKED) for item in items]


def clinic_of(attempts: Sequence[AnsweredAttempt], questions: Mapping[int, Question]) -> Clinic:
    """The whole analysis of some attempts; ``questions`` holds every version they were asked."""
    items = items_in(attempts)
    marks = [marks_of(attempt, items) for attempt in attempts]
    guesses = [
        None if (guess := questions[version].random_guess_score()) is None else to_exact(guess) for version, _ in items
    ]
    analysis = analyse(marks, [Fraction(mark, FRACTION_ONE) for _, mark in items], random_guesses=guesses)
    groups = thirds([_share(row, items) for row in marks])
    given = _given(attempts, items, questions)
    sheets = tuple(
        _sheet(place, questions[item[0]], analysis.items[place - 1], (given[item], groups))
        for place, item in enumerate(items, start=1)
    )
    return Clinic(analysis, sheets, not any(cell is NOT_ASKED for row in marks for cell in row))


def plain(html: str) -> str:
    """The words of a text on one line."""
    return " ".join(without_tags(html, " ").split())


def _share(row: Sequence[Mark], items: Sequence[Item]) -> Fraction:
    """What an attempt earned of what it was asked, 0…1."""
    asked = [(cell, mark) for cell, (_, mark) in zip(row, items, strict=True) if cell is not NOT_ASKED]
    most = sum(mark for _, mark in asked)
    earned = sum((cell for cell, _ in asked if isinstance(cell, Fraction)), Fraction(0))
    return earned * FRACTION_ONE / most if most else Fraction(0)


def _given(
    attempts: Sequence[AnsweredAttempt], items: Sequence[Item], questions: Mapping[int, Question]
) -> dict[Item, list[tuple[str, ...] | None]]:
    """What was answered by item and attempt; answers repeat, so each different one is read once."""
    known: dict[tuple[int, str], tuple[str, ...]] = {}
    found: dict[Item, list[tuple[str, ...] | None]] = {item: [None] * len(attempts) for item in items}
    for place, attempt in enumerate(attempts):
        for slot, asked in enumerate(attempt.layout, start=1):
            version, stored = asked["version"], attempt.answers.get(slot, ([], None))[0]
            if not asked["mark"]:
                continue
            key = (version, json.dumps(stored))
            if key not in known:
                known[key] = _answers(questions[version], stored)
            found[version, asked["mark"]][place] = known[key]
    return found


def _answers(question: Question, stored: Any) -> tuple[str, ...]:
    """A stored answer as keys to count: part and value where there are parts."""
    response = question.load_response(stored)
    return tuple(f"{part}{SEPARATOR}{value}" if part else value for part, value in response.given)


def _sheet(
    number: int,
    question: Question,
    statistics: ItemStatistics,
    answered: tuple[list[tuple[str, ...] | None], Thirds],
) -> ItemSheet:
    rows = answer_rows(question, *answered)
    is_enough = statistics.n >= FEWEST_ATTEMPTS
    advice = advice_for(ItemFacts(statistics, _choices(question, rows))) if is_enough else []
    name = plain(question.stem)
    return ItemSheet(
        number=number,
        name=name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME].rstrip()} …",
        statistics=statistics,
        advice=tuple(gettext(each.message_template, **each.params) for each in advice),
        rows=tuple(rows),
        is_enough=is_enough,
    )


def answer_rows(question: Question, given: Sequence[tuple[str, ...] | None], groups: Thirds) -> list[AnswerRow]:
    """Every choice in written order also if nobody took it, or the most frequent of what was typed; then no answer."""
    counted = {each.answer: each for each in tally(given, groups)}
    if question.input_kind in (InputKind.TEXT, InputKind.NUMBER):
        rows = [_typed_row(question, each) for each in list(counted.values())[:MOST_TYPED]]
    elif question.input_kind is InputKind.SELECTS:
        rows = _part_rows(question, counted)
    else:
        right = {part.part_id for part in question.right_answer()}
        rows = [
            AnswerRow(_letter(place), _option_words(question, option.text), option.id in right, _of(counted, option.id))
            for place, option in enumerate(question.options)
        ]
    silent = tally([None if each is None else () if each else ("",) for each in given], groups)
    return rows + [AnswerRow("", gettext("Tidak dijawab"), None, each) for each in silent]


def _typed_row(question: Question, counted: Tally) -> AnswerRow:
    marking = question.mark(question.load_response([["", counted.answer]]))
    return AnswerRow("", counted.answer, marking.fraction == FRACTION_ONE, counted)


def _part_rows(question: Question, counted: Mapping[str, Tally]) -> list[AnswerRow]:
    """The answers to each part, the most frequent first."""
    right = {part.part_id: part.text for part in question.right_answer()}
    rows = []
    for part in question.parts:
        texts = {option.id: plain(option.text) for option in question.options_of(part.id)}
        for key, each in counted.items():
            part_id, _, value = key.partition(SEPARATOR)
            if part_id == part.id:
                words = texts.get(value, value)
                is_right = None if isinstance(question, Ordering) else words == plain(right[part.id])
                rows.append(AnswerRow(plain(part.text), words, is_right, each))
    return rows


def _choices(question: Question, rows: Sequence[AnswerRow]) -> list[Choice]:
    """The choices of a question that has exactly one right one."""
    if question.input_kind is not InputKind.ONE_CHOICE:
        return []
    return [Choice(row.label, row.is_right, row.tally) for row in rows if row.is_right is not None]


def _option_words(question: Question, text: str) -> str:
    return gettext(text) if question.type_name == "true_false" else plain(text)


def _of(counted: Mapping[str, Tally], answer: str) -> Tally:
    nothing = Fraction(0)
    return counted.get(answer) or Tally(answer, 0, 0, 0, nothing, nothing, nothing)


def _letter(place: int) -> str:
    return ascii_uppercase[place] if place < len(ascii_uppercase) else str(place + 1)
