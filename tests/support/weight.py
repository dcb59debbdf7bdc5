"""What a page costs a browser with nothing kept: every request it makes, as transferred, the favicon aside."""

from __future__ import annotations

import gzip
import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

ENCODINGS = {"Accept-Encoding": "gzip"}


def transferred(client: FlaskClient, path: str) -> dict[str, int]:
    """The bytes of the body of each request by address: the page, its sheet and script, and what the sheet loads."""
    response = client.get(path, headers=ENCODINGS)
    html = _text(response)
    named = {address.partition("#")[0] for address in re.findall(r'(?:href|src)="(/assets/[^"]+)"', html)}
    parts = {address for address in named if "favicon" not in address}
    for sheet in sheets_of(html):
        css = _text(client.get(sheet, headers=ENCODINGS))
        parts |= {f"/assets/{name}" for name in re.findall(r"url\(\"?([^\")]+)\"?\)", css) if "#" not in name}
    return {path: len(response.data)} | {part: len(client.get(part, headers=ENCODINGS).data) for part in parts}


def sheets_of(html: str) -> list[str]:
    """The style sheets that a page waits for."""
    return re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)


def _text(response: TestResponse) -> str:
    """An error page travels as it is."""
    is_coded = response.content_encoding == "gzip"
    return (gzip.decompress(response.data) if is_coded else response.data).decode()
