"""Tim saya: the supervisor's own year first, then what needs attention, then people and courses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from elearning.competency.labels import measure_words
from elearning.core import clock
from elearning.core.pagination import page_links
from elearning.core.permissions import Permission, requires
from elearning.learning.step_list import address_of
from elearning.supervision import wording
from elearning.supervision.listing import BY_JP, BY_LATE, BY_NAME, TeamFilter, TeamRow, listing, read_filter
from elearning.supervision.routes.blueprint import blueprint
from elearning.supervision.routes.reach import own_today, team_today
from elearning.supervision.standing import (
    NEEDS_ATTENTION,
    CourseName,
    CourseState,
    Learning,
    PersonCourse,
    learning_of,
)


@blueprint.get("/tim")
@requires(Permission.SUPERVISE)
def team() -> ResponseReturnValue:
    """The team page; what it shows of the team stands in its address."""
    now = clock.now()
    wanted = read_filter(request.args)
    members = team_today(now, includes_below=wanted.includes_below)
    today = own_today(now)
    learning = learning_of([current_user.id, *(member.person_id for member in members)], today=today, now=now)
    rows = [TeamRow(member, learning[member.person_id]) for member in members]
    shown = listing(rows, wanted)
    own, url = learning[current_user.id], _url(wanted)
    own_course = _course_in_hand(own)
    return render_template(
        "supervision/team.html",
        today=today,
        team_size=len(members),
        wanted=wanted,
        shown=shown,
        own=own,
        own_course=own_course,
        own_address=address_of(own_course.slug, own_course.place) if own_course else "",
        url=url,
        columns=_columns(shown.shown_courses, wanted, own.today.year),
        course_options=[("", gettext("Semua kursus")), *((each.code, each.title) for each in shown.courses)],
        order_options=_order_options(shown.courses),
        state_options=[("", gettext("Semua keadaan")), *((each, wording.state_word(each)) for each in CourseState)],
        attention_tabs=_attention_tabs(wanted, shown.attention_counts),
        pages=page_links(shown.page, lambda number: url(anchor="matriks", page=number)),
        attention_pages=page_links(shown.attention_page, lambda number: url(anchor="perhatian", attention_page=number)),
        words=wording,
        jp_words=measure_words,
    )


def _url(wanted: TeamFilter) -> Callable[..., str]:
    """`url(state=…)`: the address of this page with changes; `anchor` leads to a part of it."""

    def url(endpoint: str = "supervision.team", anchor: str | None = None, **changes: Any) -> str:
        values: dict[str, Any] = dict(wanted.parameters(**changes))
        return url_for(endpoint, _anchor=anchor, **values)

    return url


def _course_in_hand(own: Learning) -> PersonCourse | None:
    """The supervisor's own course to go on with: the one that stands on home's card."""
    running = [each for each in own.courses.values() if each.is_following and each.state is not CourseState.COMPLETE]
    return min(running, key=lambda each: (each.place.order, each.code), default=None)


def _columns(courses: Iterable[CourseName], wanted: TeamFilter, year: int) -> list[dict[str, Any]]:
    """The head of the matrix; each heading sorts by its column, and back."""
    titles = [(gettext("Nama"), BY_NAME, False), (gettext("JP %(year)s", year=year), BY_JP, True)]
    titles += [(course.title, course.code, False) for course in courses]
    url = _url(wanted)
    return [
        {
            "label": label,
            "number": is_number,
            "href": url(order=_next_order(order, wanted.order), page=1, anchor="matriks"),
            "sorted": {order: "ascending", f"-{order}": "descending"}.get(wanted.order),
        }
        for label, order, is_number in titles
    ]


def _order_options(courses: Iterable[CourseName]) -> list[tuple[str, str]]:
    """The orders in words, for phones, whose table has no head."""
    return [
        (BY_NAME, gettext("Nama")),
        (f"-{BY_LATE}", gettext("Terlambat terbanyak dulu")),
        (BY_JP, gettext("JP terendah dulu")),
        (f"-{BY_JP}", gettext("JP tertinggi dulu")),
        *((course.code, gettext("Terbelakang di %(course)s dulu", course=course.title)) for course in courses),
        *((f"-{course.code}", gettext("Terdepan di %(course)s dulu", course=course.title)) for course in courses),
    ]


def _next_order(order: str, present: str) -> str:
    """Names begin at A, figures at the highest."""
    first, second = (order, f"-{order}") if order == BY_NAME else (f"-{order}", order)
    return second if present == first else first


def _attention_tabs(wanted: TeamFilter, counts: Any) -> list[tuple[str, str, bool]]:
    """Each figure of the exceptions with the address of its rows."""
    url = _url(wanted)
    choices: list[tuple[str, CourseState | None, int]] = [(gettext("Semua"), None, sum(counts.values()))]
    choices += [(wording.state_word(state), state, counts[state]) for state in NEEDS_ATTENTION]
    return [
        (f"{label} ({count})", url(attention=state, attention_page=1, anchor="perhatian"), wanted.attention == state)
        for label, state, count in choices
    ]
