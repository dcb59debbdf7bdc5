"""The doctor's look at what is around the database: settings, folders, disk, time zones, mail, the queue, fonts, the last backup."""

from __future__ import annotations

import os
import smtplib
import stat
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import current_app

from config import Settings
from elearning.certificates.rendering import RenderingError, check_fonts
from elearning.core import mail
from elearning.core.backup_record import last_backup
from elearning.core.health import MIN_FREE_BYTES
from elearning.core.job_queue import QueueKind
from elearning.core.jobs import free_disk_bytes, jobs_of
from elearning.operations.findings import Finding, good, warning, wrong

TIGHT_FREE_BYTES = 5 * MIN_FREE_BYTES
HOURS_OF_ZONES = {"Asia/Jakarta": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9}
LONGEST_WITHOUT_BACKUP = timedelta(days=2)
MEGABYTE = 1_000_000
QUEUE_PLACES = {
    QueueKind.FILE: "jobs.sqlite di folder instance",
    QueueKind.POSTGRESQL: "PostgreSQL",
    QueueKind.REDIS: "Redis",
}
QUEUE_REMEDIES = {
    QueueKind.FILE: "Hentikan Pelita, hapus jobs.sqlite (tidak ada yang hilang), lalu jalankan lagi.",
    QueueKind.POSTGRESQL: "Periksa JOB_QUEUE_URL, kata sandinya, jaringan, dan hak CREATE pada basis data itu.",
    QueueKind.REDIS: "Periksa JOB_QUEUE_URL, kata sandinya, dan jaringan ke Redis.",
}


def check_machine(settings: Settings, *, now: datetime) -> Iterator[Finding]:
    """Everything that can be told without the database."""
    yield _settings(settings)
    yield _folder(settings.instance_dir)
    yield _disk(settings.instance_dir)
    yield _time_zones(now)
    yield _mail(settings)
    yield _queue()
    yield _fonts()
    yield _backup(settings.instance_dir, now)


def _settings(settings: Settings) -> Finding:
    name = "setelan"
    if not settings.is_production:
        seen = "PELITA_ENV=development: cookie tanpa Secure, pilihan peserta contoh"
        return warning(
            name, seen, "Isi PELITA_ENV=production, SECRET_KEY, dan PUBLIC_URL pada situs yang dipakai pegawai."
        )
    defaults = Settings()
    if settings.public_url.startswith("https://") and settings.trusted_proxies == 0:
        seen = "PUBLIC_URL https, tetapi TRUSTED_PROXIES=0: semua orang tampak datang dari satu alamat"
        return warning(name, seen, "Isi TRUSTED_PROXIES=1 bila satu proksi TLS berdiri di depan.")
    if settings.contact_email == defaults.contact_email:
        return warning(name, "CONTACT_EMAIL masih alamat contoh", "Isi CONTACT_EMAIL dengan alamat bantuan Anda.")
    return good(name, f"PELITA_ENV=production, {settings.public_url}")


def _folder(instance_dir: Path) -> Finding:
    name = "folder instance"
    foreign = _foreign(instance_dir)
    if foreign:
        remedy = f"chown -R {os.geteuid()} {instance_dir}, atau jalankan perintah ini sebagai pengguna layanan Pelita."
        return wrong(name, f"{foreign} milik pengguna lain", remedy)
    for folder in (instance_dir, instance_dir / "files"):
        if folder.exists() and not _takes_files(folder):
            return wrong(name, f"{folder} tidak dapat ditulisi", f"chmod u+rwx {folder}, lalu periksa pemiliknya.")
    key = instance_dir / "secret_key"
    if key.exists() and _mode(key) & 0o077:
        return wrong(name, "secret_key dapat dibaca pengguna lain", f"chmod 600 {key}, lalu ganti isinya.")
    if _mode(instance_dir) & 0o077:
        return warning(name, f"{instance_dir} dapat dibuka pengguna lain mesin ini", f"chmod 700 {instance_dir}")
    return good(name, str(instance_dir))


def _foreign(instance_dir: Path) -> Path | None:
    """The first thing that belongs to another user than the one who runs this."""
    own = os.geteuid()
    candidates = [instance_dir, *sorted(instance_dir.iterdir())]
    return next((path for path in candidates if path.lstat().st_uid != own and path.name != "lost+found"), None)


def _takes_files(folder: Path) -> bool:
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-"):
            return True
    except OSError:
        return False


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _disk(instance_dir: Path) -> Finding:
    free = free_disk_bytes(instance_dir)
    seen = f"{free // MEGABYTE} MB bebas"
    remedy = "Hapus atau pindahkan berkas lain (misalnya cadangan lama), atau perbesar disk."
    if free < MIN_FREE_BYTES:
        return wrong("ruang disk", seen, remedy)
    return warning("ruang disk", seen, remedy) if free < TIGHT_FREE_BYTES else good("ruang disk", seen)


def _time_zones(now: datetime) -> Finding:
    name = "zona waktu"
    for zone, hours in HOURS_OF_ZONES.items():
        try:
            offset = now.astimezone(ZoneInfo(zone)).utcoffset()
        except (ZoneInfoNotFoundError, OSError):
            offset = None
        if offset != timedelta(hours=hours):
            remedy = "Pasang lagi pustaka tzdata: sh scripts/install.sh run."
            return wrong(name, f"{zone} bukan UTC+{hours} di mesin ini", remedy)
    return good(name, "WIB, WITA, WIT dikenal")


def _mail(settings: Settings) -> Finding:
    name = "surel"
    is_file = settings.mail_url == "file:"
    try:
        mail.reach()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        where = "kotak keluar" if is_file else "server surel"
        remedy = (
            "Periksa izin folder outbox." if is_file else "Periksa MAIL_URL, kata sandinya, dan jaringan ke server itu."
        )
        return wrong(name, f"{where} tidak menjawab ({str(error)[:150]})", remedy)
    if is_file and settings.is_production:
        seen = "surat hanya ditulis ke folder outbox, tidak dikirim"
        return warning(name, seen, "Isi MAIL_URL=smtp://pengguna:sandi@server:587.")
    return good(name, "ditulis ke folder outbox" if is_file else "server surel menjawab")


def _queue() -> Finding:
    name = "antrean pekerjaan"
    found = jobs_of(current_app).queue.state()
    where = QUEUE_PLACES[found.kind]
    if found.waiting is not None:
        return good(name, f"{where} menjawab, {found.waiting} menunggu")
    seen = f"{where} tidak menjawab ({found.trouble}); pekerjaan tetap berjalan, paling lambat semenit kemudian"
    return warning(name, seen, QUEUE_REMEDIES[found.kind])


def _fonts() -> Finding:
    try:
        check_fonts()
    except RenderingError as error:
        return wrong(
            "huruf sertifikat", str(error)[:200], "Salin lagi folder elearning/certificates/typst/fonts dari rilis."
        )
    return good("huruf sertifikat", "lengkap")


def _backup(instance_dir: Path, now: datetime) -> Finding:
    last = last_backup(instance_dir)
    remedy = "Jalankan flask --app wsgi backup setiap malam dan salin hasilnya ke mesin lain."
    if last is None:
        return warning("cadangan", "belum pernah dibuat di sini", remedy)
    seen = f"{last.name}, {last.at:%d-%m-%Y %H.%M} UTC, {last.size_bytes} byte"
    return warning("cadangan", seen, remedy) if now - last.at > LONGEST_WITHOUT_BACKUP else good("cadangan", seen)
