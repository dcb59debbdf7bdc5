"""The blocks of lesson text (`/// contoh` … `///`), built with the markup of the components they look like.

Titles and texts are left as Markdown in the tree; inline parsing comes after. `data-*` marks are for later steps of
rendering and do not survive cleaning.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from elearning.content.page import Page

UNCOUNTED = "data-uncounted"
BLOCK_TITLE = "data-block-title"
CAPTION = "data-caption"

_CHOICE = re.compile(r"\(([ xX]?)\)\s+(.*?)(?:\s+::\s+(.*))?", re.DOTALL)
_OWN_VERDICT = re.compile(r"(Benar|Tepat|Betul|Belum tepat|Belum|Kurang tepat|Keliru|Salah)[.,:]\s+(?=\S)")


class CourseBlocks(BlocksExtension):  # type: ignore[misc]
    """Registers the blocks; `md.page` is the page being rendered."""

    def extendMarkdownBlocks(self, md: Any, block_mgr: Any) -> None:  # noqa: N802, ARG002 - the name is the library's
        for block in (_Example, _Attention, _Summary, _Law, _TryFirst, _Answer, _SelfCheck, _Caption):
            block_mgr.register(block, {})


class _CourseBlock(Block):  # type: ignore[misc]
    """A block with an optional title and no options."""

    ARGUMENT = None

    @property
    def page(self) -> Page:
        page: Page = self.md.page
        return page

    @property
    def title(self) -> str:
        return (self.argument or "").strip()

    def on_validate(self, _parent: ET.Element) -> bool:
        return not self.options.get("attrs")


class _Example(_CourseBlock):
    NAME = "contoh"

    def on_create(self, parent: ET.Element) -> ET.Element:
        example = ET.SubElement(parent, "div", {"class": "example"})
        head = ET.SubElement(example, "p", {"class": "example__head"} | _uncounted(not self.title))
        head.text = self.title or self.page.labels.example
        return example

    def on_end(self, block: ET.Element) -> None:
        children = list(block)[1:]
        body: ET.Element | None = None
        for child in children:
            block.remove(child)
            if child.tag == "dl":
                child.set("class", "example__parts")
                block.append(child)
                body = None
                continue
            if body is None:
                body = ET.SubElement(block, "div", {"class": "example__body"})
            body.append(child)


class _Alert(_CourseBlock):
    """An admonition: icon, title, text."""

    MODIFIER = ""
    ICON = "info"

    def on_create(self, parent: ET.Element) -> ET.Element:
        alert = ET.SubElement(parent, "div", {"class": f"alert {self.MODIFIER}".strip()} | self._marks())
        alert.append(icon(self.ICON))
        body = ET.SubElement(alert, "div", {"class": "alert__body"})
        title = ET.SubElement(body, "p", {"class": "alert__title"} | _uncounted(not self.title))
        title.text = self.title or self.default_title()
        return alert

    def on_add(self, block: ET.Element) -> ET.Element:
        return block[1]

    def default_title(self) -> str:
        raise NotImplementedError

    def _marks(self) -> dict[str, str]:
        return {}


class _Attention(_Alert):
    NAME = "perhatian"
    MODIFIER = "alert--attention"
    ICON = "warning"

    def default_title(self) -> str:
        return self.page.labels.attention


class _Summary(_Alert):
    NAME = "ringkasan"
    MODIFIER = "alert--done"
    ICON = "check"

    def default_title(self) -> str:
        return self.page.labels.summary

    def _marks(self) -> dict[str, str]:
        return _uncounted()


class _Law(_Alert):
    NAME = "dasar-hukum"
    ICON = "book"

    def default_title(self) -> str:
        return self.page.labels.law


class _TryFirst(_CourseBlock):
    NAME = "coba"

    def on_create(self, parent: ET.Element) -> ET.Element:
        title_id = self.page.unique_id(f"coba-{self.page.number('coba')}")
        section = ET.SubElement(parent, "section", {"class": "try-first", "aria-labelledby": title_id})
        marks = {BLOCK_TITLE: "yes", "class": "try-first__title", "id": title_id}
        title = ET.SubElement(section, "h3", marks | _uncounted(not self.title))
        title.append(icon("pencil"))
        name = ET.SubElement(title, "span")
        name.text = self.title or self.page.labels.try_first
        return section


class _Answer(_CourseBlock):
    NAME = "jawaban"

    def on_create(self, parent: ET.Element) -> ET.Element:
        return _disclosure(parent, self.title or self.page.labels.answer, is_generated=not self.title)

    def on_add(self, block: ET.Element) -> ET.Element:
        return block[1]


class _SelfCheck(_CourseBlock):
    NAME = "cek-diri"

    def on_create(self, parent: ET.Element) -> ET.Element:
        question_id = self.page.unique_id(f"cek-diri-{self.page.number('cek-diri')}")
        box = ET.SubElement(parent, "div", {"class": "self-check", "role": "group", "aria-labelledby": question_id})
        question = ET.SubElement(box, "p", {"class": "self-check__question", "id": question_id})
        label = ET.SubElement(question, "b", _uncounted())
        label.text = f"{self.page.labels.self_check}."
        label.tail = f" {self.title}" if self.title else ""
        return box

    def on_end(self, block: ET.Element) -> None:
        place = self.page.source.find(f"/ {self.NAME}", otherwise=self.NAME)
        lists = [child for child in block if child.tag == "ul"]
        if len(lists) != 1:
            self.page.log.error(
                place, "self-check", "“cek-diri” berisi satu daftar pilihan: “- (x) pilihan :: umpan balik”."
            )
            return
        choices = [self._parsed(item) for item in lists[0]]
        faults = _self_check_faults(choices, has_question=bool(self.title) or len(block) > 2)
        for message in faults:
            self.page.log.error(place, "self-check", message)
        index = list(block).index(lists[0])
        block.remove(lists[0])
        listed = ET.Element("div", {"class": "choice-list"})
        for is_right, text, feedback, rest in choices:
            self._choice(listed, text, (is_right, feedback), rest)
        block.insert(index, listed)
        hint = ET.SubElement(block, "p", {"class": "soft small"} | _uncounted())
        hint.text = self.page.labels.self_check_hint

    def _parsed(self, item: ET.Element) -> tuple[bool | None, str, str, list[ET.Element]]:
        """(is right, choice, feedback, further elements) of a list item; None as first when it is no choice."""
        first = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else None
        text = (first.text if first is not None else item.text) or ""
        rest = [child for child in item if child is not first]
        match = _CHOICE.fullmatch(text.strip())
        if not match:
            return None, text.strip(), "", rest
        return match[1].lower() == "x", match[2].strip(), (match[3] or "").strip(), rest

    def _choice(self, parent: ET.Element, text: str, verdict: tuple[bool | None, str], rest: list[ET.Element]) -> None:
        is_right, feedback = bool(verdict[0]), verdict[1]
        details = _disclosure(parent, text)
        body = details[1]
        answer = ET.SubElement(body, "p")
        status = ET.SubElement(
            answer, "b", {"class": f"status status--{'done' if is_right else 'attention'}"} | _uncounted()
        )
        status.append(icon("done" if is_right else "info"))
        own = _OWN_VERDICT.match(feedback)
        word = ET.SubElement(status, "span")
        word.text = f"{own[1] if own else self._default_verdict(is_right=is_right)}."
        status.tail = " " + (feedback[own.end() :] if own else feedback)
        body.extend(rest)

    def _default_verdict(self, *, is_right: bool) -> str:
        return self.page.labels.right if is_right else self.page.labels.wrong


class _Caption(_CourseBlock):
    NAME = "caption"

    def on_create(self, parent: ET.Element) -> ET.Element:
        return ET.SubElement(parent, "div", {CAPTION: "yes"})


def icon(name: str) -> ET.Element:
    """A mark that becomes an icon of the sprite once the text is clean."""
    return ET.Element("i", {"class": f"icon-{name}"})


def _disclosure(parent: ET.Element, summary: str, *, is_generated: bool = False) -> ET.Element:
    details = ET.SubElement(parent, "details", {"class": "disclosure"})
    button = ET.SubElement(details, "summary", {"class": "disclosure__button"} | _uncounted(is_generated))
    name = ET.SubElement(button, "span")
    name.text = summary
    button.append(icon("chevron"))
    ET.SubElement(details, "div", {"class": "disclosure__body"})
    return details


def _uncounted(is_so: bool = True) -> dict[str, str]:  # noqa: FBT001, FBT002 - reads as a word in the calls above
    return {UNCOUNTED: "yes"} if is_so else {}


def _self_check_faults(
    choices: list[tuple[bool | None, str, str, list[ET.Element]]], *, has_question: bool
) -> list[str]:
    faults = []
    if not has_question:
        faults.append("“cek-diri” belum punya pertanyaan; tulis sesudah tanda |.")
    if any(is_right is None for is_right, *_ in choices):
        faults.append("Setiap pilihan “cek-diri” diawali ( ) atau (x).")
    if not any(is_right for is_right, *_ in choices):
        faults.append("“cek-diri” belum punya jawaban benar; tandai dengan (x).")
    if len(choices) < 2:
        faults.append("“cek-diri” perlu paling sedikit dua pilihan.")
    faults.extend(
        f"Pilihan “{text[:40]}” belum punya umpan balik; tulis sesudah ::"
        for _, text, feedback, rest in choices
        if not feedback and not rest
    )
    return faults
