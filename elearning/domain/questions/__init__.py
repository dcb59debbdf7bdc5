"""Question types behind one contract: ``load`` builds any of them from the mapping a course package holds.

A new type is a module with a Question subclass and ``read_keys``, and one line in ``_TYPES``.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from elearning.domain.questions import (
    description,
    matching,
    multiple_choice,
    numerical,
    ordering,
    select_missing_words,
    short_answer,
    single_choice,
    true_false,
)
from elearning.domain.questions.base import (
    EMPTY_RESPONSE,
    InputKind,
    Marking,
    Option,
    Outcome,
    Part,
    PartReason,
    Question,
    QuestionContentError,
    Response,
    RightPart,
)
from elearning.domain.questions.reading import Reader

__all__ = [
    "EMPTY_RESPONSE",
    "TYPE_NAMES",
    "InputKind",
    "Marking",
    "Option",
    "Outcome",
    "Part",
    "PartReason",
    "Question",
    "QuestionContentError",
    "Response",
    "RightPart",
    "load",
]

_COMMON_KEYS = ("id", "type", "stem", "mark", "feedback", "read_again", "source", "locator", "shuffle")

_Type = tuple[type[Question], tuple[str, ...], Callable[[Reader], Mapping[str, Any]]]

_TYPES: dict[str, _Type] = {
    "single_choice": (single_choice.SingleChoice, single_choice.KEYS, single_choice.read_keys),
    "multiple_choice": (multiple_choice.MultipleChoice, multiple_choice.KEYS, multiple_choice.read_keys),
    "true_false": (true_false.TrueFalse, true_false.KEYS, true_false.read_keys),
    "short_answer": (short_answer.ShortAnswer, short_answer.KEYS, short_answer.read_keys),
    "numerical": (numerical.Numerical, numerical.KEYS, numerical.read_keys),
    "matching": (matching.Matching, matching.KEYS, matching.read_keys),
    "select_missing_words": (
        select_missing_words.SelectMissingWords,
        select_missing_words.KEYS,
        select_missing_words.read_keys,
    ),
    "description": (description.Description, description.KEYS, description.read_keys),
    "ordering": (ordering.Ordering, ordering.KEYS, ordering.read_keys),
}
TYPE_NAMES = tuple(_TYPES)


def load(content: Mapping[str, object]) -> Question:
    """Return the question that ``content`` describes (the JSON-able mapping of a quiz file's question).

    Raises: QuestionContentError that names the key: a missing or misspelt one, a wrong type, no right answer, shares
    that do not add up. Texts are not looked into.
    """
    reader = Reader(content)
    type_name = content.get("type")
    if not isinstance(type_name, str) or type_name not in _TYPES:
        raise QuestionContentError("type", f"harus salah satu dari {', '.join(TYPE_NAMES)}")
    question_class, own_keys, read_keys = _TYPES[type_name]
    reader.refuse_unknown(*_COMMON_KEYS, *own_keys)
    return question_class(
        id=reader.identifier(),
        stem=reader.text("stem"),
        max_mark=reader.mark() if question_class.is_asked else Decimal(0),
        feedback=reader.optional_text("feedback"),
        read_again=reader.name("read_again"),
        source=reader.name("source"),
        locator=reader.name("locator"),
        shuffle=reader.flag("shuffle", default=True),
        **read_keys(reader),
    )
