"""One person of the team: courses with what is missing and why, competencies with evidence, certificates, JP."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from elearning.certificates.labels import validity_label
from elearning.certificates.queries import held_by
from elearning.competency import labels
from elearning.competency.queries import jp_account, records_of
from elearning.core import clock
from elearning.core.permissions import Permission, requires
from elearning.core.site import settings
from elearning.progress.explanation import Requirement, why_not_complete
from elearning.supervision import wording
from elearning.supervision.routes.blueprint import blueprint
from elearning.supervision.routes.reach import member_or_404, own_today
from elearning.supervision.standing import CourseDetail, PersonCourse, details_of


@dataclass(frozen=True, slots=True)
class CourseSection:
    """A course of the person with what it still asks for. The links of the requirements are the learner's, not shown."""

    course: PersonCourse
    missing: tuple[Requirement, ...]


@blueprint.get("/tim/<int:person_id>")
@requires(Permission.SUPERVISE)
def person(person_id: int) -> ResponseReturnValue:
    """Somebody of the team; quiz answers are not shown."""
    now = clock.now()
    today = own_today(now)
    member = member_or_404(person_id, now)
    learning, details = details_of(person_id, today=today, now=now)
    return render_template(
        "supervision/person.html",
        member=member,
        learning=learning,
        sections=[_section(detail) for detail in details],
        records=records_of(person_id, member.position_id, now=now),
        certificates=held_by(person_id, now=now),
        account=jp_account(person_id, today=today),
        cap=settings().competency_course_cap,
        labels=labels,
        validity_label=validity_label,
        words=wording,
    )


def _section(detail: CourseDetail) -> CourseSection:
    return CourseSection(detail.course, tuple(why_not_complete(detail.outline, detail.standing)))
