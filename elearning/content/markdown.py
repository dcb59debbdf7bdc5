"""Course text to sanitised HTML: the only module whose results may be called safe.

Stored HTML carries three kinds of addresses that only a page knows: `icons.svg#…` (the icon sprite, placed by the
macro `rich_text`), `media:…` (a photograph of this revision) and `steps:…` (a step of this course, perhaps with an
anchor), both placed by `placed`. Nothing that changes with a release is baked into what is stored.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from elearning.content.fences import fence_faults
from elearning.content.labels import labels_for
from elearning.content.markdown_blocks import CourseBlocks
from elearning.content.markdown_frame import LessonFrame, term_key
from elearning.content.markdown_inline import CourseInline, protect_terms
from elearning.content.markdown_tree import LessonTree
from elearning.content.media import Media
from elearning.content.page import Heading, Page, SourceLines, StepLink
from elearning.content.problems import Place, ProblemLog
from elearning.content.sanitizer import new_cleaner
from elearning.content.schema import Lesson, Source, Term

RENDERER_VERSION = 2
"""Raised whenever the same text would render differently; part of every lesson's fingerprint."""

_ICON = re.compile(r'<i class="icon-([a-z-]+)"></i>')
_DRAWING = re.compile(r'<img [^<>]*src="drawing:(\d+)"[^<>]*>')
_NEEDS_MARKDOWN = re.compile(r"[*_`\[\]<>&\\/#|~^\"'\n\x00-\x1f]|^(?:[-+:=]|\d+[.)]| {4})")
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!<p[ >]).)*)</p>", re.DOTALL)
_IDS = re.compile(r'(\s(?:id|aria-labelledby|aria-describedby)=")([^"]+)"')
_ANCHORS = re.compile(r'(\shref="#)([^"]+)"')


@dataclass(frozen=True, slots=True)
class RenderedText:
    """A text as it is stored. `words` counts the author's prose; `weight` is in bytes, gzipped, drawings included."""

    html: str
    words: int
    weight: int
    headings: tuple[Heading, ...]
    links: tuple[StepLink, ...]
    terms: tuple[str, ...]
    drawings: tuple[str, ...]
    photographs: tuple[str, ...]

    @property
    def anchors(self) -> frozenset[str]:
        return frozenset(heading.id for heading in self.headings)


class Renderer:
    """Renders the texts of one package; faults go to the log. Not for several threads at once."""

    def __init__(self, media: Media, glossary: Iterable[Term], log: ProblemLog, *, language: str = "id") -> None:
        self._media = media
        self._log = log
        self._labels = labels_for(language)
        self._glossary = {term_key(term.term): term for term in glossary}
        self._markdown = Markdown(extensions=_extensions(self._labels.back), output_format="html")
        self._cleaner = new_cleaner()

    def lesson(self, lesson: Lesson, sources: Mapping[str, Source]) -> RenderedText:
        """A whole lesson with its goal, its sources and the list of its terms."""
        file = lesson.place.file
        for offset, message in fence_faults(lesson.body):
            self._log.error(Place(file, lesson.body_line + offset), "bad-block", message)
        page = self._page(lesson.body, Place(file, lesson.body_line))
        page.has_glossary_list = True
        page.goal = lesson.goal
        page.cited = tuple(sources[source].title for source, _ in lesson.sources if source in sources)
        return self._rendered(lesson.body, page)

    def text(self, source: str, place: Place) -> RenderedText:
        """A free text of several paragraphs, as in a quiz; glossary terms are shown without their list."""
        if not _NEEDS_MARKDOWN.search(source):
            return _plain(f"<p>{escape(source, quote=False)}</p>" if source else "", source)
        return self._rendered(source, self._page(source, place))

    def phrase(self, source: str, place: Place) -> RenderedText:
        """A text for a place inside a line, such as a choice: one paragraph loses its `<p>`."""
        if not _NEEDS_MARKDOWN.search(source):
            return _plain(escape(source, quote=False), source)
        rendered = self._rendered(source, self._page(source, place))
        match = _ONE_PARAGRAPH.fullmatch(rendered.html)
        return replace(rendered, html=match[1]) if match else rendered

    def _page(self, text: str, place: Place) -> Page:
        lines = SourceLines(text, place.file, place.line)
        return Page(lines, self._log, self._labels, self._media, self._glossary)

    def _rendered(self, source: str, page: Page) -> RenderedText:
        try:
            html = self._convert(source, page)
        except RecursionError:
            self._log.error(page.source.line(0), "too-deep", "Daftar atau kutipan bertumpuk terlalu dalam.")
            html = ""
        return RenderedText(
            html=html,
            words=page.words,
            weight=len(gzip.compress(html.encode(), 6, mtime=0)),
            headings=tuple(page.headings),
            links=tuple(page.links),
            terms=tuple(term.term for term in page.terms),
            drawings=tuple(dict.fromkeys(path for path, *_ in page.drawings)),
            photographs=tuple(dict.fromkeys(page.photographs)),
        )

    def _convert(self, source: str, page: Page) -> str:
        self._markdown.reset()
        self._markdown.page = page  # type: ignore[attr-defined]
        cleaned = self._cleaner.clean(self._markdown.convert(protect_terms(source)))
        return _ICON.sub(_icon_markup, _DRAWING.sub(lambda match: _drawing_markup(match, page), cleaned))


def placed(html: str, *, media: str, steps: str) -> str:
    """Stored HTML with the addresses of this page: `media` and `steps` are URL prefixes (they end where a file name or a
    step id begins). Icons are placed by the macro `rich_text`."""
    return html.replace('src="media:', f'src="{escape(media)}').replace('href="steps:', f'href="{escape(steps)}')


def with_id_prefix(html: str, prefix: str) -> str:
    """The same HTML with all ids and the links to them prefixed, for several texts on one page (print view)."""
    return _ANCHORS.sub(rf'\g<1>{prefix}-\g<2>"', _IDS.sub(rf'\g<1>{prefix}-\g<2>"', html))


def _extensions(back: str) -> list[Extension]:
    return [
        TableExtension(use_align_attribute=True),
        DefListExtension(),
        SaneListExtension(),
        FootnoteExtension(SEPARATOR="-", BACKLINK_TEXT="↩", BACKLINK_TITLE=f"{back} {{}}"),
        CourseBlocks(),
        CourseInline(),
        _Trees(),
    ]


class _Trees(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is the library's
        md.treeprocessors.register(LessonFrame(md), "lesson-frame", 45)
        md.treeprocessors.register(LessonTree(md), "lesson-tree", 12)


def _icon_markup(match: re.Match[str]) -> str:
    return f'<svg class="icon" aria-hidden="true"><use href="icons.svg#{match[1]}"/></svg>'


def _drawing_markup(match: re.Match[str], page: Page) -> str:
    index = int(match[1])
    if index >= len(page.drawings):
        return ""
    _, drawing, prefix, alt = page.drawings[index]
    return drawing.markup(prefix, alt)


def _plain(html: str, source: str) -> RenderedText:
    return RenderedText(html, len(source.split()), len(html), (), (), (), (), ())
