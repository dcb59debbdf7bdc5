"""All rows of a database by what they say instead of by their ids, so that two databases that were filled in another order compare."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from typing import Any

from sqlalchemy import Table, select

from elearning.extensions import db

NAMING_WITHOUT_KEYS = ("audit_entry", "notice")
"""They name rows of other tables in ways that the database does not know, and are read last."""
RANDOM = {("certificate", "check_code"), ("person", "password_hash")}
_AUDIT_IDS = {
    "person_id": "person",
    "supervisor_id": "person",
    "position_id": "position",
    "unit_id": "unit",
    "course_id": "course",
}
_BEFORE = {"position.held": "position", "supervisor.linked": "person"}
_KEYED = re.compile(r":(evidence|assignment|attempt|course):(\d+)")

Likeness = dict[str, Counter[str]]


def likeness() -> Likeness:
    """For each table how often each row stands in it, ids replaced by what the row they name says."""
    reader = _Reader()
    for table in sorted(db.metadata.sorted_tables, key=lambda each: each.name in NAMING_WITHOUT_KEYS):
        reader.read(table)
    return reader.found


class _Reader:
    def __init__(self) -> None:
        self.found: Likeness = {}
        self._labels: dict[tuple[str, int], str] = {}

    def read(self, table: Table) -> None:
        self.found[table.name] = Counter()
        for row in db.session.execute(select(table).order_by(*table.primary_key.columns)):
            label = self._label(table, dict(row._mapping))
            self.found[table.name][label] += 1
            if "id" in table.c:
                self._labels[table.name, row.id] = hashlib.sha256(label.encode()).hexdigest()[:12]

    def _label(self, table: Table, row: dict[str, Any]) -> str:
        row.pop("id", None)
        for column in table.columns:
            target = next((key.column.table.name for key in column.foreign_keys), None)
            if column.name in row and target and row[column.name] is not None:
                row[column.name] = self._labels[target, row[column.name]]
            if (table.name, column.name) in RANDOM:
                row[column.name] = row[column.name] is not None
        if table.name == "audit_entry":
            self._name_audit(row)
        if table.name == "notice":
            row["key"] = _KEYED.sub(lambda hit: f":{hit[1]}:{self._labels[hit[1], int(hit[2])]}", row["key"])
        return json.dumps(row, default=str, sort_keys=True)

    def _name_audit(self, row: dict[str, Any]) -> None:
        if row["subject_id"] is not None:
            row["subject_id"] = self._labels[row["subject_type"], row["subject_id"]]
        if row["about_id"] is not None:
            row["about_id"] = self._labels["person", row["about_id"]]
        named = _AUDIT_IDS | ({"before_id": _BEFORE[row["action"]]} if row["action"] in _BEFORE else {})
        row["detail"] = {
            name: self._labels[named[name], value] if name in named and value is not None else value
            for name, value in row["detail"].items()
        }
