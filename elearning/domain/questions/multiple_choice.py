"""Any number of choices; the shares of the chosen ones are added and the sum is moved into 0…1."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
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
    clean_text,
    marking_of,
)
from elearning.domain.questions.choices import Choice, read_choices
from elearning.domain.questions.reading import Reader
from elearning.domain.scores import FRACTION_ONE, clamp, to_scaled

KEYS = ("choices",)
MOST_CHOICES_GUESSED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleChoice(Question):
    """The positive shares add up to exactly 1; choosing everything earns what is left after the wrong ones."""

    choices: tuple[Choice, ...]

    type_name: ClassVar[str] = "multiple_choice"
    input_kind: ClassVar[InputKind] = InputKind.SEVERAL_CHOICES

    @property
    def options(self) -> tuple[Option, ...]:
        return tuple(choice.option for choice in self.choices)

    def right_answer(self) -> tuple[RightPart, ...]:
        return tuple(RightPart(choice.id, "", choice.text) for choice in self.choices if choice.share > 0)

    def random_guess_score(self) -> int | None:
        """The mean over all sets of choices; None above 12 choices, where there are too many sets."""
        if len(self.choices) > MOST_CHOICES_GUESSED:
            return None
        totals = [
            clamp(sum((choice.share for choice, is_in in zip(self.choices, chosen, strict=True) if is_in), Fraction(0)))
            for chosen in product((False, True), repeat=len(self.choices))
        ]
        return to_scaled(sum(totals, Fraction(0)) / len(totals))

    def _marked(self, response: Response) -> Marking:
        """Chosen ones are explained, and right ones that were left out (``given`` is None for those)."""
        chosen = set(response.values())
        total = sum((choice.share for choice in self.choices if choice.id in chosen), Fraction(0))
        reasons = [
            _reason(choice, choice.id in chosen) for choice in self.choices if choice.id in chosen or choice.share > 0
        ]
        return marking_of(total, tuple(reasons))

    def _keeps(self, part_id: str, value: str) -> bool:
        return part_id == WHOLE and any(choice.id == value for choice in self.choices)

    def _accepted(self, pairs: Iterable[tuple[str, object]]) -> Response:
        values = {value for part, raw in pairs if self._keeps(part, value := clean_text(raw))}
        return Response(tuple((WHOLE, choice.id) for choice in self.choices if choice.id in values))


def read_keys(reader: Reader) -> dict[str, tuple[Choice, ...]]:
    """Return the type's own content with exact shares.

    Marked by ``correct``, k right ones are worth 1/k each and each wrong one takes 1/k. Marked by ``fraction``, the
    positive ones must add up to 1; a sum that misses it by no more than rounding to seven decimals (3 × 0.3333333) is
    made whole.

    Raises: QuestionContentError when nothing is right or the positive shares do not add up.
    """
    choices, by_correct = read_choices(reader, lowest=-1)
    positive = [choice.share for choice in choices if choice.share > 0]
    total = sum(positive, Fraction(0))
    if not positive:
        raise QuestionContentError(reader.at("choices"), "harus ada pilihan yang benar")
    if by_correct:
        step = 1 / total
        return {"choices": tuple(replace(choice, share=step if choice.share else -step) for choice in choices)}
    if abs(total - 1) > Fraction(len(positive), FRACTION_ONE):
        raise QuestionContentError(reader.at("choices"), "jumlah fraction yang positif harus 1")
    return {"choices": tuple(replace(choice, share=_made_whole(choice.share, total)) for choice in choices)}


def _made_whole(share: Fraction, total: Fraction) -> Fraction:
    return share / total if share > 0 else share


def _reason(choice: Choice, is_chosen: bool) -> PartReason:
    return PartReason(
        part_id=choice.id,
        given=choice.text if is_chosen else None,
        is_right=is_chosen and choice.share > 0,
        fraction=to_scaled(choice.share) if is_chosen else 0,
        feedback=choice.feedback,
    )
