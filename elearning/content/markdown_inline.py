"""Inline marks of lesson text: glossary terms, and raw HTML that is shown as text instead of being passed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

TERM = "data-term"
SHOWN_SEPARATOR = "\x1f"
"""Stands for the bar of `[[term|shown]]` while tables are parsed, so that the bar does not end a cell."""

_TERM_WITH_TEXT = re.compile(r"\[\[([^\[\]|\n]+)\|([^\[\]|\n]+)\]\]")
TERM_PATTERN = r"\[\[([^\[\]\x1f\n]+)(?:\x1f([^\[\]\n]+))?\]\]"
_HTML_PATTERN = r"(<(?:/?[a-zA-Z][^<>\n]*|!--.*?--|![a-zA-Z][^<>]*|\?.*?\?)>)"


def protect_terms(text: str) -> str:
    """The text with the bar of glossary terms replaced by a sign that tables do not know."""
    return _TERM_WITH_TEXT.sub(rf"[[\1{SHOWN_SEPARATOR}\2]]", text)


class CourseInline(Extension):
    """Takes raw HTML out of the language and puts glossary terms into it."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is the library's
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.deregister("automail")
        md.treeprocessors.deregister("prettify")
        md.inlinePatterns.register(_TermProcessor(TERM_PATTERN, md), "term", 176)
        md.inlinePatterns.register(_HtmlProcessor(_HTML_PATTERN, md), "raw-html", 90)


class _TermProcessor(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ET.Element, int, int]:  # type: ignore[override] # noqa: N802, ARG002
        link = ET.Element("a", {TERM: m[1].strip()})
        link.text = (m[2] or m[1]).strip()
        return link, m.start(0), m.end(0)


class _HtmlProcessor(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override] # noqa: N802, ARG002
        page: Any = self.md.page  # type: ignore[attr-defined]
        page.error(m[1], "raw-html", f"HTML mentah tidak diteruskan: {m[1][:40]}")
        return m[1], m.start(0), m.end(0)
