"""Turns the Markdown of a question into the HTML that is stored, in one place.

Texts of several paragraphs: stem and all feedback. Texts inside a line: choices, stems of pairs, items. Plain text
without Markdown: what stands in a list box or is compared (`match`, `distractors`, `unit`, the texts of short answers).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from elearning.content.fields import Plain
from elearning.content.markdown import RenderedText, Renderer
from elearning.content.problems import Place
from elearning.content.schema import QuestionText

_BLOCKS = frozenset(
    {
        "stem",
        "feedback",
        "feedback_true",
        "feedback_false",
        "other_feedback",
        "correct_feedback",
        "partial_feedback",
        "unit_feedback",
    }
)
_PHRASES = frozenset({("choices", "text"), ("pairs", "stem"), ("items", "text")})

_GAP = re.compile(r"\[\[([0-9]{1,3})\]\]")
_VEILED_GAP = re.compile("\ue000([0-9]{1,3})\ue001")

_Render = Callable[[str, Place], RenderedText]


def render_question(question: QuestionText, renderer: Renderer) -> tuple[dict[str, Plain], tuple[RenderedText, ...]]:
    """The question's content with HTML texts, as `elearning.domain.questions.load` takes it, and the rendered parts."""
    parts: list[RenderedText] = []

    def rendered(value: Plain, render: _Render | None, path: str) -> Plain:
        if render is None or not isinstance(value, str) or not value:
            return value
        part = render(value, question.place_of(path))
        parts.append(part)
        return part.html

    content: dict[str, Plain] = {}
    for key, value in question.content.items():
        if isinstance(value, list):
            content[key] = [
                {
                    name: rendered(text, _way(renderer, key, name), f"{key}.{index}.{name}")
                    for name, text in entry.items()
                }
                if isinstance(entry, Mapping)
                else entry
                for index, entry in enumerate(value)
            ]
        else:
            content[key] = rendered(value, _way_of_block(question, renderer, key), key)
    return content, tuple(parts)


def _way_of_block(question: QuestionText, renderer: Renderer, key: str) -> _Render | None:
    if key not in _BLOCKS:
        return None
    return _keeping_gaps(renderer.text) if key == "stem" and "words" in question.content else renderer.text


def _keeping_gaps(render: _Render) -> _Render:
    """The same rendering with `[[2]]` left as it is: in Markdown that would be a glossary term of this name."""

    def kept(text: str, place: Place) -> RenderedText:
        part = render(_GAP.sub("\ue000\\1\ue001", text), place)
        return replace(part, html=_VEILED_GAP.sub(r"[[\1]]", part.html))

    return kept


def _way(renderer: Renderer, group: str, name: str) -> _Render | None:
    if name == "feedback":
        return renderer.text
    return renderer.phrase if (group, name) in _PHRASES else None
