"""Keeps the English catalogue in step with the texts of the code (source language: Indonesian).

.venv/bin/python scripts/translations.py update    writes new and removes vanished messages (`make translations`)
.venv/bin/python scripts/translations.py check     names what is missing, fuzzy or outdated; exit 1 when there is any
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

PROJECT_DIR = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT_DIR / "elearning"
CATALOGUE = PACKAGE / "translations" / "en" / "LC_MESSAGES" / "messages.po"
METHODS = [("styleguide/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2")]
METHODS += [("templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"silent": "false"}, "templates/**.html": {"silent": "false"}}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
    "_l": None,
}
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["update", "check"])
    if parser.parse_args().action == "update":
        update()
        return 0
    found = list(problems())
    for problem in found:
        print(problem)
    return 1 if found else 0


def extract() -> Catalog:
    """All messages of the code and the templates, with the files they stand in (no line numbers: those change daily)."""
    catalogue = Catalog(project="Pelita", locale="en", fuzzy=False)
    found = extract_from_dir(
        PACKAGE, METHODS, OPTIONS, KEYWORDS, comment_tags=("Penerjemah:",), strip_comment_tags=True
    )
    for filename, _line, message, comments, context in found:
        places = [(f"elearning/{Path(filename).as_posix()}", 0)]
        catalogue.add(message, locations=places, auto_comments=comments, context=context)
    return catalogue


def read() -> Catalog:
    """The English catalogue as it is; empty where there is none yet."""
    if not CATALOGUE.exists():
        return Catalog(locale="en")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def update() -> None:
    """Bring the catalogue up to date: new messages wait for a translation, vanished ones are removed."""
    catalogue = read()
    catalogue.update(extract(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, sort_output=True, include_lineno=False, width=120, ignore_obsolete=True)


def problems() -> Iterator[str]:
    """Each message that English readers would not see in good English, as one line."""
    translated = read()
    wanted = extract()
    for message in wanted:
        if message.id:
            present = translated.get(message.id, context=message.context)
            yield from (f"{fault}: {shown(message)}" for fault in faults(message, present))
    for message in translated:
        if message.id and wanted.get(message.id, context=message.context) is None:
            yield f"no longer used: {shown(message)}"


def faults(message: Message, present: Message | None) -> Iterator[str]:
    """What is wrong with one translation."""
    if present is None or not all(words(present.string)):
        yield "not translated"
        return
    if present.fuzzy:
        yield "fuzzy"
    wanted = {place for text in words(message.id) for place in PLACE.findall(text)}
    if any(not set(PLACE.findall(text)) <= wanted for text in words(present.string)):
        yield "names a place that the message does not have"
    if not wanted <= {place for text in words(present.string) for place in PLACE.findall(text)}:
        yield "lacks a place of the message"


def words(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """The forms of a message: one, or one for each plural."""
    return [text or ""] if isinstance(text, str | None) else list(text)


def shown(message: Message) -> str:
    return f"{words(message.id)[0]!r} ({', '.join(name for name, _ in message.locations) or 'catalogue'})"


if __name__ == "__main__":
    sys.exit(main())
