"""A logo as the site shows it: any honest PNG, JPEG or WebP becomes a small WebP picture without what cameras add.

What a file is, its bytes say, not its name. It is measured before a pixel is unpacked, so that a small file cannot
become a huge picture.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from PIL import Image, ImageOps

from elearning.content.photographs import read_photograph
from elearning.domain.errors import N_, DomainError

LARGEST_UPLOAD_BYTES = 200_000
LARGEST_KEPT_BYTES = 8_000
SMALLEST_SIDE, LARGEST_SIDE = 48, 2_000
LARGEST_RATIO = 4
HEIGHTS = (96, 72, 48)
"""Of the kept picture, in pixels: twice what is shown, or less where so many pixels weigh too much."""
QUALITIES = (90, 75, 55, 30, 10)
FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
_LEAST_ALPHA = 128
_DARK_BELOW, _PALE_FROM = 137, 200
"""Brightness (0 to 255) that is hard to see on the dark ground of the site, and on its paper."""
_DARK_SHARE, _PALE_SHARE = 0.1, 0.75
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error, Image.DecompressionBombError)


class Ground(StrEnum):
    """What a logo is shown on: whatever is there, or a plate where that is too dark or too bright for it."""

    ANY = "any"
    LIGHT = "light"
    DARK = "dark"


class LogoPictureSizeError(DomainError):
    """A file that is heavier than any logo needs to be."""

    code: ClassVar[str] = "site_logo_size"
    message_template: ClassVar[str] = N_("Berkas logo paling besar %(most)s KB. Kecilkan gambarnya, lalu unggah lagi.")


class LogoPictureFormatError(DomainError):
    """Something else than a whole PNG, JPEG or WebP picture, whatever the file is called."""

    code: ClassVar[str] = "site_logo_format"
    message_template: ClassVar[str] = N_(
        "Berkas ini bukan gambar PNG, JPEG, atau WebP yang utuh. Simpan logo sebagai PNG, lalu unggah lagi."
    )


class LogoPictureMeasureError(DomainError):
    """A picture too small to be shown or too large to be unpacked."""

    code: ClassVar[str] = "site_logo_measure"
    message_template: ClassVar[str] = N_(
        "Sisi logo harus antara %(least)s dan %(most)s piksel; yang terlihat pada gambar ini %(width)s × %(height)s."
    )


class LogoPictureShapeError(DomainError):
    """A picture so long or so tall that nothing of it could be made out."""

    code: ClassVar[str] = "site_logo_shape"
    message_template: ClassVar[str] = N_(
        "Sisi panjang logo paling banyak %(ratio)s kali sisi pendeknya; yang terlihat pada gambar ini "
        "%(width)s × %(height)s. Potong gambarnya, atau pakai lambangnya saja."
    )


class LogoPictureEmptyError(DomainError):
    """A picture of nothing."""

    code: ClassVar[str] = "site_logo_empty"
    message_template: ClassVar[str] = N_(
        "Gambar ini seluruhnya tembus pandang. Periksa berkasnya di komputer Anda, lalu unggah lagi."
    )


@dataclass(frozen=True, slots=True)
class LogoPicture:
    """A WebP picture, its measures in pixels, and what it wants to be shown on."""

    webp: bytes
    width: int
    height: int
    ground: Ground


def draw_logo(raw: bytes) -> LogoPicture:
    """The picture that is kept of an uploaded file.

    Raises: LogoPictureSizeError, LogoPictureFormatError, LogoPictureMeasureError, LogoPictureShapeError,
        LogoPictureEmptyError.
    """
    if len(raw) > LARGEST_UPLOAD_BYTES:
        raise LogoPictureSizeError(most=LARGEST_UPLOAD_BYTES // 1_000)
    picture = _visible(_unpacked(raw))
    width, height = picture.size
    if max(width, height) > LARGEST_RATIO * min(width, height):
        raise LogoPictureShapeError(ratio=LARGEST_RATIO, width=width, height=height)
    small, webp = _light(picture)
    return LogoPicture(webp, small.width, small.height, _ground(small))


def _unpacked(raw: bytes) -> Image.Image:
    claimed = read_photograph(raw)
    if claimed is None or claimed.format not in FORMATS:
        raise LogoPictureFormatError
    _check_measures(claimed.width, claimed.height)
    try:
        with Image.open(io.BytesIO(raw), formats=[FORMATS[claimed.format]]) as opened:
            _check_measures(opened.width, opened.height)
            return ImageOps.exif_transpose(opened).convert("RGBA")
    except _BROKEN as error:
        raise LogoPictureFormatError from error


def _check_measures(width: int, height: int) -> None:
    if min(width, height) < SMALLEST_SIDE or max(width, height) > LARGEST_SIDE:
        raise LogoPictureMeasureError(least=SMALLEST_SIDE, most=LARGEST_SIDE, width=width, height=height)


def _visible(picture: Image.Image) -> Image.Image:
    """Without the empty edge, which would make the logo small."""
    box = picture.getchannel("A").getbbox()
    if box is None:
        raise LogoPictureEmptyError
    visible = picture.crop(box)
    _check_measures(visible.width, visible.height)
    return visible


def _light(picture: Image.Image) -> tuple[Image.Image, bytes]:
    """The best that is light enough; the last of all is, whatever it shows (a test draws noise)."""
    for small in _smaller(picture):
        for webp in _encodings(small):
            found = small, webp
            if len(webp) <= LARGEST_KEPT_BYTES:
                return found
    return found


def _smaller(picture: Image.Image) -> Iterator[Image.Image]:
    for height in HEIGHTS:
        if height > picture.height:
            continue
        width = max(1, round(picture.width * height / picture.height))
        yield picture.resize((width, height), Image.Resampling.LANCZOS)


def _encodings(picture: Image.Image) -> Iterator[bytes]:
    """From the best to the lightest."""
    yield _webp(picture, lossless=True, quality=100)
    for quality in QUALITIES:
        yield _webp(picture, lossless=False, quality=quality)


def _webp(picture: Image.Image, *, lossless: bool, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "WEBP", lossless=lossless, quality=quality, alpha_quality=quality, method=6)
    return file.getvalue()


def _ground(picture: Image.Image) -> Ground:
    """An opaque picture brings its own ground; another is judged by the brightness of what can be seen of it."""
    alpha = picture.getchannel("A")
    if alpha.getextrema()[0] == 255:
        return Ground.ANY
    seen = alpha.point([255 * (value >= _LEAST_ALPHA) for value in range(256)])
    counts = picture.convert("L").histogram(mask=seen)
    total = sum(counts) or 1
    if sum(counts[_PALE_FROM:]) / total >= _PALE_SHARE:
        return Ground.DARK
    return Ground.LIGHT if sum(counts[:_DARK_BELOW]) / total >= _DARK_SHARE else Ground.ANY
