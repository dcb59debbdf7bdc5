"""Photographs: tells format and size in pixels from the first bytes of WebP, AVIF, JPEG and PNG files."""

from __future__ import annotations

import struct
from dataclasses import dataclass

MAX_PHOTOGRAPH_BYTES = 60_000

_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photograph's measures; `size` in bytes, `format` as its file ending without dot."""

    format: str
    width: int
    height: int
    size: int

    @property
    def media_type(self) -> str:
        return f"image/{'jpeg' if self.format == 'jpg' else self.format}"


def read_photograph(raw: bytes) -> Photograph | None:
    """What the bytes are, whatever the file is called; None when they are none of the four formats."""
    for name, read in (("png", _png), ("jpg", _jpeg), ("webp", _webp), ("avif", _avif)):
        try:
            found = read(raw)
        except (struct.error, IndexError):
            found = None
        if found and min(found) > 0:
            return Photograph(name, found[0], found[1], len(raw))
    return None


def _png(raw: bytes) -> tuple[int, int] | None:
    if not raw.startswith(b"\x89PNG\r\n\x1a\n") or raw[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", raw[16:24])
    return width, height


def _jpeg(raw: bytes) -> tuple[int, int] | None:
    if not raw.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while raw[at] == 0xFF:
        marker = raw[at + 1]
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", raw[at + 5 : at + 9])
            return width, height
        at += 1 if marker == 0xFF else 2 + struct.unpack(">H", raw[at + 2 : at + 4])[0]
    return None


def _webp(raw: bytes) -> tuple[int, int] | None:
    if len(raw) < 30 or raw[:4] != b"RIFF" or raw[8:12] != b"WEBP":
        return None
    kind = raw[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(raw[24:27], "little"), 1 + int.from_bytes(raw[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(raw[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", raw[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _avif(raw: bytes) -> tuple[int, int] | None:
    if raw[4:8] != b"ftyp" or raw[8:12] not in (b"avif", b"avis"):
        return None
    at = raw.find(b"ispe")
    if at < 0:
        return None
    width, height = struct.unpack(">II", raw[at + 8 : at + 16])
    return width, height
