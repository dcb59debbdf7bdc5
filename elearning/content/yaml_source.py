"""Reads YAML into plain nodes that remember their lines.

Works on the parser's events, never on constructed objects: tags, anchors, aliases, merge keys and repeated keys
are refused, so that a file can neither run code nor grow when read. Scalars stay text until a reader asks for a type.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

MAX_DEPTH = 24
MAX_NODES = 50_000


class YamlSourceError(Exception):
    """The text is no YAML that a package may contain; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as written; `is_plain` tells `true` from `"true"`."""

    text: str
    line: int
    is_plain: bool

    @property
    def is_null(self) -> bool:
        return self.is_plain and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(slots=True)
class Items:
    """A list."""

    line: int
    nodes: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Entries:
    """A mapping; `lines` holds the line of each key."""

    line: int
    nodes: dict[str, Node] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


Node = Scalar | Items | Entries


def parse_yaml(text: str, first_line: int = 1) -> Node | None:
    """The single document in `text` (None when it is empty), lines counted from `first_line`.

    Raises: YamlSourceError when it is no YAML, or uses what packages may not use.
    """
    builder = _Builder(first_line)
    try:
        for event in _events(text):
            builder.take(event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        reason = str(error.problem or error.context or "")
        raise YamlSourceError(
            line, f"YAML tidak terbaca: {reason}. Periksa indentasi, tanda kutip, dan titik dua."
        ) from error
    except YAMLError as error:
        raise YamlSourceError(first_line, "YAML tidak terbaca: ada karakter yang tidak boleh dipakai.") from error
    return builder.root


def _events(text: str) -> Iterator[Event]:
    yield from YAML(typ="safe", pure=True).parse(text)


class _Builder:
    """Puts events together without recursion, so that depth costs nothing and is bounded."""

    def __init__(self, first_line: int) -> None:
        self.root: Node | None = None
        self._first_line = first_line
        self._open: list[Items | Entries] = []
        self._keys: list[Scalar | None] = []
        self._documents = 0
        self._nodes = 0

    def take(self, event: Event) -> None:
        line = event.start_mark.line + self._first_line
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise YamlSourceError(line, "Satu berkas hanya boleh berisi satu dokumen YAML.")
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, AliasEvent | ScalarEvent | MappingStartEvent | SequenceStartEvent):
            self._add(event, line)

    def _add(self, event: Event, line: int) -> None:
        self._refuse_what_packages_do_not_use(event, line)
        node: Node
        if isinstance(event, ScalarEvent):
            node = Scalar(event.value, line, is_plain=event.style in (None, ""))
        else:
            node = Entries(line) if isinstance(event, MappingStartEvent) else Items(line)
        self._attach(node)
        if not isinstance(node, Scalar):
            self._open.append(node)
            self._keys.append(None)

    def _refuse_what_packages_do_not_use(self, event: Event, line: int) -> None:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise YamlSourceError(line, "Jangkar dan rujukan YAML (& dan *) tidak dipakai; tulis isinya dua kali.")
        tag = getattr(event, "tag", None)
        if tag and str(tag) != "!":
            raise YamlSourceError(line, f"Penanda tipe YAML ({tag}) tidak dipakai; hapus tanda serunya.")
        self._nodes += 1
        if self._nodes > MAX_NODES or len(self._open) >= MAX_DEPTH:
            raise YamlSourceError(line, "Isi YAML terlalu dalam atau terlalu banyak.")

    def _attach(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        holder = self._open[-1]
        if isinstance(holder, Items):
            holder.nodes.append(node)
            return
        key = self._keys[-1]
        if key is None:
            self._keys[-1] = self._new_key(holder, node)
        else:
            holder.nodes[key.text] = node
            holder.lines[key.text] = key.line
            self._keys[-1] = None

    @staticmethod
    def _new_key(holder: Entries, node: Node) -> Scalar:
        if not isinstance(node, Scalar):
            raise YamlSourceError(node.line, "Kunci harus berupa kata, bukan daftar atau pemetaan.")
        if node.text in holder.nodes:
            raise YamlSourceError(node.line, f"Kunci “{node.text}” tertulis dua kali.")
        return node
