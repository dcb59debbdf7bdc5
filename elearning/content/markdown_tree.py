"""Gives parsed lesson text its final shape: headings with anchors, figures, tables in their box, links, task lists.

Runs once on the finished tree, in the order of the document, and notes in the page what it meets.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

from markdown.treeprocessors import Treeprocessor

from elearning.content.drawings import Drawing
from elearning.content.fields import ID_PATTERN
from elearning.content.markdown_blocks import BLOCK_TITLE, CAPTION, UNCOUNTED, icon
from elearning.content.markdown_frame import term_key
from elearning.content.markdown_inline import TERM
from elearning.content.media import MEDIA_FOLDER
from elearning.content.page import Heading, Page, StepLink, slug_of
from elearning.content.photographs import Photograph
from elearning.content.typography import set_quotation_marks

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_INLINE = frozenset({"a", "b", "em", "strong", "code", "i", "span", "sup", "sub", "img", "br"})
_HELD = re.compile("\x02([^\x03]*)\x03")
_STEP_LINK = re.compile(r"([a-z0-9-]{1,64})?(?:#([A-Za-z0-9_:.-]+))?")
_OUTSIDE = ("https://", "http://", "mailto:", "tel:")
_MEDIA_PATH = re.compile(rf"{MEDIA_FOLDER}/[A-Za-z0-9][A-Za-z0-9_.-]*")
_TASK = re.compile(r"\[([ xX])\]\s+")


class LessonTree(Treeprocessor):
    """The last step before the tree becomes text."""

    def run(self, root: ET.Element) -> None:
        page: Page = self.md.page  # type: ignore[attr-defined]
        page.words = count_words(root)
        set_quotation_marks(root)
        shape_headings(root, page)
        shape_notes(root, page)
        shape_figures_and_tables(root, page)
        shape_tasks(root, page)
        shape_links(root, page)
        flag_lost_marks(root, page)


def count_words(root: ET.Element) -> int:
    """Words of the author's prose: everything with a letter or digit, without what rendering added."""
    return sum(1 for word in _prose(root).split() if any(letter.isalnum() for letter in word))


def _prose(element: ET.Element) -> str:
    if element.get(UNCOUNTED):
        return ""
    parts = [_written(element.text)]
    for child in element:
        parts += [_prose(child), _written(child.tail)]
    return "".join(parts) if element.tag in _INLINE else f" {''.join(parts)} "


def _written(text: str | None) -> str:
    return _HELD.sub(lambda held: chr(int(held[1])) if held[1].isdigit() else " ", text or "")


def plain_text(element: ET.Element) -> str:
    """The text of an element as a reader sees it."""
    return " ".join(_written("".join(element.itertext())).split())


def shape_headings(root: ET.Element, page: Page) -> None:
    """Levels 2 to 4 without a jump, each with an anchor; the titles of blocks sit one level below."""
    own_level, last_level = 1, 1
    for heading in root.iter():
        if heading.tag not in _HEADINGS:
            continue
        if heading.get(BLOCK_TITLE):
            last_level = min(own_level + 1, 4)
            heading.tag = f"h{last_level}"
            continue
        text, level = plain_text(heading), _HEADINGS[heading.tag]
        if not heading.get("id"):
            _check_level(text, level, last_level, page)
            level = min(max(level, 2), 4)
            heading.tag = f"h{level}"
            heading.set("id", page.unique_id(slug_of(text)))
            page.headings.append(Heading(level, heading.get("id", ""), text))
        own_level = last_level = level


def _check_level(text: str, level: int, last_level: int, page: Page) -> None:
    if not 2 <= level <= 4:
        page.error(text, "heading-level", f"Judul “{text[:40]}” harus ## sampai ####; judul halaman sudah ada.")
    elif level > last_level + 1:
        page.error(text, "heading-level", f"Judul “{text[:40]}” melompati satu tingkat.")


def shape_notes(root: ET.Element, page: Page) -> None:
    """Footnotes become a named section."""
    for box in root.iter("div"):
        if box.get("class") != "footnote":
            continue
        box.tag = "section"
        box.set("class", "footnotes")
        box.set("aria-labelledby", "catatan")
        box[0].tag = "h2"
        box[0].set("id", "catatan")
        box[0].text = page.labels.notes
    for link in root.iter("a"):
        if link.get("class") == "footnote-ref":
            link.set("aria-label", f"{page.labels.note} {link.text}")
        elif link.get("class") == "footnote-backref":
            link.set("aria-label", link.attrib.pop("title", page.labels.back))


def shape_figures_and_tables(parent: ET.Element, page: Page) -> None:
    """A picture alone in its paragraph becomes a figure, a table gets its box; a caption goes into the one before it."""
    before: ET.Element | None = None
    for child in list(parent):
        if child.get(CAPTION):
            _attach_caption(child, before, page)
            parent.remove(child)
            continue
        if child.tag == "p" and _is_picture_alone(child):
            _to_figure(child, page)
        elif child.tag == "img":
            _place_picture(child, page, is_alone=False)
        elif child.tag == "table":
            child = _box_table(parent, child, page)
        else:
            shape_figures_and_tables(child, page)
        before = child
    _warn_of_nameless_tables(parent, page)


def _is_picture_alone(paragraph: ET.Element) -> bool:
    if len(paragraph) != 1 or paragraph[0].tag != "img":
        return False
    return not (paragraph.text or "").strip() and not (paragraph[0].tail or "").strip()


def _to_figure(paragraph: ET.Element, page: Page) -> None:
    paragraph.tag = "figure"
    paragraph.text = paragraph[0].tail = None
    paragraph.attrib.clear()
    picture = _place_picture(paragraph[0], page)
    if isinstance(picture, Photograph):
        paragraph.set("data-kind", "photograph")
        caption = ET.SubElement(paragraph, "figcaption")
        size = ET.SubElement(caption, "span", {"class": "soft small"})
        size.text = f"{max(round(picture.size / 1000), 1)} KB"


def _place_picture(image: ET.Element, page: Page, *, is_alone: bool = True) -> Drawing | Photograph | None:
    source, alt = image.get("src", ""), " ".join(_written(image.get("alt", "")).split())
    image.attrib.clear()
    place = page.source.find(f"]({source}", otherwise=source)
    if not is_alone:
        page.log.error(place, "inline-picture", f"Gambar {source} harus berdiri sendiri di antara baris kosong.")
    if not alt:
        message = f"Gambar {source} belum punya teks pengganti: tulis isinya di antara ![ dan ]."
        page.log.error(place, "missing-alt", message)
    if not _MEDIA_PATH.fullmatch(source):
        page.log.error(place, "picture-outside", f"Gambar {source[:60]} harus berada di folder media/ paket ini.")
        return None
    picture = page.media.picture(source)
    if picture is None:
        if not page.media.exists(source):
            page.log.error(place, "missing-media", f"Gambar {source} tidak ada.")
        return None
    image.set("alt", alt)
    if isinstance(picture, Drawing):
        image.set("src", f"drawing:{len(page.drawings)}")
        page.drawings.append((source, picture, page.unique_id(f"gambar-{page.number('drawing')}"), alt))
    else:
        page.photographs.append(source)
        image.set("src", f"media:{source.removeprefix(MEDIA_FOLDER + '/')}")
        image.attrib |= {
            "width": str(picture.width),
            "height": str(picture.height),
            "loading": "lazy",
            "decoding": "async",
        }
    return picture


def _warn_of_nameless_tables(parent: ET.Element, page: Page) -> None:
    """Who hears the page moves from table to table by their captions."""
    for box in parent.findall("div[@class='table-box']"):
        heading = next((text for cell in box.iter("th") if (text := plain_text(cell).strip())), "")
        place = page.source.find(f"| {heading}", otherwise="|")
        if box.find("table/caption") is None:
            message = "Tabel ini belum bernama: tulis blok “/// caption” langsung di bawahnya."
            page.log.warning(place, "missing-caption", message)


def _attach_caption(caption: ET.Element, before: ET.Element | None, page: Page) -> None:
    place = page.source.find("/ caption")
    if before is not None and before.tag == "figure":
        kind = "photograph" if before.attrib.pop("data-kind", "") else "figure"
        holder = before.find("figcaption")
        holder = holder if holder is not None else ET.SubElement(before, "figcaption")
        name = page.labels.photograph if kind == "photograph" else page.labels.figure
    elif before is not None and before.get("class") == "table-box":
        kind, name = "table", page.labels.table
        table = before[0]
        title_id = page.unique_id(f"tabel-{page.number('table')}")
        holder = ET.Element("caption", {"id": title_id})
        table.insert(0, holder)
        before.attrib.pop("aria-label", None)
        before.set("aria-labelledby", title_id)
        _fill_caption(holder, caption, f"{name} {page.number('table-caption')}.", strong=False)
        return
    else:
        page.log.error(place, "lost-caption", "Keterangan (caption) harus langsung di bawah gambar atau tabel.")
        return
    _fill_caption(holder, caption, f"{name} {page.number(kind)}.", strong=True)


def _fill_caption(holder: ET.Element, caption: ET.Element, number: str, *, strong: bool) -> None:
    """Paragraphs of the caption become one run of text behind its number; what stands there already stays last."""
    parts: list[ET.Element] = []
    label = ET.Element("b" if strong else "span")
    label.text, label.tail = number, " "
    parts.append(label)
    for paragraph in caption:
        run = ET.Element("span")
        run.text, run.tail = paragraph.text, " "
        run.extend(list(paragraph))
        parts.append(run)
    for index, part in enumerate(parts):
        holder.insert(index, part)


def _box_table(parent: ET.Element, table: ET.Element, page: Page) -> ET.Element:
    table.set("class", "data-table")
    for cell in table.iter():
        if cell.tag in ("th", "td") and cell.attrib.pop("align", "") == "right":
            cell.set("class", "is-number")
    for heading in table.findall("thead/tr/th"):
        heading.set("scope", "col")
    firsts = [row[0] for row in table.findall("tbody/tr") if len(row) > 1]
    if all(any(letter.isalpha() for letter in plain_text(first)) for first in firsts):
        for first in firsts:
            first.tag = "th"
            first.set("scope", "row")
    box = ET.Element("div", {"class": "table-box", "role": "region", "tabindex": "0"})
    box.set("aria-label", f"{page.labels.table} {page.number('table-box')}")
    index = list(parent).index(table)
    parent.remove(table)
    box.append(table)
    box.tail, table.tail = table.tail, None
    parent.insert(index, box)
    return box


def shape_tasks(root: ET.Element, page: Page) -> None:
    """`[ ]` and `[x]` at the start of a list item become an icon and a word; nothing to tick, nothing kept."""
    for holder in root.iter("ul"):
        for item in holder:
            first = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
            match = _TASK.match(first.text or "")
            if not match:
                continue
            is_done = match[1] in "xX"
            mark = icon("done" if is_done else "circle")
            word = ET.Element("span", {"class": "visually-hidden"})
            word.text = page.labels.task_done if is_done else page.labels.task_open
            word.tail = (first.text or "")[match.end() :]
            first.text = None
            first.insert(0, mark)
            first.insert(1, word)
            holder.set("class", "task-list")


def shape_links(root: ET.Element, page: Page) -> None:
    """Terms point to the list of terms, steps to steps; what leads outside says so; all else is refused."""
    linked: set[str] = set()
    for link in root.iter("a"):
        if link.get(TERM) is not None:
            _shape_term(link, page, linked)
        elif not (link.get("class") or link.get("href", "").startswith("#ke-istilah-")):
            _shape_link(link, page)


def _shape_term(link: ET.Element, page: Page, linked: set[str]) -> None:
    written = link.attrib.pop(TERM)
    key = term_key(written)
    term = page.glossary.get(key)
    place = page.source.find(f"[[{written}")
    if term is None:
        page.log.error(place, "unknown-term", f"Istilah “{written}” tidak ada di glossary.yaml.")
    if term is None or not page.has_glossary_list:
        link.tag = "span"
        return
    slug = slug_of(term.term)
    link.attrib |= {"class": "term", "href": f"#istilah-{slug}"}
    if key not in linked:
        linked.add(key)
        link.set("id", f"ke-istilah-{slug}")


def _shape_link(link: ET.Element, page: Page) -> None:
    target = _written(link.get("href", "")).strip()
    place = page.source.find(f"]({target}", otherwise=target)
    link.attrib.pop("title", None)
    match = _STEP_LINK.fullmatch(target)
    if target.startswith(_OUTSIDE):
        if target.startswith("http"):
            link.set("rel", "external noopener noreferrer")
        return
    if match and target and target != "#" and (match[1] is None or ID_PATTERN.fullmatch(match[1])):
        step, anchor = match[1] or "", match[2] or ""
        page.links.append(StepLink(step, anchor, place))
        link.set("href", f"steps:{target}" if step else target)
        return
    link.attrib.pop("href", None)
    link.tag = "span"
    message = f"Tautan “{target[:60]}” tidak dikenal; tulis https://…, id langkah, atau #judul."
    page.log.error(place, "bad-link", message)


_LOST_MARKS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    (r"\[\^([^\]]{1,64})\]", "unknown-footnote", lambda name: f"Catatan kaki [^{name}] tidak ada."),
    (r"\[\[([^\[\]]{1,80})", "bad-term", lambda name: f"Istilah “{name}” tidak ditutup dengan ]]."),
    (
        r"!\[([^\]]{0,80})\]",
        "bad-picture-mark",
        lambda name: f"Gambar “{name}” tidak terbaca; bentuknya ![…](media/…).",
    ),
)


def flag_lost_marks(root: ET.Element, page: Page) -> None:
    """Marks that are still text at the end have not been understood."""
    for element in root.iter():
        if element.tag == "code":
            continue
        for text in (element.text, element.tail):
            _flag_lost_marks_in(text, page)


def _flag_lost_marks_in(text: str | None, page: Page) -> None:
    if not text or "[" not in text:
        return
    for pattern, code, sentence in _LOST_MARKS:
        for match in re.finditer(pattern, text):
            page.error(match[0], code, sentence(match[1]))
