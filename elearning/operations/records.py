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
from elearning.operations import chain_queries, queries, schema
from elearning.operations.chains import IDS_SHOWN, check_chains
from elearning.operations.findings import Finding, good, warning, wrong
from elearning.operations.stores import migration_of, reader_of

SLOW_CLOCK = timedelta(seconds=2)
WRONG_CLOCK = timedelta(seconds=60)


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
    yield from check_chains(connection, now=now)


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
    damaged = [name for name in chain_queries.damaged_files(instance_dir) if name in named]
    if damaged:
        remedy = f"Hapus files/{damaged[0][:2]}/{damaged[0]} dan lainnya, lalu flask --app wsgi courses sync atau pulihkan dari cadangan."
        return wrong("foto kursus", f"{len(damaged)} berkas rusak ({damaged[0][:12]}…)", remedy)
    words = f"{len(named)} berkas lengkap" + (f", {len(spare)} tidak dipakai (tidak mengganggu)" if spare else "")
    return good("foto kursus", words)
