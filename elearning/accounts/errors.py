"""What can be refused about people and their accounts, each with the sentence that says what to do."""

from __future__ import annotations

from typing import ClassVar

from elearning.domain.errors import N_, DomainError, ErrorKind


class PersonUnknownError(DomainError):
    """Nobody has this NIP or e-mail address. For operators only: pages never tell who exists."""

    code: ClassVar[str] = "person_unknown"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND
    message_template: ClassVar[str] = N_("Tidak ada orang dengan NIP atau surel “%(identifier)s”.")


class NipTakenError(DomainError):
    """A NIP that another person has or had."""

    code: ClassVar[str] = "nip_taken"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_("NIP %(nip)s sudah dipakai orang lain. Periksa kembali angkanya.")


class NipDateError(DomainError):
    """A new NIP that would begin before the present one."""

    code: ClassVar[str] = "nip_date"
    message_template: ClassVar[str] = N_("NIP baru harus mulai berlaku sesudah NIP yang sekarang.")


class NipStartError(DomainError):
    """A new NIP without the day from which it is valid."""

    code: ClassVar[str] = "nip_start"
    message_template: ClassVar[str] = N_("Isi hari mulai berlakunya NIP baru.")


class NipMissingError(DomainError):
    """A correction for somebody who has no NIP now."""

    code: ClassVar[str] = "nip_missing"
    message_template: ClassVar[str] = N_("Orang ini belum punya NIP yang berlaku. Catat sebagai NIP baru.")


class EmailInvalidError(DomainError):
    """A text that is no e-mail address."""

    code: ClassVar[str] = "email_invalid"
    message_template: ClassVar[str] = N_("Surel “%(email)s” tidak sah. Contoh yang benar: nama@instansi.go.id.")


class EmailTakenError(DomainError):
    """An e-mail address that another person uses."""

    code: ClassVar[str] = "email_taken"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_("Surel %(email)s sudah dipakai orang lain. Isi surel lain, atau kosongkan.")


class EmailMissingError(DomainError):
    """A letter for somebody without an address."""

    code: ClassVar[str] = "email_missing"
    message_template: ClassVar[str] = N_(
        "Orang ini belum punya surel. Isi surelnya dulu, atau tampilkan tautannya di sini."
    )


class IdentifierMissingError(DomainError):
    """A person without NIP and e-mail could never sign in."""

    code: ClassVar[str] = "identifier_missing"
    message_template: ClassVar[str] = N_("Isi NIP atau surel: tanpa salah satunya orang ini tidak dapat masuk.")


class AgencyMissingError(DomainError):
    """Everybody but an administrator of the whole site belongs to one agency."""

    code: ClassVar[str] = "agency_missing"
    message_template: ClassVar[str] = N_(
        "Sebutkan instansinya; hanya pengelola seluruh situs yang boleh tanpa instansi."
    )


class RoleScopeError(DomainError):
    """A role for the whole site that exists only within an agency."""

    code: ClassVar[str] = "role_scope"
    message_template: ClassVar[str] = N_("Peran ini hanya berlaku di satu instansi. Sebutkan instansinya.")


class ContractStartError(DomainError):
    """A contract start that cannot be."""

    code: ClassVar[str] = "contract_start"
    message_template: ClassVar[str] = N_("Tanggal mulai kontrak %(date)s di luar batas. Periksa tahunnya.")


class TimeMultiplierError(DomainError):
    """Extra quiz time outside what makes sense."""

    code: ClassVar[str] = "time_multiplier"
    message_template: ClassVar[str] = N_("Waktu kuis harus 100 sampai 400 persen dari waktu biasa.")


class PasswordRefusedError(DomainError):
    """A password that guessing programs try first, or that says who its owner is."""

    code: ClassVar[str] = "password_common"
    message_template: ClassVar[str] = N_(
        "Kata sandi ini mudah ditebak. Pakai beberapa kata yang hanya Anda tahu, misalnya empat kata acak."
    )


class PasswordShortError(PasswordRefusedError):
    """A password with too few characters."""

    code: ClassVar[str] = "password_short"
    message_template: ClassVar[str] = N_("Kata sandi paling sedikit %(least)s karakter; spasi boleh.")


class PasswordLongError(PasswordRefusedError):
    """A password longer than the server is willing to hash."""

    code: ClassVar[str] = "password_long"
    message_template: ClassVar[str] = N_("Kata sandi paling banyak %(most)s karakter.")


class LinkExpiredError(DomainError):
    """A one-time link that was used, replaced, is too old or never existed: all the same answer."""

    code: ClassVar[str] = "link_expired"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND
    message_template: ClassVar[str] = N_(
        "Tautan ini sudah dipakai atau sudah lewat waktunya. Minta tautan baru di halaman “Lupa kata sandi”."
    )


class PasswordSameError(PasswordRefusedError):
    """The new password is the present one."""

    code: ClassVar[str] = "password_same"
    message_template: ClassVar[str] = N_("Kata sandi ini sama dengan yang sekarang. Pilih yang lain.")


class OwnAccountError(DomainError):
    """Nobody changes their own roles or closes their own account."""

    code: ClassVar[str] = "own_account"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN
    message_template: ClassVar[str] = N_(
        "Peran dan akun Anda sendiri tidak dapat Anda ubah di sini. Mintalah administrator lain."
    )


class RoleReachError(DomainError):
    """A role that reaches further than that of who gives or takes it."""

    code: ClassVar[str] = "role_reach"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN
    message_template: ClassVar[str] = N_(
        "Peran itu menjangkau lebih jauh daripada peran Anda. Mintalah administrator seluruh situs."
    )


class PersonReachError(DomainError):
    """The account of somebody whose roles reach further than those of who would change it."""

    code: ClassVar[str] = "person_reach"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN
    message_template: ClassVar[str] = N_(
        "Orang ini memegang peran yang menjangkau lebih jauh daripada peran Anda. "
        "Akunnya hanya dapat diubah administrator seluruh situs."
    )


class AdministratorGoneError(DomainError):
    """Who acts has ceased to be an administrator in the meantime."""

    code: ClassVar[str] = "administrator_gone"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN
    message_template: ClassVar[str] = N_("Peran administrator Anda baru saja dicabut. Tidak ada yang diubah.")


class AccountInactiveError(DomainError):
    """A link for somebody who may not sign in."""

    code: ClassVar[str] = "account_inactive"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_("Akun ini nonaktif. Aktifkan dulu, lalu buat tautannya.")


class SiasnIdTakenError(DomainError):
    """An id of SIASN that another person has."""

    code: ClassVar[str] = "siasn_id_taken"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_("ID SIASN ini sudah dipakai orang lain. Periksa kembali di SIASN.")
