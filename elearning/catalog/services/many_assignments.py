"""Assignments of one course to very many people: a constant number of statements a portion of people.

What each person is told and what is recorded is the same as for one (`assignments`). The caller decides who is new, whose
date changes and who is left out; what somebody else did in between counts as it stands. All or nothing; the caller commits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any, TypedDict

from sqlalchemy import select, text, update

from elearning.catalog.models import Assignment
from elearning.core.audit_many import Deed, record_all
from elearning.core.upsert import insert
from elearning.extensions import db
from elearning.notifications.kinds import NoticeKind
from elearning.notifications.many import notify_many
from elearning.notifications.services import News

PORTION = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One person of the many; `due_before` None means that they are newly assigned."""

    person_id: int
    agency_id: int | None
    assignment_id: int | None
    due_before: date | None


class Standing(TypedDict):
    """What stood of an assignment when its row was locked."""

    assignment_id: int
    due_before: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyAssignments:
    """What is asked of all of them; `by` is the name that the notice says."""

    course_id: int
    slug: str
    title: str
    due_on: date
    note: str
    by: str


def assign_many(new: ManyAssignments, targets: Sequence[Target], *, actor_id: int, now: datetime) -> None:
    """Give the course to people; who has it already gets the new date and note, and who has just that hears nothing."""
    # In one order for everybody: two officers who write the same people wait for each other instead of crosswise.
    for some in _portions(sorted(targets, key=lambda each: each.person_id)):
        inserted = _assign_first(new, [each.person_id for each in some], actor_id, now)
        rest = [each for each in some if each.person_id not in inserted]
        changed = _assign_again(new, [each.person_id for each in rest], actor_id, now)
        deeds, news = [], {}
        for each in some:
            if each.person_id in inserted:
                ours = replace(each, assignment_id=inserted[each.person_id], due_before=None)
            elif each.person_id in changed:
                ours = replace(each, **changed[each.person_id])
            else:
                continue
            deeds.append(assignment_deed(new, ours.assignment_id or 0, ours))
            if ours.due_before != new.due_on:
                kind = NoticeKind.COURSE_ASSIGNED if ours.due_before is None else NoticeKind.DUE_DATE_CHANGED
                news[ours.person_id] = assignment_news(kind, new, ours.assignment_id or 0, now)
        record_all(deeds, actor_id=actor_id, now=now)
        notify_many(news, now=now)


def extend_many(new: ManyAssignments, targets: Sequence[Target], *, actor_id: int, now: datetime) -> int:
    """Give open assignments another day; how many there still were."""
    return sum(_change(new, some, {"due_on": new.due_on}, actor_id=actor_id, now=now) for some in _portions(targets))


def cancel_many(new: ManyAssignments, targets: Sequence[Target], *, actor_id: int, now: datetime) -> int:
    """Take open assignments back; how many there still were. What was learned stays."""
    return sum(_change(new, some, {"cancelled_at": now}, actor_id=actor_id, now=now) for some in _portions(targets))


def _assign_first(new: ManyAssignments, person_ids: Collection[int], actor_id: int, now: datetime) -> dict[int, int]:
    """Assign what nobody has; ids by person. Who is missing was assigned before or at this very moment."""
    values = _values(new, actor_id, now)
    rows = [{"person_id": person_id, "course_id": new.course_id, **values} for person_id in person_ids]
    statement = insert(Assignment).values(rows)
    statement = statement.on_conflict_do_nothing(
        index_elements=["person_id", "course_id"], index_where=text("cancelled_at IS NULL")
    )
    found = db.session.execute(statement.returning(Assignment.person_id, Assignment.id))
    return {row.person_id: row.id for row in found}


def _assign_again(
    new: ManyAssignments, person_ids: Collection[int], actor_id: int, now: datetime
) -> dict[int, Standing]:
    """Give what stands the new date and note, its rows locked; what stood before by person, where it was other."""
    if not person_ids:
        return {}
    query = (
        select(Assignment.id, Assignment.person_id, Assignment.due_on, Assignment.note)
        .where(Assignment.course_id == new.course_id, Assignment.person_id.in_(person_ids))
        .where(Assignment.cancelled_at.is_(None))
        .order_by(Assignment.person_id)
        .with_for_update()
    )
    others = [row for row in db.session.execute(query) if (row.due_on, row.note) != (new.due_on, new.note)]
    statement = update(Assignment).where(Assignment.id.in_([row.id for row in others]))
    db.session.execute(
        statement.values(**_values(new, actor_id, now)), execution_options={"synchronize_session": False}
    )
    db.session.expire_all()
    return {row.person_id: Standing(assignment_id=row.id, due_before=row.due_on) for row in others}


def _values(new: ManyAssignments, actor_id: int, now: datetime) -> dict[str, Any]:
    return {"assigned_by_id": actor_id, "assigned_at": now, "due_on": new.due_on, "note": new.note}


def _change(
    new: ManyAssignments,
    targets: Sequence[Target],
    values: Mapping[str, date | datetime],
    *,
    actor_id: int,
    now: datetime,
) -> int:
    ids = [each.assignment_id for each in targets if each.assignment_id is not None]
    statement = (
        update(Assignment)
        .where(Assignment.id.in_(ids), Assignment.cancelled_at.is_(None))
        .values(**values)
        .returning(Assignment.id)
    )
    changed = set(db.session.scalars(statement, execution_options={"synchronize_session": False}))
    is_cancelled = "cancelled_at" in values
    kind = NoticeKind.ASSIGNMENT_CANCELLED if is_cancelled else NoticeKind.DUE_DATE_CHANGED
    deeds, news = [], {}
    for each in targets:
        if each.assignment_id not in changed:
            continue
        before = each.due_before.isoformat() if each.due_before else ""
        detail = {} if is_cancelled else {"before": before, "due_on": new.due_on.isoformat()}
        action = "assignment.cancelled" if is_cancelled else "assignment.extended"
        deeds.append(_deed(action, each.assignment_id or 0, each, {"person_id": each.person_id, **detail}))
        news[each.person_id] = assignment_news(kind, new, each.assignment_id or 0, now)
    record_all(deeds, actor_id=actor_id, now=now)
    notify_many(news, now=now)
    db.session.expire_all()
    return len(changed)


def _deed(action: str, assignment_id: int, target: Target, detail: Mapping[str, Any]) -> Deed:
    return Deed(action, Assignment.__tablename__, assignment_id, target.agency_id, dict(detail))


def assignment_deed(new: ManyAssignments, assignment_id: int, target: Target) -> Deed:
    """What the audit keeps of a person being asked for the course."""
    detail = {"person_id": target.person_id, "course_id": new.course_id, "due_on": new.due_on.isoformat()}
    action = "assignment.created" if target.due_before is None else "assignment.changed"
    return _deed(action, assignment_id, target, detail)


def assignment_news(kind: NoticeKind, new: ManyAssignments, assignment_id: int, now: datetime) -> News:
    """What somebody is told of it."""
    params = {"course": new.title, "due": new.due_on.isoformat(), "by": new.by}
    return News(kind, f"assignment:{assignment_id}:{now.isoformat()}", params, f"/kursus/{new.slug}")


def _portions(targets: Iterable[Target]) -> Iterator[list[Target]]:
    waiting = iter(targets)
    while portion := list(islice(waiting, PORTION)):
        yield portion
