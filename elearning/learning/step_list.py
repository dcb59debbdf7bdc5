"""The outline of a course as pages list it: a state, a link and a word for each step, from the one evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask import request, url_for

from elearning.catalog.outline import ModuleOutline, Outline, Step
from elearning.core.i18n import gettext
from elearning.core.jinja import format_day_short, format_minutes, format_number
from elearning.domain.completion import ActivityKind, ActivityStanding, ActivityState, CourseStanding
from elearning.domain.scores import percent, percent_beside_pass_mark, to_exact
from elearning.progress.going_on import GoingOn

Standings = Mapping[str, ActivityStanding]
"""The evaluation of a course by step."""

_ANY = "ID"
"""Stands for an id in a pattern; real ids have no capitals."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step in the shape of the macro `outline_step`."""

    title: str
    href: str | None
    state: str
    end: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """One module in the shape of the macro `outline`; without steps it is a line of its own."""

    numeral: int
    key: str
    title: str
    href: str | None
    end: str
    steps: tuple[StepRow, ...]


class StepLinks:
    """Addresses within one course, as patterns: building each of forty by itself costs a page too much."""

    def __init__(self, slug: str) -> None:
        self.course = url_for("learning.course", slug=slug)
        self._lesson = url_for("learning.step", slug=slug, key=_ANY)
        self._quiz = url_for("quizzes.start_page", slug=slug, key=_ANY)
        self._mark = url_for("learning.mark", slug=slug, key=_ANY)
        self._place = url_for("learning.place", slug=slug, key=_ANY)
        self._print = url_for("learning.print_module", slug=slug, key=_ANY)
        self._media = url_for("learning.media", slug=slug, revision=0, path=_ANY)
        self.lessons = self._lesson.removesuffix(_ANY)

    def to(self, step: Step) -> str:
        """The page of a step."""
        return (self._quiz if step.kind == ActivityKind.QUIZ else self._lesson).replace(_ANY, step.key)

    def mark(self, step: Step) -> str:
        """Where a lesson is marked as done."""
        return self._mark.replace(_ANY, step.key)

    def place(self, step: Step) -> str:
        """Where the reading place is kept."""
        return self._place.replace(_ANY, step.key)

    def printed(self, module: ModuleOutline) -> str:
        """A module on paper."""
        return self._print.replace(_ANY, module.key)

    def media(self, outline: Outline) -> str:
        """Where the photographs of a revision begin; it changes with the revision and may be kept for ever."""
        return self._media.removesuffix(f"0/{_ANY}") + f"{outline.revision_number}/"


def links_of(slug: str) -> StepLinks:
    """The addresses within a course, built once."""
    return _kept_links(request.script_root, slug)


def address_of(slug: str, place: GoingOn) -> str:
    """Where "Lanjutkan" leads: the next step at the heading where reading stopped, else the course."""
    links = links_of(slug)
    if place.next_step is None:
        return links.course
    heading = f"#{place.reading_place}" if place.reading_place else ""
    return f"{links.to(place.next_step)}{heading}"


@lru_cache(maxsize=1_000)
def _kept_links(_script_root: str, slug: str) -> StepLinks:
    return StepLinks(slug)


def whole_outline(outline: Outline, standing: CourseStanding, *, is_enrolled: bool) -> list[ModuleRow]:
    """All modules with all steps, for the course page. Who has not joined sees no links and no states."""
    links = links_of(outline.slug)
    standings = {each.id: each for each in standing.activities}
    rows = []
    for module in outline.modules:
        steps = []
        for step in module.steps:
            own = standings[step.key]
            is_next = is_enrolled and step.key == standing.next_step
            state, end = _state(own, is_next=is_next) if is_enrolled else ("", format_minutes(step.minutes))
            steps.append(StepRow(step.title, links.to(step) if is_enrolled else None, state, end, is_next))
        end = _module_words(module, standings) if is_enrolled else format_minutes(module.minutes)
        rows.append(ModuleRow(module.number, module.key, module.title, None, end, tuple(steps)))
    return rows


def side_outline(outline: Outline, standings: Standings, here: Step, links: StepLinks) -> list[ModuleRow]:
    """All modules, the present one with its steps, for the drawer beside a lesson."""
    rows = []
    for module in outline.modules:
        is_here = module.key == here.module_key
        steps = tuple(_side_step(step, standings[step.key], here, links) for step in module.steps) if is_here else ()
        end = "" if is_here else _module_words(module, standings)
        href = None if is_here else links.to(module.steps[0])
        rows.append(ModuleRow(module.number, module.key, module.title, href, end, steps))
    return rows


def minutes_left(module: ModuleOutline, standings: Standings) -> int:
    """Minutes of the steps of a module that are not done."""
    return sum(step.minutes for step in module.steps if not standings[step.key].state.is_done)


def _side_step(step: Step, own: ActivityStanding, here: Step, links: StepLinks) -> StepRow:
    is_here = step.key == here.key
    if own.state.is_done:
        state, end = "done", gettext("selesai")
    else:
        state, end = ("now", "") if is_here else _state(own, is_next=False)
    return StepRow(step.title, links.to(step), state, end, is_here)


def _state(own: ActivityStanding, *, is_next: bool) -> tuple[str, str]:
    """The state of a step for its icon, and the words at the end of its line."""
    if own.state.is_done:
        return "done", _done_words(own)
    if not own.may_open:
        return "locked", gettext("terkunci")
    if own.facts.has_open_attempt:
        return "now", gettext("sedang dikerjakan")
    if own.state is ActivityState.FAILED:
        return "attention", _failed_words(own)
    if is_next:
        return "now", gettext("Anda di sini")
    return "", format_minutes(own.rule.minutes)


def _done_words(own: ActivityStanding) -> str:
    if own.rule.kind is ActivityKind.QUIZ:
        if own.facts.best_fraction is None:
            return gettext("lulus")
        score = format_number(percent(to_exact(own.facts.best_fraction)))
        return gettext("lulus, %(score)s", score=score) if own.state is ActivityState.PASSED else score
    if own.completed_at is None:
        return gettext("dibaca")
    return gettext("dibaca %(day)s", day=format_day_short(own.completed_at))


def _failed_words(own: ActivityStanding) -> str:
    if own.facts.best_fraction is None or own.rule.pass_mark is None:
        return gettext("belum lulus")
    score = format_number(percent_beside_pass_mark(to_exact(own.facts.best_fraction), own.rule.pass_mark), 7)
    if own.facts.attempts_left == 0:
        return gettext("%(score)s, kesempatan habis", score=score)
    return gettext("%(score)s, ulangi", score=score)


def _module_words(module: ModuleOutline, standings: Standings) -> str:
    waiting = [standings[step.key] for step in module.steps if not standings[step.key].state.is_done]
    if not waiting:
        return gettext("selesai")
    if all(each.rule.kind is ActivityKind.QUIZ for each in waiting) and len(waiting) < len(module.steps):
        return gettext("kuis belum lulus")
    return format_minutes(sum(each.rule.minutes for each in waiting))
