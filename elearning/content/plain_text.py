"""The words of stored HTML, for places that show no markup: a search text, a title, a line of a table."""

import re
from html import unescape

_TAG = re.compile(r"<[^>]*>")


def without_tags(html: str, between: str = "") -> str:
    """The text of HTML with its references read; what stood between two tags is parted by `between`."""
    return unescape(_TAG.sub(between, html))
