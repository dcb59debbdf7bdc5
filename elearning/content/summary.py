"""The figures of a course for `flask courses list`: counted from the same rendering that `check` looks at."""

from __future__ import annotations

from dataclasses import dataclass

from elearning.content.checks import Examination


@dataclass(frozen=True, slots=True)
class CourseSummary:
    """`jp` is a number with halves; `words` are of lesson prose; `figures` distinct drawings; `questions` distinct ones."""

    slug: str
    code: str
    title: str
    jp: int | float
    minutes: int
    modules: int
    lessons: int
    words: int
    figures: int
    questions: int


def summarise(examination: Examination) -> CourseSummary | None:
    """The figures of a package, None when its course.yaml could not be read."""
    package = examination.package
    if package is None:
        return None
    return CourseSummary(
        slug=package.slug,
        code=package.code,
        title=package.title,
        jp=package.jp_halves // 2 if package.jp_halves % 2 == 0 else package.jp_halves / 2,
        minutes=package.minutes,
        modules=len(package.modules),
        lessons=len(examination.lessons),
        words=sum(lesson.words for lesson in examination.lessons.values()),
        figures=len({path for text in examination.texts for path in text.drawings}),
        questions=len({question.id for quiz in package.quizzes for question in quiz.questions if question.is_asked}),
    )
