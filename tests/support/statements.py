"""Counts SQL statements as the budgets do: cursor executes, an executemany is one, transaction control and pragmas are none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import has_app_context
from sqlalchemy import Engine, event

from elearning.extensions import db

UNCOUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


class StatementCount:
    """The statements seen so far."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    @property
    def count(self) -> int:
        return len(self.statements)

    def note(self, statement: str) -> None:
        if not statement.lstrip().upper().startswith(UNCOUNTED):
            self.statements.append(" ".join(statement.split()))

    def __str__(self) -> str:
        lines = (f"{number:3}. {statement[:300]}" for number, statement in enumerate(self.statements, 1))
        return "\n".join([f"{self.count} statements:", *lines])


@contextmanager
def count_statements(at_most: int | None = None) -> Iterator[StatementCount]:
    """Count what the block executes; with a budget, fail with the list of statements when it is passed.

    What the test itself has not written yet is written before the count begins.
    """
    if has_app_context():
        db.session.commit()
    seen = StatementCount()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.note(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    if at_most is not None and seen.count > at_most:
        raise AssertionError(f"at most {at_most} statements allowed, {seen}")
