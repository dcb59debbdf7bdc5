"""Kesehatan: how the site fares, what failed, and another try for it."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from elearning.administration.health_wording import checks, job_name, job_words
from elearning.administration.routes.blueprint import blueprint
from elearning.core import audit, clock, job_runs
from elearning.core.dead_letters import dead_letters, drop_letter, retry_letter
from elearning.core.jobs import jobs_of
from elearning.core.permissions import Permission, requires
from elearning.core.site_health import site_health
from elearning.extensions import db


@blueprint.get("/admin/kesehatan")
@requires(Permission.MANAGE_SITE)
def site_state() -> ResponseReturnValue:
    """Facts first, then jobs, then letters that were given up."""
    health = site_health()
    found = checks(health, clock.now())
    return render_template(
        "administration/health.html",
        checks=found,
        troubles=[check for check in found if not check.is_well],
        jobs=[(job, job_name(job.name), job_words(job)) for job in health.jobs],
        letters=dead_letters() if health.mail.failed else [],
        failed_count=health.mail.failed,
    )


@blueprint.post("/admin/kesehatan/pekerjaan/<name>/percobaan")
@requires(Permission.MANAGE_SITE)
def retry_job(name: str) -> ResponseReturnValue:
    """End the pause of work that failed and wake the worker."""
    jobs = jobs_of(current_app)
    if name not in jobs.work:
        abort(404)
    if job_runs.try_again(name):
        audit.record("job.retried", None, actor_id=current_user.id, now=clock.now(), job=name)
        db.session.commit()
        jobs.wake(name)
        flash(
            gettext("Pekerja diminta mencoba lagi sekarang. Muat ulang sebentar lagi untuk melihat hasilnya."), "done"
        )
    else:
        flash(gettext("Pekerjaan ini tidak sedang gagal, atau sudah diminta dicoba lagi."))
    return redirect(url_for("administration.site_state", _anchor="pekerjaan"), 303)


@blueprint.post("/admin/kesehatan/surel/<int:mail_id>/percobaan")
@requires(Permission.MANAGE_SITE)
def retry_mail(mail_id: int) -> ResponseReturnValue:
    """Let a given-up letter be sent again."""
    if retry_letter(mail_id, actor_id=current_user.id, now=clock.now()):
        db.session.commit()
        jobs_of(current_app).wake("mail")
        flash(gettext("Surel itu dikirim lagi. Bila gagal enam kali, ia kembali ke sini."), "done")
    else:
        flash(gettext("Surel itu sudah tidak gagal: sudah terkirim, dihapus, atau sedang dicoba lagi."))
    return redirect(url_for("administration.site_state", _anchor="surel"), 303)


@blueprint.post("/admin/kesehatan/surel/<int:mail_id>/penghapusan")
@requires(Permission.MANAGE_SITE)
def drop_mail(mail_id: int) -> ResponseReturnValue:
    """Delete a given-up letter for good."""
    if drop_letter(mail_id, actor_id=current_user.id, now=clock.now()):
        db.session.commit()
        flash(gettext("Surel itu dihapus dan tidak akan dikirim."), "done")
    else:
        flash(gettext("Surel itu sudah tidak gagal: sudah terkirim, dihapus, atau sedang dicoba lagi."))
    return redirect(url_for("administration.site_state", _anchor="surel"), 303)
