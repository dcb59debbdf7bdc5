"""Handing certificates over to SIASN: what is ready, what lacks an id, the files, and taking marks back."""

from __future__ import annotations

import json

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from elearning.administration.routes.blueprint import blueprint
from elearning.administration.routes.people_reach import own_scope
from elearning.certificates.siasn import (
    Wanted,
    as_json,
    claim,
    csv_cells,
    csv_columns,
    handovers,
    take_back,
    waiting,
)
from elearning.certificates.siasn_rows import count_awaiting
from elearning.certificates.siasn_withdrawals import count_withdrawals
from elearning.core import clock
from elearning.core.pagination import page_links, page_of
from elearning.core.permissions import Permission, requires
from elearning.core.site import settings
from elearning.core.tables_export import CSV_TYPE, csv_stream
from elearning.extensions import db

PAGE_SIZE = 50


@blueprint.get("/admin/siasn")
@requires(Permission.MANAGE_PEOPLE)
def siasn() -> ResponseReturnValue:
    """Counts, rows that lack an id, and earlier exports."""
    rows = waiting(Wanted(own_scope()))
    incomplete = [row for row in rows if row.missing]
    page = page_of(request.args.get("halaman", 1, type=int), len(incomplete), PAGE_SIZE)
    return render_template(
        "administration/siasn.html",
        ready=[row for row in rows if not row.missing],
        incomplete=incomplete[page.offset : page.offset + page.size],
        page=page,
        pages=page_links(page, lambda number: url_for("administration.siasn", halaman=number)),
        handovers=handovers(own_scope()),
        doubling=[row for row in rows if row.is_doubling and not row.missing],
        awaiting_ids=count_awaiting(own_scope()),
        withdrawals=count_withdrawals(own_scope()),
    )


@blueprint.post("/admin/siasn/unduhan.<any(json, csv):kind>")
@requires(Permission.MANAGE_PEOPLE)
def siasn_file(kind: str) -> ResponseReturnValue:
    """Everything ready as a file; it counts as handed over from now on."""
    now = clock.now()
    export = claim(Wanted(own_scope()), actor_id=current_user.id, now=now)
    if not export.rows:
        db.session.rollback()
        flash(gettext("Belum ada yang siap dikeluarkan. Tidak ada yang ditandai."))
        return redirect(url_for("administration.siasn"), 303)
    if kind == "csv":
        response = Response(b"".join(csv_stream(csv_columns(), csv_cells(export.rows))), content_type=CSV_TYPE)
    else:
        facts = as_json(export, f"{settings().public_url}/admin/sertifikat/terbit")
        response = Response(json.dumps(facts, ensure_ascii=False), mimetype="application/json")
    db.session.commit()
    response.headers["Content-Disposition"] = f'attachment; filename="siasn-{now:%Y%m%d-%H%M%S}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/admin/siasn/<int:handover_id>/pembatalan")
@requires(Permission.MANAGE_PEOPLE)
def siasn_take_back(handover_id: int) -> ResponseReturnValue:
    """Let the rows of an export be handed over again: the upload failed, or the file was lost."""
    count = take_back(handover_id, own_scope(), actor_id=current_user.id, now=clock.now())
    db.session.commit()
    if count:
        flash(ngettext("Tanda %(num)s sertifikat dihapus.", "Tanda %(num)s sertifikat dihapus.", count), "done")
    else:
        flash(gettext("Tidak ada tanda yang dihapus; mungkin sudah dihapus sebelumnya."))
    return redirect(url_for("administration.siasn"), 303)
