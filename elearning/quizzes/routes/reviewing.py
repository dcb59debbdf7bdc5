"""Sending an attempt, and looking at it afterwards."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from elearning.catalog.outline import Outline
from elearning.catalog.queries import outline_of
from elearning.core import clock
from elearning.core.permissions import Permission, requires
from elearning.domain.attempts import AttemptState, is_open
from elearning.domain.completion import CourseStanding
from elearning.domain.schedule import OverdueHandling
from elearning.extensions import db
from elearning.progress.evaluation import standing
from elearning.progress.explanation import why_not_complete
from elearning.progress.queries import facts_of
from elearning.quizzes import queries
from elearning.quizzes.errors import AttemptNotFoundError
from elearning.quizzes.links import course_texts, read_again_link
from elearning.quizzes.review import outcome_words, reviewed_questions, shown_score
from elearning.quizzes.routes.blueprint import ATTEMPT, blueprint
from elearning.quizzes.services import submit_attempt
from elearning.quizzes.values import AttemptFacts

MOST_REASONS = 3


@blueprint.post(f"{ATTEMPT}/pengumpulan")
@requires(Permission.LEARN)
def submit(attempt_id: int) -> ResponseReturnValue:
    """Send the attempt. Sent twice (double click, two tabs, the back button), it counts once."""
    if not submit_attempt(current_user.id, attempt_id, now=clock.now()):
        flash(gettext("Percobaan ini sudah dikumpulkan sebelumnya; tidak ada yang berubah."))
    db.session.commit()
    return redirect(url_for("quizzes.review", attempt_id=attempt_id), 303)


@blueprint.get(f"{ATTEMPT}/tinjauan")
@requires(Permission.LEARN)
def review(attempt_id: int) -> ResponseReturnValue:
    """Right, wrong, why, where to read again; what changed by the result; the next step."""
    found = queries.attempt_of(current_user.id, attempt_id)
    if found is None:
        raise AttemptNotFoundError
    state = found.state_at(clock.now())
    if is_open(state.state):
        return redirect(url_for("quizzes.attempt", attempt_id=attempt_id), 303)
    if found.state is not AttemptState.FINISHED:
        ended_at = state.finished_at or found.finished_at
        is_unsent = found.schedule.handling is OverdueHandling.GRACE and ended_at == found.ends_at
        return render_template(
            "quizzes/ended.html", attempt=found, state=state.state, is_unsent=is_unsent, ended_at=ended_at
        )
    return _review(found)


def _review(attempt: AttemptFacts) -> str:
    questions = queries.questions_of({slot.version_id for slot in attempt.layout})
    texts = course_texts(attempt.slug, attempt.revision_number)
    reviewed = reviewed_questions(attempt, questions, queries.answers_of(attempt.id), texts)
    outline = outline_of(attempt.enrolled_revision_id or attempt.revision_id)
    facts = facts_of(current_user.id, outline)
    found = standing(outline, facts)
    step = outline.step_by_key.get(attempt.activity_key)
    return render_template(
        "quizzes/review.html",
        attempt=attempt,
        score=shown_score(attempt),
        questions=reviewed,
        wrong=[each for each in reviewed if each.is_asked and not each.is_right],
        question_count=sum(each.is_asked for each in reviewed),
        links={each.slot: read_again_link(outline, each.read_again) for each in reviewed},
        sources={each["id"]: each["title"] for each in attempt.sources},
        outcome_words=outcome_words,
        outline=outline,
        standing=found,
        module=outline.module_of(step) if step else None,
        own=facts.of(attempt.activity_key),
        missing=why_not_complete(outline, found)[:MOST_REASONS],
        next_step=_next_step(outline, found),
    )


def _next_step(outline: Outline, found: CourseStanding) -> dict[str, str] | None:
    step = outline.step_by_key.get(found.next_step or "")
    if step is None:
        return None
    endpoint = "quizzes.start_page" if step.kind == "quiz" else "learning.step"
    return {"title": step.title, "href": url_for(endpoint, slug=outline.slug, key=step.key)}
