"""What a table holds, as a number of rows and a hash that is the same on both engines and in any order of the rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

MODULUS = 2**256


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Rows, and the sum of their hashes."""

    rows: int = 0
    total: int = 0

    def with_rows(self, rows: Iterable[Iterable[Any]]) -> Fingerprint:
        """The fingerprint with more rows, which are read once and not kept."""
        count, total = self.rows, self.total
        for row in rows:
            count, total = count + 1, (total + _hash(row)) % MODULUS
        return Fingerprint(count, total)

    @property
    def sha256(self) -> str:
        """The sum, as people compare it."""
        return f"{self.total:064x}"


def _hash(row: Iterable[Any]) -> int:
    written = json.dumps([_plain(value) for value in row], sort_keys=True, ensure_ascii=True)
    return int.from_bytes(hashlib.sha256(written.encode("ascii")).digest())


def _plain(value: Any) -> Any:
    """A value as JSON can hold it, with its kind where two kinds could look alike."""
    if isinstance(value, datetime):
        return ["moment", value.astimezone(UTC).isoformat()]
    if isinstance(value, date):
        return ["day", value.isoformat()]
    if isinstance(value, bytes):
        return ["bytes", hashlib.sha256(value).hexdigest()]
    return ["number", str(value)] if isinstance(value, Decimal) else value
