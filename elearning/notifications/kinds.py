"""The kinds of notices: what each says and why somebody gets it. Facts are stored, sentences are made when shown."""

from __future__ import annotations

import re
from enum import StrEnum

from elearning.domain.errors import N_


class NoticeKind(StrEnum):
    """What a notice is about."""

    CERTIFICATE_ISSUED = "certificate_issued"
    COURSE_COMPLETED = "course_completed"
    COURSE_ASSIGNED = "course_assigned"
    DUE_DATE_CHANGED = "due_date_changed"
    ASSIGNMENT_CANCELLED = "assignment_cancelled"
    LEVEL_CONFIRMED = "level_confirmed"
    LEVEL_WITHDRAWN = "level_withdrawn"
    ATTEMPT_ENDED = "attempt_ended"
    ATTEMPT_LOST = "attempt_lost"
    ATTEMPT_GRANTED = "attempt_granted"
    ATTEMPT_EXTENDED = "attempt_extended"
    QUIZ_TIME_CHANGED = "quiz_time_changed"
    ATTEMPT_ENDING = "attempt_ending"
    DUE_SOON = "due_soon"
    DUE_PASSED = "due_passed"
    COURSE_UNTOUCHED = "course_untouched"
    SIGNATORY_MISSING = "signatory_missing"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CERTIFICATE_REISSUED = "certificate_reissued"
    CORRECTION_ASKED = "correction_asked"
    CORRECTION_REFUSED = "correction_refused"
    SIASN_WITHDRAWAL = "siasn_withdrawal"


SENTENCES: dict[NoticeKind, str] = {
    NoticeKind.CERTIFICATE_ISSUED: N_("Sertifikat %(number)s untuk kursus %(course)s sudah terbit."),
    NoticeKind.COURSE_COMPLETED: N_("Kursus %(course)s selesai dan tercatat."),
    NoticeKind.COURSE_ASSIGNED: N_("%(by)s menugaskan kursus %(course)s sampai %(due)s."),
    NoticeKind.DUE_DATE_CHANGED: N_("Tenggat kursus %(course)s menjadi %(due)s."),
    NoticeKind.ASSIGNMENT_CANCELLED: N_("Tugas mengikuti kursus %(course)s dibatalkan."),
    NoticeKind.LEVEL_CONFIRMED: N_("%(by)s menegaskan level %(level)s untuk %(competency)s."),
    NoticeKind.LEVEL_WITHDRAWN: N_("%(by)s menarik kembali bukti level %(level)s untuk %(competency)s."),
    NoticeKind.ATTEMPT_ENDED: N_("Waktu %(quiz)s habis; jawaban yang tersimpan sudah dikumpulkan dan dinilai."),
    NoticeKind.ATTEMPT_LOST: N_("Masa tenggang %(quiz)s habis sebelum dikumpulkan; percobaan itu ditutup tanpa nilai."),
    NoticeKind.ATTEMPT_GRANTED: N_("Anda mendapat %(extra)s kesempatan tambahan untuk %(quiz)s."),
    NoticeKind.ATTEMPT_EXTENDED: N_("%(quiz)s yang sedang Anda kerjakan mendapat tambahan waktu %(minutes)s menit."),
    NoticeKind.QUIZ_TIME_CHANGED: N_(
        "Waktu Anda di kuis menjadi %(percent)s persen dari waktu biasa, mulai percobaan berikutnya."
    ),
    NoticeKind.ATTEMPT_ENDING: N_("Waktu %(quiz)s segera habis. Lanjutkan, lalu kumpulkan."),
    NoticeKind.DUE_SOON: N_("Tenggat kursus %(course)s: %(due)s."),
    NoticeKind.DUE_PASSED: N_("Tenggat kursus %(course)s, %(due)s, sudah lewat. Kursus tetap dapat diselesaikan."),
    NoticeKind.COURSE_UNTOUCHED: N_("Kursus %(course)s sudah dua minggu tidak dibuka. Lanjutkan dari tempat terakhir."),
    NoticeKind.SIGNATORY_MISSING: N_(
        "Tidak ada penanda tangan yang menjabat di %(agency)s. Sertifikat tetap terbit atas nama %(name)s; catat "
        "penggantinya."
    ),
    NoticeKind.CERTIFICATE_REVOKED: N_(
        "Sertifikat %(number)s untuk kursus %(course)s dicabut; JP dan bukti belajarnya ditarik. Alasannya: %(reason)s"
    ),
    NoticeKind.CERTIFICATE_REISSUED: N_("Sertifikat %(number)s untuk kursus %(course)s diterbitkan ulang."),
    NoticeKind.CORRECTION_ASKED: N_("%(by)s meminta perbaikan sertifikat %(number)s."),
    NoticeKind.CORRECTION_REFUSED: N_("Permintaan perbaikan sertifikat %(number)s ditolak. Alasannya: %(reason)s"),
    NoticeKind.SIASN_WITHDRAWAL: N_(
        "Sertifikat %(number)s milik %(name)s dicabut sesudah dikeluarkan untuk SIASN. Hapus barisnya di SIASN, lalu "
        "tandai selesai."
    ),
}

REASONS: dict[NoticeKind, str] = {
    NoticeKind.CERTIFICATE_ISSUED: N_("Anda menerima ini karena syarat terakhir kursus itu terpenuhi."),
    NoticeKind.COURSE_COMPLETED: N_("Anda menerima ini karena semua syarat kursus itu terpenuhi."),
    NoticeKind.COURSE_ASSIGNED: N_("Anda menerima ini karena kursus itu ditugaskan kepada Anda."),
    NoticeKind.DUE_DATE_CHANGED: N_("Anda menerima ini karena kursus itu ditugaskan kepada Anda."),
    NoticeKind.ASSIGNMENT_CANCELLED: N_("Anda menerima ini karena kursus itu tadinya ditugaskan kepada Anda."),
    NoticeKind.LEVEL_CONFIRMED: N_("Anda menerima ini karena catatan kompetensi Anda berubah."),
    NoticeKind.LEVEL_WITHDRAWN: N_("Anda menerima ini karena catatan kompetensi Anda berubah."),
    NoticeKind.ATTEMPT_ENDED: N_("Anda menerima ini karena Anda memulai kuis itu dan belum mengumpulkannya."),
    NoticeKind.ATTEMPT_LOST: N_("Anda menerima ini karena Anda memulai kuis itu dan belum mengumpulkannya."),
    NoticeKind.ATTEMPT_GRANTED: N_("Anda menerima ini karena kesempatan Anda di kuis itu bertambah."),
    NoticeKind.ATTEMPT_EXTENDED: N_("Anda menerima ini karena percobaan Anda di kuis itu masih berjalan."),
    NoticeKind.QUIZ_TIME_CHANGED: N_("Anda menerima ini karena penyesuaian waktu kuis Anda diubah."),
    NoticeKind.ATTEMPT_ENDING: N_("Anda menerima ini karena Anda memulai kuis itu dan belum mengumpulkannya."),
    NoticeKind.DUE_SOON: N_("Anda menerima ini karena kursus itu ditugaskan kepada Anda dan belum selesai."),
    NoticeKind.DUE_PASSED: N_("Anda menerima ini karena kursus itu ditugaskan kepada Anda dan belum selesai."),
    NoticeKind.COURSE_UNTOUCHED: N_("Anda menerima ini karena Anda mengikuti kursus itu; dapat dimatikan di bawah."),
    NoticeKind.SIGNATORY_MISSING: N_("Anda menerima ini karena mengurus data sertifikat instansi itu."),
    NoticeKind.CERTIFICATE_REVOKED: N_("Anda menerima ini karena sertifikat itu milik Anda."),
    NoticeKind.CERTIFICATE_REISSUED: N_("Anda menerima ini karena sertifikat itu milik Anda."),
    NoticeKind.CORRECTION_ASKED: N_("Anda menerima ini karena mengelola sertifikat instansi itu."),
    NoticeKind.CORRECTION_REFUSED: N_("Anda menerima ini karena sertifikat itu milik Anda."),
    NoticeKind.SIASN_WITHDRAWAL: N_("Anda menerima ini karena mengurus data pegawai instansi itu."),
}

DATES = frozenset({"due"})
"""Names of facts that are dates, stored as ISO text and written out when shown."""

_PLACE = re.compile(r"%\((\w+)\)s")


def facts_needed(kind: NoticeKind) -> frozenset[str]:
    """The names of the facts that the sentence of a kind has places for."""
    return frozenset(_PLACE.findall(SENTENCES[kind]))
