"""Home: one card to the next step, the JP of the year, what is due, the nearest gaps, what is new."""

from __future__ import annotations

from datetime import date, datetime

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from elearning.catalog.queries import current_courses, kept_outlines
from elearning.competency.queries import jp_statement, required_records
from elearning.core import clock
from elearning.core.jinja import local
from elearning.core.permissions import Permission, requires
from elearning.core.site import settings
from elearning.domain.offering import is_offered
from elearning.learning.home_gaps import GapRow, has_gap, nearest_gaps
from elearning.learning.home_page import Running, due_rows, greeting, in_hand, jp_box, next_step, others
from elearning.learning.queries import MyCourse, my_courses
from elearning.learning.routes.blueprint import blueprint
from elearning.notifications.queries import newest_unread
from elearning.notifications.sentences import sentence
from elearning.progress.evaluation import standing
from elearning.progress.queries import facts_and_traces

NEWEST = 3


@blueprint.get("/")
@requires(Permission.LEARN)
def home() -> ResponseReturnValue:
    """The learner's front page."""
    now = clock.now()
    here = local(now)
    courses = my_courses(current_user.id)
    running = [course for course in courses if course.is_running]
    hand = _in_hand(running)
    card = next_step(hand)
    statement = jp_statement(current_user.id, today=here.date())
    notices, unread_count = newest_unread(current_user.id, NEWEST)
    return render_template(
        "learning/home.html",
        greeting=greeting(current_user.short_name, here),
        today=here.date(),
        step=card,
        others=others(hand, card),
        due=due_rows(courses, here.date()),
        jp=jp_box(statement, running, here.date()),
        gaps=_gaps(running, now, here.date()),
        notices=[(notice, local(notice.created_at).date()) for notice in notices],
        unread_count=unread_count,
        sentence=sentence,
        has_courses=bool(courses),
    )


def _gaps(running: list[MyCourse], now: datetime, today: date) -> list[GapRow]:
    records = required_records(current_user.id, on=today, now=now)
    if not has_gap(records):
        return []
    in_hand = {course.course_id for course in running}
    known = current_courses()
    courses = [each for each in known if is_offered(each.withdrawn_from, now) or each.course_id in in_hand]
    return nearest_gaps(records, courses, in_hand, settings().competency_course_cap)


def _in_hand(courses: list[MyCourse]) -> list[Running]:
    if not courses:
        return []
    person_id = current_user.id
    outlines = kept_outlines([course.revision_id for course in courses])
    facts, traces = facts_and_traces([person_id], outlines.values())
    standings = {
        revision_id: standing(outline, facts[person_id, revision_id]) for revision_id, outline in outlines.items()
    }
    return in_hand(courses, outlines, standings, {activity_id: trace for (_, activity_id), trace in traces.items()})
