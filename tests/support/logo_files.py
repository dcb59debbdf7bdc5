"""Files that somebody might choose as the logo of a site, drawn on the spot."""

from __future__ import annotations

import io
import random
from typing import Any

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
INK, CHALK, TEAL = (20, 30, 30), (250, 250, 245), (11, 92, 82)


def file_of(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """The bytes of a picture."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def disc(colour: Colour = TEAL, *, side: int = 200, margin: int = 10) -> Image.Image:
    """A disc on nothing."""
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    box = (margin, margin, side - margin - 1, side - margin - 1)
    ImageDraw.Draw(picture).ellipse(box, fill=(*colour, 255))
    return picture


def plain(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """One colour from edge to edge."""
    return Image.new("RGB", (width, height), TEAL).convert(mode)


def noise(width: int, height: int) -> Image.Image:
    """The heaviest picture there is, transparent here and there; the same every time."""
    return Image.frombytes("RGBA", (width, height), random.Random(1).randbytes(4 * width * height))
