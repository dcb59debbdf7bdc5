"""Cuts a GIFT file into questions and category lines, each with its line; looks at line beginnings only."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from elearning.content.formats.source import WHITE, numbered_lines

CATEGORY_SIGN = "$CATEGORY:"
COMMENT_SIGN = "//"


@dataclass(slots=True)
class Block:
    """Lines without a blank one between them; comments are kept apart, so that they are in no text."""

    comments: list[tuple[int, str]] = field(default_factory=list)
    category: str | None = None
    _lines: list[str] = field(default_factory=list)
    _numbers: list[int] = field(default_factory=list)
    _offsets: list[int] = field(default_factory=list)
    _length: int = 0

    def add(self, number: int, line: str) -> None:
        self._numbers.append(number)
        self._offsets.append(self._length)
        self._lines.append(line)
        self._length += len(line) + 1

    @property
    def text(self) -> str:
        return "\n".join(self._lines)

    @property
    def first_line(self) -> int:
        return self._numbers[0] if self._numbers else self.comments[0][0]

    def line_at(self, offset: int) -> int:
        """The number of the line that holds `offset` of the text."""
        return self._numbers[max(bisect_right(self._offsets, offset) - 1, 0)]

    def __bool__(self) -> bool:
        return bool(self._numbers or self.comments)


def read_blocks(text: str) -> Iterator[Block]:
    """The blocks in order; a category line is a block of its own, also without a blank line around it."""
    block = Block()
    for number, line in numbered_lines(text):
        bare = line.strip(WHITE)
        if bare.startswith(CATEGORY_SIGN):
            if block:
                yield block
            yield _category(number, bare)
            block = Block()
        elif bare.startswith(COMMENT_SIGN):
            block.comments.append((number, bare))
        elif bare:
            block.add(number, line)
        elif block:
            yield block
            block = Block()
    if block:
        yield block


def _category(number: int, bare: str) -> Block:
    block = Block(category=bare[len(CATEGORY_SIGN) :].strip(WHITE))
    block.add(number, bare)
    return block
