"""Assigning a course to people of the team; giving assignments another day; taking them back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from wtforms import Field

from elearning.catalog.services import DueDateError
from elearning.core import clock
from elearning.core.errors import domain_message
from elearning.core.forms import SelectChoice
from elearning.core.jinja import format_day
from elearning.core.permissions import Permission, requires
from elearning.extensions import db
from elearning.supervision.errors import NotInTeamError
from elearning.supervision.forms import AssignForm, AssignmentsForm, ExtendForm
from elearning.supervision.queries import AssignableCourse, GivenCourse, assignable_courses, assigned_people
from elearning.supervision.routes.blueprint import blueprint
from elearning.supervision.routes.reach import reached, team_today
from elearning.supervision.services import (
    AssignReport,
    ChangeReport,
    Task,
    Team,
    assign_to_people,
    assignments_under,
    cancel_assignments,
    extend_assignments,
)
from elearning.supervision.wording import names_words

MOST_OFFERED = 100
"""How many people the form lists; whoever is further down is found on the team page."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One box of a list from which some are chosen."""

    value: int
    label: str
    hint: str
    is_checked: bool


@blueprint.get("/tim/penugasan")
@requires(Permission.SUPERVISE)
def assignment() -> ResponseReturnValue:
    """The form; people and course may be chosen in the address (`orang`, `kursus`)."""
    form = AssignForm(formdata=None)
    courses = _offer(form)
    chosen = request.args.get("kursus", "")
    form.course.data = chosen if chosen in courses else ""
    form.people.data = _ids("orang")
    return _assign_page(form)


@blueprint.post("/tim/penugasan")
@requires(Permission.SUPERVISE)
def assign() -> ResponseReturnValue:
    """Assign; who has completed the course is skipped and named."""
    now = clock.now()
    form = AssignForm()
    courses = _offer(form)
    if not form.validate_on_submit():
        return _assign_page(form), 422
    task = Task(
        course=courses[form.course.data],
        person_ids=form.people.data or (),
        due_on=form.due_on.data,
        note=form.note.data or "",
    )
    try:
        report = assign_to_people(task, reached(task.person_ids, now), actor_id=current_user.id, now=now)
    except DueDateError as error:
        _refuse(form.due_on, domain_message(error))
        return _assign_page(form), 422
    db.session.commit()
    _tell_assigned(task, report)
    return redirect(url_for("supervision.team"), 303)


@blueprint.get("/tim/penugasan/tenggat")
@requires(Permission.SUPERVISE)
def due_date() -> ResponseReturnValue:
    """The form for another day of the assignments named in the address (`tugas`)."""
    form = ExtendForm(formdata=None)
    form.assignments.data = _ids("tugas")
    return _assignments_page("supervision/due_date.html", form)


@blueprint.post("/tim/penugasan/tenggat")
@requires(Permission.SUPERVISE)
def extend() -> ResponseReturnValue:
    """Give the chosen assignments another day."""
    now = clock.now()
    form = ExtendForm()
    if not form.validate_on_submit():
        return _assignments_page("supervision/due_date.html", form), 422
    team, given = _given(form)
    try:
        report = extend_assignments(given, team, form.due_on.data, actor_id=current_user.id, now=now)
    except DueDateError as error:
        _refuse(form.due_on, domain_message(error))
        return _assignments_page("supervision/due_date.html", form), 422
    db.session.commit()
    day = format_day(form.due_on.data)
    _tell_changed(report, gettext("Tenggat menjadi %(day)s: %(names)s", day=day, names=names_words(report.changed)))
    return redirect(url_for("supervision.team"), 303)


@blueprint.get("/tim/penugasan/pembatalan")
@requires(Permission.SUPERVISE)
def cancellation() -> ResponseReturnValue:
    """Asks once before the assignments named in the address (`tugas`) are taken back."""
    form = AssignmentsForm(formdata=None)
    form.assignments.data = _ids("tugas")
    return _assignments_page("supervision/cancellation.html", form)


@blueprint.post("/tim/penugasan/pembatalan")
@requires(Permission.SUPERVISE)
def cancel() -> ResponseReturnValue:
    """Take the chosen assignments back."""
    now = clock.now()
    form = AssignmentsForm()
    if not form.validate_on_submit():
        return _assignments_page("supervision/cancellation.html", form), 422
    team, given = _given(form)
    report = cancel_assignments(given, team, actor_id=current_user.id, now=now)
    db.session.commit()
    _tell_changed(report, gettext("Penugasan dibatalkan: %(names)s", names=names_words(report.changed)))
    return redirect(url_for("supervision.team"), 303)


def _offer(form: AssignForm) -> dict[str, AssignableCourse]:
    """Fill the list of courses; returns them by code."""
    courses = assignable_courses(clock.now())
    form.course.choices = [
        SelectChoice("", gettext("Pilih kursus")),
        *(SelectChoice(course.code, f"{course.title} ({course.code})") for course in courses),
    ]
    return {course.code: course for course in courses}


def _ids(name: str) -> list[int]:
    """The ids that the address gives; what is no number is left out."""
    return [int(text) for text in request.args.getlist(name) if text.isascii() and text.isdigit() and len(text) < 10]


def _refuse(field: Field, message: str) -> None:
    """Put a rule's sentence beside its field."""
    db.session.rollback()
    field.errors = [*field.errors, message]


def _assign_page(form: AssignForm) -> str:
    """The form; the people chosen stand first, then the direct team as far as the page takes them."""
    now = clock.now()
    chosen = reached(form.people.data or (), now)
    if not set(form.people.data or ()) <= chosen.keys():
        raise NotInTeamError
    direct = [each for each in team_today(now, includes_below=False) if each.person_id not in chosen]
    others = direct[: max(0, MOST_OFFERED - len(chosen))]
    people = sorted(chosen.values(), key=lambda member: (member.name, member.person_id)) + others
    options = [
        Pick(member.person_id, member.full_name, member.position, is_checked=member.person_id in chosen)
        for member in people
    ]
    left_out = len(direct) - len(others)
    return render_template("supervision/assignment.html", form=form, people_options=options, left_out=left_out)


def _given(form: AssignmentsForm) -> tuple[Team, list[GivenCourse]]:
    """The chosen assignments with the people whose they are. Raises: NotInTeamError."""
    ids = form.assignments.data or ()
    team = reached(assigned_people(ids), clock.now())
    return team, assignments_under(ids, team)


def _assignments_page(template: str, form: AssignmentsForm) -> str:
    """The page of a form about assignments; without any it says so, with somebody else's it does not exist."""
    team, given = _given(form)
    return render_template(template, form=form, options=[_pick(each, team) for each in given])


def _pick(given: GivenCourse, team: Team) -> Pick:
    assignment = given.assignment
    hint = gettext("Tenggat sekarang %(day)s", day=format_day(assignment.due_on))
    return Pick(
        value=assignment.id,
        label=f"{team[assignment.person_id].full_name}: {given.course_title}",
        hint=gettext("Sudah dibatalkan") if assignment.cancelled_at else hint,
        is_checked=assignment.cancelled_at is None,
    )


def _tell_assigned(task: Task, report: AssignReport) -> None:
    facts = {"course": task.course.title, "day": format_day(task.due_on)}
    if report.assigned:
        names = names_words(report.assigned)
        flash(gettext("%(course)s ditugaskan sampai %(day)s: %(names)s", names=names, **facts), "done")
    if report.changed:
        names = names_words(report.changed)
        flash(gettext("Sudah ditugaskan sebelumnya, kini sampai %(day)s: %(names)s", names=names, **facts), "done")
    if report.unchanged:
        flash(gettext("Sudah ditugaskan dengan tenggat itu: %(names)s", names=names_words(report.unchanged)))
    if report.completed:
        names = names_words(report.completed)
        flash(gettext("Dilewati karena sudah menyelesaikan %(course)s: %(names)s", names=names, **facts))


def _tell_changed(report: ChangeReport, words: str) -> None:
    if report.changed:
        flash(words, "done")
    if report.skipped:
        skipped = names_words(report.skipped)
        flash(gettext("Dilewati karena sudah dibatalkan atau kursusnya sudah selesai: %(names)s", names=skipped))
