"""What the doctor says of one thing: how it is, what was seen, and what mends it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How something is; the words are what operators read."""

    GOOD = "baik"
    WARNING = "perhatian"
    WRONG = "salah"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's answer. `remedy` is empty where nothing is to be done."""

    name: str
    state: State
    seen: str
    remedy: str = ""


def good(name: str, seen: str) -> Finding:
    """All is well."""
    return Finding(name, State.GOOD, seen)


def warning(name: str, seen: str, remedy: str) -> Finding:
    """Works, but somebody should look."""
    return Finding(name, State.WARNING, seen, remedy)


def wrong(name: str, seen: str, remedy: str) -> Finding:
    """Does not work, or will not for long."""
    return Finding(name, State.WRONG, seen, remedy)


def has_wrong(findings: Iterable[Finding]) -> bool:
    """Whether anything is wrong."""
    return any(finding.state is State.WRONG for finding in findings)
