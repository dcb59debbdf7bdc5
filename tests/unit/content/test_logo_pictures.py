"""The logo of the site as it is kept: what files are taken, what becomes of them, and how hostile ones end."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from elearning.content import logo_pictures
from elearning.content.logo_pictures import (
    HEIGHTS,
    LARGEST_KEPT_BYTES,
    LARGEST_SIDE,
    LARGEST_UPLOAD_BYTES,
    SMALLEST_SIDE,
    Ground,
    LogoPicture,
    LogoPictureEmptyError,
    LogoPictureFormatError,
    LogoPictureMeasureError,
    LogoPictureShapeError,
    LogoPictureSizeError,
    draw_logo,
)
from tests.support.logo_files import CHALK, INK, TEAL, disc, file_of, noise, plain

ORIENTATION, LIES_ON_ITS_SIDE = 0x0112, 6
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100"/></svg>'


def opened(drawn: LogoPicture) -> Image.Image:
    return Image.open(io.BytesIO(drawn.webp))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_each_kind_becomes_a_small_webp(kind):
    drawn = draw_logo(file_of(plain(400, 200), kind))
    picture = opened(drawn)
    assert (picture.format, picture.size, (drawn.width, drawn.height)) == ("WEBP", (192, 96), (192, 96))
    assert len(drawn.webp) <= LARGEST_KEPT_BYTES


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "P"), ("PNG", "L"), ("PNG", "1"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "LA")]
)
def test_pictures_of_other_colours_than_rgb_are_taken(kind, mode):
    assert draw_logo(file_of(plain(100, 100, mode), kind)).height == HEIGHTS[0]


def test_what_is_transparent_stays_so_and_empty_edges_go():
    picture = opened(draw_logo(file_of(disc(side=400, margin=100)))).convert("RGBA")
    assert picture.size == (96, 96)
    assert picture.getpixel((0, 0))[3] == 0
    red, green, blue, alpha = picture.getpixel((48, 48))
    assert alpha == 255
    assert all(abs(have - wanted) <= 3 for have, wanted in zip((red, green, blue), TEAL, strict=True))


@pytest.mark.parametrize(
    ("picture", "ground"),
    [
        (disc(INK), Ground.LIGHT),
        (disc(TEAL), Ground.LIGHT),
        (disc(CHALK), Ground.DARK),
        (disc((230, 150, 40)), Ground.ANY),
        (plain(100, 100), Ground.ANY),
    ],
)
def test_a_logo_says_what_it_wants_to_stand_on(picture, ground):
    assert draw_logo(file_of(picture)).ground is ground


def test_a_small_picture_is_not_blown_up():
    assert (draw_logo(file_of(plain(60, 60))).width, draw_logo(file_of(plain(80, 80))).width) == (48, 72)


def test_what_a_camera_adds_is_gone_and_the_picture_stands_upright():
    facts = Image.Exif()
    facts[ORIENTATION] = LIES_ON_ITS_SIDE
    facts[0x010E] = "Rahasia contoh"
    raw = file_of(plain(400, 200), "JPEG", exif=facts, comment=b"Rahasia contoh")
    assert b"Rahasia contoh" in raw
    drawn = draw_logo(raw)
    assert (drawn.width, drawn.height) == (48, 96)
    assert b"Rahasia" not in drawn.webp
    assert b"EXIF" not in drawn.webp
    assert not opened(drawn).getexif()


@pytest.mark.parametrize("size", [(96, 96), (110, 110), (220, 55), (192, 48), (48, 192), (49, 60)])
def test_even_noise_stays_light(size):
    raw = file_of(noise(*size))
    assert len(draw_logo(raw).webp) <= LARGEST_KEPT_BYTES


def lying_png(width: int, height: int, body: bytes = b"") -> bytes:
    """A PNG whose head says one thing, whatever its body holds."""

    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(body)) + part(b"IEND", b"")


@pytest.mark.parametrize(
    "raw",
    [
        SVG,
        b"",
        b"bukan gambar",
        b"%PDF-1.7",
        file_of(plain(100, 100), "GIF"),
        file_of(plain(100, 100), "BMP"),
        file_of(plain(100, 100), "TIFF"),
        file_of(plain(100, 100), "AVIF"),
        b"\x89PNG\r\n\x1a\n" + SVG,
        file_of(noise(100, 100))[:5_000],
        file_of(noise(100, 100).convert("RGB"), "JPEG")[:2_000],
        file_of(noise(100, 100), "WEBP")[:2_000],
        lying_png(100, 100),
    ],
    ids=["svg", "empty", "text", "pdf", "gif", "bmp", "tiff", "avif", "svg behind png", "half a png", "half a jpeg"]
    + ["half a webp", "png without pixels"],
)
def test_anything_else_is_refused_whatever_it_is_called(raw):
    with pytest.raises(LogoPictureFormatError):
        draw_logo(raw)


@pytest.mark.parametrize(
    ("width", "height"),
    [
        (1, 1),
        (10_000, 1),
        (1, 10_000),
        (SMALLEST_SIDE - 1, 100),
        (100, SMALLEST_SIDE - 1),
        (LARGEST_SIDE + 1, LARGEST_SIDE),
        (0, 0),
    ],
)
def test_measures_out_of_range_are_refused(width, height):
    refusal = LogoPictureMeasureError if width else LogoPictureFormatError
    with pytest.raises(refusal):
        draw_logo(lying_png(width, height))


@pytest.mark.parametrize("size", [(SMALLEST_SIDE, SMALLEST_SIDE), (LARGEST_SIDE, LARGEST_SIDE), (LARGEST_SIDE, 500)])
def test_the_limits_themselves_are_taken(size):
    assert draw_logo(file_of(plain(*size))).height in HEIGHTS


@pytest.mark.parametrize("size", [(2_000, 499), (200, 801), (64, 257)])
def test_a_picture_longer_than_four_times_its_height_is_refused(size):
    with pytest.raises(LogoPictureShapeError):
        draw_logo(file_of(plain(*size)))


def test_a_bomb_is_refused_before_a_pixel_is_unpacked(monkeypatch):
    """Two hundred kilobytes that would become 3.6 gigabytes."""
    monkeypatch.setattr(logo_pictures.Image, "open", lambda *_, **__: pytest.fail("the file was opened"))
    with pytest.raises(LogoPictureMeasureError):
        draw_logo(lying_png(30_000, 30_000, bytes(1_000_000)))


def test_a_bomb_in_the_words_of_a_png_is_refused():
    """A text that unpacks to a hundred megabytes."""
    words = zlib.compress(bytes(100_000_000), 9)
    content = b"Comment\x00\x00" + words
    part = struct.pack(">I", len(content)) + b"zTXt" + content + struct.pack(">I", zlib.crc32(b"zTXt" + content))
    raw = file_of(plain(100, 100))
    raw = raw[:33] + part + raw[33:]
    assert len(raw) <= LARGEST_UPLOAD_BYTES
    with pytest.raises(LogoPictureFormatError):
        draw_logo(raw)


def test_more_than_the_limit_is_refused_by_its_weight():
    whole = file_of(plain(100, 100))
    assert draw_logo(whole + bytes(LARGEST_UPLOAD_BYTES - len(whole))).width == HEIGHTS[0]
    with pytest.raises(LogoPictureSizeError):
        draw_logo(whole + bytes(LARGEST_UPLOAD_BYTES - len(whole) + 1))


def test_a_picture_of_nothing_is_refused():
    with pytest.raises(LogoPictureEmptyError):
        draw_logo(file_of(Image.new("RGBA", (100, 100), (0, 0, 0, 0))))


def test_a_speck_on_nothing_is_too_small():
    with pytest.raises(LogoPictureMeasureError):
        draw_logo(file_of(disc(side=200, margin=80)))


def test_only_the_first_picture_of_a_moving_one_is_kept():
    raw = file_of(plain(100, 100), "WEBP", save_all=True, append_images=[disc(side=100)], duration=100)
    assert getattr(opened(draw_logo(raw)), "n_frames", 1) == 1
