"""The analysis of a quiz for its authors: figures, advice and answers by group; the sample stands in the address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask import Response, abort, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from elearning.authoring.item_clinic import Item, clinic_of, items_in, marks_of
from elearning.authoring.queries.analysis import (
    Counted,
    QuizRevision,
    Sample,
    answered_attempts,
    attempts_in_portions,
    items_of,
    quizzes_of,
)
from elearning.authoring.queries.participants import Field
from elearning.authoring.routes.blueprint import blueprint
from elearning.authoring.routes.reach import field_or_404
from elearning.core import clock
from elearning.core.permissions import Permission, requires
from elearning.core.tables_export import CSV_TYPE, Cell, Column, csv_stream
from elearning.domain.item_advice import FEWEST_ATTEMPTS
from elearning.domain.item_analysis import NOT_ASKED, Mark
from elearning.domain.scores import FRACTION_ONE
from elearning.quizzes.marks_file import ATTEMPT, MAX, NOT_ASKED_WORD, written_mark
from elearning.quizzes.queries import questions_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for, as far as it exists."""

    quizzes: list[QuizRevision]
    quiz: QuizRevision
    revision: int | None
    sample: Sample

    @property
    def parameters(self) -> dict[str, Any]:
        """The same as words of an address."""
        return {"kuis": self.quiz.key, "percobaan": self.sample.counted, "revisi": self.revision}


@blueprint.get("/studio/kursus/<slug>/analisis")
@requires(Permission.MANAGE_COURSES)
def analysis(slug: str) -> ResponseReturnValue:
    """The figures of one quiz, or a sentence where too few attempts are there."""
    where = field_or_404(slug, clock.now())
    wanted = _wanted(where)
    attempts = answered_attempts(wanted.sample)
    clinic = None
    if len(attempts) >= FEWEST_ATTEMPTS:
        clinic = clinic_of(attempts, questions_of({version for version, _ in items_in(attempts)}))
    return render_template(
        "authoring/analysis.html",
        course=where.course,
        wanted=wanted,
        attempts=len(attempts),
        fewest=FEWEST_ATTEMPTS,
        clinic=clinic,
        csv_url=url_for("authoring.analysis_csv", slug=slug, **wanted.parameters),
        quiz_options=_quiz_options(wanted),
        revision_options=_revision_options(wanted),
        counted_options=_counted_options(),
    )


@blueprint.get("/studio/kursus/<slug>/analisis.csv")
@requires(Permission.MANAGE_COURSES)
def analysis_csv(slug: str) -> ResponseReturnValue:
    """The marks as `flask quizzes analyse` takes them, sent while they are read; attempts are numbered, not named."""
    where = field_or_404(slug, clock.now())
    wanted = _wanted(where)
    items = items_of(wanted.sample)
    columns = [Column(ATTEMPT), *(Column(each.name) for each in items)]
    pieces = csv_stream(columns, _csv_rows(wanted.sample, [(each.version_id, each.mark) for each in items]))
    response = Response(stream_with_context(pieces), content_type=CSV_TYPE)
    name = f"nilai-soal-{where.course.code}-{wanted.quiz.key}-{where.today:%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _csv_rows(sample: Sample, items: list[Item]) -> Iterator[list[Cell]]:
    yield [MAX, *(written_mark(Fraction(mark, FRACTION_ONE)) for _, mark in items)]
    for number, attempt in enumerate(attempts_in_portions(sample), start=1):
        yield [str(number), *(_cell(mark) for mark in marks_of(attempt, items))]


def _cell(mark: Mark) -> str:
    if mark is NOT_ASKED:
        return NOT_ASKED_WORD
    return written_mark(mark) if isinstance(mark, Fraction) else ""


def _wanted(where: Field) -> Wanted:
    """The sample that the address names; a course without a quiz, or another quiz, does not exist."""
    quizzes = quizzes_of(where.course.id)
    key = request.args.get("kuis")
    quiz = next((each for each in quizzes if each.key == key or (not key and _is_final(each, where))), None)
    if quiz is None:
        abort(404)
    revision = request.args.get("revisi", type=int)
    step = next((each for each in quizzes if each.key == quiz.key and each.revision_number == revision), None)
    counted = next((each for each in Counted if each == request.args.get("percobaan")), Counted.FIRST)
    sample = Sample(quiz.activity_id, step.revision_activity_id if step else None, counted, where.scope)
    return Wanted(quizzes, quiz, revision if step else None, sample)


def _is_final(quiz: QuizRevision, where: Field) -> bool:
    return quiz.activity_id == where.course.final_quiz_id


def _quiz_options(wanted: Wanted) -> list[tuple[str, str]]:
    """Each quiz once, under its newest title."""
    titles = {each.key: each.title for each in reversed(wanted.quizzes)}
    return sorted(titles.items(), key=lambda pair: [each.key for each in wanted.quizzes].index(pair[0]))


def _revision_options(wanted: Wanted) -> list[tuple[str | int, str]]:
    numbers = [each.revision_number for each in wanted.quizzes if each.key == wanted.quiz.key]
    return [("", gettext("Semua revisi")), *((number, str(number)) for number in numbers)]


def _counted_options() -> list[tuple[str, str]]:
    return [
        (Counted.FIRST, gettext("Percobaan pertama tiap orang")),
        (Counted.HIGHEST, gettext("Percobaan terbaik tiap orang")),
        (Counted.LAST, gettext("Percobaan terakhir tiap orang")),
        (Counted.ALL, gettext("Semua percobaan")),
    ]
