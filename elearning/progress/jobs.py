"""Due work: reminds people of assignments near or past their day, and of courses they left lying. Twice tells once."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice

from elearning.core import clock
from elearning.core.site import settings
from elearning.extensions import db
from elearning.notifications.kinds import NoticeKind
from elearning.notifications.services import News, notify
from elearning.progress.reminder_queries import Due, DueStage, Untouched, assignments_due, courses_untouched, due_key

BATCH = 500
DUE_STAGES = (DueStage("14", 4, 14), DueStage("3", 1, 3), DueStage("0", 0, 0))
OVERDUE = DueStage("overdue", -30, -1)
UNTOUCHED_FOR = timedelta(days=14)
PAUSE_BETWEEN_REMINDERS = timedelta(days=7)
REMINDING_HOUR = 8
"""Courses left lying are looked for in one hour of the day (of the site's zone): nothing about them is urgent."""


def remind_of_due_dates(now: datetime) -> int:
    """Tell learners 14 and 3 days before, on the day, and once after it; returns how many notices were new."""
    told = sum(_remind(stage, NoticeKind.DUE_SOON, now) for stage in DUE_STAGES)
    return told + _remind(OVERDUE, NoticeKind.DUE_PASSED, now)


def remind_of_untouched_courses(now: datetime) -> int:
    """Tell learners of a course they have not touched for a fortnight: one course, once a week at most."""
    if clock.local_time(now, settings().default_time_zone).hour != REMINDING_HOUR:
        return 0
    kind = NoticeKind.COURSE_UNTOUCHED
    found = courses_untouched(now - UNTOUCHED_FOR, now - PAUSE_BETWEEN_REMINDERS, kind, BATCH)
    first = {course.person_id: course for course in reversed(found)}
    told = sum(notify(course.person_id, _news_of(course, now), now=now) for course in first.values())
    db.session.commit()
    return told


def _remind(stage: DueStage, kind: NoticeKind, now: datetime) -> int:
    found = (due for due in assignments_due(stage, kind, now) if _is_news(stage, due))
    told = sum(notify(due.person_id, _news(stage, kind, due), now=now) for due in list(islice(found, BATCH)))
    db.session.commit()
    return told


def _is_news(stage: DueStage, due: Due) -> bool:
    """Not for who was given the assignment within the stage: they have just been told the day."""
    return due.assigned_on < due.due_on - timedelta(days=stage.last)


def _news(stage: DueStage, kind: NoticeKind, due: Due) -> News:
    params = {"course": due.course, "due": due.due_on.isoformat()}
    return News(kind, due_key(stage, due), params, f"/kursus/{due.slug}")


def _news_of(course: Untouched, now: datetime) -> News:
    """Keyed by the week, so that two workers tell one reminder between them."""
    year, week, _ = clock.local_date(now, settings().default_time_zone).isocalendar()
    return News(NoticeKind.COURSE_UNTOUCHED, f"{year}-{week}", {"course": course.course}, f"/kursus/{course.slug}")
