"""One person at one course: what is missing and why, steps, attempts; more attempts, quiz time, and the due date."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from wtforms import Field as FormField

from elearning.accounts.models import Person
from elearning.authoring import wording
from elearning.authoring.forms import (
    PERCENTS,
    USUAL_PERCENT,
    CancellationForm,
    DueDateForm,
    GrantForm,
    MoreTimeForm,
    QuizTimeForm,
)
from elearning.authoring.person_page import attempt_lines, running_words, step_lines
from elearning.authoring.queries.attempts import attempts_in, extensions_in, grants_in, reached_person
from elearning.authoring.queries.participants import Field, Participant, participants_of
from elearning.authoring.routes.blueprint import blueprint
from elearning.authoring.routes.reach import field_or_404
from elearning.authoring.standing import detail_of, standings
from elearning.catalog.queries import kept_outline, open_assignment
from elearning.catalog.services import AssignmentClosedError, DueDateError, NewAssignment, assign, cancel
from elearning.core import clock
from elearning.core.errors import domain_message
from elearning.core.forms import SelectChoice
from elearning.core.jinja import format_day, format_moment
from elearning.core.permissions import Permission, requires
from elearning.domain.completion import ActivityKind
from elearning.domain.offering import CourseWithdrawnError
from elearning.domain.schedule import AttemptEndedError
from elearning.extensions import db
from elearning.progress.explanation import why_not_complete
from elearning.quizzes.services import MoreTime, NewGrant, change_quiz_time, extend_attempt, grant_attempts


@dataclass(frozen=True, slots=True)
class Seen:
    """A person whom the officer reaches, at a course."""

    where: Field
    person: Person
    participant: Participant

    @property
    def address(self) -> str:
        """The page of the person at the course."""
        return url_for("authoring.person", slug=self.where.course.slug, person_id=self.person.id)


@blueprint.get("/studio/kursus/<slug>/peserta/<int:person_id>")
@requires(Permission.MANAGE_COURSES)
def person(slug: str, person_id: int) -> ResponseReturnValue:
    """Where somebody stands; quiz answers are not shown."""
    return _page(_seen_or_404(slug, person_id))


@blueprint.post("/studio/kursus/<slug>/peserta/<int:person_id>/kesempatan")
@requires(Permission.MANAGE_COURSES)
def grant(slug: str, person_id: int) -> ResponseReturnValue:
    """Grant more attempts at one quiz; the person is told."""
    seen = _seen_or_404(slug, person_id)
    form = GrantForm()
    quizzes = _offer_quizzes(form, seen)
    if not form.validate_on_submit():
        return _page(seen, grant_form=form), 422
    extra = int(form.extra.data)
    new = NewGrant(
        person=seen.person, slug=slug, key=form.quiz.data, extra=extra, reason=(form.reason.data or "").strip()
    )
    grant_attempts(new, current_user.grants, actor_id=current_user.id, now=clock.now())
    db.session.commit()
    facts = {"name": seen.participant.full_name, "extra": extra, "quiz": quizzes[form.quiz.data]}
    flash(gettext("%(name)s mendapat %(extra)s kesempatan tambahan untuk %(quiz)s.", **facts), "done")
    return redirect(f"{seen.address}#kesempatan", 303)


@blueprint.post("/studio/kursus/<slug>/peserta/<int:person_id>/tambahan-waktu")
@requires(Permission.MANAGE_COURSES)
def add_time(slug: str, person_id: int) -> ResponseReturnValue:
    """Give an attempt under way more minutes; the person is told."""
    seen = _seen_or_404(slug, person_id)
    form = MoreTimeForm()
    _offer_running(form, seen)
    if not form.validate_on_submit():
        return _page(seen, more_form=form), 422
    new = MoreTime(
        person=seen.person,
        attempt_id=int(form.attempt.data),
        minutes=form.minutes.data or 0,
        reason=form.time_reason.data or "",
    )
    try:
        extension = extend_attempt(new, current_user.grants, actor_id=current_user.id, now=clock.now())
    except AttemptEndedError as error:
        _refuse(form.attempt, domain_message(error))
        return _page(_seen_or_404(slug, person_id), more_form=form), 422
    db.session.commit()
    facts = {"name": seen.participant.full_name, "time": format_moment(extension.ends_after)}
    flash(gettext("Percobaan %(name)s kini berakhir %(time)s.", **facts), "done")
    return redirect(f"{seen.address}#tambahan-waktu", 303)


@blueprint.post("/studio/kursus/<slug>/peserta/<int:person_id>/waktu-kuis")
@requires(Permission.MANAGE_COURSES)
def set_quiz_time(slug: str, person_id: int) -> ResponseReturnValue:
    """Give somebody more time in quizzes (accommodation), or the usual again; the person is told."""
    seen = _seen_or_404(slug, person_id)
    form = QuizTimeForm()
    _offer_percents(form, seen.person)
    if not form.validate_on_submit():
        return _page(seen, time_form=form), 422
    percent = int(form.percent.data)
    if percent != seen.person.time_multiplier_percent:
        change_quiz_time(seen.person, percent, actor_id=current_user.id, now=clock.now())
        db.session.commit()
    flash(gettext("Waktu kuis %(name)s kini %(percent)s%%.", name=seen.participant.full_name, percent=percent), "done")
    return redirect(f"{seen.address}#waktu", 303)


@blueprint.post("/studio/kursus/<slug>/peserta/<int:person_id>/tenggat")
@requires(Permission.MANAGE_COURSES)
def set_due_date(slug: str, person_id: int) -> ResponseReturnValue:
    """Assign the course, or give the assignment another day; the person is told."""
    seen = _seen_or_404(slug, person_id)
    if seen.participant.completed_at is not None:
        flash(gettext("Kursus ini sudah diselesaikan, jadi tidak perlu tenggat."))
        return redirect(f"{seen.address}#tenggat", 303)
    form = DueDateForm()
    if not form.validate_on_submit():
        return _page(seen, due_form=form), 422
    new = NewAssignment(
        person_id=person_id, course_id=seen.where.course.id, due_on=form.due_on.data, note=form.note.data or ""
    )
    today = clock.local_date(seen.where.now, seen.participant.time_zone)
    try:
        assign(new, actor_id=current_user.id, today=today, now=seen.where.now)
    except (DueDateError, CourseWithdrawnError) as error:
        _refuse(form.due_on, domain_message(error))
        return _page(_seen_or_404(slug, person_id), due_form=form), 422
    db.session.commit()
    flash(gettext("Tenggat %(name)s: %(day)s.", name=seen.participant.full_name, day=format_day(new.due_on)), "done")
    return redirect(f"{seen.address}#tenggat", 303)


@blueprint.get("/studio/kursus/<slug>/peserta/<int:person_id>/pembatalan")
@requires(Permission.MANAGE_COURSES)
def cancellation(slug: str, person_id: int) -> ResponseReturnValue:
    """Asks once before the assignment is taken back."""
    seen = _seen_or_404(slug, person_id)
    return render_template("authoring/cancellation.html", seen=seen, form=CancellationForm(formdata=None))


@blueprint.post("/studio/kursus/<slug>/peserta/<int:person_id>/pembatalan")
@requires(Permission.MANAGE_COURSES)
def cancel_assignment(slug: str, person_id: int) -> ResponseReturnValue:
    """Take the assignment back; what was learned stays. Raises: AssignmentClosedError."""
    seen = _seen_or_404(slug, person_id)
    given = open_assignment(person_id, seen.where.course.id)
    if given is None:
        raise AssignmentClosedError
    cancel(given, actor_id=current_user.id, now=seen.where.now)
    db.session.commit()
    flash(gettext("Penugasan dibatalkan: %(names)s", names=seen.participant.full_name), "done")
    return redirect(f"{seen.address}#tenggat", 303)


def _seen_or_404(slug: str, person_id: int) -> Seen:
    where = field_or_404(slug, clock.now())
    found, participant = reached_person(person_id, where.scope), participants_of(where, [person_id])
    if found is None or not participant:
        abort(404)
    return Seen(where, found, participant[0])


def _page(
    seen: Seen,
    *,
    grant_form: GrantForm | None = None,
    more_form: MoreTimeForm | None = None,
    time_form: QuizTimeForm | None = None,
    due_form: DueDateForm | None = None,
) -> str:
    """The page, with the form that was refused as it was typed."""
    where, detail = seen.where, detail_of(seen.participant)
    if grant_form is None:
        grant_form = GrantForm(formdata=None)
        _offer_quizzes(grant_form, seen)
    if more_form is None:
        more_form = MoreTimeForm(formdata=None)
        _offer_running(more_form, seen)
    if time_form is None:
        time_form = QuizTimeForm(formdata=None)
        _offer_percents(time_form, seen.person)
    if due_form is None:
        due_form = DueDateForm(formdata=None)
        due_form.due_on.data, due_form.note.data = seen.participant.due_on, seen.participant.note
    return render_template(
        "authoring/person.html",
        seen=seen,
        course=where.course,
        row=standings(where, [seen.participant])[0],
        standing=detail.standing,
        missing=why_not_complete(detail.outline, detail.standing),
        steps=step_lines(detail),
        attempts=attempt_lines(attempts_in(where.course.id, seen.person.id), where.now),
        grants=grants_in(where.course.id, where.course.revision_id, seen.person.id),
        extensions=extensions_in(where.course.id, seen.person.id),
        grant_form=grant_form,
        more_form=more_form,
        time_form=time_form,
        due_form=due_form,
        words=wording,
    )


def _offer_quizzes(form: GrantForm, seen: Seen) -> dict[str, str]:
    """Fill the list of quizzes whose attempts are limited; returns their titles by id."""
    steps = kept_outline(seen.where.course.revision_id).steps
    found = {step.key: step.title for step in steps if step.kind == ActivityKind.QUIZ and step.rules.get("attempts")}
    form.quiz.choices = [SelectChoice(key, title) for key, title in found.items()]
    return found


def _offer_running(form: MoreTimeForm, seen: Seen) -> None:
    """Fill the list of attempts that still run and that time would end."""
    attempts = attempts_in(seen.where.course.id, seen.person.id)
    form.attempt.choices = [
        SelectChoice(str(line.attempt.id), running_words(line.attempt))
        for line in attempt_lines(attempts, seen.where.now)
        if line.is_running and line.attempt.ends_at
    ]


def _offer_percents(form: QuizTimeForm, who: Person) -> None:
    """The usual choices and the one that holds."""
    present = who.time_multiplier_percent
    words = {USUAL_PERCENT: gettext("%(percent)s%%, seperti biasa", percent=USUAL_PERCENT)}
    form.percent.choices = [
        SelectChoice(str(each), words.get(each, f"{each}%")) for each in sorted({*PERCENTS, present})
    ]
    if form.percent.data is None:
        form.percent.data = str(present)


def _refuse(field: FormField, message: str) -> None:
    """Put a rule's sentence beside its field."""
    db.session.rollback()
    field.errors = [*field.errors, message]
