"""The one contract that every question type keeps, and the values that cross it.

A question is built once from the mapping that a course package holds and never changes. It reads what a form sent,
says whether that is an answer, marks it with reasons, and names the right answer. Texts (stem, choices, feedback) are
opaque: Markdown or sanitised HTML, the question never looks inside.

Form fields, for a question rendered under the field name ``q7``:
* choices, text and numbers post ``q7`` (several values for several choices);
* matching and ordering post one field for each part, ``q7.<part id>``: the id of the chosen option, or the position
1…n.
"""

import hashlib
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from elearning.domain.errors import N_, DomainError
from elearning.domain.scores import FRACTION_ONE, FRACTION_ZERO, clamp, to_scaled

LONGEST_ANSWER = 4_096
MOST_VALUES = 200
WHOLE = ""
"""The part id of a question that is answered as a whole."""


class QuestionContentError(DomainError):
    """A question that cannot be asked as it is written; ``key`` is the place, for example ``choices[2].fraction``."""

    code: ClassVar[str] = "question_content"
    message_template: ClassVar[str] = N_("Soal tidak dapat dipakai pada bagian %(key)s: %(reason)s")

    def __init__(self, key: str, reason: str) -> None:
        self.key = key
        self.reason = reason
        super().__init__(key=key, reason=reason)


class InputKind(StrEnum):
    """How a page asks: which control shows the parts and options."""

    ONE_CHOICE = "one_choice"
    SEVERAL_CHOICES = "several_choices"
    TEXT = "text"
    NUMBER = "number"
    SELECTS = "selects"
    NOTHING = "nothing"


class Outcome(StrEnum):
    """What an answer came to."""

    RIGHT = "right"
    PARTIAL = "partial"
    WRONG = "wrong"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Part:
    """Something to answer: a stem to match, an item to place. ``text`` is opaque."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose. ``text`` is opaque; the id never tells whether it is right."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Response:
    """What was answered: (part id, value) pairs in the question's own order. Several choices give several pairs."""

    given: tuple[tuple[str, str], ...] = ()

    def values(self, part_id: str = WHOLE) -> tuple[str, ...]:
        """Return everything answered for one part."""
        return tuple(value for part, value in self.given if part == part_id)

    def value(self, part_id: str = WHOLE) -> str | None:
        """Return the only answer for a part, or None; handy for templates that show a form again."""
        return next(iter(self.values(part_id)), None)


EMPTY_RESPONSE = Response()


@dataclass(frozen=True, slots=True)
class PartReason:
    """Why a part earned what it earned.

    ``given`` is what the person chose or typed as it can be shown (a text), None for nothing. ``fraction`` is the
    part's own contribution to the question in ten-millionths and may be negative. ``feedback`` is opaque text,
    possibly empty.
    """

    part_id: str
    given: str | None
    is_right: bool
    fraction: int
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Marking:
    """A marked answer. ``fraction`` is in ten-millionths, 0…FRACTION_ONE; ``feedback`` speaks about the answer as a
    whole.
    """

    fraction: int
    outcome: Outcome
    reasons: tuple[PartReason, ...] = ()
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class RightPart:
    """One displayable part of the right answer. ``label`` is empty for a question answered as a whole."""

    part_id: str
    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(ABC):
    """The contract. Subclasses are frozen, keep their content checked and add nothing to the public surface."""

    id: str
    stem: str
    max_mark: Decimal = Decimal(1)
    feedback: str = ""
    read_again: str | None = None
    source: str | None = None
    locator: str | None = None
    shuffle: bool = True

    type_name: ClassVar[str]
    input_kind: ClassVar[InputKind]
    is_asked: ClassVar[bool] = True
    """Whether there is anything to answer. What is not asked has ``max_mark`` 0."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is answered, in written order: one unnamed part unless the type has stems or items."""
        return (Part(WHOLE, ""),)

    @property
    def options(self) -> tuple[Option, ...]:
        """What can be chosen, in written order; empty where the person writes."""
        return ()

    def options_of(self, part_id: str) -> tuple[Option, ...]:  # noqa: ARG002 - most types offer the same everywhere
        """What can be chosen for one of the parts, in written order."""
        return self.options

    @property
    def shown_stem(self) -> str:
        """The stem as it may be shown to who has not answered yet."""
        return self.stem

    def choice_order(self, seed: str | int) -> tuple[str, ...]:
        """Return the option ids in the order that ``seed`` gives, the same for ever.

        Ids are sorted by SHA-256 of ``"{seed}:{question id}:{option id}"``: no random generator whose algorithm could
        change between versions. A question with ``shuffle`` off keeps the written order.
        """
        ids = tuple(option.id for option in self.options)
        return seeded_order(ids, f"{seed}:{self.id}") if self.shuffle else ids

    def parse_response(self, fields: Mapping[str, list[str]], name: str) -> Response:
        """Return the answer that a posted form holds under ``name``; junk counts as not answered, nothing raises.

        ``fields`` maps each field to all its values (a web form's flat view would lose choices). Values keep at most
        4,096 characters; control characters and unknown ids are dropped.
        """
        pairs = [
            (part.id, value)
            for part in self.parts
            for value in fields.get(f"{name}.{part.id}" if part.id else name, [])[:MOST_VALUES]
        ]
        return self._accepted(pairs)

    def load_response(self, stored: object) -> Response:
        """Return the answer that ``dump_response`` wrote. Anything else, whole or in part, counts as not answered."""
        if not isinstance(stored, list):
            return EMPTY_RESPONSE
        return self._accepted([(str(pair[0]), pair[1]) for pair in stored if _is_pair(pair)])

    def dump_response(self, response: Response) -> list[list[str]]:
        """Return the answer as JSON: a list of ``[part id, value]``, empty for nothing."""
        return [[part, value] for part, value in response.given]

    def is_empty(self, response: Response) -> bool:
        """Return whether nothing at all was answered."""
        return not response.given

    def is_complete(self, response: Response) -> bool:
        """Return whether every part has a usable answer: what the overview before sending calls answered."""
        return not self.is_empty(response)

    def mark(self, response: Response) -> Marking:
        """Return fraction, outcome and the reasons for each part. An empty answer is UNANSWERED and earns nothing."""
        if self.is_empty(response):
            return Marking(FRACTION_ZERO, Outcome.UNANSWERED)
        return self._marked(response)

    @abstractmethod
    def right_answer(self) -> tuple[RightPart, ...]:
        """Return what would have earned everything, as displayable parts."""

    @abstractmethod
    def random_guess_score(self) -> int | None:
        """Return the fraction (ten-millionths) that blind guessing earns on average, None where it cannot be told."""

    @abstractmethod
    def _marked(self, response: Response) -> Marking:
        """Mark a response that is not empty."""

    @abstractmethod
    def _keeps(self, part_id: str, value: str) -> bool:
        """Return whether ``value`` is possible for ``part_id``; called with cleaned, non-empty text only."""

    def _accepted(self, pairs: Iterable[tuple[str, object]]) -> Response:
        """Return the possible ones of ``pairs`` in the question's own order: one for each part, the first one wins."""
        first: dict[str, str] = {}
        for part_id, raw in pairs:
            value = clean_text(raw)
            if value and part_id not in first and self._keeps(part_id, value):
                first[part_id] = value
        return Response(tuple((part.id, first[part.id]) for part in self.parts if part.id in first))


def outcome_of(fraction: int) -> Outcome:
    """Return how a given answer with this fraction is called."""
    if fraction >= FRACTION_ONE:
        return Outcome.RIGHT
    return Outcome.PARTIAL if fraction > FRACTION_ZERO else Outcome.WRONG


def marking_of(share: Fraction, reasons: tuple[PartReason, ...], feedback: str = "") -> Marking:
    """Return the marking of an exact share, clamped to 0…1 and scaled once."""
    fraction = to_scaled(clamp(share))
    return Marking(fraction, outcome_of(fraction), reasons, feedback)


def clean_text(raw: object) -> str:
    """Return what a person typed without control characters and halves of surrogate pairs, at most 4,096 characters.

    Line breaks and tabs become spaces. What is no text becomes empty.
    """
    if not isinstance(raw, str):
        return ""
    kept = (" " if letter.isspace() else letter for letter in raw[:LONGEST_ANSWER])
    return "".join(letter for letter in kept if unicodedata.category(letter) not in {"Cc", "Cs"}).strip()


def seeded_order(ids: Sequence[str], seed: str) -> tuple[str, ...]:
    """Return ``ids`` sorted by the SHA-256 of ``"{seed}:{id}"``: the same shuffle for ever, on every machine."""
    return tuple(sorted(ids, key=lambda each: (hashlib.sha256(f"{seed}:{each}".encode()).digest(), each)))


def _is_pair(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and isinstance(value[0], str)
