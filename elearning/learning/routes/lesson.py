"""The lesson player: a step of a course, its mark, the reading place, a module to print."""

from __future__ import annotations

import re
from dataclasses import replace

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from elearning.catalog.outline import Outline, Step
from elearning.catalog.queries import course_sheet, kept_outline, lesson_sheet, module_texts
from elearning.content.markdown import placed, with_id_prefix
from elearning.core import clock
from elearning.core.database import begin_write
from elearning.core.permissions import Permission, requires
from elearning.domain.completion import ActivityKind, CompletionRule, CourseFacts
from elearning.extensions import db
from elearning.learning.lesson_page import lesson_page
from elearning.learning.routes.blueprint import blueprint
from elearning.learning.services import mark_done, record_first_view
from elearning.learning.step_list import links_of
from elearning.outcomes import Chain
from elearning.progress.evaluation import standing
from elearning.progress.explanation import why_locked
from elearning.progress.queries import facts_and_place, facts_of
from elearning.progress.services import record_reading_place

_HEADING = re.compile(r"(</?h)([2-5])\b")
_PLACE = re.compile(r"[a-z0-9-]{1,80}")


@blueprint.get("/kursus/<slug>/langkah/<key>")
@requires(Permission.LEARN)
def step(slug: str, key: str) -> ResponseReturnValue:
    """One step. A quiz has its own pages; a locked step says why; the first view is recorded once."""
    sheet = lesson_sheet(slug, key, current_user.id)
    if sheet is None:
        return _not_joined(slug)
    if sheet.kind == ActivityKind.QUIZ:
        return redirect(url_for("quizzes.start_page", slug=slug, key=key), 303)
    outline = kept_outline(sheet.revision_id)
    here = outline.step_by_key[key]
    facts, place_read = facts_and_place(current_user.id, outline, here)
    own = standing(outline, facts)
    if reasons := why_locked(outline, own, key):
        return render_template("learning/locked.html", outline=outline, step=here, reasons=reasons), 403
    chain = Chain()
    if facts.of(key).viewed_at is None:
        chain, facts = _first_view(outline, here, facts)
        own = standing(outline, facts)
    page = lesson_page(outline, own, here, sheet.html, place_read)
    return render_template("learning/lesson.html", page=page, outline=outline, completed=chain.course_completed)


@blueprint.post("/kursus/<slug>/langkah/<key>/selesai")
@requires(Permission.LEARN)
def mark(slug: str, key: str) -> ResponseReturnValue:
    """ "Selesai dibaca": record it and go on to the next step, or to the course page at the end."""
    sheet = lesson_sheet(slug, key, current_user.id)
    if sheet is None:
        return _not_joined(slug)
    outline = kept_outline(sheet.revision_id)
    here = outline.step_by_key[key]
    if here.completion != CompletionRule.MARKED:
        abort(404)
    chain = mark_done(current_user.id, outline, here, now=clock.now())
    db.session.commit()
    if chain.course_completed:
        _congratulate(outline, chain)
        return redirect(url_for("learning.course", slug=slug), 303)
    after = outline.neighbours(here)[1]
    return redirect(links_of(slug).to(after) if after else url_for("learning.course", slug=slug), 303)


@blueprint.post("/kursus/<slug>/langkah/<key>/tempat")
@requires(Permission.LEARN)
def place(slug: str, key: str) -> ResponseReturnValue:
    """Keep the heading at which the reader is, for their other devices. Sent by the script when the page is left."""
    heading = request.form.get("heading", "")
    sheet = lesson_sheet(slug, key, current_user.id)
    if sheet is None or (heading and not _PLACE.fullmatch(heading)):
        abort(404 if sheet is None else 422)
    record_reading_place(current_user.id, sheet.activity_id, heading, now=clock.now())
    db.session.commit()
    return "", 204


@blueprint.get("/kursus/<slug>/modul/<key>/cetak")
@requires(Permission.LEARN)
def print_module(slug: str, key: str) -> ResponseReturnValue:
    """All lessons of a module that are open to the reader, on paper."""
    sheet = course_sheet(slug, current_user.id)
    if sheet is None or not sheet.is_enrolled:
        return _not_joined(slug)
    outline = kept_outline(sheet.revision_id)
    module = next((module for module in outline.modules if module.key == key), None)
    if module is None:
        abort(404)
    own = standing(outline, facts_of(current_user.id, outline))
    open_keys = {each.id for each in own.activities if each.may_open}
    texts = dict(module_texts(outline.revision_id, key))
    lessons = [(each, _for_print(outline, each, texts[each.key])) for each in module.steps if each.key in texts]
    shown = [(each, html) for each, html in lessons if each.key in open_keys]
    hidden = len(lessons) - len(shown)
    return render_template("learning/print_module.html", outline=outline, module=module, lessons=shown, hidden=hidden)


def _not_joined(slug: str) -> ResponseReturnValue:
    """To the course page, where one can join; a course or step that does not exist is not found."""
    sheet = course_sheet(slug, current_user.id)
    if sheet is None or sheet.is_enrolled:
        abort(404)
    flash(gettext("Daftar dulu pada kursus ini untuk membuka langkah-langkahnya."), "attention")
    return redirect(url_for("learning.course", slug=slug), 303)


def _first_view(outline: Outline, here: Step, facts: CourseFacts) -> tuple[Chain, CourseFacts]:
    """Record the view; returns the facts as they are after it without asking again."""
    now = clock.now()
    begin_write()
    chain = record_first_view(current_user.id, outline, here, now=now)
    db.session.commit()
    own = facts.of(here.key)
    completed = now if here.completion == CompletionRule.VIEWED else own.completed_at
    seen = replace(own, viewed_at=now, completed_at=own.completed_at or completed)
    activities = {**facts.activities, here.key: seen}
    completed_at = now if chain.course_completed else facts.completed_at
    return chain, replace(facts, activities=activities, completed_at=completed_at)


def _congratulate(outline: Outline, chain: Chain) -> None:
    if chain.certificate_id is not None:
        flash(gettext("Kursus “%(course)s” selesai. Sertifikat Anda sudah terbit.", course=outline.title), "done")
    else:
        flash(gettext("Kursus “%(course)s” selesai dan tercatat.", course=outline.title), "done")


def _for_print(outline: Outline, step: Step, html: str) -> str:
    """A lesson among others: ids and names of parts of its own, headings one level down, nothing folded: paper cannot unfold."""
    lower = _HEADING.sub(lambda match: f"{match[1]}{int(match[2]) + 1}", html).replace("<details", "<details open")
    links = links_of(outline.slug)
    parts = with_id_prefix(lower, step.key).replace('aria-labelledby="', f'aria-labelledby="langkah-{step.key} ')
    return placed(parts, media=links.media(outline), steps=links.lessons)
