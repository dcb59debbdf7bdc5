"""A right and a wrong answer to any question, found through the questions' own marking. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from elearning.domain.questions import InputKind, Question
from elearning.domain.questions.base import WHOLE
from elearning.domain.questions.ordering import Ordering
from elearning.domain.questions.select_missing_words import SelectMissingWords
from elearning.domain.scores import FRACTION_ONE

Fields = Mapping[str, list[str]]
_NAME = "q"


def right_answer(question: Question, name: str) -> Fields:
    """The form fields that earn everything, none for a text between questions. Raises: LookupError when none was found."""
    if not question.is_asked:
        return {}
    parts = _right_parts(question)
    if _fraction(question, parts) != FRACTION_ONE:
        raise LookupError(f"no right answer found for question {question.id}")
    return _fields(parts, name)


def wrong_answer(question: Question, name: str) -> Fields:
    """The form fields of an answer that earns as little as can be without being empty."""
    return _fields(_wrong_parts(question), name) if question.is_asked else {}


def _right_parts(question: Question) -> dict[str, list[str]]:
    match question.input_kind:
        case InputKind.ONE_CHOICE:
            return {"": [_best_option(question, WHOLE)]}
        case InputKind.SEVERAL_CHOICES:
            return {"": [each for each in _options(question) if _fraction(question, {"": [each]})]}
        case InputKind.SELECTS if isinstance(question, Ordering):
            return {part.id: [str(place)] for place, part in enumerate(question.parts, start=1)}
        case InputKind.SELECTS:
            return {part.id: [_best_option(question, part.id)] for part in question.parts}
        case _:
            return {"": [question.right_answer()[0].text]}


def _wrong_parts(question: Question) -> dict[str, list[str]]:
    match question.input_kind:
        case InputKind.ONE_CHOICE | InputKind.SEVERAL_CHOICES:
            return {"": [min(_options(question), key=lambda each: _fraction(question, {"": [each]}))]}
        case InputKind.SELECTS if isinstance(question, SelectMissingWords):  # each gap offers its own words
            return {part.id: [_worst_option(question, part.id)] for part in question.parts}
        case InputKind.SELECTS:
            right = list(_right_parts(question).items())
            return {part: value for (part, _), (_, value) in zip(right, right[1:] + right[:1], strict=True)}
        case InputKind.NUMBER:
            return {"": ["98765"]}
        case _:
            return {"": ["belum tahu"]}


def _best_option(question: Question, part_id: str) -> str:
    return max(_offered(question, part_id), key=lambda option: _fraction(question, {part_id: [option]}))


def _worst_option(question: Question, part_id: str) -> str:
    return min(_offered(question, part_id), key=lambda option: _fraction(question, {part_id: [option]}))


def _offered(question: Question, part_id: str) -> list[str]:
    return [option.id for option in question.options_of(part_id)]


def _options(question: Question) -> list[str]:
    return [option.id for option in question.options]


def _fraction(question: Question, parts: Mapping[str, list[str]]) -> int:
    return question.mark(question.parse_response(_fields(parts, _NAME), _NAME)).fraction


def _fields(parts: Mapping[str, list[str]], name: str) -> dict[str, list[str]]:
    return {f"{name}.{part}" if part else name: values for part, values in parts.items()}
