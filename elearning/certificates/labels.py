"""Words of certificates on pages, in the reader's language: validity, history, how the course was passed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext

from elearning.certificates.snapshot_values import SnapshotPassRule
from elearning.core.jinja import format_number
from elearning.domain.certificates import Validity


@dataclass(frozen=True, slots=True)
class ValidityLabel:
    """A word, the sentence that explains it, and the kinds of the `status` and `verdict` components."""

    word: str
    sentence: str
    status: str
    verdict: str


def validity_label(validity: Validity) -> ValidityLabel:
    """How a validity reads."""
    match validity:
        case Validity.VALID:
            sentence = gettext("Sertifikat ini terbit di Pelita dan belum dicabut.")
            return ValidityLabel(gettext("Berlaku"), sentence, "done", "")
        case Validity.EXPIRED:
            sentence = gettext("Sertifikat ini pernah berlaku, tetapi masa berlakunya sudah habis.")
            return ValidityLabel(gettext("Masa berlaku habis"), sentence, "attention", "replaced")
        case Validity.SUPERSEDED:
            sentence = gettext("Sertifikat ini diterbitkan ulang. Yang berlaku adalah lembar penggantinya.")
            return ValidityLabel(gettext("Digantikan"), sentence, "attention", "replaced")
        case Validity.REVOKED:
            sentence = gettext("Sertifikat ini dicabut oleh penerbitnya dan tidak boleh dipakai lagi.")
            return ValidityLabel(gettext("Dicabut"), sentence, "loss", "revoked")


def event_word(kind: str) -> str:
    """What happened, in one word."""
    words = {"issued": gettext("Diterbitkan"), "superseded": gettext("Digantikan"), "revoked": gettext("Dicabut")}
    return str(words[kind])


def pass_rule_sentence(rule: SnapshotPassRule) -> str:
    """How the course was passed."""
    opening = (
        gettext("Semua langkah kursus selesai.")
        if rule["asks_every_step"]
        else gettext("Syarat kelulusan kursus terpenuhi.")
    )
    marks = [format_number(Decimal(mark)) for mark in rule["pass_marks"]]
    if not marks:
        return str(opening)
    if len(marks) == 1:
        span = gettext("Nilai lulus kuis: paling sedikit %(mark)s dari 100.", mark=marks[0])
    else:
        span = gettext(
            "Nilai lulus kuis: paling sedikit %(low)s sampai %(high)s dari 100, menurut kuisnya.",
            low=marks[0],
            high=marks[-1],
        )
    return f"{opening} {span}"


def correction_field_word(field: str) -> str:
    """What is said to be wrong, as a word."""
    words = {
        "name": gettext("Nama atau gelar"),
        "position": gettext("Jabatan"),
        "unit": gettext("Unit kerja"),
        "other": gettext("Yang lain"),
    }
    return str(words[field])
