"""The shape of what a certificate certifies, as it is stored for ever. No tables: those name these types.

A mapping and not a class, because it is the stored value itself: nothing is translated between row and reader.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict


class SnapshotModule(TypedDict):
    """A row of page 2; `jp_halves` counts half JP."""

    title: str
    outcome: str
    jp_halves: int


class SnapshotCompetency(TypedDict):
    """What the course is evidence for, up to `level`."""

    code: str
    name: str
    level: int


class SnapshotPassRule(TypedDict):
    """How the course was passed: `asks_every_step` is the default rule; marks are per cent, as text, ascending."""

    asks_every_step: bool
    quizzes: int
    pass_marks: list[str]


class Snapshot(TypedDict):
    """The certified fields. Dates are ISO dates in the issuing agency's zone; `unit` is a path, the smallest first;
    `logo` is the hash of a picture or "" (certificates older than logos lack it: read it by `logo_of`).
    """

    name: str
    nip: str
    position: str
    unit: str
    agency: str
    issuer_code: str
    issuer: str
    issuer_office: str
    city: str
    signatory_name: str
    signatory_title: str
    signatory_nip: str
    course_code: str
    course_title: str
    course_revision: int
    wording: str
    logo: NotRequired[str]
    jp_halves: int
    modules: list[SnapshotModule]
    competencies: list[SnapshotCompetency]
    pass_rule: SnapshotPassRule
    started_on: str
    finished_on: str
    issued_on: str
    time_zone: str


def logo_of(snapshot: Snapshot) -> str:
    """The hash of the logo that a certificate bears, "" for none."""
    return snapshot.get("logo", "")
