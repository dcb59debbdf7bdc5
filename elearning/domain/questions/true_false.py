"""A statement that is true or false."""

from dataclasses import dataclass
from typing import ClassVar

from elearning.domain.errors import N_
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
from elearning.domain.questions.reading import Reader
from elearning.domain.scores import FRACTION_ONE, FRACTION_ZERO, to_exact

KEYS = ("answer", "feedback_true", "feedback_false")
TRUE, FALSE = "true", "false"
LABELS = {TRUE: N_("Benar"), FALSE: N_("Salah")}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse(Question):
    """The options are always shown in the order Benar, Salah. Their texts are catalogue messages to be translated."""

    answer: bool
    feedback_true: str = ""
    feedback_false: str = ""

    type_name: ClassVar[str] = "true_false"
    input_kind: ClassVar[InputKind] = InputKind.ONE_CHOICE

    @property
    def options(self) -> tuple[Option, ...]:
        return tuple(Option(value, label) for value, label in LABELS.items())

    def choice_order(self, seed: str | int) -> tuple[str, ...]:  # noqa: ARG002 - the contract's seed has nothing to move here
        """Return the fixed order: shuffling two words that everybody expects in one order only misleads."""
        return (TRUE, FALSE)

    def right_answer(self) -> tuple[RightPart, ...]:
        value = TRUE if self.answer else FALSE
        return (RightPart(value, "", LABELS[value]),)

    def random_guess_score(self) -> int:
        return FRACTION_ONE // 2

    def _marked(self, response: Response) -> Marking:
        value = response.value() or FALSE
        is_right = (value == TRUE) == self.answer
        fraction = FRACTION_ONE if is_right else FRACTION_ZERO
        feedback = self.feedback_true if value == TRUE else self.feedback_false
        return marking_of(to_exact(fraction), (PartReason(value, LABELS[value], is_right, fraction, feedback),))

    def _keeps(self, part_id: str, value: str) -> bool:
        return part_id == WHOLE and value in LABELS


def read_keys(reader: Reader) -> dict[str, bool | str]:
    """Return the type's own content. Raises: QuestionContentError unless ``answer`` is true or false."""
    if "answer" not in reader.content:
        raise QuestionContentError(reader.at("answer"), "harus true atau false")
    return {
        "answer": reader.flag("answer", default=False),
        "feedback_true": reader.optional_text("feedback_true"),
        "feedback_false": reader.optional_text("feedback_false"),
    }
