"""What a template says outside of its expressions: words that no translator would ever see, and markup that the rules forbid."""

from __future__ import annotations

import re
from html.parser import HTMLParser

SPOKEN_ATTRIBUTES = {"alt", "aria-label", "aria-description", "placeholder", "title"}
WORD = re.compile(r"[^\W\d_]{2,}")
NOT_LANGUAGE = {"Pelita", "svg", "JP", "NIP", "KB", "px"}
_PASSAGES = re.compile(
    r"{#.*?#}|{%-?\s*trans\b.*?endtrans\s*-?%}|{%-?\s*raw\b.*?endraw\s*-?%}"
    r"|{%-?\s*block (?:wrap|body_class)\b.*?endblock\s*-?%}",  # these two name CSS classes
    re.DOTALL,
)
_CODE = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)


class _Words(HTMLParser):
    """Collects words in text and in attributes that are read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in SPOKEN_ATTRIBUTES:
                self._note(value or "")

    def handle_data(self, data: str) -> None:
        self._note(data)

    def _note(self, text: str) -> None:
        words = [word for word in WORD.findall(text) if word not in NOT_LANGUAGE]
        if words:
            self.found.append((self.getpos()[0], " ".join(text.split())[:80]))


def untranslated_words(source: str) -> list[tuple[int, str]]:
    """Line and text of every passage that is not marked for translation."""
    parser = _Words()
    parser.feed(without_code(source))
    parser.close()
    return parser.found


def without_code(source: str) -> str:
    """The markup of a template; line numbers stay."""
    without_passages = _PASSAGES.sub(_lines_only, source)
    return _CODE.sub(_lines_only, without_passages)


def _lines_only(match: re.Match[str]) -> str:
    return "\n" * match.group().count("\n")
