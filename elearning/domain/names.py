"""A person's name with academic titles, and which letters certificates can print at all.

Owns joining and checking the parts of a name, and the one rule of letters: whatever a certificate prints (names,
positions, units, agencies, courses) is checked against it where it is entered. A name may be a single word; nothing is
re-cased or reordered, because a certificate must show the name that the person's decree shows.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from elearning.domain.errors import N_, DomainError

LONGEST_NAME = 150
LONGEST_TITLE = 100

# Latin with its accents, and the signs of ordinary typing. The fonts of the certificate have every one of them.
_PRINTABLE = re.compile(
    "[ -~\u00a1-\u024f\u02b9-\u02bf\u0300-\u036f\u1e00-\u1eff\u2010-\u2027\u2030\u2032\u2033\u2039\u203a"
    "\u20ac\u2190-\u2193\u2212\u2264\u2265]"
)
_INITIAL = re.compile(r"\w|\w{1,4}\.(\w\.)*", re.UNICODE)


class PersonNameError(DomainError):
    """A name part that cannot be printed."""

    code: ClassVar[str] = "person_name_invalid"
    message_template: ClassVar[str] = N_("Nama tidak boleh kosong. Isi nama seperti pada surat keputusan, tanpa gelar.")


class PersonNameLengthError(PersonNameError):
    """A name or title longer than a certificate can hold."""

    code: ClassVar[str] = "person_name_too_long"
    message_template: ClassVar[str] = N_("Nama atau gelar terlalu panjang: paling banyak %(limit)s huruf.")


class PersonNameCharacterError(PersonNameError):
    """A name without a letter or with characters that do not print."""

    code: ClassVar[str] = "person_name_character"
    message_template: ClassVar[str] = N_(
        "Nama atau gelar memuat tanda yang tidak dapat dicetak. Ketik ulang tanpa tanda itu."
    )


class UnprintableLetterError(DomainError):
    """A text of a certificate with letters that its fonts do not have."""

    code: ClassVar[str] = "unprintable_letter"
    message_template: ClassVar[str] = N_(
        "Huruf atau tanda %(letters)s tidak dapat dicetak di sertifikat. Tulis dengan huruf Latin."
    )


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a name. ``name`` carries no titles; both titles may be empty."""

    name: str
    title_before: str = ""
    title_after: str = ""

    @property
    def full(self) -> str:
        """The name with its titles: ``Dr. Sri Wahyuni, S.E., M.Si.``"""
        return full_name(self.name, self.title_before, self.title_after)

    @property
    def greeting(self) -> str:
        """The one word a page greets with."""
        return greeting_name(self.name)


def parse_person_name(name: str, title_before: str = "", title_after: str = "") -> PersonName:
    """Return checked parts with spaces folded and the comma before the trailing titles removed.

    Raises: PersonNameError for an empty name, PersonNameLengthError, PersonNameCharacterError for control characters
    or a name without any letter, UnprintableLetterError for another script.
    """
    parts = PersonName(_folded(name), _folded(title_before), _folded(title_after).strip(", "))
    if not parts.name:
        raise PersonNameError
    if len(parts.name) > LONGEST_NAME:
        raise PersonNameLengthError(limit=LONGEST_NAME)
    if max(len(parts.title_before), len(parts.title_after)) > LONGEST_TITLE:
        raise PersonNameLengthError(limit=LONGEST_TITLE)
    if not any(letter.isalpha() for letter in parts.name) or not all(_prints(part) for part in _texts(parts)):
        raise PersonNameCharacterError
    check_printable(parts.full)
    return parts


def check_printable(text: str) -> None:
    """Let a text pass that a certificate can print. Raises: UnprintableLetterError, which names the letters.

    Source: Permendagri 73/2022 Pasal 5 (names in the population register are written in Latin letters); for all else
    the fonts of the certificate.
    """
    letters = unprintable_letters(text)
    if letters:
        raise UnprintableLetterError(letters=" ".join(map(_shown, letters)))


def unprintable_letters(text: str) -> str:
    """Return each letter or sign that no certificate can print, once, in the order of the text."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        dict.fromkeys(letter for letter in composed if not (letter.isprintable() and _PRINTABLE.fullmatch(letter)))
    )


def full_name(name: str, title_before: str = "", title_after: str = "") -> str:
    """Return the name as a certificate prints it: leading titles before a space, trailing titles after a comma."""
    before, middle, after = _folded(title_before), _folded(name), _folded(title_after).strip(", ")
    whole = f"{before} {middle}" if before else middle
    return f"{whole}, {after}" if after else whole


def greeting_name(name: str) -> str:
    """Return the first word that is a name by itself: ``M. Ridwan`` gives Ridwan, ``I Made Suka`` gives Made.

    When every word is an initial, the whole name comes back.
    """
    words = _folded(name).split(" ")
    return next((word for word in words if not _INITIAL.fullmatch(word)), " ".join(words))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _shown(letter: str) -> str:
    """A letter as a sentence may quote it; what cannot be seen by its number."""
    return letter if letter.isprintable() else f"U+{ord(letter):04X}"


def _texts(parts: PersonName) -> tuple[str, str, str]:
    return parts.name, parts.title_before, parts.title_after


def _prints(text: str) -> bool:
    return all(letter == " " or letter.isprintable() for letter in text)
