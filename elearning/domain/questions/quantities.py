"""Numbers as people type them, with or without a unit: read exactly, the Indonesian way first.

Owns notation and units; knows no answers and no marks.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from elearning.domain.questions.base import QuestionContentError
from elearning.domain.questions.reading import Reader
from elearning.domain.questions.short_answer import normalised

LONGEST_NUMBER = 40
LONGEST_UNIT = 40

_UNIT_KEYS = ("name", "multiplier")
_PLAIN = re.compile(r"[0-9]+|[0-9]*[.,][0-9]+|[0-9]+[.,]")
_GROUPED_BY_POINT = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]*)?")
_GROUPED_BY_COMMA = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+\.[0-9]*|[1-9][0-9]{0,2}(,[0-9]{3}){2,}")
_GROUPED_BY_SPACE = re.compile(r"[1-9][0-9]{0,2}( [0-9]{3})+([.,][0-9]*)?")
_FOREIGN_UNIT = re.compile(r"(?P<number>[^0-9]{0,3}[0-9][0-9 .,]*?) ?(?P<unit>[^0-9 .,][^0-9]*)")


class UnitRule(StrEnum):
    """Whether a number has to bear its unit."""

    OPTIONAL = "optional"
    """A bare number is taken in the first unit."""
    REQUIRED = "required"
    """Without a known unit, or with the wrong one, a right number loses the penalty."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that an answer may bear: the right number times ``multiplier`` (more than 0) is the right number in it.

    Source: Moodle's documentation of the numerical question type, whose multipliers mean the same (5500 in W with
    0.001 for kW makes 5.5 kW right).
    """

    name: str
    multiplier: Fraction


@dataclass(frozen=True, slots=True)
class Quantity:
    """What was typed: every number that it may mean, the likeliest first, and its unit, None for none or an unknown one."""

    readings: tuple[Fraction, ...]
    unit: Unit | None


def number_readings(text: str, unit: str = "") -> tuple[Fraction, ...]:
    """Return every number that ``text`` may mean, the likeliest first; empty when it is none.

    Decimal comma and decimal point both count. Groups of three may be parted by points (``1.250.000,5``), spaces (``1
    250 000``) or, with a decimal point or at least two of them, commas (``1,250,000.5``). A single comma is always
    the decimal sign. A single point before exactly three digits is both in Indonesia, thousands (written) and
    decimals (typed on a keypad): ``1.250`` reads as 1250 and as 1.25, and an answer that fits either is right, since
    the two are a thousandfold apart. ``unit`` may stand behind or before the number. Exponents, infinity and NaN are
    no numbers.
    """
    return _signed_readings(_without_unit(_plain(text), unit, case_sensitive=False))


def read_quantity(text: str, units: tuple[Unit, ...], *, knows_others: bool = False) -> Quantity:
    """Return the number and the unit of ``text``, its unit one of ``units``.

    A unit written exactly is preferred to one that differs in case (mW is not MW), the longer to the shorter, and a
    case that could mean two units means none. With ``knows_others`` a number before an unknown unit is read too, as a
    number without unit; otherwise such a text has no readings.
    """
    plain = _plain(text)
    for case_sensitive in (True, False):
        found = [
            Quantity(readings, unit)
            for unit in sorted(units, key=lambda each: -len(each.name))
            if (rest := _without_unit(plain, unit.name, case_sensitive=case_sensitive)) != plain
            and (readings := _signed_readings(rest))
        ]
        if found and (case_sensitive or len({each.unit for each in found}) == 1):
            return found[0]
    foreign = _FOREIGN_UNIT.fullmatch(plain) if knows_others else None
    return Quantity(_signed_readings(foreign["number"] if foreign else plain), None)


def read_units(reader: Reader) -> tuple[Unit, ...]:
    """Return the optional list ``units`` of ``{name, multiplier}``; multipliers default to 1.

    Raises: QuestionContentError for a blank, overlong or repeated name, or a multiplier that is not more than 0.
    """
    if reader.content.get("units") in (None, []):
        return ()
    units = tuple(_unit(entry) for entry in reader.entries("units", 1))
    names = [unit.name for unit in units]
    for index, name in enumerate(names):
        if name in names[:index]:
            raise QuestionContentError(f"{reader.at('units')}[{index}].name", f"satuan {name} sudah tertulis")
    if units[0].multiplier != 1:
        place = f"{reader.at('units')}[0].multiplier"
        raise QuestionContentError(place, "satuan pertama adalah satuan jawaban; multiplier-nya 1")
    return units


def _unit(entry: Reader) -> Unit:
    entry.refuse_unknown(*_UNIT_KEYS)
    name = normalised(entry.text("name"), case_sensitive=True).strip()
    if len(name) > LONGEST_UNIT or any(letter.isdigit() for letter in name[:1] + name[-1:]):
        raise QuestionContentError(entry.at("name"), f"satuan paling panjang {LONGEST_UNIT} huruf, tanpa angka di tepi")
    multiplier = entry.number("multiplier", Fraction(1))
    if multiplier <= 0:
        raise QuestionContentError(entry.at("multiplier"), "harus lebih dari 0")
    return Unit(name, multiplier)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text[: LONGEST_NUMBER + LONGEST_UNIT]).split())


def _signed_readings(plain: str) -> tuple[Fraction, ...]:
    negative = plain[:1] in {"-", "−", "‐", "–"}
    digits = plain[1:].lstrip() if negative or plain[:1] == "+" else plain
    if len(digits) > LONGEST_NUMBER:
        return ()
    return tuple(-number if negative else number for number in _unsigned_readings(digits))


def _unsigned_readings(digits: str) -> tuple[Fraction, ...]:
    readings: list[Fraction] = []
    if _GROUPED_BY_POINT.fullmatch(digits):
        readings.append(_number(digits.replace(".", "").replace(",", ".")))
    if _GROUPED_BY_COMMA.fullmatch(digits):
        readings.append(_number(digits.replace(",", "")))
    if _GROUPED_BY_SPACE.fullmatch(digits):
        readings.append(_number(digits.replace(" ", "").replace(",", ".")))
    if _PLAIN.fullmatch(digits):
        readings.append(_number(digits.replace(",", ".")))
    return tuple(readings)


def _number(digits: str) -> Fraction:
    return Fraction(digits.removesuffix(".") if not digits.startswith(".") else f"0{digits}")


def _without_unit(text: str, unit: str, *, case_sensitive: bool) -> str:
    """Return ``text`` without the unit at its end or start."""
    wanted = normalised(unit, case_sensitive=case_sensitive).strip()
    plain = normalised(text, case_sensitive=case_sensitive)
    if not wanted:
        return text
    if plain.endswith(wanted):
        return plain.removesuffix(wanted).strip()
    if plain.startswith(wanted):
        return plain.removeprefix(wanted).lstrip(". ") if wanted.isalpha() else plain.removeprefix(wanted).strip()
    return text
