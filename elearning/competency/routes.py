"""The page "Kompetensi saya": required and present levels, the evidence behind them, the JP ledger."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from elearning.catalog.queries import offered_courses
from elearning.competency import labels
from elearning.competency.queries import jp_account, records_of
from elearning.competency.suggestions import suggest
from elearning.core import clock
from elearning.core.permissions import Permission, requires
from elearning.core.site import settings
from elearning.organization.queries import affiliation_of

blueprint = Blueprint("competency", __name__, template_folder="templates")


@blueprint.get("/kompetensi")
@requires(Permission.LEARN)
def mine() -> ResponseReturnValue:
    """A person's own record; `?tahun=` chooses the year of the ledger."""
    now = clock.now()
    today = clock.local_date(now, current_user.time_zone or settings().default_time_zone)
    affiliation = affiliation_of(current_user.id, today)
    records = records_of(current_user.id, affiliation.position_id if affiliation else None, now=now)
    required = [record for record in records if record.required]
    account = jp_account(current_user.id, request.args.get("tahun", type=int), today=today)
    return render_template(
        "competency/mine.html",
        position=affiliation.position if affiliation else "",
        records=records,
        required_count=len(required),
        met_count=sum(record.missing <= 0 for record in required),
        suggestions=suggest(records, offered_courses(now)),
        account=account,
        year_tabs=[
            (str(year), url_for("competency.mine", tahun=year, _anchor="jp"), year == account.year)
            for year in account.years
        ],
        cap=settings().competency_course_cap,
        labels=labels,
    )
