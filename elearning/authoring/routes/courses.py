"""The front page of the studio: every course with its figures over the people of the officer's agencies."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from elearning.authoring.listing import CourseFilter, CourseOrder, course_lines, next_order, read_course_filter
from elearning.authoring.queries.courses import figures_of_courses, published_courses
from elearning.authoring.routes.blueprint import blueprint
from elearning.authoring.routes.reach import own_scope
from elearning.core.permissions import Permission, requires


@blueprint.get("/studio")
@requires(Permission.MANAGE_COURSES)
def courses() -> ResponseReturnValue:
    """The list of courses; words and order stand in its address."""
    wanted = read_course_filter(request.args)
    lines = course_lines(published_courses(), figures_of_courses(own_scope()), wanted)
    return render_template(
        "authoring/courses.html",
        lines=lines,
        wanted=wanted,
        columns=_columns(wanted),
        order_options=_order_options(),
        is_site_wide=own_scope() is None,
    )


def _columns(wanted: CourseFilter) -> list[dict[str, Any]]:
    """The head of the table; each heading sorts by its column, and back."""
    titles = [
        (gettext("Kursus"), CourseOrder.TITLE, False),
        (gettext("Keadaan"), None, False),
        (gettext("Peserta"), CourseOrder.PARTICIPANTS, True),
        (gettext("Selesai"), CourseOrder.COMPLETED, True),
        (gettext("Lulus kuis akhir"), CourseOrder.RATE, True),
        (gettext("Rata-rata hari"), CourseOrder.DAYS, True),
    ]
    return [_column(label, order, wanted, is_number=is_number) for label, order, is_number in titles]


def _column(label: str, order: CourseOrder | None, wanted: CourseFilter, *, is_number: bool) -> dict[str, Any]:
    if order is None:
        return {"label": label}
    values: dict[str, Any] = dict(
        wanted.parameters(order=next_order(order.value, wanted.order, highest_first=is_number))
    )
    return {
        "label": label,
        "number": is_number,
        "href": url_for("authoring.courses", **values),
        "sorted": {order.value: "ascending", f"-{order.value}": "descending"}.get(wanted.order),
    }


def _order_options() -> list[tuple[str, str]]:
    """The orders in words, for phones, whose table has no head."""
    return [
        (CourseOrder.CODE, gettext("Kode")),
        (CourseOrder.TITLE, gettext("Judul")),
        (f"-{CourseOrder.PARTICIPANTS}", gettext("Peserta terbanyak dulu")),
        (f"-{CourseOrder.COMPLETED}", gettext("Selesai terbanyak dulu")),
        (CourseOrder.RATE, gettext("Kelulusan terendah dulu")),
        (f"-{CourseOrder.RATE}", gettext("Kelulusan tertinggi dulu")),
        (f"-{CourseOrder.DAYS}", gettext("Paling lama diselesaikan dulu")),
    ]
