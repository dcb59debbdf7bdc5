"""A running attempt: its pages, saving by script and by form, the overview before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from elearning.core import clock
from elearning.core.database import begin_write, reads_first
from elearning.core.errors import domain_message
from elearning.core.i18n import gettext
from elearning.core.jinja import format_clock, format_receipt
from elearning.core.permissions import Permission, requires
from elearning.domain.attempts import AttemptClosedError, is_open
from elearning.domain.quiz_layout import numbers
from elearning.domain.schedule import AnswerTooLateError
from elearning.extensions import db
from elearning.quizzes import queries
from elearning.quizzes.errors import AnswerTooLongError, AttemptNotFoundError, NewerAnswerSavedError, SlotNotFoundError
from elearning.quizzes.forms import answer_from_json, answers_from_form, check_lengths, marks_shown
from elearning.quizzes.links import course_texts
from elearning.quizzes.paper import overview as overview_of
from elearning.quizzes.paper import question_map, saved_in, shown_question, with_given
from elearning.quizzes.routes.blueprint import ATTEMPT, SLOT, blueprint
from elearning.quizzes.services import save_answer, save_page, settle_attempt
from elearning.quizzes.values import AttemptFacts, GivenAnswer, HeldAttempt

OVERVIEW = "ringkasan"


@blueprint.get(ATTEMPT)
@requires(Permission.LEARN)
def attempt(attempt_id: int) -> ResponseReturnValue:
    """The questions, all on one page or one a page (`?soal=3`)."""
    found = _attempt_or_404(attempt_id)
    if not is_open(found.state_at(clock.now()).state):
        return redirect(url_for("quizzes.review", attempt_id=attempt_id), 303)
    return _page(found, request.args.get("soal", type=int))


@blueprint.route(f"{ATTEMPT}/jawaban/{SLOT}", methods=["PUT", "POST"])
@requires(Permission.LEARN)
@reads_first
def save_response(attempt_id: int, slot: int) -> ResponseReturnValue:
    """One answer: as JSON from the script, which is told when it was saved, or as the form of a page of one question."""
    if not request.is_json:
        begin_write()
        return _save_form(attempt_id, [slot])
    given, sequence = answer_from_json(request.get_json())
    held, moment = queries.attempt_for_saving(current_user.id, attempt_id), clock.now()
    if held is None:
        raise AttemptNotFoundError
    try:
        receipt = save_answer(held, slot, given, sequence, now=moment)
    except NewerAnswerSavedError as error:
        return _not_saved(error, sequence=error.sequence)
    except AttemptClosedError as error:
        _settle(attempt_id, error)
        return _not_saved(error, review=url_for("quizzes.review", attempt_id=attempt_id))
    db.session.commit()
    words = gettext("Tersimpan %(time)s", time=format_receipt(receipt.saved_at))
    times = {"times": _times(held.ends_at, moment)} if held.ends_at else {}
    return jsonify(sequence=receipt.sequence, receipt=words, **times)


@blueprint.post(f"{ATTEMPT}/jawaban")
@requires(Permission.LEARN)
def save_responses(attempt_id: int) -> ResponseReturnValue:
    """All answers of a page by its form: "Simpan", or turning the page."""
    return _save_form(attempt_id, None)


@blueprint.get(f"{ATTEMPT}/waktu")
@requires(Permission.LEARN)
def times(attempt_id: int) -> ResponseReturnValue:
    """When the attempt ends by now: a page asks before it calls the time over, since an officer may have given more."""
    found, moment = _attempt_or_404(attempt_id), clock.now()
    response = jsonify(_times(found.ends_at, moment) if found.ends_at else {})
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get(f"{ATTEMPT}/ringkasan")
@requires(Permission.LEARN)
def overview(attempt_id: int) -> ResponseReturnValue:
    """What is unanswered or flagged, before sending."""
    found = _attempt_or_404(attempt_id)
    moment = clock.now()
    if not is_open(found.state_at(moment).state):
        return redirect(url_for("quizzes.review", attempt_id=attempt_id), 303)
    questions = queries.questions_of({slot.version_id for slot in found.layout})
    lines = overview_of(found, questions, queries.answers_of(found.id))
    return render_template("quizzes/overview.html", attempt=found, lines=lines, addresses=_addresses(found), now=moment)


def _page(
    attempt: AttemptFacts, current: int | None, given: Mapping[int, GivenAnswer] | None = None, refused: str = ""
) -> str:
    """The page of an attempt; `given` is shown again instead of what is saved, after a refusal."""
    count = len(attempt.layout)
    slots = range(1, count + 1)
    current = min(max(1, current or 1), count) if attempt.rules.is_one_per_page else None
    shown_slots = [current] if current else list(slots)
    questions = queries.questions_of({attempt.layout[slot - 1].version_id for slot in shown_slots})
    answers = queries.answers_of(attempt.id)
    texts = course_texts(attempt.slug, attempt.revision_number)
    numbered = numbers(attempt.layout)
    shown = []
    for slot in shown_slots:
        layout, saved = attempt.layout[slot - 1], saved_in(answers, slot)
        question = questions[layout.version_id]
        again = with_given(question, saved, given[slot]) if given and slot in given else saved
        shown.append(replace(shown_question(slot, layout, question, again, texts), number=numbered[slot - 1]))
    return render_template(
        "quizzes/attempt.html",
        attempt=attempt,
        questions=shown,
        items=question_map(attempt, answers, _addresses(attempt), current),
        current=current,
        count=count,
        question_count=sum(slot.is_asked for slot in attempt.layout),
        now=clock.now(),
        refused=refused,
    )


def _times(ends_at: datetime, moment: datetime) -> dict[str, str]:
    """The end and the server's present, with the words of the timer."""
    words = gettext("berakhir pukul %(time)s", time=format_clock(ends_at))
    return {"ends": ends_at.isoformat(), "now": moment.isoformat(), "words": words}


def _save_form(attempt_id: int, only: list[int] | None) -> ResponseReturnValue:
    found = _locked(attempt_id)
    slots = only or list(range(1, len(found.layout) + 1))
    if max(slots) > len(found.layout):
        raise SlotNotFoundError
    given = answers_from_form(request.form, slots)
    try:
        check_lengths(given)
        save_page(found, given, marks_shown(request.form, given), now=clock.now())
    except AnswerTooLongError as error:
        page = _page(
            _attempt_or_404(attempt_id), request.form.get("di", type=int) or slots[0], given, domain_message(error)
        )
        return page, 422
    except AttemptClosedError as error:
        _settle(attempt_id, error)
        flash(domain_message(error), "attention")
        return redirect(url_for("quizzes.review", attempt_id=attempt_id), 303)
    db.session.commit()
    return redirect(_following(attempt_id), 303)


def _following(attempt_id: int) -> str:
    """Where the pressed button leads: the overview, a question, or the same page."""
    wanted = request.form.get("ke", "")
    if wanted == OVERVIEW:
        return url_for("quizzes.overview", attempt_id=attempt_id)
    slot = request.form.get("ke", type=int) or request.form.get("di", type=int)
    return url_for("quizzes.attempt", attempt_id=attempt_id, soal=slot)


def _settle(attempt_id: int, error: AttemptClosedError) -> None:
    """A late answer is the next post after the end: what time has done is written now. Its lock is let go of first."""
    db.session.rollback()
    begin_write()
    if isinstance(error, AnswerTooLateError):
        settle_attempt(current_user.id, attempt_id, now=clock.now())
        db.session.commit()


def _not_saved(error: NewerAnswerSavedError | AttemptClosedError, **more: str | int) -> ResponseReturnValue:
    db.session.rollback()
    return jsonify(error={"code": error.code, "message": domain_message(error)}, **more), 409


def _addresses(attempt: AttemptFacts) -> list[str]:
    page = url_for("quizzes.attempt", attempt_id=attempt.id)
    joint = "?soal=" if attempt.rules.is_one_per_page else "#soal-"
    return [f"{page}{joint}{slot}" for slot in range(1, len(attempt.layout) + 1)]


def _attempt_or_404(attempt_id: int) -> AttemptFacts:
    found = queries.attempt_of(current_user.id, attempt_id)
    if found is None:
        raise AttemptNotFoundError
    return found


def _locked(attempt_id: int) -> HeldAttempt:
    found = queries.lock_for_saving(current_user.id, attempt_id)
    if found is None:
        raise AttemptNotFoundError
    return found
