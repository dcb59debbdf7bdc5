"""Reads of outlines and enrolments.

A committed revision never changes, so its outline may be kept in memory. Only pages that read fill this memory
(`kept_outline`): a revision made in the same transaction may yet be rolled back, and its id given to another.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Row, select

from elearning.catalog.models import Activity, Course, CourseRevision, Enrolment, RevisionActivity, RevisionModule
from elearning.catalog.outline import ModuleOutline, Outline, Step
from elearning.domain.conditions import course_targets, parse_condition
from elearning.extensions import db

MOST_KEPT = 500
_kept: WeakKeyDictionary[object, dict[int, Outline]] = WeakKeyDictionary()

_OUTLINE_ROWS = (
    select(
        CourseRevision.id.label("revision_id"),
        CourseRevision.number.label("revision_number"),
        CourseRevision.course_id,
        CourseRevision.title.label("course_title"),
        CourseRevision.minutes.label("course_minutes"),
        CourseRevision.jp_halves.label("course_jp_halves"),
        CourseRevision.completion.label("course_completion"),
        CourseRevision.prerequisites,
        Course.slug,
        Course.code,
        RevisionModule.key.label("module_key"),
        RevisionModule.position.label("module_position"),
        RevisionModule.title.label("module_title"),
        RevisionModule.jp_halves.label("module_jp_halves"),
        RevisionModule.outcome.label("module_outcome"),
        RevisionActivity.id,
        RevisionActivity.activity_id,
        Activity.key,
        RevisionActivity.kind,
        RevisionActivity.title,
        RevisionActivity.minutes,
        RevisionActivity.transfer_bytes,
        RevisionActivity.completion,
        RevisionActivity.requires,
        RevisionActivity.rules,
    )
    .join(Course, Course.id == CourseRevision.course_id)
    .join(RevisionActivity, RevisionActivity.revision_id == CourseRevision.id)
    .join(RevisionModule, RevisionModule.id == RevisionActivity.module_id)
    .join(Activity, Activity.id == RevisionActivity.activity_id)
    .order_by(CourseRevision.id, RevisionActivity.position)
)


def outline_of(revision_id: int) -> Outline:
    """The outline of one revision, from memory or in one statement.

    Raises:
        LookupError: there is no such revision.
    """
    if revision_id in keep():
        return keep()[revision_id]
    found = outlines_of([revision_id])
    if not found:
        raise LookupError(f"no revision {revision_id}")
    return found[revision_id]


def outlines_of(revision_ids: Collection[int]) -> dict[int, Outline]:
    """The outlines of several revisions, in one statement."""
    rows = db.session.execute(_OUTLINE_ROWS.where(CourseRevision.id.in_(revision_ids))).all()
    return {revision_id: _outline(list(group)) for revision_id, group in groupby(rows, attrgetter("revision_id"))}


def kept_outline(revision_id: int) -> Outline:
    """The outline of a committed revision; a statement only when this process sees it for the first time.

    Raises:
        LookupError: there is no such revision.
    """
    found = kept_outlines([revision_id])
    if not found:
        raise LookupError(f"no revision {revision_id}")
    return found[revision_id]


def kept_outlines(revision_ids: Collection[int]) -> dict[int, Outline]:
    """The outlines of several committed revisions; at most one statement."""
    kept = keep()
    missing = [revision_id for revision_id in revision_ids if revision_id not in kept]
    if missing:
        if len(kept) + len(missing) > MOST_KEPT:
            kept.clear()
            missing = list(revision_ids)
        kept.update(outlines_of(missing))
    return {revision_id: kept[revision_id] for revision_id in revision_ids if revision_id in kept}


def keep() -> dict[int, Outline]:
    """The outlines that this process keeps for its database."""
    kept: dict[int, Outline] = _kept.setdefault(db.engine, {})
    return kept


def enrolment_of(person_id: int, course_id: int) -> Enrolment | None:
    """The person's enrolment in a course, left or not."""
    query = select(Enrolment).where(Enrolment.person_id == person_id, Enrolment.course_id == course_id)
    return db.session.scalar(query)


def courses_waiting_for(person_id: int, course_code: str) -> list[int]:
    """Ids of the courses a person follows whose completion rule names another course."""
    query = (
        select(Enrolment.course_id, CourseRevision.completion)
        .join(CourseRevision, CourseRevision.id == Enrolment.revision_id)
        .where(Enrolment.person_id == person_id, Enrolment.left_at.is_(None))
        .order_by(Enrolment.course_id)
    )
    return [
        row.course_id
        for row in db.session.execute(query)
        if row.completion and course_code in course_targets(parse_condition(row.completion))
    ]


def _outline(rows: Sequence[Row[*tuple[Any, ...]]]) -> Outline:
    first = rows[0]
    modules = [
        _module(position, list(group))
        for position, (_, group) in enumerate(groupby(rows, attrgetter("module_position")), start=1)
    ]
    return Outline(
        course_id=first.course_id,
        revision_id=first.revision_id,
        revision_number=first.revision_number,
        slug=first.slug,
        code=first.code,
        title=first.course_title,
        minutes=first.course_minutes,
        jp_halves=first.course_jp_halves,
        completion=first.course_completion,
        prerequisites=tuple(first.prerequisites),
        modules=tuple(modules),
    )


def _module(number: int, rows: Sequence[Row[*tuple[Any, ...]]]) -> ModuleOutline:
    first = rows[0]
    steps = tuple(_step(row, f"{number}.{place}") for place, row in enumerate(rows, start=1))
    return ModuleOutline(
        first.module_key, number, first.module_title, first.module_jp_halves, first.module_outcome, steps
    )


def _step(row: Row[*tuple[Any, ...]], number: str) -> Step:
    return Step(
        id=row.id,
        activity_id=row.activity_id,
        key=row.key,
        kind=row.kind,
        title=row.title,
        minutes=row.minutes,
        transfer_bytes=row.transfer_bytes,
        completion=row.completion,
        requires=row.requires,
        rules=row.rules,
        module_key=row.module_key,
        number=number,
    )
