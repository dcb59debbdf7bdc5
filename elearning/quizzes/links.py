"""Addresses that quiz pages lead to, and stored texts with the addresses of their course filled in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from elearning.catalog.outline import Outline
from elearning.content.markdown import placed, with_id_prefix

_END = "-"


@dataclass(frozen=True, slots=True)
class CourseTexts:
    """Places the stored HTML of one revision on a page."""

    steps: str
    media: str

    def of(self, html: str, prefix: str = "") -> str:
        """HTML whose links lead to this course; with a prefix its ids stay apart from those of other texts."""
        found = placed(html, media=self.media, steps=self.steps)
        return with_id_prefix(found, prefix) if prefix and 'id="' in found else found


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """Where a question's matter is taught."""

    title: str
    href: str


def course_texts(slug: str, revision_number: int) -> CourseTexts:
    """The texts of a revision."""
    return CourseTexts(
        steps=url_for("learning.step", slug=slug, key=_END).removesuffix(_END),
        media=url_for("learning.media", slug=slug, revision=revision_number, path=_END).removesuffix(_END),
    )


def read_again_link(outline: Outline, read_again: str) -> ReadAgain | None:
    """The lesson that a question names ("lesson" or "lesson#heading"); None where it names none, or one that is gone."""
    key, _, anchor = read_again.partition("#")
    step = outline.step_by_key.get(key)
    if step is None:
        return None
    return ReadAgain(step.title, url_for("learning.step", slug=outline.slug, key=key, _anchor=anchor or None))
