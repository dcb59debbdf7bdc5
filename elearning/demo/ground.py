"""What stands before the first person comes: agencies, units, positions with their required levels, and courses that are old enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from elearning.catalog.models import Course, CourseRevision, QuestionVersion
from elearning.competency.models import RequiredLevel
from elearning.competency.required_import import import_required_levels
from elearning.core.csv_file import CsvLine
from elearning.demo.crowd import Crowd
from elearning.demo.places import FORMER_HEAD, HEAD_OFFICE
from elearning.extensions import db
from elearning.organization.models import Agency, Position
from elearning.organization.services import NewAgency, add_agency
from elearning.organization.structure_many import ensure_positions, ensure_units

ROLE_ACCOUNT_PASSWORD = "lentera di beranda"  # noqa: S105 (of invented people, told in the README, never in production)
COMPETENCIES = ("M.1", "M.2", "M.3", "M.4", "M.5", "M.6", "M.7", "M.8", "SK.1")
LEADING, SENIOR, JUNIOR, CLERK = (
    (3, 3, 3, 3, 3, 3, 3, 3, 3),
    (2, 2, 3, 2, 3, 2, 2, 3, 2),
    (2, 1, 2, 2, 2, 2, 1, 2, 2),
    (1,) * 9,
)


@dataclass(frozen=True, slots=True)
class Ground:
    """Agencies in their order; ids of positions by (place of the agency, name) and of units by (place, path)."""

    agencies: Sequence[Agency]
    positions: Mapping[tuple[int, str], int]
    units: Mapping[tuple[int, str], int]


def lay_ground(crowd: Crowd) -> Ground:
    """Make it, as on the first day."""
    opening = crowd.opening
    _date_courses(opening)
    agencies: list[Agency] = []
    positions: dict[tuple[int, str], int] = {}
    units: dict[tuple[int, str], int] = {}
    for place, words in enumerate(crowd.agencies):
        new = NewAgency(
            code=words.code,
            name=words.name,
            office=words.office,
            city=words.city,
            time_zone=words.time_zone,
            signatory_name=words.signatory,
            signatory_title=f"Kepala {words.office}",
        )
        agency = add_agency(new, actor_id=None, now=opening)
        agencies.append(agency)
        own = [unit for unit in crowd.units if unit.agency == place]
        names = {FORMER_HEAD, *(name for unit in own for name in (unit.head_position, *unit.positions))}
        ids = ensure_positions(agency.id, names)
        positions |= {(place, name): ids[name] for name in names}
        paths = ensure_units(agency.id, {HEAD_OFFICE, *(unit.path for unit in own)}, actor_id=None, now=opening)
        units |= {(place, path): identity for path, identity in paths.items()}
        _require_levels(agency, sorted(names), opening)
    return Ground(agencies, positions, units)


def _date_courses(opening: datetime) -> None:
    """The courses, imported today, were there when the invented years began: nobody studies what is not yet published."""
    for column in (Course.created_at, CourseRevision.published_at, QuestionVersion.created_at):
        db.session.execute(update(column.class_).where(column > opening).values({column.key: opening}))


def _require_levels(agency: Agency, positions: Sequence[str], opening: datetime) -> None:
    """What each position requires, through the same import as an officer's file."""
    cells = [
        {"position": position, "code": competency, "level": str(level)}
        for position in positions
        for competency, level in zip(COMPETENCIES, _required(position), strict=True)
    ]
    lines = [CsvLine(number, each) for number, each in enumerate(cells, start=2)]
    import_required_levels(lines, agency, actor_id=None, now=opening)
    query = select(func.count(RequiredLevel.id)).join(Position, Position.id == RequiredLevel.position_id)
    if db.session.scalar(query.where(Position.agency_id == agency.id)) != len(cells):
        raise LookupError("a competency that positions require is not registered")


def _required(position: str) -> Sequence[int]:
    if position.startswith(("Kepala", "Camat", "Sekretaris")):
        return LEADING
    if "Ahli Muda" in position or "Ahli Madya" in position:
        return SENIOR
    return JUNIOR if "Ahli Pertama" in position or "Penata" in position else CLERK
