"""What can be refused about imports in the browser, each with the sentence that says what to do."""

from __future__ import annotations

from typing import ClassVar

from elearning.domain.errors import N_, DomainError, ErrorKind


class UploadError(DomainError):
    """A file that could not be read; a subclass says why."""

    code: ClassVar[str] = "upload"


class UploadEmptyError(UploadError):
    """Nothing was sent."""

    message_template: ClassVar[str] = N_("Berkas ini kosong. Pilih berkas CSV yang berisi.")


class UploadSpreadsheetError(UploadError):
    """A workbook instead of a text file."""

    message_template: ClassVar[str] = N_("Ini berkas Excel, bukan CSV. Di Excel, pilih Simpan sebagai, “CSV UTF-8”.")


class UploadBinaryError(UploadError):
    """Something that is no text."""

    message_template: ClassVar[str] = N_("Berkas ini bukan teks CSV. Di Excel, pilih Simpan sebagai, “CSV UTF-8”.")


class UploadDelimiterError(UploadError):
    """Cells separated by something else."""

    message_template: ClassVar[str] = N_(
        "Kolom di berkas ini dipisah dengan %(separator)s. Simpan ulang dengan titik koma (;) atau koma (,)."
    )


class UploadUnreadableError(UploadError):
    """A file whose table cannot be read, with the reason and the line."""

    message_template: ClassVar[str] = N_("Baris %(line)s: %(reason)s")


class UploadBlankError(UploadError):
    """A heading and nothing below it."""

    message_template: ClassVar[str] = N_("Berkas ini hanya memuat nama kolom. Isi mulai baris kedua.")


class UploadLengthError(UploadError):
    """More lines than one request may work on."""

    message_template: ClassVar[str] = N_(
        "Berkas memuat %(lines)s baris; sekali unggah paling banyak %(most)s. Bagi menjadi beberapa berkas."
    )


class ImportStateError(DomainError):
    """Somebody was faster, or it is too late."""

    code: ClassVar[str] = "import_state"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Impor ini sudah dijalankan, sudah dibatalkan, atau sudah kedaluwarsa. Muat ulang halamannya."
    )


class ImportNothingError(DomainError):
    """A plan that changes nobody."""

    code: ClassVar[str] = "import_nothing"
    message_template: ClassVar[str] = N_("Tidak ada yang akan berubah, jadi tidak ada yang perlu dijalankan.")


class ImportCountError(DomainError):
    """The number of people to deactivate was not typed, or another one."""

    code: ClassVar[str] = "import_count"
    message_template: ClassVar[str] = N_("Ketik %(count)s, banyaknya orang yang akan dinonaktifkan.")
