"""The search index of the current revisions, kept in memory until one of them changes."""

from __future__ import annotations

from collections.abc import Collection
from weakref import WeakKeyDictionary

from elearning.catalog.queries.courses import search_texts
from elearning.catalog.search import SearchIndex
from elearning.extensions import db

_kept: WeakKeyDictionary[object, tuple[frozenset[int], SearchIndex]] = WeakKeyDictionary()


def search_index(revision_ids: Collection[int]) -> SearchIndex:
    """The index over these revisions, by revision id; a statement only when they are not those of the last search."""
    wanted = frozenset(revision_ids)
    kept = _kept.get(db.engine)
    if kept is None or kept[0] != wanted:
        kept = (wanted, SearchIndex(search_texts(wanted)))
        _kept[db.engine] = kept
    return kept[1]
