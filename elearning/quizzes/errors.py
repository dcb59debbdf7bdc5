"""What can go wrong with an attempt, beside what `domain/attempts` and `domain/schedule` name."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from elearning.domain.errors import N_, DomainError, ErrorKind


class AttemptNotFoundError(DomainError):
    """There is no such attempt, or it is somebody else's."""

    code: ClassVar[str] = "attempt_not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND
    message_template: ClassVar[str] = N_("Percobaan ini tidak ada, atau bukan milik Anda.")


class SlotNotFoundError(DomainError):
    """The attempt has no question at this place."""

    code: ClassVar[str] = "slot_not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND
    message_template: ClassVar[str] = N_("Soal ini tidak ada dalam percobaan Anda.")


class AnswerUnreadableError(DomainError):
    """What was sent is no answer: wrong shape, wrong types, control characters."""

    code: ClassVar[str] = "answer_unreadable"
    message_template: ClassVar[str] = N_("Jawaban ini tidak dapat dibaca, jadi tidak disimpan. Muat ulang halamannya.")


class AnswerTooLongError(DomainError):
    """More characters than an answer may have."""

    code: ClassVar[str] = "answer_too_long"
    message_template: ClassVar[str] = N_(
        "Jawaban ini terlalu panjang, jadi belum disimpan. Paling banyak %(most)s karakter."
    )


class NewerAnswerSavedError(DomainError):
    """An answer that arrived after a newer one to the same question; the newer one stays."""

    code: ClassVar[str] = "newer_answer_saved"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Soal ini sudah dijawab lebih baru di tab atau perangkat lain. Muat ulang untuk melihat jawaban itu."
    )

    def __init__(self, sequence: int, saved_at: datetime | None) -> None:
        self.sequence = sequence
        self.saved_at = saved_at
        super().__init__()


class GrantRefusedError(DomainError):
    """An officer grants attempts or time to somebody, or for a quiz, outside of what they look after."""

    code: ClassVar[str] = "grant_refused"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN
    message_template: ClassVar[str] = N_(
        "Kesempatan atau waktu tambahan hanya dapat diberikan pengelola pelatihan kepada pegawai di instansinya."
    )


class GrantNeedlessError(DomainError):
    """More attempts at a quiz that has no limit."""

    code: ClassVar[str] = "grant_needless"
    message_template: ClassVar[str] = N_("Kuis ini boleh dicoba tanpa batas, jadi tidak perlu kesempatan tambahan.")
