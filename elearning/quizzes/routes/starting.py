"""Before a quiz: its rules, what was tried so far, what still locks it; and the start."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from elearning.catalog.queries import outline_of
from elearning.catalog.services import NotEnrolledError
from elearning.core import clock
from elearning.core.errors import domain_message
from elearning.core.permissions import Permission, requires
from elearning.domain.errors import DomainError
from elearning.extensions import db
from elearning.progress.evaluation import standing
from elearning.progress.explanation import why_locked
from elearning.progress.queries import facts_of
from elearning.quizzes import queries
from elearning.quizzes.gateway import gateway_of, quiz_in, state_words
from elearning.quizzes.links import course_texts
from elearning.quizzes.routes.blueprint import blueprint
from elearning.quizzes.services import Start, start_attempt


@blueprint.get("/kursus/<slug>/kuis/<key>")
@requires(Permission.LEARN)
def start_page(slug: str, key: str) -> ResponseReturnValue:
    """The rules before the start, all attempts so far, and the one button."""
    place = queries.quiz_place(current_user.id, slug, key)
    if place is None:
        return _lead_to_enrolment(slug)
    return _page(slug, key, place)


@blueprint.post("/kursus/<slug>/kuis/<key>")
@requires(Permission.LEARN)
def start(slug: str, key: str) -> ResponseReturnValue:
    """Begin an attempt, or come back to the one that is open."""
    new = Start(
        person_id=current_user.id,
        slug=slug,
        key=key,
        time_multiplier_percent=current_user.time_multiplier_percent,
    )
    try:
        attempt_id = start_attempt(new, now=clock.now())
    except NotEnrolledError:
        return _lead_to_enrolment(slug)
    except DomainError as error:
        return _refused(slug, key, error)
    db.session.commit()
    return redirect(url_for("quizzes.attempt", attempt_id=attempt_id), 303)


def _page(slug: str, key: str, place: queries.QuizPlace, refused: str = "") -> str:
    moment = clock.now()
    outline = outline_of(place.revision_id)
    step = quiz_in(outline, key)
    facts = facts_of(current_user.id, outline)
    found = standing(outline, facts)
    attempts = queries.attempts_at(current_user.id, step.activity_id)
    gateway = gateway_of(
        step, facts.of(step.key), attempts, now=moment, time_percent=current_user.time_multiplier_percent
    )
    before, after = outline.neighbours(step)
    return render_template(
        "quizzes/start.html",
        outline=outline,
        step=step,
        gateway=gateway,
        asked=min(place.pool, gateway.rules.layout.draw or place.pool),
        intro=course_texts(slug, outline.revision_number).of(gateway.rules.intro),
        state_words=state_words,
        refusal=domain_message(gateway.refusal) if gateway.refusal else "",
        missing=why_locked(outline, found, key),
        refused=refused,
        before=before,
        after=after,
    )


def _lead_to_enrolment(slug: str) -> ResponseReturnValue:
    """Who does not follow the course sees its page, where they can enrol."""
    if not queries.course_exists(slug):
        abort(404)
    flash(gettext("Daftar dulu di kursus ini, lalu buka kuisnya."), "attention")
    return redirect(url_for("learning.course", slug=slug), 303)


def _refused(slug: str, key: str, error: DomainError) -> ResponseReturnValue:
    """The page again with the reason; where there is no such quiz, the error page says so."""
    db.session.rollback()
    place = queries.quiz_place(current_user.id, slug, key)
    if place is None or not place.pool:
        raise error
    return _page(slug, key, place, domain_message(error)), 422
