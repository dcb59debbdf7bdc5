"""Why a backup, a restore or a move is refused. Each sentence names the remedy; nothing has been changed when it is read."""

from __future__ import annotations

from typing import ClassVar

from elearning.domain.errors import N_, DomainError, ErrorKind


class BackupExistsError(DomainError):
    """The file is there already."""

    code: ClassVar[str] = "backup_exists"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_("%(path)s sudah ada dan tidak ditimpa; pilih nama lain.")


class BackupPlaceError(DomainError):
    """The file cannot be written or read."""

    code: ClassVar[str] = "backup_place"
    message_template: ClassVar[str] = N_(
        "%(path)s tidak dapat dipakai (%(reason)s); periksa folder, izin, dan ruang disk."
    )


class DatabaseNotReadyError(DomainError):
    """There is no database, or it has no tables."""

    code: ClassVar[str] = "database_not_ready"
    message_template: ClassVar[str] = N_(
        "Basis data belum ada atau belum berisi tabel; tidak ada yang dapat dicadangkan."
    )


class DatabaseDamagedError(DomainError):
    """SQLite says that its file is damaged."""

    code: ClassVar[str] = "database_damaged"
    message_template: ClassVar[str] = N_(
        "Berkas basis data rusak (%(reason)s); pulihkan dari cadangan terakhir yang baik."
    )


class ToolMissingError(DomainError):
    """A program of PostgreSQL is not installed."""

    code: ClassVar[str] = "tool_missing"
    message_template: ClassVar[str] = N_(
        "Program %(tool)s tidak ditemukan; pasang dulu (Debian: apt-get install postgresql-client)."
    )


class ToolFailedError(DomainError):
    """A program of PostgreSQL has ended with an error."""

    code: ClassVar[str] = "tool_failed"
    message_template: ClassVar[str] = N_("%(tool)s gagal: %(reason)s")


class BackupDamagedError(DomainError):
    """The file is no backup, or not the one that was written."""

    code: ClassVar[str] = "backup_damaged"
    message_template: ClassVar[str] = N_(
        "%(path)s bukan cadangan Pelita yang utuh (%(reason)s); ambil salinan lain dari cadangan itu."
    )


class BackupNewerError(DomainError):
    """Made by a Pelita that this one does not know yet."""

    code: ClassVar[str] = "backup_newer"
    message_template: ClassVar[str] = N_(
        "Cadangan ini dibuat Pelita yang lebih baru (migrasi %(migration)s); pasang versi itu dulu, lalu pulihkan lagi."
    )


class BackupEngineError(DomainError):
    """Taken from the other engine."""

    code: ClassVar[str] = "backup_engine"
    message_template: ClassVar[str] = N_(
        "Cadangan ini berisi basis data %(found)s, sedangkan DATABASE_URL menunjuk %(wanted)s; pulihkan ke %(found)s dulu, "
        "lalu pindahkan dengan flask database copy."
    )


class InstanceNotEmptyError(DomainError):
    """A restore never overwrites."""

    code: ClassVar[str] = "instance_not_empty"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Folder instance %(path)s harus kosong, tetapi berisi %(found)s; pakai INSTANCE_DIR lain atau singkirkan isinya dulu."
    )


class DatabaseNotEmptyError(DomainError):
    """Nothing is put on top of what is there."""

    code: ClassVar[str] = "database_not_empty"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Basis data tujuan harus kosong, tetapi sudah berisi %(found)s; pakai basis data baru."
    )


class SiteRunningError(DomainError):
    """A server or worker is at work on the folder."""

    code: ClassVar[str] = "site_running"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Server atau pekerja masih berjalan di %(path)s; hentikan dulu (systemctl stop pelita pelita-worker)."
    )


class UnlikeBackupError(DomainError):
    """What was loaded is not what the manifest says."""

    code: ClassVar[str] = "unlike_backup"
    message_template: ClassVar[str] = N_(
        "Isi tabel %(table)s tidak sama dengan catatan cadangan; ambil salinan lain dari cadangan itu."
    )


class TargetNotMigratedError(DomainError):
    """The other database lacks the tables, or has those of another version."""

    code: ClassVar[str] = "target_not_migrated"
    message_template: ClassVar[str] = N_(
        "Basis data %(which)s belum berada di migrasi %(head)s; jalankan flask --app wsgi db upgrade di sana dulu."
    )


class SameDatabaseError(DomainError):
    """From a database to itself."""

    code: ClassVar[str] = "same_database"
    message_template: ClassVar[str] = N_(
        "--to menunjuk basis data yang sedang dipakai; sebutkan basis data lain yang kosong."
    )


class RowRefusedError(DomainError):
    """The other engine does not take a row."""

    code: ClassVar[str] = "row_refused"
    message_template: ClassVar[str] = N_(
        "Basis data tujuan menolak baris tabel %(table)s (%(reason)s); tidak ada yang dipindahkan. Perbaiki baris itu di asalnya."
    )


class UnlikeSourceError(DomainError):
    """What was copied does not read like what it was copied from."""

    code: ClassVar[str] = "unlike_source"
    message_template: ClassVar[str] = N_(
        "Tabel %(table)s berbeda dari asalnya setelah disalin; tidak ada yang dipindahkan."
    )
