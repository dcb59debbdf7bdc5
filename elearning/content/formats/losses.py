"""Says in words what a question lost on its way through a format: compares it with what a reader makes of the written file.

Works for every format, because it looks at values only. What every file means without saying it (one mark, Moodle's
penalty of a third, a text without a word in any format) is no loss.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from elearning.content.formats.values import Body, Essay, NumberAnswer, Question, QuestionType, Text

USUAL_MARK = Decimal(1)
USUAL_PENALTY = 3_333_333

_UNMARKED = frozenset({QuestionType.DESCRIPTION})
_WITHOUT_TRIES = frozenset({QuestionType.DESCRIPTION, QuestionType.ESSAY, QuestionType.TRUE_FALSE})
"""Moodle writes a penalty for these too, and never uses it."""

_NAMES = {
    "stem": "teks pertanyaan",
    "title": "judul",
    "category": "kategori",
    "id": "id",
    "tags": "tag",
    "general_feedback": "umpan balik umum",
    "mark": "nilai",
    "penalty": "pengurangan nilai",
    "hints": "petunjuk",
    "files": "file",
    "shuffle": "pengacakan jawaban",
    "numbering": "penomoran pilihan",
    "combined": "umpan balik gabungan",
    "case_sensitive": "pembedaan huruf besar dan kecil",
    "units": "satuan",
    "answers": "jawaban",
    "pairs": "pasangan",
    "response_format": "bentuk jawaban esai",
    "attachments": "lampiran esai",
    "grader_info": "catatan bagi penilai",
    "template": "kerangka jawaban",
    "feedback_true": "umpan balik",
    "feedback_false": "umpan balik",
    "items": "butir",
    "scoring": "cara penilaian",
    "words": "kata",
    "gaps": "celah",
    "datasets": "himpunan data",
}


def lost_parts(before: Question, after: Question) -> tuple[str, ...]:
    """The Indonesian names of what differs, each once; empty when nothing does. Both must be of the same type."""
    first, second = _usual(before), _usual(after)
    changed = [part.name for part in fields(Question) if part.compare and part.name not in ("type", "body")]
    found = [name for name in changed if getattr(first, name) != getattr(second, name)]
    found += _changed_in_body(first.body, second.body)
    return tuple(dict.fromkeys(_NAMES.get(name, name) for name in found))


def _changed_in_body(first: Body, second: Body) -> list[str]:
    return [part.name for part in fields(first) if getattr(first, part.name) != getattr(second, part.name)]


def _usual(question: Question) -> Question:
    """The question with everything said that a file may leave out."""
    settled: Question = _settled(question)
    has_mark = question.mark is not None and question.type not in _UNMARKED
    has_penalty = question.penalty is not None and question.type not in _WITHOUT_TRIES
    return replace(
        settled,
        mark=question.mark if has_mark else USUAL_MARK,
        penalty=question.penalty if has_penalty else USUAL_PENALTY,
    )


def _settled(value: Any) -> Any:
    """The value with its empty texts alike and its numbers without their spelling."""
    if isinstance(value, Text) and not value:
        return Text()
    if isinstance(value, tuple):
        return tuple(_settled(item) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    settled = replace(value, **{part.name: _settled(getattr(value, part.name)) for part in fields(value)})
    if isinstance(settled, NumberAnswer):
        return replace(settled, text="")
    if isinstance(settled, Essay):
        return replace(settled, response_format=settled.response_format or "editor")
    return settled
