"""The table of a scale measurement, and its place in a document."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

LIMIT = 1.3
FAST_MS = 5.0
"""What is answered within this is told apart from its neighbour by the machine, not by the number of people."""

WORDS = {
    "": "anybody",
    "taker": "learner",
    "head": "head of an agency",
    "officer": "officer",
    "site_officer": "officer of the site",
    "administrator": "administrator",
    "site_administrator": "administrator of the site",
}


class Figures(Protocol):
    """What a cell is made of."""

    statements: int
    size: int

    def milliseconds(self, percent: int) -> float: ...


def as_markdown(measured: Mapping[tuple[str, str], Mapping[int, Figures]], sizes: list[int]) -> str:
    """One row a page; growth is that of p95 from the smallest size to the largest."""
    heads = [f"{what} {_short(size)}" for what in ("statements", "p50", "p95") for size in sizes]
    lines = [
        "| page | who | " + " | ".join([*heads, "KB", "p50 grows", "p95 grows"]) + " |",
        "|---|---|" + "--:|" * (len(heads) + 3),
    ]
    return "\n".join([*lines, *(_row(key, by_size, sizes) for key, by_size in measured.items())])


def _row(key: tuple[str, str], by_size: Mapping[int, Figures], sizes: list[int]) -> str:
    first, last = by_size[sizes[0]], by_size[sizes[-1]]
    cells = [
        *(str(by_size[size].statements) for size in sizes),
        *(f"{by_size[size].milliseconds(50):.1f}" for size in sizes),
        *(f"{by_size[size].milliseconds(95):.1f}" for size in sizes),
        f"{first.size / 1024:.0f} → {last.size / 1024:.0f}",
        _growth(first, last, 50),
        _growth(first, last, 95),
    ]
    return f"| `{key[0]}` | {WORDS.get(key[1], key[1])} | " + " | ".join(cells) + " |"


def _growth(first: Figures, last: Figures, percent: int) -> str:
    growth = last.milliseconds(percent) / first.milliseconds(percent)
    return f"**{growth:.2f}**" if growth > LIMIT else f"{growth:.2f}"


def _short(size: int) -> str:
    return f"{size // 1_000}k" if size % 1_000 == 0 else str(size)


def write_into(document: Path, engine: str, table: str) -> None:
    """Replace the table between the marks of an engine. Raises: ValueError without the marks."""
    begin, end = f"<!-- {engine} begins -->", f"<!-- {engine} ends -->"
    before, _, rest = document.read_text().partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"{document} has no place for {engine}: {begin} … {end}")
    document.write_text(f"{before}{begin}\n{table}\n{end}{after}")
