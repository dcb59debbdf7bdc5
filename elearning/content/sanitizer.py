"""The one whitelist of HTML that course text may consist of, applied by bleach once per text."""

from __future__ import annotations

import re

from bleach.sanitizer import Cleaner

_TAGS = frozenset(
    """
    a b blockquote br caption code dd details div dl dt em figcaption figure h2 h3 h4 i img li ol p pre
    section span strong summary sup sub table tbody td th thead tr ul
    """.split()  # noqa: SIM905 - read as a list of words
)
_ATTRIBUTES = {
    "a": {"href", "rel"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "ol": {"start"},
    "th": {"scope"},
}
_EVERYWHERE = {"class", "id", "role", "tabindex", "aria-label", "aria-labelledby"}
_CLASSES = frozenset(
    """
    alert alert--attention alert--done alert__body alert__title choice-list data-table disclosure
    disclosure__body disclosure__button example example__body example__head example__parts footnote-backref
    footnote-ref footnotes glossary is-number rich-text__goal rich-text__lead rich-text__source self-check
    self-check__question small soft status status--attention status--done table-box task-list term try-first
    try-first__title visually-hidden
    """.split()  # noqa: SIM905 - read as a list of words
)
_ICON_CLASS = re.compile(r"icon-[a-z-]+")
_ID = re.compile(r"[A-Za-z0-9_:.-]{1,128}")
_ID_ATTRIBUTES = frozenset({"id", "aria-labelledby"})
_PROTOCOLS = frozenset({"http", "https", "mailto", "tel", "media", "drawing", "steps"})
_ROLES = frozenset({"region", "group"})


def _is_allowed(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return all(c in _CLASSES or (tag == "i" and _ICON_CLASS.fullmatch(c)) for c in value.split())
    if name in _ID_ATTRIBUTES:
        return bool(_ID.fullmatch(value))
    if name == "role":
        return value in _ROLES
    if name == "tabindex":
        return value == "0"
    return name in _EVERYWHERE or name in _ATTRIBUTES.get(tag, set())


def new_cleaner() -> Cleaner:
    """A cleaner for one renderer; cleaners are not for several threads at once."""
    return Cleaner(tags=_TAGS, attributes=_is_allowed, protocols=_PROTOCOLS, strip=True, strip_comments=True)
