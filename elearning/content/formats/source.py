"""The bytes of a text file as one string with plain line ends, bounded in size; knows no format."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from elearning.content.formats.values import FormatProblem

MOST_BYTES = 10 * 1024 * 1024
MOST_LINES = 500_000
MOST_QUESTIONS = 10_000
MOST_PROBLEMS = 1_000
WHITE = " \t\n\r\f\v"
"""What is cut from the ends of a text; a no-break space is content."""

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class UnreadableFileError(Exception):
    """A file that is no text, or too large; `problem` says so."""

    def __init__(self, line: int, message: str) -> None:
        self.problem = FormatProblem(line, message)
        super().__init__(message)


def read_text(stream: BinaryIO) -> str:
    r"""The whole text with `\n` as its only line end and without byte order mark.

    UTF-8, UTF-16 with its mark, or else Windows-1252; at most `MOST_BYTES` (and one byte more) are read.
    Raises: UnreadableFileError with the line where the text breaks off.
    """
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        megabytes = MOST_BYTES // 1024 // 1024
        raise UnreadableFileError(1, f"File lebih besar dari {megabytes} MB; bagi menjadi beberapa file.")
    text = _decoded(data)
    broken = text.find("\0")
    if broken >= 0:
        line = text.count("\n", 0, broken) + 1
        raise UnreadableFileError(line, "File ini bukan file teks; simpan dari program asalnya sebagai teks UTF-8.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") >= MOST_LINES:
        raise UnreadableFileError(MOST_LINES, f"File lebih dari {MOST_LINES} baris; bagi menjadi beberapa file.")
    return text


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line with its number from 1, without a list of them all."""
    start, number = 0, 1
    while (end := text.find("\n", start)) >= 0:
        yield number, text[start:end]
        start, number = end + 1, number + 1
    yield number, text[start:]


def _decoded(data: bytes) -> str:
    if data.startswith(_UTF16_MARKS):
        return _strictly(data, "utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not data.decode("utf-8", errors="ignore").isascii():
            line = data.count(b"\n", 0, error.start) + 1
            message = "Baris ini bukan UTF-8, padahal bagian lain UTF-8; simpan ulang seluruh file sebagai UTF-8."
            raise UnreadableFileError(line, message) from error
    return _strictly(data, "cp1252")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "Huruf pada baris ini tidak terbaca; simpan ulang file sebagai teks UTF-8."
        raise UnreadableFileError(line, message) from error
