"""The doctor's look into the database: does it answer, is it whole and up to date, do the records hang together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from config import Settings
from elearning.core import clock
from elearning.core.commands import database_sentence
from elearning.core.jobs import HEARTBEAT_LIMIT
from elearning.operations import queries, schema
from elearning.operations.findings import Finding, good, warning, wrong
from elearning.operations.stores import migration_of, reader_of

LATE = timedelta(minutes=5)
SLOW_CLOCK = timedelta(seconds=2)
WRONG_CLOCK = timedelta(seconds=60)
IDS_SHOWN = 5


def check_records(settings: Settings, *, now: datetime) -> Iterator[Finding]:
    """Everything that the database tells; stops at the first thing that makes the rest pointless."""
    engine = reader_of(settings)
    try:
        with engine.connect() as connection:
            yield good("basis data", f"{engine.dialect.name} menjawab")
            migrations = _migrations(connection)
            yield migrations
            yield from _soundness(connection, engine)
            if not migrations.remedy:
                yield from _contents(connection, settings.instance_dir, now)
    except DBAPIError as error:
        yield wrong("basis data", database_sentence(error), "Hidupkan basis datanya, lalu jalankan flask doctor lagi.")


def _migrations(connection: Connection) -> Finding:
    found, head = migration_of(connection), schema.head()
    if found == head:
        return good("migrasi", f"{head}, yang terbaru")
    if found is not None and not schema.is_known(found):
        remedy = "Pasang versi Pelita yang memakai basis data ini, atau pulihkan cadangan dari versi terpasang."
        return wrong("migrasi", f"{found}, dari Pelita yang lebih baru", remedy)
    return wrong("migrasi", f"{found or 'belum ada tabel'}, terbaru {head}", "flask --app wsgi db upgrade")


def _soundness(connection: Connection, engine: Engine) -> Iterator[Finding]:
    if engine.dialect.name != "sqlite":
        encoding = connection.scalar(text("SHOW server_encoding"))
        remedy = "Buat basis data baru dengan ENCODING 'UTF8', lalu pindahkan isinya."
        yield (
            good("huruf basis data", "UTF8") if encoding == "UTF8" else wrong("huruf basis data", str(encoding), remedy)
        )
        return
    told = str(connection.scalar(text("PRAGMA integrity_check")))
    strays = connection.execute(text("PRAGMA foreign_key_check")).fetchmany(IDS_SHOWN)
    restore = "Hentikan Pelita dan pulihkan cadangan terakhir yang baik ke folder baru."
    if told != "ok":
        yield wrong("keutuhan berkas", told[:200], restore)
    elif strays:
        yield wrong(
            "keutuhan berkas", f"baris tabel {strays[0][0]} menunjuk baris {strays[0][2]} yang tidak ada", restore
        )
    else:
        yield good("keutuhan berkas", "utuh")
    mode = str(connection.scalar(text("PRAGMA journal_mode")))
    remedy = "Jalankan Pelita sekali pada disk setempat (bukan NFS); ia menyalakan WAL sendiri."
    yield good("mode tulis", "WAL") if mode == "wal" else warning("mode tulis", mode, remedy)


def _contents(connection: Connection, instance_dir: Path, now: datetime) -> Iterator[Finding]:
    yield _clock(connection, now)
    yield _worker(connection, now)
    yield _jobs(connection)
    yield _letters(connection)
    yield _photographs(connection, instance_dir)
    yield from _chains(connection, now)


def _clock(connection: Connection, now: datetime) -> Finding:
    remedy = "Nyalakan penyelarasan waktu (timedatectl set-ntp true) di mesin ini dan mesin basis data."
    if connection.dialect.name == "postgresql":
        there = connection.scalar(text("SELECT clock_timestamp()"))
        apart = abs(clock.now() - there) if there else timedelta()
        if apart > SLOW_CLOCK:
            say = wrong if apart > WRONG_CLOCK else warning
            return say("jam", f"mesin ini dan basis data berbeda {apart.total_seconds():.0f} detik", remedy)
    latest = max((at for at in (queries.heartbeat(connection), queries.newest_deed(connection)) if at), default=now)
    if latest - now > WRONG_CLOCK:
        return wrong("jam", f"catatan terakhir {latest:%d-%m-%Y %H.%M} UTC ada di masa depan mesin ini", remedy)
    return good("jam", f"{now:%d-%m-%Y %H.%M} UTC")


def _worker(connection: Connection, now: datetime) -> Finding:
    at = queries.heartbeat(connection)
    remedy = (
        "Jalankan pekerja: systemctl start pelita-worker (flask --app wsgi jobs work); baca log-nya bila berhenti lagi."
    )
    if at is None:
        return wrong("pekerja", "belum pernah berjalan", remedy)
    if now - at > HEARTBEAT_LIMIT:
        return wrong("pekerja", f"terakhir terlihat {at:%d-%m-%Y %H.%M} UTC", remedy)
    return good("pekerja", "berjalan")


def _jobs(connection: Connection) -> Finding:
    failing = queries.failing_jobs(connection)
    if failing:
        remedy = 'Cari "job failed" di log pekerja; pekerjaan itu dicoba lagi dengan jeda yang makin panjang.'
        return warning("pekerjaan", f"terakhir kali gagal: {', '.join(failing)}", remedy)
    return good("pekerjaan", "tidak ada yang gagal")


def _letters(connection: Connection) -> Finding:
    count = queries.letters_given_up(connection)
    if count:
        remedy = "Periksa alamat penerima dan server surel; sebabnya tercatat pada setiap surat."
        return warning("surat", f"{count} surat tidak terkirim dan tidak dicoba lagi", remedy)
    return good("surat", "tidak ada yang gagal terkirim")


def _photographs(connection: Connection, instance_dir: Path) -> Finding:
    named = queries.stored_hashes(connection)
    there = {path.name for path in (instance_dir / "files").glob("*/*")}
    lost, spare = named - there, there - named
    if lost:
        remedy = (
            "flask --app wsgi courses sync membawanya kembali dari paket kursus; bila tidak, pulihkan dari cadangan."
        )
        return wrong("foto kursus", f"{len(lost)} dari {len(named)} berkas hilang", remedy)
    words = f"{len(named)} berkas lengkap" + (f", {len(spare)} tidak dipakai (tidak mengganggu)" if spare else "")
    return good("foto kursus", words)


def _chains(connection: Connection, now: datetime) -> Iterator[Finding]:
    report = "Catatan ini tidak pernah diubah oleh Pelita sendiri: bandingkan dengan cadangan terakhir, lalu laporkan ke pengembang."
    late = 'Pastikan pekerja berjalan; bila sudah, cari "attempt not closed" di log.'
    yield _none(
        "sertifikat", "penyelesaian tanpa sertifikat", queries.completions_without_certificate(connection), report
    )
    yield _none("JP", "penyelesaian tanpa JP", queries.completions_without_jp(connection), report)
    yield _none("bukti", "sertifikat tanpa bukti kompetensi", queries.certificates_without_evidence(connection), report)
    open_attempts = queries.attempts_left_open(connection, ended_before=now - LATE)
    yield _none("percobaan", "percobaan lewat waktu yang belum ditutup", open_attempts, late)


def _none(name: str, what: str, ids: list[int], remedy: str) -> Finding:
    """Well where there is no such row; else how many, and the first of them."""
    if not ids:
        return good(name, f"tidak ada {what}")
    count = f"{queries.MOST_NAMED} atau lebih" if len(ids) == queries.MOST_NAMED else str(len(ids))
    shown = ", ".join(str(each) for each in ids[:IDS_SHOWN]) + (" …" if len(ids) > IDS_SHOWN else "")
    return wrong(name, f"{count} {what} (id {shown})", remedy)
