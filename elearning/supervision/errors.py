"""What a supervisor may be refused, each with a sentence to act on."""

from __future__ import annotations

from typing import ClassVar

from elearning.domain.errors import N_, DomainError, ErrorKind


class NotInTeamError(DomainError):
    """Somebody chosen is not (or no longer) under the supervisor, or does not exist; the answer is the same."""

    code: ClassVar[str] = "not_in_team"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND
    message_template: ClassVar[str] = N_(
        "Ada pilihan yang tidak (lagi) di bawah Anda. Tidak ada yang diubah. Buka Tim saya, lalu pilih lagi."
    )


class NotInTeamThenError(DomainError):
    """A level may only be confirmed for a day on which the person was under the supervisor."""

    code: ClassVar[str] = "not_in_team_then"
    message_template: ClassVar[str] = N_(
        "Pada tanggal itu orang ini belum atau tidak lagi di bawah Anda. Pilih tanggal lain."
    )
