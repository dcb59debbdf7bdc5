"""What can be refused about agencies, units, positions and supervisors."""

from __future__ import annotations

from typing import ClassVar

from elearning.domain.errors import N_, DomainError, ErrorKind


class AgencyCodeError(DomainError):
    """A code that could not stand in a certificate's number."""

    code: ClassVar[str] = "agency_code"
    message_template: ClassVar[str] = N_(
        "Kode instansi “%(agency_code)s” hanya boleh huruf, angka, dan tanda hubung, paling banyak 20 karakter."
    )


class AgencyTakenError(DomainError):
    """An agency with this code exists."""

    code: ClassVar[str] = "agency_taken"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_("Instansi dengan kode %(agency_code)s sudah ada.")


class AgencyUnknownError(DomainError):
    """No agency has this code."""

    code: ClassVar[str] = "agency_unknown"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND
    message_template: ClassVar[str] = N_(
        "Tidak ada instansi dengan kode %(agency_code)s. Tambahkan dulu dengan `flask organization add-agency`."
    )


class AgencyTextError(DomainError):
    """A text of an agency is required and empty, too long, or holds what cannot be printed; a subclass says which text."""

    code: ClassVar[str] = "agency_text"


class AgencyNameError(AgencyTextError):
    """The agency's own name."""

    message_template: ClassVar[str] = N_("Isi nama instansi dalam satu baris, paling banyak %(most)s karakter.")


class SignatoryNameError(AgencyTextError):
    """The name of who signs its certificates."""

    message_template: ClassVar[str] = N_("Isi nama penanda tangan dalam satu baris, paling banyak %(most)s karakter.")


class SignatoryTitleError(AgencyTextError):
    """The position of who signs its certificates."""

    message_template: ClassVar[str] = N_(
        "Isi jabatan penanda tangan dalam satu baris, paling banyak %(most)s karakter."
    )


class AgencyOfficeError(AgencyTextError):
    """The office that holds the courses."""

    message_template: ClassVar[str] = N_("Nama kantor harus satu baris, paling banyak %(most)s karakter.")


class AgencyCityError(AgencyTextError):
    """The city where certificates are issued."""

    message_template: ClassVar[str] = N_("Nama kota harus satu baris, paling banyak %(most)s karakter.")


class TimeZoneError(DomainError):
    """A zone that no part of Indonesia has."""

    code: ClassVar[str] = "time_zone"
    message_template: ClassVar[str] = N_(
        "Zona waktu “%(zone)s” tidak dikenal. Pilih Asia/Jakarta (WIB), Asia/Makassar (WITA), atau Asia/Jayapura (WIT)."
    )


class UnitPathError(DomainError):
    """A unit path with an empty or too long part."""

    code: ClassVar[str] = "unit_path"
    message_template: ClassVar[str] = N_(
        "Unit “%(path)s” tidak sah. Tulis seperti Dinas A/Bidang B, tiap nama paling banyak 150 karakter."
    )


class PositionNameError(DomainError):
    """A position without a name, or with one too long."""

    code: ClassVar[str] = "position_name"
    message_template: ClassVar[str] = N_("Isi nama jabatan, paling banyak 200 karakter.")


class HoldingDateError(DomainError):
    """A position that would begin before the present one."""

    code: ClassVar[str] = "holding_date"
    message_template: ClassVar[str] = N_("Jabatan baru harus mulai pada atau sesudah mulai jabatan yang sekarang.")


class SupervisorSelfError(DomainError):
    """Nobody supervises themselves."""

    code: ClassVar[str] = "supervisor_self"
    message_template: ClassVar[str] = N_("Seseorang tidak dapat menjadi atasannya sendiri. Isi NIP atasan yang benar.")


class SupervisorAgencyError(DomainError):
    """A supervisor supervises people of their own agency."""

    code: ClassVar[str] = "supervisor_agency"
    message_template: ClassVar[str] = N_("Atasan dan bawahannya harus pegawai instansi yang sama.")


class SupervisorDateError(DomainError):
    """A supervisor link that would begin before the present one, or end before it begins."""

    code: ClassVar[str] = "supervisor_date"
    message_template: ClassVar[str] = N_("Tanggal atasan baru harus pada atau sesudah mulainya yang sekarang.")


class SupervisorInactiveError(DomainError):
    """A supervisor who cannot sign in."""

    code: ClassVar[str] = "supervisor_inactive"
    message_template: ClassVar[str] = N_("Akun atasan itu nonaktif. Pilih orang lain, atau aktifkan dulu akunnya.")


class SupervisorCircleError(DomainError):
    """A supervisor who stands below the person."""

    code: ClassVar[str] = "supervisor_circle"
    message_template: ClassVar[str] = N_("%(name)s sendiri berada di bawah orang ini. Ubah dulu atasannya.")


class ActingReasonError(DomainError):
    """An acting head without the reason."""

    code: ClassVar[str] = "acting_reason"
    message_template: ClassVar[str] = N_("Isi alasan penunjukan Plt. atau Plh., misalnya nomor surat perintahnya.")


class PlaceUnknownError(DomainError):
    """A position or unit of another agency, or one that is not used any more."""

    code: ClassVar[str] = "place_unknown"
    message_template: ClassVar[str] = N_("Pilih jabatan dan unit yang masih dipakai di instansi orang ini.")


class SupervisorUnknownError(DomainError):
    """Nobody in reach has this number or address."""

    code: ClassVar[str] = "supervisor_unknown"
    message_template: ClassVar[str] = N_(
        "Tidak ada orang di instansi ini dengan NIP atau surel itu. Periksa angkanya di halaman Orang."
    )


class AgencyCodeFixedError(DomainError):
    """Another code for an agency whose certificates bear the present one."""

    code: ClassVar[str] = "agency_code_fixed"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Kode %(agency_code)s sudah tercetak di nomor sertifikat, jadi tidak dapat diganti."
    )


class UnitTakenError(DomainError):
    """A unit of that name stands there."""

    code: ClassVar[str] = "unit_taken"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_("Unit %(path)s sudah ada. Pakai nama lain.")


class UnitCircleError(DomainError):
    """A unit below itself."""

    code: ClassVar[str] = "unit_circle"
    message_template: ClassVar[str] = N_("Unit tidak dapat dipindahkan ke bawah dirinya sendiri. Pilih unit lain.")


class UnitOccupiedError(DomainError):
    """A unit in which people work or will work."""

    code: ClassVar[str] = "unit_occupied"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "%(count)s orang masih tercatat di %(path)s. Beri mereka jabatan di unit lain dulu."
    )


class UnitOpenBelowError(DomainError):
    """A unit below which others are open."""

    code: ClassVar[str] = "unit_open_below"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_("Unit %(path)s di bawahnya masih dipakai. Tutup atau pindahkan dulu.")


class PositionTakenError(DomainError):
    """A position of that name exists in the agency."""

    code: ClassVar[str] = "position_taken"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_("Jabatan “%(name)s” sudah ada di instansi ini.")
