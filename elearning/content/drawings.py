"""SVG drawings: parsed without entities, held to a whitelist, written back as markup that can stand in a page.

A drawing has no colours, styles, scripts or links of its own: classes give it the colours of the page, day and night.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from xml.parsers import expat

MAX_DRAWING_BYTES = 30_000
MAX_TEXT_VIEW_WIDTH = 460.0  # text is 15 units high; wider than this it falls under 13 units in 400

_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_ELEMENTS = _SHAPES | {"svg", "g", "text", "tspan", "title", "desc"}
_CLASSES = frozenset(
    f"drawing__{name}" for name in ("sheet", "tint", "line", "mark", "dot", "numeral", "strong", "soft")
)
_GEOMETRY = frozenset(
    """
    d x y x1 y1 x2 y2 cx cy r rx ry dx dy points width height transform pathLength stroke-width
    stroke-linecap stroke-linejoin stroke-dasharray fill-rule text-anchor dominant-baseline
    """.split()  # noqa: SIM905 - read as a list of words
)
_OWN_ATTRIBUTES = _GEOMETRY | {"class", "fill", "stroke"}
_DROPPED = frozenset({"id", "role", "version", "aria-labelledby", "aria-describedby", "aria-hidden", "focusable"})
_ROOT_ATTRIBUTES = frozenset({"viewBox", "width", "height"})
_SAFE_VALUE = re.compile(r"[\w\s.,()%+-]*", re.ASCII)
_VIEW_BOX = re.compile(r"\s*(-?[\d.]+)[\s,]+(-?[\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)\s*")


@dataclass(frozen=True, slots=True)
class DrawingFault:
    """What is wrong with a drawing, and in which line of its file."""

    line: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing that passed. `inside` is its markup within the svg element, without title and description."""

    view_box: str
    title: str
    description: str
    inside: str
    size: int

    def markup(self, prefix: str, alt: str) -> str:
        """The svg element for a page, named by `alt` (else its own title); ids begin with `prefix`."""
        name = alt or self.title
        title_id, description_id = f"{prefix}-judul", f"{prefix}-uraian"
        described = f' aria-describedby="{description_id}"' if self.description else ""
        description = f'<desc id="{description_id}">{escape(self.description)}</desc>' if self.description else ""
        return (
            f'<svg class="drawing" viewBox="{escape(self.view_box)}" role="img" aria-labelledby="{title_id}"{described}>'
            f'<title id="{title_id}">{escape(name)}</title>{description}{self.inside}</svg>'
        )


class _Refused(Exception):
    """The parser met something that a drawing must not contain."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_drawing(raw: bytes) -> tuple[Drawing | None, tuple[DrawingFault, ...]]:
    """The drawing and all its faults; a drawing with faults is None."""
    if len(raw) > MAX_DRAWING_BYTES:
        size = f"{len(raw) / 1000:.1f}".replace(".", ",")
        return None, (
            DrawingFault(1, "drawing-too-big", f"Gambar {size} KB; batasnya {MAX_DRAWING_BYTES // 1000} KB."),
        )
    try:
        root, lines = _parse(raw)
    except _Refused as error:
        return None, (DrawingFault(error.line, "drawing-unsafe", str(error)),)
    except expat.ExpatError as error:
        return None, (
            DrawingFault(error.lineno, "bad-svg", "SVG tidak terbaca: tag tidak tertutup atau tanda < dan & lepas."),
        )
    faults = tuple(_faults(root, lines))
    if faults:
        return None, faults
    return _drawing(root, len(raw)), ()


def _parse(raw: bytes) -> tuple[ET.Element, dict[ET.Element, int]]:
    """The tree and the line of each element, by a parser that refuses document types, entities and instructions."""
    builder = ET.TreeBuilder()
    lines: dict[ET.Element, int] = {}
    parser = expat.ParserCreate(namespace_separator="}")
    depth = 0

    def refuse(*_args: object) -> None:
        raise _Refused(parser.CurrentLineNumber, "SVG memuat DOCTYPE, entitas, atau perintah pengolah; hapus.")

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > 24:
            raise _Refused(parser.CurrentLineNumber, "Kelompok (g) di dalam SVG terlalu dalam.")
        named = {_braced(name): value for name, value in attributes.items()}
        lines[builder.start(_braced(tag), named)] = parser.CurrentLineNumber

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_braced(tag))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ProcessingInstructionHandler = refuse
    parser.Parse(raw, True)
    return builder.close(), lines


def _braced(name: str) -> str:
    return "{" + name if "}" in name else name


def _faults(root: ET.Element, lines: dict[ET.Element, int]) -> Iterator[DrawingFault]:
    if root.tag != f"{_SVG}svg":
        yield DrawingFault(1, "bad-svg", 'Unsur terluar harus <svg xmlns="http://www.w3.org/2000/svg">.')
        return
    yield from _root_faults(root)
    for element, is_coloured in _walk(root, is_coloured=False):
        yield from _element_faults(element, lines[element], is_root=element is root)
        name = element.tag.removeprefix(_SVG)
        if name in _SHAPES and not is_coloured:
            message = f"<{name}> tidak berkelas drawing__…: ia akan hitam pada siang dan malam."
            yield DrawingFault(lines[element], "drawing-without-class", message)


def _walk(element: ET.Element, *, is_coloured: bool) -> Iterator[tuple[ET.Element, bool]]:
    coloured = is_coloured or "drawing__" in element.get("class", "")
    yield element, coloured
    for child in element:
        yield from _walk(child, is_coloured=coloured)


def _root_faults(root: ET.Element) -> Iterator[DrawingFault]:
    match = _VIEW_BOX.fullmatch(root.get("viewBox", ""))
    if not match:
        yield DrawingFault(1, "drawing-view-box", 'viewBox harus ada, misalnya viewBox="0 0 400 240".')
    elif root.find(f".//{_SVG}text") is not None and float(match[3]) > MAX_TEXT_VIEW_WIDTH:
        message = f"viewBox selebar {match[3]}: tulisannya menjadi lebih kecil dari 13 satuan; pakai lebar 400."
        yield DrawingFault(1, "drawing-small-text", message)
    title = root.find(f"{_SVG}title")
    if title is None or not "".join(title.itertext()).strip():
        yield DrawingFault(1, "missing-alt", "Gambar belum punya <title> yang menceritakan isinya.")


def _element_faults(element: ET.Element, line: int, *, is_root: bool) -> Iterator[DrawingFault]:
    name = element.tag.removeprefix(_SVG)
    if not element.tag.startswith(_SVG) or name not in _ELEMENTS or (name == "svg" and not is_root):
        shown = element.tag.rpartition("}")[2]
        yield DrawingFault(line, "drawing-element", f"Unsur <{shown}> tidak boleh ada dalam gambar.")
        return
    for attribute, value in element.attrib.items():
        message = _attribute_fault(attribute, value, is_root=is_root)
        if message:
            yield DrawingFault(line, "drawing-attribute", message)


def _attribute_fault(attribute: str, value: str, *, is_root: bool) -> str | None:
    if attribute in _DROPPED or (is_root and attribute in _ROOT_ATTRIBUTES):
        return None
    if attribute == "class":
        strange = [c for c in value.split() if c not in _CLASSES and not (is_root and c == "drawing")]
        return f"Kelas {', '.join(strange)} tidak dikenal; pakai kelas drawing__… dari petunjuk." if strange else None
    if attribute in ("fill", "stroke"):
        return (
            None if value == "none" else f'Warna sendiri ({attribute}="{value}") tidak boleh; warna datang dari kelas.'
        )
    if attribute == "font-size":
        return "font-size tidak berpengaruh: ukuran tulisan datang dari halaman; hapus."
    if attribute not in _GEOMETRY:
        return f"Atribut {attribute.rpartition('}')[2]} tidak boleh ada dalam gambar."
    return None if _SAFE_VALUE.fullmatch(value) else f"Isi atribut {attribute} tidak boleh."


def _drawing(root: ET.Element, size: int) -> Drawing:
    title, description = root.find(f"{_SVG}title"), root.find(f"{_SVG}desc")
    return Drawing(
        view_box=" ".join(root.get("viewBox", "").replace(",", " ").split()),
        title=_plain_text(title),
        description=_plain_text(description),
        inside="".join(_written(child) for child in root if child is not title and child is not description),
        size=size,
    )


def _written(element: ET.Element) -> str:
    name = element.tag.removeprefix(_SVG)
    if name in ("title", "desc"):
        return ""
    attributes = "".join(
        f' {key}="{escape(" ".join(value.split()))}"' for key, value in element.attrib.items() if key in _OWN_ATTRIBUTES
    )
    if name in _SHAPES:
        return f"<{name}{attributes}/>"
    keeps_text = name in ("text", "tspan")
    inside = escape(_squeezed(element.text)) if keeps_text else ""
    for child in element:
        inside += _written(child) + (escape(_squeezed(child.tail)) if keeps_text else "")
    return f"<{name}{attributes}>{inside}</{name}>"


def _squeezed(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _plain_text(element: ET.Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
