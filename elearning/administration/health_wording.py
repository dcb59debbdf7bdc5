"""How the health of the site reads: names of jobs and engines, and what each fact means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from elearning.core.health import MIN_FREE_BYTES
from elearning.core.i18n import gettext
from elearning.core.jinja import format_moment, format_size
from elearning.core.job_queue import QueueKind
from elearning.core.job_runs import JobState
from elearning.core.jobs import HEARTBEAT_LIMIT
from elearning.core.site_health import SiteHealth
from elearning.domain.errors import N_

LONGEST_WITHOUT_BACKUP = timedelta(days=2)
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
QUEUES = {
    QueueKind.FILE: N_("Berkas di folder instance"),
    QueueKind.POSTGRESQL: "PostgreSQL",
    QueueKind.REDIS: "Redis",
}
QUEUE_REMEDIES = {
    QueueKind.FILE: N_("Hentikan Pelita, hapus jobs.sqlite (tidak ada yang hilang), lalu jalankan lagi."),
    QueueKind.POSTGRESQL: N_("Periksa JOB_QUEUE_URL, kata sandinya, jaringan, dan hak CREATE pada basis data itu."),
    QueueKind.REDIS: N_("Periksa JOB_QUEUE_URL, kata sandinya, dan jaringan ke Redis."),
}
JOBS = {
    "mail": N_("Mengirim surel"),
    "throttle": N_("Menghapus hitungan percobaan yang lewat"),
    "quizzes": N_("Menutup percobaan kuis yang waktunya habis"),
    "imports": N_("Menghapus data impor yang sudah lama"),
    "quiz_ends": N_("Memberi tahu kuis yang segera berakhir"),
    "due_dates": N_("Mengingatkan tenggat penugasan"),
    "untouched": N_("Mengingatkan kursus yang lama tidak dibuka"),
    "digests": N_("Menulis surel harian tentang pemberitahuan"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One fact: its name, what is, and whether that is well; `remedy` says what to do otherwise."""

    name: str
    words: str
    is_well: bool
    remedy: str = ""


def job_name(name: str) -> str:
    """What a kind of work does; its code when nobody has named it yet."""
    return str(gettext(JOBS[name])) if name in JOBS else name


def job_words(job: JobState) -> str:
    """How a kind of work fared last."""
    if job.is_failing and job.next_try_at:
        return gettext(
            "Gagal %(count)s kali berturut-turut; dicoba lagi %(at)s.",
            count=job.failures,
            at=format_moment(job.next_try_at),
        )
    if job.is_failing:
        return gettext("Gagal %(count)s kali berturut-turut; dicoba lagi pada putaran berikutnya.", count=job.failures)
    if job.succeeded_at is None:
        return gettext("Belum pernah berjalan.")
    return gettext("Berhasil %(at)s.", at=format_moment(job.succeeded_at))


def checks(health: SiteHealth, now: datetime) -> list[Check]:
    """Every fact of the site, in words."""
    return [
        _database(health),
        _migration(health),
        _disk(health),
        _worker(health, now),
        _queue(health),
        _jobs(health),
        _mail(health),
        _backup(health, now),
    ]


def _database(health: SiteHealth) -> Check:
    words = f"{ENGINES.get(health.engine, health.engine)}, {format_size(health.database_bytes)}"
    return Check(gettext("Basis data"), words, is_well=True)


def _migration(health: SiteHealth) -> Check:
    return Check(
        gettext("Susunan tabel"),
        health.migration or "–",
        health.migration == health.newest_migration,
        gettext(
            "Program ini mengenal %(newest)s. Jalankan: flask --app wsgi db upgrade.", newest=health.newest_migration
        ),
    )


def _disk(health: SiteHealth) -> Check:
    return Check(
        gettext("Ruang kosong"),
        format_size(health.free_bytes),
        health.free_bytes >= MIN_FREE_BYTES,
        gettext(
            "Kosongkan diska: kurang dari %(least)s berisiko menghentikan situs.", least=format_size(MIN_FREE_BYTES)
        ),
    )


def _worker(health: SiteHealth, now: datetime) -> Check:
    seen = health.worker_seen_at
    return Check(
        gettext("Pekerja latar"),
        gettext("Terakhir terlihat %(at)s", at=format_moment(seen)) if seen else gettext("Belum pernah terlihat"),
        seen is not None and now - seen <= HEARTBEAT_LIMIT,
        gettext("Surel, tenggat, dan kuis yang habis waktunya menunggu. Jalankan: flask --app wsgi jobs work."),
    )


def _jobs(health: SiteHealth) -> Check:
    failing = [job_name(job.name) for job in health.jobs if job.is_failing]
    words = gettext("Gagal: %(jobs)s", jobs="; ".join(failing)) if failing else gettext("Tidak ada yang gagal")
    return Check(
        gettext("Pekerjaan latar"),
        words,
        is_well=not failing,
        remedy=gettext(
            "Baca galatnya di bawah, hilangkan sebabnya, lalu coba lagi di sana; tanpa itu dicoba lagi dengan jeda yang makin panjang."
        ),
    )


def _queue(health: SiteHealth) -> Check:
    queue = health.queue
    place = gettext(QUEUES[queue.kind])
    if queue.waiting is not None:
        words = gettext("%(place)s, %(waiting)s menunggu", place=place, waiting=queue.waiting)
        return Check(gettext("Antrean pekerjaan"), words, is_well=True)
    return Check(
        gettext("Antrean pekerjaan"),
        gettext("%(place)s tidak menjawab: %(trouble)s", place=place, trouble=queue.trouble.rstrip(".")),
        is_well=False,
        remedy=gettext("Pekerjaan tetap berjalan, paling lambat semenit kemudian.")
        + " "
        + gettext(QUEUE_REMEDIES[queue.kind]),
    )


def _mail(health: SiteHealth) -> Check:
    words = gettext("%(waiting)s menunggu, %(failed)s gagal", waiting=health.mail.waiting, failed=health.mail.failed)
    return Check(
        gettext("Surel"),
        words,
        health.mail.failed == 0,
        gettext("Lihat surel yang gagal di bawah: coba lagi atau hapus."),
    )


def _backup(health: SiteHealth, now: datetime) -> Check:
    backup = health.backup
    if backup is None:
        return Check(
            gettext("Cadangan terakhir"),
            gettext("Belum ada"),
            is_well=False,
            remedy=gettext("Buat cadangan: flask --app wsgi backup."),
        )
    words = f"{format_moment(backup.at)}, {backup.name}, {format_size(backup.size_bytes)}"
    is_recent = now - backup.at <= LONGEST_WITHOUT_BACKUP
    return Check(
        gettext("Cadangan terakhir"),
        words,
        is_recent,
        gettext("Sudah lebih dari dua hari. Buat cadangan: flask --app wsgi backup."),
    )
