"""Geometry of the small drawings on pages (JP ruler, level scale): numbers in, positions out; no colour, no words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

RULER_WIDTH = 400
RULER_HEIGHT = 28


@dataclass(frozen=True)
class JpRuler:
    """Positions in a drawing 400 × 28 units: widths and starts as SVG numbers, `cuts` and `stripes` as path data."""

    taken_width: str
    now_start: str
    now_width: str
    stripes: str
    cuts: str
    scale: tuple[int, ...]


def jp_ruler(target_halves: int, taken_halves: int, under_way_halves: int = 0) -> JpRuler:
    """The ruler of a year: one cell a JP of the target; what exceeds the target is not drawn.

    Args:
        target_halves: JP the ruler stands for, in halves of a JP (20 JP are 40), at least one JP.
        taken_halves: JP counted, in halves, ≥ 0.
        under_way_halves: JP of courses in hand, in halves, ≥ 0, drawn after what is taken.

    Raises:
        ValueError: the target is less than one JP or a length is negative.
    """
    if target_halves < 2 or taken_halves < 0 or under_way_halves < 0:
        raise ValueError("a ruler needs a target of at least one JP and no negative length")
    half = Fraction(RULER_WIDTH, target_halves)
    taken = min(taken_halves, target_halves)
    ends = min(taken + under_way_halves, target_halves)
    start, end = taken * half, ends * half
    cells = target_halves // 2
    return JpRuler(
        taken_width=_number(_inner_end(start) - 1) if taken else "",
        now_start=_number(max(start, Fraction(1))),
        now_width=_number(_inner_end(end) - max(start, Fraction(1))) if ends > taken else "",
        stripes=_stripes(taken, ends, half),
        cuts="".join(f"M{_number(2 * cell * half)} 0v{RULER_HEIGHT}" for cell in range(1, cells)),
        scale=_scale(cells),
    )


def level_cells(present: int, required: int = 0, highest: int = 5) -> tuple[str, ...]:
    """One text for each level from 1, words joined by a space.

    "present" up to the present level, "missing" above it up to the required one, "required" where the bar stands.
    """
    cells = []
    for level in range(1, highest + 1):
        words = ["present"] if level <= present else (["missing"] if level <= required else [])
        cells.append(" ".join([*words, "required"] if level == required else words))
    return tuple(cells)


def _inner_end(position: Fraction) -> Fraction:
    """Keeps one unit free at the right edge, where the frame is drawn."""
    return min(position, Fraction(RULER_WIDTH - 1))


def _stripes(first: int, last: int, half: Fraction) -> str:
    """A slanted line in each half-filled or whole cell from half number `first` to `last`."""
    lines = []
    position = first
    while position < last:
        width = 1 if position % 2 or position + 1 == last else 2
        left = position * half + width * half * Fraction(3, 20)
        lines.append(f"M{_number(left)} 27l{_number(width * half * Fraction(7, 10))}-26")
        position += width
    return "".join(lines)


def _scale(cells: int) -> tuple[int, ...]:
    """Four marks where they fall on whole JP, else only the end."""
    if cells % 4:
        return (cells,)
    return tuple(cells * quarter // 4 for quarter in range(1, 5))


def _number(value: Fraction) -> str:
    return f"{float(value):.2f}".rstrip("0").rstrip(".")
