"""One choice out of several; the choice's share is the mark."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from elearning.domain.questions.base import (
    WHOLE,
    InputKind,
    Marking,
    Option,
    PartReason,
    Question,
    QuestionContentError,
    Response,
    RightPart,
    marking_of,
)
from elearning.domain.questions.choices import Choice, read_choices
from elearning.domain.questions.reading import Reader
from elearning.domain.scores import to_scaled

KEYS = ("choices",)


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleChoice(Question):
    """Exactly one choice is worth everything; others may be worth a part."""

    choices: tuple[Choice, ...]

    type_name: ClassVar[str] = "single_choice"
    input_kind: ClassVar[InputKind] = InputKind.ONE_CHOICE

    @property
    def options(self) -> tuple[Option, ...]:
        return tuple(choice.option for choice in self.choices)

    def right_answer(self) -> tuple[RightPart, ...]:
        return tuple(RightPart(choice.id, "", choice.text) for choice in self.choices if choice.share == 1)

    def random_guess_score(self) -> int:
        return to_scaled(sum((choice.share for choice in self.choices), Fraction(0)) / len(self.choices))

    def _marked(self, response: Response) -> Marking:
        chosen = next(choice for choice in self.choices if choice.id == response.value())
        reason = PartReason(chosen.id, chosen.text, chosen.share == 1, to_scaled(chosen.share), chosen.feedback)
        return marking_of(chosen.share, (reason,))

    def _keeps(self, part_id: str, value: str) -> bool:
        return part_id == WHOLE and any(choice.id == value for choice in self.choices)


def read_keys(reader: Reader) -> dict[str, tuple[Choice, ...]]:
    """Return the type's own content. Raises: QuestionContentError unless exactly one choice is worth everything."""
    choices, _ = read_choices(reader, lowest=0)
    if sum(choice.share == 1 for choice in choices) != 1:
        raise QuestionContentError(reader.at("choices"), "harus tepat satu pilihan yang benar")
    return {"choices": choices}
