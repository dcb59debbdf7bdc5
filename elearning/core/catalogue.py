"""Translations straight from the catalogues (`.po`) that people edit: nothing to compile, nothing that can be out of date.

A catalogue is read when a worker process first needs its language, and kept. Indonesian is the source language and has none.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Domain, get_locale
from markupsafe import Markup


class CatalogueDomain(Domain):  # type: ignore[misc]  # the library is not typed
    """The `messages` of a directory laid out as gettext does: `<language>/LC_MESSAGES/messages.po`."""

    def __init__(self, directory: Path) -> None:
        super().__init__(str(directory))
        self._directory = directory
        self._loaded: dict[str, NullTranslations] = {}
        self._texts: dict[tuple[str, str], str] = {}
        self._markup: dict[tuple[str, str], Markup] = {}

    def get_translations(self) -> NullTranslations:
        """The translations of the reader's language."""
        locale = get_locale()
        return self._of(locale.language if locale else "id")

    def text(self, language: str, message: str) -> str:
        """A message in a language, looked up once."""
        key = (language, message)
        if key not in self._texts:
            self._texts[key] = self._of(language).gettext(message)
        return self._texts[key]

    def markup(self, language: str, message: str) -> Markup:
        """A message of a template. Messages are written by us, so they are as safe as the template itself."""
        key = (language, message)
        if key not in self._markup:
            self._markup[key] = Markup(self._of(language).gettext(message))  # noqa: S704
        return self._markup[key]

    def _of(self, language: str) -> NullTranslations:
        if language not in self._loaded:
            self._loaded[language] = load_catalogue(self._directory, language)
        return self._loaded[language]


def load_catalogue(directory: Path, language: str) -> NullTranslations:
    """A catalogue as gettext uses it; one that passes everything through where the language has none. Fuzzy entries do not count."""
    path = directory / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
