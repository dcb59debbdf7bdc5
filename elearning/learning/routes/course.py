"""The page of a course, joining it and leaving it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from elearning.catalog.queries import CourseSheet, course_sheet, kept_outline, open_assignment
from elearning.competency.queries import levels_of
from elearning.core import clock
from elearning.core.permissions import Permission, requires
from elearning.domain.completion import CourseFacts
from elearning.domain.offering import is_offered, may_join
from elearning.extensions import db
from elearning.learning.course_page import Beside, course_page
from elearning.learning.queries import certificate_id_of
from elearning.learning.routes.blueprint import blueprint
from elearning.learning.services import join_course, leave_course
from elearning.learning.step_list import links_of
from elearning.progress.evaluation import standing
from elearning.progress.queries import facts_of


@blueprint.get("/kursus/<slug>")
@requires(Permission.LEARN)
def course(slug: str) -> ResponseReturnValue:
    """Outcomes, outline with states, what is missing, and the one button."""
    sheet, now = _sheet_of(slug), clock.now()
    outline = kept_outline(sheet.revision_id)
    facts = facts_of(current_user.id, outline)
    certificate_id = certificate_id_of(current_user.id, sheet.course_id) if facts.completed_at else None
    assignment = open_assignment(current_user.id, sheet.course_id)
    has_followed, is_assigned = sheet.enrolled_at is not None, assignment is not None
    beside = Beside(
        levels=levels_of(sheet.outcomes),
        certificate_id=certificate_id,
        is_offered=is_offered(sheet.withdrawn_from, now),
        may_join=may_join(sheet.withdrawn_from, now, has_followed=has_followed, is_assigned=is_assigned),
    )
    page = course_page(sheet, outline, standing(outline, facts), facts, beside)
    return render_template(
        "learning/course.html", page=page, course=sheet, completed_at=facts.completed_at, assignment=assignment
    )


@blueprint.post("/kursus/<slug>/pendaftaran")
@requires(Permission.LEARN)
def enrol(slug: str) -> ResponseReturnValue:
    """Join, or come back; the first step to do opens at once."""
    sheet = _sheet_of(slug)
    join_course(current_user.id, sheet, now=clock.now())
    db.session.commit()
    outline = kept_outline(sheet.revision_id)
    facts: CourseFacts = facts_of(current_user.id, outline)
    key = standing(outline, facts).next_step
    if key is None:
        return redirect(url_for("learning.course", slug=slug), 303)
    return redirect(links_of(slug).to(outline.step_by_key[key]), 303)


@blueprint.post("/kursus/<slug>/pendaftaran/akhir")
@requires(Permission.LEARN)
def leave(slug: str) -> ResponseReturnValue:
    """Leave; everything done stays for a return."""
    sheet = _sheet_of(slug)
    leave_course(current_user.id, sheet.course_id, now=clock.now())
    db.session.commit()
    flash(gettext("Anda tidak lagi mengikuti kursus ini. Yang sudah dikerjakan tetap tersimpan."), "done")
    return redirect(url_for("learning.course", slug=slug), 303)


def _sheet_of(slug: str) -> CourseSheet:
    sheet = course_sheet(slug, current_user.id)
    if sheet is None:
        abort(404)
    return sheet
