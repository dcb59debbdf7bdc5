"""Reads the folder of a course package into a `CoursePackage`.

Owns where the files lie and what they must hold; never raises for what a writer can do wrong: it is in the log.
Whether the parts fit together, `elearning.content.checks` tells.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from elearning.content.fields import ID_PATTERN, Fields
from elearning.content.package_folder import PackageFileError, PackageFolder
from elearning.content.problems import Place, ProblemLog
from elearning.content.quiz_source import read_quiz
from elearning.content.rules import read_rule
from elearning.content.schema import (
    Activity,
    Certificate,
    CoursePackage,
    Lesson,
    Module,
    Outcome,
    Source,
    Term,
)
from elearning.content.yaml_source import Entries, Items, Node, YamlSourceError, parse_yaml

COURSE_FILE = "course.yaml"
GLOSSARY_FILE = "glossary.yaml"
LANGUAGES = ("id", "en")
FORMAT = 1

_CODE_PATTERN = re.compile(r"[A-Z][A-Za-z0-9]{0,7}-\d{2,3}")
_ACTIVITY_PATH_PATTERN = re.compile(r"modules/[a-z0-9-]+(?:/[a-z0-9-]+)*(?:\.md|\.quiz\.yaml)")
_FENCE = "---"


def course_folders(courses: Path) -> list[Path]:
    """The packages below `courses/`, sorted: folders that hold a course.yaml or at least look like one."""
    if not courses.is_dir():
        return []
    return sorted(path for path in courses.iterdir() if path.is_dir() and not path.name.startswith((".", "_")))


def load_package(folder: PackageFolder, log: ProblemLog) -> CoursePackage | None:
    """The package, or None when course.yaml cannot be read at all. Faulty parts are reported and left out."""
    if folder.root.is_symlink():
        log.error(Place(COURSE_FILE), "symlink", "Folder kursus adalah tautan simbolik; salin foldernya.")
        return None
    if not ID_PATTERN.fullmatch(folder.slug):
        log.error(
            Place(COURSE_FILE), "bad-id", f"Nama folder “{folder.slug}” harus huruf kecil, angka, dan tanda hubung."
        )
        return None
    node = _read_yaml(folder, COURSE_FILE, log)
    if node is None:
        return None
    if not isinstance(node, Entries):
        log.error(Place(COURSE_FILE, node.line), "wrong-type", "course.yaml harus berisi pasangan kunci dan isi.")
        return None
    return _course(folder, Fields(node, COURSE_FILE, log))


def _course(folder: PackageFolder, fields: Fields) -> CoursePackage:
    if fields.whole("format", most=FORMAT) != FORMAT:
        fields.fault("format", "unknown-format", f"Format paket yang dikenal hanya {FORMAT}.")
    code = fields.text("code", limit=16)
    if code and not _CODE_PATTERN.fullmatch(code):
        fields.fault("code", "bad-code", f"“{code}” bukan kode kursus; bentuknya seperti KM-01.")
    package = CoursePackage(
        slug=folder.slug,
        code=code,
        title=fields.text("title", limit=120),
        summary=fields.text("summary", limit=600),
        audience=fields.text("audience", limit=300),
        language=fields.option("language", LANGUAGES),
        minutes=fields.whole("minutes", least=1, most=60_000),
        jp_halves=_jp_halves(fields),
        owner=fields.text("owner", limit=120),
        reviewed=fields.day("reviewed"),
        review_due=fields.day("review_due"),
        topics=tuple(text for text, _ in fields.texts("topics")),
        agency=fields.text("agency", "", limit=32) or None,
        sources=tuple(_source(part) for part in fields.parts("sources")),
        outcomes=tuple(_outcome(part) for part in fields.parts("outcomes")),
        prerequisites=fields.texts("prerequisites"),
        certificate=_certificate(fields),
        completion=read_rule(fields, "completion"),
        modules=tuple(_module(folder, part) for part in fields.parts("modules")),
        glossary=_glossary(folder, fields.log),
        places={key: Place(COURSE_FILE, line) for key, line in fields.node.lines.items()},
    )
    for key in ("reviewed", "review_due"):
        if not fields.has(key):
            fields.fault(key, "missing-value", f"“{key}” belum ditulis.")
    fields.finish()
    return package


def _jp_halves(fields: Fields) -> int:
    jp = fields.number("jp")
    halves = jp * 2
    if halves != halves.to_integral_value() or not Decimal("0.5") <= jp <= 400:
        fields.fault("jp", "out-of-range", "“jp” ditulis dalam kelipatan setengah: 0.5, 1, 1.5, dan seterusnya.")
        return 0
    return int(halves)


def _source(fields: Fields) -> Source:
    source = Source(
        fields.identifier(), fields.text("title", limit=400), fields.text("note", "", limit=400), fields.place
    )
    fields.finish()
    return source


def _outcome(fields: Fields) -> Outcome:
    outcome = Outcome(
        fields.text("competency", limit=32),
        fields.whole("level", least=1, most=5),
        fields.text("text", limit=300),
        fields.place_of("competency"),
    )
    fields.finish()
    return outcome


def _certificate(fields: Fields) -> Certificate:
    part = fields.part("certificate")
    if part is None:
        return Certificate(is_issued=False, wording="")
    certificate = Certificate(part.flag("issue"), part.text("wording", "", limit=200))
    if certificate.is_issued and not certificate.wording:
        part.fault("issue", "missing-value", "Sertifikat diterbitkan, tetapi “wording” belum ditulis.")
    part.finish()
    return certificate


def _module(folder: PackageFolder, fields: Fields) -> Module:
    activities = []
    for path, place in fields.texts("activities"):
        activity = _activity(folder, path, place, fields.log)
        if activity is not None:
            activities.append(activity)
    module = Module(
        id=fields.identifier(),
        title=fields.text("title", limit=120),
        jp_halves=_jp_halves(fields),
        outcome=fields.text("outcome", limit=300),
        activities=tuple(activities),
        place=fields.place,
    )
    if not fields.has("activities"):
        fields.fault("activities", "missing-value", f"Modul “{module.title}” belum punya langkah.")
    fields.finish()
    return module


def _activity(folder: PackageFolder, path: str, place: Place, log: ProblemLog) -> Activity | None:
    if not _ACTIVITY_PATH_PATTERN.fullmatch(path):
        log.error(
            place, "path-outside", f"“{path[:80]}” bukan jalur langkah; bentuknya modules/…/nama.md atau .quiz.yaml."
        )
        return None
    try:
        text = folder.read_text(path)
    except PackageFileError as error:
        log.error(place, error.code, error.message)
        return None
    if path.endswith(".md"):
        return _lesson(text, path, log)
    node = _parse(text, path, log)
    if not isinstance(node, Entries):
        log.error(Place(path), "wrong-type", "Berkas kuis harus berisi pasangan kunci dan isi.")
        return None
    quiz = read_quiz(node, path, log)
    return quiz if ID_PATTERN.fullmatch(quiz.id) else None


def _lesson(text: str, file: str, log: ProblemLog) -> Lesson | None:
    lines = text.split("\n")
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if lines[0].rstrip() != _FENCE or end is None:
        log.error(Place(file), "no-front-matter", "Pelajaran diawali kepala berkas di antara dua baris “---”.")
        return None
    node = _parse("\n".join(lines[1:end]), file, log, first_line=2)
    if not isinstance(node, Entries):
        log.error(Place(file), "no-front-matter", "Kepala berkas harus berisi pasangan kunci dan isi.")
        return None
    fields = Fields(node, file, log)
    lesson = Lesson(
        id=fields.identifier(),
        title=fields.text("title", limit=120),
        minutes=fields.whole("minutes", least=1, most=600),
        practice_minutes=fields.whole("practice", 0, most=600),
        completion=fields.option("completion", ("marked", "viewed"), "marked"),
        goal=fields.text("goal", "", limit=300),
        sources=fields.texts("sources"),
        requires=read_rule(fields, "requires"),
        body="\n".join(lines[end + 1 :]),
        body_line=end + 2,
        place=fields.place_of("id"),
    )
    fields.finish()
    return lesson if ID_PATTERN.fullmatch(lesson.id) else None


def _glossary(folder: PackageFolder, log: ProblemLog) -> tuple[Term, ...]:
    if not folder.exists(GLOSSARY_FILE):
        return ()
    node = _read_yaml(folder, GLOSSARY_FILE, log)
    if node is None:
        return ()
    if not isinstance(node, Items):
        log.error(Place(GLOSSARY_FILE, node.line), "wrong-type", "glossary.yaml harus berupa daftar istilah.")
        return ()
    holder = Fields(Entries(node.line, {"terms": node}, {"terms": node.line}), GLOSSARY_FILE, log)
    return tuple(_term(part) for part in holder.parts("terms"))


def _term(fields: Fields) -> Term:
    term = Term(fields.text("term", limit=80), fields.text("text", limit=600), fields.place)
    fields.finish()
    return term


def _read_yaml(folder: PackageFolder, name: str, log: ProblemLog) -> Node | None:
    try:
        text = folder.read_text(name)
    except PackageFileError as error:
        log.error(Place(name), error.code, error.message)
        return None
    node = _parse(text, name, log)
    if node is None and not log.found:
        log.error(Place(name), "missing-value", f"{name} kosong.")
    return node


def _parse(text: str, file: str, log: ProblemLog, *, first_line: int = 1) -> Node | None:
    try:
        return parse_yaml(text, first_line)
    except YamlSourceError as error:
        log.error(Place(file, error.line), "bad-yaml", error.message)
        return None
