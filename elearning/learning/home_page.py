"""What home shows: the very next step, the JP of the year, what is due, what is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext, ngettext

from elearning.catalog.outline import Outline, Step
from elearning.competency.labels import measure_words
from elearning.core.charts import JpRuler, jp_ruler
from elearning.core.jinja import format_jp, format_minutes, format_number
from elearning.domain.completion import ActivityState, CourseStanding
from elearning.domain.jp import JpStatement, forecast
from elearning.learning.lesson_page import progress_words
from elearning.learning.queries import MyCourse
from elearning.learning.step_list import address_of
from elearning.progress.going_on import GoingOn, going_on
from elearning.progress.queries import Trace

SOON_DAYS = 14
TITLES_NAMED = 2


@dataclass(frozen=True, slots=True)
class Running:
    """A course in hand: where the person stands and goes on."""

    course: MyCourse
    outline: Outline
    standing: CourseStanding
    place: GoingOn


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """The one card: where "Lanjutkan" leads."""

    course_id: int
    course_title: str
    title: str
    text: str
    href: str
    has_begun: bool
    number: str
    transfer_bytes: int
    done: int
    steps: int
    progress: str


@dataclass(frozen=True, slots=True)
class OtherCourse:
    """Another course in hand."""

    course: MyCourse
    progress: str


@dataclass(frozen=True, slots=True)
class DueRow:
    """A course asked for by a date."""

    course: MyCourse
    note: str
    state: str
    state_kind: str
    state_icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JpBox:
    """The JP of the year in the shape of the macro `jp_ruler`; no ruler where nothing is measured against."""

    number: str
    of: str
    state: str
    state_kind: str
    ruler: JpRuler | None
    keys: list[tuple[str, str, str]]
    note: str
    forecast: str


def greeting(name: str, moment: datetime) -> str:
    """ "Selamat pagi, Dewi" by the reader's own clock."""
    hour = moment.hour
    if 3 <= hour < 11:
        return str(gettext("Selamat pagi, %(name)s", name=name))
    if 11 <= hour < 15:
        return str(gettext("Selamat siang, %(name)s", name=name))
    if 15 <= hour < 18:
        return str(gettext("Selamat sore, %(name)s", name=name))
    return str(gettext("Selamat malam, %(name)s", name=name))


def in_hand(
    courses: Sequence[MyCourse],
    outlines: Mapping[int, Outline],
    standings: Mapping[int, CourseStanding],
    traces: Mapping[int, Trace],
) -> list[Running]:
    """The running courses, the one read last first; outlines and standings by revision, traces by activity id."""
    found = []
    for course in courses:
        outline = outlines[course.revision_id]
        standing = standings[course.revision_id]
        place = going_on(outline, standing, traces, course.enrolled_at)
        found.append(Running(course, outline, standing, place))
    return sorted(found, key=lambda each: each.place.order)


def next_step(running: Sequence[Running]) -> NextStep | None:
    """The very next step of the course read last; None when nothing waits."""
    first = next(iter(running), None)
    step = first.place.next_step if first else None
    if first is None or step is None:
        return None
    outline, standing = first.outline, first.standing
    own = standing.activity(step.key)
    return NextStep(
        course_id=outline.course_id,
        course_title=outline.title,
        title=step.title,
        text=_step_words(outline, standing, step),
        href=address_of(outline.slug, first.place),
        has_begun=own is not None and own.facts.viewed_at is not None,
        number=step.number,
        transfer_bytes=step.transfer_bytes,
        done=sum(each.state.is_done for each in standing.activities),
        steps=len(standing.activities),
        progress=progress_words(standing),
    )


def others(running: Sequence[Running], shown: NextStep | None) -> list[OtherCourse]:
    """The courses in hand beside the one on the card."""
    rest = [each for each in running if shown is None or each.outline.course_id != shown.course_id]
    return [OtherCourse(each.course, progress_words(each.standing)) for each in rest]


def due_rows(courses: Sequence[MyCourse], today: date) -> list[DueRow]:
    """What is due, the nearest date first."""
    return [_due_row(course, course.due_on, today) for course in courses if course.is_due and course.due_on]


def jp_box(statement: JpStatement, running: Sequence[MyCourse], today: date) -> JpBox:
    """The ruler of the year with the courses under way; nobody without a floor is ever short."""
    target = statement.target_halves or statement.ceiling_halves
    under_way = sum(course.jp_halves for course in running)
    number = format_jp(statement.counted_halves)
    keys = [("taken", gettext("Selesai dan tercatat"), number)]
    if under_way:
        keys.append(("now", _under_way_words(running), format_jp(under_way)))
    rest = max(0, (statement.target_halves or 0) - statement.counted_halves - under_way)
    if rest:
        keys.append(("rest", gettext("Belum dipilih"), format_jp(rest)))
    state, kind = _jp_state(statement)
    return JpBox(
        number=number,
        of=measure_words(statement),
        state=state,
        state_kind=kind,
        ruler=jp_ruler(target, statement.counted_halves, under_way) if target else None,
        keys=keys,
        note=gettext("Awal kontrak Anda belum tercatat, maka yang tampil tahun kalender.")
        if statement.contract_start_missing
        else "",
        forecast=_forecast_words(statement, today),
    )


def _forecast_words(statement: JpStatement, today: date) -> str:
    """Where the pace of the year so far leads, where there is one."""
    halves = forecast(statement, today)
    if halves is None:
        return ""
    return str(gettext("Dengan laju ini Anda mencapai %(jp)s JP pada akhir tahun.", jp=format_jp(halves)))


def _under_way_words(running: Sequence[MyCourse]) -> str:
    """By name while they are few."""
    if len(running) > TITLES_NAMED:
        return str(ngettext("Sedang dipelajari: %(num)s kursus", "Sedang dipelajari: %(num)s kursus", len(running)))
    return str(gettext("Sedang dipelajari: %(titles)s", titles=", ".join(course.title for course in running)))


def _step_words(outline: Outline, standing: CourseStanding, step: Step) -> str:
    """How long it takes and what comes after, leaving out what is done."""
    own = standing.activity(step.key)
    minutes = format_minutes(step.minutes)
    if own is not None and own.state is ActivityState.FAILED and own.rule.pass_mark is not None:
        return str(
            gettext(
                "Belum lulus: nilainya paling sedikit %(mark)s. Langkah ini %(minutes)s.",
                mark=format_number(own.rule.pass_mark),
                minutes=minutes,
            )
        )
    done = {each.id for each in standing.activities if each.state.is_done}
    later = outline.steps[outline.steps.index(step) + 1 :]
    after = next((each for each in later if each.key not in done), None)
    if after is None:
        return str(gettext("Langkah ini %(minutes)s, dan yang terakhir di kursus ini.", minutes=minutes))
    return str(gettext("Langkah ini %(minutes)s; sesudahnya “%(after)s”.", minutes=minutes, after=after.title))


def _due_row(course: MyCourse, due_on: date, today: date) -> DueRow:
    days = (due_on - today).days
    if days < 0:
        words = ngettext("Terlambat %(num)s hari", "Terlambat %(num)s hari", -days)
    elif days == 0:
        words = gettext("Hari ini")
    else:
        words = ngettext("%(num)s hari lagi", "%(num)s hari lagi", days)
    note = gettext(
        "%(code)s · %(jp)s JP · %(minutes)s · ditugaskan %(by)s",
        code=course.code,
        jp=format_jp(course.jp_halves),
        minutes=format_minutes(course.minutes),
        by=course.assigned_by or gettext("instansi lain"),
    )
    return DueRow(course, note, words, "attention" if days <= SOON_DAYS else "soon", "warning" if days < 0 else "clock")


def _jp_state(statement: JpStatement) -> tuple[str, str]:
    if statement.target_halves is None:
        return "", ""
    if statement.short_halves:
        return gettext("kurang %(jp)s JP", jp=format_jp(statement.short_halves)), "attention"
    return gettext("terpenuhi"), "done"
