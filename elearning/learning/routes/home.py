"""Home: one card to the next step, the JP of the year, what is due, what is new."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from elearning.catalog.queries import kept_outlines
from elearning.competency.queries import jp_statement
from elearning.core import clock
from elearning.core.jinja import local
from elearning.core.permissions import Permission, requires
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
    return render_template(
        "learning/home.html",
        greeting=greeting(current_user.short_name, here),
        today=here.date(),
        step=card,
        others=others(hand, card),
        due=due_rows(courses, here.date()),
        jp=jp_box(statement, running),
        notices=[(notice, local(notice.created_at).date()) for notice in newest_unread(current_user.id, NEWEST)],
        sentence=sentence,
        has_courses=bool(courses),
    )


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
