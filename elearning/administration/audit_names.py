"""What the ids in audit entries stand for: courses, positions, units, people, files, by name. Reads only.

Entries keep ids, because names change and an id does not; a page of entries asks each table at most once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from elearning.accounts.models import Person
from elearning.catalog.models import Assignment, Course, CourseRevision
from elearning.competency.models import Competency
from elearning.extensions import db
from elearning.organization.import_models import PeopleImport
from elearning.organization.models import Agency, Position, Signatory, SupervisorLink, Unit
from elearning.progress.models import CourseCompletion

Key = int | str


@dataclass(frozen=True, slots=True)
class Reference:
    """What an entry refers to: the table and id of its subject, and its details."""

    subject_type: str
    subject_id: int | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Lookup:
    """`query` gives (key, name); the key stands in a detail, or is the subject's id where the subject is of that table."""

    place: str
    detail: str
    subject: str
    query: Select[*tuple[Any, ...]]

    def key_in(self, entry: Reference) -> Key | None:
        """The key that an entry holds."""
        found = entry.detail.get(self.detail) if self.detail else None
        if found is None and self.subject and entry.subject_type == self.subject:
            found = entry.subject_id
        return found if isinstance(found, int | str) else None


_COURSE = select(Course.id, CourseRevision.title).join(CourseRevision, CourseRevision.id == Course.current_revision_id)
_OF_COURSE = _COURSE.with_only_columns

_LOOKUPS = (
    _Lookup("course", "course_id", "course", _COURSE),
    _Lookup("course", "course", "", _OF_COURSE(Course.slug, CourseRevision.title)),
    _Lookup(
        "course",
        "",
        "assignment",
        _OF_COURSE(Assignment.id, CourseRevision.title).join(Assignment, Assignment.course_id == Course.id),
    ),
    _Lookup(
        "course",
        "",
        "course_completion",
        _OF_COURSE(CourseCompletion.id, CourseRevision.title).join(
            CourseCompletion, CourseCompletion.course_id == Course.id
        ),
    ),
    _Lookup("competency", "competency", "", select(Competency.code, Competency.name)),
    _Lookup("file", "", "people_import", select(PeopleImport.id, PeopleImport.file_name)),
    _Lookup("left_agency", "left_agency_id", "", select(Agency.id, Agency.name)),
    _Lookup("position", "position_id", "position", select(Position.id, Position.name)),
    _Lookup("unit", "unit_id", "unit", select(Unit.id, Unit.path)),
    _Lookup("signatory", "", "signatory", select(Signatory.id, Signatory.name)),
    _Lookup(
        "supervisor",
        "",
        "supervisor_link",
        select(SupervisorLink.id, Person.name).join(Person, Person.id == SupervisorLink.supervisor_id),
    ),
    _Lookup("supervisor", "supervisor_id", "", select(Person.id, Person.name)),
)
"""A later one of a place overrules an earlier one: what was written down counts more than what a row says today."""

PLACES = frozenset(lookup.place for lookup in _LOOKUPS)


def names_of(entries: Sequence[Reference]) -> list[dict[str, str]]:
    """The names of each entry by place; at most one statement a kind of thing."""
    found: list[dict[str, str]] = [{} for _ in entries]
    for lookup in _LOOKUPS:
        keys = [lookup.key_in(entry) for entry in entries]
        names = dict(_named(lookup, {key for key in keys if key is not None}))
        for own, key in zip(found, keys, strict=True):
            if key in names:
                own[lookup.place] = names[key]
    return found


def _named(lookup: _Lookup, keys: set[Key]) -> Iterator[tuple[Key, str]]:
    """What the keys are called; the key column decides which of them it can hold."""
    column = lookup.query.selected_columns[0]
    fitting = [key for key in keys if isinstance(key, column.type.python_type)]
    if not fitting:
        return
    for key, name in db.session.execute(lookup.query.where(column.in_(fitting))):
        yield key, f"{key} ({name})" if lookup.place == "competency" else name
