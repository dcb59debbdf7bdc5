"""The list of people: search, filters, order and pages stand in its address; the same list as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from tempfile import TemporaryFile
from typing import Any

from flask import Response, render_template, request, send_file, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from elearning.accounts.role_names import role_name
from elearning.administration import people_wording as wording
from elearning.administration.routes.blueprint import blueprint
from elearning.administration.routes.people_reach import own_scope, own_today
from elearning.core.i18n import select_time_zone
from elearning.core.pagination import page_links, page_of
from elearning.core.permissions import Permission, Role, requires
from elearning.core.tables_export import CSV_TYPE, XLSX_TYPE, csv_stream, write_xlsx
from elearning.organization.directory import (
    AccountState,
    PeopleFilter,
    PeopleOrder,
    all_people,
    count_people,
    list_people,
    read_people_filter,
)
from elearning.organization.models import Agency
from elearning.organization.structure_queries import agencies_reached, unit_paths

PAGE_SIZE = 50


@blueprint.get("/admin/orang")
@requires(Permission.MANAGE_PEOPLE)
def people() -> ResponseReturnValue:
    """Everybody in reach, fifty a page."""
    wanted, scope, today = read_people_filter(request.args), own_scope(), own_today()
    agencies = agencies_reached(scope)
    page = page_of(wanted.page, count_people(wanted, scope, today), PAGE_SIZE)
    url = _url(wanted)
    return render_template(
        "administration/people.html",
        wanted=wanted,
        rows=list_people(wanted, scope, today, offset=page.offset, size=page.size),
        page=page,
        pages=page_links(page, lambda number: url(page=number)),
        url=url,
        columns=_columns(wanted, has_agencies=len(agencies) > 1),
        agencies={agency.id: agency.name for agency in agencies},
        options=_options(agencies, wanted),
        words=wording,
    )


@blueprint.get("/admin/orang/unduhan.csv")
@requires(Permission.MANAGE_PEOPLE)
def people_csv() -> ResponseReturnValue:
    """CSV, sent while it is made."""
    pieces = csv_stream(wording.people_columns(), _cells())
    response = Response(stream_with_context(pieces), content_type=CSV_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="orang-{own_today():%Y-%m-%d}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/admin/orang/unduhan.xlsx")
@requires(Permission.MANAGE_PEOPLE)
def people_xlsx() -> ResponseReturnValue:
    """XLSX, made in a temporary file that nobody else can open."""
    file = TemporaryFile()  # noqa: SIM115  # the answer sends and closes it
    write_xlsx(file, gettext("Orang"), wording.people_columns(), _cells())
    file.seek(0)
    response = send_file(file, XLSX_TYPE, as_attachment=True, download_name=f"orang-{own_today():%Y-%m-%d}.xlsx")
    response.headers["Cache-Control"] = "no-store"
    return response


def _cells() -> Any:
    wanted, scope = read_people_filter(request.args), own_scope()
    names = {agency.id: agency.name for agency in agencies_reached(scope)}
    return wording.people_cells(all_people(wanted, scope, own_today()), names, select_time_zone())


def _url(wanted: PeopleFilter) -> Callable[..., str]:
    """`url(state=…)`: the address of this list with changes."""

    def url(endpoint: str = "administration.people", **changes: Any) -> str:
        values: dict[str, Any] = dict(wanted.parameters(**changes))
        return url_for(endpoint, **values)

    return url


def _columns(wanted: PeopleFilter, *, has_agencies: bool) -> list[dict[str, Any]]:
    """The head of the table; most headings sort by their column, and back."""
    titles: list[tuple[str, PeopleOrder | None]] = [(gettext("Nama"), PeopleOrder.NAME)]
    if has_agencies:
        titles.append((gettext("Instansi"), PeopleOrder.AGENCY))
    titles += [
        (gettext("Jabatan"), PeopleOrder.POSITION),
        (gettext("Peran"), None),
        (gettext("Keadaan"), PeopleOrder.SEEN),
    ]
    return [_column(wanted, label, order) for label, order in titles]


def _column(wanted: PeopleFilter, label: str, order: PeopleOrder | None) -> dict[str, Any]:
    if order is None:
        return {"label": label}
    following = f"-{order}" if wanted.order == order else order.value
    direction = {order.value: "ascending", f"-{order}": "descending"}.get(wanted.order)
    return {"label": label, "href": _url(wanted)(order=following, page=1), "sorted": direction}


def _options(agencies: Sequence[Agency], wanted: PeopleFilter) -> dict[str, list[tuple[object, str]]]:
    """What the filters offer: units only of one agency, because two may have the same names."""
    chosen = wanted.agency_id or (agencies[0].id if len(agencies) == 1 else None)
    known = chosen is not None and any(agency.id == chosen for agency in agencies)
    units = unit_paths(chosen) if known and chosen else []
    orders = [
        (PeopleOrder.NAME.value, gettext("Nama")),
        (PeopleOrder.AGENCY.value, gettext("Instansi")),
        (PeopleOrder.POSITION.value, gettext("Jabatan")),
        (f"-{PeopleOrder.SEEN}", gettext("Terakhir masuk dulu")),
        (PeopleOrder.SEEN.value, gettext("Paling lama tidak masuk dulu")),
    ]
    return {
        "agencies": [("", gettext("Semua instansi")), *((agency.id, agency.name) for agency in agencies)],
        "units": [("", gettext("Semua unit")), *((unit.id, unit.path.replace("/", " / ")) for unit in units)],
        "roles": [("", gettext("Semua peran")), *((role, role_name(role)) for role in Role)],
        "states": [("", gettext("Semua keadaan")), *((state, wording.state_word(state)) for state in AccountState)],
        "orders": list(orders),
    }
