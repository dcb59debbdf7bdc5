"""The arguments of the macro `pagination` for a list whose state is in its address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext

from elearning.core.pagination import Page

PAGES_AROUND = 2


def page_links(page: Page, href: Callable[[int], str]) -> dict[str, Any]:
    """First, last and the pages around this one; `href` gives the address of a page by its number."""
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
