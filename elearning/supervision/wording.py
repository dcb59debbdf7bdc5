"""Words of the team pages and exports that more than one of them says."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext, ngettext

from elearning.core.jinja import format_day, format_day_short
from elearning.organization.queries import TeamMember
from elearning.supervision.standing import CourseState, Learning, PersonCourse

MOST_NAMES = 8
ICONS = {
    CourseState.COMPLETE: "done",
    CourseState.LATE: "attention",
    CourseState.DUE_SOON: "soon",
    CourseState.NOT_STARTED: "",
    CourseState.IN_PROGRESS: "now",
}
"""The kind of the macro `status` for each state."""


def state_word(state: CourseState) -> str:
    """One word or two for a state."""
    words: dict[CourseState, str] = {
        CourseState.COMPLETE: gettext("Selesai"),
        CourseState.LATE: gettext("Terlambat"),
        CourseState.DUE_SOON: gettext("Jatuh tempo dalam 14 hari"),
        CourseState.NOT_STARTED: gettext("Belum mulai"),
        CourseState.IN_PROGRESS: gettext("Sedang berjalan"),
    }
    return words[state]


def state_sentence(course: PersonCourse) -> str:
    """The state with its date and distance."""
    if course.state is CourseState.COMPLETE:
        day = format_day(course.completed_on) if course.completed_on else ""
        return str(gettext("Selesai %(day)s", day=day))
    if course.assignment is None or course.days_left is None:
        return state_word(course.state)
    due = format_day(course.assignment.due_on)
    if course.state is CourseState.LATE:
        late = -course.days_left
        return str(
            ngettext("Terlambat %(num)s hari, sejak %(day)s", "Terlambat %(num)s hari, sejak %(day)s", late, day=due)
        )
    if course.state is CourseState.DUE_SOON:
        return _soon_words(course.days_left, due)
    return str(gettext("%(state)s, tenggat %(day)s", state=state_word(course.state), day=due))


def short_state(course: PersonCourse, learning: Learning) -> str:
    """What a cell of the matrix says: the day of completion, or how far."""
    if course.state is CourseState.COMPLETE and course.completed_on:
        is_this_year = course.completed_on.year == learning.today.year
        return format_day_short(course.completed_on) if is_this_year else format_day(course.completed_on)
    if not course.is_started:
        return str(gettext("Belum mulai"))
    return str(gettext("%(done)s dari %(all)s", done=course.done, all=course.required))


def steps_words(course: PersonCourse) -> str:
    """ "13 dari 24 langkah"."""
    return str(gettext("%(done)s dari %(all)s langkah", done=course.done, all=course.required))


def member_note(member: TeamMember) -> str:
    """Position and, where the viewer only acts as their head or is further up, that too."""
    notes = [member.position, member.unit if not member.is_direct else ""]
    if member.kind == "plt":
        notes.append(gettext("di bawah Anda sebagai Plt."))
    elif member.kind == "plh":
        notes.append(gettext("di bawah Anda sebagai Plh."))
    return ", ".join(note for note in notes if note)


def level_change_words(competency: str, before: int, after: int) -> str:
    """What becomes of a level when a confirmation is withdrawn."""
    facts = {"competency": competency, "before": before or gettext("belum ada"), "after": after or gettext("belum ada")}
    if after < before:
        return str(gettext("Level %(competency)s turun dari %(before)s menjadi %(after)s.", **facts))
    if after > before:
        return str(gettext("Level %(competency)s naik lagi dari %(before)s menjadi %(after)s.", **facts))
    return str(gettext("Level %(competency)s tetap %(after)s.", **facts))


def level_left_words(competency: str, level: int | None) -> str:
    """What is said once a confirmation is withdrawn; None where the level is no longer the supervisor's to see."""
    if level is None:
        return str(gettext("Penegasan %(competency)s ditarik dan dicatat.", competency=competency))
    left = level or gettext("belum ada")
    return str(
        gettext(
            "Penegasan ditarik dan dicatat. Level %(competency)s kini %(level)s.", competency=competency, level=left
        )
    )


def names_words(names: Sequence[str]) -> str:
    """Names with commas; of many the first few and how many more (a message must fit into a cookie)."""
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    rest = len(names) - MOST_NAMES
    return str(gettext("%(names)s, dan %(num)s orang lain", names=", ".join(names[:MOST_NAMES]), num=rest))


def _soon_words(days_left: int, due: str) -> str:
    if not days_left:
        return str(gettext("Jatuh tempo hari ini, %(day)s", day=due))
    return str(ngettext("%(num)s hari lagi, %(day)s", "%(num)s hari lagi, %(day)s", days_left, day=due))
