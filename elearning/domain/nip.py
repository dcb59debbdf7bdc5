"""The civil servant's number (NIP): eighteen digits that tell birth, appointment, sex and serial.

Owns reading, checking and printing the number. A NIP is text, always: eighteen digits do not fit a spreadsheet's
number. It is personal data; ``masked_nip`` is what a public page may show.

Source: Perka BKN 22/2007 and 43/2007 for civil servants (PNS); contract staff (PPPK) carry ``2`` and the contract
period where the others carry the month of appointment.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from elearning.domain.errors import N_, DomainError

NIP_DIGITS = 18
YOUNGEST_AGE = 16
OLDEST_AGE = 80

_SEPARATORS = re.compile(r"[\s.]+")
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+([.,][0-9]*)?[eE][+-]?[0-9]+")
_ONLY_DIGITS = re.compile(r"[0-9]+")
_LONGEST_INPUT = 64
_MASK = "•••••••• •••••• • "


class NipKind(StrEnum):
    """Which service a number belongs to."""

    PNS = "pns"
    PPPK = "pppk"


class Sex(StrEnum):
    """What the fifteenth digit says."""

    MALE = "male"
    FEMALE = "female"


class NipMismatch(StrEnum):
    """Where a number and a profile disagree; a warning, because numbers get corrected late."""

    BIRTH_DATE = "birth_date"
    SEX = "sex"


class NipError(DomainError):
    """A text that is no NIP."""

    code: ClassVar[str] = "nip_invalid"
    message_template: ClassVar[str] = N_("NIP tidak sah. Periksa kembali 18 angkanya.")


class NipScientificNotationError(NipError):
    """A spreadsheet has turned the number into 1.98609E+17 and its last digits are lost."""

    code: ClassVar[str] = "nip_scientific_notation"
    message_template: ClassVar[str] = N_(
        "NIP ditulis sebagai bilangan ilmiah (misalnya 1,98609E+17), sehingga angka terakhirnya hilang. "
        "Di Excel, ubah format kolom menjadi Teks, isi ulang NIP, lalu simpan lagi."
    )


class NipLengthError(NipError):
    """Not eighteen digits."""

    code: ClassVar[str] = "nip_length"
    message_template: ClassVar[str] = N_(
        "NIP harus 18 angka, yang ditulis %(digits)s angka. Periksa yang kurang atau lebih."
    )


class NipCharacterError(NipError):
    """Something other than digits, spaces and dots."""

    code: ClassVar[str] = "nip_character"
    message_template: ClassVar[str] = N_("NIP hanya berisi angka; spasi dan titik boleh. Hapus tanda lain.")


class NipBirthDateError(NipError):
    """The first eight digits are no date."""

    code: ClassVar[str] = "nip_birth_date"
    message_template: ClassVar[str] = N_(
        "Delapan angka pertama NIP (%(digits)s) bukan tanggal lahir yang ada. Periksa urutan tahun, bulan, tanggal."
    )


class NipAgeError(NipError):
    """The birth date is real but nobody of that age is in service."""

    code: ClassVar[str] = "nip_age"
    message_template: ClassVar[str] = N_(
        "Tahun lahir dalam NIP memberi umur %(age)s tahun, di luar 16 sampai 80. Periksa empat angka pertama."
    )


class NipAppointmentMonthError(NipError):
    """Digits thirteen and fourteen are neither a month nor a contract period."""

    code: ClassVar[str] = "nip_appointment_month"
    message_template: ClassVar[str] = N_(
        "Angka ke-13 dan ke-14 NIP (%(digits)s) bukan bulan 01 sampai 12 (PNS) dan bukan 21 sampai 29 (PPPK)."
    )


class NipAppointmentYearError(NipError):
    """The year of appointment cannot be."""

    code: ClassVar[str] = "nip_appointment_year"
    message_template: ClassVar[str] = N_(
        "Tahun pengangkatan dalam NIP (%(year)s) harus antara %(first)s dan %(last)s. Periksa angka ke-9 sampai ke-12."
    )


class NipSexError(NipError):
    """The fifteenth digit is neither 1 nor 2."""

    code: ClassVar[str] = "nip_sex"
    message_template: ClassVar[str] = N_("Angka ke-15 NIP harus 1 (laki-laki) atau 2 (perempuan).")


class NipSerialError(NipError):
    """Serial 000 is never given out; it is also what Excel leaves of a long number."""

    code: ClassVar[str] = "nip_serial"
    message_template: ClassVar[str] = N_(
        "Tiga angka terakhir NIP tidak boleh 000. Bila berasal dari Excel, angka itu mungkin hilang: "
        "ubah format kolom menjadi Teks, lalu isi ulang."
    )


@dataclass(frozen=True, slots=True)
class Nip:
    """A checked number and what it tells. ``appointment_month`` only for PNS, ``contract_period`` only for PPPK."""

    value: str
    kind: NipKind
    birth_date: date
    appointment_year: int
    appointment_month: int | None
    contract_period: int | None
    sex: Sex
    serial: int

    @property
    def last_three(self) -> str:
        """The serial as printed, the only part that a public page may show."""
        return self.value[-3:]


def parse_nip(text: str, today: date) -> Nip:
    """Return the number that ``text`` holds, spaces and dots ignored.

    The checks run in a fixed order (form, birth date, age, month or contract period, year, sex, serial), so the first
    thing wrong is the one named. ``today`` bounds age and appointment year.

    Raises: a NipError subclass that says what is wrong and how to mend it.
    """
    value = _digits_of(text)
    birth_date = _birth_date_of(value, today)
    month, period = _month_or_period_of(value)
    year = int(value[8:12])
    first, last = birth_date.year + YOUNGEST_AGE, today.year + 1
    if not first <= year <= last:
        raise NipAppointmentYearError(year=year, first=first, last=last)
    if value[14] not in "12":
        raise NipSexError
    serial = int(value[15:])
    if serial == 0:
        raise NipSerialError
    return Nip(
        value=value,
        kind=NipKind.PPPK if period is not None else NipKind.PNS,
        birth_date=birth_date,
        appointment_year=year,
        appointment_month=month,
        contract_period=period,
        sex=Sex.MALE if value[14] == "1" else Sex.FEMALE,
        serial=serial,
    )


def strip_nip(text: str) -> str:
    """Return ``text`` without spaces and dots, for comparing what a person typed with a stored number. Checks
    nothing.
    """
    return _SEPARATORS.sub("", text[:_LONGEST_INPUT])


def nip_kind(value: str) -> NipKind | None:
    """Return which service a stored number belongs to (the thirteenth digit decides); None for "": no number, no
    service.

    For numbers that were checked when they came: age and dates are not looked at again.
    """
    if not value:
        return None
    return NipKind.PPPK if value[12:13] == "2" else NipKind.PNS


def format_nip(value: str) -> str:
    """Return a stored number as it is printed: ``19680411 199303 1 009``. Anything that is not 18 long comes back
    unchanged.
    """
    if len(value) != NIP_DIGITS:
        return value
    return f"{value[:8]} {value[8:14]} {value[14]} {value[15:]}"


def masked_nip(value: str) -> str:
    """Return a stored number as a public page may show it: everything but the last three digits hidden."""
    return _MASK + value[-3:]


def same_nip(typed: str, value: str) -> bool:
    """Return whether a visitor typed the whole stored number, in a time that does not tell how far they were right."""
    return hmac.compare_digest(strip_nip(typed).encode(), value.encode())


def profile_mismatches(nip: Nip, birth_date: date | None, sex: Sex | None) -> tuple[NipMismatch, ...]:
    """Return where the number contradicts a profile. Unknown profile values contradict nothing."""
    found: list[NipMismatch] = []
    if birth_date is not None and birth_date != nip.birth_date:
        found.append(NipMismatch.BIRTH_DATE)
    if sex is not None and sex != nip.sex:
        found.append(NipMismatch.SEX)
    return tuple(found)


def _digits_of(text: str) -> str:
    if _SCIENTIFIC.fullmatch(text.strip()[:_LONGEST_INPUT]):
        raise NipScientificNotationError
    value = _SEPARATORS.sub("", text) if len(text) <= _LONGEST_INPUT else ""
    if not value:
        raise NipLengthError(digits=len(text) if len(text) > _LONGEST_INPUT else 0)
    if not _ONLY_DIGITS.fullmatch(value):
        raise NipCharacterError
    if len(value) != NIP_DIGITS:
        raise NipLengthError(digits=len(value))
    return value


def _birth_date_of(value: str, today: date) -> date:
    try:
        birth_date = date(int(value[:4]), int(value[4:6]), int(value[6:8]))
    except ValueError as error:
        raise NipBirthDateError(digits=value[:8]) from error
    had_birthday = (today.month, today.day) >= (birth_date.month, birth_date.day)
    age = today.year - birth_date.year - (0 if had_birthday else 1)
    if not YOUNGEST_AGE <= age <= OLDEST_AGE:
        raise NipAgeError(age=age)
    return birth_date


def _month_or_period_of(value: str) -> tuple[int | None, int | None]:
    """Return (month, None) for PNS and (None, period) for PPPK: the thirteenth digit decides."""
    if value[12] in "01" and 1 <= int(value[12:14]) <= 12:
        return int(value[12:14]), None
    if value[12] == "2" and value[13] != "0":
        return None, int(value[13])
    raise NipAppointmentMonthError(digits=value[12:14])
