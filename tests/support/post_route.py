"""What the table of every address that takes a post says of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class PostRoute:
    """`path` and values of `body` have places (`{attempt}`) that the world fills.

    `needed` are fields without which (or with junk in which) the post is refused. All other fields may hold anything:
    what cannot be read in them is left out. `text` is a needed field that any words may stand in. `object_of` names who
    else may call the route but does not own the thing. `repeats` are tables that grow when the same is sent again.
    """

    who: str
    path: str
    body: Mapping[str, str] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    answer: int = 303
    object_of: str = ""
    repeats: frozenset[str] = frozenset()
