"""Why a line of an import is refused or left alone: kept as code and values, worded for whoever reads it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from elearning.core.i18n import gettext
from elearning.domain.errors import DomainError


@dataclass(frozen=True, slots=True)
class Remark:
    """One reason. `sentence` is the Indonesian source with its places, `values` fill them.

    `column` is that of the file, or what was changed; empty where the whole line is meant.
    """

    code: str
    sentence: str
    values: dict[str, str | int] = field(default_factory=dict)
    column: str = ""

    @property
    def words(self) -> str:
        """The sentence in the reader's language."""
        return gettext(self.sentence, **self.values)


def remark_of(error: DomainError, column: str = "") -> Remark:
    """What a broken rule says of a line."""
    return Remark(error.code, error.message_template, error.params, column)


def kept_remarks(remarks: Iterable[Remark]) -> str:
    """The text that a row keeps; empty when there is nothing to remark."""
    kept = [[each.code, each.column, each.sentence, each.values] for each in remarks]
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else ""


def remarks_kept(text: str) -> tuple[Remark, ...]:
    """What a row keeps. Imports of an older release keep a ready sentence; a day later they are forgotten."""
    if not text.startswith("["):
        return (Remark("sentence", "%(text)s", {"text": text}),) if text else ()
    return tuple(Remark(code, sentence, values, column) for code, column, sentence, values in json.loads(text))


def joined(remarks: Iterable[Remark]) -> str:
    """All reasons of a line as a file tells them, each with its column."""
    texts = (f"{each.column}: {each.words}" if each.column else each.words for each in remarks)
    return " ".join(dict.fromkeys(texts))
