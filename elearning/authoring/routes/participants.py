"""The participants of one course, as the address of the page describes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from elearning.authoring import wording
from elearning.authoring.listing import (
    PARTICIPANTS_A_PAGE,
    ParticipantFilter,
    ParticipantOrder,
    ParticipantState,
    QuizResult,
    next_order,
    read_participant_filter,
)
from elearning.authoring.queries.courses import Scope
from elearning.authoring.queries.participants import (
    UnitName,
    participants,
    revision_numbers,
    state_counts,
    units_in,
)
from elearning.authoring.routes.blueprint import blueprint
from elearning.authoring.routes.reach import field_or_404
from elearning.authoring.standing import standings
from elearning.core import clock
from elearning.core.pagination import page_links, page_of
from elearning.core.permissions import Permission, requires

Url = Callable[..., str]


@blueprint.get("/studio/kursus/<slug>")
@requires(Permission.MANAGE_COURSES)
def course(slug: str) -> ResponseReturnValue:
    """The list; everything it shows stands in its address."""
    where = field_or_404(slug, clock.now())
    wanted = read_participant_filter(request.args)
    counts = state_counts(where, wanted)
    page = page_of(
        wanted.page, counts.get(wanted.state, 0) if wanted.state else sum(counts.values()), PARTICIPANTS_A_PAGE
    )
    url = _url(slug, wanted)
    return render_template(
        "authoring/course.html",
        course=where.course,
        is_offered=where.course.is_offered(where.now),
        is_site_wide=where.scope is None,
        wanted=wanted,
        rows=standings(where, participants(where, wanted, page)),
        page=page,
        url=url,
        columns=_columns(wanted, url),
        state_tabs=_state_tabs(wanted, counts, url),
        unit_options=unit_options(units_in(where.scope, also=wanted.unit), where.scope),
        revision_options=[("", gettext("Semua revisi")), *((n, str(n)) for n in revision_numbers(where.course))],
        result_options=[("", gettext("Semua hasil")), *((each, wording.result_word(each)) for each in QuizResult)],
        order_options=_order_options(),
        pages=page_links(page, lambda number: url(page=number)),
        words=wording,
    )


def unit_options(units: list[UnitName], scope: Scope) -> list[tuple[str | int, str]]:
    """Units as a list to choose from; the agency is named where there are several."""
    has_several = scope is None or len(scope) > 1
    names = [(unit.id, f"{unit.agency}: {unit.path}" if has_several else unit.path) for unit in units]
    return [("", gettext("Semua unit")), *names]


def _url(slug: str, wanted: ParticipantFilter) -> Url:
    """`url(state=…)`: the address of this list with changes, as a page or as a file."""

    def url(endpoint: str = "authoring.course", **changes: Any) -> str:
        values: dict[str, Any] = dict(wanted.parameters(**changes))
        return url_for(endpoint, slug=slug, **values)

    return url


def _columns(wanted: ParticipantFilter, url: Url) -> list[dict[str, Any]]:
    """The head of the table; each heading that has an order sorts by it, and back."""
    titles = [
        (gettext("Nama"), ParticipantOrder.NAME, False),
        (gettext("Unit kerja"), ParticipantOrder.UNIT, False),
        (gettext("Keadaan"), ParticipantOrder.DAYS, False),
        (gettext("Tenggat"), ParticipantOrder.DUE, False),
        (gettext("Terakhir belajar"), ParticipantOrder.SEEN, True),
        (gettext("Kuis akhir"), ParticipantOrder.RESULT, True),
    ]
    return [
        {
            "label": label,
            "href": url(order=next_order(order.value, wanted.order, highest_first=is_figure), page=1)
            if order is not ParticipantOrder.DAYS
            else None,
            "sorted": {order.value: "ascending", f"-{order.value}": "descending"}.get(wanted.order),
        }
        for label, order, is_figure in titles
    ]


def _order_options() -> list[tuple[str, str]]:
    """The orders in words, for phones, whose table has no head."""
    return [
        (ParticipantOrder.NAME, gettext("Nama")),
        (ParticipantOrder.UNIT, gettext("Unit kerja")),
        (ParticipantOrder.DUE, gettext("Tenggat terdekat dulu")),
        (f"-{ParticipantOrder.SEEN}", gettext("Terakhir belajar dulu")),
        (ParticipantOrder.SEEN, gettext("Paling lama tidak belajar dulu")),
        (ParticipantOrder.RESULT, gettext("Nilai terendah dulu")),
        (f"-{ParticipantOrder.RESULT}", gettext("Nilai tertinggi dulu")),
        (f"-{ParticipantOrder.DAYS}", gettext("Paling lama menyelesaikan dulu")),
    ]


def _state_tabs(
    wanted: ParticipantFilter, counts: dict[ParticipantState, int], url: Url
) -> list[tuple[str, str, bool]]:
    """Each figure of the course with the address of its rows."""
    choices: list[tuple[str, ParticipantState | None, int]] = [(gettext("Semua"), None, sum(counts.values()))]
    choices += [(wording.state_word(state), state, counts.get(state, 0)) for state in ParticipantState]
    return [(f"{label} ({count})", url(state=state, page=1), wanted.state == state) for label, state, count in choices]
