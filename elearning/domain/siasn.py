"""Rows of training as SIASN, the national personnel record, takes them, and the ids by which it knows people and agencies.

Owns forms only: names, types and writing of every field. Nothing is sent from here.

Source: the body of POST /kursus/save as public clients of the web service send it (texts, whole numbers, dates as
dd-mm-yyyy).
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from elearning.domain.errors import N_, DomainError
from elearning.domain.jp import whole_jp

LONGEST_ID = 36
COURSE_KIND = "16"
"""The code of SIASN for a course that is neither structural nor functional training."""

_ID = re.compile(r"[0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_NO_DOCUMENT = {"dok_id": "", "dok_nama": "", "dok_uri": "", "object": "", "slug": ""}


class SiasnIdError(DomainError):
    """A text that is no id of SIASN."""

    code: ClassVar[str] = "siasn_id"
    message_template: ClassVar[str] = N_(
        "ID SIASN terdiri atas 32 angka dan huruf A sampai F, boleh dengan tanda hubung (8-4-4-4-12). "
        "Salin utuh dari SIASN."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRow:
    """What SIASN is told of one certificate. ``jp_halves`` counts half JP; dates are those of the learning.

    ``row_id`` is the id of the row there that this one replaces; None makes a new one.
    """

    person_id: str
    agency_id: str
    organizer: str
    title: str
    number: str
    jp_halves: int
    started_on: date
    finished_on: date
    row_id: str | None = None


def parse_siasn_id(text: str) -> str:
    """Return the id that ``text`` holds, as typed: 32 hexadecimal digits or the form of a UUID; spaces around it fall away.

    Capitals are kept: to SIASN an id is a text.

    Raises: SiasnIdError.
    """
    value = text.strip()
    if not _ID.fullmatch(value):
        raise SiasnIdError
    return value


def course_payload(row: CourseRow) -> dict[str, object]:
    """Return the body of POST /kursus/save, fields in its order. JP are whole: a half is cut, never rounded up.

    With an ``id`` the service changes that row of its own, without one it adds another.
    """
    return {
        "id": row.row_id,
        "instansiId": row.agency_id,
        "institusiPenyelenggara": row.organizer,
        "jenisDiklatId": COURSE_KIND,
        "jenisKursus": "",
        "jenisKursusSertipikat": "T",
        "jumlahJam": whole_jp(row.jp_halves),
        "lokasiId": "",
        "namaKursus": row.title,
        "nomorSertipikat": row.number,
        "pnsOrangId": row.person_id,
        "tahunKursus": row.finished_on.year,
        "tanggalKursus": _day(row.started_on),
        "tanggalSelesaiKursus": _day(row.finished_on),
        "path": [dict(_NO_DOCUMENT)],
    }


def _day(value: date) -> str:
    return f"{value:%d-%m-%Y}"
