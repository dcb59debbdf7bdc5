"""How the site fares, as facts: database, disk, worker, jobs, queue, mail, backup. For the page and the command; judges nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import text

from elearning.core.backup_record import LastBackup, last_backup
from elearning.core.dead_letters import MailFigures, mail_figures
from elearning.core.health import migrated_to, migration_head
from elearning.core.job_queue import QueueState
from elearning.core.job_runs import JobState, states
from elearning.core.jobs import free_disk_bytes, jobs_of, worker_seen_at
from elearning.extensions import db

_SIZES = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteHealth:
    """The facts of now; sizes in bytes."""

    engine: str
    database_bytes: int
    migration: str | None
    newest_migration: str | None
    free_bytes: int
    worker_seen_at: datetime | None
    queue: QueueState
    mail: MailFigures
    jobs: list[JobState]
    backup: LastBackup | None


def site_health() -> SiteHealth:
    """Ask database, queue, disk and instance folder."""
    app = current_app
    directory = app.config["SETTINGS"].instance_dir
    engine = db.engine.dialect.name
    return SiteHealth(
        engine=engine,
        database_bytes=db.session.execute(text(_SIZES[engine])).scalar_one(),
        migration=migrated_to(),
        newest_migration=migration_head(app),
        free_bytes=free_disk_bytes(directory),
        worker_seen_at=worker_seen_at(),
        queue=jobs_of(app).queue.state(),
        mail=mail_figures(),
        jobs=job_states(),
        backup=last_backup(directory),
    )


def job_states() -> list[JobState]:
    """All registered kinds of work in the order in which a round runs them."""
    return states(list(jobs_of(current_app).work))
