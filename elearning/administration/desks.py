"""The desks of the administration: which pages there are, for whom, in which order. Knows addresses by name only."""

from __future__ import annotations

from dataclasses import dataclass

from elearning.core.permissions import Permission
from elearning.domain.errors import N_


@dataclass(frozen=True, slots=True)
class Desk:
    """One place of the administration: its views (the first is its front), name, purpose, and what one must be allowed to do.

    `label` and `purpose` are marked by `N_` and translated where they are shown.
    """

    views: tuple[str, ...]
    label: str
    purpose: str
    permission: Permission

    @property
    def front(self) -> str:
        """The view that a link to this desk opens."""
        return self.views[0]


DESKS: tuple[Desk, ...] = (
    Desk(
        (
            "administration.people",
            "administration.person",
            "administration.new_person",
            *(
                f"administration.person_{part}"
                for part in ("name", "details", "nip", "position", "supervisor", "supervisor_end")
            ),
            *(f"administration.person_{part}" for part in ("link", "deactivation", "role", "role_end")),
        ),
        N_("Orang"),
        N_("Mencari orang, membetulkan data, peran, jabatan, dan atasannya, menonaktifkan akun."),
        Permission.MANAGE_PEOPLE,
    ),
    Desk(
        ("administration.units", "administration.unit", "administration.new_unit", "administration.unit_closing"),
        N_("Unit kerja"),
        N_("Pohon unit setiap instansi: menambah, mengganti nama, memindahkan, menutup."),
        Permission.MANAGE_PEOPLE,
    ),
    Desk(
        (
            "administration.positions",
            "administration.new_position",
            "administration.position_name",
            "administration.position_levels",
            "administration.level_imports",
            "administration.level_import",
        ),
        N_("Jabatan"),
        N_("Jabatan setiap instansi, dan level kompetensi yang diwajibkannya."),
        Permission.MANAGE_PEOPLE,
    ),
    Desk(
        ("administration.agencies", "administration.agency", "administration.new_agency"),
        N_("Instansi"),
        N_("Nama, kode, zona waktu, dan ID SIASN setiap instansi."),
        Permission.MANAGE_SITE,
    ),
    Desk(
        ("administration.imports", "administration.import_page"),
        N_("Impor"),
        N_("Memasukkan pegawai dari berkas: memeriksa, menjalankan, membatalkan."),
        Permission.MANAGE_PEOPLE,
    ),
    Desk(
        ("administration.audit_log",),
        N_("Jejak"),
        N_("Siapa melakukan apa, terhadap siapa, dan kapan; dapat dicari dan diunduh."),
        Permission.MANAGE_PEOPLE,
    ),
    Desk(
        (
            "administration.certificate_agencies",
            "administration.certificate_look",
            "administration.change_certificate_look",
            "administration.new_signatory",
            "administration.create_signatory",
            "administration.edit_signatory",
            "administration.update_signatory",
        ),
        N_("Data sertifikat"),
        N_("Siapa yang menandatangani sertifikat, sejak kapan sampai kapan, kalimat, dan logonya."),
        Permission.MANAGE_PEOPLE,
    ),
    Desk(
        (
            "administration.issued_certificates",
            "administration.issued_certificate",
            "administration.revocation",
            "administration.revoke_certificate",
            "administration.reissue_form",
            "administration.reissue_certificate",
        ),
        N_("Sertifikat terbit"),
        N_("Mencari sertifikat yang terbit, mencabut, dan menerbitkannya ulang dengan tulisan yang benar."),
        Permission.MANAGE_CERTIFICATES,
    ),
    Desk(
        ("administration.corrections", "administration.correction_request", "administration.refuse_correction"),
        N_("Perbaikan"),
        N_("Permintaan pemegang sertifikat yang menemukan salah tulis: diterbitkan ulang atau ditolak dengan alasan."),
        Permission.MANAGE_CERTIFICATES,
    ),
    Desk(
        (
            "administration.siasn",
            "administration.siasn_file",
            "administration.siasn_take_back",
            "administration.siasn_ids",
            "administration.record_siasn_ids",
            "administration.siasn_withdrawals",
        ),
        N_("SIASN"),
        N_(
            "Mengeluarkan sertifikat pegawai sebagai riwayat kursus SIASN, mencatat ID barisnya, dan menarik yang dicabut."
        ),
        Permission.MANAGE_PEOPLE,
    ),
    Desk(
        ("administration.site_state",),
        N_("Kesehatan situs"),
        N_("Basis data, diska, pekerja latar, surel yang gagal, dan cadangan terakhir."),
        Permission.MANAGE_SITE,
    ),
    Desk(
        (
            "administration.site_settings",
            "administration.save_settings",
            "administration.restoration",
            "administration.restore_setting",
            "administration.site_logo",
            "administration.save_site_logo",
        ),
        N_("Pengaturan situs"),
        N_("Nama, semboyan, logo, surel, zona waktu, dan batas JP; berlaku tanpa menjalankan ulang."),
        Permission.MANAGE_SITE,
    ),
)
"""In the order of the menu; each page adds its line."""


def desks_for(granted: frozenset[Permission]) -> list[Desk]:
    """The desks that somebody with these permissions may sit at."""
    return [desk for desk in DESKS if desk.permission in granted]
