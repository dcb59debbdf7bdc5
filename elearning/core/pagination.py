"""Pages of a list whose state is in the URL, and the links to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

PAGE_SIZE = 25
PAGES_AROUND = 2


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


def page_links(page: Page, href: Callable[[int], str]) -> dict[str, Any]:
    """The arguments of the macro `pagination`: first, last and the pages around this one; `href` gives the address of a
    page by its number.
    """
    numbers = [n for n in range(1, page.count + 1) if n in (1, page.count) or abs(n - page.number) <= PAGES_AROUND]
    pages: list[tuple[str, str | None, bool]] = []
    for before, number in zip([0, *numbers], numbers, strict=False):
        if number > before + 1:
            pages.append(("…", None, False))
        pages.append((str(number), href(number), number == page.number))
    return {
        "summary": gettext(
            "%(first)s sampai %(last)s dari %(total)s",
            first=min(page.offset + 1, page.total),
            last=min(page.offset + page.size, page.total),
            total=page.total,
        ),
        "pages": pages,
        "previous_href": href(page.number - 1) if page.number > 1 else None,
        "next_href": href(page.number + 1) if page.number < page.count else None,
    }
