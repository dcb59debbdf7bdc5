"""The catalogue with its search and filters; all of its state is in the address."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from elearning.catalog.queries import current_courses, search_index
from elearning.core import clock
from elearning.core.pagination import Page, page_of
from elearning.core.permissions import Permission, requires
from elearning.domain.offering import is_offered
from elearning.learning.catalogue_page import (
    Filters,
    checked,
    entry_rows,
    filtered,
    options,
    read_filters,
    searched,
    without_unknown,
)
from elearning.learning.queries import competency_names, my_courses
from elearning.learning.routes.blueprint import blueprint

ENTRIES_A_PAGE = 20


@blueprint.get("/katalog")
@requires(Permission.LEARN)
def catalogue() -> ResponseReturnValue:
    """All courses on offer and one's own, or those that fit; a misspelled word finds what was meant."""
    now, known = clock.now(), current_courses()
    mine = {each.course_id: each for each in my_courses(current_user.id)}
    courses = [each for each in known if is_offered(each.withdrawn_from, now) or each.course_id in mine]
    names = competency_names()
    topics, competencies = options(courses, names)
    filters = without_unknown(read_filters(request.args), topics, (code for code, _ in competencies))
    result = search_index([each.revision_id for each in known]).search(filters.query) if filters.query else None
    fitting, counts = filtered(searched(courses, result), filters, mine)
    page = page_of(request.args.get("halaman", type=int), len(fitting), ENTRIES_A_PAGE)
    shown = fitting[page.offset : page.offset + page.size]
    return render_template(
        "learning/catalogue.html",
        filters=filters,
        counts=counts,
        topics=checked(((topic, topic) for topic in topics), filters.topics),
        competencies=checked(competencies, filters.competencies),
        corrected=" ".join(result.words) if result and result.corrected and result.found else "",
        rows=entry_rows(shown, mine, names, now),
        page=page,
        pages=_pages(filters, page),
        total=len(courses),
        address=address,
    )


def address(filters: Filters, **changes: str) -> str:
    """The catalogue with these filters, some of them replaced."""
    arguments: MultiDict[str, str] = MultiDict(filters.pairs(**changes))
    return url_for("learning.catalogue", **arguments.to_dict(flat=False))  # type: ignore[arg-type]


def _pages(filters: Filters, page: Page) -> list[tuple[str, str, bool]]:
    return [
        (str(number), address(filters, halaman=str(number)), number == page.number)
        for number in range(1, page.count + 1)
    ]
