"""Examines a course package as a whole: loads it, renders every text once, and finds all that is wrong with it.

The parts of the examination stand in `course_checks`, `lesson_checks` and `quiz_checks`; a package with an error is
not imported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from elearning.content.competencies import standard_competencies
from elearning.content.course_checks import check_course
from elearning.content.fields import Fields, Plain
from elearning.content.fingerprint import lesson_fingerprint, package_fingerprint
from elearning.content.lesson_checks import check_lessons, check_links
from elearning.content.loader import COURSE_FILE, course_folders, load_package
from elearning.content.markdown import RenderedText, Renderer
from elearning.content.media import Media
from elearning.content.package_folder import PackageFileError, PackageFolder
from elearning.content.problems import Place, Problem, ProblemLog, has_errors, in_order
from elearning.content.questions import render_question
from elearning.content.quiz_checks import check_quizzes
from elearning.content.schema import CoursePackage, Quiz
from elearning.content.yaml_source import Entries, YamlSourceError, parse_yaml


@dataclass(frozen=True, slots=True)
class RenderedQuiz:
    """A quiz as it is stored: intro and question contents (by question id) with HTML texts."""

    intro: RenderedText
    questions: Mapping[str, Mapping[str, Plain]]
    texts: tuple[RenderedText, ...]


@dataclass(frozen=True, slots=True)
class Examination:
    """All that one reading of a package yields; `lessons` and `quizzes` are keyed by activity id."""

    slug: str
    package: CoursePackage | None
    problems: tuple[Problem, ...]
    fingerprint: str = ""
    lessons: Mapping[str, RenderedText] = field(default_factory=dict)
    lesson_fingerprints: Mapping[str, str] = field(default_factory=dict)
    quizzes: Mapping[str, RenderedQuiz] = field(default_factory=dict)

    @property
    def is_importable(self) -> bool:
        return self.package is not None and not has_errors(self.problems)

    @property
    def texts(self) -> Iterator[RenderedText]:
        """Every rendered text of the package."""
        yield from self.lessons.values()
        for quiz in self.quizzes.values():
            yield from quiz.texts


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a package is held against: the day, the competencies a site knows, the codes of all courses by slug."""

    today: date
    competencies: Mapping[str, str]
    codes: Mapping[str, str]


def surroundings(courses: Path, today: date, competencies: Mapping[str, str] | None = None) -> Surroundings:
    """The surroundings of the packages in a folder; competencies are the standard ones unless a site names its own."""
    codes = {folder.name: _code_of(PackageFolder(folder)) for folder in course_folders(courses)}
    return Surroundings(today, competencies or standard_competencies(), {s: c for s, c in codes.items() if c})


def examine(root: Path, around: Surroundings) -> Examination:
    """Read, render and check the package in `root`. Never raises for what stands in the files."""
    folder = PackageFolder(root)
    log = ProblemLog(folder.slug)
    package = load_package(folder, log)
    if package is None:
        return Examination(folder.slug, None, in_order(log.found))
    media = Media(folder, log)
    renderer = Renderer(media, package.glossary, log, language=package.language)
    sources = {source.id: source for source in package.sources}
    lessons = {lesson.id: renderer.lesson(lesson, sources) for lesson in package.lessons}
    quizzes = {quiz.id: _rendered_quiz(quiz, renderer) for quiz in package.quizzes}
    check_course(package, around.codes, around.competencies, around.today, log)
    check_lessons(package, lessons, log)
    check_quizzes(package, {key: text.anchors for key, text in lessons.items()}, log)
    check_links(package, lessons, [text for quiz in quizzes.values() for text in quiz.texts], log)
    _check_leftovers(folder, package, media, log)
    return Examination(
        folder.slug,
        package,
        in_order(log.found),
        package_fingerprint(folder),
        lessons,
        {
            lesson.id: lesson_fingerprint(folder, package, lesson, _pictures(lessons[lesson.id]))
            for lesson in package.lessons
        },
        quizzes,
    )


def _code_of(folder: PackageFolder) -> str:
    """The code in a course.yaml, "" when it cannot be read; the package's own examination says why."""
    try:
        node = parse_yaml(folder.read_text(COURSE_FILE))
    except (PackageFileError, YamlSourceError):
        return ""
    if not isinstance(node, Entries):
        return ""
    return Fields(node, COURSE_FILE, ProblemLog(folder.slug)).text("code", "")


def _rendered_quiz(quiz: Quiz, renderer: Renderer) -> RenderedQuiz:
    intro = renderer.text(quiz.intro, quiz.place)
    contents, texts = {}, [intro]
    for question in quiz.questions:
        contents[question.id], parts = render_question(question, renderer)
        texts.extend(parts)
    return RenderedQuiz(intro, contents, tuple(texts))


def _pictures(text: RenderedText) -> tuple[str, ...]:
    return (*text.drawings, *text.photographs)


def _check_leftovers(folder: PackageFolder, package: CoursePackage, media: Media, log: ProblemLog) -> None:
    """Files that no course text uses: most often a forgotten line in course.yaml or a picture that was replaced."""
    for name in media.unused():
        log.warning(Place(name), "unused-media", f"{name} tidak dipakai di pelajaran atau kuis mana pun.")
    listed = {activity.place.file for activity in package.activities}
    faulty = {problem.file for problem in log.found}
    for name in folder.names("modules", ("*.md", "*.quiz.yaml")):
        if name not in listed and name not in faulty:
            log.warning(Place(name), "unlisted-file", f"{name} tidak disebut di course.yaml.")
