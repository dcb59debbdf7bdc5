"""The queue of requests for correction: look at one, refuse it, or go on to issue the certificate anew."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from elearning.administration.certificate_forms import RefusalForm
from elearning.administration.routes.blueprint import blueprint
from elearning.administration.routes.certificate_reach import own_certificates
from elearning.certificates.corrections import CorrectionLine, queue, refuse, request_in
from elearning.certificates.labels import correction_field_word
from elearning.core import clock
from elearning.core.errors import domain_message
from elearning.core.permissions import Permission, requires
from elearning.domain.errors import DomainError
from elearning.extensions import db


@blueprint.get("/admin/sertifikat/koreksi")
@requires(Permission.MANAGE_CERTIFICATES)
def corrections() -> ResponseReturnValue:
    """What waits for an answer, the oldest first."""
    lines = queue(own_certificates())
    return render_template("administration/corrections.html", lines=lines, field_word=correction_field_word)


@blueprint.get("/admin/sertifikat/koreksi/<int:request_id>")
@requires(Permission.MANAGE_CERTIFICATES)
def correction_request(request_id: int) -> ResponseReturnValue:
    """One request beside what is printed."""
    return _page(RefusalForm(formdata=None), _line_or_404(request_id))


@blueprint.post("/admin/sertifikat/koreksi/<int:request_id>/penolakan")
@requires(Permission.MANAGE_CERTIFICATES)
def refuse_correction(request_id: int) -> ResponseReturnValue:
    """Leave the certificate as it is and tell the holder why."""
    line = _line_or_404(request_id)
    form = RefusalForm()
    if not form.validate_on_submit():
        return _page(form, line), 422
    try:
        refuse(line.request, form.reason.data or "", actor_id=current_user.id, now=clock.now())
    except DomainError as error:
        db.session.rollback()
        form.reason.errors = [*form.reason.errors, domain_message(error)]
        return _page(form, _line_or_404(request_id)), 422
    db.session.commit()
    flash(gettext("Permintaan ditolak; pemegang diberi tahu alasannya."), "done")
    return redirect(url_for("administration.corrections"), 303)


def _line_or_404(request_id: int) -> CorrectionLine:
    return request_in(request_id, own_certificates()) or abort(404)


def _page(form: RefusalForm, line: CorrectionLine) -> str:
    return render_template(
        "administration/correction_request.html", form=form, line=line, field_word=correction_field_word
    )
