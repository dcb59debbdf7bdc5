"""Judges an uploaded file by its content, never by its name: text in UTF-8 or Windows-1252, or what it is instead."""

from __future__ import annotations

from dataclasses import dataclass

from elearning.organization.import_errors import (
    UploadBinaryError,
    UploadDelimiterError,
    UploadEmptyError,
    UploadSpreadsheetError,
)

UTF_8, WINDOWS_1252 = "utf-8", "windows-1252"
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .xlsx (and .ods) and .xls begin."""
OTHER_SEPARATORS = {"\t": "tab", "|": "|"}


@dataclass(frozen=True, slots=True)
class UploadedText:
    """The file in UTF-8, and how it was written."""

    content: bytes
    encoding: str


def read_upload(content: bytes) -> UploadedText:
    """The text of a file. Raises: a subclass of UploadError."""
    if not content.strip():
        raise UploadEmptyError
    if content.startswith(WORKBOOKS):
        raise UploadSpreadsheetError
    if b"\x00" in content:
        raise UploadBinaryError
    found = _decoded(content)
    heading = found.content.partition(b"\n")[0].decode()
    for separator, name in OTHER_SEPARATORS.items():
        if separator in heading and not {";", ","} & set(heading):
            raise UploadDelimiterError(separator=name)
    return found


def _decoded(content: bytes) -> UploadedText:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _from_windows(content)
    return UploadedText(content, UTF_8)


def _from_windows(content: bytes) -> UploadedText:
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise UploadBinaryError from error
    return UploadedText(text.encode(), WINDOWS_1252)
