"""Items to be put into their order by giving each a position."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import factorial
from typing import ClassVar

from elearning.domain.questions.base import (
    InputKind,
    Marking,
    Option,
    Part,
    PartReason,
    Question,
    Response,
    RightPart,
    outcome_of,
    seeded_order,
)
from elearning.domain.questions.reading import Reader, refuse_repeated
from elearning.domain.scores import FRACTION_ONE, to_scaled

KEYS = ("items", "scoring", "correct_feedback", "partial_feedback")
_ITEM_KEYS = ("id", "text", "feedback")


class OrderingRule(StrEnum):
    """How a partly right order earns."""

    ABSOLUTE_POSITION = "absolute_position"
    """Each item on its own place counts 1/n."""
    ADJACENT_PAIRS = "adjacent_pairs"
    """Each neighbouring pair of the right order that stands together in the same order counts 1/(n−1)."""
    ALL_OR_NOTHING = "all_or_nothing"
    """Only the whole order counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering(Question):
    """``items`` stand in the right order. A position that several items claim counts for none of them."""

    items: tuple[Part, ...]
    feedbacks: tuple[str, ...] = ()
    scoring: OrderingRule = OrderingRule.ABSOLUTE_POSITION
    correct_feedback: str = ""
    partial_feedback: str = ""

    type_name: ClassVar[str] = "ordering"
    input_kind: ClassVar[InputKind] = InputKind.SELECTS

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.items

    @property
    def options(self) -> tuple[Option, ...]:
        """The positions 1…n."""
        return tuple(Option(str(place), str(place)) for place in range(1, len(self.items) + 1))

    def choice_order(self, seed: str | int) -> tuple[str, ...]:
        """Return the item ids as they are shown: always shuffled, and never in the right order."""
        right = tuple(item.id for item in self.items)
        shown = seeded_order(right, f"{seed}:{self.id}")
        return shown if shown != right else shown[1:] + shown[:1]

    def is_complete(self, response: Response) -> bool:
        return len(self._places(response)) == len(self.items)

    def right_answer(self) -> tuple[RightPart, ...]:
        return tuple(RightPart(item.id, str(place), item.text) for place, item in enumerate(self.items, start=1))

    def random_guess_score(self) -> int:
        """Over all orders, a place or a neighbourhood is right once in n; the whole order once in n!."""
        count = len(self.items)
        return to_scaled(Fraction(1, factorial(count) if self.scoring is OrderingRule.ALL_OR_NOTHING else count))

    def _marked(self, response: Response) -> Marking:
        earned = self._earned(self._places(response))
        share = Fraction(sum(earned), self._units())
        fraction = to_scaled(share)
        if self.scoring is OrderingRule.ALL_OR_NOTHING and fraction != FRACTION_ONE:
            fraction = 0
        feedback = self.correct_feedback if fraction == FRACTION_ONE else self.partial_feedback
        return Marking(fraction, outcome_of(fraction), self._reasons(response, earned), feedback)

    def _keeps(self, part_id: str, value: str) -> bool:
        return any(item.id == part_id for item in self.items) and any(option.id == value for option in self.options)

    def _places(self, response: Response) -> dict[str, int]:
        """Return item id → position, without the positions that more than one item claims."""
        claims = Counter(value for _, value in response.given)
        return {part: int(value) for part, value in response.given if claims[value] == 1}

    def _units(self) -> int:
        return len(self.items) - 1 if self.scoring is OrderingRule.ADJACENT_PAIRS else len(self.items)

    def _earned(self, places: dict[str, int]) -> tuple[bool, ...]:
        """Return for each item whether it earns its unit; with adjacent pairs the second of a pair carries it."""
        ids = [item.id for item in self.items]
        if self.scoring is not OrderingRule.ADJACENT_PAIRS:
            return tuple(places.get(each) == place for place, each in enumerate(ids, start=1))
        follows = [
            before in places and places.get(each) == places[before] + 1
            for before, each in zip(ids, ids[1:], strict=False)
        ]
        return (False, *follows)

    def _reasons(self, response: Response, earned: tuple[bool, ...]) -> tuple[PartReason, ...]:
        """An item is called right by its own place; what it earned depends on the rule."""
        places = self._places(response)
        unit = 0 if self.scoring is OrderingRule.ALL_OR_NOTHING else to_scaled(Fraction(1, self._units()))
        feedbacks = self.feedbacks or ("",) * len(self.items)
        return tuple(
            PartReason(item.id, response.value(item.id), places.get(item.id) == place, unit if gets else 0, feedback)
            for place, (item, gets, feedback) in enumerate(zip(self.items, earned, feedbacks, strict=True), start=1)
        )


def read_keys(reader: Reader) -> dict[str, tuple[Part, ...] | tuple[str, ...] | OrderingRule | str]:
    """Return the type's own content. Raises: QuestionContentError for fewer than two items or an unknown scoring
    rule.
    """
    entries = reader.entries("items", 2)
    for entry in entries:
        entry.refuse_unknown(*_ITEM_KEYS)
    items = tuple(Part(entry.identifier(), entry.text("text")) for entry in entries)
    refuse_repeated(reader.at("items"), tuple(item.id for item in items))
    return {
        "items": items,
        "feedbacks": tuple(entry.optional_text("feedback") for entry in entries),
        "scoring": reader.option("scoring", OrderingRule, OrderingRule.ABSOLUTE_POSITION),
        "correct_feedback": reader.optional_text("correct_feedback"),
        "partial_feedback": reader.optional_text("partial_feedback"),
    }
