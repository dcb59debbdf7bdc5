"""What can be wrong with a line of an employee file, each with the remedy. See `import_errors` for files as a whole."""

from __future__ import annotations

from typing import ClassVar

from elearning.domain.errors import N_, DomainError


class NoEmployeesError(DomainError):
    """A file with a heading and nothing below it."""

    code: ClassVar[str] = "import_no_employees"
    message_template: ClassVar[str] = N_("Berkas ini tidak memuat seorang pun. Isi mulai baris kedua.")


class UnprintableCellError(DomainError):
    """A cell with a letter that no page can show."""

    code: ClassVar[str] = "import_unprintable"
    message_template: ClassVar[str] = N_(
        "Isian memuat tanda yang tidak dapat dicetak, misalnya ganti baris. Ketik ulang."
    )


class OwnSupervisorError(DomainError):
    """Somebody as their own supervisor."""

    code: ClassVar[str] = "import_own_supervisor"
    message_template: ClassVar[str] = N_("NIP atasan sama dengan NIP orangnya. Isi NIP atasan yang benar.")


class PlaceHalfError(DomainError):
    """A unit without a position, or the other way round."""

    code: ClassVar[str] = "import_place_half"
    message_template: ClassVar[str] = N_("Unit dan jabatan harus diisi keduanya, atau tidak keduanya.")


class PositionLengthError(DomainError):
    """A position longer than a certificate prints."""

    code: ClassVar[str] = "import_position_length"
    message_template: ClassVar[str] = N_("Nama jabatan paling banyak %(most)s karakter.")


class RoleWordError(DomainError):
    """A word that names no role."""

    code: ClassVar[str] = "import_role_word"
    message_template: ClassVar[str] = N_(
        "Peran “%(word)s” tidak dikenal. Pakai peserta, atasan, pengelola, administrator; beberapa dipisah tanda +."
    )


class ContractDayError(DomainError):
    """A text that is no date."""

    code: ClassVar[str] = "import_contract_day"
    message_template: ClassVar[str] = N_("“%(text)s” bukan tanggal. Tulis dd-mm-yyyy, misalnya 01-03-2025.")


class ContractKindError(DomainError):
    """The start of a contract for somebody who has none."""

    code: ClassVar[str] = "import_contract_kind"
    message_template: ClassVar[str] = N_("Mulai kontrak hanya untuk PPPK (angka ke-13 NIP adalah 2). Kosongkan.")


class DoubledLineError(DomainError):
    """The same NIP, address or id as in another line."""

    code: ClassVar[str] = "import_doubled"
    message_template: ClassVar[str] = N_("Sama dengan baris %(line)s. Hapus salah satu baris, atau betulkan isinya.")


class FormerNipError(DomainError):
    """A NIP that somebody had before."""

    code: ClassVar[str] = "import_former_nip"
    message_template: ClassVar[str] = N_("Ini NIP lama seseorang yang sudah punya NIP baru. Pakai NIP barunya.")


class OtherAgencyError(DomainError):
    """Somebody who works elsewhere."""

    code: ClassVar[str] = "import_other_agency"
    message_template: ClassVar[str] = N_(
        "NIP ini tercatat di instansi lain. Pindahkan dulu orangnya (`flask accounts move`), atau hapus baris ini."
    )


class EmailOfOtherError(DomainError):
    """An address that somebody else has."""

    code: ClassVar[str] = "import_email_of_other"
    message_template: ClassVar[str] = N_(
        "Surel ini milik orang lain yang sudah ada. NIP-nya berganti? Catat dulu NIP barunya (`flask accounts add-nip`)."
    )


class SupervisorMissingError(DomainError):
    """A supervisor whom nobody knows."""

    code: ClassVar[str] = "import_supervisor_missing"
    message_template: ClassVar[str] = N_(
        "Atasan dengan NIP ini tidak ada, di berkas maupun di sini. Tambahkan barisnya, atau betulkan NIP-nya."
    )


class SupervisorElsewhereError(DomainError):
    """A supervisor who works elsewhere."""

    code: ClassVar[str] = "import_supervisor_elsewhere"
    message_template: ClassVar[str] = N_("Atasan dengan NIP ini bukan pegawai instansi ini. Periksa NIP-nya.")


class SupervisorRefusedError(DomainError):
    """A supervisor whose own line is refused."""

    code: ClassVar[str] = "import_supervisor_refused"
    message_template: ClassVar[str] = N_(
        "Baris atasannya ada di berkas ini tetapi ditolak. Betulkan dulu baris atasannya."
    )


class PositionAheadError(DomainError):
    """Another position than one that is yet to begin."""

    code: ClassVar[str] = "import_position_ahead"
    message_template: ClassVar[str] = N_(
        "Jabatan yang tercatat baru mulai sesudah hari ini. Impor lagi sesudah tanggal itu, atau ubah di halaman orangnya."
    )


class SupervisorAheadError(DomainError):
    """Another supervisor than one who is yet to begin."""

    code: ClassVar[str] = "import_supervisor_ahead"
    message_template: ClassVar[str] = N_(
        "Atasan yang tercatat baru mulai sesudah hari ini. Impor lagi sesudah tanggal itu, atau ubah di halaman orangnya."
    )


class UnitClosedError(DomainError):
    """A closed unit, or one below it, for somebody who does not work there."""

    code: ClassVar[str] = "import_unit_closed"
    message_template: ClassVar[str] = N_(
        "Unit “%(path)s” sudah ditutup. Tulis unit lain, atau pakai lagi unit itu di halaman Unit kerja."
    )


class PositionRetiredError(DomainError):
    """A retired position for somebody who does not hold it."""

    code: ClassVar[str] = "import_position_retired"
    message_template: ClassVar[str] = N_(
        "Jabatan “%(name)s” tidak diberikan lagi. Tulis jabatan lain, atau pakai lagi jabatan itu di halaman Jabatan."
    )


class OwnRolesError(DomainError):
    """Other roles for the importer."""

    code: ClassVar[str] = "import_own_roles"
    message_template: ClassVar[str] = N_(
        "Ini Anda sendiri: peran Anda tidak berubah lewat impor. Kosongkan kolom ini, atau minta administrator lain."
    )


class BeyondReachError(DomainError):
    """A change of somebody who may more than the importer."""

    code: ClassVar[str] = "import_beyond_reach"
    message_template: ClassVar[str] = N_(
        "Peran orang ini menjangkau lebih jauh daripada peran Anda. Minta administrator seluruh situs mengubahnya."
    )
