"""A certificate's number, its check code, its validity, and how amounts read on paper.

Owns the forms only; issuing and storing are elsewhere. Random bits and the moment come in as arguments.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from zoneinfo import ZoneInfo

from elearning.domain.errors import N_, DomainError, ErrorKind

HIGHEST_SEQUENCE = 999_999
CODE_BITS = 130
CODE_LENGTH = 27
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_PART = r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*"
_NUMBER = re.compile(rf"([0-9]{{6}})/({_PART})/({_PART})/([0-9]{{4}})")
_TYPED_NOISE = re.compile(r"[\s\-‐‑‒–—−_.]+")
_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1"})
_LONGEST_TYPED = 100
_GROUP = 4
_FIELD_POLYNOMIAL = 0b100101
"""x⁵ + x² + 1, primitive over GF(2): multiplying by 2 walks through all 31 non-zero values."""

_SMALL = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")


class CertificateNumberError(DomainError):
    """A text or sequence that cannot be a certificate's number."""

    code: ClassVar[str] = "certificate_number"
    message_template: ClassVar[str] = N_("Nomor sertifikat tidak sesuai bentuk 000123/KM-01/5108/2026.")


class CheckCodeError(DomainError):
    """A typed check code with a slip in it: the check character does not fit."""

    code: ClassVar[str] = "check_code"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND
    message_template: ClassVar[str] = N_(
        "Kode ini tidak ditemukan. Periksa kembali 27 hurufnya, seperti tercetak di bawah kode QR."
    )


class Validity(StrEnum):
    """What a certificate is at a moment."""

    VALID = "valid"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class CertificateNumber:
    """A number's parts: the sequence counts per agency and year, without gaps."""

    sequence: int
    course_code: str
    agency_code: str
    year: int

    def __str__(self) -> str:
        """The printed form."""
        return f"{self.sequence:06d}/{self.course_code}/{self.agency_code}/{self.year:04d}"


@dataclass(frozen=True, slots=True)
class CertificateLife:
    """What happened to a certificate. ``valid_until`` None means without end."""

    valid_until: datetime | None = None
    superseded_at: datetime | None = None
    revoked_at: datetime | None = None


def format_number(sequence: int, course_code: str, agency_code: str, year: int) -> str:
    """Return ``000123/KM-01/5108/2026``.

    Raises: CertificateNumberError for a sequence outside 1…999,999, a year that has not four digits, or a code with
    other characters than letters, digits and single hyphens.
    """
    number = CertificateNumber(sequence, course_code, agency_code, year)
    if not 1 <= sequence <= HIGHEST_SEQUENCE or not _NUMBER.fullmatch(str(number)):
        raise CertificateNumberError
    return str(number)


def parse_number(text: str) -> CertificateNumber:
    """Return the parts of a number as typed, white space ignored.

    Raises: CertificateNumberError.
    """
    found = _NUMBER.fullmatch("".join(text[:_LONGEST_TYPED].split()))
    if found is None or int(found.group(1)) == 0:
        raise CertificateNumberError
    sequence, course_code, agency_code, year = found.groups()
    return CertificateNumber(int(sequence), course_code, agency_code, int(year))


def issue_year(issued_at: datetime, zone: ZoneInfo) -> int:
    """Return the year of issue as the agency's calendar shows it. Raises: ValueError for a moment without a zone."""
    if issued_at.tzinfo is None:
        raise ValueError("issued_at must be aware")
    return issued_at.astimezone(zone).year


def check_code(bits: int) -> str:
    """Return the check code for 130 random bits: 26 characters of Crockford's base 32 and one check character.

    The check character is taken from the same 32 characters. Crockford's own check symbols (modulo 37) include ``* ~
    $ =``, which break in addresses, chat messages and when read aloud. Ours is the sum of the characters weighted by
    powers of a primitive element of GF(32): with 27 < 31 positions every single wrong character and every two swapped
    ones are noticed, which is what modulo 37 gives.

    Raises: ValueError for a number that does not fit 130 bits.
    """
    if not 0 <= bits < 1 << CODE_BITS:
        raise ValueError(f"bits must be a number of {CODE_BITS} bits")
    values = [bits >> shift & 31 for shift in range(CODE_BITS - 5, -5, -5)]
    return "".join(ALPHABET[value] for value in [*values, _check_value(values)])


def normalise_check_code(text: str) -> str:
    """Return a typed code as it is stored, without spaces and dashes, in capitals, O read as 0 and I and L as 1.

    Checks nothing else and never fails, so that a wrong code can take the same way as an unknown one.
    """
    return _TYPED_NOISE.sub("", text[:_LONGEST_TYPED]).upper().translate(_CONFUSED)


def is_check_code(code: str) -> bool:
    """Return whether a normalised code is complete and its check character fits."""
    if len(code) != CODE_LENGTH or any(letter not in ALPHABET for letter in code):
        return False
    *values, check = (ALPHABET.index(letter) for letter in code)
    return _check_value(values) == check


def parse_check_code(text: str) -> str:
    """Return a typed code as it is stored. Raises: CheckCodeError when it has a slip."""
    code = normalise_check_code(text)
    if not is_check_code(code):
        raise CheckCodeError
    return code


def format_check_code(code: str) -> str:
    """Return a stored code as it is printed: groups of four joined by hyphens."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def validity(life: CertificateLife, now: datetime) -> Validity:
    """Return what a certificate is at ``now``; of several things that happened the gravest: revoked, superseded,
    expired.
    """
    if life.revoked_at is not None and life.revoked_at <= now:
        return Validity.REVOKED
    if life.superseded_at is not None and life.superseded_at <= now:
        return Validity.SUPERSEDED
    if life.valid_until is not None and life.valid_until < now:
        return Validity.EXPIRED
    return Validity.VALID


def jp_in_words(halves: int) -> str:
    """Return an amount of JP in Indonesian words: 12 halves are ``enam``, 3 are ``satu setengah``, 1 is ``setengah``.

    Raises: ValueError for a negative amount or a thousand JP and more.
    """
    whole, half = divmod(halves, 2)
    if not 0 <= whole < 1_000:
        raise ValueError("halves must be between 0 and 1999")
    if half and not whole:
        return "setengah"
    return f"{_in_words(whole)} setengah" if half else _in_words(whole)


def _in_words(number: int) -> str:
    """Return 0…999 in words."""
    if number < 12:
        return _SMALL[number]
    if number < 20:
        return f"{_SMALL[number - 10]} belas"
    if number < 100:
        return _joined(f"{_SMALL[number // 10]} puluh", number % 10)
    hundreds = "seratus" if number < 200 else f"{_SMALL[number // 100]} ratus"
    return _joined(hundreds, number % 100)


def _joined(words: str, rest: int) -> str:
    return f"{words} {_in_words(rest)}" if rest else words


def _check_value(values: list[int]) -> int:
    """Return Σ 2^(n−i) · value_i in GF(32), by Horner's rule: the weights are all different and none is 0 or 1."""
    total = 0
    for value in values:
        total = _doubled(total ^ value)
    return total


def _doubled(value: int) -> int:
    """Return twice the value in GF(32)."""
    shifted = value << 1
    return shifted ^ _FIELD_POLYNOMIAL if shifted & 32 else shifted
