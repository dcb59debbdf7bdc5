"""How entries of the audit log read: a name for each kind of deed and the sentence that tells one. Knows no rows.

A deed without a line here is shown by its code: nothing that happened stays out of sight.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import gettext

from elearning.administration.audit_log import LogEntry
from elearning.administration.audit_values import UNKNOWN, values_of
from elearning.domain.errors import N_

_PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Deed:
    """The name of a kind of deed, its sentence with places for values, and a plain one for entries that lack some."""

    name: str
    sentence: str
    plain: str = ""


DEEDS: dict[str, Deed] = {
    "agency.added": Deed(N_("Instansi ditambahkan"), N_("%(actor)s menambahkan instansi %(agency)s, kode %(code)s.")),
    "assignment.created": Deed(
        N_("Kursus ditugaskan"),
        N_("%(actor)s menugaskan kursus %(course)s kepada %(about)s sampai %(due_on)s."),
        N_("%(actor)s menugaskan sebuah kursus kepada %(about)s sampai %(due_on)s."),
    ),
    "assignment.changed": Deed(
        N_("Penugasan diubah"),
        N_("%(actor)s mengubah penugasan kursus %(course)s kepada %(about)s; tenggatnya %(due_on)s."),
        N_("%(actor)s mengubah penugasan %(about)s; tenggatnya %(due_on)s."),
    ),
    "assignment.extended": Deed(
        N_("Tenggat diubah"),
        N_("%(actor)s mengubah tenggat kursus %(course)s bagi %(about)s dari %(before)s menjadi %(due_on)s."),
        N_("%(actor)s mengubah tenggat penugasan %(about)s."),
    ),
    "assignment.cancelled": Deed(
        N_("Penugasan dibatalkan"),
        N_("%(actor)s membatalkan penugasan kursus %(course)s kepada %(about)s."),
        N_("%(actor)s membatalkan penugasan %(about)s."),
    ),
    "attempt.granted": Deed(
        N_("Kesempatan kuis ditambah"),
        N_(
            "%(actor)s memberi %(about)s %(extra)s kesempatan tambahan di kuis %(quiz)s, kursus %(course)s. Alasannya: %(reason)s"
        ),
        N_("%(actor)s memberi %(about)s %(extra)s kesempatan tambahan di kuis %(quiz)s."),
    ),
    "attempt.extended": Deed(
        N_("Waktu percobaan ditambah"),
        N_("%(actor)s memberi %(about)s %(minutes)s menit tambahan di kuis %(quiz)s. Alasannya: %(reason)s"),
    ),
    "enrolment.begun": Deed(
        N_("Kursus diikuti"),
        N_("%(about)s mulai mengikuti kursus %(course)s."),
        N_("%(about)s mulai mengikuti sebuah kursus."),
    ),
    "enrolment.left": Deed(
        N_("Kursus ditinggalkan"),
        N_("%(about)s berhenti mengikuti kursus %(course)s."),
        N_("%(about)s berhenti mengikuti sebuah kursus."),
    ),
    "evidence.withdrawn": Deed(
        N_("Penegasan ditarik"), N_("%(actor)s menarik penegasan level %(level)s untuk %(competency)s milik %(about)s.")
    ),
    "level.confirmed": Deed(
        N_("Level ditegaskan"), N_("%(actor)s menegaskan level %(level)s untuk %(competency)s bagi %(about)s.")
    ),
    "link.created": Deed(
        N_("Tautan sekali pakai dibuat"),
        N_("%(actor)s membuat tautan %(purpose)s untuk %(about)s."),
        N_("Tautan kata sandi dibuat untuk %(about)s."),
    ),
    "mail.retried": Deed(N_("Surel dikirim ulang"), N_("%(actor)s mengirim ulang surel nomor %(mail_id)s.")),
    "mail.dropped": Deed(
        N_("Surel gagal dihapus"), N_("%(actor)s menghapus surel nomor %(mail_id)s yang gagal terkirim.")
    ),
    "import.checked": Deed(
        N_("Berkas impor diperiksa"),
        N_("%(actor)s memeriksa berkas impor pegawai %(file)s di %(agency)s: %(counts)s."),
        N_("%(actor)s memeriksa sebuah berkas impor pegawai."),
    ),
    "import.done": Deed(
        N_("Impor dijalankan"),
        N_("%(actor)s menjalankan impor pegawai %(file)s di %(agency)s: %(counts)s."),
        N_("%(actor)s menjalankan impor pegawai nomor %(subject_id)s."),
    ),
    "import.links_taken": Deed(
        N_("Tautan impor diunduh"),
        N_("%(actor)s mengunduh %(links)s tautan aktivasi impor %(file)s."),
        N_("%(actor)s mengunduh %(links)s tautan aktivasi impor nomor %(subject_id)s."),
    ),
    "import.undone": Deed(
        N_("Impor dibatalkan"),
        N_("%(actor)s membatalkan impor %(file)s di %(agency)s: %(undone)s orang kembali, %(left)s dibiarkan."),
        N_("%(actor)s membatalkan impor nomor %(subject_id)s: %(undone)s orang kembali, %(left)s dibiarkan."),
    ),
    "job.retried": Deed(N_("Pekerjaan dicoba lagi"), N_("%(actor)s meminta pekerjaan %(job)s dicoba lagi sekarang.")),
    "password.changed": Deed(N_("Kata sandi diganti"), N_("Kata sandi %(about)s diganti oleh %(actor)s.")),
    "person.created": Deed(N_("Orang ditambahkan"), N_("%(actor)s menambahkan %(about)s.")),
    "person.renamed": Deed(
        N_("Nama diubah"),
        N_("%(actor)s mengubah nama %(before)s menjadi %(after)s."),
        N_("%(actor)s mengubah nama %(about)s."),
    ),
    "person.email_changed": Deed(
        N_("Surel diubah"),
        N_("%(actor)s mengubah surel %(about)s dari %(before)s menjadi %(after)s."),
        N_("%(actor)s mengubah surel %(about)s."),
    ),
    "person.contract_start_changed": Deed(
        N_("Awal kontrak diubah"), N_("%(actor)s mengubah awal kontrak %(about)s menjadi %(start)s.")
    ),
    "person.moved": Deed(
        N_("Orang pindah instansi"),
        N_("%(actor)s memindahkan %(about)s dari %(left_agency)s ke %(agency)s."),
        N_("%(actor)s memindahkan %(about)s ke %(agency)s."),
    ),
    "person.nip_added": Deed(
        N_("NIP ditambahkan"),
        N_("%(actor)s mencatat NIP baru berakhiran %(last_digits)s bagi %(about)s, berlaku sejak %(valid_from)s."),
        N_("%(actor)s mencatat NIP baru bagi %(about)s."),
    ),
    "person.time_multiplier_changed": Deed(
        N_("Waktu kuis diubah"),
        N_("%(actor)s mengubah waktu kuis %(about)s dari %(before)s menjadi %(percent)s persen."),
        N_("%(actor)s mengatur waktu kuis %(about)s menjadi %(percent)s persen."),
    ),
    "position.ended": Deed(
        N_("Jabatan diakhiri"),
        N_("%(actor)s mengakhiri jabatan %(about)s pada %(last_day)s."),
        N_("%(actor)s mengakhiri jabatan %(about)s."),
    ),
    "position.held": Deed(
        N_("Jabatan dicatat"),
        N_("%(actor)s mencatat %(about)s sebagai %(position)s di %(unit)s sejak %(starts_on)s."),
        N_("%(actor)s mencatat jabatan bagi %(about)s."),
    ),
    "level_import.checked": Deed(
        N_("Berkas level wajib diperiksa"),
        N_("%(actor)s memeriksa berkas level wajib nomor %(subject_id)s di %(agency)s."),
    ),
    "required_levels.changed": Deed(
        N_("Level wajib diubah"),
        N_("%(actor)s mengubah level wajib jabatan %(position)s di %(agency)s: %(changes)s."),
        N_("%(actor)s mengubah level wajib sebuah jabatan di %(agency)s."),
    ),
    "required_levels.imported": Deed(
        N_("Level wajib diimpor"),
        N_("%(actor)s mengimpor level wajib jabatan di %(agency)s: %(new)s baru, %(changed)s berubah."),
        N_("%(actor)s mengimpor level wajib jabatan di %(agency)s."),
    ),
    "role.granted": Deed(
        N_("Peran diberikan"),
        N_("%(actor)s memberi %(about)s peran %(role)s di %(reach)s."),
        N_("%(actor)s memberi %(about)s peran %(role)s."),
    ),
    "role.revoked": Deed(
        N_("Peran dicabut"),
        N_("%(actor)s mencabut peran %(role)s di %(reach)s dari %(about)s."),
        N_("%(actor)s mencabut peran %(role)s dari %(about)s."),
    ),
    "session.revoked": Deed(
        N_("Perangkat dikeluarkan"),
        N_("%(actor)s keluar dari satu perangkat, sesi nomor %(session_id)s."),
        N_("%(actor)s keluar dari satu perangkat."),
    ),
    "sessions.revoked": Deed(
        N_("Perangkat lain dikeluarkan"),
        N_("%(actor)s mengeluarkan %(about)s dari %(devices)s perangkat."),
        N_("%(actor)s keluar dari perangkat lain."),
    ),
    "setting.changed": Deed(
        N_("Pengaturan diubah"), N_("%(actor)s mengubah pengaturan %(setting)s dari “%(old)s” menjadi “%(new)s”.")
    ),
    "site_logo.changed": Deed(N_("Logo situs diubah"), N_("%(actor)s mengubah logo situs menjadi gambar %(new)s.")),
    "site_logo.removed": Deed(
        N_("Logo situs dilepas"), N_("%(actor)s melepas logo situs, gambar %(old)s; lambang bawaan tampil lagi.")
    ),
    "supervisor.linked": Deed(
        N_("Atasan dicatat"),
        N_("%(actor)s mencatat %(supervisor)s sebagai atasan %(about)s (%(kind)s) sejak %(starts_on)s."),
        N_("%(actor)s mencatat atasan bagi %(about)s."),
    ),
    "supervisor.ended": Deed(
        N_("Hubungan atasan diakhiri"),
        N_("%(actor)s mengakhiri hubungan %(about)s dengan atasannya, %(supervisor)s, pada %(last_day)s."),
        N_("%(actor)s mengakhiri hubungan atasan %(about)s pada %(last_day)s."),
    ),
    "agency.changed": Deed(
        N_("Instansi diubah"),
        N_("%(actor)s mengubah data instansi %(agency)s: %(changes)s."),
        N_("%(actor)s mengubah data instansi %(agency)s."),
    ),
    "certificate.reissued": Deed(
        N_("Sertifikat diterbitkan ulang"),
        N_("%(actor)s menerbitkan ulang sertifikat %(number)s milik %(about)s: %(changes)s. Alasannya: %(reason)s"),
        N_("%(actor)s menerbitkan ulang sertifikat %(about)s. Alasannya: %(reason)s"),
    ),
    "certificate.revoked": Deed(
        N_("Sertifikat dicabut"),
        N_("%(actor)s mencabut sertifikat %(number)s milik %(about)s. Alasannya: %(reason)s"),
        N_("%(actor)s mencabut sertifikat %(about)s. Alasannya: %(reason)s"),
    ),
    "certificate_look.changed": Deed(
        N_("Rupa sertifikat diubah"),
        N_("%(actor)s mengubah rupa sertifikat %(agency)s: %(changes)s."),
        N_("%(actor)s mengubah kalimat atau logo sertifikat %(agency)s."),
    ),
    "correction.asked": Deed(
        N_("Perbaikan sertifikat diminta"),
        N_("%(actor)s meminta perbaikan sertifikat %(number)s: %(field)s seharusnya “%(wanted)s”."),
        N_("%(actor)s meminta perbaikan sertifikat."),
    ),
    "correction.refused": Deed(
        N_("Perbaikan sertifikat ditolak"),
        N_("%(actor)s menolak permintaan %(about)s memperbaiki sertifikat %(number)s. Alasannya: %(reason)s"),
        N_("%(actor)s menolak permintaan perbaikan sertifikat %(about)s."),
    ),
    "course.synced": Deed(
        N_("Kursus diperbarui"),
        N_(
            "%(actor)s memperbarui kursus %(course)s dari paketnya, revisi %(revision)s: %(moved)s pendaftaran pindah, %(staying)s tetap."
        ),
        N_("%(actor)s memperbarui sebuah kursus dari paketnya, revisi %(revision)s."),
    ),
    "course.withdrawn": Deed(
        N_("Kursus ditarik dari katalog"), N_("%(actor)s menarik kursus %(course)s dari katalog. Alasannya: %(reason)s")
    ),
    "course.offered": Deed(N_("Kursus ditawarkan lagi"), N_("%(actor)s menawarkan lagi kursus %(course)s.")),
    "course_record.withdrawn": Deed(
        N_("Bukti belajar ditarik"),
        N_("%(actor)s menarik JP dan bukti belajar kursus %(course)s dari %(about)s."),
        N_("%(actor)s menarik JP dan bukti belajar satu kursus dari %(about)s."),
    ),
    "person.deactivated": Deed(
        N_("Akun dinonaktifkan"),
        N_("%(actor)s menonaktifkan akun %(about)s; %(sessions)s perangkat dikeluarkan."),
        N_("%(actor)s menonaktifkan akun %(about)s."),
    ),
    "person.language_changed": Deed(
        N_("Bahasa diubah"),
        N_("%(actor)s mengubah bahasa %(about)s dari %(before)s menjadi %(after)s."),
        N_("%(actor)s mengubah bahasa %(about)s."),
    ),
    "person.nip_corrected": Deed(
        N_("NIP dibetulkan"),
        N_("%(actor)s membetulkan NIP %(about)s dari %(before)s menjadi %(after)s."),
        N_("%(actor)s membetulkan NIP %(about)s."),
    ),
    "person.reactivated": Deed(N_("Akun diaktifkan"), N_("%(actor)s mengaktifkan akun %(about)s.")),
    "person.siasn_id_changed": Deed(
        N_("ID SIASN diubah"),
        N_("%(actor)s mengubah ID SIASN %(about)s dari %(before)s menjadi %(after)s."),
        N_("%(actor)s mengubah ID SIASN %(about)s."),
    ),
    "position.added": Deed(
        N_("Jabatan ditambahkan"),
        N_("%(actor)s menambahkan jabatan %(name)s di %(agency)s."),
        N_("%(actor)s menambahkan sebuah jabatan di %(agency)s."),
    ),
    "position.reinstated": Deed(
        N_("Jabatan dipakai lagi"),
        N_("%(actor)s memakai lagi jabatan %(name)s di %(agency)s."),
        N_("%(actor)s memakai lagi sebuah jabatan di %(agency)s."),
    ),
    "position.renamed": Deed(
        N_("Jabatan diganti nama"),
        N_("%(actor)s mengganti nama jabatan %(before)s menjadi %(after)s di %(agency)s."),
        N_("%(actor)s mengganti nama sebuah jabatan di %(agency)s."),
    ),
    "position.retired": Deed(
        N_("Jabatan dihentikan"),
        N_("%(actor)s menghentikan jabatan %(name)s di %(agency)s."),
        N_("%(actor)s menghentikan sebuah jabatan di %(agency)s."),
    ),
    "siasn.exported": Deed(N_("Berkas SIASN dibuat"), N_("%(actor)s mengekspor %(count)s sertifikat untuk SIASN.")),
    "siasn.taken_back": Deed(
        N_("Ekspor SIASN dibatalkan"), N_("%(actor)s membatalkan tanda ekspor SIASN pada %(count)s sertifikat.")
    ),
    "siasn.row_recorded": Deed(
        N_("ID baris SIASN dicatat"),
        N_("%(actor)s mencatat ID SIASN %(row_id)s bagi sertifikat %(number)s, %(about)s."),
    ),
    "siasn.row_replaced": Deed(
        N_("ID baris SIASN diganti"),
        N_("%(actor)s mengganti ID SIASN sertifikat %(number)s, %(about)s, dari %(old)s menjadi %(row_id)s."),
    ),
    "siasn.withdrawal_handled": Deed(
        N_("Penarikan SIASN selesai"),
        N_("%(actor)s menandai baris sertifikat %(number)s, %(about)s, sudah dihapus di SIASN."),
    ),
    "siasn.withdrawal_reopened": Deed(
        N_("Penarikan SIASN dikembalikan"),
        N_("%(actor)s mengembalikan penarikan sertifikat %(number)s, %(about)s, ke daftar."),
    ),
    "signatory.added": Deed(
        N_("Penanda tangan ditambahkan"),
        N_("%(actor)s menambahkan penanda tangan %(name)s, %(title)s, di %(agency)s sejak %(starts_on)s."),
        N_("%(actor)s menambahkan penanda tangan di %(agency)s."),
    ),
    "signatory.changed": Deed(
        N_("Penanda tangan diubah"),
        N_("%(actor)s mengubah penanda tangan %(signatory)s di %(agency)s: %(changes)s."),
        N_("%(actor)s mengubah penanda tangan di %(agency)s."),
    ),
    "unit.closed": Deed(
        N_("Unit ditutup"),
        N_("%(actor)s menutup unit %(path)s di %(agency)s."),
        N_("%(actor)s menutup sebuah unit di %(agency)s."),
    ),
    "unit.moved": Deed(
        N_("Unit dipindahkan"),
        N_("%(actor)s memindahkan unit %(before)s menjadi %(after)s di %(agency)s."),
        N_("%(actor)s memindahkan sebuah unit di %(agency)s."),
    ),
    "unit.renamed": Deed(
        N_("Unit diganti nama"),
        N_("%(actor)s mengganti nama unit %(before)s menjadi %(after)s di %(agency)s."),
        N_("%(actor)s mengganti nama sebuah unit di %(agency)s."),
    ),
    "unit.reopened": Deed(
        N_("Unit dibuka lagi"),
        N_("%(actor)s membuka lagi unit %(path)s di %(agency)s."),
        N_("%(actor)s membuka lagi sebuah unit di %(agency)s."),
    ),
    "unit.created": Deed(N_("Unit dibuat"), N_("%(actor)s membuat unit %(path)s di %(agency)s.")),
}


def deed_names() -> list[tuple[str, str]]:
    """The kinds of deeds by name, for a choice."""
    return sorted(
        ((code, str(gettext(deed.name))) for code, deed in DEEDS.items()), key=lambda pair: pair[1].casefold()
    )


def deed_name(action: str) -> str:
    """What a kind of deed is called; its code when nobody has named it yet."""
    return str(gettext(DEEDS[action].name)) if action in DEEDS else action


def deed_sentence(entry: LogEntry) -> str:
    """Who did what to whom; the plain sentence where an entry of an older release lacks a value."""
    known = values_of(entry)
    deed = DEEDS.get(entry.action)
    if deed is None:
        values = ", ".join(f"{name}: {value}" for name, value in entry.detail.items())
        sentence = str(gettext("%(actor)s: %(code)s", actor=known["actor"], code=entry.action))
        return f"{sentence} ({values})" if values else sentence
    places = places_of(deed.sentence)
    template = deed.sentence if not deed.plain or places <= known.keys() else deed.plain
    return str(gettext(template, **{place: known.get(place, UNKNOWN) for place in places_of(template)}))


def places_of(sentence: str) -> frozenset[str]:
    """The names of the values that a sentence has places for."""
    return frozenset(_PLACE.findall(sentence))
