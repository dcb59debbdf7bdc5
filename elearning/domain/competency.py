"""Competencies, the evidence for them, and the level that follows from it.

Evidence is append-only: nothing is changed, a correcting row names the one it replaces. The present level is always
derived here, with the rows behind it. A course proves learning, not a level: it is listed as evidence up to the
course's cap, and it raises the present level only up to the site's cap. A person's confirmation may raise it further.

Source: Permenpan-RB 38/2017 for the codes (M.1…M.8 managerial, SK.1 socio-cultural, technical ones per field) and the
levels 1 to 5; job person match as assessment reports print it (Σ present / Σ required).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from elearning.domain.errors import N_, DomainError

LOWEST_LEVEL = 1
HIGHEST_LEVEL = 5
NO_LEVEL = 0
SITE_CAP = 2
"""The level up to which courses alone raise a person, unless the site decides otherwise."""

_CODE = re.compile(r"M\.[1-8]|SK\.1|T-[A-Z0-9]+([.-][A-Z0-9]+)*")
_LONGEST_CODE = 32


class CompetencyCodeError(DomainError):
    """A text that is no competency code."""

    code: ClassVar[str] = "competency_code"
    message_template: ClassVar[str] = N_(
        "Kode kompetensi %(given)s tidak dikenal. Contoh yang benar: M.3, SK.1, T-SPBE."
    )


class CompetencyLevelError(DomainError):
    """A level outside 1…5."""

    code: ClassVar[str] = "competency_level"
    message_template: ClassVar[str] = N_("Level kompetensi harus angka 1 sampai 5.")


class CompetencyKind(StrEnum):
    """The three families."""

    MANAGERIAL = "managerial"
    SOCIOCULTURAL = "sociocultural"
    TECHNICAL = "technical"


class EvidenceKind(StrEnum):
    """What a row of evidence is."""

    COURSE = "course"
    """A completed course: proves learning up to ``cap``."""
    CONFIRMATION = "confirmation"
    """A supervisor or assessor confirms a level."""
    WITHDRAWAL = "withdrawal"
    """Takes back the row named by ``corrects`` and says nothing itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One row. ``id`` grows with time.

    ``level`` is what the row claims (0 for a withdrawal); ``cap`` the highest level a course can be evidence for.
    ``source`` is the course's code or the name of who confirmed. ``corrects`` names an earlier row that this one
    replaces or withdraws.
    """

    id: int
    kind: EvidenceKind
    competency: str
    level: int
    recorded_at: datetime
    source: str = ""
    cap: int = HIGHEST_LEVEL
    corrects: int | None = None
    valid_until: datetime | None = None

    @property
    def proven_level(self) -> int:
        """The level that the row shows by itself: a course's never above its cap. "Bukti belajar" prints this."""
        return min(self.level, self.cap) if self.kind is EvidenceKind.COURSE else self.level


class EvidenceStatus(StrEnum):
    """Whether a row carries the present level, and if not, why."""

    CARRIES = "carries"
    """It gives the present level."""
    IN_FORCE = "in_force"
    """Valid, but another row reaches higher or as high."""
    SUPERSEDED = "superseded"
    """A correcting row replaced it."""
    WITHDRAWN = "withdrawn"
    """A withdrawal took it back."""
    EXPIRED = "expired"
    """Its validity has ended."""
    REPLACED = "replaced"
    """A later confirmation stands in its place."""


@dataclass(frozen=True, slots=True)
class EvidenceReason:
    """One row's part in the level: ``counted_level`` is what it contributes after all caps, 0 when it is out of
    force.
    """

    evidence: Evidence
    status: EvidenceStatus
    counted_level: int
    is_limited: bool = False
    """Whether a cap holds the contribution below what the row shows."""


@dataclass(frozen=True, slots=True)
class CompetencyStanding:
    """The present level (0 = nothing shown yet) with every row's reason, in order of recording."""

    competency: str
    level: int
    reasons: tuple[EvidenceReason, ...]

    @property
    def learning_level(self) -> int:
        """The highest level for which there is valid learning evidence, above the site's cap too."""
        shown = [each.evidence.proven_level for each in self.reasons if _is_live_course(each)]
        return max(shown, default=NO_LEVEL)


def parse_code(text: str) -> str:
    """Return a competency code in its written form (``m.3`` gives ``M.3``). Raises: CompetencyCodeError."""
    code = text.strip().upper()
    if len(code) > _LONGEST_CODE or not _CODE.fullmatch(code):
        raise CompetencyCodeError(given=text[:_LONGEST_CODE])
    return code


def kind_of(code: str) -> CompetencyKind:
    """Return the family of a parsed code."""
    if code.startswith("M."):
        return CompetencyKind.MANAGERIAL
    return CompetencyKind.SOCIOCULTURAL if code.startswith("SK.") else CompetencyKind.TECHNICAL


def parse_level(value: int | str) -> int:
    """Return a level 1…5. Raises: CompetencyLevelError."""
    text = str(value).strip()
    if isinstance(value, bool) or text not in {str(level) for level in range(LOWEST_LEVEL, HIGHEST_LEVEL + 1)}:
        raise CompetencyLevelError
    return int(text)


def standing(
    competency: str, evidence: Sequence[Evidence], now: datetime, site_cap: int = SITE_CAP
) -> CompetencyStanding:
    """Return the present level in one competency and the reason for each row.

    Rows about other competencies are left out. A row that another row corrects is out of force, also when the
    correcting row was itself corrected later: what was wrong once never comes back by itself. Of the rows in force
    and valid at ``now``:

    * courses contribute the highest of min(level, the course's cap, ``site_cap``);
    * confirmations contribute the latest one alone, so a later one may lower an earlier one;
    * the present level is the higher of the two: a confirmation never takes away what courses show under the site's
    cap.
    """
    rows = sorted((row for row in evidence if row.competency == competency), key=lambda row: (row.recorded_at, row.id))
    corrected = {row.corrects: row.kind for row in rows if row.corrects is not None}
    shown = [row for row in rows if row.kind is not EvidenceKind.WITHDRAWAL]
    live = [row for row in shown if row.id not in corrected and _is_valid(row, now)]
    latest = next((row for row in reversed(live) if row.kind is EvidenceKind.CONFIRMATION), None)
    counted = {row.id: _counted_level(row, latest, site_cap) for row in live}
    level = max(counted.values(), default=NO_LEVEL)
    carrier = next((row for row in live if counted[row.id] == level and level > NO_LEVEL), None)
    reasons: list[EvidenceReason] = []
    for row in shown:
        status = _status(row, corrected, counted, carrier)
        part = counted.get(row.id, NO_LEVEL)
        limited = row.kind is EvidenceKind.COURSE and row.id in counted and part < row.level
        reasons.append(EvidenceReason(row, status, part, limited))
    return CompetencyStanding(competency, level, tuple(reasons))


def level_without(
    competency: str, evidence: Sequence[Evidence], row_id: int, now: datetime, site_cap: int = SITE_CAP
) -> int:
    """Return the level that is left once the row with this id is withdrawn; it may be higher than before, where the
    row had lowered an earlier one.
    """
    withdrawal = Evidence(
        id=max((row.id for row in evidence), default=0) + 1,
        kind=EvidenceKind.WITHDRAWAL,
        competency=competency,
        level=NO_LEVEL,
        recorded_at=now,
        corrects=row_id,
    )
    return standing(competency, [*evidence, withdrawal], now, site_cap).level


def gap(required: int, present: int) -> int:
    """Return required − present: positive is what is missing, zero or less means the requirement is met."""
    return required - present


def job_person_match(required: Mapping[str, int], present: Mapping[str, int]) -> Fraction | None:
    """Return Σ present / Σ required over the required competencies, exact (1 = 100 %); None when nothing is required.

    A level above the required one counts in full, as the formula has it, so the share may exceed 1.
    """
    total = sum(required.values())
    if not total:
        return None
    return Fraction(sum(present.get(code, NO_LEVEL) for code in required), total)


def _is_valid(row: Evidence, now: datetime) -> bool:
    return row.valid_until is None or now <= row.valid_until


def _counted_level(row: Evidence, latest: Evidence | None, site_cap: int) -> int:
    if row.kind is EvidenceKind.COURSE:
        return min(row.proven_level, site_cap)
    return row.level if row is latest else NO_LEVEL


def _status(
    row: Evidence, corrected: Mapping[int, EvidenceKind], counted: Mapping[int, int], carrier: Evidence | None
) -> EvidenceStatus:
    if row.id in corrected:
        is_withdrawn = corrected[row.id] is EvidenceKind.WITHDRAWAL
        return EvidenceStatus.WITHDRAWN if is_withdrawn else EvidenceStatus.SUPERSEDED
    if row.id not in counted:
        return EvidenceStatus.EXPIRED
    if row is carrier:
        return EvidenceStatus.CARRIES
    replaced = row.kind is EvidenceKind.CONFIRMATION and counted[row.id] == NO_LEVEL
    return EvidenceStatus.REPLACED if replaced else EvidenceStatus.IN_FORCE


def _is_live_course(reason: EvidenceReason) -> bool:
    in_force = reason.status in (EvidenceStatus.CARRIES, EvidenceStatus.IN_FORCE)
    return in_force and reason.evidence.kind is EvidenceKind.COURSE
