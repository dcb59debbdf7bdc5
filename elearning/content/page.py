"""What one text gathers while it is rendered: ids in use, headings, links, pictures, words, faults with their lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from elearning.content.drawings import Drawing
from elearning.content.labels import Labels
from elearning.content.media import Media
from elearning.content.problems import Place, ProblemLog
from elearning.content.schema import Term

RESERVED_IDS = frozenset({"isi", "istilah", "catatan"})
"""Ids that the page around a lesson, or rendering itself, uses."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text; `id` is the anchor that other texts link to."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class StepLink:
    """A link to another step, or within the text (`step` is ""), optionally to an anchor."""

    step: str
    anchor: str
    place: Place


class SourceLines:
    """Finds the line where something was written: the first search finds the first place, the next the next."""

    def __init__(self, text: str, file: str, first_line: int) -> None:
        self._text = text
        self._file = file
        self._first_line = first_line
        self._from: dict[str, int] = {}

    def find(self, needle: str, *, otherwise: str = "") -> Place:
        """The next place of `needle`; where there is none, the first of it, or of `otherwise`, or the first line."""
        at = self._text.find(needle, self._from.get(needle, 0))
        if at < 0:
            at = self._text.find(needle)
        if at < 0 and otherwise:
            at = self._text.find(otherwise)
        at = max(at, 0)
        self._from[needle] = at + len(needle)
        return self.line(self._text.count("\n", 0, at))

    def line(self, offset: int) -> Place:
        """The place `offset` lines below the first."""
        return Place(self._file, self._first_line + offset)


@dataclass(slots=True)
class Page:
    """One text being rendered."""

    source: SourceLines
    log: ProblemLog
    labels: Labels
    media: Media
    glossary: Mapping[str, Term]
    has_glossary_list: bool = False
    goal: str = ""
    cited: tuple[str, ...] = ()
    words: int = 0
    headings: list[Heading] = field(default_factory=list)
    links: list[StepLink] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    drawings: list[tuple[str, Drawing, str, str]] = field(default_factory=list)
    photographs: list[str] = field(default_factory=list)
    _ids: set[str] = field(default_factory=lambda: set(RESERVED_IDS))
    _counts: dict[str, int] = field(default_factory=dict)

    def number(self, kind: str) -> int:
        """1 for the first of its kind on the page, then 2, …"""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return self._counts[kind]

    def unique_id(self, wanted: str) -> str:
        """`wanted`, or with a number behind it when the page has it already."""
        candidate, count = wanted, 1
        while candidate in self._ids:
            count += 1
            candidate = f"{wanted}-{count}"
        self._ids.add(candidate)
        return candidate

    def error(self, needle: str, code: str, message: str) -> None:
        self.log.error(self.source.find(needle), code, message)


def slug_of(text: str) -> str:
    """A stable anchor for a heading: small Latin letters, digits and single hyphens."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:64].strip("-") or "bagian"
