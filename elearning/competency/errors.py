"""What can be refused about the competency record, each with the sentence that says what to do."""

from __future__ import annotations

from typing import ClassVar

from elearning.domain.errors import N_, DomainError, ErrorKind


class CompetencyUnknownError(DomainError):
    """A code that looks right and is not in the register."""

    code: ClassVar[str] = "competency_unknown"
    message_template: ClassVar[str] = N_("Kompetensi %(code)s tidak terdaftar di sini. Pilih salah satu dari daftar.")


class ConfirmationNoteError(DomainError):
    """A confirmation or withdrawal must say on what it rests."""

    code: ClassVar[str] = "confirmation_note"
    message_template: ClassVar[str] = N_("Tulis dasarnya dalam catatan, paling banyak %(limit)s huruf.")


class ConfirmationDateError(DomainError):
    """A level is confirmed as it was seen, not as it will be."""

    code: ClassVar[str] = "confirmation_date"
    message_template: ClassVar[str] = N_("Tanggal penegasan tidak boleh sesudah hari ini.")


class OwnConfirmationError(DomainError):
    """Nobody confirms a level of their own."""

    code: ClassVar[str] = "own_confirmation"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN
    message_template: ClassVar[str] = N_("Level Anda sendiri ditegaskan oleh atasan Anda.")


class EvidenceWithdrawnError(DomainError):
    """It was taken back before."""

    code: ClassVar[str] = "evidence_withdrawn"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_("Bukti ini sudah ditarik sebelumnya. Muat ulang halamannya.")
