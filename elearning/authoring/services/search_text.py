"""What the catalogue's search reads of a course: its words, once, in three lines of falling weight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from elearning.catalog.search import words_of
from elearning.content.markdown import RenderedText
from elearning.content.plain_text import without_tags
from elearning.content.schema import CoursePackage


def search_text_of(package: CoursePackage, lessons: Mapping[str, RenderedText]) -> str:
    """Line 1: code and title. Line 2: what the catalogue and the outline say. Line 3: the words of all lessons."""
    said = [
        package.summary,
        package.audience,
        *package.topics,
        *(outcome.text for outcome in package.outcomes),
        *(outcome.competency for outcome in package.outcomes),
        *(text for module in package.modules for text in (module.title, module.outcome)),
        *(step.title for step in package.activities),
    ]
    read = [without_tags(text.html, " ") for text in lessons.values()]
    return "\n".join([_line([package.code, package.title]), _line(said), _line(read)])


def _line(texts: Iterable[str]) -> str:
    """The distinct words in order of appearance."""
    return " ".join(dict.fromkeys(word for text in texts for word in words_of(text)))
