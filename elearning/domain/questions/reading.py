"""Reading a question's mapping key by key, with the key named when something is wrong.

Owns shapes and limits of written question content; knows no question type.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from elearning.domain.questions.base import QuestionContentError
from elearning.domain.scores import exact_number

ID_PATTERN = re.compile(r"[a-z0-9-]{1,64}")
MOST_ENTRIES = 50
HIGHEST_MARK = 1_000

_Named = TypeVar("_Named", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Reader:
    """One mapping of a question and where it stands. Every method raises QuestionContentError that names the key."""

    content: Mapping[str, object]
    path: str = ""

    def at(self, key: str) -> str:
        """Return the full name of a key, for messages."""
        return f"{self.path}.{key}" if self.path else key

    def refuse_unknown(self, *allowed: str) -> None:
        """Raise for a key that nobody reads: a misspelt key would be silence otherwise."""
        for key in self.content:
            if key not in allowed:
                raise QuestionContentError(self.at(str(key)), "kunci ini tidak dikenal")

    def text(self, key: str) -> str:
        """Return a text that must be there and not be blank."""
        value = self.optional_text(key)
        if not value.strip():
            raise QuestionContentError(self.at(key), "teks wajib diisi")
        return value

    def optional_text(self, key: str) -> str:
        """Return a text, empty when the key is absent or null. A number is taken as it is written."""
        value = self.content.get(key)
        if value is None:
            return ""
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            raise QuestionContentError(self.at(key), "harus berupa teks")
        return value

    def name(self, key: str) -> str | None:
        """Return an optional short text, None when absent."""
        return self.optional_text(key) or None

    def identifier(self, key: str = "id") -> str:
        """Return a hand-written id."""
        value = self.content.get(key)
        text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
        if not ID_PATTERN.fullmatch(text):
            raise QuestionContentError(self.at(key), "id hanya huruf kecil, angka, dan tanda hubung (1 sampai 64)")
        return text

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.content.get(key, default)
        if not isinstance(value, bool):
            raise QuestionContentError(self.at(key), "harus true atau false")
        return value

    def option(self, key: str, options: type[_Named], default: _Named) -> _Named:
        """Return one of the named options."""
        name = self.optional_text(key) or default.value
        if name not in list(options):
            raise QuestionContentError(self.at(key), f"harus salah satu dari {', '.join(options)}")
        return options(name)

    def number(self, key: str, default: Fraction | None = None) -> Fraction:
        """Return an exact number; required unless there is a default."""
        value = self.content.get(key)
        if value is None and default is not None:
            return default
        number = exact_number(value)
        if number is None:
            raise QuestionContentError(self.at(key), "harus berupa angka")
        return number

    def share(self, key: str, lowest: int, default: Fraction) -> Fraction:
        """Return a fraction of the mark between ``lowest`` (0 or -1) and 1."""
        value = self.number(key, default)
        if not lowest <= value <= 1:
            raise QuestionContentError(self.at(key), f"harus antara {lowest} dan 1")
        return value

    def mark(self, key: str = "mark") -> Decimal:
        """Return the question's mark: more than 0, at most 1,000, at most seven decimals."""
        value = self.number(key, Fraction(1))
        scaled = value * 10**7
        if not 0 < value <= HIGHEST_MARK or scaled.denominator != 1:
            raise QuestionContentError(self.at(key), "bobot harus lebih dari 0 dan paling banyak 1000")
        return (Decimal(scaled.numerator) / Decimal(10**7)).normalize() + Decimal(0)

    def entries(self, key: str, fewest: int) -> tuple["Reader", ...]:
        """Return a list of mappings as readers of their own."""
        value = self.content.get(key)
        if not isinstance(value, list | tuple):
            raise QuestionContentError(self.at(key), "harus berupa daftar")
        if not fewest <= len(value) <= MOST_ENTRIES:
            raise QuestionContentError(self.at(key), f"isinya harus {fewest} sampai {MOST_ENTRIES}")
        return tuple(self._entry(key, index, item) for index, item in enumerate(value))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return an optional list of texts."""
        value = self.content.get(key) or ()
        if not isinstance(value, list | tuple) or len(value) > MOST_ENTRIES:
            raise QuestionContentError(self.at(key), f"harus berupa daftar, paling banyak {MOST_ENTRIES}")
        readers = [Reader({"text": item}, f"{self.at(key)}[{index}]") for index, item in enumerate(value)]
        return tuple(reader.text("text") for reader in readers)

    def _entry(self, key: str, index: int, item: object) -> "Reader":
        place = f"{self.at(key)}[{index}]"
        if not isinstance(item, Mapping):
            raise QuestionContentError(place, "harus berupa pasangan kunci dan nilai")
        return Reader(item, place)


def refuse_repeated(key: str, ids: tuple[str, ...]) -> None:
    """Raise when an id stands twice in one list."""
    for index, each in enumerate(ids):
        if each in ids[:index]:
            raise QuestionContentError(f"{key}[{index}].id", f"id {each} sudah dipakai di soal ini")
