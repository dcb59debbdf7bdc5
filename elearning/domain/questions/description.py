"""A text between questions: nothing to answer, nothing to earn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from elearning.domain.questions.base import InputKind, Marking, Outcome, Question, Response, RightPart
from elearning.domain.questions.reading import Reader
from elearning.domain.scores import FRACTION_ZERO

KEYS: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Description(Question):
    """It introduces the questions behind it. No mark counts it, no number names it, no response is kept."""

    type_name: ClassVar[str] = "description"
    input_kind: ClassVar[InputKind] = InputKind.NOTHING
    is_asked: ClassVar[bool] = False

    def is_complete(self, response: Response) -> bool:  # noqa: ARG002 - there is nothing that could be missing
        return True

    def right_answer(self) -> tuple[RightPart, ...]:
        return ()

    def random_guess_score(self) -> None:
        return None

    def _marked(self, response: Response) -> Marking:  # noqa: ARG002 - no response is ever kept
        return Marking(FRACTION_ZERO, Outcome.UNANSWERED)

    def _keeps(self, part_id: str, value: str) -> bool:  # noqa: ARG002 - nothing is
        return False


def read_keys(reader: Reader) -> Mapping[str, str]:  # noqa: ARG001 - the stem, which every question has, is all
    """Return the type's own content: none."""
    return {}
