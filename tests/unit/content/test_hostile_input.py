"""Whatever is typed into a package: an answer with problems, never a traceback, never active markup."""

import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elearning.content.markdown import Renderer
from elearning.content.media import Media
from elearning.content.package_folder import PackageFolder
from elearning.content.problems import Place, ProblemLog
from elearning.content.sanitizer import _CLASSES, _TAGS
from elearning.content.schema import Lesson, Term
from tests.unit.content.conftest import DRAWING, FIXTURE, LESSON, QUIZ

PIECES = [
    "<script>", "</p>", "<img src=x onerror=y>", "javascript:alert(1)", "](", "![", "[[", "]]", "|", "\n", "\n\n", "    ", "- ",
    "- [ ] ", "1. ", "> ", "## ", "/// contoh", "///", "//// jawaban | a", "////", "/// cek-diri | b?", "- (x) c :: d", "/// caption",
    "/// coba", "[^1]", "[^1]: ", ":   ", "SLA", "**", "`", '"', "'", "&lt;", "&#x3C;", "\\", "\x02", "\x03", "\x1f", "\x00", "drawing:0",
    "media/urutan.svg)", "icons.svg#x", "| a | b |\n|---|--:|\n| c | d |", "kata", " ", "<a@b>", "http://x.example", "é", "\u2028", "<!--",
]  # fmt: skip
TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^<>]*)>")


def rendered(text: str) -> str:
    log = ProblemLog("x")
    renderer = Renderer(Media(PackageFolder(FIXTURE), log), [Term("SLA", "Batas [[SLA]].", Place("g"))], log)
    return renderer.lesson(Lesson("x", "X", 1, 0, "marked", text[:40], (), None, text, 1, Place("x.md")), {}).html


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_text_renders_to_tags_of_the_whitelist_only(text):
    html = rendered(text)

    for _, name, attributes in TAG.findall(html):
        assert name in _TAGS | {"svg", "use", "title", "g", "circle", "text"}
        assert not re.search(r"[\s\"'/]on\w+\s*=|style\s*=", re.sub(r'"[^"]*"', '""', attributes))
        for classes in re.findall(r'class="([^"]*)"', attributes):
            assert set(classes.split()) <= _CLASSES | {"icon", "drawing", "drawing__dot"}
    assert not re.search(r'(?:href|src)="\s*(?:javascript|data|vbscript|drawing):', html, re.IGNORECASE)


@pytest.mark.parametrize("name", ["course.yaml", LESSON, QUIZ, "glossary.yaml", DRAWING])
def test_a_spoilt_file_is_a_problem_and_never_a_traceback(package, name):
    chance = random.Random(name)
    whole = (package.root / name).read_bytes()
    for _ in range(40):
        spoilt = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(spoilt))
            spoilt[at : at + chance.randint(0, 12)] = chance.choice(
                [
                    b"",
                    b"[",
                    b"{",
                    b": ",
                    b"\n",
                    b"  ",
                    b"\xff",
                    b"\x00",
                    b"null",
                    b"- ",
                    b"'",
                    b'"',
                    b"9" * 400,
                    b"*a",
                    b"!!x ",
                    b"<",
                ]
            )
        package.write(name, bytes(spoilt))
        package.examine()
