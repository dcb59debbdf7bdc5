"""The doctor's look at what must hang together: result → completion → certificate → evidence and JP, and what counts them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from elearning.operations import chain_queries, queries
from elearning.operations.findings import Finding, good, wrong

LATE = timedelta(minutes=5)
IDS_SHOWN = 5
REPORT = "Catatan ini tidak pernah diubah oleh Pelita sendiri: bandingkan dengan cadangan terakhir, lalu laporkan ke pengembang."
REPEAT = (
    "Minta orang itu menandai selesai satu pelajaran atau mengerjakan satu kuis kursus itu: "
    "penyelesaian, sertifikat, dan JP tercatat saat itu."
)
RESTORE_SHEET = (
    "Pulihkan cadangan terakhir ke folder lain (flask --app wsgi restore), lalu bandingkan baris "
    "certificate_document; jangan membuat lembar baru."
)
RESTORE_LOGO = "Unggah lagi logo itu di Kantor sertifikat; sertifikat lama yang memakainya perlu logo dari cadangan."
RESTORE_SITE_LOGO = "Unggah lagi logo itu di Pengaturan situs; riwayatnya perlu logo dari cadangan."
CLOSE = 'Pastikan pekerja berjalan; bila sudah, cari "attempt not closed" di log.'


def check_chains(connection: Connection, *, now: datetime) -> Iterator[Finding]:
    """Each link once; ids are of the rows that lack something."""
    yield _none(
        "penyelesaian",
        "pendaftaran tuntas tanpa penyelesaian",
        chain_queries.results_without_completion(connection),
        REPEAT,
    )
    yield _none(
        "sertifikat", "penyelesaian tanpa sertifikat", queries.completions_without_certificate(connection), REPORT
    )
    yield _none("JP", "penyelesaian tanpa JP", queries.completions_without_jp(connection), REPORT)
    yield _none("pemilik JP", "JP milik orang lain", chain_queries.jp_of_somebody_else(connection), REPORT)
    yield _none("bukti", "sertifikat tanpa bukti kompetensi", queries.certificates_without_evidence(connection), REPORT)
    yield _none("sumber bukti", "bukti tanpa sumber", chain_queries.evidence_without_source(connection), REPORT)
    yield from _certificates(connection)
    late = queries.attempts_left_open(connection, ended_before=now - LATE)
    yield _none("percobaan", "percobaan lewat waktu yang belum ditutup", late, CLOSE)
    apart = chain_queries.counters_out_of_step(connection)
    yield _none("kemajuan kuis", "kuis yang kemajuannya berbeda dari percobaannya", apart, REPORT)


def _certificates(connection: Connection) -> Iterator[Finding]:
    yield _none(
        "riwayat sertifikat",
        "sertifikat tanpa peristiwa terbit",
        chain_queries.certificates_never_issued(connection),
        REPORT,
    )
    yield _none(
        "nomor sertifikat",
        "instansi dengan nomor yang tidak urut",
        chain_queries.agencies_with_gaps(connection),
        REPORT,
    )
    yield _none(
        "lembar sertifikat",
        "lembar yang berubah sesudah terbit",
        chain_queries.damaged_documents(connection),
        RESTORE_SHEET,
    )
    yield _none("logo sertifikat", "logo rusak", chain_queries.damaged_logos(connection), RESTORE_LOGO)
    yield _none("logo situs", "logo rusak", chain_queries.damaged_site_logos(connection), RESTORE_SITE_LOGO)


def _none(name: str, what: str, ids: list[int], remedy: str) -> Finding:
    """Well where there is no such row; else how many, and the first of them."""
    if not ids:
        return good(name, f"tidak ada {what}")
    count = f"{queries.MOST_NAMED} atau lebih" if len(ids) >= queries.MOST_NAMED else str(len(ids))
    shown = ", ".join(str(each) for each in ids[:IDS_SHOWN]) + (" …" if len(ids) > IDS_SHOWN else "")
    return wrong(name, f"{count} {what} (id {shown})", remedy)
