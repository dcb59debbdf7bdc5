"""Drawings pass a whitelist, photographs tell their measures from their bytes."""

import struct
import time

import pytest

from elearning.content.drawings import read_drawing
from elearning.content.photographs import Photograph, read_photograph
from tests.unit.content.conftest import DRAWING

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100"><title>Surat</title>'


def drawn(inside: str, head: str = HEAD) -> tuple[object, list[str]]:
    drawing, faults = read_drawing(f"{head}{inside}</svg>".encode())
    return drawing, [fault.code for fault in faults]


def test_a_clean_drawing_is_written_back_without_its_own_ids_and_sizes():
    drawing, faults = read_drawing(
        b'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" width="400" height="100" viewBox="0,0 400,100" role="img" '
        b'aria-labelledby="t"><title id="t">Surat &amp; amplop</title><desc>Dua benda</desc>\n  <g class="drawing__line" '
        b'id="x">\n<path d="M0 0\nL5 5" fill="none"/></g><text x="1" y="2">a &lt; <tspan dy="3">b</tspan> c</text></svg>'
    )

    assert faults == ()
    assert drawing.markup("gambar-1", "") == (
        '<svg class="drawing" viewBox="0 0 400 100" role="img" aria-labelledby="gambar-1-judul"'
        ' aria-describedby="gambar-1-uraian"><title id="gambar-1-judul">Surat &amp; amplop</title>'
        '<desc id="gambar-1-uraian">Dua benda</desc><g class="drawing__line"><path d="M0 0 L5 5" fill="none"/></g>'
        '<text x="1" y="2">a &lt; <tspan dy="3">b</tspan> c</text></svg>'
    )


def test_the_name_of_a_drawing_is_escaped():
    drawing, _ = drawn("")

    assert '<title id="g-judul">&lt;/title&gt;&lt;script&gt;</title>' in drawing.markup("g", "</title><script>")


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("<script>alert(1)</script>", "drawing-element"),
        ("<style>*{}</style>", "drawing-element"),
        ("<foreignObject><b/></foreignObject>", "drawing-element"),
        ('<use href="#a"/>', "drawing-element"),
        ('<image href="https://x.example/a.png"/>', "drawing-element"),
        ('<a href="javascript:alert(1)"><text>x</text></a>', "drawing-element"),
        ('<animate attributeName="href"/>', "drawing-element"),
        ('<svg viewBox="0 0 1 1"/>', "drawing-element"),
        ('<b xmlns="http://www.w3.org/1999/xhtml" onclick="x">x</b>', "drawing-element"),
        ('<text onclick="alert(1)">x</text>', "drawing-attribute"),
        ('<text style="fill:red">x</text>', "drawing-attribute"),
        ('<g xlink:href="#a" xmlns:xlink="http://www.w3.org/1999/xlink"/>', "drawing-attribute"),
        ('<g clip-path="url(#a)"/>', "drawing-attribute"),
        ('<g transform="url(javascript:x)"/>', "drawing-attribute"),
        ('<g class="drawing__dot besar"/>', "drawing-attribute"),
        ('<path class="drawing__line" d="M0 0" stroke="#f00"/>', "drawing-attribute"),
        ('<text font-size="9">x</text>', "drawing-attribute"),
        ('<path d="M0 0"/>', "drawing-without-class"),
    ],
)
def test_what_a_drawing_may_not_hold_is_refused(inside, code):
    drawing, codes = drawn(inside)

    assert drawing is None
    assert code in codes


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "drawing-unsafe"),
        (b'<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg/>', "drawing-unsafe"),
        (b'<?xml-stylesheet href="x.css"?><svg xmlns="http://www.w3.org/2000/svg"/>', "drawing-unsafe"),
        (b"<svg>", "bad-svg"),
        (b"", "bad-svg"),
        (b"\x00\xff", "bad-svg"),
        (b"<html/>", "bad-svg"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><title>a</title></svg>', "drawing-view-box"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 9"/>', "missing-alt"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 461 9"><title>a</title><text>x</text></svg>', "drawing-small-text"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 9">' + b"<g>" * 40 + b"</g>" * 40 + b"</svg>", "drawing-unsafe"),
        (b" " * 30_001, "drawing-too-big"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_proper_drawing_is_refused(raw, code):
    drawing, faults = read_drawing(raw)

    assert drawing is None
    assert code in [fault.code for fault in faults]


def test_a_bomb_of_entities_is_refused_at_once():
    bomb = (
        b'<!DOCTYPE s [<!ENTITY a "aaaaaaaa">'
        + b"".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">'.encode() for n in range(1, 12))
        + b"]><svg>&a11;</svg>"
    )
    begun = time.perf_counter()

    drawing, faults = read_drawing(bomb)

    assert (drawing, faults[0].code) == (None, "drawing-unsafe")
    assert time.perf_counter() - begun < 0.5


def test_a_fault_in_a_drawing_names_the_drawing_and_its_line(package):
    package.replace(DRAWING, "<text x", "<script/>\n  <text x")

    problem = package.examine().problems[0]

    assert (problem.file, problem.line, problem.code) == (DRAWING, 4, "drawing-element")


def webp(kind: bytes, body: bytes) -> bytes:
    return b"RIFF\0\0\0\0WEBP" + kind + b"\0\0\0\0" + body + b"\0" * 20


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 640, 480), ("png", 640, 480)),
        (b"\xff\xd8\xff\xe0\0\x04ab\xff\xc2\0\x0b\x08" + struct.pack(">HH", 480, 640) + b"\0" * 9, ("jpg", 640, 480)),
        (webp(b"VP8X", b"\0\0\0\0" + (639).to_bytes(3, "little") + (479).to_bytes(3, "little")), ("webp", 640, 480)),
        (webp(b"VP8L", b"\x2f" + (639 | 479 << 14).to_bytes(4, "little")), ("webp", 640, 480)),
        (webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 640, 480)), ("webp", 640, 480)),
        (b"\0\0\0\x18ftypavif" + b"\0" * 30 + b"ispe\0\0\0\0" + struct.pack(">II", 640, 480), ("avif", 640, 480)),
    ],
)
def test_a_photograph_tells_its_measures(raw, expected):
    assert read_photograph(raw) == Photograph(*expected, len(raw))


def test_a_photograph_names_its_media_type():
    assert Photograph("jpg", 1, 1, 1).media_type == "image/jpeg"
    assert Photograph("avif", 1, 1, 1).media_type == "image/avif"


@pytest.mark.parametrize(
    "raw", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\0\x02", b"RIFF\0\0\0\0WEBPVP8X"]
)
def test_bytes_that_are_no_photograph_are_none(raw):
    assert read_photograph(raw) is None


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("media/a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 6, 4) + b"\0" * 60_001, "photograph-too-big"),
        ("media/a.jpg", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 6, 4), "bad-picture"),
        ("media/a.png", b"teks", "bad-picture"),
        ("media/a.gif", b"GIF89a", "bad-picture"),
    ],
)  # fmt: skip
def test_a_photograph_that_may_not_be_shown_is_an_error(package, name, raw, code):
    package.write(name, raw)
    package.add_to_lesson(f"![Foto]({name})")

    assert ("error", code) in package.found()
