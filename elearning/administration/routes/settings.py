"""Pengaturan: what holds for the whole site, with its history; every change asks for the password again."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from config import CHANGEABLE, NUMBER_RANGES
from elearning.accounts.confirmation import refusal
from elearning.administration.routes.blueprint import blueprint
from elearning.administration.settings_form import RestoreForm, SettingsForm, setting_name
from elearning.administration.settings_history import PastChange, past_change, past_changes
from elearning.core import clock
from elearning.core.permissions import Permission, requires
from elearning.core.site import settings
from elearning.core.site_changes import change_logo, change_settings, site_changes, text_of
from elearning.core.site_logo import SETTING as LOGO_SETTING
from elearning.core.site_logo import Logo, logos_of
from elearning.extensions import db


@blueprint.get("/admin/pengaturan")
@requires(Permission.MANAGE_SITE)
def site_settings() -> ResponseReturnValue:
    """The values that hold now, and what was changed before."""
    site_changes().refresh()
    return _page(SettingsForm(formdata=None, settings=settings()))


@blueprint.post("/admin/pengaturan")
@requires(Permission.MANAGE_SITE)
def save_settings() -> ResponseReturnValue:
    """Keep other values; they hold in this process at once, in the others within seconds."""
    form = SettingsForm(settings=settings())
    status = refusal(form, now=clock.now())
    if status:
        return _page(form), status
    _keep(form.texts())
    return redirect(url_for("administration.site_settings"), 303)


@blueprint.get("/admin/pengaturan/riwayat/<int:change_id>/pemulihan")
@requires(Permission.MANAGE_SITE)
def restoration(change_id: int) -> ResponseReturnValue:
    """Says what becomes of the setting and asks for the password."""
    return _restore_page(RestoreForm(formdata=None), _restorable(change_id))


@blueprint.post("/admin/pengaturan/riwayat/<int:change_id>/pemulihan")
@requires(Permission.MANAGE_SITE)
def restore_setting(change_id: int) -> ResponseReturnValue:
    """Give a setting the value that it had before a change."""
    change, form = _restorable(change_id), RestoreForm()
    status = refusal(form, now=clock.now())
    if status:
        return _restore_page(form, change), status
    if change.name == LOGO_SETTING:
        _keep_logo(change.old_value or "")
    else:
        _keep({change.name: change.old_value or ""})
    return redirect(url_for("administration.site_settings", _anchor="riwayat"), 303)


def _keep(texts: dict[str, str]) -> None:
    changes = site_changes()
    changes.refresh()
    changed = change_settings(texts, actor_id=current_user.id, now=clock.now())
    db.session.commit()
    changes.refresh()
    if changed:
        count = len(changed)
        flash(ngettext("Satu pengaturan diubah.", "%(num)s pengaturan diubah.", count), "done")
    else:
        flash(gettext("Tidak ada yang berubah: nilainya sama dengan yang berlaku."))


def _keep_logo(sha256: str) -> None:
    is_changed = change_logo(sha256, actor_id=current_user.id, now=clock.now())
    db.session.commit()
    site_changes().refresh()
    if is_changed:
        flash(gettext("Logo dari sebelumnya tampil lagi."), "done")
    else:
        flash(gettext("Tidak ada yang berubah: itulah yang sudah tampil."))


def _restorable(change_id: int) -> PastChange:
    change = past_change(change_id)
    if change is None or not (change.name == LOGO_SETTING or (change.name in CHANGEABLE and change.old_value)):
        abort(404)
    return change


def _page(form: SettingsForm) -> str:
    environment = site_changes().environment
    own = {name: text_of(environment, name) for name in CHANGEABLE}
    present = settings()
    changes = past_changes()
    return render_template(
        "administration/settings.html",
        form=form,
        fields=[
            (form[name], name in NUMBER_RANGES, own[name] if own[name] != text_of(present, name) else "")
            for name in CHANGEABLE
        ],
        changes=changes,
        logo_setting=LOGO_SETTING,
        logos=_logos(*changes),
        setting_name=setting_name,
    )


def _logos(*changes: PastChange) -> dict[str, Logo]:
    """The pictures that changes name."""
    chosen = [each for each in changes if each.name == LOGO_SETTING]
    return logos_of({value for each in chosen for value in (each.old_value, each.new_value) if value})


def _restore_page(form: RestoreForm, change: PastChange) -> str:
    return render_template(
        "administration/setting_restoration.html",
        form=form,
        change=change,
        name=setting_name(change.name),
        is_logo=change.name == LOGO_SETTING,
        logos=_logos(change),
        present=None if change.name == LOGO_SETTING else text_of(settings(), change.name),
    )
