"""Stems, each to be joined with what belongs to it."""

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from elearning.domain.questions.base import (
    InputKind,
    Marking,
    Option,
    Part,
    PartReason,
    Question,
    QuestionContentError,
    Response,
    RightPart,
    outcome_of,
)
from elearning.domain.questions.reading import Reader, refuse_repeated
from elearning.domain.scores import FRACTION_ONE, to_scaled

KEYS = ("pairs", "distractors", "correct_feedback", "partial_feedback")
_PAIR_KEYS = ("id", "stem", "match", "feedback")
_OPTION_ID_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """A stem and the text that belongs to it. Pairs may share a text: it is one option then."""

    id: str
    stem: str
    match: str
    feedback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(Question):
    """Each right pair counts the same. Option ids are hashes of their text, so the page does not tell what belongs to
    what.
    """

    pairs: tuple[Pair, ...]
    distractors: tuple[str, ...] = ()
    correct_feedback: str = ""
    partial_feedback: str = ""

    type_name: ClassVar[str] = "matching"
    input_kind: ClassVar[InputKind] = InputKind.SELECTS

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(Part(pair.id, pair.stem) for pair in self.pairs)

    @property
    def options(self) -> tuple[Option, ...]:
        texts = dict.fromkeys([pair.match for pair in self.pairs] + list(self.distractors))
        return tuple(Option(option_id(self.id, text), text) for text in texts)

    def is_complete(self, response: Response) -> bool:
        return len(response.given) == len(self.pairs)

    def right_answer(self) -> tuple[RightPart, ...]:
        return tuple(RightPart(pair.id, pair.stem, pair.match) for pair in self.pairs)

    def random_guess_score(self) -> int:
        return to_scaled(Fraction(1, len(self.options)))

    def _marked(self, response: Response) -> Marking:
        texts = {option.id: option.text for option in self.options}
        given = {part: texts[value] for part, value in response.given}
        right = sum(given.get(pair.id) == pair.match for pair in self.pairs)
        share = to_scaled(Fraction(1, len(self.pairs)))
        reasons = tuple(
            PartReason(pair.id, given.get(pair.id), is_right, share if is_right else 0, pair.feedback)
            for pair in self.pairs
            for is_right in (given.get(pair.id) == pair.match,)
        )
        fraction = to_scaled(Fraction(right, len(self.pairs)))
        feedback = self.correct_feedback if fraction == FRACTION_ONE else self.partial_feedback
        return Marking(fraction, outcome_of(fraction), reasons, feedback)

    def _keeps(self, part_id: str, value: str) -> bool:
        return any(pair.id == part_id for pair in self.pairs) and any(option.id == value for option in self.options)


def option_id(question_id: str, text: str) -> str:
    """Return the opaque id of a text to choose: the start of its SHA-256 together with the question's id."""
    return hashlib.sha256(f"{question_id}:{text}".encode()).hexdigest()[:_OPTION_ID_LENGTH]


def read_keys(reader: Reader) -> dict[str, tuple[Pair, ...] | tuple[str, ...] | str]:
    """Return the type's own content.

    Raises: QuestionContentError for fewer than two pairs, fewer than two different texts, or a distractor that is
    right.
    """
    pairs = tuple(_pair(entry) for entry in reader.entries("pairs", 2))
    refuse_repeated(reader.at("pairs"), tuple(pair.id for pair in pairs))
    distractors = reader.texts("distractors")
    matches = {pair.match for pair in pairs}
    if matches & set(distractors):
        raise QuestionContentError(reader.at("distractors"), "pengecoh sama dengan salah satu pasangan yang benar")
    if len(matches | set(distractors)) < 2:
        raise QuestionContentError(reader.at("pairs"), "semua pasangan sama, tidak ada yang dapat dipilih")
    return {
        "pairs": pairs,
        "distractors": distractors,
        "correct_feedback": reader.optional_text("correct_feedback"),
        "partial_feedback": reader.optional_text("partial_feedback"),
    }


def _pair(entry: Reader) -> Pair:
    entry.refuse_unknown(*_PAIR_KEYS)
    return Pair(entry.identifier(), entry.text("stem"), entry.text("match"), entry.optional_text("feedback"))
