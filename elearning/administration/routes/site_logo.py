"""Logo situs: another picture in the page head, or the drawn mark again; asks for the password."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from elearning.accounts.confirmation import refusal
from elearning.administration.routes.blueprint import blueprint
from elearning.administration.settings_form import LogoForm
from elearning.content.logo_pictures import LARGEST_UPLOAD_BYTES, draw_logo
from elearning.core import clock
from elearning.core.errors import domain_message
from elearning.core.permissions import Permission, requires
from elearning.core.site_changes import change_logo, site_changes
from elearning.core.site_logo import keep_logo
from elearning.domain.errors import DomainError
from elearning.extensions import db


@blueprint.get("/admin/pengaturan/logo")
@requires(Permission.MANAGE_SITE)
def site_logo() -> ResponseReturnValue:
    """The logo that is shown now, and the form for another."""
    site_changes().refresh()
    return _page(LogoForm(formdata=None))


@blueprint.post("/admin/pengaturan/logo")
@requires(Permission.MANAGE_SITE)
def save_site_logo() -> ResponseReturnValue:
    """Show another logo or none; this process does at once, the others within seconds."""
    form, raw = LogoForm(), _uploaded()
    status = refusal(form, now=clock.now())
    if status is None and raw is None and not form.removes_logo.data:
        form.logo.errors = [gettext("Pilih berkas gambar.")]
        status = 422
    if status:
        return _page(form, has_lost_file=raw is not None), status
    try:
        is_changed = _keep(raw)
    except DomainError as error:
        db.session.rollback()
        form.logo.errors = [domain_message(error)]
        return _page(form), 422
    flash(_outcome(is_changed=is_changed, is_removed=raw is None), "done" if is_changed else "message")
    return redirect(url_for("administration.site_settings"), 303)


def _uploaded() -> bytes | None:
    file = request.files.get("logo")
    content = file.read(LARGEST_UPLOAD_BYTES + 1) if file else b""
    return content or None


def _keep(raw: bytes | None) -> bool:
    """Choose a picture, or the drawn mark for none. Raises: what `draw_logo` refuses."""
    now = clock.now()
    sha256 = keep_logo(draw_logo(raw), now=now) if raw else ""
    is_changed = change_logo(sha256, actor_id=current_user.id, now=now)
    db.session.commit()
    site_changes().refresh()
    return is_changed


def _outcome(*, is_changed: bool, is_removed: bool) -> str:
    if not is_changed:
        return str(gettext("Tidak ada yang berubah: itulah yang sudah tampil."))
    if is_removed:
        return str(gettext("Logo dilepas. Lambang bawaan tampil lagi di seluruh situs dalam beberapa detik."))
    return str(gettext("Logo tersimpan. Tampil di seluruh situs dalam beberapa detik."))


def _page(form: LogoForm, *, has_lost_file: bool = False) -> str:
    return render_template("administration/site_logo.html", form=form, has_lost_file=has_lost_file)
