"""The words of a certificate, made from its snapshot: always Indonesian, whoever reads, because they are printed once.

Pages in other languages say the same facts through the catalogue; this module knows no request.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from elearning.certificates.models import Certificate
from elearning.certificates.snapshot_values import SnapshotPassRule
from elearning.domain.certificates import format_check_code, jp_in_words
from elearning.domain.jp import jp_decimal
from elearning.domain.nip import format_nip

DEFAULT_WORDING = "telah menyelesaikan kursus mandiri"


@dataclass(frozen=True, slots=True)
class PrintedModule:
    """A row of page 2."""

    title: str
    outcome: str
    jp: str


@dataclass(frozen=True, slots=True)
class PrintedCompetency:
    """What the course is evidence for."""

    name: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCertificate:
    """Every text of the two pages. `issued` are the parts of a moment in UTC, for the document's metadata."""

    number: str
    name: str
    nip: str
    position: str
    unit: str
    agency: str
    issuer: str
    office: str
    wording: str
    course_title: str
    course_code: str
    course_revision: int
    jp: str
    jp_words: str
    period: str
    place_date: str
    signatory_title: str
    signatory_name: str
    signatory_nip: str
    check_url: str
    check_place: str
    check_code: str
    pass_rule: str
    modules: tuple[PrintedModule, ...]
    competencies: tuple[PrintedCompetency, ...]
    is_sample: bool = False
    issued: dict[str, int]

    def as_json(self) -> dict[str, object]:
        """The fields as the template reads them."""
        return asdict(self)


def printed_number(number: str, revision: int) -> str:
    """The number, with "rev. 2" for the first re-issue and so on."""
    return f"{number} rev. {revision + 1}" if revision else number


def printed(certificate: Certificate, public_url: str) -> PrintedCertificate:
    """The words of a certificate whose check page lies under `public_url`."""
    snapshot = certificate.snapshot
    issued_on = _day(date.fromisoformat(snapshot["issued_on"]))
    return PrintedCertificate(
        number=printed_number(certificate.number, certificate.revision),
        name=snapshot["name"],
        nip=format_nip(snapshot["nip"]),
        position=snapshot["position"],
        unit=snapshot["unit"],
        agency=snapshot["agency"],
        issuer=snapshot["issuer"],
        office=snapshot["issuer_office"],
        wording=snapshot["wording"] or DEFAULT_WORDING,
        course_title=snapshot["course_title"],
        course_code=snapshot["course_code"],
        course_revision=snapshot["course_revision"],
        jp=printed_jp(snapshot["jp_halves"]),
        jp_words=jp_in_words(snapshot["jp_halves"]),
        period=printed_period(date.fromisoformat(snapshot["started_on"]), date.fromisoformat(snapshot["finished_on"])),
        place_date=f"{snapshot['city']}, {issued_on}" if snapshot["city"] else issued_on,
        signatory_title=snapshot["signatory_title"],
        signatory_name=snapshot["signatory_name"],
        signatory_nip=format_nip(snapshot["signatory_nip"]),
        check_url=f"{public_url}/verify/{certificate.check_code}",
        check_place=f"{public_url.partition('://')[2]}/verify",
        check_code=format_check_code(certificate.check_code),
        pass_rule=printed_pass_rule(snapshot["pass_rule"]),
        modules=tuple(
            PrintedModule(each["title"], each["outcome"], printed_jp(each["jp_halves"])) for each in snapshot["modules"]
        ),
        competencies=tuple(PrintedCompetency(each["name"], each["level"]) for each in snapshot["competencies"]),
        issued=_parts(certificate),
    )


def printed_jp(halves: int) -> str:
    """ "6", "1,5"."""
    return str(format_decimal(jp_decimal(halves), locale="id"))


def printed_period(first: date, last: date) -> str:
    """ "4 Agustus sampai 18 September 2026"; one date when both are the same day."""
    if first == last:
        return _day(last)
    same_year = first.year == last.year
    return f"{format_date(first, 'd MMMM', locale='id') if same_year else _day(first)} sampai {_day(last)}"


def printed_pass_rule(rule: SnapshotPassRule) -> str:
    """How the course was passed, in one sentence."""
    marks = [format_decimal(Decimal(mark), locale="id") for mark in rule["pass_marks"]]
    opening = "Semua langkah selesai" if rule["asks_every_step"] else "Syarat kelulusan kursus terpenuhi"
    if not marks:
        return f"{opening}."
    quizzes = "setiap kuis lulus dengan nilai" if rule["asks_every_step"] else "nilai lulus kuisnya"
    if len(marks) == 1:
        return f"{opening}; {quizzes} paling sedikit {marks[0]} dari 100."
    return f"{opening}; {quizzes} paling sedikit {marks[0]} sampai {marks[-1]} dari 100, menurut kuisnya."


def _day(value: date) -> str:
    return str(format_date(value, "d MMMM y", locale="id"))


def _parts(certificate: Certificate) -> dict[str, int]:
    moment = certificate.issued_at.astimezone(UTC)
    return {name: getattr(moment, name) for name in ("year", "month", "day", "hour", "minute", "second")}
