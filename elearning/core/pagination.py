"""Pages of a list whose state is in the URL."""

from __future__ import annotations

from dataclasses import dataclass

PAGE_SIZE = 25


@dataclass(frozen=True)
class Page:
    """Page `number` (from 1) of `total` rows."""

    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def count(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.number - 1) * self.size


def page_of(number: int | None, total: int, size: int = PAGE_SIZE) -> Page:
    """The page asked for, moved into the range that exists."""
    last = max(1, -(-total // size))
    return Page(min(max(1, number or 1), last), total, size)
