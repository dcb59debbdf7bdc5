"""Assignments of one course to very many people: a constant number of statements a portion of people.

What each person is told and what is recorded is the same as for one (`assignments`). The caller decides who is new, whose
date changes and who is left out; what somebody else did in between is left as it is. All or nothing; the caller commits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import text, update

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
    """Give the course to people; who has it already gets the new date and note."""
    for some in _portions(targets):
        ids = _put(new, [each.person_id for each in some], actor_id, now)
        deeds, news = [], {}
        for each in some:
            is_new = each.due_before is None
            deeds.append(assignment_deed(new, ids[each.person_id], each))
            if each.due_before != new.due_on:
                kind = NoticeKind.COURSE_ASSIGNED if is_new else NoticeKind.DUE_DATE_CHANGED
                news[each.person_id] = assignment_news(kind, new, ids[each.person_id], now)
        record_all(deeds, actor_id=actor_id, now=now)
        notify_many(news, now=now)


def extend_many(new: ManyAssignments, targets: Sequence[Target], *, actor_id: int, now: datetime) -> int:
    """Give open assignments another day; how many there still were."""
    return sum(_change(new, some, {"due_on": new.due_on}, actor_id=actor_id, now=now) for some in _portions(targets))


def cancel_many(new: ManyAssignments, targets: Sequence[Target], *, actor_id: int, now: datetime) -> int:
    """Take open assignments back; how many there still were. What was learned stays."""
    return sum(_change(new, some, {"cancelled_at": now}, actor_id=actor_id, now=now) for some in _portions(targets))


def _put(new: ManyAssignments, person_ids: Collection[int], actor_id: int, now: datetime) -> dict[int, int]:
    """One statement, so that two officers who assign at once leave one assignment; ids by person."""
    values: dict[str, Any] = {
        "assigned_by_id": actor_id,
        "assigned_at": now,
        "due_on": new.due_on,
        "note": new.note,
    }
    rows = [{"person_id": person_id, "course_id": new.course_id, **values} for person_id in person_ids]
    statement = insert(Assignment).values(rows)
    statement = statement.on_conflict_do_update(
        index_elements=["person_id", "course_id"], index_where=text("cancelled_at IS NULL"), set_=values
    )
    found = db.session.execute(statement.returning(Assignment.person_id, Assignment.id))
    return {row.person_id: row.id for row in found}


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
