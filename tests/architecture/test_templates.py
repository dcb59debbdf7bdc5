"""Rules of templates that hold before any page is rendered."""

from __future__ import annotations

import re

import jinja2
import pytest

from tests.support.source import PACKAGE, python_files, shown, template_files
from tests.support.template_text import untranslated_words, without_code

RICH_TEXT = PACKAGE / "templates" / "components" / "rich_text.html"
MAY_MARK_SAFE = ("elearning/content/markdown.py", "elearning/core/catalogue.py", "elearning/core/display.py")
FORBIDDEN_MARKUP = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "event handler": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "link that runs a script": re.compile(r"javascript:", re.IGNORECASE),
    "fetch from another site": re.compile(
        r"(?:src|srcset|action|formaction)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE
    ),
}


def offences(pattern: re.Pattern[str], *, outside: object = None) -> list[str]:
    return [
        f"{shown(path)}:{number}: {line.strip()[:100]}"
        for path in template_files()
        if path != outside
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_only_rich_text_passes_html_unescaped():
    assert not offences(re.compile(r"\|\s*safe\b"), outside=RICH_TEXT)


def test_escaping_is_never_switched_off():
    assert not offences(re.compile(r"autoescape\s+false"))


def test_a_form_with_our_own_error_summary_leaves_checking_to_us():
    """The browser would speak first, in its own language, and show one error at a time."""
    silent = []
    for path in template_files():
        text = path.read_text(encoding="utf-8")
        fields = re.search(r"\{\{ field\(\w+\.", text)
        if fields and "styleguide" not in shown(path) and not re.search(r"<form [^>]*\bnovalidate\b", text):
            silent.append(shown(path))
    assert not silent, "\n".join(silent)


def test_python_marks_nothing_safe_outside_the_sanitiser():
    offenders = [
        f"{shown(path)}:{number}: {line.strip()[:100]}"
        for path in python_files("elearning")
        if shown(path) not in MAY_MARK_SAFE
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\bMarkup\(|render_template_string", line)
    ]
    assert not offenders, "\n".join(offenders)


@pytest.mark.parametrize("name", FORBIDDEN_MARKUP)
def test_templates_hold_no(name):
    found = [
        shown(path)
        for path in template_files()
        if FORBIDDEN_MARKUP[name].search(without_code(path.read_text(encoding="utf-8")))
    ]
    assert not found, f"{name}: {found}"


def test_templates_can_be_read_by_the_engine():
    environment = jinja2.Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    for path in template_files():
        environment.parse(path.read_text(encoding="utf-8"), filename=str(path))


def test_every_word_of_a_template_can_be_translated():
    passages = [
        f"{shown(path)}:{line}: {text}"
        for path in template_files()
        for line, text in untranslated_words(path.read_text(encoding="utf-8"))
        if "styleguide" not in path.parts
    ]
    assert not passages, "\n".join(passages)


def test_a_component_file_holds_the_macro_it_is_named_after():
    nameless = [
        shown(path)
        for path in (PACKAGE / "templates" / "components").glob("*.html")
        if not re.search(rf"{{%-?\s*macro\s+\w*{path.stem}", path.read_text(encoding="utf-8"))
    ]
    assert not nameless, "\n".join(nameless)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<p>{{ _("Halo") }}</p>', []),
        ("<p>\n  Halo semua</p>", [(1, "Halo semua")]),
        ("{# catatan #}<p>{% trans %}Halo{% endtrans %} · 12</p>", []),
        ('<img alt="Gambar peta">', [(1, "Gambar peta")]),
        ('<a href="{{ url_for("x") }}" class="button quiet">{{ label }}</a>', []),
    ],
)
def test_words_outside_of_translation_are_found(source, expected):
    assert untranslated_words(source) == expected
