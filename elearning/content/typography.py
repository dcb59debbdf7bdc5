"""Sets the straight quotation marks of a keyboard as the curved ones of print, in the finished tree."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

_LINE = frozenset({"a", "b", "em", "strong", "i", "span", "sup", "sub", "code", "img", "br"})
_OPENS_AFTER = frozenset(" \n\t\u00a0([{-–—/“‘")
_STRAIGHT = re.compile("[\"']")
_CURVED = {'"': ("“", "”"), "'": ("‘", "’")}


def set_quotation_marks(root: ET.Element) -> None:
    """Each mark opens at the start of a block, after a space or a bracket, and closes elsewhere; code is left alone."""
    _set_in(root, "")


def _set_in(element: ET.Element, before: str) -> str:
    """Walk in reading order; `before` is the last letter read, "" at the start of a block. Returns the new one."""
    if element.tag not in _LINE:
        before = ""
    if element.tag == "code":
        return "x"
    element.text, before = _curved(element.text, before)
    for child in element:
        after = _set_in(child, before)
        child.tail, before = _curved(child.tail, after if child.tag in _LINE else "")
    return before


def _curved(text: str | None, before: str) -> tuple[str | None, str]:
    if not text:
        return text, before
    written = before + text

    def curve(match: re.Match[str]) -> str:
        previous = written[match.start() - 1] if match.start() else ""
        opens = not previous or previous in _OPENS_AFTER
        return _CURVED[match[0]][0 if opens else 1]

    return (_STRAIGHT.sub(curve, written)[len(before) :], text[-1])
