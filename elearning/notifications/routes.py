"""The inbox: read, follow, mark as read; and the count of unread notices for the page head."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from elearning.accounts.viewer import Viewer
from elearning.core import clock
from elearning.core.database import begin_write, is_writing
from elearning.core.jinja import local
from elearning.core.own_path import own_path
from elearning.core.permissions import Permission, requires
from elearning.extensions import db
from elearning.notifications import queries
from elearning.notifications.forms import WishesForm
from elearning.notifications.sentences import reason, sentence
from elearning.notifications.services import choose_wishes, mark_read

UNREAD = "belum-dibaca"
blueprint = Blueprint("notifications", __name__, template_folder="templates")


class UnreadCount:
    """The number of unread notices: as it came with the viewer, asked anew where this request may have added one."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer

    @cached_property
    def _count(self) -> int:
        return queries.unread_count(self._viewer.id) if is_writing() else self._viewer.unread_count

    def __bool__(self) -> bool:
        return self._count > 0

    def __str__(self) -> str:
        return str(self._count)


@blueprint.app_context_processor
def unread() -> dict[str, Any]:
    """`unread_count` for the layouts."""
    viewer = current_user._get_current_object()
    return {"unread_count": UnreadCount(viewer) if viewer.is_authenticated else 0}


@blueprint.get("/kotak-masuk")
@requires(Permission.LEARN)
def inbox() -> ResponseReturnValue:
    """A person's notices, newest first, each with the reason for it; below, what they wish to be told."""
    wishes = queries.wishes_of(current_user.id)
    return _page(WishesForm(formdata=None, obj=wishes))


@blueprint.post("/kotak-masuk/pilihan")
@requires(Permission.LEARN)
def choose() -> ResponseReturnValue:
    """Keep what somebody wishes to be told."""
    form = WishesForm()
    if not form.validate_on_submit():
        return _page(form), 422
    wishes = queries.Wishes(bool(form.wants_reminders.data), bool(form.wants_digest.data))
    choose_wishes(current_user.id, wishes, newest_id=queries.newest_id(current_user.id))
    db.session.commit()
    flash(gettext("Pilihan Anda tersimpan."), "done")
    return redirect(url_for("notifications.inbox", _anchor="pilihan"), 303)


@blueprint.get("/kotak-masuk/<int:notice_id>")
@requires(Permission.LEARN)
def follow(notice_id: int) -> ResponseReturnValue:
    """Go where a notice leads; having followed it is having read it, which is recorded once."""
    notice = queries.notice_of(current_user.id, notice_id) or abort(404)
    target = own_path(notice.path) or url_for("notifications.inbox")
    if notice.read_at is None:
        begin_write()
        mark_read(current_user.id, notice_id, now=clock.now())
        db.session.commit()
    return redirect(target, 303)


@blueprint.post("/kotak-masuk/<int:notice_id>/dibaca")
@requires(Permission.LEARN)
def read_one(notice_id: int) -> ResponseReturnValue:
    """Mark one notice as read."""
    if queries.notice_of(current_user.id, notice_id) is None:
        abort(404)
    mark_read(current_user.id, notice_id, now=clock.now())
    db.session.commit()
    return redirect(url_for("notifications.inbox", halaman=request.args.get("halaman", type=int)), 303)


@blueprint.post("/kotak-masuk/dibaca")
@requires(Permission.LEARN)
def read_all() -> ResponseReturnValue:
    """Mark all notices as read."""
    mark_read(current_user.id, None, now=clock.now())
    db.session.commit()
    return redirect(url_for("notifications.inbox"), 303)


def _page(form: WishesForm) -> str:
    only_unread = request.args.get("lihat") == UNREAD
    notices, page = queries.inbox(current_user.id, request.args.get("halaman", type=int), only_unread=only_unread)
    return render_template(
        "notifications/inbox.html",
        form=form,
        notices=[(notice, local(notice.created_at).date()) for notice in notices],
        only_unread=only_unread,
        shown_tabs=[
            (gettext("Semua"), url_for("notifications.inbox"), not only_unread),
            (gettext("Belum dibaca"), url_for("notifications.inbox", lihat=UNREAD), only_unread),
        ],
        page=page,
        page_links=[(number, _page_url(number), number == page.number) for number in range(1, page.count + 1)],
        page_url=_page_url,
        sentence=sentence,
        reason=reason,
    )


def _page_url(number: int) -> str:
    lihat = UNREAD if request.args.get("lihat") == UNREAD else None
    return url_for("notifications.inbox", halaman=number if number > 1 else None, lihat=lihat)
