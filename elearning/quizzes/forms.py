"""The shape of answers as they are sent: by a script as JSON, by a form as fields. Junk is refused, not guessed at."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from elearning.domain.questions.base import LONGEST_ANSWER, MOST_VALUES
from elearning.quizzes.errors import AnswerTooLongError, AnswerUnreadableError
from elearning.quizzes.values import GivenAnswer, field_name, flag_name, shown_name

HIGHEST_SEQUENCE = 2**53
_MOST_FIELDS = 200
_FORBIDDEN = {"Cc", "Cs", "Zl", "Zp"}
_ALLOWED_CONTROLS = "\t\n\r"


def answer_from_json(body: object) -> tuple[GivenAnswer, int]:
    """An answer and its number from `{"sequence": 12, "fields": {"q3": ["b"]}, "flagged": false}`.

    Raises: AnswerUnreadableError, AnswerTooLongError.
    """
    if not isinstance(body, Mapping):
        raise AnswerUnreadableError
    sequence, fields, is_flagged = body.get("sequence"), body.get("fields"), body.get("flagged", False)
    if not isinstance(sequence, int) or isinstance(sequence, bool) or not 0 < sequence < HIGHEST_SEQUENCE:
        raise AnswerUnreadableError
    if not isinstance(fields, Mapping) or len(fields) > _MOST_FIELDS or not isinstance(is_flagged, bool):
        raise AnswerUnreadableError
    return GivenAnswer({name: _values(value) for name, value in fields.items()}, is_flagged), sequence


def answers_from_form(form: MultiDict[str, str], slots: Iterable[int]) -> dict[int, GivenAnswer]:
    """The answers of those slots that the form's page held; each of those has its hidden field."""
    found = {}
    for slot in slots:
        if shown_name(slot) in form:
            own = field_name(slot)
            names = [name for name in form if name == own or name.startswith(f"{own}.")]
            fields = {name: form.getlist(name) for name in names[:_MOST_FIELDS]}
            found[slot] = GivenAnswer(fields, flag_name(slot) in form)
    return found


def marks_shown(form: MultiDict[str, str], slots: Iterable[int]) -> dict[int, str]:
    """What the form's page had shown in each slot, as fingerprints."""
    return {slot: form.get(shown_name(slot), "") for slot in slots}


def check_lengths(answers: Mapping[int, GivenAnswer]) -> None:
    """Raise AnswerTooLongError for a text that would have to be cut."""
    for given in answers.values():
        for values in given.fields.values():
            _check_length(values)


def _values(value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_VALUES or not all(isinstance(each, str) for each in value):
        raise AnswerUnreadableError
    if any(_is_forbidden(letter) for each in value for letter in each):
        raise AnswerUnreadableError
    _check_length(value)
    return value


def _check_length(values: list[str]) -> None:
    if any(len(value) > LONGEST_ANSWER for value in values):
        raise AnswerTooLongError(most=LONGEST_ANSWER)


def _is_forbidden(letter: str) -> bool:
    return unicodedata.category(letter) in _FORBIDDEN and letter not in _ALLOWED_CONTROLS
