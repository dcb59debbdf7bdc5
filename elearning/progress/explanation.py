""" "Mengapa belum selesai?": each unmet requirement of a standing as a sentence with the page that fulfils it.

The course page, a locked step and the supervisor's table all print these rows; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from flask import url_for
from flask_babel import gettext, ngettext

from elearning.catalog.outline import Outline, Step
from elearning.core.jinja import format_minutes, format_number
from elearning.domain.completion import (
    ActivityKind,
    CompletionRule,
    CourseStanding,
    Evaluation,
    GroupKind,
    LeafKind,
    Reason,
)
from elearning.domain.scores import percent_beside_pass_mark, to_exact


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row, in the shape of the macro `requirements`. `state` is "unmet", or "loss" where no attempt is left."""

    what: str
    why: str
    state: str
    href: str
    link: str


def why_not_complete(outline: Outline, standing: CourseStanding) -> list[Requirement]:
    """What a course still asks for, in written order; empty when it is complete."""
    return [] if standing.is_complete else requirements(outline, standing.condition)


def why_locked(outline: Outline, standing: CourseStanding, key: str) -> list[Requirement]:
    """What a step still waits for; empty when it is open."""
    activity = standing.activity(key)
    if activity is None or activity.may_open:
        return []
    return requirements(outline, activity.access)


def requirements(outline: Outline, evaluation: Evaluation) -> list[Requirement]:
    """The unmet leaves of a judged condition; alternatives say that one of them is enough."""
    found: dict[tuple[LeafKind, str], Requirement] = {}
    for reason, is_alternative in _unmet(evaluation, is_alternative=False):
        found.setdefault((reason.kind, reason.target), _requirement(outline, reason, is_alternative=is_alternative))
    return list(found.values())


def _unmet(evaluation: Evaluation, *, is_alternative: bool) -> Iterator[tuple[Reason, bool]]:
    if evaluation.met:
        return
    if evaluation.reason is not None:
        yield evaluation.reason, is_alternative
        return
    is_choice = evaluation.group is GroupKind.ANY and len(evaluation.members) > 1
    for member in evaluation.members:
        yield from _unmet(member, is_alternative=is_alternative or is_choice)


def _requirement(outline: Outline, reason: Reason, *, is_alternative: bool) -> Requirement:
    step = outline.step_by_key.get(reason.target)
    if reason.kind is LeafKind.COURSE:
        row = _course_row(reason)
    elif step is None:
        row = Requirement(
            gettext("Satu langkah yang tidak ada lagi"), gettext("Hubungi pengelola pelatihan."), "loss", "", ""
        )
    elif step.kind == ActivityKind.QUIZ and reason.kind in (LeafKind.PASSED, LeafKind.COMPLETED):
        row = _quiz_row(outline, step, reason)
    else:
        row = _lesson_row(outline, step, reason)
    if not is_alternative:
        return row
    enough = gettext("Cukup salah satu.")
    return Requirement(row.what, f"{row.why} {enough}", row.state, row.href, row.link)


def _course_row(reason: Reason) -> Requirement:
    return Requirement(
        gettext("Selesaikan kursus %(code)s", code=reason.target),
        gettext("Kursus itu belum selesai."),
        "unmet",
        url_for("learning.catalogue", q=reason.target),
        gettext("Cari di katalog"),
    )


def _lesson_row(outline: Outline, step: Step, reason: Reason) -> Requirement:
    is_view = reason.kind is LeafKind.VIEWED or step.completion == CompletionRule.VIEWED
    place = gettext("Langkah %(number)s, %(minutes)s", number=step.number, minutes=format_minutes(step.minutes))
    if is_view:
        what, rest = gettext("Buka “%(title)s”", title=step.title), gettext("belum dibuka.")
    else:
        what, rest = gettext("Baca “%(title)s”", title=step.title), gettext("belum ditandai selesai.")
    href = url_for("learning.step", slug=outline.slug, key=step.key)
    return Requirement(what, f"{place}: {rest}", "unmet", href, gettext("Buka langkah %(number)s", number=step.number))


def _quiz_row(outline: Outline, step: Step, reason: Reason) -> Requirement:
    pass_mark = format_number(reason.pass_mark or Decimal(0))
    what = gettext("Lulus “%(title)s”, paling sedikit %(mark)s", title=step.title, mark=pass_mark)
    href = url_for("quizzes.start_page", slug=outline.slug, key=step.key)
    is_lost = reason.attempts_left == 0
    link = gettext("Lihat %(title)s", title=step.title)
    if not is_lost:
        link = gettext("Ulangi %(title)s", title=step.title) if reason.attempts_used else link
    return Requirement(what, _quiz_words(reason), "loss" if is_lost else "unmet", href, link)


def _quiz_words(reason: Reason) -> str:
    score: str
    if reason.best_fraction is None:
        score = gettext("Belum dikumpulkan.")
    else:
        shown = percent_beside_pass_mark(to_exact(reason.best_fraction), reason.pass_mark or Decimal(0))
        score = gettext("Nilai terbaik sejauh ini %(score)s.", score=format_number(shown, 7))
    if reason.attempts_left is None:
        return score
    if reason.attempts_left == 0:
        left = gettext("Kesempatan habis; minta tambahan kepada pengelola pelatihan.")
    else:
        left = ngettext("Masih ada %(num)s kesempatan.", "Masih ada %(num)s kesempatan.", reason.attempts_left)
    return f"{score} {left}"
