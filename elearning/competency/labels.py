"""Words of the competency record and the JP ledger, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext, ngettext

from elearning.competency.queries import CompetencyRecord, EvidenceLine
from elearning.core.jinja import format_day, format_jp
from elearning.domain.competency import EvidenceKind, EvidenceStatus
from elearning.domain.jp import JpCounting, JpLine, JpStatement, PeriodBasis


@dataclass(frozen=True, slots=True)
class State:
    """A word and the kind of the `status` component."""

    word: str
    kind: str


def record_state(record: CompetencyRecord) -> State:
    """Where a competency stands against its requirement."""
    if not record.required:
        return State(gettext("Tidak diwajibkan jabatan"), "")
    if record.missing > 0:
        return State(ngettext("Kurang %(num)s level", "Kurang %(num)s level", record.missing), "attention")
    return State(gettext("Melebihi") if record.missing < 0 else gettext("Memenuhi"), "done")


def evidence_title(line: EvidenceLine) -> str:
    """What a piece of evidence says."""
    level = line.reason.evidence.proven_level
    if line.reason.evidence.kind is EvidenceKind.COURSE:
        return str(gettext("Bukti belajar sampai level %(level)s", level=level))
    return str(gettext("Level %(level)s ditegaskan", level=level))


def evidence_part(line: EvidenceLine, cap: int) -> str:
    """What a piece of evidence does for the present level, and why not more."""
    if line.reason.is_limited:
        return str(
            gettext(
                "Kursus saja membuktikan paling tinggi level %(cap)s; di atasnya perlu penegasan atasan.",
                cap=cap,
            )
        )
    words = {
        EvidenceStatus.CARRIES: gettext("Menentukan level sekarang."),
        EvidenceStatus.IN_FORCE: gettext("Berlaku; bukti lain mencapai level yang sama atau lebih tinggi."),
        EvidenceStatus.SUPERSEDED: gettext("Sudah dikoreksi."),
        EvidenceStatus.WITHDRAWN: gettext("Sudah ditarik."),
        EvidenceStatus.EXPIRED: gettext("Masa berlakunya habis."),
        EvidenceStatus.REPLACED: gettext("Diganti penegasan yang lebih baru."),
    }
    return str(words[line.reason.status])


def period_words(account: JpStatement) -> str:
    """Which days a JP account is about."""
    if account.basis is PeriodBasis.CONTRACT:
        first, last = format_day(account.period.first), format_day(account.period.last)
        return str(gettext("Tahun kontrak %(first)s sampai %(last)s", first=first, last=last))
    return str(gettext("Tahun %(year)s", year=account.period.first.year))


def counting_state(line: JpLine) -> State:
    """What became of an entry of the ledger."""
    match line.counting:
        case JpCounting.COUNTED:
            return State(gettext("Dihitung"), "done")
        case JpCounting.PARTLY_COUNTED:
            counted = format_jp(line.counted_halves)
            return State(gettext("Dihitung %(counted)s JP, sisanya di atas batas", counted=counted), "now")
        case JpCounting.ABOVE_CEILING:
            return State(gettext("Tercatat, di atas batas"), "")
        case JpCounting.REPEATED:
            return State(gettext("Tercatat; kursus ini sudah dihitung tahun itu"), "")


def measure_words(account: JpStatement) -> str:
    """What the counted JP are measured against, to stand after their number: "dari 20 JP", for contract staff their
    ceiling, for who has no NIP nothing.
    """
    if account.target_halves is not None:
        return str(gettext("dari %(jp)s JP", jp=format_jp(account.target_halves)))
    if account.ceiling_halves is not None:
        return str(gettext("JP, dihitung paling banyak %(jp)s", jp=format_jp(account.ceiling_halves)))
    return str(gettext("JP, tanpa target tahunan"))


def sum_words(account: JpStatement) -> str:
    """The sum of a year against its floor or ceiling. Nobody without a floor is ever short of anything."""
    if account.ceiling_halves is not None:
        most = gettext("Jumlah yang dihitung, paling banyak %(most)s JP", most=format_jp(account.ceiling_halves))
        if not account.uncounted_halves:
            return str(most)
        above = format_jp(account.uncounted_halves)
        return str(gettext("%(sum)s; %(above)s JP di atasnya tercatat saja", sum=most, above=above))
    if account.target_halves is None:
        return str(gettext("Jumlah; target tahunan hanya bagi yang punya NIP"))
    target = format_jp(account.target_halves)
    if account.short_halves:
        short = format_jp(account.short_halves)
        return str(gettext("Jumlah, kurang %(short)s dari %(target)s JP", short=short, target=target))
    return str(gettext("Jumlah, paling sedikit %(target)s JP terpenuhi", target=target))
