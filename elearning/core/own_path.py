"""Where a form may send somebody back to: paths of this site and nothing else."""

from __future__ import annotations

from urllib.parse import urlsplit

LONGEST_PATH = 1_000


def own_path(address: str | None) -> str | None:
    """The address when it is a path of this site (with its query), else None.

    Browsers read "//host", "/\\host" and a path with a tab or line break in it as another site's address.
    """
    if not address or len(address) > LONGEST_PATH or not address.startswith("/") or address.startswith("//"):
        return None
    if "\\" in address or not address.isprintable():
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else address
