"""A course leaves the catalogue and comes back: why, from when on, and whom it concerns. Officers of the whole site only."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from elearning.authoring.forms import OfferForm, WithdrawalForm
from elearning.authoring.queries.courses import PublishedCourse, course_row, people_at
from elearning.authoring.queries.participants import Field
from elearning.authoring.routes.blueprint import blueprint
from elearning.authoring.routes.reach import field_or_404, own_scope
from elearning.catalog.models import Course
from elearning.catalog.queries import courses_requiring, withdrawals_of
from elearning.catalog.services import Withdrawing, offer_course_again, withdraw_course
from elearning.core import clock
from elearning.core.errors import domain_message
from elearning.core.jinja import format_day
from elearning.core.permissions import Permission, requires
from elearning.core.site import settings
from elearning.domain.offering import WithdrawalDayError
from elearning.extensions import db


@blueprint.get("/studio/kursus/<slug>/penarikan")
@requires(Permission.MANAGE_COURSES)
def withdrawal(slug: str) -> ResponseReturnValue:
    """Whether the course is offered, whom a withdrawal concerns, and what was decided before."""
    return _page(_whole_site(slug), WithdrawalForm(formdata=None))


@blueprint.post("/studio/kursus/<slug>/penarikan")
@requires(Permission.MANAGE_COURSES)
def withdraw(slug: str) -> ResponseReturnValue:
    """Withdraw the course from the catalogue. Raises: AlreadyWithdrawnError."""
    where, form = _whole_site(slug), WithdrawalForm()
    if not form.validate_on_submit():
        return _page(where, form), 422
    wish = Withdrawing(reason=form.reason.data or "", first_day=form.first_day.data)
    zone = settings().default_time_zone
    try:
        from_at = withdraw_course(_row(where.course), wish, time_zone=zone, actor_id=current_user.id, now=where.now)
    except WithdrawalDayError as error:
        db.session.rollback()
        form.first_day.errors = [*form.first_day.errors, domain_message(error)]
        return _page(where, form), 422
    db.session.commit()
    if from_at > where.now:
        words = gettext(
            "%(course)s tidak ditawarkan mulai %(day)s.", course=where.course.title, day=format_day(from_at)
        )
    else:
        words = gettext("%(course)s tidak ditawarkan lagi.", course=where.course.title)
    flash(words, "done")
    return redirect(url_for("authoring.withdrawal", slug=slug), 303)


@blueprint.post("/studio/kursus/<slug>/penawaran")
@requires(Permission.MANAGE_COURSES)
def offer(slug: str) -> ResponseReturnValue:
    """Offer the course again. Raises: NotWithdrawnError."""
    where, form = _whole_site(slug), OfferForm()
    if not form.validate_on_submit():
        return _page(where, WithdrawalForm(formdata=None)), 422
    offer_course_again(_row(where.course), actor_id=current_user.id, now=where.now)
    db.session.commit()
    flash(gettext("%(course)s ditawarkan lagi.", course=where.course.title), "done")
    return redirect(url_for("authoring.withdrawal", slug=slug), 303)


def _whole_site(slug: str) -> Field:
    """The course, for officers of the whole site alone: a course is everybody's."""
    if own_scope() is not None:
        abort(403)
    return field_or_404(slug, clock.now())


def _row(course: PublishedCourse) -> Course:
    found = course_row(course.slug)
    if found is None:
        abort(404)
    return found


def _page(where: Field, form: WithdrawalForm) -> str:
    past = withdrawals_of(where.course.id)
    return render_template(
        "authoring/withdrawal.html",
        course=where.course,
        is_offered=where.course.is_offered(where.now),
        standing=next((each for each in past if each.ended_at is None), None),
        past=past,
        people=people_at(where.course.id),
        requiring=courses_requiring(where.course.code),
        form=form,
    )
