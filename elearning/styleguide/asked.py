"""Questions as a running attempt asks them, one for each way of answering that the other examples do not show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from elearning.domain.questions import load
from elearning.domain.quiz_layout import Slot
from elearning.quizzes.links import CourseTexts
from elearning.quizzes.paper import UNTOUCHED, ShownQuestion, shown_question

_FIRST_SLOT = 11
_LENGTHS = [{"name": "km"}, {"name": "m", "multiplier": 1000}]
_CONTENTS: tuple[dict[str, Any], ...] = (
    {
        "type": "select_missing_words",
        "stem": "<p>Laporan dicatat oleh [[1]] dan dijawab paling lambat [[3]] hari kerja.</p>",
        "words": [
            {"text": "petugas loket"},
            {"text": "pelapor"},
            {"text": "5", "group": 2},
            {"text": "14", "group": 2},
        ],
    },
    {"type": "description", "stem": "<p>Dua soal berikut memakai satu denah gedung.</p>"},
    {
        "type": "numerical",
        "stem": "<p>Berapa jarak loket ke gudang arsip?</p>",
        "answers": [{"value": "2,5"}],
        "units": _LENGTHS,
    },
    {
        "type": "numerical",
        "stem": "<p>Berapa jarak loket ke gudang arsip? Satuannya ikut dinilai.</p>",
        "answers": [{"value": "2,5"}],
        "units": _LENGTHS,
        "unit_rule": "required",
    },
)


def asked_questions() -> tuple[ShownQuestion, ...]:
    """One question a way of answering, not yet answered."""
    texts = CourseTexts(steps="", media="")
    questions = [load({"id": f"contoh-{slot}", **content}) for slot, content in enumerate(_CONTENTS, _FIRST_SLOT)]
    return tuple(
        replace(
            shown_question(slot, Slot(slot, 1, question.choice_order(slot)), question, UNTOUCHED, texts),
            number=slot if question.is_asked else None,
        )
        for slot, question in enumerate(questions, _FIRST_SLOT)
    )
