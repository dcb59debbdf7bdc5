r"""The signs of GIFT and their escapes: finding them where they are not escaped, writing and reading texts.

A backslash before one of `~ = # { } : n \` takes its meaning away (`\n` is a line break); before any other character
it is a backslash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from elearning.content.formats.source import WHITE
from elearning.content.formats.values import NO_TEXT, Text, TextFormat

MARKERS = {f"[{format_}]": format_ for format_ in TextFormat}

WHITE_IN_LINE = " \t\f\v"
"""What is cut from the ends of a text that is written; a line break there is escaped and stays."""

_ESCAPABLE = "~=#{}:\\"
_ESCAPED = re.compile(r"\\([~=#{}:n\\])")
_UNSAFE = re.compile(r"[~=#{}:\\\n]")


class SignFinder:
    """Finds signs that no backslash escapes; one pass over the text, whatever it holds."""

    def __init__(self, *signs: str) -> None:
        self._pattern = re.compile(rf"\\[{re.escape(_ESCAPABLE)}n]|({'|'.join(map(re.escape, signs))})")

    def all(self, text: str, start: int = 0) -> Iterator[int]:
        """The offset of each sign."""
        return (found.start() for found in self._pattern.finditer(text, start) if found.group(1))

    def first(self, text: str, start: int = 0) -> int:
        """The offset of the first sign, or −1."""
        return next(self.all(text, start), -1)


def unescape(raw: str) -> str:
    """The text that `raw` writes, its ends trimmed before escapes are read, so that an escaped line break stays."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], raw.strip(WHITE))


def escape(text: str) -> str:
    """`text` as GIFT writes it, in one line; spaces at its ends cannot be written."""
    return escape_inside(text.strip(WHITE_IN_LINE))


def escape_inside(text: str) -> str:
    """`text` escaped, with the spaces at its ends: they stand inside a sentence."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSAFE.sub(lambda found: "\\n" if found[0] == "\n" else f"\\{found[0]}", plain)


def read_marked(raw: str, default: TextFormat) -> Text:
    """A text with the format that may stand before it, such as `[html]`."""
    raw = raw.strip(WHITE)
    marker = raw[: raw.find("]") + 1] if raw.startswith("[") else ""
    if marker not in MARKERS:
        return as_text(unescape(raw), default)
    return as_text(unescape(raw[len(marker) :]), MARKERS[marker])


def write_marked(text: Text, default: TextFormat) -> str:
    """A text with its format before it where that is not `default`, or where the text itself looks like one."""
    written = escape(text.content)
    looks_marked = written.startswith(tuple(MARKERS))
    return f"[{text.format}]{written}" if text and (text.format != default or looks_marked) else written


def as_text(content: str, format_: TextFormat) -> Text:
    """The text, or the one value for all texts that say nothing."""
    return Text(content, format_) if content else NO_TEXT
