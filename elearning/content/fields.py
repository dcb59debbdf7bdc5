"""Takes typed values out of YAML nodes and writes down, in Indonesian and with the line, what does not fit."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal

from elearning.content.problems import Place, ProblemLog
from elearning.content.yaml_source import Entries, Items, Node, Scalar

ID_PATTERN = re.compile(r"[a-z0-9-]{1,64}")
_NUMBER_PATTERN = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,10})?")
_CONTROL_PATTERN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]


class Fields:
    """A mapping being read. Every getter returns a usable value; what was wrong stands in the log."""

    def __init__(self, node: Entries, file: str, log: ProblemLog) -> None:
        self.node = node
        self.file = file
        self.log = log
        self._asked: set[str] = set()

    @property
    def place(self) -> Place:
        return Place(self.file, self.node.line)

    def place_of(self, key: str) -> Place:
        return Place(self.file, self.node.lines.get(key, self.node.line))

    def has(self, key: str) -> bool:
        """The key is written and not null."""
        self._asked.add(key)
        node = self.node.nodes.get(key)
        return node is not None and not (isinstance(node, Scalar) and node.is_null)

    def text(self, key: str, default: str | None = None, *, limit: int = 20_000) -> str:
        """The stripped text; without a default the key is required."""
        node = self._scalar(key, required=default is None)
        if node is None:
            return default or ""
        value = node.text.strip()
        if not value and default is None:
            self.fault(key, "missing-value", f"“{key}” kosong; isilah.")
        if len(value) > limit:
            self.fault(key, "too-long", f"“{key}” lebih panjang dari {limit} huruf.")
        if _CONTROL_PATTERN.search(value):
            self.fault(key, "control-character", f"“{key}” berisi karakter kendali yang tidak terlihat; hapus.")
        return _CONTROL_PATTERN.sub("", value)

    def identifier(self, key: str = "id") -> str:
        """An id that progress may hang on, "" when there is none."""
        value = self.text(key)
        if value and not ID_PATTERN.fullmatch(value):
            self.fault(
                key, "bad-id", f"“{value}” bukan id: hanya huruf kecil, angka, dan tanda hubung, paling panjang 64."
            )
        return value

    def number(self, key: str, default: Decimal | None = None) -> Decimal:
        """An exact number as written (`1.5`, no exponent)."""
        node = self._scalar(key, required=default is None)
        if node is None:
            return default or Decimal(0)
        if not node.is_plain or not _NUMBER_PATTERN.fullmatch(node.text):
            self.fault(key, "wrong-type", f"“{key}” harus berupa angka, bukan “{_short(node.text)}”.")
            return default or Decimal(0)
        return Decimal(node.text)

    def whole(self, key: str, default: int | None = None, *, least: int = 0, most: int = 100_000) -> int:
        value = self.number(key, None if default is None else Decimal(default))
        if value != value.to_integral_value() or not least <= value <= most:
            self.fault(key, "out-of-range", f"“{key}” harus bilangan bulat {least} sampai {most}.")
            return default if default is not None else least
        return int(value)

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        node = self._scalar(key, required=default is None)
        if node is None:
            return bool(default)
        if not node.is_plain or node.text.lower() not in ("true", "false"):
            self.fault(key, "wrong-type", f"“{key}” harus true atau false, bukan “{_short(node.text)}”.")
            return bool(default)
        return node.text.lower() == "true"

    def option(self, key: str, options: Collection[str], default: str | None = None) -> str:
        """One of the options, "" when it is none and there is no default."""
        value = self.text(key, default)
        if value and value not in options:
            self.fault(
                key, "unknown-option", f"“{key}: {_short(value)}” tidak dikenal; pilihannya {', '.join(options)}."
            )
            return default or ""
        return value

    def day(self, key: str) -> date | None:
        """A date, None when it is absent or wrong."""
        value = self.text(key, "")
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fault(key, "wrong-type", f"“{key}” harus tanggal tttt-bb-hh, misalnya 2026-11-20.")
            return None

    def texts(self, key: str) -> tuple[tuple[str, Place], ...]:
        """A list of texts with their places; absent is empty."""
        found = []
        for node in self._items(key):
            if isinstance(node, Scalar) and not node.is_null:
                found.append((node.text.strip(), Place(self.file, node.line)))
            else:
                self.log.error(Place(self.file, node.line), "wrong-type", f"Butir “{key}” harus berupa teks.")
        return tuple(found)

    def parts(self, key: str) -> Iterator[Fields]:
        """A list of mappings; absent is empty."""
        for node in self._items(key):
            if isinstance(node, Entries):
                yield Fields(node, self.file, self.log)
            else:
                self.log.error(
                    Place(self.file, node.line), "wrong-type", f"Butir “{key}” harus berupa pasangan kunci dan isi."
                )

    def part(self, key: str) -> Fields | None:
        """One nested mapping, None when absent."""
        if not self.has(key):
            return None
        node = self.node.nodes[key]
        if isinstance(node, Entries):
            return Fields(node, self.file, self.log)
        self.fault(key, "wrong-type", f"“{key}” harus berisi pasangan kunci dan isi.")
        return None

    def plain(self, key: str) -> Plain:
        """Any tree as JSON-able values, None when absent."""
        return to_plain(self.node.nodes[key]) if self.has(key) else None

    def fault(self, key: str, code: str, message: str) -> None:
        self.log.error(self.place_of(key), code, message)

    def finish(self) -> None:
        """Complain about keys that nobody asked for: a mistyped key would otherwise be lost silently."""
        for key in self.node.nodes:
            if key not in self._asked:
                self.fault(key, "unknown-key", f"Kunci “{_short(key)}” tidak dikenal di sini.")

    def _scalar(self, key: str, *, required: bool) -> Scalar | None:
        if not self.has(key):
            if required:
                self.fault(key, "missing-value", f"“{key}” belum ditulis.")
            return None
        node = self.node.nodes[key]
        if isinstance(node, Scalar):
            return node
        self.fault(key, "wrong-type", f"“{key}” harus satu nilai, bukan daftar atau pemetaan.")
        return None

    def _items(self, key: str) -> list[Node]:
        if not self.has(key):
            return []
        node = self.node.nodes[key]
        if isinstance(node, Items):
            return node.nodes
        self.fault(key, "wrong-type", f"“{key}” harus berupa daftar.")
        return []


def to_plain(node: Node) -> Plain:
    """The node as JSON-able values; numbers that are not whole stay text, so that they stay exact."""
    if isinstance(node, Entries):
        return {key: to_plain(child) for key, child in node.nodes.items()}
    if isinstance(node, Items):
        return [to_plain(child) for child in node.nodes]
    if node.is_null:
        return None
    if node.is_plain and node.text.lower() in ("true", "false"):
        return node.text.lower() == "true"
    if node.is_plain and re.fullmatch(r"-?\d{1,15}", node.text):
        return int(node.text)
    return node.text


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
