"""Content hashes: of a whole package (did anything change?) and of one rendered lesson (may the stored HTML stay?).

Line ends, byte order marks and file times do not matter; names and everything else do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from elearning.content.loader import COURSE_FILE, GLOSSARY_FILE
from elearning.content.markdown import RENDERER_VERSION
from elearning.content.media import MEDIA_FOLDER
from elearning.content.package_folder import PackageFileError, PackageFolder
from elearning.content.schema import CoursePackage, Lesson

_TEXT_ENDINGS = (".yaml", ".md", ".svg")
_MARK = b"\xef\xbb\xbf"


def package_fingerprint(folder: PackageFolder) -> str:
    """SHA-256 (hex) over course.yaml, glossary.yaml, everything below modules/ and media/, read as they lie there."""
    names = [COURSE_FILE, GLOSSARY_FILE, *folder.names("modules"), *folder.names(MEDIA_FOLDER)]
    return _digest((name.encode(), _content(folder, name)) for name in names)


def lesson_fingerprint(folder: PackageFolder, package: CoursePackage, lesson: Lesson, media: Iterable[str]) -> str:
    """SHA-256 (hex) over all that a lesson's HTML is made of: renderer, file, language, sources, glossary, pictures."""
    titles = {source.id: source.title for source in package.sources}
    head = [str(RENDERER_VERSION), package.language]
    cited = [titles.get(source, "") for source, _ in lesson.sources]
    glossary = [f"{term.term}\x1f{term.text}" for term in package.glossary]
    parts = [(b"text", "\x1e".join(text).encode()) for text in (head, cited, glossary)]
    parts += [(name.encode(), _content(folder, name)) for name in (lesson.place.file, *sorted(set(media)))]
    return _digest(parts)


def _content(folder: PackageFolder, name: str) -> bytes:
    """The bytes in one spelling; a file that may not be read counts as absent."""
    try:
        raw = folder.read_bytes(name)
    except PackageFileError:
        return b""
    if not name.endswith(_TEXT_ENDINGS):
        return raw
    return raw.removeprefix(_MARK).replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _digest(parts: Iterable[tuple[bytes, bytes]]) -> str:
    digest = hashlib.sha256()
    for name, content in parts:
        digest.update(f"{len(name)}:{len(content)}:".encode() + name + content)
    return digest.hexdigest()
