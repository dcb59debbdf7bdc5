"""Geometry of the JP ruler and the level scale."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.core.charts import RULER_WIDTH, jp_ruler, level_cells


def test_twelve_of_twenty_with_six_under_way() -> None:
    ruler = jp_ruler(40, 24, 12)

    assert (ruler.taken_width, ruler.now_start, ruler.now_width) == ("239", "240", "120")
    assert ruler.cuts.startswith("M20 0v28M40 0v28")
    assert ruler.cuts.count("M") == 19
    assert ruler.stripes.count("M") == 6
    assert ruler.scale == (5, 10, 15, 20)


@pytest.mark.parametrize(
    ("taken", "under_way", "taken_width", "now_width"),
    [(0, 0, "", ""), (1, 0, "9", ""), (0, 1, "", "9"), (40, 0, "398", ""), (48, 6, "398", ""), (39, 6, "389", "9")],
)
def test_what_exceeds_the_year_is_not_drawn(taken: int, under_way: int, taken_width: str, now_width: str) -> None:
    ruler = jp_ruler(40, taken, under_way)

    assert (ruler.taken_width, ruler.now_width) == (taken_width, now_width)


@pytest.mark.parametrize(("target", "scale"), [(40, (5, 10, 15, 20)), (48, (6, 12, 18, 24)), (36, (18,)), (2, (1,))])
def test_the_scale_falls_on_whole_jp(target: int, scale: tuple[int, ...]) -> None:
    assert jp_ruler(target, 0).scale == scale


@pytest.mark.parametrize("lengths", [(0, 0, 0), (1, 0, 0), (40, -1, 0), (40, 0, -1)])
def test_impossible_lengths_are_refused(lengths: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="ruler"):
        jp_ruler(*lengths)


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 200), st.integers(0, 400), st.integers(0, 400))
def test_the_drawing_stays_inside_its_frame(target: int, taken: int, under_way: int) -> None:
    ruler = jp_ruler(target, taken, under_way)

    taken_end = 1 + float(ruler.taken_width or 0)
    now_end = float(ruler.now_start) + float(ruler.now_width) if ruler.now_width else taken_end
    assert 0 < taken_end <= RULER_WIDTH - 1
    assert taken_end <= now_end + 0.02
    assert now_end <= RULER_WIDTH - 1 + 0.02


@pytest.mark.parametrize(
    ("present", "required", "cells"),
    [
        (3, 3, ("present", "present", "present required", "", "")),
        (2, 3, ("present", "present", "missing required", "", "")),
        (4, 2, ("present", "present required", "present", "present", "")),
        (0, 0, ("", "", "", "", "")),
        (0, 2, ("missing", "missing required", "", "", "")),
        (5, 5, ("present", "present", "present", "present", "present required")),
    ],
)
def test_level_cells(present: int, required: int, cells: tuple[str, ...]) -> None:
    assert level_cells(present, required) == cells
