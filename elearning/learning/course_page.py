"""What the course page shows beside the outline: the one button, the way so far, what is missing, what it proves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask import url_for
from flask_babel import gettext

from elearning.catalog.outline import Outline
from elearning.catalog.queries import CourseSheet
from elearning.competency.queries import CourseLevel
from elearning.core.jinja import format_minutes
from elearning.domain.access import enrolment_access
from elearning.domain.completion import CourseFacts, CourseStanding
from elearning.learning.lesson_page import progress_words
from elearning.learning.step_list import ModuleRow, links_of, whole_outline
from elearning.progress.explanation import Requirement, why_not_complete

MOST_SHOWN = 5
"""Further requirements are folded away: whoever has just joined lacks everything."""


class Act(StrEnum):
    """What the one button of the page does."""

    JOIN = "join"
    RETURN = "return"
    CONTINUE = "continue"
    CERTIFICATE = "certificate"
    RECORD = "record"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePage:
    """Everything the template prints."""

    act: Act
    button: str
    href: str
    note: str
    progress: str
    done: int
    steps: int
    missing: list[Requirement]
    folded: list[Requirement]
    missing_courses: list[str]
    modules: list[ModuleRow]
    levels: list[CourseLevel]
    may_leave: bool
    withdrawn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What else the page says: what the course gives, the person's certificate, whether it is on offer, may be begun."""

    levels: list[CourseLevel]
    certificate_id: int | None
    is_offered: bool
    may_join: bool


def course_page(
    sheet: CourseSheet, outline: Outline, standing: CourseStanding, facts: CourseFacts, beside: Beside
) -> CoursePage:
    """The page for one person."""
    missing_courses = _missing_courses(sheet, facts.courses_completed) if beside.may_join else []
    act = _act(sheet, standing, beside, missing_courses)
    button, href, note = _button(act, outline, standing, beside.certificate_id)
    missing = why_not_complete(outline, standing) if sheet.is_enrolled else []
    return CoursePage(
        act=act,
        button=button,
        href=href,
        note=note,
        progress=progress_words(standing),
        done=sum(each.state.is_done for each in standing.activities),
        steps=len(standing.activities),
        missing=missing[:MOST_SHOWN],
        folded=missing[MOST_SHOWN:],
        missing_courses=missing_courses,
        modules=whole_outline(outline, standing, is_enrolled=sheet.is_enrolled),
        levels=beside.levels,
        may_leave=sheet.is_enrolled and not standing.is_complete,
        withdrawn="" if beside.is_offered else _withdrawn_words(act),
    )


def _withdrawn_words(act: Act) -> str:
    """What the withdrawal means for this person."""
    if act is Act.NOTHING:
        return str(gettext("Kursus ini tidak menerima peserta baru. Pilih kursus lain di katalog."))
    if act in (Act.CERTIFICATE, Act.RECORD):
        return str(gettext("Sertifikat dan catatan belajar Anda tetap berlaku."))
    return str(gettext("Anda tetap dapat menyelesaikannya; hasilnya tercatat seperti biasa."))


def _missing_courses(sheet: CourseSheet, completed: Mapping[str, object]) -> list[str]:
    if sheet.enrolled_at is not None:
        return []
    return list(enrolment_access(sheet.prerequisites, completed.keys()).missing)


def _act(sheet: CourseSheet, standing: CourseStanding, beside: Beside, missing_courses: list[str]) -> Act:
    if beside.certificate_id is not None:
        return Act.CERTIFICATE
    if standing.is_complete and sheet.enrolled_at is not None:
        return Act.RECORD
    if sheet.is_enrolled:
        return Act.CONTINUE
    if missing_courses or not beside.may_join:
        return Act.NOTHING
    return Act.JOIN if sheet.enrolled_at is None else Act.RETURN


def _button(act: Act, outline: Outline, standing: CourseStanding, certificate_id: int | None) -> tuple[str, str, str]:
    """Label, address and the words beside the button."""
    if act is Act.CERTIFICATE:
        return gettext("Lihat sertifikat"), url_for("certificates.document", certificate_id=certificate_id), ""
    if act is Act.RECORD:
        return gettext("Lihat catatan kompetensi"), url_for("competency.mine"), ""
    if act is Act.CONTINUE:
        return _continue(outline, standing)
    join = url_for("learning.enrol", slug=outline.slug)
    if act is Act.RETURN:
        return gettext("Ikuti lagi"), join, gettext("Semua yang pernah Anda kerjakan masih tersimpan.")
    if act is Act.JOIN:
        return gettext("Daftar dan mulai"), join, gettext("Gratis, kapan saja, boleh berhenti dan kembali.")
    return "", "", ""


def _continue(outline: Outline, standing: CourseStanding) -> tuple[str, str, str]:
    key = standing.next_step
    if key is None:
        return "", "", ""
    step = outline.step_by_key[key]
    words = f"{step.title}, {format_minutes(step.minutes)}"
    has_begun = any(each.facts.viewed_at for each in standing.activities)
    label = gettext("Lanjutkan ke %(number)s", number=step.number) if has_begun else gettext("Mulai belajar")
    return label, links_of(outline.slug).to(step), words
