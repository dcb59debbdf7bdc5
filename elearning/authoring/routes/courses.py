"""The front page of the studio: every course with its figures over the people of the officer's agencies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from elearning.authoring.listing import (
    CourseFilter,
    CourseLine,
    CourseOrder,
    Offering,
    chosen_lines,
    course_lines,
    next_order,
    read_course_filter,
)
from elearning.authoring.queries.courses import figures_of_courses, published_courses
from elearning.authoring.routes.blueprint import blueprint
from elearning.authoring.routes.reach import own_scope
from elearning.core import clock
from elearning.core.permissions import Permission, requires


@blueprint.get("/studio")
@requires(Permission.MANAGE_COURSES)
def courses() -> ResponseReturnValue:
    """The list of courses; words and order stand in its address."""
    wanted = read_course_filter(request.args)
    found = course_lines(published_courses(), figures_of_courses(own_scope()), wanted.words, clock.now())
    return render_template(
        "authoring/courses.html",
        lines=chosen_lines(found, wanted),
        wanted=wanted,
        offering_tabs=_offering_tabs(found, wanted),
        columns=_columns(wanted),
        order_options=_order_options(),
        is_site_wide=own_scope() is None,
    )


def _offering_tabs(found: Sequence[CourseLine], wanted: CourseFilter) -> list[tuple[str, str, bool]]:
    """Each count of courses with the address of its rows."""
    counts = Counter(line.offering for line in found)
    choices: list[tuple[str, Offering | None, int]] = [
        (gettext("Semua"), None, counts.total()),
        (gettext("Ditawarkan"), Offering.OFFERED, counts[Offering.OFFERED]),
        (gettext("Ditarik dari katalog"), Offering.WITHDRAWN, counts[Offering.WITHDRAWN]),
    ]
    return [
        (f"{label} ({count})", _address(wanted, offering=each), wanted.offering == each)
        for label, each, count in choices
    ]


def _address(wanted: CourseFilter, **changes: Any) -> str:
    """The list with other wishes."""
    values: dict[str, Any] = dict(wanted.parameters(**changes))
    return url_for("authoring.courses", **values)


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
    return {
        "label": label,
        "number": is_number,
        "href": _address(wanted, order=next_order(order.value, wanted.order, highest_first=is_number)),
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
