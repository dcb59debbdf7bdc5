"""Course packages in the browser: what is wrong with them, what an import would change, and the import. Whole site only."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from elearning.authoring.change_words import change_sentence
from elearning.authoring.forms import MOVE, SyncForm
from elearning.authoring.package_report import counts, examine_packages, package_folder
from elearning.authoring.routes.blueprint import blueprint
from elearning.authoring.routes.reach import own_scope
from elearning.authoring.services.preview import preview_sync
from elearning.authoring.services.publishing import PackageChangedError, Publication, publish
from elearning.authoring.services.sync import CourseSync, PackageMovedError, SyncOutcome, look_at
from elearning.content.checks import surroundings
from elearning.content.problems import Severity
from elearning.core import clock
from elearning.core.errors import domain_message
from elearning.core.permissions import Permission, requires
from elearning.extensions import db

SEVERITIES = {"kesalahan": Severity.ERROR, "peringatan": Severity.WARNING}


@blueprint.get("/studio/paket")
@requires(Permission.MANAGE_COURSES)
def packages() -> ResponseReturnValue:
    """Every finding by package; the severity stands in the address (`tingkat`)."""
    courses = _courses_dir()
    reports = examine_packages(courses, clock.now().date())
    severity = SEVERITIES.get(request.args.get("tingkat", ""))
    tabs = _severity_tabs(counts(reports), severity)
    return render_template(
        "authoring/packages.html", reports=reports, severity=severity, tabs_of_severity=tabs, folder=courses.name
    )


@blueprint.get("/studio/paket/<slug>/sinkron")
@requires(Permission.MANAGE_COURSES)
def package_sync(slug: str) -> ResponseReturnValue:
    """What the import of this package would do; nothing is changed."""
    return _page(_folder_or_404(slug), SyncForm(formdata=None))


@blueprint.post("/studio/paket/<slug>/sinkron")
@requires(Permission.MANAGE_COURSES)
def sync_package(slug: str) -> ResponseReturnValue:
    """Import the package that was looked at."""
    root, now = _folder_or_404(slug), clock.now()
    form = SyncForm()
    if not form.validate_on_submit():
        return _page(root, form), 422
    wish = Publication(form.fingerprint.data or "", moves_learners=form.learners.data == MOVE)
    actor_id = current_user.id
    around = surroundings(root.parent, now.date())
    (seen,) = look_at([root], around)
    try:
        report = publish(seen, around, wish, actor_id=actor_id, now=now)
    except (PackageChangedError, PackageMovedError) as error:
        db.session.rollback()
        return _page(root, form, domain_message(error)), 409
    if report.is_refused:
        db.session.rollback()
        return _page(root, form), 422
    db.session.commit()
    for each in report.courses:
        flash(_sentence(each), "done")
    return redirect(url_for("authoring.packages"), 303)


def _severity_tabs(found: Counter[Severity], chosen: Severity | None) -> list[tuple[str, str, bool]]:
    """Each figure with the address of its rows."""
    everything, errors, warnings = gettext("Semua"), gettext("Kesalahan"), gettext("Peringatan")
    address = partial(url_for, "authoring.packages")
    return [
        (f"{everything} ({found.total()})", address(), chosen is None),
        (f"{errors} ({found[Severity.ERROR]})", address(tingkat="kesalahan"), chosen is Severity.ERROR),
        (f"{warnings} ({found[Severity.WARNING]})", address(tingkat="peringatan"), chosen is Severity.WARNING),
    ]


def _page(root: Path, form: SyncForm, refused: str = "") -> str:
    preview = preview_sync(root, surroundings(root.parent, clock.now().date()))
    form.fingerprint.data = preview.content_hash
    return render_template(
        "authoring/package_sync.html",
        preview=preview,
        form=form,
        refused=refused,
        sentences=[change_sentence(change, preview.step_titles) for change in preview.changes],
        folder=root.parent.name,
    )


def _courses_dir() -> Path:
    """The folder of packages, for officers of the whole site alone: a course is everybody's."""
    if own_scope() is not None:
        abort(403)
    courses: Path = current_app.config["SETTINGS"].courses_dir
    return courses


def _folder_or_404(slug: str) -> Path:
    folder = package_folder(_courses_dir(), slug)
    if folder is None:
        abort(404)
    return folder


def _sentence(each: CourseSync) -> str:
    happened: dict[SyncOutcome, str] = {
        SyncOutcome.NEW: gettext("kursus baru"),
        SyncOutcome.CORRECTED: gettext("perbaikan"),
        SyncOutcome.CHANGED: gettext("perubahan"),
        SyncOutcome.UNCHANGED: gettext("tidak berubah"),
    }
    parts = [
        gettext(
            "%(title)s: revisi %(number)s, %(what)s",
            title=each.title,
            number=each.revision,
            what=happened[each.outcome],
        )
    ]
    if each.moved:
        parts.append(ngettext("%(num)s peserta pindah", "%(num)s peserta pindah", each.moved))
    if each.staying:
        parts.append(
            ngettext("%(num)s peserta tetap di revisi lama", "%(num)s peserta tetap di revisi lama", each.staying)
        )
    if each.completed:
        parts.append(ngettext("%(num)s peserta selesai karenanya", "%(num)s peserta selesai karenanya", each.completed))
    return "; ".join(parts) + "."
