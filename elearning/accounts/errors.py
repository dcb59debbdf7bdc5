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


class EmailInvalidError(DomainError):
    """A text that is no e-mail address."""

    code: ClassVar[str] = "email_invalid"
    message_template: ClassVar[str] = N_("Surel “%(email)s” tidak sah. Contoh yang benar: nama@instansi.go.id.")


class EmailTakenError(DomainError):
    """An e-mail address that another person uses."""

    code: ClassVar[str] = "email_taken"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_("Surel %(email)s sudah dipakai orang lain. Isi surel lain, atau kosongkan.")


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
