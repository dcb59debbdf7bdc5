"""What the lesson player shows around the text: where I am, what is left, where it goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from elearning.catalog.outline import Outline, Step
from elearning.content.markdown import placed
from elearning.content.plain_text import without_tags
from elearning.core.i18n import gettext
from elearning.core.jinja import format_minutes
from elearning.domain.completion import CompletionRule, CourseStanding
from elearning.learning.step_list import ModuleRow, StepLinks, links_of, minutes_left, side_outline


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The step before or after, or the course page at either end."""

    title: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonPage:
    """Everything the template prints; `html` is sanitised and placed."""

    title: str
    course_title: str
    course_href: str
    place: str
    facts: str
    drawer_label: str
    progress: str
    modules: list[ModuleRow]
    html: str
    previous: Neighbour
    next: Neighbour
    mark_action: str | None
    place_action: str
    print_href: str
    stopped_at: str
    stopped_title: str
    is_done: bool


def lesson_page(outline: Outline, standing: CourseStanding, step: Step, html: str, stopped_at: str) -> LessonPage:
    """The page of a lesson that is open to the reader; `stopped_at` is the id of the heading they last read."""
    links = links_of(outline.slug)
    module = outline.module_of(step)
    standings = {each.id: each for each in standing.activities}
    is_done = standings[step.key].state.is_done
    before, after = outline.neighbours(step)
    return LessonPage(
        title=step.title,
        course_title=outline.title,
        course_href=links.course,
        place=gettext(
            "Modul %(module)s, langkah %(step)s dari %(steps)s",
            module=module.number,
            step=module.steps.index(step) + 1,
            steps=len(module.steps),
        ),
        facts=_facts(step, minutes_left(module, standings), is_done=is_done),
        drawer_label=gettext("Isi kursus, modul %(module)s", module=module.number),
        progress=progress_words(standing),
        modules=side_outline(outline, standings, step, links),
        html=placed(html, media=links.media(outline), steps=links.lessons),
        previous=_neighbour(before, outline, links),
        next=_neighbour(after, outline, links),
        mark_action=None if is_done or step.completion == CompletionRule.VIEWED else links.mark(step),
        place_action=links.place(step),
        print_href=links.printed(module),
        stopped_at=stopped_at,
        stopped_title=heading_title(html, stopped_at),
        is_done=is_done,
    )


def progress_words(standing: CourseStanding) -> str:
    """ "13 dari 24 langkah": steps that are done, of all."""
    done = sum(each.state.is_done for each in standing.activities)
    return gettext("%(done)s dari %(all)s langkah", done=done, all=len(standing.activities))


def heading_title(html: str, heading_id: str) -> str:
    """The words of a heading in a lesson, empty when it has no such heading."""
    if not heading_id:
        return ""
    match = re.search(rf'<h[2-4][^>]*\sid="{re.escape(heading_id)}"[^>]*>(.*?)</h[2-4]>', html, re.DOTALL)
    return without_tags(match[1]).strip() if match else ""


def _facts(step: Step, left: int, *, is_done: bool) -> str:
    if is_done:
        return gettext("%(minutes)s, sudah selesai", minutes=format_minutes(step.minutes))
    return gettext(
        "%(minutes)s di langkah ini, %(left)s sampai akhir modul",
        minutes=format_minutes(step.minutes),
        left=format_minutes(left),
    )


def _neighbour(other: Step | None, outline: Outline, links: StepLinks) -> Neighbour:
    return Neighbour(other.title, links.to(other)) if other else Neighbour(outline.title, links.course)
