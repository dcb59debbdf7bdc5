"""English is complete: every text of the interface has a translation that fits it."""

from __future__ import annotations

import ast
import re

from babel.messages.catalog import Catalog

from elearning.core.catalogue import load_catalogue
from scripts import translations
from tests.support.source import PACKAGE, python_files, shown, tree

AFTER_NAME = re.compile(r"%\((names?|by|person|people|holder)\)s\.")


def test_every_text_has_an_english_translation():
    found = list(translations.problems())
    assert not found, f"{len(found)} problems; make translations, then fill the catalogue:\n" + "\n".join(found)


def test_no_compiled_catalogue_lies_about():
    assert not list(PACKAGE.rglob("*.mo"))


def test_a_catalogue_is_read_without_being_compiled(tmp_path):
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "Simpan"\nmsgstr "Save"\n\n'
        '#, fuzzy\nmsgid "Batal"\nmsgstr "Perhaps cancel"\n\n'
        'msgid "%(num)d menit"\nmsgid_plural "%(num)d menit"\nmsgstr[0] "%(num)d minute"\nmsgstr[1] "%(num)d minutes"\n',
        encoding="utf-8",
    )
    english = load_catalogue(tmp_path, "en")
    assert english.gettext("Simpan") == "Save"
    assert english.gettext("Batal") == "Batal"
    assert english.ngettext("%(num)d menit", "%(num)d menit", 2) == "%(num)d minutes"
    assert load_catalogue(tmp_path, "id").gettext("Simpan") == "Simpan"


def test_a_translation_that_drops_a_place_is_found():
    message = Catalog().add("Sisa %(num)d menit")
    whole = Catalog().add("Sisa %(num)d menit", "%(num)d minutes left")
    without = Catalog().add("Sisa %(num)d menit", "Minutes left")
    assert list(translations.faults(message, whole)) == []
    assert list(translations.faults(message, without)) == ["lacks a place of the message"]
    assert list(translations.faults(message, None)) == ["not translated"]


def test_no_text_hides_inside_an_f_string():
    """The extraction reads no calls inside f-strings: such a text would never reach the catalogue."""
    found = [
        f"{shown(path)}:{call.lineno}"
        for path in python_files("elearning")
        for joined in ast.walk(tree(path))
        if isinstance(joined, ast.JoinedStr)
        for call in ast.walk(joined)
        if isinstance(call, ast.Call) and _is_marked_text(call)
    ]
    assert not found, "give the text a name outside of the f-string:\n" + "\n".join(found)


def test_no_full_stop_follows_a_name():
    """Titles end with one: "Rini, S.E.." would have two."""
    texts = [
        text
        for message in translations.read()
        for text in translations.words(message.id) + translations.words(message.string)
    ]
    found = [text for text in texts if AFTER_NAME.search(text)]
    assert not found, "end the sentence with another word or with nothing:\n" + "\n".join(found)


def _is_marked_text(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in {*translations.KEYWORDS, "N_"} and any(isinstance(given, ast.Constant) for given in call.args)
