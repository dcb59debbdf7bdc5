"""What rendering adds around a lesson's own text before inline parsing: goal, sources, list of terms."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from elearning.content.markdown_blocks import UNCOUNTED
from elearning.content.markdown_inline import TERM_PATTERN
from elearning.content.page import Page, slug_of
from elearning.content.schema import Term

LEAD_WORDS = 40
"""An opening paragraph up to this length is set larger."""


class LessonFrame(Treeprocessor):
    """Runs after footnotes are gathered and before inline parsing, so that added texts may hold Markdown."""

    def run(self, root: ET.Element) -> None:
        page: Page = self.md.page  # type: ignore[attr-defined]
        has_lead = _mark_lead(root) if page.has_glossary_list else False
        if page.goal:
            root.insert(_after_opening(root) if has_lead else 0, _goal(page))
        if page.cited:
            sources = ET.SubElement(root, "p", {"class": "rich-text__source", UNCOUNTED: "yes"})
            sources.text = AtomicString(f"{page.labels.sources}: {'; '.join(page.cited)}.")
        if page.has_glossary_list:
            _add_terms(root, page)


def _mark_lead(root: ET.Element) -> bool:
    first = root[0] if len(root) else None
    if first is None or first.tag != "p" or (first.text or "").lstrip().startswith("!["):
        return False
    if len((first.text or "").split()) > LEAD_WORDS:
        return False
    first.set("class", "rich-text__lead")
    return True


def _after_opening(root: ET.Element) -> int:
    """The place behind the first paragraph, and behind what it announces when it ends in a colon."""
    place = 1
    while place < len(root) and (root[place - 1].text or "").rstrip().endswith(":"):
        place += 1
    return place


def _goal(page: Page) -> ET.Element:
    goal = ET.Element("p", {"class": "rich-text__goal", UNCOUNTED: "yes"})
    name = ET.SubElement(goal, "b")
    name.text = page.labels.goal
    name.tail = f" {page.labels.can} {page.goal.rstrip('.')}."
    return goal


def _add_terms(root: ET.Element, page: Page) -> None:
    terms = _terms_in("\n".join(_texts(root)), page)
    if not terms:
        return
    section = ET.SubElement(root, "section", {"class": "glossary", "aria-labelledby": "istilah", UNCOUNTED: "yes"})
    title = ET.SubElement(section, "h2", {"id": "istilah"})
    title.text = page.labels.terms
    listed = ET.SubElement(section, "dl")
    for term in terms:
        page.terms.append(term)
        name = ET.SubElement(listed, "dt", {"id": f"istilah-{slug_of(term.term)}"})
        name.text = AtomicString(term.term)
        meaning = ET.SubElement(listed, "dd")
        meaning.text = f"{term.text} "
        back = ET.SubElement(meaning, "a", {"href": f"#ke-istilah-{slug_of(term.term)}"})
        back.set("aria-label", f"{page.labels.back}: {term.term}")
        back.text = AtomicString("↩")


def _texts(root: ET.Element) -> list[str]:
    return [text for element in root.iter() for text in (element.text, element.tail) if text]


def _terms_in(text: str, page: Page) -> list[Term]:
    """Known terms in the order of first use; a meaning may use further terms, which are listed too."""
    found: dict[str, Term] = {}
    waiting = [text]
    while waiting:
        for match in re.finditer(TERM_PATTERN, waiting.pop(0)):
            key = term_key(match[1])
            term = page.glossary.get(key)
            if term is not None and key not in found:
                found[key] = term
                waiting.append(term.text)
    return list(found.values())


def term_key(term: str) -> str:
    """Under what a term is looked up: capitals and outer spaces do not matter."""
    return " ".join(term.split()).casefold()
