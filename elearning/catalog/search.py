"""Finds courses by words anywhere in their text, also misspelled ones. Pure functions over normalised words.

A catalogue holds at most a few hundred courses, so this runs in Python on both engines alike; see the decision record
on search.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

LINE_WEIGHTS = (8, 3, 1)
MOST_QUERY_WORDS = 8
SHORTEST_INSIDE = 4
"""Words of at least this length also match inside a longer one: "layan" finds "pelayanan"."""
SHORTEST_MISSPELLED = 4
LONGEST_OF_ONE_ERROR = 7

_WORD = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Found:
    """One course that has all words; a higher `score` stands first."""

    key: int
    score: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Courses in order of fit. `words` are those that were looked for, `corrected` when some were put right first."""

    found: tuple[Found, ...]
    words: tuple[str, ...]
    corrected: bool


def words_of(text: str) -> list[str]:
    """The words of a text without accents and capitals; "KM-01" and "M.3" stay whole."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _WORD.findall(plain)


class SearchIndex:
    """The searchable texts of some courses by a key, each in lines of falling weight (`LINE_WEIGHTS`)."""

    def __init__(self, texts: Mapping[int, str]) -> None:
        self._lines = {key: tuple(f" {line} " for line in text.split("\n")) for key, text in texts.items()}

    def search(self, query: str) -> SearchResult:
        """Courses that have every word of the query; a word that no course has is read as the most similar one."""
        asked = tuple(dict.fromkeys(words_of(query)))[:MOST_QUERY_WORDS]
        words = tuple(dict.fromkeys(self._known(word) for word in asked))
        scored = (Found(key, self._score(lines, words)) for key, lines in self._lines.items())
        found = tuple(sorted((each for each in scored if each.score), key=lambda each: (-each.score, each.key)))
        return SearchResult(found, words, words != asked)

    def _known(self, word: str) -> str:
        is_known = any(_occurs(word, line) for lines in self._lines.values() for line in lines)
        return word if is_known else self._nearest(word) or word

    def _score(self, lines: tuple[str, ...], words: tuple[str, ...]) -> int:
        total = 0
        for word in words:
            places = zip(LINE_WEIGHTS, lines, strict=False)
            weight = sum(weight * _occurs(word, line) for weight, line in places)
            if not weight:
                return 0
            total += weight
        return total

    def _nearest(self, word: str) -> str | None:
        """The word at the smallest distance within the tolerance for its length; ties by more courses, then alphabet."""
        if len(word) < SHORTEST_MISSPELLED:
            return None
        tolerance = 1 if len(word) <= LONGEST_OF_ONE_ERROR else 2
        candidates = set().union(*(self._by_pair.get(pair, frozenset()) for pair in _pairs(word)))
        ranked = []
        for candidate in candidates:
            if abs(len(candidate) - len(word)) <= tolerance:
                distance = edit_distance(word, candidate)
                if distance <= tolerance:
                    ranked.append((distance, -self._vocabulary[candidate], candidate))
        return min(ranked)[2] if ranked else None

    @cached_property
    def _vocabulary(self) -> Mapping[str, int]:
        """In how many courses each word stands."""
        counts: defaultdict[str, int] = defaultdict(int)
        for lines in self._lines.values():
            for word in {word for line in lines for word in line.split()}:
                counts[word] += 1
        return counts

    @cached_property
    def _by_pair(self) -> Mapping[str, frozenset[str]]:
        """The words that hold each pair of neighbouring letters."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for word in self._vocabulary:
            for pair in _pairs(word):
                found[pair].add(word)
        return {pair: frozenset(words) for pair, words in found.items()}


def edit_distance(one: str, other: str) -> int:
    """Fewest insertions, deletions, replacements and swaps of neighbours that make one word of the other."""
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, opposite in enumerate(other, start=1):
            cost = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (letter != opposite))
            if row > 1 and column > 1 and letter == other[column - 2] and opposite == one[row - 2]:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]


def _occurs(word: str, line: str) -> bool:
    return (word if len(word) >= SHORTEST_INSIDE else f" {word}") in line


def _pairs(word: str) -> Iterable[str]:
    return (word[place : place + 2] for place in range(len(word) - 1))
